"""A file of links: what a row of it looks like, how to know a whole row again, and a file that only its owner may read."""

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from json.encoder import encode_basestring_ascii
from operator import length_hint
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from ...errors import InputError
from ...notices import progress_bar
from .bulk import Presigner
from .streaming import Item, key_and_params, series


class Lines:
    """The URLs alone, one a line, as download tools read them. A row ends with a line end; only a CSV row may hold others.

    ``header`` is what the file begins with; ``expires_at`` comes as ``2024-01-02T03:04:05Z``.
    """

    header = ""

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        return [f"{url}\n" for url in urls]

    def url(self, row: str) -> str:
        return row.rstrip("\n")

    def is_whole(self, row: bytes) -> bool:
        """Whether these lines are a row, and not the beginning of one."""
        return True


class Csv(Lines):
    """``key,url,expires_at``, every text in quotes, quotes doubled (RFC 4180), lines ended by ``\\n``."""

    header = "key,url,expires_at\n"

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        quoted = [key.replace('"', '""') for key in keys]
        return [f'"{key}","{url}",{expires_at}\n' for key, url in zip(quoted, urls, strict=True)]

    def url(self, row: str) -> str:
        return row.rsplit('"', 2)[1]

    def is_whole(self, row: bytes) -> bool:
        return row.count(b'"') % 2 == 0


class JsonLines(Lines):
    """One JSON object a line: ``{"key": …, "url": …, "expires_at": …}``, in ASCII."""

    def rows(self, keys: Sequence[str], urls: Sequence[str], expires_at: str) -> list[str]:
        # A signed URL holds nothing that JSON escapes.
        written = zip(map(encode_basestring_ascii, keys), urls, strict=True)
        return [f'{{"key": {key}, "url": "{url}", "expires_at": "{expires_at}"}}\n' for key, url in written]

    def url(self, row: str) -> str:
        return str(json.loads(row)["url"])


FORMATS: Mapping[str, Lines] = {".csv": Csv(), ".jsonl": JsonLines(), ".ndjson": JsonLines(), ".txt": Lines()}


def choose_format(path: Path) -> Lines:
    """The format that the path's ending names. Raises InputError if it names none."""
    if style := FORMATS.get(path.with_suffix("" if is_packed(path) else path.suffix).suffix.lower()):
        return style
    raise InputError("path", f"'{path}' does not tell the format.", "End it in .csv, .jsonl, .txt or .parquet.")


def is_packed(path: Path) -> bool:
    """Whether a file is compressed by gzip, some rows at a time: each time a file of its own, so that it ends where it is cut."""
    return path.suffix.lower() == ".gz"


T = TypeVar("T")


def check_presigner(presigner: Presigner) -> Presigner:
    """What makes the links, which is given first. Raises InputError if it is something else."""
    if isinstance(presigner, Presigner):
        return presigner
    problem = f"a {type(presigner).__name__} makes no links."
    raise InputError("presigner", problem, "Give Presigner(bucket, …) first, then the keys, then the path.")


def begun(rows: Iterator[T], path: str | PathLike[str]) -> Iterator[T]:
    """The same, with the first of them already made: what fails at once fails before a file is opened."""
    with untouched(path):
        first = list(islice(rows, 1))
    return chain(first, rows)


@contextmanager
def untouched(path: str | PathLike[str]) -> Iterator[None]:
    """While nothing is written yet, an interrupt says so."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"no link was added to '{os.fspath(path)}'.") from None


def with_keys(
    signer: Presigner, keys: Iterable[Item], at_once: int, start: int = 0
) -> Iterator[tuple[list[str], list[str]]]:
    """Keys and their URLs, so many at once."""
    left = series(keys)
    while items := list(islice(left, at_once)):
        urls = list(signer.urls(items, start=start))
        yield [item if isinstance(item, str) else key_and_params(item)[0] for item in items], urls
        start += len(items)


def tell(error: Exception, said: str) -> None:
    """Add to an error what the file holds now."""
    if isinstance(error, InputError):
        error.remedy = f"{error.remedy} {said}"
        error.args = (error.field, error.problem, error.remedy)
    elif add_note := getattr(error, "add_note", None):  # from Python 3.11 on
        add_note(said)


def open_private(path: str | PathLike[str], resume: bool = False) -> BinaryIO:
    """A file that only its owner may read; to be continued if it is there and ``resume`` says so, else empty."""
    mode: Literal["r+b", "w+b"] = "r+b" if resume and os.path.exists(path) else "w+b"
    file = open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
    # One that was there may have been for everybody. A device stays as it is; Windows has no such mode.
    if hasattr(os, "fchmod") and stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        os.fchmod(file.fileno(), 0o600)
    return file


def links_bar(keys: object, done: int, wanted: bool | None) -> AbstractContextManager[Callable[[int], object]]:
    """Something to call with every number of links done."""
    return progress_bar(wanted, "", length_hint(keys) or None, unit=" links", initial=done)
