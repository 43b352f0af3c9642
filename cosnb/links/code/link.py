"""A signed request as whoever sends it needs it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ...sigv4 import Signed, Url, uri_decode
from ...sigv4.canonical import header_lines
from ...sigv4.parts import join
from ..reading.parsing import parse

_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MAX_NAME = 100


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """What is sent.

    Attributes:
        method, url: as signed.
        headers: what must be sent with it, by lower-case name, with the value as it was signed.
        name: the object's name for people.
        file: the file to upload, or to save in: letters, digits, ``.``, ``_`` and ``-``, safe in every shell.
        uploads: a file is sent.
        downloads: an object comes back, which is saved.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    name: str
    file: str
    uploads: bool
    downloads: bool


def read(signed: Signed) -> Link:
    """The request that a signing belongs to."""
    url = Url.parse(signed.url)
    headers = {name: join(value) for name, value in header_lines(signed.headers, url).items() if name != "host"}
    key = next((part.raw for part in signed.result.parts if part.source == "key"), None) or parse(signed.url).key
    multipart = any(name.text == "uploadId" for name, _ in url.query)
    flag = next((uri_decode(name.text) for name, value in url.query if not join(value)), None)
    if multipart and signed.method == "POST":
        flag = "parts"
    return Link(
        signed.method,
        signed.url,
        headers,
        key or parse(signed.url).bucket or url.host[0].text,
        file_name(f"{flag}.xml" if flag else key or "bucket"),
        _uploads(signed.method, key, flag, headers),
        signed.method == "GET" and key is not None and flag is None and not multipart,
    )


def _uploads(method: str, key: str | None, flag: str | None, headers: Mapping[str, str]) -> bool:
    if method == "PUT":
        return "x-amz-copy-source" not in headers and (key is not None or flag is not None)
    return method == "POST" and flag != "uploads"


def file_name(key: str) -> str:
    """A name for a local file from an object's key: in ASCII, with no directory, no hyphen or dot in front."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key) if not unicodedata.combining(sign))
    last = plain.rstrip("/").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", last)[-_MAX_NAME:].strip("._-")
    return f"file-{name}" if _DEVICE.fullmatch(name) else name or "object"
