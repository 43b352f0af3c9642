"""An answer counts for the URL that it was given to alone: by the signature that the store says it was sent."""

from __future__ import annotations

import re
from dataclasses import replace

from .cause import Sight
from .causes import BY_ID
from .evidence import Evidence
from .finding import Finding

# The store's words may be cut or blotted out, and so may the URL; what is left of a signature is compared.
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_BEGINNING = re.compile(r"[0-9a-f]{8,64}")


def own_answer(e: Evidence) -> tuple[Evidence, list[Finding]]:
    """The evidence without an answer that belongs to another URL, and the finding that says so."""
    provided = (e.reply.fields.get("SignatureProvided", "") if e.reply else "").strip().lower()
    if e.request.kind not in ("query", "header") or not _SIGNATURE.fullmatch(provided):
        return e, []
    given = [_BEGINNING.match(text.strip().lower()) for text in (e.request.signature, e.pasted.signature)]
    if not all(given) or any(found and provided.startswith(found[0]) for found in given):
        return e, []
    what = "URL" if e.request.kind == "query" else "request"
    told = f"SignatureProvided in the answer is not the signature of this {what}"
    found = BY_ID["other-answer"].found(Sight("certain", told, what))
    return replace(e, reply=None, target=None), [found]
