"""Links in files: every key can be read back, an interrupt leaves whole rows, and a file can be continued."""

from __future__ import annotations

import csv
import gzip
import json
import multiprocessing
import os
import pickle
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosnb import Credentials, InputError
from cosnb.links.many.bulk import Presigner
from cosnb.links.many.files import FORMATS
from cosnb.links.many.streaming import AT_ONCE
from cosnb.links.many.writing import write_links

PAIR = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example=True)
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
LATER = NOW + timedelta(days=1)

HARD_KEYS = (
    "plain.txt",
    'quotes " and "" and ,commas,',
    "two\nlines",
    "two\r\nlines\r",
    "\n",
    "nul\0inside",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "照片/👩‍👩‍👧.jpg",
    "\u2028\u2029\x85\x1c",
    "<script>alert(1)</script>",
    "back\\slash",
    " spaces ",
    "a" * 1024,
)


@pytest.fixture
def presigner() -> Presigner:
    return Presigner("my-bucket", endpoint="us-south", credentials=PAIR, now=NOW)


# The reader of Python 3.10 refuses a NUL; this stands for it, and no key here holds it.
NUL = "\ue000"


def read_csv(path: Path) -> list[tuple[str, str, str]]:
    text = path.read_bytes().decode().replace("\0", NUL)
    header, *rows = csv.reader(StringIO(text, newline=""))
    assert header == ["key", "url", "expires_at"]
    return [(key.replace(NUL, "\0"), url, expires_at) for key, url, expires_at in rows]


def read_json_lines(path: Path) -> list[tuple[str, str, str]]:
    return [tuple(json.loads(line).values()) for line in path.read_text("ascii").split("\n")[:-1]]  # type: ignore[misc]


READERS: dict[str, Callable[[Path], list[tuple[str, str, str]]]] = {".csv": read_csv, ".jsonl": read_json_lines}
READABLE = pytest.mark.parametrize("suffix", READERS)


# What is in a file


@READABLE
def test_every_key_is_read_back_as_it_was_with_its_link(suffix: str, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / f"links{suffix}"
    assert write_links(presigner, HARD_KEYS, path) == len(HARD_KEYS)
    urls = list(presigner.urls(HARD_KEYS))
    expected = [(key, url, "2024-01-02T04:04:05Z") for key, url in zip(HARD_KEYS, urls, strict=True)]
    assert READERS[suffix](path) == expected


@READABLE
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(keys=st.lists(st.text(st.characters(codec="utf-8", exclude_characters=NUL), min_size=1), max_size=20))
def test_any_keys_are_read_back_as_they_were(
    suffix: str, keys: list[str], presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / f"links{suffix}"
    write_links(presigner, keys, path)
    assert [key for key, _, _ in READERS[suffix](path)] == keys


@READABLE
def test_a_compressed_file_holds_what_the_plain_one_does(suffix: str, presigner: Presigner, tmp_path: Path) -> None:
    plain, packed = tmp_path / f"links{suffix}", tmp_path / f"links{suffix}.gz"
    keys = [*HARD_KEYS, *(f"{number}.csv" for number in range(1000))]
    assert write_links(presigner, keys, plain) == write_links(presigner, keys, packed) == len(keys)
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.stat().st_size < plain.stat().st_size / 3
    assert packed.read_bytes() == (write_links(presigner, keys, packed), packed.read_bytes())[1]
    with pytest.raises(InputError, match=r"resume: a \.gz file cannot be continued"):
        write_links(presigner, keys, packed, resume=True)


def test_a_compressed_file_whose_writing_fails_ends_with_a_whole_row(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.txt.gz"
    with pytest.raises(InputError, match="512 links are in") as caught:
        write_links(presigner, [*map(str, range(600)), None], path)  # type: ignore[list-item]
    assert caught.value.field == "keys[600]"
    assert gzip.decompress(path.read_bytes()).decode().split() == [*presigner.urls(map(str, range(512)))]


def test_a_text_file_holds_the_urls_alone(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    write_links(presigner, HARD_KEYS, path)
    assert path.read_text("ascii").split("\n") == [*presigner.urls(HARD_KEYS), ""]


def test_a_key_with_a_version_is_written_with_the_link_of_that_version(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, [("a", {"versionId": "1"}), ("a", {"versionId": "2"})], path)
    assert [(key, url) for key, url, _ in read_csv(path)] == [
        ("a", presigner.url("a", {"versionId": "1"})),
        ("a", presigner.url("a", {"versionId": "2"})),
    ]


@READABLE
@pytest.mark.parametrize("size", [0, 1, AT_ONCE, 2 * AT_ONCE + 1])
def test_any_number_of_keys_gives_as_many_rows(suffix: str, size: int, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / f"links{suffix}"
    assert write_links(presigner, (f"k{number}" for number in range(size)), path) == size
    assert [key for key, _, _ in READERS[suffix](path)] == [f"k{number}" for number in range(size)]


def test_all_rows_are_signed_at_one_moment_that_can_be_given(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a", "b"], path, now=LATER)
    assert [url for _, url, _ in read_csv(path)] == list(presigner.at(LATER).urls(["a", "b"]))
    assert {expires_at for _, _, expires_at in read_csv(path)} == {"2024-01-03T04:04:05Z"}


def is_private(path: Path) -> bool:
    """Only its owner may read it; Windows has no such mode."""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_the_owner_can_read_a_new_file(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a"], path)
    assert is_private(path)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt", ".parquet"])
def test_only_the_owner_can_read_a_file_that_was_there(suffix: str, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / f"links{suffix}"
    path.touch()
    path.chmod(0o644)
    write_links(presigner, ["a"], path)
    assert is_private(path)


def test_only_the_owner_can_read_a_file_that_is_continued(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a"], path)
    path.chmod(0o644)
    write_links(presigner, ["a", "b"], path, resume=True)
    assert is_private(path)


def test_a_file_is_written_anew(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a", "b", "c"], path)
    write_links(presigner, ["d"], path)
    assert [key for key, _, _ in read_csv(path)] == ["d"]


def test_a_path_that_tells_no_format_is_refused_and_names_those_there_are(presigner: Presigner, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"links\.xlsx.* \.csv, \.jsonl"):
        write_links(presigner, ["a"], tmp_path / "links.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("keys", ["a key", None])
def test_keys_that_are_no_series_leave_the_file_alone(keys: Any, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("precious")
    with pytest.raises(InputError, match="not a series of keys"):
        write_links(presigner, keys, path)
    assert path.read_text() == "precious"


def test_a_bad_key_is_named_and_what_is_written_before_it_is_whole(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    with pytest.raises(InputError, match=r"keys\[700\]"):
        write_links(presigner, [*(["k"] * 700), ""], path)
    assert len(read_csv(path)) == 2 * AT_ONCE


BAD_CALLS: dict[str, tuple[str, Callable[[Presigner, Any], object]]] = {
    "swapped": ("presigner", lambda signer, path: write_links(["a"], signer, path)),  # type: ignore[arg-type]
    "a bucket": ("presigner", lambda signer, path: write_links("my-bucket", ["a"], path)),  # type: ignore[arg-type]
    "no path": ("path", lambda signer, path: write_links(signer, ["a"], None)),  # type: ignore[arg-type]
    "a path of a number": ("path", lambda signer, path: write_links(signer, ["a"], 5)),  # type: ignore[arg-type]
    "a path of bytes": ("path", lambda signer, path: write_links(signer, ["a"], b"a.csv")),  # type: ignore[arg-type]
    "an empty path": ("path", lambda signer, path: write_links(signer, ["a"], "")),
    "a path with a NUL": ("path", lambda signer, path: write_links(signer, ["a"], "a\0.csv")),
    "a bad key": ("keys[1]", lambda signer, path: write_links(signer, ["a", None], path)),  # type: ignore[list-item]
    "an empty key": ("keys[255]", lambda signer, path: write_links(signer, [*["k"] * 255, ""], path)),
}


@pytest.mark.parametrize("what", BAD_CALLS)
def test_what_cannot_be_used_leaves_the_file_as_it_was(what: str, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("precious")
    field, write = BAD_CALLS[what]
    with pytest.raises(InputError) as caught:
        write(presigner, path)
    assert caught.value.field == field
    assert path.read_text() == "precious"


def test_an_error_says_what_the_file_holds_and_is_mended_by_going_on(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    keys = [*(["k"] * 700), "", "z"]
    with pytest.raises(InputError, match=r"keys\[700\].*512 links are in .*; resume=True goes on") as caught:
        write_links(presigner, keys, path)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert len(read_csv(path)) == 512
    assert write_links(presigner, [key or "y" for key in keys], path, resume=True) == len(keys)


def test_an_error_of_the_keys_themselves_says_what_the_file_holds(presigner: Presigner, tmp_path: Path) -> None:
    def keys() -> Iterator[str]:
        yield from ["k"] * 600
        raise ConnectionError("the listing ended")

    path = tmp_path / "links.jsonl"
    with pytest.raises(ConnectionError) as caught:
        write_links(presigner, keys(), path)
    said = f"512 links are in '{path}'; resume=True goes on after them."
    assert getattr(caught.value, "__notes__", None) == ([said] if sys.version_info >= (3, 11) else None)
    assert len(read_json_lines(path)) == 512


# Interrupts


class Interrupt:
    """Interrupts the writing at the n-th line of code it runs."""

    def __init__(self, line: int) -> None:
        self.left = line

    def __call__(self, frame: FrameType, event: str, arg: object) -> Any:
        if "cosnb" not in frame.f_code.co_filename:
            return None
        self.left -= event == "line"
        if self.left == 0:
            self.left = -1
            raise KeyboardInterrupt
        return self


def write_until(line: int, *given: Any, **options: Any) -> str | None:
    """What the interrupt says, or None where the writing was done before it."""
    before = sys.gettrace()
    sys.settrace(Interrupt(line))
    try:
        write_links(*given, progress=False, **options)
    except KeyboardInterrupt as stop:
        return str(stop)
    finally:
        sys.settrace(before)
    return None


# An interrupt just before "with" takes hold leaves the closing of the file to the garbage collector, which warns.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@READABLE
def test_an_interrupt_at_any_line_of_code_leaves_whole_rows_that_can_be_continued(
    suffix: str, presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("streaming", "writing"):
        monkeypatch.setattr(f"cosnb.links.many.{module}.AT_ONCE", 2)
    keys = ["a", 'b"\n', "c,", "=d", "e"]
    path, counts = tmp_path / f"links{suffix}", set()
    write_links(presigner, keys, path)
    whole, header = path.read_bytes(), FORMATS[suffix].header.encode()
    for line in count(1):
        path.unlink()
        said = write_until(line, presigner, keys, path)
        written = path.read_bytes() if path.exists() else b""
        assert whole.startswith(written)
        rows = len(READERS[suffix](path)) if len(written) > len(header) else 0
        counted = f"{rows} links are in '{path}'; resume=True goes on after them."
        assert not said or said == counted or (rows == 0 and said == f"no link was added to '{path}'.")
        counts.add(rows)
        assert write_links(presigner, keys, path, resume=True) == 5
        assert path.read_bytes() == whole
        if said is None:
            break
    assert counts == {0, 2, 4, 5}


def test_a_real_interrupt_says_how_far_it_came(presigner: Presigner, tmp_path: Path) -> None:
    def keys() -> Iterator[str]:
        for number in range(1000):
            if number == 600:
                signal.raise_signal(signal.SIGINT)
            yield f"k{number}"

    path = tmp_path / "links.jsonl"
    # A program that was started in the background ignores the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt, match=r"512 links are in .*resume=True"):
            write_links(presigner, keys(), path)
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(read_json_lines(path)) == 512


def test_an_interrupt_before_the_first_rows_leaves_the_file_as_it_was_and_says_so(
    presigner: Presigner, tmp_path: Path
) -> None:
    def keys() -> Iterator[str]:
        yield "a"
        raise KeyboardInterrupt

    path = tmp_path / "links.csv"
    for content in (None, b"precious"):
        if content:
            path.write_bytes(content)
        with pytest.raises(KeyboardInterrupt, match=r"no link was added to '.*links.csv'"):
            write_links(presigner, keys(), path)
        assert (path.read_bytes() if path.exists() else None) == content


# Several processes


@dataclass(frozen=True)
class Listing:
    """Keys that are made where they are used."""

    first: int
    last: int

    def __iter__(self) -> Iterator[str]:
        return (f"k{number}" for number in range(self.first, self.last))


def test_several_processes_write_a_shard_each(
    presigner: Presigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", PAIR.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", PAIR.secret_access_key.reveal().decode())
    paths = [tmp_path / f"links-{shard}.jsonl" for shard in range(2)]
    write = partial(write_links, presigner, progress=False)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(write, [Listing(0, 1000), Listing(1000, 1500)], paths)) == [1000, 500]
    rows = [row for path in paths for row in read_json_lines(path)]
    assert [(key, url) for key, url, _ in rows] == [(f"k{n}", presigner.url(f"k{n}")) for n in range(1500)]


def test_what_another_process_refuses_is_raised_here(presigner: Presigner, tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        written = pool.submit(write_links, presigner, ["a"], tmp_path / "links.csv", progress=False)
        with pytest.raises(InputError, match="credentials: none were found"):
            written.result()


# Continuing


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt"])
def test_a_file_cut_anywhere_is_continued_to_the_same_file(suffix: str, presigner: Presigner, tmp_path: Path) -> None:
    path, keys = tmp_path / f"links{suffix}", ["a", 'b\n"\r\n']
    write_links(presigner, keys, path)
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        assert write_links(presigner, keys, path, resume=True) == 2
        assert path.read_bytes() == whole


def test_rows_that_are_added_are_signed_at_their_own_moment(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a"], path)
    assert write_links(presigner, ["a", "b"], path, now=LATER, resume=True) == 2
    assert [expires_at for _, _, expires_at in read_csv(path)] == ["2024-01-02T04:04:05Z", "2024-01-03T04:04:05Z"]


def test_a_file_that_is_not_there_is_begun(presigner: Presigner, tmp_path: Path) -> None:
    assert write_links(presigner, ["a"], tmp_path / "links.csv", resume=True) == 1


def test_a_complete_file_stays_as_it_is(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, HARD_KEYS, path)
    before = path.read_bytes()
    assert write_links(presigner, HARD_KEYS, path, now=LATER, resume=True) == len(HARD_KEYS)
    assert path.read_bytes() == before


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt"])
@pytest.mark.parametrize(
    ("other", "bucket"),
    [
        (["a", "x", "c"], "my-bucket"),
        (["b", "a", "c"], "my-bucket"),
        (["a"], "my-bucket"),
        ([], "my-bucket"),
        (["a", ("b", {"versionId": "1"})], "my-bucket"),
        (["a", "b", "c"], "other-bucket"),
    ],
)
def test_a_file_is_not_continued_with_other_keys(
    suffix: str, other: list[Any], bucket: str, presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / f"links{suffix}"
    write_links(presigner, ["a", "b"], path)
    before = path.read_bytes()
    others = Presigner(bucket, endpoint="us-south", credentials=PAIR, now=NOW)
    with pytest.raises(InputError, match="number 2 of them is not what the last of 2 rows") as caught:
        write_links(others, other, path, resume=True)
    assert "X-Amz-Signature" not in str(caught.value)
    assert path.read_bytes() == before


def test_versions_of_a_key_are_told_apart_when_a_file_is_continued(presigner: Presigner, tmp_path: Path) -> None:
    path, items = tmp_path / "links.csv", [("a", {"versionId": str(number)}) for number in range(3)]
    write_links(presigner, items[:2], path)
    assert write_links(presigner, items, path, resume=True) == 3


@pytest.mark.parametrize("content", [b"name,phone\n", b"precious", b'key,url,expires_at\n"' + b"x\n" * 600_000])
def test_a_file_that_is_none_of_links_is_left_alone(content: bytes, presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match="path: "):
        write_links(presigner, ["a"], path, resume=True)
    assert path.read_bytes() == content


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt"])
@pytest.mark.parametrize("content", [b'{"my": "data"}', b"https://example.com/", b"precious", b"h\xff"])
def test_one_line_without_an_end_that_is_none_of_ours_is_left_alone(
    suffix: str, content: bytes, presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / f"links{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError, match="path: the file does not begin as a file of links does"):
        write_links(presigner, ["a"], path, resume=True)
    assert path.read_bytes() == content


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".txt"])
@pytest.mark.parametrize("line", [b"\n", b"hello\n", b"[1]\n", b'{"x": 1}\n', b'{"url": 1}\n', b"\xff\n"])
def test_a_last_row_that_is_none_of_ours_is_named(
    suffix: str, line: bytes, presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / f"links{suffix}"
    write_links(presigner, ["a"], path)
    before = path.read_bytes() + line
    path.write_bytes(before)
    with pytest.raises(InputError, match=r"(path: its row 2 is not that of a link|keys: number 2 of them is not what)"):
        write_links(presigner, ["a", "b", "c"], path, resume=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "other", [{"method": "DELETE"}, {"headers": {"content-type": "text/plain"}}, {"region": "eu-de"}], ids=str
)
def test_a_file_is_not_continued_with_links_of_another_kind(
    other: dict[str, Any], presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a"], path)
    before = path.read_bytes()
    others = Presigner("my-bucket", endpoint="us-south", credentials=PAIR, now=NOW, **other)
    with pytest.raises(InputError, match="Give the bucket, method, headers and keys"):
        write_links(others, ["a", "b"], path, resume=True)
    assert path.read_bytes() == before


def test_a_file_is_continued_with_another_key_pair_and_another_expiry(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a"], path)
    pair = Credentials("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", example=True)
    for others in (
        Presigner("my-bucket", endpoint="us-south", credentials=pair, now=LATER),
        Presigner("my-bucket", endpoint="us-south", credentials=PAIR, expires=60, now=LATER),
    ):
        keys = list("abc")[: len(path.read_bytes().splitlines())]
        assert write_links(others, keys, path, resume=True) == len(keys)


def test_a_bad_key_that_was_done_has_its_own_number(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a", "b"], path)
    with pytest.raises(InputError, match=r"keys\[1\]"):
        write_links(presigner, ["a", "", "c"], path, resume=True)


def test_a_bad_key_behind_the_rows_that_are_done_has_its_own_number(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    write_links(presigner, ["a", "b"], path)
    with pytest.raises(InputError, match=r"keys\[3\]"):
        write_links(presigner, ["a", "b", "c", ""], path, resume=True)


# Progress


class Bar:
    """What a progress bar was told."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.seen = given, given["initial"]

    def close(self) -> None:
        self.given["seen"] = self.seen

    def update(self, links: int) -> None:
        self.seen += links


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []

    def bar(**given: Any) -> Bar:
        made.append(given)
        return Bar(given)

    monkeypatch.setattr("tqdm.auto.tqdm", bar)
    return made


def test_a_bar_knows_how_many_links_there_are_and_how_many_are_done(
    bars: list[dict[str, Any]], presigner: Presigner, tmp_path: Path
) -> None:
    path, keys = tmp_path / "links.csv", [f"k{number}" for number in range(600)]
    write_links(presigner, keys[:100], path, progress=True)
    write_links(presigner, keys, path, resume=True, progress=True)
    write_links(presigner, iter(()), path, progress=True)
    assert [(bar["initial"], bar["total"], bar["seen"]) for bar in bars] == [
        (0, 100, 100),
        (100, 600, 600),
        (0, None, 0),
    ]


def test_a_short_run_shows_nothing(presigner: Presigner, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_links(presigner, ["a", "b"], tmp_path / "links.csv")
    assert capfd.readouterr() == ("", "")
