"""What goes up, what comes down, and where it is kept."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from cosnb.errors import InputError, SendError
from cosnb.transfer import bodies, send

LARGE = bytes(range(256)) * 4096  # 1 MiB: more than one piece, and no two pieces of it alike in place


def ok(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "up.bin"
    path.write_bytes(LARGE)
    return path


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, io.BytesIO])
def test_bytes_of_every_kind_go_up_whole(serve, kind):
    server = serve()
    send(server.url + "/", kind(LARGE), method="PUT")
    assert server.body == LARGE
    assert b"Content-Length: 1048576" in server.headers


def test_text_goes_up_as_utf_8(serve):
    server = serve()
    send(server.url + "/", "höh", method="PUT")
    assert server.body == "höh".encode()


def test_a_file_goes_up_by_its_path(serve, file):
    server = serve()
    send(server.url + "/", file, method="PUT")
    assert server.body == LARGE


def test_an_open_file_goes_up_from_where_it_stands(serve, file):
    server = serve()
    with file.open("rb") as opened:
        opened.seek(1048570)
        send(server.url + "/", opened, method="PUT")
    assert server.body == LARGE[-6:]


def test_a_file_is_read_piece_by_piece(serve):
    asked: list[int] = []

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size or -1)
            return super().read(size)

    server = serve()
    send(server.url + "/", Counting(LARGE), method="PUT")
    assert server.body == LARGE
    assert set(asked) == {256 * 1024}


def test_an_empty_file_goes_up_with_a_length_and_not_in_chunks(serve, tmp_path):
    (tmp_path / "empty").touch()
    server = serve()
    send(server.url + "/", tmp_path / "empty", method="PUT")
    assert server.headers[3:] == [b"Content-Length: 0"]


@pytest.mark.parametrize("method", ["PUT", "put", "POST"])
def test_no_data_stores_no_empty_object(serve, method):
    server = serve()
    with pytest.raises(InputError, match=r'data: none was given.* data=b"" for an empty body') as caught:
        send(server.url + "/a?x-uploads=1", method=method)
    assert caught.value.field == "data"
    assert server.requests == []


@pytest.mark.parametrize(
    "method, query, headers",
    [
        ("PUT", "", {"X-Amz-Copy-Source": "/b/k"}),
        ("POST", "?uploads", {}),
        ("POST", "?x=1&uploads=&X-Amz-Signature=0", {}),
    ],
)
def test_what_never_has_data_needs_none(serve, method, query, headers):
    server = serve()
    send(server.url + "/a" + query, method=method, headers=headers)
    assert b"Content-Length: 0" in server.headers


def test_text_that_names_a_file_earns_advice_and_is_sent(serve, file):
    server = serve()
    with pytest.warns(UserWarning, match=r"also the name of a file: the text is sent\. Give Path\(") as seen:
        send(server.url + "/", str(file), method="PUT")
    assert (server.body, seen[0].filename) == (str(file).encode(), __file__)


def test_an_iterator_needs_its_length():
    with pytest.raises(InputError, match="chunked") as caught:
        send("http://127.0.0.1:1/", iter([b"a"]), method="PUT")
    assert caught.value.field == "data"


def test_an_iterator_with_its_length_goes_up(serve):
    server = serve()
    send(server.url + "/", iter([b"ab", b"", b"c"]), method="PUT", headers={"content-length": "3"})
    assert server.body == b"abc"
    assert [line for line in server.headers if line.lower().startswith(b"content-length")] == [b"Content-Length: 3"]
    assert not any(line.lower().startswith(b"transfer-encoding") for line in server.headers)


@pytest.mark.parametrize("chunks, word", [([b"ab"], "fewer"), ([b"ab", b"cd"], "more")])
def test_an_iterator_of_another_length_is_an_error(serve, chunks, word):
    with pytest.raises(SendError, match=f"{word} bytes than the 3"):
        send(serve().url, iter(chunks), method="PUT", headers={"Content-Length": "3"})


def test_a_pipe_has_no_length(serve):
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe, pytest.raises(InputError, match="length is not known"):
        send("http://127.0.0.1:1/", pipe, method="PUT")


def test_a_file_open_as_text_is_refused(file):
    with file.open(encoding="latin-1") as opened, pytest.raises(InputError, match="open as text"):
        send("http://127.0.0.1:1/", opened, method="PUT")


def test_the_body_comes_down_as_it_is_stored(serve):
    packed = gzip.compress(b"text", mtime=0)
    answer = send(serve(ok(packed, b"Content-Encoding: gzip")).url)
    assert answer.body == packed


def test_a_body_in_chunks_comes_down_whole(serve):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = send(serve(head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").url)
    assert (answer.body, answer.size, answer.truncated) == (b"abcde", 5, False)


def test_a_head_has_the_size_and_no_body(serve):
    answer = send(serve(b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n").url, method="HEAD")
    assert (answer.body, answer.size, answer.truncated) == (b"", 12345, False)


def test_only_the_beginning_of_a_long_body_is_kept_and_the_answer_says_so(serve, monkeypatch):
    monkeypatch.setattr(bodies, "MEMORY_LIMIT", 300_000)
    answer = send(serve(ok(LARGE)).url)
    assert (answer.body, answer.size, answer.truncated) == (LARGE[:300_000], len(LARGE), True)


def test_a_body_as_long_as_the_limit_is_kept_whole(serve, monkeypatch):
    monkeypatch.setattr(bodies, "MEMORY_LIMIT", len(LARGE))
    answer = send(serve(ok(LARGE)).url)
    assert (answer.body, answer.truncated) == (LARGE, False)


def test_a_download_goes_into_the_file(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(bodies, "PREVIEW_LIMIT", 1000)
    place = tmp_path / "down.bin"
    answer = send(serve(ok(LARGE)).url, to=str(place))
    assert place.read_bytes() == LARGE
    assert (answer.saved_to, answer.size, answer.body, answer.truncated) == (place, len(LARGE), LARGE[:1000], True)
    assert list(tmp_path.iterdir()) == [place]


def test_a_download_replaces_the_file_that_was_there(serve, tmp_path):
    place = tmp_path / "down.bin"
    place.write_bytes(b"old")
    send(serve(ok(b"new")).url, to=place)
    assert place.read_bytes() == b"new"


def test_a_download_that_breaks_off_leaves_the_file_that_was_there(serve, tmp_path):
    place = tmp_path / "down.bin"
    place.write_bytes(b"old")
    with pytest.raises(SendError, match="ended after 3 of 10 bytes"):
        send(serve(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").url, to=place)
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nETag: x\r\n", b"HTTP/1.1 200 OK\r\nETag: x"]
)
def test_a_download_that_breaks_off_in_its_head_is_no_empty_file(serve, tmp_path, head):
    place = tmp_path / "down.bin"
    place.write_bytes(b"old")
    with pytest.raises(SendError, match="closed the connection"):
        send(serve(head).url, to=place)
    assert place.read_bytes() == b"old"


def test_a_refusal_does_not_become_the_file(serve, tmp_path):
    refusal = b"<Error><Code>AccessDenied</Code></Error>"
    answer = send(serve(ok(refusal).replace(b"200 OK", b"403 Forbidden")).url, to=tmp_path / "down.bin")
    assert (answer.saved_to, answer.error.code, list(tmp_path.iterdir())) == (None, "AccessDenied", [])


PART = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nhi"


def test_a_part_that_nobody_asked_for_does_not_become_the_file(serve, tmp_path):
    place = tmp_path / "down.bin"
    place.write_bytes(b"old")
    with pytest.raises(SendError, match=r"sent a part of the object \(206\), which was not asked for"):
        send(serve(PART).url + "/partNumber=1", to=place)
    assert place.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("query, headers", [("", {"range": "bytes=0-1"}), ("?partNumber=1", {})])
def test_a_part_that_was_asked_for_becomes_the_file(serve, tmp_path, query, headers):
    answer = send(serve(PART).url + f"/k{query}", headers=headers, to=tmp_path / "down.bin")
    assert (answer.status, answer.saved_to.read_bytes()) == (206, b"hi")


def test_a_file_that_cannot_be_written_is_an_error_of_its_own(serve, tmp_path):
    with pytest.raises(SendError, match="cannot be written"):
        send(serve(ok(b"new")).url, to=tmp_path / ("x" * 300))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", [None, "down.bin"])
def test_what_is_quick_passes_without_a_word(serve, capfd, tmp_path, place, monkeypatch):
    monkeypatch.setattr("cosnb.notices.DELAY", 600.0)
    send(serve(ok(LARGE)).url, to=place and tmp_path / place)
    send(serve().url, LARGE, method="PUT")
    assert capfd.readouterr() == ("", "")


def test_a_bar_shows_when_asked_for(serve, capfd):
    send(serve(ok(LARGE)).url, LARGE, method="PUT", progress=True)
    shown = capfd.readouterr().err
    assert "sending: 100%" in shown
    assert "receiving: 100%" in shown


def test_a_bar_shows_for_what_takes_its_time_and_not_when_refused(serve, capfd, monkeypatch):
    monkeypatch.setattr("cosnb.notices.DELAY", 0.0)
    send(serve(ok(LARGE)).url)
    assert "receiving: 100%" in capfd.readouterr().err
    send(serve(ok(LARGE)).url, progress=False)
    assert capfd.readouterr() == ("", "")
