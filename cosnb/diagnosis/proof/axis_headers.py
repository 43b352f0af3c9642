"""Hypotheses about the values of signed headers: a URL carries their names only."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterator

from .hypotheses import Change, Option, one
from .subject import Subject, line

EMPTY_HASH = hashlib.sha256(b"").hexdigest()

_BY_SUFFIX = {
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "md": "text/markdown",
    "htm": "text/html",
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "ndjson": "application/x-ndjson",
    "geojson": "application/geo+json",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "gz": "application/gzip",
    "tgz": "application/gzip",
    "tar": "application/x-tar",
    "bz2": "application/x-bzip2",
    "7z": "application/x-7z-compressed",
    "rar": "application/vnd.rar",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "ico": "image/x-icon",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "mkv": "video/x-matroska",
    "ts": "video/mp2t",
    "m3u8": "application/vnd.apple.mpegurl",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "epub": "application/epub+zip",
    "apk": "application/vnd.android.package-archive",
    "exe": "application/vnd.microsoft.portable-executable",
    "wasm": "application/wasm",
    "woff2": "font/woff2",
    "ipynb": "application/x-ipynb+json",
}
_COMMON_TYPES = (
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain;charset=UTF-8",
    "text/plain; charset=utf-8",
    "text/plain",
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "image/*",
    "image/jpg",
    "audio/mp3",
    "application/x-gzip",
    "application/x-zip-compressed",
    "application/javascript",
    "text/xml",
    "*/*",
    "false",
    "undefined",
    "null",
)
_CHARSETS = ("; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8")
_VALUES = {
    "x-amz-acl": (
        "public-read",
        "private",
        "bucket-owner-full-control",
        "authenticated-read",
        "public-read-write",
        "bucket-owner-read",
        "aws-exec-read",
        "log-delivery-write",
    ),
    "x-amz-server-side-encryption": ("AES256", "aws:kms", "aws:kms:dsse"),
    "x-amz-server-side-encryption-customer-algorithm": ("AES256",),
    "x-amz-server-side-encryption-bucket-key-enabled": ("true", "false"),
    "x-amz-storage-class": (
        "STANDARD",
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "GLACIER",
        "GLACIER_IR",
        "DEEP_ARCHIVE",
        "REDUCED_REDUNDANCY",
        "EXPRESS_ONEZONE",
    ),
    "x-amz-request-payer": ("requester",),
    "x-amz-checksum-mode": ("ENABLED",),
    "x-amz-sdk-checksum-algorithm": ("CRC32", "CRC32C", "CRC64NVME", "SHA256", "SHA1"),
    "x-amz-checksum-algorithm": ("CRC32", "CRC32C", "CRC64NVME", "SHA256", "SHA1"),
    "x-amz-checksum-type": ("FULL_OBJECT", "COMPOSITE"),
    "x-amz-metadata-directive": ("COPY", "REPLACE"),
    "x-amz-tagging-directive": ("COPY", "REPLACE"),
    "x-amz-object-lock-mode": ("GOVERNANCE", "COMPLIANCE"),
    "x-amz-object-lock-legal-hold": ("ON", "OFF"),
    "x-amz-bypass-governance-retention": ("true",),
    "accept-encoding": ("gzip", "identity", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd", "*", "gzip,gzip(gfe)"),
    "accept": ("*/*", "application/json", "application/xml"),
    "cache-control": ("no-cache", "no-store", "max-age=0", "max-age=3600", "max-age=86400", "max-age=31536000",
                      "public, max-age=31536000", "public, max-age=31536000, immutable", "private"),
    "content-disposition": ("attachment", "inline"),
    "content-encoding": ("gzip", "br", "deflate", "identity", "aws-chunked", "utf-8"),
    "content-language": ("en", "en-US"),
    "range": ("bytes=0-", "bytes=0-0", "bytes=0-1023", "bytes=0-99", "bytes=0-1048575"),
    "if-none-match": ("*",),
    "connection": ("keep-alive", "close", "Keep-Alive"),
    "expect": ("100-continue",),
    "te": ("trailers",),
    "transfer-encoding": ("chunked",),
    "user-agent": (),
}  # fmt: skip

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
    yield from _VALUES.get(name, ())
    if subject.body is not None:
        yield from _of_body(name, subject.body)
    yield from _of_body(name, b"")
    yield ""


def _variants(sent: str) -> Iterator[str]:
    """What a proxy or a library makes of a value: another case, other spacing, a parameter added or taken away."""
    yield sent.partition(";")[0].strip()
    yield from (sent + charset for charset in _CHARSETS)
    yield from (sent.lower(), sent.upper(), sent.title())
    yield from (sent.replace("; ", ";"), sent.replace(";", "; "), sent.replace(", ", ","), sent.replace(",", ", "))
    yield from (f" {sent}", f"{sent} ", f'"{sent}"', sent.strip("\"'"))


def _content_types(subject: Subject) -> Iterator[str]:
    suffix = subject.path.rpartition(".")[2].lower()[:10]
    guess = _BY_SUFFIX.get(suffix)
    if guess:
        yield guess
        yield from (guess + charset for charset in _CHARSETS)
    yield from _COMMON_TYPES
    yield from dict.fromkeys(_BY_SUFFIX.values())
    yield from (f"{kind}{charset}" for kind in ("text/html", "text/csv", "text/css") for charset in _CHARSETS)


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
    return one(f"header:{name}", line(f"{name}:{value}"), change, likely=likely)


def _left_out(name: str, sent: str | None) -> Option:
    change = Change(
        f"signed-header:{name}",
        "headers",
        f"The signer named {name} among the signed headers but left its line out",
        f"no line for {name}",
        f"{name}: {'no such header' if sent is None else repr(sent)}",
        "Each signed header has a line of its own in the canonical request.",
        "Leave the name out of X-Amz-SignedHeaders, or put its line in, and sign again.",
    )
    return one(f"header:{name}", b"", change, resign=True)
