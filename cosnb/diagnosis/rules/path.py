"""Rules about the path as it stands on the wire: what clients, forms and encoders do to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...sigv4 import uri_decode
from ..evidence import Evidence
from ..finding import Certainty, Finding
from ..proof.path_steps import dots_removed
from ..showing import shown

MAX_PATH = 20_000


_KEY = "The key is part of the path, so everything that reads or rewrites the path must treat it alike."


def worth(e: Evidence, *, mismatch: bool = True, missing: bool = True) -> Certainty:
    """``likely`` where the store's answer points here, else ``possible``."""
    return "likely" if (mismatch and e.mismatch) or (missing and e.missing) else "possible"


def plus_in_path(e: Evidence) -> Iterator[Finding]:
    """A plus sign in the path: a plus sign to the store, a space to whoever wrote it?"""
    if "+" in e.path[:MAX_PATH]:
        yield Finding(
            "plus-in-path",
            worth(e),
            "path",
            "The path has a plus sign, which is no space there",
            "Form encoders write the space as '+'; in a path it is a plus sign, and the space is %20. If the key has spaces, "
            "the URL names another object.",
            f"path: {shown(e.path, 120)}",
            "Encode the key with %20 for spaces and %2B for plus signs.",
        )


def dot_segments(e: Evidence) -> Iterator[Finding]:
    """``.`` and ``..`` segments, which most clients resolve before they send."""
    path = e.path[:MAX_PATH]
    decoded = re.sub("(?i)%2e", ".", path)
    if not any(segment in (".", "..") for segment in decoded.split("/")):
        return
    rewrites = _client_resolves(e)
    yield Finding(
        "dot-segments",
        "certain" if rewrites else worth(e),
        "path",
        f"{rewrites} resolves the dots in the path before it sends"
        if rewrites
        else "The path has '.' or '..' segments",
        "S3 takes them as part of the key. requests, httpx, aiohttp, urllib3, wget, fetch and curl (without --path-as-is) "
        "resolve them, and ask for another object than was signed.",
        f"path: {shown(path, 100)}\nsent: {shown(dots_removed(decoded), 100)}",
        "Do not use such keys; with curl, --path-as-is sends the path as it is.",
    )


def _client_resolves(e: Evidence) -> str | None:
    agent = (e.header("user-agent") or "").lower()
    if e.pasted.source == "curl" and "path-as-is" not in e.pasted.marks:
        return "curl"
    if e.pasted.source in ("wget", "fetch"):
        return e.pasted.source
    names = {
        "python-requests": "requests",
        "python-httpx": "httpx",
        "aiohttp": "aiohttp",
        "curl/": "curl",
        "wget/": "wget",
    }
    return next((name for mark, name in names.items() if mark in agent and "path-as-is" not in e.pasted.marks), None)


def double_slash(e: Evidence) -> Iterator[Finding]:
    """Two slashes in a row: part of the key, and often made one on the way."""
    if "//" in e.path[:MAX_PATH]:
        yield Finding(
            "double-slash",
            worth(e),
            "path",
            "The path has two slashes in a row",
            "To S3 both belong to the key. They come of a key that begins with a slash, or of a prefix that ends in one; "
            "some proxies and servers make one of them.",
            f"path: {shown(e.path, 120)}",
            "If the key has one slash there, remove the other where the URL is made.",
        )


def unicode_form(e: Evidence) -> Iterator[Finding]:
    """Letters with accents in decomposed form, as macOS writes file names."""
    text = uri_decode(e.path[:MAX_PATH])
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        yield Finding(
            "unicode-nfd",
            worth(e),
            "path",
            "The key is written with decomposed letters (Unicode NFD)",
            "A letter with an accent has two forms in Unicode. The store compares bytes, so the other form is another object; "
            "file names on macOS are decomposed. R2 makes the composed form of every key.",
            f"path: {shown(e.path, 120)}",
            "Look which form the object was stored under; usually the composed one (NFC).",
        )


def encoded_twice(e: Evidence) -> Iterator[Finding]:
    """``%25`` and two hex digits in the path: a key with a percent sign, or an encoding too many."""
    if re.search("%25[0-9A-Fa-f]{2}", e.path[:MAX_PATH]):
        yield Finding(
            "double-encoded-path",
            worth(e),
            "path",
            "The key seems to be percent-encoded twice",
            "'%2520' is a percent sign and '20' in the key, not a space. It comes of a key that was encoded before it was "
            "given to an SDK, which encodes it too.",
            f"path: {shown(e.path, 120)}",
            "Give SDKs the plain key.",
        )


def lower_escapes(e: Evidence) -> Iterator[Finding]:
    """Lower-case hex in escapes."""
    wire = e.path[:MAX_PATH] + "&".join(field.wire_value or "" for field in e.fields[:100])[:MAX_PATH]
    if found := re.search("%(?:[a-f][0-9A-Fa-f]|[0-9A-Fa-f][a-f])", wire):
        yield Finding(
            "lower-case-escapes",
            "likely" if e.mismatch else "possible",
            "path",
            "Escapes are written in lower-case hex",
            "The canonical form is upper-case. Stores that encode again do not mind; a signer or store that takes the text as "
            "it is does.",
            f"it holds '{found[0]}'",
            "Write %C3, not %c3, where the URL is made.",
        )


def raw_characters(e: Evidence) -> Iterator[Finding]:
    """Characters that belong encoded: spaces, letters beyond ASCII, and those JavaScript leaves alone."""
    path = e.path[:MAX_PATH]
    bare = "".join(dict.fromkeys(re.findall(r"[ \"<>\\^`{|}]|[^\x00-\x7f]", path)))
    if bare:
        yield Finding(
            "unencoded-path",
            worth(e),
            "path",
            "The path has characters that are not percent-encoded",
            "Each client encodes them in its own way, or refuses them; curl writes lower-case hex.",
            f"it holds {shown(bare, 40)!r}",
            "Percent-encode the key as UTF-8 before it goes into a URL.",
        )
    elif reserved := "".join(dict.fromkeys(re.findall(r"[!'()*]", path))):
        yield Finding(
            "reserved-characters",
            "likely" if e.mismatch else "possible",
            "path",
            f"The path has {reserved} unencoded",
            "JavaScript's encodeURIComponent leaves !'()* as they are, SigV4 encodes them. Stores that encode again do not mind.",
            f"path: {shown(path, 120)}",
            "Encode them as well: %21 %27 %28 %29 %2A.",
        )


RULES = (
    plus_in_path,
    dot_segments,
    double_slash,
    unicode_form,
    encoded_twice,
    lower_escapes,
    raw_characters,
)
