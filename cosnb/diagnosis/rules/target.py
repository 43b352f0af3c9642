"""Rules about the path and the query as they stand on the wire: what clients, forms and encoders do to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...links.meanings import REQUIRED, is_s3_parameter
from ...sigv4 import uri_decode
from ..evidence import Evidence
from ..finding import Certainty, Finding
from ..proof.axis_path import dots_removed
from ..showing import shown

MAX_PATH = 20_000

_TRACKERS = re.compile(
    r"(?i)utm_\w+|fbclid|gclid|msclkid|dclid|yclid|twclid|mc_[ce]id|_ga|_gl|igshid|_hs\w+|mkt_tok|ref|ref_src|si|spm|"
    r"cb|_|t|ts|v|rnd?|random|nocache|cachebust(?:er)?|timestamp|nonce|download|dl|filename|inline|token|"
    r"auth(?:user)?|api[_-]?key|session(?:id)?|raw|width|height|w|h|format|quality"
)
_KEY = "The key is part of the path, so everything that reads or rewrites the path must treat it alike."


def _worth(e: Evidence, *, mismatch: bool = True, missing: bool = True) -> Certainty:
    """``likely`` where the store's answer points here, else ``possible``."""
    return "likely" if (mismatch and e.mismatch) or (missing and e.missing) else "possible"


def plus_in_path(e: Evidence) -> Iterator[Finding]:
    """A plus sign in the path: a plus sign to the store, a space to whoever wrote it?"""
    if "+" in e.path[:MAX_PATH]:
        yield Finding(
            "plus-in-path",
            _worth(e),
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
        "certain" if rewrites else _worth(e),
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
            _worth(e),
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
            _worth(e),
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
            _worth(e),
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
            _worth(e),
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


def plus_in_query(e: Evidence) -> Iterator[Finding]:
    """A plus sign in a value of the query."""
    names = [
        field.name for field in e.fields
        if "+" in (field.wire_value or "")[:MAX_PATH] and field.name.lower() not in ("x-amz-security-token", "signature")
    ]  # fmt: skip
    if names and e.is_v4:
        yield Finding(
            "plus-in-query",
            "likely" if e.mismatch else "possible",
            "query",
            f"{shown(names[0], 60)} holds a plus sign",
            "Form encoders write spaces as '+'. SigV4 takes a plus sign for itself and a space for %20, and stores differ in "
            "how they read it.",
            f"parameters: {', '.join(shown(name, 60) for name in names[:6])}",
            "Write spaces as %20 and plus signs as %2B.",
        )


def disposition(e: Evidence) -> Iterator[Finding]:
    """A file name with letters beyond ASCII in response-content-disposition."""
    for field in e.fields:
        if field.name.lower() == "response-content-disposition":
            if not (field.wire_value or "").isascii() or (
                not field.value.isascii() and "filename*=" not in field.value
            ):
                yield Finding(
                    "disposition-encoding",
                    "possible",
                    "query",
                    "The file name in response-content-disposition has letters beyond ASCII",
                    "A header takes them only in the form filename*=UTF-8''…; stores and browsers treat anything else "
                    "differently.",
                    f"response-content-disposition: {shown(field.value, 120)}",
                    "Write filename*=UTF-8''<percent-encoded name>, and sign again.",
                )
            return


def extra_parameters(e: Evidence) -> Iterator[Finding]:
    """Parameters that were added after signing. SigV2 does not cover unknown ones, so there they do no harm."""
    if not e.is_v4:
        return
    names = [field.name for field in e.fields]
    if "X-Amz-Signature" not in names:
        return
    place = names.index("X-Amz-Signature")
    before, behind = names[:place], names[place:]
    # JavaScript's SDK sorts all parameters; others put the signature last.
    is_sorted = names == sorted(names) or (before == sorted(before) and behind == sorted(behind))
    in_order = is_sorted and any(name in REQUIRED for name in behind[1:])
    unknown = dict.fromkeys(name for name in names if not is_s3_parameter(name))
    later = {name for name in behind if name not in REQUIRED and name.lower() != "x-amz-security-token"}
    found = [name for name in unknown if _TRACKERS.fullmatch(name[:60]) or name in later]
    found += [name for name in dict.fromkeys(behind) if name in later and name not in unknown and not in_order]
    if not found and not unknown:
        return
    certainty: Certainty = "likely" if found else "possible"
    listed = found or list(unknown)
    gone = set(listed)
    kept = [field for field in e.fields if field.name not in gone]
    query = "&".join(f.wire_name if f.wire_value is None else f"{f.wire_name}={f.wire_value}" for f in kept)
    yield Finding(
        "extra-parameters",
        certainty,
        "query",
        f"{', '.join(shown(name, 40) for name in listed[:5])} seem{'s' if len(listed) == 1 else ''} to have been added after signing"
        if found
        else f"S3 gives {', '.join(shown(name, 40) for name in listed[:5])} no meaning",
        "SigV4 signs every parameter but the signature, so one that is added breaks it. Link trackers, cache busters and "
        "download switches are added by programs that do not know.",
        f"parameters: {', '.join(shown(name, 40) for name in listed[:10])}",
        "Use the URL as it was made; what shall be in the query must be there before signing.",
        f"{e.request.wire.partition('?')[0]}?{query}" if found else None,
    )


def sdk_checksum(e: Evidence) -> Iterator[Finding]:
    """Checksum parameters that an SDK put in: that of an empty body, where the upload has one."""
    for field in e.fields:
        name = field.name.lower()
        if not name.startswith(("x-amz-checksum-", "x-amz-sdk-checksum-algorithm")):
            continue
        if name == "x-amz-checksum-mode":
            yield Finding(
                "checksum-mode",
                "possible",
                "query",
                "An SDK asked for checksums in the answer",
                "x-amz-checksum-mode is signed with the URL; one user saw R2 refuse such a URL (403).",
                f"{field.name}={shown(field.value, 40)}",
                'Sign with responseChecksumValidation: "WHEN_REQUIRED" (JavaScript SDK).',
            )
            return
        empty = field.value == "AAAAAA==" and name == "x-amz-checksum-crc32"
        doubt = (
            " Sources disagree on whether S3 itself checks a checksum in the query; R2, SeaweedFS and Garage do, and MinIO "
            "was seen to ignore it."
        )
        yield Finding(
            "sdk-checksum",
            "certain" if empty else _worth(e, missing=False),
            "query",
            "The URL carries the checksum of an empty body" if empty else "An SDK put a checksum into the URL",
            f"The SDK computed it when it signed, without knowing the body, so an upload with a body does not fit it.{doubt}",
            f"{field.name}={shown(field.value, 40)}",
            'Sign with requestChecksumCalculation: "WHEN_REQUIRED" (JavaScript), request_checksum_calculation="when_required" '
            "(boto3).",
        )
        return


RULES = (
    plus_in_path,
    dot_segments,
    double_slash,
    unicode_form,
    encoded_twice,
    lower_escapes,
    raw_characters,
    plus_in_query,
    disposition,
    extra_parameters,
    sdk_checksum,
)
