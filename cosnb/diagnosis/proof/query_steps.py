"""The ways in which a query changes: on the wire, and where a signer makes its canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote, quote_plus, unquote_to_bytes

from ...links.reading.meanings import SIGNING
from ...sigv4 import uri_decode, uri_encode
from ...sigv4.encoding import reencode
from .subject import Rows, canonical_query

_SIGNING = frozenset(name.lower() for name in SIGNING)


class Step(NamedTuple):
    """A change of the query. ``apply`` takes its rows as they stand on the wire; a signer's step makes the text."""

    name: str
    signed: str
    why: str
    fix: str
    apply: Callable[[Rows], Rows]
    likely: bool = False


class Signing(NamedTuple):
    """How a signer may have made the canonical query."""

    name: str
    signed: str
    why: str
    apply: Callable[[Rows], str]
    likely: bool = False


ENCODE = "Encode each name and value once, by UriEncode, then sort by name; sign again."


LEAVE = "Use the URL as it was made; what shall be in the query must be there before signing."


def _values(change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    return lambda rows: tuple((name, None if value is None else change(value)) for name, value in rows)


def _of(wanted: str, change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    return lambda rows: tuple(
        (name, change(value) if value and uri_decode(name).lower() == wanted else value) for name, value in rows
    )


def _normal(form: Literal["NFC", "NFD"]) -> Callable[[str], str]:
    def change(value: str) -> str:
        if "%" not in value:
            return value
        text = unquote_to_bytes(value).decode("utf-8", "replace")
        return uri_encode(unicodedata.normalize(form, text))

    return change


_SPACES = "A form encoder writes spaces as plus signs; SigV4 takes a plus sign for a plus sign."


WIRE = (
    Step("token-double-encoded", "the token with one encoding less", "The token was encoded twice for the URL.",
         "Encode the token once.", _of("x-amz-security-token", lambda v: v.replace("%25", "%"))),
    Step("token-plus", "the token with plus signs where the URL has spaces", "A plus sign in a query is easily decoded.",
         "Write plus signs of the token as %2B.", _of("x-amz-security-token", lambda v: re.sub("%20| ", "%2B", v)), True),
    Step("query-plus", "spaces (%20) where the query has plus signs", _SPACES, "Write spaces as %20.",
         _values(lambda v: v.replace("+", "%20")), True),
    Step("query-space", "plus signs where the query has spaces", _SPACES, "Write plus signs as %2B.",
         _values(lambda v: v.replace("%20", "%2B").replace(" ", "%2B")), True),
    Step("query-double-encoded", "values with one encoding less", "The URL was percent-encoded once more after signing.",
         "Do not encode a finished URL again.", _values(lambda v: v.replace("%25", "%")), True),
    Step("query-nfc", "values in composed form (NFC)", "The same letters have two forms in Unicode.",
         "Use the form that was signed.", _values(_normal("NFC"))),
    Step("query-nfd", "values in decomposed form (NFD)", "The same letters have two forms in Unicode.",
         "Use the form that was signed.", _values(_normal("NFD"))),
)  # fmt: skip


def _text(
    rows: Rows,
    *,
    name: Callable[[str], str] = reencode,
    value: Callable[[str], str] = reencode,
    order: Callable[[tuple[str, str]], object] | None = lambda pair: pair,
    bare: bool = False,
) -> str:
    made = [(name(key), value(text or ""), text) for key, text in rows]
    if order is not None:
        made.sort(key=lambda row: order(row[:2]))  # type: ignore[arg-type,return-value]
    return "&".join([key if bare and not text else f"{key}={text}" for key, text, _ in made])


def _only(wanted: str, change: Callable[[str], str]) -> Callable[[Rows], str]:
    """The canonical query with the value of one parameter written otherwise."""

    def apply(rows: Rows) -> str:
        made = sorted((reencode(key), reencode(text or "")) for key, text in rows)
        return "&".join([f"{key}={change(text) if key.lower() == wanted else text}" for key, text in made])

    return apply


def _plain(text: str) -> str:
    return uri_decode(text)


def _literal(signs: str) -> Callable[[str], str]:
    table = {f"%{ord(sign):02X}": sign for sign in signs}
    pattern = re.compile("|".join(map(re.escape, table)))
    return lambda text: pattern.sub(lambda m: table[m[0]], reencode(text))


def _lower(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), reencode(text))


SIGNER = (
    Signing("query-unsorted", "its parameters in the order of the URL", "SigV4 signs the parameters sorted by name.",
            lambda rows: _text(rows, order=None), True),
    Signing("query-sorted-otherwise", "its parameters sorted regardless of case",
            "SigV4 sorts by the bytes of the encoded name: capitals stand before small letters.",
            lambda rows: _text(rows, order=lambda pair: pair[0].lower()), True),
    Signing("query-sorted-otherwise", "its parameters sorted backwards", "SigV4 sorts by name, ascending.",
            lambda rows: "&".join(reversed(canonical_query(rows).split("&")))),
    Signing("query-bare-name", "names without '=' where there is no value", "The canonical form of '?acl' is 'acl='.",
            lambda rows: _text(rows, bare=True), True),
    Signing("credential-unencoded", "the slashes of X-Amz-Credential unencoded", "They are %2F in the canonical query.",
            _only("x-amz-credential", _plain), True),
    Signing("signed-headers-unencoded", "the semicolons of X-Amz-SignedHeaders unencoded",
            "They are %3B in the canonical query.", _only("x-amz-signedheaders", _plain), True),
    Signing("query-unencoded", "the semicolons and slashes of values unencoded", "Values are encoded in the canonical query.",
            lambda rows: _text(rows, value=_literal("/;")), True),
    Signing("token-unencoded", "the token unencoded", "Values are encoded in the canonical query.",
            _only("x-amz-security-token", _plain), True),
    Signing("query-unencoded", "its values unencoded", "Values are encoded in the canonical query.",
            lambda rows: _text(rows, value=_plain), True),
    Signing("query-raw", "the query as it stands in the URL, sorted", "Values are brought to their one canonical encoding.",
            lambda rows: _text(rows, name=str, value=str), True),
    Signing("query-raw", "the query as it stands in the URL", "Values are encoded once and sorted for signing.",
            lambda rows: _text(rows, name=str, value=str, order=None), True),
    Signing("query-form-encoded", "spaces as plus signs", "A form encoder was used; SigV4 writes the space as %20.",
            lambda rows: _text(rows, value=lambda v: quote_plus(unquote_to_bytes(v), safe="~")), True),
    Signing("query-encoded-twice", "values encoded twice", "Values are encoded once in the canonical query.",
            lambda rows: _text(rows, value=lambda v: quote(reencode(v), safe="~")), True),
    Signing("query-reserved", "!'()* unencoded", "JavaScript's encodeURIComponent leaves them; SigV4 encodes them.",
            lambda rows: _text(rows, value=_literal("!'()*")), True),
    Signing("query-reserved", "the tilde as %7E", "Old encoders encode the tilde; SigV4 does not.",
            lambda rows: _text(rows, value=lambda v: reencode(v).replace("~", "%7E"))),
    Signing("query-lower-escapes", "escapes in lower case", "The canonical form is upper-case.",
            lambda rows: _text(rows, name=_lower, value=_lower)),
    Signing("query-not-signed", "an empty query", "Every parameter but the signature is signed.", lambda rows: "", True),
    Signing("query-not-signed", "only its own parameters, not those of the signature",
            "Every parameter but the signature is signed.", lambda rows: canonical_query(own(rows)), True),
    Signing("query-empty-signature", "X-Amz-Signature with an empty value", "The signature is no part of what is signed.",
            lambda rows: canonical_query((*rows, ("X-Amz-Signature", "")))),
)  # fmt: skip


def is_signing(row: tuple[str, str | None]) -> bool:
    """Whether a row is a parameter of the signature."""
    return uri_decode(row[0]).lower() in _SIGNING


def own(rows: Rows) -> Rows:
    """The rows that are no parameters of the signature."""
    return tuple(row for row in rows if not is_signing(row))
