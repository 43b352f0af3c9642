"""The rows of a file of links: counted, only whole ones, and found again when the file is continued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO

from ...errors import InputError
from .bulk import Presigner
from .files import tell
from .formats import Format
from .streaming import Item

# A key has 1024 bytes at most and a URL a few thousand: what goes on longer without an end is no row of ours.
LONGEST_ROW = 1 << 16


class Rows:
    """The rows of an open file, in one format."""

    def __init__(self, file: BinaryIO, style: Format) -> None:
        self._file = file
        self._style = style
        # Set at once, so that an interrupt finds both or neither: bytes and rows that are whole.
        self._done = (0, 0)

    @property
    def count(self) -> int:
        """Rows that are whole, without the header."""
        return self._done[1]

    def resume(self, keys: Iterator[Item], presigner: Presigner) -> None:
        """Go behind the last whole row, drop what follows it, and take the keys that are done.

        Raises:
            InputError: the file is none of ours, or its last row is not for the key that has its number.
        """
        last = self._find_last_row()
        size, count = self._done
        if count:
            item = next(islice(keys, count - 1, None), None)
            if item is None or not _same_object(self._style.url(last), _url(presigner, item)):
                raise InputError(
                    "keys",
                    f"number {count} of them is not what the last of {count:,} rows in the file is for.",
                    "Give the bucket and keys that the file was begun with, in the same order, or another path.",
                )
        self._file.seek(size)
        self._file.truncate()

    def add(self, rows: list[str]) -> None:
        """Write rows behind those that are there."""
        data = "".join(rows).encode()
        self._file.write(data)
        size, count = self._done
        self._done = (size + len(data), count + len(rows))

    @contextmanager
    def whole_only(self) -> Iterator[None]:
        """Whatever stops the writing within, the file ends with a whole row; an interrupt or error says how many there are."""
        try:
            yield
        except BaseException as stop:
            size, count = self._done
            self._file.truncate(size)
            said = f"{count:,} links are in '{self._file.name}'; resume=True goes on behind them."
            if isinstance(stop, KeyboardInterrupt):
                raise KeyboardInterrupt(said) from None
            if isinstance(stop, Exception):
                tell(stop, said)
            raise

    def _find_last_row(self) -> str:
        header = self._style.header.encode()
        begun = self._file.read(len(header))
        if not header.startswith(begun):
            raise InputError("path", "the file does not begin as a file of links does.", "Give another path.")
        self._file.write(header[len(begun) :])
        size, count, row, last = len(header), 0, b"", b""
        for line in self._file:
            row += line
            if line.endswith(b"\n") and self._style.is_whole(row):
                size, count, row, last = size + len(row), count + 1, b"", row
            elif len(row) > LONGEST_ROW:
                raise InputError("path", f"row {count + 1} of the file has no end.", "Give another path.")
        self._done = (size, count)
        return last.decode("utf-8", "replace")


def _url(presigner: Presigner, item: Item) -> str:
    return presigner.url(*item) if isinstance(item, tuple) else presigner.url(item)


def _same_object(url: str, other: str) -> bool:
    """Two URLs ask for the same thing: all but the signing parameters, which come last, is equal."""
    return url.partition("X-Amz-Algorithm=")[0] == other.partition("X-Amz-Algorithm=")[0]
