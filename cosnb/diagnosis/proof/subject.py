"""What is searched over: the pieces of the canonical request and of the signing key, as the store would take them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...links import SignedRequest
from ...sigv4 import UNSIGNED_PAYLOAD, Credentials, Secret, uri_decode
from ...sigv4.canonical import header_lines
from ...sigv4.encoding import reencode
from ...sigv4.parts import join

ALGORITHM = b"AWS4-HMAC-SHA256"

Rows = tuple[tuple[str, str | None], ...]

# The pieces that make the signing key and the first lines of the string to sign, in their order.
SCOPE = ("date", "region", "service", "terminator")
KEY_SLOTS = ("secret", "timestamp", *SCOPE)


class Root:
    """Where a key derivation starts: a key, and how each step's output becomes the next step's key."""

    __slots__ = ("key", "mode")

    def __init__(self, key: bytes, mode: str = "bytes") -> None:
        self.key, self.mode = key, mode

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Root) and (self.key, self.mode) == (other.key, other.mode)

    def __hash__(self) -> int:
        return hash((self.key, self.mode))

    def __repr__(self) -> str:
        return f"Root(••••••••, {self.mode})"


class ScopePiece(NamedTuple):
    """A piece of the scope: as it stands in the string to sign, and as the key derivation takes it."""

    shown: bytes
    in_key: bytes


def scope_piece(text: str, in_key: str | None = None) -> ScopePiece:
    """A piece of the scope that is the same in both places unless a second text is given."""
    return ScopePiece(encode(text), encode(text if in_key is None else in_key))


def revealed(secret: Secret) -> bytes:
    """The bytes of a secret: they become keys of an HMAC, or what is to be hidden, and nothing else."""
    return secret.reveal()


def encode(text: str) -> bytes:
    """UTF-8, whatever the text holds: hostile text may hold lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """One signed request, cut into the pieces that hypotheses change.

    Attributes:
        request: as it was read, with what can be mended without doubt mended.
        method: as sent, or None where nobody said.
        sent: the headers that were sent, by lower-case name, values as they are signed.
        rows: the query as it stands on the wire, without the signature; a name without ``=`` has no value.
        signed_rows: how many of them stand in front of the signature.
        payload: the last line of the canonical request, as a store takes it.
        target: the 32 bytes of the signature, or None where it is none.
    """

    request: SignedRequest
    credentials: Credentials
    method: str | None
    sent: dict[str, str]
    body: bytes | None
    hosts: tuple[str, ...]
    path: str
    rows: Rows
    signed_rows: int
    payload: str
    target: bytes | None

    @property
    def host(self) -> str:
        """The value of the Host header as a client sends it for this URL."""
        return self.sent.get("host") or join(self.request.url.signed_host)

    @property
    def header_names(self) -> tuple[str, ...]:
        """The signed headers as the request names them."""
        return self.request.signed_headers[:40]


def subject_of(
    request: SignedRequest,
    credentials: Credentials,
    *,
    method: str | None,
    headers: tuple[tuple[str, str], ...],
    body: bytes | None,
    hosts: tuple[str, ...],
) -> Subject:
    """The subject of a search for proof over one request."""
    lines = header_lines(headers, request.url)
    sent = {name: join(value) for name, value in lines.items() if name != "host"}
    sent |= {name.strip().lower(): value.strip() for name, value in headers if name.strip().lower() == "host"}
    rows, before = _rows(request)
    return Subject(
        request=request,
        credentials=credentials,
        method=method,
        sent=sent,
        body=body,
        hosts=hosts,
        path=join(request.url.path) or "/",
        rows=rows,
        signed_rows=before,
        payload=_payload(request, sent, rows),
        target=signature_bytes(request.signature),
    )


def _rows(request: SignedRequest) -> tuple[Rows, int]:
    rows = [(name.text, join(value) if value else None) for name, value in request.url.query]
    if request.kind != "query":
        return tuple(rows), len(rows)
    places = [place for place, (name, _) in enumerate(rows) if uri_decode(name).lower() == "x-amz-signature"]
    kept = tuple(row for row in rows if uri_decode(row[0]).lower() != "x-amz-signature")
    return kept, places[0] if places else len(kept)


def _payload(request: SignedRequest, sent: dict[str, str], rows: Rows) -> str:
    in_query = [uri_decode(value or "") for name, value in rows if name.lower() == "x-amz-content-sha256"]
    return sent.get("x-amz-content-sha256") or next(iter(in_query), UNSIGNED_PAYLOAD)


def signature_bytes(text: str) -> bytes | None:
    """The 32 bytes of a signature: hex in either case, or base64, as some home-made signers write it."""
    text = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        return bytes.fromhex(text)
    if len(text) in (43, 44):
        try:
            value = base64.b64decode(
                text.replace("-", "+").replace("_", "/").replace(" ", "+") + "=" * (44 - len(text))
            )
        except (binascii.Error, ValueError):
            return None
        return value if len(value) == 32 else None
    return None


def request_slots(subject: Subject) -> tuple[str, ...]:
    """The pieces of the canonical request in their order; joined, they are its bytes."""
    headers = tuple(f"header:{name}" for name in subject.header_names)
    return ("method", "path", "query", *headers, "blank", "signed_headers", "payload", "end")


def base_values(subject: Subject, method: str) -> dict[str, bytes]:
    """Each piece of the canonical request as the store makes it from the request that it receives."""
    values = {
        "method": line(method),
        "path": line(reencode(subject.path, keep_slash=True)),
        "query": line(canonical_query(subject.rows)),
        "blank": b"\n",
        "signed_headers": line(";".join(subject.header_names)),
        "payload": encode(subject.payload),
        "end": b"",
    }
    for name in subject.header_names:
        value = subject.host if name == "host" else subject.sent.get(name, "")
        values[f"header:{name}"] = line(f"{name}:{value}")
    return values


def line(text: str) -> bytes:
    """One line of the canonical request."""
    return encode(text) + b"\n"


def canonical_query(rows: Rows) -> str:
    """The canonical query of rows from the wire: each encoded once again, sorted by name and value."""
    pairs = sorted((reencode(name), reencode(value or "")) for name, value in rows)
    return "&".join([f"{name}={value}" for name, value in pairs])


class KeyValues(NamedTuple):
    """What the signing key and the first lines of the string to sign are made of."""

    root: Root
    pieces: Mapping[str, ScopePiece]

    def changed(self, slot: str, value: Root | ScopePiece) -> KeyValues:
        """The same with one piece changed."""
        if isinstance(value, Root):
            return KeyValues(value, self.pieces)
        return KeyValues(self.root, {**self.pieces, slot: value})


def key_values(subject: Subject) -> KeyValues:
    """Each piece of the signing key and of the string to sign, as the request claims it."""
    request = subject.request
    return KeyValues(
        Root(b"AWS4" + revealed(subject.credentials.secret_access_key)),
        {
            "timestamp": scope_piece(request.timestamp),
            "date": scope_piece(request.date),
            "region": scope_piece(request.region),
            "service": scope_piece(request.service),
            "terminator": scope_piece(request.terminator),
        },
    )
