"""A file on this machine: its path as a caller gives it, and one that is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import InputError


def check_path(field: str, path: str | os.PathLike[str]) -> Path:
    """The path.

    Raises:
        InputError: it is none, is empty, or holds a NUL. It is not repeated: it may be a link in the wrong place.
    """
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(text, str):
        raise InputError(field, f"a {type(path).__name__} is no path.", "Give the name of a file.")
    if not text or "\0" in text:
        raise InputError(field, "it holds a NUL." if text else "it is empty.", "Give the name of a file.")
    return Path(path)


@contextmanager
def whole_file(place: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place when it is whole; what stops that leaves what was there as it was.

    Args:
        mode: who may read and write it, if there is none yet or it is for its owner alone (0o600); umask counts.

    Raises:
        OSError: it cannot be written.
    """
    place = Path(os.path.realpath(place))  # a link stays one
    if place.exists() and not place.is_file():  # a device has no place for another file beside it
        with place.open("wb") as file:
            yield file
        return
    part = place.with_name(f".cosnb-{os.urandom(4).hex()}.part")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
        if mode != 0o600 and place.exists():
            part.chmod(place.stat().st_mode & 0o7777)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
