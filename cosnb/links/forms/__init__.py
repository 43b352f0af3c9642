"""An upload form, and the policy that says what may be uploaded with it."""
