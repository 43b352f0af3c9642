"""A deadline ends a whole exchange, whose bytes come slowly enough to begin every other time anew."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from cosnb.errors import InputError, SendError
from cosnb.transfer import send
from cosnb.transfer.request_options import Deadline

SOON = 0.3
HEAD = b"HTTP/1.1 200 OK\r\n"
LATE = rf"had not answered completely after {SOON} seconds, which was the deadline"


@contextmanager
def dripping(begin: bytes, tls: object = None) -> Iterator[int]:
    """A server that says ``begin``, and then an ``x`` again and again, until the other side goes away."""
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError), listener.accept()[0] as plain:
                plain.settimeout(10)
                connection = tls.context.wrap_socket(plain, server_side=True) if tls else plain
                with connection:
                    connection.recv(65536)
                    connection.sendall(begin)
                    while not gone.wait(0.02):
                        connection.sendall(b"x")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            gone.set()
            thread.join()


CUT_HEADS = {"nothing": b"", "a header": b"HTTP/1.1 200 OK\r\nX-Long: "}
CUT_BODIES = {
    "a body": HEAD + b"Content-Length: 1000000\r\n\r\n",
    "a body without an end": HEAD + b"\r\n",
    "a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
}


@pytest.mark.parametrize("what", [*CUT_HEADS, *CUT_BODIES])
def test_whatever_comes_drop_by_drop_ends_at_the_deadline(tmp_path, what):
    with dripping({**CUT_HEADS, **CUT_BODIES}[what]) as port, pytest.raises(SendError, match=LATE) as caught:
        send(f"http://127.0.0.1:{port}/a?X-Amz-Signature=canary", to=tmp_path / "down.bin", deadline=SOON)
    assert "canary" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", CUT_HEADS)
def test_a_head_that_comes_drop_by_drop_ends_at_the_deadline(what):
    with dripping(CUT_HEADS[what]) as port, pytest.raises(SendError, match=LATE):
        send(f"http://127.0.0.1:{port}/", method="HEAD", deadline=SOON)


def test_a_deadline_holds_over_tls(tls, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls.certificate))
    with (
        dripping(HEAD + b"Content-Length: 1000000\r\n\r\n", tls) as port,
        pytest.raises(SendError, match=LATE),
    ):
        send(f"https://127.0.0.1:{port}/", trust_env=True, deadline=SOON)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_deadline_holds_where_nothing_is_answered(scheme):
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(SendError, match=LATE),
    ):
        send(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/", timeout=None, deadline=SOON)


def test_a_deadline_holds_through_a_proxy_that_answers_slowly(monkeypatch):
    with dripping(b"HTTP/1.1 200 X-Long: ") as port, monkeypatch.context() as patch:
        patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(SendError, match=LATE):
            send("https://store.example/", trust_env=True, deadline=SOON)


def test_an_upload_that_nobody_takes_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SendError, match=LATE):
        send(
            f"http://127.0.0.1:{silent.getsockname()[1]}/", bytes(64 << 20), method="PUT", deadline=SOON, progress=False
        )


def test_a_body_that_its_own_maker_holds_up_ends_at_the_deadline(serve):
    def slow() -> Iterator[bytes]:
        yield b"a"
        next(thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)).join(10)
        yield b"b"

    with pytest.raises(SendError, match=LATE):
        send(serve().url, slow(), method="PUT", headers={"Content-Length": "2"}, deadline=SOON)


def test_what_is_in_time_is_not_cut_and_leaves_no_thread(serve):
    assert send(serve().url, deadline=60).body == b"hi"
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def test_an_exchange_that_fails_leaves_no_thread(closed_port):
    with pytest.raises(SendError, match="refused"):
        send(f"http://127.0.0.1:{closed_port}/", deadline=60)
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def test_the_connection_has_no_longer_than_all_of_it(monkeypatch):
    seen: list[float | None] = []

    def never(*_args: object, **named: object) -> None:
        seen.append(_args[1] if len(_args) > 1 else named.get("timeout"))  # type: ignore[arg-type]
        raise TimeoutError

    monkeypatch.setattr("urllib3.util.connection.create_connection", never)
    for timeout in ((5, 60), None, (1, 2)):
        with pytest.raises(SendError):
            send("https://store.example/", timeout=timeout, deadline=3)
    assert seen == [3, 3, 1]


@pytest.mark.parametrize("deadline", [0, -1, "soon", True, float("nan"), float("inf"), 1e12, (1, 2)])
def test_a_deadline_is_a_time(deadline):
    with pytest.raises(InputError) as caught:
        send("http://127.0.0.1:1/", deadline=deadline)
    assert caught.value.field == "deadline"


def test_a_deadline_cuts_once_its_time_is_over():
    cut = threading.Event()
    with Deadline(0.01) as deadline:
        deadline.cut = cut.set
        assert cut.wait(10)
    assert deadline.over
