"""A presigned link as an object: made, read, verified, compared, and the store's answer read.

make     making (one link), latest (the next one), template, streaming, bulk, resigning (a million),
         rows, formats, parquet, writing (to files)
form     posting, policy, form (an upload form and its policy)
read     parsing, claims, request, meanings (what a link says), pasted, commands, shells, recorded (where it stood), answer
check    verifying (the store's side), comparing, matching (two signings)
hand on  code (as a command or a program)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazily import lazily

if TYPE_CHECKING:
    from .answer import StoreError, read_error
    from .bulk import Presigner, presign_many
    from .code import Snippet, snippets
    from .comparing import Comparison, compare
    from .form import PostForm
    from .making import Plan, plan, presign
    from .parsing import SignedRequest, parse
    from .posting import presign_post
    from .verifying import Verification, verify

__getattr__, __dir__ = lazily(
    __name__,
    {
        "answer": "StoreError read_error",
        "bulk": "Presigner presign_many",
        "code": "Snippet snippets",
        "comparing": "Comparison compare",
        "form": "PostForm",
        "making": "Plan plan presign",
        "parsing": "SignedRequest parse",
        "posting": "presign_post",
        "verifying": "Verification verify",
    },
)

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
