"""A presigned link as an object: made, parsed, verified, and the store's answer read."""

from .answer import StoreError, read_error
from .bulk import Presigner, presign_many
from .code import Snippet, snippets
from .comparing import Comparison, compare
from .form import PostForm
from .making import Plan, plan, presign
from .parsing import SignedRequest, parse
from .posting import presign_post
from .verifying import Verification, verify

__all__ = [
    "Comparison",
    "Plan",
    "PostForm",
    "Presigner",
    "SignedRequest",
    "Snippet",
    "StoreError",
    "Verification",
    "compare",
    "parse",
    "plan",
    "presign",
    "presign_many",
    "presign_post",
    "read_error",
    "snippets",
    "verify",
]
