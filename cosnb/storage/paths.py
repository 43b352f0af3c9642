"""The path of a file on this machine, as a caller gives it."""

from __future__ import annotations

import os
from pathlib import Path

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
