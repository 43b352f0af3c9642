"""A presigned link as an object: made, read, verified, compared, and the store's answer read.

making     one link; template cuts it where its key stands
many       a million: streamed, and written to files
forms      an upload form and its policy
reading    what a link says, wherever it stood
checking   the store's side; two signings side by side
code       a link as a command or a program
redaction  what works as a credential, found in any text
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .checking.comparing import Comparison, compare
    from .checking.verifying import Verification, verify
    from .code import Snippet, snippets
    from .forms.form import PostForm
    from .forms.posting import presign_post
    from .making import Plan, plan, presign
    from .many.bulk import Presigner, presign_many
    from .many.writing import write_links
    from .reading.answer import StoreError, read_error
    from .reading.parsing import ParsedRequest, parse
    from .redaction import live_texts

__getattr__, __dir__ = lazily(
    __name__,
    {
        "reading.answer": "StoreError read_error",
        "many.bulk": "Presigner presign_many",
        "many.writing": "write_links",
        "code": "Snippet snippets",
        "checking.comparing": "Comparison compare",
        "forms.form": "PostForm",
        "redaction": "live_texts",
        "making": "Plan plan presign",
        "reading.parsing": "ParsedRequest parse",
        "forms.posting": "presign_post",
        "checking.verifying": "Verification verify",
    },
)
