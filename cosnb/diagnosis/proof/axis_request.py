"""Hypotheses about the method, the list of signed headers, the payload hash, and the layout of the canonical request."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ...sigv4 import UNSIGNED_PAYLOAD
from .axis_headers import EMPTY_HASH
from .hypotheses import Change, Option, one
from .subject import Subject, base_values, encode, line, request_slots

METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE")
# What some programs pass where the method belongs.
ODD_METHODS = (
    "PATCH",
    "OPTIONS",
    "get",
    "put",
    "post",
    "head",
    "delete",
    "get_object",
    "put_object",
    "GetObject",
    "PutObject",
)

_LAYOUT = (
    "Six pieces, one line end between each; the headers end in one of their own, so an empty line stands behind them."
)


def method_hypotheses(subject: Subject) -> Iterator[Option]:
    """Other methods; which one was sent is known, or every usual one is a base of its own."""
    for name in (*(METHODS if subject.method else ()), *ODD_METHODS):
        if name != subject.method:
            yield _method(name, subject.method)
    yield one("method", b"", _layout("without the method"))


def _method(name: str, sent: str | None) -> Option:
    usable = name in METHODS
    change = Change(
        "method",
        "method",
        f"The URL was signed for {name}",
        name,
        sent or "a method that no one gave",
        "The method is the first line of what is signed; it does not stand in the URL, which works for that method alone.",
        f"Send {name}, or sign for the method that is sent." if usable else "Sign with the HTTP method in upper case.",
    )
    return one("method", line(name), change, likely=usable)


def signed_header_hypotheses(subject: Subject) -> Iterator[Option]:
    """Other ways to write the list of signed headers."""
    names = subject.header_names
    rows = {
        "sorted": ";".join(sorted(name.lower() for name in names)),
        "in lower case": ";".join(name.lower() for name in names),
        "with commas": ",".join(names),
        "with 'host' alone": "host",
        "in capitals": ";".join(name.title() for name in names),
        "with a semicolon at its end": ";".join(names) + ";",
    }
    for how, text in rows.items():
        if text != ";".join(names):
            change = Change(
                "signed-headers-list",
                "headers",
                f"The URL was signed with its list of headers {how}",
                text,
                ";".join(names),
                "The list is lower case, sorted, joined by semicolons, and the same in the URL and in what is signed.",
                "Write the list in that form in both places, and sign again.",
            )
            yield one("signed_headers", line(text), change)
    lower = sorted(name.lower() for name in names)
    if list(names) != lower:
        yield Option(_in_order(subject, lower), (_order_change(names, lower),))


def _in_order(subject: Subject, lower: list[str]) -> dict[str, bytes]:
    """The header lines in sorted order, put into the slots of the unsorted ones."""
    base = base_values(subject, "GET")
    lines = sorted(base[f"header:{name}"].lower() if name != name.lower() else base[f"header:{name}"] for name in
                   subject.header_names)  # fmt: skip
    slots = [f"header:{name}" for name in subject.header_names]
    return {**dict(zip(slots, lines, strict=True)), "signed_headers": line(";".join(lower))}


def _order_change(names: tuple[str, ...], lower: list[str]) -> Change:
    return Change(
        "signed-headers-list",
        "headers",
        "The URL was signed with its headers sorted and in lower case",
        ";".join(lower),
        ";".join(names),
        "X-Amz-SignedHeaders has them in another order or case than what was signed.",
        "Write the list sorted and in lower case, and sign again.",
    )


def payload_hypotheses(subject: Subject) -> Iterator[Option]:
    """Other last lines of the canonical request."""
    body = "the hash of the body"
    rows = [
        (UNSIGNED_PAYLOAD, "UNSIGNED-PAYLOAD"),
        (EMPTY_HASH, "the hash of an empty body"),
        *([(hashlib.sha256(subject.body).hexdigest(), body)] if subject.body is not None else ()),
        ("", "an empty line for the payload"),
        (EMPTY_HASH.upper(), "the hash of an empty body in capitals"),
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("UNSIGNED_PAYLOAD", "UNSIGNED_PAYLOAD, with an underscore"),
        ("unsigned-payload", "unsigned-payload in lower case"),
        (hashlib.sha256(b"UNSIGNED-PAYLOAD").hexdigest(), "the hash of the word UNSIGNED-PAYLOAD"),
    ]
    for place, (value, name) in enumerate(rows):
        if value != subject.payload:
            change = Change(
                "payload-hash",
                "payload",
                f"The URL was signed with {name} as its payload hash",
                value or "(nothing)",
                subject.payload,
                "A presigned S3 URL is signed with the constant UNSIGNED-PAYLOAD, because its body is not known then.",
                "Sign with UNSIGNED-PAYLOAD as the last line.",
            )
            yield one("payload", encode(value), change, likely=place < 3)


def _layout(how: str) -> Change:
    return Change(
        "layout",
        "string_to_sign",
        f"The canonical request was made {how}",
        f"the canonical request {how}",
        "the six pieces of a canonical request",
        _LAYOUT,
        "Build the canonical request as the specification has it, and sign again.",
    )


def layout_hypotheses(subject: Subject) -> Iterator[Option]:
    """Line ends that are missing, or too many: the usual slips of a signer made by hand."""
    yield one("blank", b"", _layout("without the empty line behind the headers"), likely=True)
    yield one("blank", b"\n\n", _layout("with two empty lines behind the headers"))
    yield one("end", b"\n", _layout("with a line end behind it"), likely=True)
    windows = {
        slot: value.replace(b"\n", b"\r\n") for slot, value in base_values(subject, "").items() if slot != "method"
    }
    if tuple(windows) and set(windows) < set(request_slots(subject)):
        yield Option(windows, (_layout("with Windows line ends"),))
