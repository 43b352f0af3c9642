"""A small file that remembers an upload, so that it can go on after an interruption.

Its first line says what is uploaded, and where; each further line is a part that the store has. It holds no secret,
no signature and no URL. A line that the interruption cut off does not count.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, get_origin, get_type_hints

from ..errors import InputError, UploadError
from ..storage.files import check_path, whole_file

SUFFIX = ".upload.jsonl"
_MAX_LINE = 100_000
_MAX_JOURNAL = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that is uploaded, as it was when the upload began: its size in bytes, and when it was last changed."""

    path: Path
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> SourceFile:
        """Look at a file. Raises InputError if it is none, or cannot be read."""
        place = check_path("path", path)
        try:
            with place.open("rb") as file:
                found = os.fstat(file.fileno())
        except OSError as error:
            problem = f"{place} cannot be read ({error.strerror})."
            raise InputError("path", problem, "Give the path of a file.", value=place) from None
        return cls(place, found.st_size, found.st_mtime_ns)

    def check_unchanged(self) -> None:
        """Raises UploadError if the file is no longer what it was: its parts would not fit together."""
        if SourceFile.of(self.path) != self:
            raise UploadError(f"{self.path} was changed while it was sent. Upload it again when nobody writes to it.")


@dataclass(frozen=True, slots=True)
class Upload:
    """What is uploaded, and where: the first line of a journal."""

    endpoint: str
    region: str = field(compare=False)
    addressing: str = field(compare=False)
    bucket: str
    key: str
    upload_id: str
    part_size: int
    size: int
    mtime_ns: int
    content_type: str = field(compare=False, default="")


class Stored(NamedTuple):
    """A part that the store has: its ETag as the store wrote it, and whether that is the MD5 of what was sent."""

    etag: str
    md5: bool


class Journal:
    """One upload's file: its first line, and the parts that the store has, by number."""

    def __init__(self, path: Path, upload: Upload, stored: dict[int, Stored]) -> None:
        self.path, self.upload, self.stored = path, upload, stored

    @classmethod
    def begin(cls, path: Path, upload: Upload) -> Journal:
        """Begin a new one, which replaces any other."""
        journal = cls(path, upload, {})
        journal._write(asdict(upload), anew=True)
        return journal

    @classmethod
    def read(cls, path: Path) -> Journal | None:
        """The journal in a file; None if there is no file. Raises InputError if it cannot be read as one."""
        try:
            if path.stat().st_size > _MAX_JOURNAL:
                raise ValueError
            first, *rest = path.read_text("utf-8").splitlines() or [""]
            upload = Upload(**fields_of(Upload, json.loads(first[:_MAX_LINE])))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unusable(path, f"cannot be read ({error.strerror})") from None
        except (ValueError, TypeError, RecursionError):
            raise _unusable(path, "is not the journal of an upload") from None
        return cls(path, upload, dict(filter(None, map(_part, rest))))

    def add(self, number: int, part: Stored) -> None:
        """Write down that the store has a part."""
        self.stored[number] = part
        self._write({"part": number, **part._asdict()})

    def remove(self) -> None:
        """The upload is done, or given up."""
        self.path.unlink(missing_ok=True)

    def _write(self, line: dict[str, Any], *, anew: bool = False) -> None:
        # Each line begins with its own line end, so that a line that was cut off does not spoil the next one.
        text = ("" if anew else "\n") + json.dumps(line)
        try:
            with whole_file(self.path) if anew else self.path.open("ab") as file:
                file.write(text.encode())
        except OSError as error:
            raise _unusable(self.path, f"cannot be written ({error.strerror})") from None


def _unusable(path: Path, problem: str) -> InputError:
    return InputError("journal", f"{path} {problem}.", "Give another path as journal, or remove the file.", value=path)


def fields_of(kind: type, found: Any) -> Any:
    """The fields of a dataclass, from JSON: numbers and lists where it has those, else texts. Raises ValueError otherwise."""
    hints = get_type_hints(kind).items()
    types = {name: int if hint is int else list if get_origin(hint) is tuple else str for name, hint in hints}
    found = {"content_type": "", **found}  # older files do not say
    if {name: type(value) for name, value in found.items()} != types:
        raise ValueError
    return found


def _part(text: str) -> tuple[int, Stored] | None:
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        found = json.loads(text[:_MAX_LINE])
        number, etag, md5 = found["part"], found["etag"], found["md5"]
        if type(number) is int and type(md5) is bool and re.fullmatch(r"[!-~]{1,200}", etag):
            return number, Stored(etag, md5)
    return None
