"""Hypotheses about the values of signed headers: a URL carries their names only."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator

from ...sigv4.live import is_live_name
from ...sigv4.secrets import MASK
from .header_values import BY_SUFFIX, CHARSETS, COMMON_TYPES, VALUES
from .hypotheses import Change, Edit, Option, one
from .subject import Subject, line

EMPTY_HASH = hashlib.sha256(b"").hexdigest()


_SEND = "Send '{name}: {value}' with the request, exactly so, or sign without it."


def header_hypotheses(subject: Subject) -> Iterator[Option]:
    """Values that each signed header may have had when it was signed."""
    for name in subject.header_names:
        if name == "host":
            continue
        sent = subject.sent.get(name)
        seen = {sent or ""}
        for place, value in enumerate(_candidates(subject, name, sent)):
            if value not in seen:
                seen.add(value)
                yield _option(name, value, sent, likely=place < 12)
        yield _left_out(name, sent)


def _candidates(subject: Subject, name: str, sent: str | None) -> Iterator[str]:
    if sent:
        yield from _variants(sent)
    if name == "content-type":
        yield from _content_types(subject)
    elif name.startswith("x-amz-meta-"):
        yield from ("true", "false", "1", "0", "test", "null", "undefined", name.removeprefix("x-amz-meta-"))
    elif name == "x-amz-content-sha256":
        yield from ("UNSIGNED-PAYLOAD", EMPTY_HASH)
    elif name == "x-amz-date":
        yield subject.request.timestamp
    elif name == "x-amz-security-token":
        yield subject.request.session_token
    elif name == "content-length":
        yield "0"
    yield from VALUES.get(name, ())
    if subject.body is not None:
        yield from _of_body(name, subject.body)
    yield from _of_body(name, b"")
    yield ""


def _variants(sent: str) -> Iterator[str]:
    """What a proxy or a library makes of a value: another case, other spacing, a parameter added or taken away."""
    yield sent.partition(";")[0].strip()
    yield from (sent + charset for charset in CHARSETS)
    yield from (sent.lower(), sent.upper(), sent.title())
    yield from (sent.replace("; ", ";"), sent.replace(";", "; "), sent.replace(", ", ","), sent.replace(",", ", "))
    yield from (f" {sent}", f"{sent} ", f'"{sent}"', sent.strip("\"'"))


def _content_types(subject: Subject) -> Iterator[str]:
    suffix = subject.path.rpartition(".")[2].lower()[:10]
    guess = BY_SUFFIX.get(suffix)
    if guess:
        yield guess
        yield from (guess + charset for charset in CHARSETS)
    yield from COMMON_TYPES
    yield from dict.fromkeys(BY_SUFFIX.values())
    yield from (f"{kind}{charset}" for kind in ("text/html", "text/csv", "text/css") for charset in CHARSETS)


def _of_body(name: str, body: bytes) -> Iterator[str]:
    if name == "content-length":
        yield str(len(body))
    elif name == "content-md5":
        yield base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    elif name == "x-amz-content-sha256":
        yield hashlib.sha256(body).hexdigest()
    elif name == "x-amz-checksum-sha256":
        yield base64.b64encode(hashlib.sha256(body).digest()).decode()
    elif name == "x-amz-checksum-sha1":
        yield base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    elif name == "x-amz-checksum-crc32":
        yield base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def _option(name: str, value: str, sent: str | None, *, likely: bool) -> Option:
    if is_live_name(name):
        return one(f"header:{name}", line(f"{name}:{value}"), _live_change(name, value, sent), likely=likely)
    shown = f"'{value}'" if value else "an empty value"
    instead = "no such header" if sent is None else f"'{sent}'" if sent else "an empty one"
    change = Change(
        f"signed-header:{name}",
        "headers",
        f"The URL was signed with the header {name}: {value}" if value else f"The URL was signed with an empty {name}",
        f"{name}: {shown}",
        f"{name}: {instead}",
        f"'{name}' stands among the signed headers, so whoever uses the URL must send it with the value that was signed; "
        "the URL does not carry the value.",
        _SEND.format(name=name, value=value),
    )
    # The value is no piece of the URL, but it has to be known to sign for the same request again.
    edit = Edit(f"header:{name}", value)
    return Option({f"header:{name}": line(f"{name}:{value}")}, (change,), (edit,), likely=likely)


def _live_change(name: str, value: str, sent: str | None) -> Change:
    """A header that works as a credential: what differs is said, and neither value is shown."""
    difference = _difference(value, sent)
    return Change(
        f"signed-header:{name}",
        "headers",
        f"{name} was sent {difference}",
        f"{name}: {MASK if value else 'an empty value'}",
        f"{name}: {'no such header' if sent is None else f'{MASK}, {difference}'}",
        f"'{name}' stands among the signed headers, so whoever uses the URL must send it with the value that was signed; "
        "the URL does not carry the value.",
        f"Send {name} with the value that was signed, or sign without it.",
    )


def _difference(value: str, sent: str | None) -> str:
    """How a value was sent, by the one that was signed."""
    if not sent:
        return "empty" if sent is not None else "in the URL or not at all, and signed as a header"
    if not value:
        return "with a value, and signed with none"
    if value == sent.strip("\"'"):
        return "in quotes"
    if value.strip("\"'") == sent:
        return "without the quotes that were signed"
    if value.strip() == sent.strip():
        return "with other blanks around it than were signed"
    if value.lower() == sent.lower():
        return "in another case than was signed"
    return "with another value than was signed"


def _left_out(name: str, sent: str | None) -> Option:
    change = Change(
        f"signed-header:{name}",
        "headers",
        f"The signer named {name} among the signed headers but left its line out",
        f"no line for {name}",
        f"{name}: {'no such header' if sent is None else MASK if is_live_name(name) else repr(sent)}",
        "Each signed header has a line of its own in the canonical request.",
        "Leave the name out of X-Amz-SignedHeaders, or put its line in, and sign again.",
    )
    return one(f"header:{name}", b"", change)
