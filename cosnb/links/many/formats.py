"""What a row of links looks like in a file, and how to know a whole row again.

Keys are data and are written as they are: a key that begins with ``=``, ``+``, ``-`` or ``@`` stands in quotes in a
CSV file, and a spreadsheet that opens the file by a double click may still compute it. Import the file as text there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Protocol

from ...errors import InputError

COLUMNS = ("key", "url", "expires_at")


class Format(Protocol):
    """Text of one row per link. A row ends with a line end; only a CSV row may hold others."""

    @property
    def header(self) -> str:
        """What the file begins with."""

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        """A row for each link; ``expires_at`` as ``2024-01-02T03:04:05Z``."""

    def url(self, row: str) -> str:
        """The URL in a row that :meth:`rows` wrote."""

    def is_whole(self, row: bytes) -> bool:
        """Whether these lines are a row, and not the beginning of one."""


class Csv:
    """``key,url,expires_at``, every text in quotes, quotes doubled (RFC 4180), lines ended by ``\\n``."""

    header = ",".join(COLUMNS) + "\n"

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        quoted = [key.replace('"', '""') for key in keys]
        return [f'"{key}","{url}",{expires_at}\n' for key, url in zip(quoted, urls, strict=True)]

    def url(self, row: str) -> str:
        return row.rsplit('"', 2)[1]

    def is_whole(self, row: bytes) -> bool:
        return row.count(b'"') % 2 == 0


class JsonLines:
    """One JSON object a line: ``{"key": …, "url": …, "expires_at": …}``, in ASCII."""

    header = ""
    _encode = json.JSONEncoder().encode

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        written = zip(map(self._encode, keys), map(self._encode, urls), strict=True)
        return [f'{{"key": {key}, "url": {url}, "expires_at": "{expires_at}"}}\n' for key, url in written]

    def url(self, row: str) -> str:
        return str(json.loads(row)["url"])

    def is_whole(self, row: bytes) -> bool:
        return True


class Lines:
    """The URLs alone, one a line, as download tools read them."""

    header = ""

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        return [f"{url}\n" for url in urls]

    def url(self, row: str) -> str:
        return row.rstrip("\n")

    def is_whole(self, row: bytes) -> bool:
        return True


FORMATS: Mapping[str, Format] = {".csv": Csv(), ".jsonl": JsonLines(), ".ndjson": JsonLines(), ".txt": Lines()}


def check_format(style: Format) -> Format:
    """A format to write.

    Raises:
        InputError: it has not what a :class:`Format` has.
    """
    able = all(callable(getattr(style, name, None)) for name in ("rows", "url", "is_whole"))
    if able and isinstance(getattr(style, "header", None), str):
        return style
    problem = f"a {type(style).__name__} does not write rows."
    raise InputError("format", problem, "Leave it out, and end the path in .csv, .jsonl, .txt or .parquet.")


def format_of(path: str | PathLike[str]) -> Format:
    """The format that a path's ending names. Raises InputError if it names none of them."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise InputError("path", f"'{path}' does not tell the format.", "End it in .csv, .jsonl, .txt or .parquet.")
    return FORMATS[suffix]
