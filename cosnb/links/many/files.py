"""What every file of links needs: each link with its key, a file for its owner's eyes alone, and a progress bar."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from operator import length_hint
from os import PathLike
from typing import BinaryIO, Literal, TypeVar

from ...errors import InputError
from ...progress import progress_bar
from .bulk import Presigner
from .streaming import Item, series

T = TypeVar("T")


def check_presigner(presigner: Presigner) -> Presigner:
    """What makes the links, which is given first. Raises InputError if it is something else."""
    if isinstance(presigner, Presigner):
        return presigner
    problem = f"a {type(presigner).__name__} makes no links."
    raise InputError("presigner", problem, "Give Presigner(bucket, …) first, then the keys, then the path.")


def begun(rows: Iterator[T], path: str | PathLike[str]) -> Iterator[T]:
    """The same, the first of them made already: what fails at once is known before a file is opened for it."""
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
        yield [item[0] if isinstance(item, tuple) else item for item in items], urls
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
