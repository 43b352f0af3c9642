"""A file on its way: how it is cut, and what kind of content it has by its name, as every client tells a store.

Source of the limits: "Amazon S3 multipart upload limits"; IBM COS documents the same.
"""

import mimetypes

from ..errors import InputError
from ..storage import Pairs, check_pairs

MIB = 1024 * 1024
MIN_PART = 5 * MIB  # but for the last part
MAX_PART = 5 * 1024 * MIB
MAX_PARTS = 10_000

# As many parts as one page of a store's list holds: an interruption loses little, and a plan stays small.
_AIM_PARTS = 1000
_AIM_PART = 8 * MIB


def choose_part_size(size: int, wanted: int | None = None) -> int:
    """The size of every part but the last, in bytes.

    Args:
        size: the file's size in bytes.
        wanted: a part size to check; None takes 8 MiB, and more where that would make over 1000 parts.

    Raises:
        InputError: the part size, or the file, is outside the limits.
    """
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise InputError("size", f"{size!r} is not a number of bytes.", "Give the file's size.", value=size)
    if size > MAX_PART * MAX_PARTS:
        problem = f"{size} bytes are more than {MAX_PARTS} parts of 5 GiB."
        raise InputError("size", problem, "Split the file.", value=size)
    chosen = min(max(_AIM_PART, -(-size // _AIM_PARTS // MIB) * MIB), MAX_PART) if wanted is None else wanted
    if isinstance(chosen, bool) or not isinstance(chosen, int) or not MIN_PART <= chosen <= MAX_PART:
        problem = f"{wanted!r} is not between {MIN_PART} bytes (5 MiB) and {MAX_PART} bytes (5 GiB)."
        raise InputError("part_size", problem, "Leave it out.", value=wanted)
    if count_parts(size, chosen) > MAX_PARTS:
        problem = f"{wanted} bytes cut the file into {count_parts(size, chosen)} parts, and {MAX_PARTS} are allowed."
        raise InputError("part_size", problem, f"Give {-(-size // MAX_PARTS)} or more.", value=wanted)
    return chosen


def count_parts(size: int, part_size: int) -> int:
    """How many parts there are; an empty file is one empty part."""
    return max(1, -(-size // part_size))


def part_span(number: int, size: int, part_size: int) -> tuple[int, int]:
    """Where a part begins and how long it is, in bytes; the first part is number 1."""
    start = (number - 1) * part_size
    return start, min(part_size, size - start)


UNKNOWN = "application/octet-stream"
# A packed file has the type of the packing, not of what is in it.
_PACKED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def with_type(headers: Pairs, *names: str) -> tuple[tuple[str, str], ...]:
    """The headers, with a Content-Type if they have none: that of the first name whose ending is known."""
    given = check_pairs("headers", headers)
    if any(name.lower() == "content-type" for name, _ in given):
        return given
    return (*given, ("Content-Type", next(filter(None, map(_type_of, names)), UNKNOWN)))


def _type_of(name: str) -> str | None:
    place = "./" + name.rpartition("/")[2]  # so that no name is read as a URL
    # Python's own table first: programs may have changed the system's.
    found, packing = mimetypes.MimeTypes().guess_type(place)
    if not found and not packing:
        found, packing = mimetypes.guess_type(place)
    return _PACKED.get(packing, UNKNOWN) if packing else found
