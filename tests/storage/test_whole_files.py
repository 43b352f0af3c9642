"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cosnb.storage.files import whole_file


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "kept.bin"
    path.write_bytes(b"old")
    return path


def write(place: Path, data: bytes, mode: int = 0o666) -> None:
    with whole_file(place, mode) as file:
        file.write(data)


def test_it_takes_its_place_when_it_is_whole(place: Path) -> None:
    with whole_file(place) as file:
        file.write(b"new")
        file.flush()
        assert place.read_bytes() == b"old"
    assert place.read_bytes() == b"new"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_stops_it_leaves_what_was_there(place: Path, error: type[BaseException]) -> None:
    def stopped() -> None:
        with whole_file(place) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        stopped()
    assert place.read_bytes() == b"old"
    assert list(place.parent.iterdir()) == [place]


def has_mode(path: Path, mode: int) -> bool:
    """Who may read and write it; Windows has no such modes."""
    return os.name == "nt" or path.stat().st_mode & 0o777 == mode


def test_who_may_read_a_file_may_read_its_successor(place: Path) -> None:
    for mode in (0o600, 0o640, 0o644):
        place.chmod(mode)
        write(place, b"new")
        assert has_mode(place, mode)
    write(place, b"new", 0o600)
    assert has_mode(place, 0o600)


def test_a_link_stays_one_and_leads_to_what_is_new(place: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "folder" / "link.bin"
    if os.name == "nt":  # where to make a link takes a privilege
        link = place
    else:
        link.symlink_to(place)
    write(link, b"new")
    assert link.is_symlink() is (os.name != "nt")
    assert place.read_bytes() == b"new"
    assert not list(link.parent.glob("*.part"))


def test_a_device_is_written_to_and_stays() -> None:
    before = os.stat(os.devnull).st_mode
    write(Path(os.devnull), b"new")
    assert os.stat(os.devnull).st_mode == before
