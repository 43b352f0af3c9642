"""The rows of a file of links: counted, only whole ones, and found again when the file is continued."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from operator import attrgetter
from typing import BinaryIO

from ...errors import InputError
from .bulk import Presigner
from .files import Lines, tell, with_keys
from .streaming import Item

# A key has 1024 bytes at most and a URL a few thousand: anything longer without an end is not a row of ours.
LONGEST_ROW = 1 << 16

_ANOTHER = "Give another path, or what the file was begun with."


class Rows:
    """The rows of an open file, in one format."""

    def __init__(self, file: BinaryIO, style: Lines, packed: bool) -> None:
        self._file = file
        self._style = style
        self._bytes: Callable[[bytes], bytes] = partial(gzip.compress, compresslevel=6, mtime=0) if packed else bytes
        # Set at once, so that an interrupt finds both or neither: bytes and rows that are whole.
        self._done = (0, 0)

    @property
    def count(self) -> int:
        """Rows that are whole, without the header."""
        return self._done[1]

    def begin(self) -> None:
        """Write what the file begins with."""
        self._done = (self._file.write(self._bytes(self._style.header.encode())), 0)

    def resume(self, keys: Iterator[Item], presigner: Presigner) -> Iterator[Item]:
        """Go to the end of the last whole row, drop what follows it, and return the keys that are not done.

        Raises:
            InputError: the file is not one of ours, or its last row is not what the presigner makes of the key that has
                its number.
        """
        last, cut = self._find_last_row()
        size, count = self._done
        latest = max(count - 1, 0)
        done = list(islice(keys, latest, latest + 1))  # else the first of those to come
        if count and not (done and self._is_of(presigner, done[0], last)):
            problem = f"number {count} of them is not what the last of {count:,} rows in the file is for."
            remedy = "Give the bucket, method, headers and keys that the file was begun with, in the same order, or another path."
            raise InputError("keys", problem, remedy)
        if not count and cut and not (done and self._begins(cut, presigner, done[0])):
            raise InputError("path", "the file does not begin as a file of links does.", _ANOTHER)
        self._file.seek(size)
        self._file.truncate()
        return keys if count else chain(done, keys)

    def _is_of(self, presigner: Presigner, item: Item, row: str) -> bool:
        """Whether a row is what a presigner makes of a key, at the moment of the row."""
        from ..reading.parsing import parse  # what makes links needs none of it

        try:
            url = self._style.url(row)
            link = parse(url)
        except (ValueError, LookupError, TypeError, AttributeError):
            url, link = "", parse("")
        pair = attrgetter("access_key_id", "session_token")
        if not link.signed_at or link.expires is None:
            raise InputError("path", f"its row {self.count:,} is not that of a link.", _ANOTHER)
        (again,) = presigner.at(link.signed_at, expires=link.expires).urls([item], start=self.count - 1)
        # Of another key pair's link only what is asked for can be compared.
        return again == url if pair(parse(again)) == pair(link) else _asked_for(again) == _asked_for(url)

    def _begins(self, cut: bytes, presigner: Presigner, item: Item) -> bool:
        """Whether a row without an end begins as the first row would, as far as that is the same at any moment."""
        ((keys, urls),) = with_keys(presigner, [item], 1)
        (row,) = self._style.rows(keys, urls, "")
        size = min(len(cut), len(_asked_for(row).encode()))
        return cut[:size] == row.encode()[:size]

    def add(self, rows: list[str]) -> None:
        """Write rows after those that are there."""
        data = self._bytes("".join(rows).encode())
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
            said = f"{count:,} links are in '{self._file.name}'; resume=True goes on after them."
            if isinstance(stop, KeyboardInterrupt):
                raise KeyboardInterrupt(said) from None
            if isinstance(stop, Exception):
                tell(stop, said)
            raise

    def _find_last_row(self) -> tuple[str, bytes]:
        """The last whole row, and what follows it."""
        header = self._style.header.encode()
        begun = self._file.read(len(header))
        if not header.startswith(begun):
            raise InputError("path", "the file does not begin as a file of links does.", _ANOTHER)
        self._file.write(header[len(begun) :])
        size, count, row, last = len(header), 0, b"", b""
        for line in self._file:
            row += line
            if line.endswith(b"\n") and self._style.is_whole(row):
                size, count, row, last = size + len(row), count + 1, b"", row
            elif len(row) > LONGEST_ROW:
                raise InputError("path", f"row {count + 1} of the file has no end.", "Give another path.")
        self._done = (size, count)
        return last.decode("utf-8", "replace"), row


def _asked_for(url: str) -> str:
    """All but the signing parameters, which come last."""
    return url.partition("X-Amz-Algorithm=")[0]
