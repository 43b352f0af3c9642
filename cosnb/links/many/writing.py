"""Write links to a file: streamed, with progress, in whole rows, and to be continued after an interrupt.

Several processes write a shard each; they are sent where to find the keys, and a presigner without its secret:

    with ProcessPoolExecutor() as pool:
        pool.map(partial(write_links, presigner, progress=False), listings, paths)
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...scrub_frames import scrub_frames
from ...storage.files import check_path
from . import files
from .bulk import Presigner
from .rows import Rows
from .streaming import AT_ONCE, Item, series


@scrub_frames
def write_links(
    presigner: Presigner,
    keys: Iterable[Item],
    path: str | PathLike[str],
    *,
    now: datetime | None = None,
    resume: bool = False,
    progress: bool | None = None,
) -> int:
    """Write the link of each key to a file that only its owner may read (but on Windows): whoever has a link can use it.

    The columns are ``key``, ``url`` and ``expires_at`` (UTC), in UTF-8. In CSV every text is in quotes (RFC 4180)
    and keys are written as they are: import the file as text, because a spreadsheet that opens it by a double click may
    compute a key that begins with ``=``, ``+``, ``-`` or ``@``. Which headers must be sent with a link is in
    ``presigner.signed_headers``, not in the file.

    Rows are written 256 at a time (16,384 in Parquet). An interrupt leaves whole rows and says how many. With
    ``resume=True`` and the same keys the file is continued after its last whole row, which must be what this presigner
    makes of its key; the new rows are signed, and expire, later than the old. Without it a file that is there is
    replaced when the first rows are made: a key among the first that cannot be used leaves it as it was, and a later
    one leaves the rows written before it, which the error counts.

    Args:
        presigner: makes the links.
        keys: what :meth:`Presigner.urls` takes.
        path: the file; ``.csv``, ``.jsonl`` or ``.ndjson``, ``.txt`` (URLs alone) or ``.parquet`` (through pyarrow)
            tells the format, and ``.gz`` behind one of the first four that it is compressed.
        now: the moment of signing, with a time zone; None takes the presigner's, else reads the clock, once.
        resume: continue a file that was begun; one that does not exist is begun.
        progress: a progress bar: True at once, False none, None where it takes more than half a second.

    Returns:
        The number of links in the file.

    Raises:
        InputError: a key cannot be used, the path tells no format, or the file cannot be continued with these keys.
        KeyboardInterrupt: it was interrupted; the message says how many links are in the file.
        OSError: the file cannot be written.
    """
    files.check_presigner(presigner)
    place = check_path("path", path)
    if resume and place.suffix.lower() in (".parquet", ".gz"):  # their end cannot be written twice
        problem = f"a {place.suffix.lower()} file cannot be continued."
        raise InputError("resume", problem, "Write it again, or write .csv or .jsonl.")
    if place.suffix.lower() == ".parquet":
        return _write_parquet(presigner.at(now), keys, path, progress)
    return write_rows(presigner.at(now), keys, place, files.choose_format(place), resume, progress)


def write_rows(
    signer: Presigner, keys: Iterable[Item], place: Path, style: files.Lines, resume: bool, progress: bool | None
) -> int:
    """The same in one format, whatever the path ends in."""
    todo = series(keys)
    if not resume:
        # A file that is there is replaced only when there are links to write.
        made = files.begun(rows_of(signer, todo, style, 0), place)
    with files.open_private(place, resume) as file:
        output = Rows(file, style, files.is_packed(place))
        if resume:
            with files.untouched(place):
                todo = output.resume(todo, signer)
            made = rows_of(signer, todo, style, output.count)
        else:
            output.begin()
        with output.whole_only(), files.links_bar(keys, output.count, progress) as advance:
            for rows in made:
                output.add(rows)
                advance(len(rows))
    return output.count


def rows_of(signer: Presigner, keys: Iterator[Item], style: files.Lines, start: int) -> Iterator[list[str]]:
    """The rows of a file, some at once."""
    expires_at = f"{signer.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    for names, urls in files.with_keys(signer, keys, AT_ONCE, start):
        yield style.rows(names, urls, expires_at)


# Rows that are compressed and can be read together: some 8 MB of text at a time.
ROW_GROUP = 16_384


def _write_parquet(signer: Presigner, keys: Iterable[Item], path: str | PathLike[str], progress: bool | None) -> int:
    """The same with ``expires_at`` as a timestamp (UTC). An interrupt or error leaves a file that can be read, with whole
    groups of rows. Raises InputError if pyarrow is missing.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        problem = "Parquet needs pyarrow, which is not installed."
        raise InputError("path", problem, "Install it with 'pip install pyarrow', or write .csv or .jsonl.") from None
    schema = arrow.schema({"key": arrow.string(), "url": arrow.string(), "expires_at": arrow.timestamp("s", tz="UTC")})
    groups = files.begun(files.with_keys(signer, keys, ROW_GROUP), path)
    files.open_private(path).close()
    try:
        with (
            # A file of Arrow's: one of Python's could be interrupted in the middle of a write.
            arrow.OSFile(os.fspath(path), "wb") as file,
            parquet.ParquetWriter(file, schema, compression="zstd") as writer,
            files.links_bar(keys, 0, progress) as advance,
        ):
            for names, urls in groups:
                writer.write_table(arrow.table([names, urls, [signer.expires_at] * len(urls)], schema=schema))
                advance(len(urls))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_said(parquet, path)) from None
    except Exception as error:
        files.tell(error, _said(parquet, path))
        raise
    return int(parquet.read_metadata(path).num_rows)


def _said(parquet: Any, path: str | PathLike[str]) -> str:
    """How many links are in the file, as one who reads it finds."""
    try:
        return f"{parquet.read_metadata(path).num_rows:,} links are in '{os.fspath(path)}'."
    except (OSError, ValueError):  # pyarrow's errors are of these kinds
        return f"'{os.fspath(path)}' cannot be read: write it again."
