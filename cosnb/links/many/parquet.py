"""Write links to a Parquet file, where pyarrow is installed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from os import PathLike
from typing import Any

from ...errors import InputError
from .bulk import Presigner
from .files import begun, links_bar, open_private, tell, with_keys
from .streaming import Item

# Rows that are compressed and can be read together: some 8 MB of text at a time.
ROW_GROUP = 16_384


def write_parquet(
    presigner: Presigner,
    keys: Iterable[Item],
    path: str | PathLike[str],
    *,
    now: datetime | None = None,
    resume: bool = False,
    progress: bool | None = None,
) -> int:
    """What :func:`.write_links` does once it checked what it was given.

    The columns are ``key``, ``url`` and ``expires_at`` (a timestamp, UTC). An interrupt or error leaves a
    file that can be read, with whole groups of rows.

    Raises:
        InputError: pyarrow is missing, or ``resume`` was asked for: the end of the file cannot be written twice.
    """
    if resume:
        raise InputError("resume", "a Parquet file cannot be continued.", "Write it anew, or write .csv or .jsonl.")
    arrow, parquet = _pyarrow()
    signer = presigner.at(now)
    schema = arrow.schema(
        {"key": arrow.string(), "url": arrow.string(), "expires_at": arrow.timestamp("s", tz="UTC")}.items()
    )
    groups = begun(with_keys(signer, keys, ROW_GROUP), path)
    open_private(path).close()
    try:
        with (
            # A file of Arrow's: one of Python's could be interrupted in the middle of a write.
            arrow.OSFile(os.fspath(path), "wb") as file,
            parquet.ParquetWriter(file, schema, compression="zstd") as writer,
            links_bar(keys, 0, progress) as advance,
        ):
            for names, urls in groups:
                writer.write_table(arrow.table([names, urls, [signer.expires_at] * len(urls)], schema=schema))
                advance(len(urls))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_said(parquet, path)) from None
    except Exception as error:
        tell(error, _said(parquet, path))
        raise
    return int(parquet.read_metadata(path).num_rows)


def _said(parquet: Any, path: str | PathLike[str]) -> str:
    """How many links are in the file, as one who reads it finds."""
    try:
        return f"{parquet.read_metadata(path).num_rows:,} links are in '{os.fspath(path)}'."
    except (OSError, ValueError):  # pyarrow's errors are of these kinds
        return f"'{os.fspath(path)}' cannot be read: write it anew."


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        problem = "Parquet needs pyarrow, which is not installed."
        raise InputError("path", problem, "Install it with 'pip install pyarrow', or write .csv or .jsonl.") from None
