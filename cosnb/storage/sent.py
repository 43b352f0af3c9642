"""What is said to be sent, or was: only its form is checked, because a store gets whatever a client sends."""

from __future__ import annotations

from ..errors import InputError
from .checks import LONGEST_METHOD, TOKEN


def check_sent_method(method: str) -> str:
    """Any HTTP method, upper-case as it is signed and sent.

    Raises:
        InputError: it is no word that can be one (a token of RFC 9110), or longer than 20 characters.
    """
    if isinstance(method, str) and len(method) <= LONGEST_METHOD and TOKEN.fullmatch(method):
        return method.upper()
    # It may be a URL or a key in the wrong place, which is not repeated here.
    shown = f"a {type(method).__name__}"
    if isinstance(method, str):
        shown = "an empty text" if not method else f"this text of {len(method)} characters"
    raise InputError("method", f"{shown} is no HTTP method.", "Give GET, PUT, HEAD, DELETE or POST.")


def check_sent_body(body: bytes | str | None) -> bytes | None:
    """A body as its bytes; text is sent as UTF-8.

    Raises:
        InputError: it is neither bytes nor text.
        UnicodeEncodeError: it is text without a UTF-8 form.
    """
    if isinstance(body, str):
        return body.encode()
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, bytearray | memoryview):
        return bytes(body)
    raise InputError("body", f"a {type(body).__name__} is no body.", "Give the bytes that were sent, or None.")
