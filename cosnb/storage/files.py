"""Files of this machine: their paths as callers give them, files written whole or not at all, and files that hold credentials.

Nothing here repeats what stands in a file of credentials: an error names the place, never the text.
"""

import codecs
import configparser
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import CredentialsError, InputError


def check_path(field: str, path: str | os.PathLike[str]) -> Path:
    """The path. Raises InputError if it is none; it is not repeated, for it may be a link in the wrong place."""
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


MAX_BYTES = 1_000_000

# What Windows writes: Excel and PowerShell a mark before UTF-8, its older shell UTF-16 behind ">".
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read_text(path: str | os.PathLike[str], field: str) -> str:
    """The text of a file. Raises CredentialsError if it is longer than a megabyte, or is neither UTF-8 nor marked as UTF-16."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise broken(field, path, f"cannot be read: {reason}.", "Check the path and who may read it.") from None
    if len(data) > MAX_BYTES:
        raise broken(field, path, "is longer than a megabyte.", "Give the file that holds the keys.")
    codec = next((codec for mark, codec in _MARKED.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        name = codec.upper().removesuffix("-SIG")
        raise broken(field, path, f"is not {name} at byte {error.start}.", "Save it as UTF-8.") from None


def read_ini(path: str | os.PathLike[str], field: str) -> dict[str, dict[str, str]]:
    """The sections of a configuration file of the AWS SDKs; an indented block stays one value. Raises CredentialsError."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(read_text(path, field))
        return {section: dict(parser.items(section)) for section in parser.sections()}
    except configparser.Error as error:
        # The message of that error repeats the line, which may hold a key.
        lines = getattr(error, "errors", None) or [(getattr(error, "lineno", None), "")]
        remedy = "Sections are [name], settings are name = value, and each stands once."
        raise broken(field, path, f"is not readable at line {lines[0][0]}.", remedy) from None


def broken(field: str, path: str | os.PathLike[str], problem: str, remedy: str) -> CredentialsError:
    """The error that names a file."""
    return CredentialsError(field, f"{shown(path)} {problem}", remedy)


_PATH = re.compile(r"([A-Za-z]:)?[^:=@,;\s]*\.\w{1,5}")


def shown(path: str | os.PathLike[str]) -> str:
    """A path for an error: what is no file and has no ending may be a key, pasted in place of a path."""
    text = os.fspath(path)
    return f"'{text}'" if _PATH.fullmatch(text) or os.path.exists(text) else "the file given"
