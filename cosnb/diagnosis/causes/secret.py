"""What happens to the secret and to the key derived from it: in copies, files and programs. Values are never put into words."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus, unquote_to_bytes

from ...sigv4 import Credentials, Secret
from ..cause import Cause, Sight, Was
from ..evidence import STRAY, Evidence, Rows
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import Root, Swapper, Value, encode, looks_secret, revealed, swapper, turned
from .form import is_blotted
from .query import value_changed
from .rows import causes_of, data_of

_KNOWN: dict[str, Any] = data_of("secret")
# What a secret may have been, each with how it differs from the one given.
Variants = Callable[[bytes], Iterator[tuple[bytes, str]]]


class SecretLens(Lens[bytes, Root]):
    """The secret that was given, and where its derivation starts."""

    def get(self, e: Evidence) -> bytes:
        return revealed(e.key_pair.secret_access_key)

    def wire(self, e: Evidence, value: bytes) -> tuple[dict[str, Value], tuple[()]]:
        return {"secret": Root(b"AWS4" + value)}, ()

    def signed(self, e: Evidence, value: Root) -> dict[str, Value]:
        return {"secret": value}

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[bytes, Root]]) -> tuple[str, str]:
        return f"the secret access key {steps[-1][1].how}", "the secret access key as it was given here"


def _variants(variants: Variants) -> Callable[[bytes, Evidence], Iterator[Was[bytes]]]:
    def values(secret: bytes, e: Evidence) -> Iterator[Was[bytes]]:
        for value, how in variants(secret):
            if value:
                yield Was(value, how)

    return values


def _between(name: str) -> Callable[[bytes, Evidence], Iterator[Was[bytes]]]:
    """The secret with something in front of it and behind it, as a table has it; {} is the secret itself."""

    def values(secret: bytes, e: Evidence) -> Iterator[Was[bytes]]:
        for front, behind, how in _KNOWN[name] if secret else ():
            yield Was(encode(front).replace(b"{}", secret) + secret + encode(behind), how)

    return values


def _given_with(secret: bytes, e: Evidence) -> Iterator[Was[bytes]]:
    """The secret that was given here has more than the one that signed."""
    rows = (
        (secret.strip(), "white space around it"),
        (secret.rstrip(b"\r\n"), "a line end"),
        (b"".join(secret.split()), "white space in it"),
        (secret.strip(b"\"'`"), "quotes around it"),
        (secret.removeprefix(b"\xef\xbb\xbf"), "a byte-order mark"),
    )
    given = e.key_pair
    for value, how in rows:
        if value:
            right = Credentials(given.access_key_id, Secret(value), given.session_token, region=given.region)
            yield Was(value, how, pair=right)


def _encodings(secret: bytes) -> Iterator[tuple[bytes, str]]:
    text = secret.decode("utf-8", "replace")
    yield unquote_to_bytes(secret), "percent-decoded"
    yield encode(unquote_plus(text)), "form-decoded"
    yield secret.replace(b"+", b" "), "with its plus signs as spaces"
    yield secret.replace(b" ", b"+"), "with its spaces as plus signs"
    yield encode(quote(text, safe="")), "percent-encoded"
    yield encode(quote(text)), "percent-encoded"
    yield encode(quote_plus(text)), "form-encoded"
    yield secret.replace(b"/", rb"\/"), "with its slashes escaped, as in JSON"
    yield secret.replace(rb"\/", b"/"), "with its slashes unescaped"
    yield secret.lower(), "in lower case"
    yield secret.upper(), "in upper case"
    yield text.encode("utf-16-le", "replace"), "as UTF-16, as PowerShell and Windows editors write it"
    yield b"\xff\xfe" + text.encode("utf-16-le", "replace"), "as UTF-16 with a byte-order mark"
    yield base64.b64encode(secret), "in base64, as in a Kubernetes secret"
    yield base64.b64encode(secret + b"\n"), "with a line feed, in base64"
    yield _decoded(secret), "decoded from base64"
    if re.fullmatch(rb"(?:[0-9A-Fa-f]{2})+", secret):
        yield bytes.fromhex(secret.decode()), "with its hex digits taken for bytes"
    yield secret + b"\0", "with a NUL at its end"


def _decoded(secret: bytes) -> bytes:
    try:
        return base64.b64decode(secret.strip(), validate=True) or secret
    except (binascii.Error, ValueError):
        return secret


def _pieces(secret: bytes) -> Iterator[tuple[bytes, str]]:
    yield secret[:-1], "without its last character"
    yield secret[1:], "without its first character"
    pieces = [piece for piece in re.split(rb"[/+=]", secret[:400]) if piece][:12]
    for piece in pieces if len(pieces) > 1 else ():
        yield piece, "cut at a slash, a plus or an equals sign"
    for char in (b"/", b"+"):
        head, found, tail = secret.partition(char)
        if found:
            yield head, f"cut at its first {char.decode()!r}"
            yield tail, f"from after its first {char.decode()!r}"
    for char in (b":", b"="):
        if char in secret:
            how = f"from after its {char.decode()!r}: the line of a file was taken whole"
            yield secret.partition(char)[2].strip(), how


def _mixed_up(secret: bytes, e: Evidence) -> Iterator[Was[bytes]]:
    """Another value of the same form or program in the secret's place."""
    if swapper(e.request.access_key_id, e.credentials):
        return
    access_key_id = encode(e.key_pair.access_key_id)
    yield Was(access_key_id, "the access key id", likely=True)
    yield Was(b":".join((access_key_id, secret)), "access key id and secret, pasted as one")
    if token := e.key_pair.session_token:
        yield Was(revealed(token), "the session token")


def _unset(secret: bytes, e: Evidence) -> Iterator[Was[Root]]:
    for name in ("undefined", "null", "None", ""):
        yield Was(Root(b"AWS4" + name.encode()), f"the word '{name}'" if name else "an empty text")


def _turned(who: Swapper) -> Callable[[bytes, Evidence], Iterator[Was[bytes]]]:
    """The halves that were given, the other way round, are what signed."""

    def values(secret: bytes, e: Evidence) -> Iterator[Was[bytes]]:
        if swapper(e.request.access_key_id, e.credentials) == who:
            # Where the signer swapped them, the pair is right as it was given.
            right = None if who == "signer" else turned(e.key_pair, e.request.access_key_id)
            yield Was(encode(e.key_pair.access_key_id), "given here as the access key id", pair=right)

    return values


def _turned_seen(who: Swapper) -> Callable[[Evidence], Iterator[Sight]]:
    def seen(e: Evidence) -> Iterator[Sight]:
        if swapper(e.request.access_key_id.strip(), e.credentials) == who:
            told = "The access key id in the URL is what was given here as the secret. It is not repeated here."
            yield Sight("certain", told)

    return seen


def _looks_swapped(e: Evidence) -> Iterator[Sight]:
    text = e.request.access_key_id.strip()
    yield from _turned_seen("signer")(e)
    if not text or e.request.kind == "unsigned" or swapper(text, e.credentials):
        return
    if looks_secret(text) and not (e.credentials and text == e.credentials.access_key_id):
        yield Sight("likely", f"It has {len(text)} characters, in the form of a secret. It is not repeated here.")


def _dirty(e: Evidence) -> Iterator[Sight]:
    found = STRAY.findall(e.request.access_key_id)
    if found and not is_blotted(e.request.access_key_id, e):
        names = ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in found))
        yield Sight("certain", f"the access key id holds {names}")


def _foreign(e: Evidence) -> Iterator[Sight]:
    """An access key id whose form is that of another provider."""
    text = e.request.access_key_id.strip()
    if not text or e.request.kind == "unsigned" or swapper(text, e.credentials) or any(_looks_swapped(e)):
        return
    is_elsewhere = e.provider.id not in ("gcs", "custom")
    forms = (
        (e.is_ibm and re.fullmatch(r"A[KS]IA[A-Z0-9]{16}", text), "of AWS"),
        (e.is_ibm and re.fullmatch(r"[A-Za-z0-9_-]{44}", text), "of IAM: an API key, which cannot sign"),
        (e.is_ibm and re.match(r"(?i)(apikey-|iam-|serviceid-|crn:)", text), "of IAM, which cannot sign"),
        (e.provider.id == "aws" and re.fullmatch(r"[0-9a-f]{32}", text), "of IBM COS or R2 (32 hex digits)"),
        (is_elsewhere and text.startswith("GOOG") and len(text) > 20, "of Google Cloud Storage"),
        (re.match(r"(?i)bearer ", text) or (text.count(".") == 2 and text.startswith("eyJ")), "of a token"),
    )
    if how := next((words for fits, words in forms if fits), ""):
        note = "IBM COS takes the HMAC keys of a service credential." if e.is_ibm else ""
        yield Sight("likely", f"{len(text)} characters, beginning '{shown(text[:4])}'", how, note)


def _other_pair(e: Evidence) -> Iterator[Sight]:
    if e.credentials and e.is_other_pair:
        limit = min(len(e.credentials.secret_access_key), 33)
        where = {"query": "URL", "query-v2": "URL", "post": "form"}.get(e.request.kind, "request")
        given, named = (_named(one.access_key_id, limit) for one in (e.credentials, e.request))
        yield Sight("certain", f"access key id given: {given}\naccess key id in the {where}: {named}", where)


def _named(access_key_id: str, limit: int) -> str:
    """An access key id, which is public; but one that is as long as a secret may be one, in the wrong field."""
    length = len(access_key_id)
    return shown(access_key_id, 60) if length < limit else f"not shown, as it may be a secret: {length} characters"


def _root(row: dict[str, Any], secret: bytes) -> Root:
    """Where a faulty derivation starts: with this in front of the secret, or with a word in its place."""
    key = encode(row["word"]) if "word" in row else encode(row.get("front", "AWS4")) + secret
    return Root(key, row.get("mode", "bytes"), tuple(row.get("steps", range(4))))


# How a signer derives the key otherwise, whether that is likely, and where the derivation starts then.
DERIVATIONS: tuple[tuple[str, bool, Callable[[bytes], Root]], ...] = tuple(
    (row["how"], row.get("likely", False), partial(_root, row)) for row in _KNOWN["derivations"]
)


_cause = causes_of("secret")

SECRET: tuple[Cause[bytes, Root], ...] = (
    _cause("secret-blank", undo=_between("blanks")),
    _cause("secret-given-with", undo=_given_with),
    _cause("secret-wrapped", undo=_between("wrappings")),
    _cause("secret-encoded", undo=_variants(_encodings)),
    _cause("secret-cut", do=lambda secret: secret[:-1], undo=_variants(_pieces)),
    _cause("secret-mixed-up", undo=_mixed_up),
    _cause("secret-unset", sign=_unset),
    _cause("derivation", sign=lambda secret, e: (Was(root(secret), how, likely) for how, likely, root in DERIVATIONS)),
    _cause("secret-given-swapped", undo=_turned("giver"), seen=_turned_seen("giver")),
    _cause("swapped-either", undo=_turned("unknown"), seen=_turned_seen("unknown")),
    _cause("swapped-keys", undo=_turned("signer"), seen=_looks_swapped),
)

_with_line_end = value_changed("x-amz-credential", lambda value: re.sub("%2F|/", r"%0A\g<0>", value, count=1))
OTHER: tuple[Cause[Rows, None], ...] = (
    _cause("access-key-characters", do=_with_line_end, seen=_dirty),
    _cause("foreign-key", seen=_foreign),
    _cause("other-access-key", seen=_other_pair),
)
