"""What is searched over: the pieces of the canonical request and of the signing key, as the store would take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..sigv4 import Credentials, Secret
from ..sigv4.encoding import reencode
from ..sigv4.live import secret_for_id
from ..storage.credential_checks import look_swapped
from .evidence import Evidence, Rows

ALGORITHM = b"AWS4-HMAC-SHA256"

# The pieces that make the signing key and the first lines of the string to sign, in their order.
SCOPE = ("date", "region", "service", "terminator")
KEY_SLOTS = ("secret", "timestamp", *SCOPE)


@dataclass(frozen=True, slots=True, repr=False)
class Root:
    """Where a key derivation starts, and how it goes on.

    Attributes:
        key: the first key.
        mode: the next key is the output as ``"bytes"`` or as ``"hex"`` text; ``"turned"``: it is the message, too.
        steps: which pieces of the scope are its messages, by their places.
    """

    key: bytes
    mode: str = "bytes"
    steps: tuple[int, ...] = (0, 1, 2, 3)

    def __repr__(self) -> str:
        return f"Root(••••••••, {self.mode})"


class ScopePiece(NamedTuple):
    """A piece of the scope: as it stands in the string to sign, and as the key derivation takes it."""

    shown: bytes
    in_key: bytes


Value = bytes | Root | ScopePiece


def scope_piece(text: str, in_key: str | None = None) -> ScopePiece:
    """A piece of the scope that is the same in both places unless a second text is given."""
    return ScopePiece(encode(text), encode(text if in_key is None else in_key))


def revealed(secret: Secret) -> bytes:
    """The bytes of a secret: they become keys of an HMAC, or what is to be hidden, and nothing else."""
    return secret.reveal()


def encode(text: str) -> bytes:
    """UTF-8, whatever the text holds: hostile text may hold lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


def line(text: str) -> bytes:
    """One line of the canonical request."""
    return encode(text) + b"\n"


def header_line(name: str, value: str) -> bytes:
    """The line of a header in the canonical request."""
    return line(f"{name}:{value}")


def request_slots(e: Evidence) -> tuple[str, ...]:
    """The pieces of the canonical request in their order; joined, they are its bytes."""
    headers = tuple(f"header:{name}" for name in e.signed_headers)
    return ("method", "path", "query", *headers, "blank", "signed_headers", "payload", "end")


def base_values(e: Evidence, method: str) -> dict[str, bytes]:
    """Each piece of the canonical request as the store makes it from the request that it receives."""
    values = {
        "method": line(method),
        "path": line(reencode(e.path or "/", keep_slash=True)),
        "query": line(canonical_query(e.rows)),
        "blank": b"\n",
        "signed_headers": line(";".join(e.signed_headers)),
        "payload": encode(e.payload),
        "end": b"",
    }
    for name in e.signed_headers:
        values[f"header:{name}"] = header_line(name, e.sent_host if name == "host" else e.sent.get(name, ""))
    return values


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


def key_values(e: Evidence) -> KeyValues:
    """Each piece of the signing key and of the string to sign, as the request claims it."""
    claimed = {name: getattr(e.request, name) for name in ("timestamp", *SCOPE)}
    root = Root(b"AWS4" + revealed(e.key_pair.secret_access_key))
    return KeyValues(root, {name: scope_piece(text) for name, text in claimed.items()})


Swapper = Literal["signer", "giver", "unknown"]


def swapper(access_key_id: str, given: Credentials | None) -> Swapper | None:
    """Who swapped the halves, by their form; None where the URL's access key id is not the secret that was given."""
    if not given or not access_key_id or Secret(access_key_id) != given.secret_access_key:
        return None
    if look_swapped(given):
        return "giver"
    return "signer" if look_swapped(turned(given, access_key_id)) else "unknown"


def turned(given: Credentials, access_key_id: str) -> Credentials:
    """The pair that was given, with the access key id that the URL names and the other half as its secret."""
    return Credentials(access_key_id, Secret(given.access_key_id), given.session_token, region=given.region)


def looks_secret(access_key_id: str) -> bool:
    """Whether what stands where an access key id belongs has the form of a secret."""
    # The 44 characters of an API key are a kind of their own.
    return secret_for_id(access_key_id) == access_key_id and len(access_key_id) != 44
