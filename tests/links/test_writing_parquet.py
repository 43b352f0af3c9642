"""Links in Parquet files, through pyarrow."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cosnb import Credentials, InputError
from cosnb.links.many.bulk import Presigner
from cosnb.links.many.writing import write_links

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


@pytest.fixture
def presigner(credentials: Credentials) -> Presigner:
    return Presigner("my-bucket", endpoint="us-south", credentials=credentials, now=NOW)


def test_every_key_is_read_back_with_its_link_and_its_expiry(presigner: Presigner, tmp_path: Path) -> None:
    path, keys = tmp_path / "links.parquet", ["plain", "two\nlines", "nul\0", "照片", '=1+1"']
    assert write_links(presigner, keys, path) == 5
    table = pq.read_table(path)
    assert table.column_names == ["key", "url", "expires_at"]
    assert table["key"].to_pylist() == keys
    assert table["url"].to_pylist() == list(presigner.urls(keys))
    assert set(table["expires_at"].to_pylist()) == {datetime(2024, 1, 2, 4, 4, 5, tzinfo=timezone.utc)}


def test_no_keys_give_an_empty_table(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.parquet"
    assert write_links(presigner, [], path) == 0
    assert pq.read_table(path).num_rows == 0


def test_an_interrupt_leaves_whole_groups_that_can_be_read(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cosnb.links.many.writing.ROW_GROUP", 100)

    def keys() -> Iterator[str]:
        yield from map(str, range(600))
        raise KeyboardInterrupt

    path = tmp_path / "links.parquet"
    with pytest.raises(KeyboardInterrupt, match=r"600 links are in .*links.parquet"):
        write_links(presigner, keys(), path)
    assert pq.read_table(path)["key"].to_pylist() == [str(number) for number in range(600)]


def test_an_interrupt_while_a_group_is_written_leaves_a_file_that_can_be_read(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes while Arrow writes; Python sees it at the next line."""
    monkeypatch.setattr("cosnb.links.many.writing.ROW_GROUP", 100)
    write_table = pq.ParquetWriter.write_table

    def interrupted(writer: pq.ParquetWriter, table: object) -> None:
        write_table(writer, table)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", interrupted)
    path = tmp_path / "links.parquet"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt, match=r"^100 links are in .*links.parquet"):
            write_links(presigner, map(str, range(600)), path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert pq.read_table(path).num_rows == 100


def test_nothing_of_python_runs_while_arrow_writes(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupt in the write of a Python file would leave a file without its end."""
    sinks: list[object] = []
    writer = pq.ParquetWriter
    monkeypatch.setattr(
        pq, "ParquetWriter", lambda sink, *given, **more: sinks.append(sink) or writer(sink, *given, **more)
    )
    write_links(presigner, ["a"], tmp_path / "links.parquet")
    assert [type(sink) for sink in sinks] == [pa.OSFile]


def test_a_file_that_cannot_be_read_is_not_said_to_hold_links(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(writer: pq.ParquetWriter, table: object) -> None:
        writer.is_open = (
            False  # the error's frames hold it, and it must not be closed once more when they are collected
        )
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    monkeypatch.setattr(pq.ParquetWriter, "close", lambda writer: None)
    path = tmp_path / "links.parquet"
    with pytest.raises(OSError, match="No space left") as caught:
        write_links(presigner, ["a"], path)
    assert getattr(caught.value, "__notes__", [""])[0] in ("", f"'{path}' cannot be read: write it again.")


def test_a_bad_key_leaves_whole_groups_that_can_be_read_and_counts_them(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cosnb.links.many.writing.ROW_GROUP", 2)
    path = tmp_path / "links.parquet"
    with pytest.raises(InputError, match=r"keys\[5\].* 4 links are in .*links.parquet"):
        write_links(presigner, [*"abcde", ""], path)
    assert pq.read_table(path)["key"].to_pylist() == [*"abcd"]


def test_a_bad_key_in_the_first_group_leaves_the_file_as_it_was(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.parquet"
    write_links(presigner, ["a"], path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"keys\[1\]"):
        write_links(presigner, ["a", ""], path)
    assert path.read_bytes() == before


def test_it_cannot_be_continued_and_says_so(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.parquet"
    write_links(presigner, ["a"], path)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"resume: a \.parquet file cannot be continued"):
        write_links(presigner, ["a", "b"], path, resume=True)
    assert path.read_bytes() == before


def test_without_pyarrow_it_names_the_remedy(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="pip install pyarrow"):
        write_links(presigner, ["a"], tmp_path / "links.parquet")
    assert not list(tmp_path.iterdir())
