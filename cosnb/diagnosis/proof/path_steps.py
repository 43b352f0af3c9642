"""The ways in which a path changes: on the wire, and where a signer makes its canonical URI of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from ...sigv4 import uri_decode, uri_encode
from ...sigv4.encoding import normalize_path, reencode


class Step(NamedTuple):
    """One way in which a path changes. ``apply`` takes a path as it stands on the wire."""

    name: str
    signed: str
    apply: Callable[[str], str]
    why: str
    fix: str
    likely: bool = False


def _form(name: Literal["NFC", "NFD"]) -> Callable[[str], str]:
    def apply(path: str) -> str:
        if "%" not in path:
            return path
        text = unquote_to_bytes(path).decode("utf-8", "surrogateescape")
        try:
            return uri_encode(unicodedata.normalize(name, text), keep_slash=True)
        except UnicodeEncodeError:
            return path

    return apply


def dots_removed(path: str) -> str:
    """``.`` and ``..`` segments resolved as clients do it; repeated slashes stay."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends = path.endswith(("/.", "/.."))
    return "/" + "/".join(kept) + ("/" if ends and kept else "")


def _without_first(path: str) -> str:
    return "/" + path[1:].partition("/")[2]


_ENCODE = "Percent-encode each byte of the key but A-Z a-z 0-9 - . _ ~ and /, once, in the path and where it is signed."


SAME = "Use the same path for signing and for sending."


KEEP = "Send the path as it was signed; clients that rewrite it have an option against that (curl: --path-as-is)."


_PLUS = "Write the space as %20 in a path; a plus sign there is a plus sign."


# On the wire: the URL had this path when it was signed.
WIRE = (
    Step(
        "path-plus",
        "spaces (%20) where the URL has plus signs",
        lambda p: p.replace("+", "%20"),
        "A form encoder wrote the spaces of the key as plus signs.",
        _PLUS,
        True,
    ),
    Step(
        "path-space",
        "plus signs where the URL has spaces (%20)",
        lambda p: p.replace("%20", "%2B"),
        "Something decoded the plus signs of the key as spaces.",
        _PLUS,
        True,
    ),
    Step(
        "path-double-encoded",
        "the path with one encoding less",
        lambda p: p.replace("%25", "%"),
        "The URL was percent-encoded once more after it was signed.",
        "Do not encode a finished URL again.",
        True,
    ),
    Step(
        "path-decoded",
        "the path with one encoding more",
        lambda p: p.replace("%", "%25"),
        "The path was decoded once after it was signed, or the signer encoded it twice.",
        _ENCODE,
    ),
    Step(
        "path-nfc",
        "the key in composed form (NFC)",
        _form("NFC"),
        "The same letters have two forms in Unicode; macOS writes file names decomposed.",
        "Use the form in which the object was stored.",
        True,
    ),
    Step(
        "path-nfd",
        "the key in decomposed form (NFD)",
        _form("NFD"),
        "The same letters have two forms in Unicode; macOS writes file names decomposed.",
        "Use the form in which the object was stored.",
        True,
    ),
    Step(
        "path-dots",
        "the path with its dot segments resolved",
        dots_removed,
        "Most clients resolve '.' and '..' in a path; S3 does not.",
        KEEP,
        True,
    ),
    Step(
        "path-slashes",
        "the path with single slashes",
        lambda p: re.sub("/{2,}", "/", p),
        "Something made one slash of several.",
        KEEP,
        True,
    ),
    Step(
        "path-normalized",
        "the path with dot segments and repeated slashes removed",
        normalize_path,
        "Every AWS service but S3 signs the normalised path.",
        "Do not normalise the path for S3.",
        True,
    ),
    Step(
        "path-slash-added",
        "one slash less at the beginning",
        lambda p: p[1:] if p.startswith("//") else p,
        "Bucket and key, or host and path, were joined with a slash too many.",
        SAME,
        True,
    ),
    Step(
        "path-slash-end",
        "the path without the slash at its end",
        lambda p: p.rstrip("/") or "/",
        "Something added a slash at the end.",
        SAME,
    ),
    Step(
        "path-slash-end",
        "the path with a slash at its end",
        lambda p: p if p.endswith("/") else p + "/",
        "Something removed the slash at the end.",
        SAME,
    ),
    Step(
        "bucket-missing",
        "the path without its first segment",
        _without_first,
        "The bucket was put into the path after signing, was not signed, or a proxy adds a prefix to the path.",
        SAME,
        True,
    ),
    Step(
        "path-percent",
        "its percent signs as %25",
        lambda p: re.sub("%(?![0-9A-Fa-f]{2})", "%25", p),
        "A percent sign of the key was not encoded in the URL.",
        _ENCODE,
    ),
    Step("path-case", "the path in lower case", lambda p: p.lower(), "Something changed the case of the path.", SAME),
)


# While signing: how the signer made the canonical URI of the path.
SIGNER = (
    Step("path-reserved", "!'()* unencoded", lambda p: _kept(reencode(p, keep_slash=True), "!'()*"),
         "JavaScript's encodeURIComponent leaves them; SigV4 encodes them.", _ENCODE, True),
    Step("path-unencoded", "the key unencoded", uri_decode,
         "The signer did not percent-encode the key: that works only for keys of plain letters and digits.", _ENCODE,
         True),
    Step("path-raw", "the path exactly as it stands in the URL", lambda p: p,
         "The signer did not bring the encoding to its one canonical form.", _ENCODE),
    Step("path-encoded-twice", "the path encoded twice", lambda p: quote(reencode(p, keep_slash=True), safe="/"),
         "Every AWS service but S3 encodes the path twice for signing.", "Encode once for S3.", True),
    Step("path-slash-encoded", "its slashes as %2F", lambda p: reencode(p).replace("%2F", "/", 1),
         "The signer encoded the slashes of the key; in a path they stay.", _ENCODE, True),
    Step("path-slash-encoded", "all its slashes as %2F", reencode,
         "The signer encoded the slashes of the path, where they stay.", _ENCODE, True),
    Step("path-reserved", "reserved characters unencoded", lambda p: quote(unquote_to_bytes(p), safe=";,/?:@&=+$-_.!~*'()#"),
         "JavaScript's encodeURI leaves them; SigV4 encodes them.", _ENCODE),
    Step("path-reserved", "reserved characters unencoded", lambda p: quote(unquote_to_bytes(p), safe="/:@!$&'()*+,;=~"),
         "RFC 3986 allows them in a path; SigV4 encodes them.", _ENCODE),
    Step("path-tilde", "the tilde as %7E", lambda p: reencode(p, keep_slash=True).replace("~", "%7E"),
         "Old encoders encode the tilde; SigV4 does not.", _ENCODE),
    Step("path-form-encoded", "spaces as plus signs", lambda p: reencode(p, keep_slash=True).replace("%20", "+"),
         "The signer used a form encoder; a path writes the space as %20.", _ENCODE, True),
    Step("path-plus-kept", "plus signs unencoded", lambda p: reencode(p, keep_slash=True).replace("%2B", "+"),
         "The signer left plus signs as they are; SigV4 writes them as %2B.", _ENCODE, True),
    Step("path-lower-escapes", "escapes in lower case", lambda p: _lower(reencode(p, keep_slash=True)),
         "The signer wrote %c3 for %C3; the canonical form is upper-case.", _ENCODE, True),
    Step("path-latin-1", "the key in Latin-1", lambda p: quote(unquote(p).encode("latin-1", "replace"), safe="/~"),
         "The signer encoded the key as Latin-1; S3 takes UTF-8.", _ENCODE),
    Step("path-no-slash", "the path without its leading slash", lambda p: reencode(p, keep_slash=True).lstrip("/"),
         "The signer left the leading slash out.", "Begin the canonical URI with a slash."),
    Step("path-not-signed", "an empty path", lambda p: "/", "The signer signed '/' for every object.", SAME),
    Step("path-not-signed", "no path", lambda p: "", "The signer signed no path.", SAME),
)  # fmt: skip


def _kept(path: str, signs: str) -> str:
    for sign in signs:
        path = path.replace(f"%{ord(sign):02X}", sign)
    return path


def _lower(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), text)
