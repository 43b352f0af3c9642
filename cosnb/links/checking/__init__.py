"""The store's side of a link, and two signings side by side."""
