"""What kind of content a file has, by its name, as every client tells a store."""

from __future__ import annotations

import mimetypes

from ..storage import check_pairs
from ..storage.checks import Pairs

UNKNOWN = "application/octet-stream"
# What is packed is of the kind of its packing, not of what is in it.
_PACKED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def with_type(headers: Pairs, *names: str) -> tuple[tuple[str, str], ...]:
    """The headers, with a Content-Type if they have none: that of the first name whose ending is known."""
    given = check_pairs("headers", headers)
    if any(name.lower() == "content-type" for name, _ in given):
        return given
    return (*given, ("Content-Type", next(filter(None, map(_type_of, names)), UNKNOWN)))


def _type_of(name: str) -> str | None:
    place = "./" + name.rpartition("/")[2]  # so that no name is read as a URL
    # Python's own table first: the system's may say what a program on it made of an ending.
    found, packing = mimetypes.MimeTypes().guess_type(place)
    if not found and not packing:
        found, packing = mimetypes.guess_type(place)
    return _PACKED.get(packing, UNKNOWN) if packing else found
