"""What works as a credential in all that a diagnosis was given, so that nothing that it says repeats it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from ..links.hiding import live_of_headers, live_texts
from .evidence import Evidence
from .slots import revealed
from .swapped_keys import looks_secret

_MOST = 100_000  # characters of an answer; no more of one is repeated


def live_texts_of(e: Evidence) -> tuple[str, ...]:
    """Tokens, signatures, keys and cookies: those that are known first, then those that names and looks betray."""
    requests = (e.pasted,) if e.request is e.pasted else (e.pasted, e.request)
    read = (text for request in requests for text in request.live_texts)
    return tuple(dict.fromkeys((*_known(e), *live_of_headers(e.headers), *read, *_answered(e))))


def _known(e: Evidence) -> Iterator[str]:
    """The session token, which a repaired URL holds; the secret only where the paste holds it, so that it stays here."""
    if e.credentials and e.credentials.session_token:
        yield revealed(e.credentials.session_token).decode("utf-8", "replace")
    if e.credentials:
        secret = revealed(e.credentials.secret_access_key).decode("utf-8", "replace")
        if secret and (secret in e.pasted.text or secret in unquote(e.pasted.text)):
            yield secret
    if looks_secret(e.request.access_key_id):
        yield e.request.access_key_id


def _answered(e: Evidence) -> Iterator[str]:
    if e.reply:
        yield from live_of_headers(e.reply.headers.items())
        yield from live_texts(e.reply.text[:_MOST])
