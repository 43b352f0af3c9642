"""Write links to a Parquet file, where pyarrow is installed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from os import PathLike
from typing import Any

from ...errors import InputError
from .bulk import Presigner
from .files import begun, open_private, progress_bar, tell, with_keys
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
    progress: bool = True,
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
    signer, done = presigner.at(now), 0
    schema = arrow.schema(
        {"key": arrow.string(), "url": arrow.string(), "expires_at": arrow.timestamp("s", tz="UTC")}.items()
    )
    groups = begun(with_keys(signer, keys, ROW_GROUP))
    with (
        open_private(path) as file,
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
        progress_bar(keys, done, progress) as advance,
    ):
        try:
            for names, urls in groups:
                writer.write_table(arrow.table([names, urls, [signer.expires_at] * len(urls)], schema=schema))
                done += len(urls)
                advance(len(urls))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"{done:,} links are in '{path}'.") from None
        except Exception as error:
            tell(error, f"{done:,} links are in '{path}'.")
            raise
    return done


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        problem = "Parquet needs pyarrow, which is not installed."
        raise InputError("path", problem, "Install it with 'pip install pyarrow', or write .csv or .jsonl.") from None
