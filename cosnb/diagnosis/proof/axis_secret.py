"""Hypotheses about the secret: how a copy, a file or a program may have changed it. Values are never put into words."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote_plus, unquote_to_bytes

from ...sigv4 import Credentials, Secret
from ..halves import Swapper, swapper, turned
from .hypotheses import Change, Option, one
from .subject import Root, Subject, encode, revealed

_COPY = "Copy the secret again, alone, and sign again."
_CODE = "Correct the key derivation, and sign again."

# name, what was signed with, how it comes about
Row = tuple[str, bytes, str, str]


def secret_hypotheses(subject: Subject) -> Iterator[Option]:
    """Every way the secret may have been changed, as the start of the key derivation."""
    secret = revealed(subject.credentials.secret_access_key)
    for rows, likely in ((_blanks(secret), True), (_wrapping(secret), True), (_encodings(secret), False)):
        for name, value, signed, why in rows:
            if value != secret:
                option = _option(name, Root(b"AWS4" + value), signed, why, _COPY, likely)
                yield replace(option, key_pair=_stripped(subject, value)) if name == "stripped" else option
    for name, value, signed, why in _pieces(secret):
        if value and value != secret:
            yield _option(name, Root(b"AWS4" + value), signed, why, _COPY, False)
    yield from _swapped(subject, secret)
    yield from _derivations(secret)


def _option(name: str, root: Root, signed: str, why: str, fix: str, likely: bool) -> Option:
    change = Change(
        f"secret-{name}",
        "derivation",
        f"The URL was signed with the secret {signed}",
        f"the secret access key {signed}",
        "the secret access key as it was given here",
        why,
        fix,
    )
    return one("secret", root, change, likely=likely)


def _stripped(subject: Subject, secret: bytes) -> Credentials:
    """The key pair as it should have been given."""
    given = subject.credentials
    return Credentials(given.access_key_id, Secret(secret), given.session_token, region=given.region)


def _blanks(secret: bytes) -> Iterator[Row]:
    file = "A file or a copied line ends with it, and every byte of a secret goes into the signature."
    yield "line-end", secret + b"\n", "and a line feed behind it", file
    yield "crlf", secret + b"\r\n", "and a carriage return and line feed behind it", file
    yield "cr", secret + b"\r", "and a carriage return behind it", file
    space = "It was copied together with the secret, and every byte of a secret goes into the signature."
    yield "space", secret + b" ", "and a space behind it", space
    yield "space", b" " + secret, "and a space in front of it", space
    yield "space", secret + b"\t", "and a tab behind it", space
    given = "The secret that was given here has them, the one that signed had not."
    yield "stripped", secret.strip(), "without the white space around it", given
    yield "stripped", secret.rstrip(b"\r\n"), "without the line end behind it", given
    yield "stripped", b"".join(secret.split()), "without the white space in it", given


def _wrapping(secret: bytes) -> Iterator[Row]:
    quotes = "A configuration file or a shell took the quotes as part of the value."
    for sign in (b'"', b"'", b"`"):
        yield "quotes", sign + secret + sign, "in quotes", quotes
    yield (
        "stripped",
        secret.strip(b"\"'`"),
        "without the quotes around it",
        "The secret that was given here has quotes.",
    )
    yield (
        "bom",
        b"\xef\xbb\xbf" + secret,
        "behind a byte-order mark",
        "A file saved as 'UTF-8 with BOM' begins with it.",
    )
    yield (
        "stripped",
        secret.removeprefix(b"\xef\xbb\xbf"),
        "without the byte-order mark",
        "The secret given here has one.",
    )
    yield "percent", secret + b"%", "and a percent sign behind it", "zsh prints one where output has no line end."
    yield "twice", secret + secret, "pasted twice", "It was pasted twice into one field."
    yield "comma", secret + b",", "and a comma behind it", "It was copied from JSON together with the comma."
    yield "comma", secret + b";", "and a semicolon behind it", "It was copied from a list or a program."


def _encodings(secret: bytes) -> Iterator[Row]:
    decoded = (
        "A configuration that is read as a URL decodes what stands in it: a plus sign becomes a space, %2F a slash."
    )
    text = secret.decode("utf-8", "replace")
    yield "url-decoded", unquote_to_bytes(secret), "after percent-decoding", decoded
    yield "url-decoded", encode(unquote_plus(text)), "after form-decoding", decoded
    yield "url-decoded", secret.replace(b"+", b" "), "with its plus signs as spaces", decoded
    yield "url-decoded", secret.replace(b" ", b"+"), "with its spaces as plus signs", decoded
    encoded = "It was percent-encoded for a URL and not decoded again."
    yield "url-encoded", encode(quote(text, safe="")), "in percent-encoded form", encoded
    yield "url-encoded", encode(quote(text)), "in percent-encoded form", encoded
    yield "url-encoded", encode(quote_plus(text)), "in form-encoded form", encoded
    escaped = "It was copied from JSON as it is written there."
    yield "json-escaped", secret.replace(b"/", rb"\/"), "with its slashes escaped", escaped
    yield "json-escaped", secret.replace(rb"\/", b"/"), "with its slashes unescaped", escaped
    yield "case", secret.lower(), "in lower case", "Something changed the case of its letters."
    yield "case", secret.upper(), "in upper case", "Something changed the case of its letters."
    wide = "PowerShell and Windows editors write UTF-16."
    yield "utf-16", text.encode("utf-16-le", "replace"), "as UTF-16", wide
    yield "utf-16", b"\xff\xfe" + text.encode("utf-16-le", "replace"), "as UTF-16 with a byte-order mark", wide
    base = "It was encoded or decoded once too often, as in a Kubernetes secret."
    yield "base64", base64.b64encode(secret), "in base64", base
    yield "base64", base64.b64encode(secret + b"\n"), "with a line feed, in base64", base
    yield "base64", _decoded(secret), "after base64-decoding", base
    if re.fullmatch(rb"(?:[0-9A-Fa-f]{2})+", secret):
        yield "hex", bytes.fromhex(secret.decode()), "after hex-decoding", "A program took the hex digits for bytes."
    yield "nul", secret + b"\0", "and a NUL behind it", "A fixed-length buffer was used whole."


def _decoded(secret: bytes) -> bytes:
    try:
        return base64.b64decode(secret.strip(), validate=True) or secret
    except (binascii.Error, ValueError):
        return secret


def _pieces(secret: bytes) -> Iterator[Row]:
    cut = "A double-click marks only up to a slash, a plus or an equals sign, or a character was lost while copying."
    yield "cut", secret[:-1], "without its last character", cut
    yield "cut", secret[1:], "without its first character", cut
    pieces = [piece for piece in re.split(rb"[/+=]", secret[:400]) if piece][:12]
    for piece in pieces if len(pieces) > 1 else ():
        yield "cut", piece, "cut at a slash, a plus or an equals sign", cut
    for sign in (b"/", b"+"):
        head, found, tail = secret.partition(sign)
        if found:
            yield "cut", head, f"cut at its first {sign.decode()!r}", cut
            yield "cut", tail, f"from behind its first {sign.decode()!r} on", cut
    named = "The line of a file was taken whole."
    for sign in (b":", b"="):
        if sign in secret:
            yield "named", secret.partition(sign)[2].strip(), f"from behind its {sign.decode()!r} on", named


def _swapped(subject: Subject, secret: bytes) -> Iterator[Option]:
    access_key_id = encode(subject.credentials.access_key_id)
    why = "The two fields of the key pair were swapped."
    if who := swapper(subject.request.access_key_id, subject.credentials):
        yield _turned(subject, who)
        return
    yield _option(
        "swapped", Root(b"AWS4" + access_key_id), "replaced by the access key id", why, "Swap the two fields.", True
    )
    both = b":".join((access_key_id, secret))
    yield _option(
        "pair", Root(b"AWS4" + both), "together with the access key id", "Both were pasted as one.", _COPY, False
    )
    if subject.credentials.session_token:
        token = revealed(subject.credentials.session_token)
        yield _option("swapped", Root(b"AWS4" + token), "replaced by the session token", why, "Swap them back.", False)
    for name in ("undefined", "null", "None", ""):
        shown = f"replaced by the word '{name}'" if name else "missing"
        yield _option("placeholder", Root(b"AWS4" + name.encode()), shown, "A variable was not set.", "Set it.", False)


# who swapped the halves: the finding's id, its title, how it comes about, what to do
_TURNED: dict[Swapper, tuple[str, str, str, str]] = {
    "giver": (
        "secret-given-swapped",
        "The two halves of the key pair given here are swapped",
        "The URL itself is signed rightly: its access key id is what was given as the secret.",
        "Give the access key id first, then the secret.",
    ),
    "signer": (
        "swapped-keys",
        "The URL was signed with the two halves of the key pair swapped",
        "The secret stands in the URL where the access key id belongs, so it has been shown to whoever saw this URL. The store "
        "knows no access key of that name.",
        "Delete this key pair and make a new one; then put each half into its field, and sign again.",
    ),
    "unknown": (
        "swapped-either",
        "The two halves of the key pair are swapped: in the URL, or as they were given here",
        "Their form does not tell which half is the secret. If they are given here the wrong way round, the URL is signed "
        "rightly. If whoever signed had them the wrong way round, the URL shows the secret to whoever sees it.",
        "Look at the key pair where it was made. If the URL names its secret, delete the pair and make a new one; else give the "
        "access key id first, then the secret.",
    ),
}


def _turned(subject: Subject, who: Swapper) -> Option:
    """The halves that were given, the other way round, are what signed."""
    name, title, why, fix = _TURNED[who]
    change = Change(
        name,
        "derivation",
        title,
        "what was given here as the access key id, as the secret",
        "what was given here as the secret, which is the access key id in the URL",
        why,
        fix,
    )
    # Where the signer swapped them, the pair is right as it was given.
    right = None if who == "signer" else turned(subject.credentials, subject.request.access_key_id)
    return Option(
        {"secret": Root(b"AWS4" + encode(subject.credentials.access_key_id))}, (change,), likely=True, key_pair=right
    )


def _derivations(secret: bytes) -> Iterator[Option]:
    rows = (
        ("no-aws4", Root(secret), "without 'AWS4' in front of it", "The derivation begins with 'AWS4' and the secret."),
        ("aws4-twice", Root(b"AWS4AWS4" + secret), "with 'AWS4' twice in front of it", "It was prefixed twice."),
        (
            "hex-chained",
            Root(b"AWS4" + secret, "hex"),
            "and each step's result as hex text",
            "Each HMAC of the derivation takes the bytes of the one before, not its hex digits; some published samples do.",
        ),
        (
            "hex-chained",
            Root(secret, "hex"),
            "without 'AWS4', and each step's result as hex text",
            "See the derivation.",
        ),
        (
            "underived",
            Root(secret, "alone"),
            "itself, without any derivation",
            "The string to sign was signed with the secret; it takes the signing key.",
        ),
        ("underived", Root(b"AWS4" + secret, "alone"), "behind 'AWS4', without any derivation", "See the derivation."),
    )
    for name, root, signed, why in rows:
        yield _option(name, root, signed, why, _CODE, name in ("no-aws4", "hex-chained"))
