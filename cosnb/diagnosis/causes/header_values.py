"""What the value of a signed header may have been, which a presigned URL does not carry: what clients, proxies and libraries send."""

import base64
import hashlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from ...sigv4.live import is_live_name
from ..cause import Was
from ..evidence import Evidence
from .rows import data_of

# Media types with their suffixes, and the words that S3 headers take.
KNOWN: dict[str, Any] = data_of("header_values")
_TYPES = {suffix: kind for kind, suffixes in KNOWN["suffixes"].items() for suffix in suffixes}
EMPTY_HASH = hashlib.sha256(b"").hexdigest()
_LIKELY = 12  # of a header's usual values, so many take part in triples
BLANKS = "as it is: SigV4 makes one blank of several in a row, and takes those at its ends away"

# A header: its name in lower case, and its value; None where it was not sent.
Header = tuple[str, str | None]


def guesses(header: Header, e: Evidence) -> Iterator[Was[Header]]:
    """Values that the header may have had when it was signed, the likelier first."""
    name, sent = header
    seen = {sent or ""}
    for place, value in enumerate(_candidates(name, sent, e)):
        if value not in seen:
            seen.add(value)
            how = f"{name}: {value}" if value else f"an empty {name}"
            if value != sent and value.split() == (sent or "").split():
                how = f"{name} {BLANKS}"
            if is_live_name(name):
                how = f"another {name}: {_difference(value, sent)}"
            yield Was((name, value), how, likely=place < _LIKELY)


def _candidates(name: str, sent: str | None, e: Evidence) -> Iterator[str]:
    if sent:
        yield e.header(name) or sent  # with all of its blanks (aws/aws-sdk-java-v2#2501)
        yield from _variants(sent)
    if name == "content-type":
        yield from _content_types(e)
    elif name.startswith("x-amz-meta-"):
        yield from ("true", "false", "1", "0", "test", "null", "undefined", name.removeprefix("x-amz-meta-"))
    elif name == "x-amz-content-sha256":
        yield from ("UNSIGNED-PAYLOAD", EMPTY_HASH)
    elif name == "x-amz-date":
        yield e.request.timestamp
    elif name == "x-amz-security-token":
        yield e.request.session_token
    yield from KNOWN["values"].get(name, ())
    for body in (e.body or b"", b""):
        yield from (digest(body) for digest in OF_BODY.get(name, ()))
    yield ""


def _variants(sent: str) -> Iterator[str]:
    """What a proxy or a library makes of a value: another case, other spacing, a parameter added or taken away."""
    yield sent.partition(";")[0].strip()
    yield from (sent + charset for charset in KNOWN["charsets"])
    yield from (sent.lower(), sent.upper(), sent.title())
    yield from (sent.replace("; ", ";"), sent.replace(";", "; "), sent.replace(", ", ","), sent.replace(",", ", "))
    yield from (f" {sent}", f"{sent} ", f'"{sent}"', sent.strip("\"'"))


def _content_types(e: Evidence) -> Iterator[str]:
    if guess := _TYPES.get(e.path.rpartition(".")[2].lower()[:10]):
        yield guess
        yield from (guess + charset for charset in KNOWN["charsets"])
    yield from KNOWN["common_types"]
    yield from KNOWN["suffixes"]
    yield from (f"{kind}{charset}" for kind in ("text/html", "text/csv", "text/css") for charset in KNOWN["charsets"])


def _base64(name: str) -> Callable[[bytes], str]:
    return lambda body: base64.b64encode(hashlib.new(name, body, usedforsecurity=False).digest()).decode()


# The headers that a body has a value for: the right one first, then one that clients send in its place.
OF_BODY: dict[str, tuple[Callable[[bytes], str], ...]] = {
    "content-length": (lambda body: str(len(body)),),
    "x-amz-decoded-content-length": (lambda body: str(len(body)),),
    "content-md5": (_base64("md5"), lambda body: hashlib.md5(body, usedforsecurity=False).hexdigest()),
    "x-amz-content-sha256": (lambda body: hashlib.sha256(body).hexdigest(),),
    "x-amz-checksum-sha256": (_base64("sha256"),),
    "x-amz-checksum-sha1": (_base64("sha1"),),
    "x-amz-checksum-crc32": (lambda body: base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode(),),
}


def _difference(value: str, sent: str | None) -> str:
    """How a value that works as a credential was sent, by the one that was signed; neither is shown."""
    if not sent:
        return "it was sent empty" if sent is not None else "it was sent in the URL or not at all"
    if not value:
        return "it was signed empty, and sent with a value"
    pairs = (
        (value == sent.strip("\"'"), "it was sent in quotes"),
        (value.strip("\"'") == sent, "it was signed in quotes, and sent without them"),
        (value.strip() == sent.strip(), "it was sent with other blanks around it"),
        (value.lower() == sent.lower(), "it was sent in another case"),
    )
    return next((words for fits, words in pairs if fits), "it was sent with another value")
