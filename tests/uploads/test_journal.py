"""The journal outlives an interruption at any byte, and holds nothing that is worth stealing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb.errors import InputError, UploadError
from cosnb.uploads.journal import Journal, SourceFile, Stored, Upload

UPLOAD = Upload("https://h", "us-south", "path", "b", "kü", "id-1", 5, 9, 123, "text/html")
PARTS = {1: Stored('"a"', True), 2: Stored('"b-2"', False)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = Journal.begin(tmp_path / "j", UPLOAD)
    for number, part in PARTS.items():
        journal.add(number, part)
    return journal.path


def test_what_is_written_is_read(path: Path):
    found = Journal.read(path)
    assert found
    assert (found.upload, found.stored, found.upload.content_type) == (UPLOAD, PARTS, "text/html")


def test_an_older_one_that_says_no_content_type_is_read(path: Path):
    path.write_text(path.read_text("utf-8").replace(', "content_type": "text/html"', ""), "utf-8")
    found = Journal.read(path)
    assert found
    assert (found.upload, found.stored, found.upload.content_type) == (UPLOAD, PARTS, "")


def test_one_that_could_not_be_begun_leaves_what_was_there(path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    before = path.read_bytes()
    with pytest.raises(InputError, match="No space left"):
        Journal.begin(path, UPLOAD)
    assert [one.read_bytes() for one in path.parent.iterdir()] == [before]


def test_no_file_is_no_journal(tmp_path: Path):
    assert Journal.read(tmp_path / "none") is None


def test_every_line_is_json(path: Path):
    first, *parts = map(json.loads, path.read_text("utf-8").splitlines())
    assert first["upload_id"] == "id-1"
    assert [part["part"] for part in parts] == [1, 2]


def test_a_cut_at_any_byte_loses_only_the_last_line(path: Path):
    data = path.read_bytes()
    first = data.index(b"\n")
    for end in range(first, len(data) + 1):
        path.write_bytes(data[:end])
        found = Journal.read(path)
        assert found
        assert found.upload == UPLOAD
        assert found.stored.items() <= PARTS.items()
        assert len(found.stored) >= data[:end].count(b"\n") - 1
        found.add(7, Stored('"c"', True))
        again = Journal.read(path)
        assert again
        assert again.stored[7] == Stored('"c"', True)
    assert found.stored.keys() == {1, 2, 7}


def test_a_journal_cut_in_its_first_line_is_refused(path: Path):
    data = path.read_bytes()
    for end in range(data.index(b"\n")):
        path.write_bytes(data[:end])
        with pytest.raises(InputError, match="is not the journal of an upload"):
            Journal.read(path)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_anything_else_is_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        Journal.read(path)
    assert caught.value.field == "journal"


@pytest.mark.parametrize(
    "line",
    [
        "[" * 50_000,
        "x" * 200_000,
        '{"part": "1", "etag": "a", "md5": true}',
        '{"part": true, "etag": "a", "md5": true}',
        '{"part": 1, "etag": "a", "md5": 1}',
        '{"part": 1, "etag": "a\\nb", "md5": true}',
        '{"part": 1, "etag": "", "md5": true}',
        '{"part": 1}',
        "null",
        "[]",
    ],
)
def test_a_line_that_is_no_part_counts_for_nothing(path: Path, line: str):
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}")
    found = Journal.read(path)
    assert found
    assert found.stored == PARTS


def test_a_huge_file_is_not_read(tmp_path: Path):
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(InputError, match="is not the journal"):
        Journal.read(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written") as caught:
        Journal.begin(tmp_path / "none" / "j", UPLOAD)
    assert caught.value.field == "journal"
    with pytest.raises(InputError, match="cannot be read"):
        Journal.read(tmp_path)


def test_removing_twice_is_no_error(path: Path):
    journal = Journal(path, UPLOAD, {})
    journal.remove()
    journal.remove()
    assert not path.exists()


def test_a_source_knows_when_its_file_changes(tmp_path: Path):
    path = tmp_path / "f"
    path.write_bytes(b"1")
    source = SourceFile.of(path)
    source.check_unchanged()
    path.write_bytes(b"22")
    with pytest.raises(UploadError, match="was changed while it was sent"):
        source.check_unchanged()


@pytest.mark.parametrize("name", ["none", "."])
def test_a_source_is_a_file(tmp_path: Path, name: str):
    with pytest.raises(InputError) as caught:
        SourceFile.of(tmp_path / name)
    assert caught.value.field == "path"
