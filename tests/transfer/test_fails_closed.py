"""Where something else is in the place of the connection, nothing is sent, and the error names what it is."""

from __future__ import annotations

import socket
from typing import Any
from unittest import mock

import pytest
import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool

from cosnb.errors import SendError
from cosnb.transfer import send

SECRET = "?X-Amz-Signature=canary"


def answered(text: str = "hi") -> requests.Response:
    """An answer that no store gave."""
    response = requests.Response()
    response.status_code, response._content = 200, text.encode()
    return response


def send_by_hand(url: str, method: str, body: Any) -> None:
    """What a library sends that has its own way to the network: the URL that it was given, and the whole body."""
    host, _, path = url.partition("://")[2].partition("/")
    with socket.create_connection((host.partition(":")[0], int(host.partition(":")[2] or 80)), 1) as sock:
        data = b"".join(body or ())
        sock.sendall(f"{method} /{path} HTTP/1.1\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
        sock.recv(1)


class OwnAdapter(BaseAdapter):
    """As requests-mock and pyodide-http have one for everything that requests sends."""

    def send(self, request: Any, *_args: Any, **_kwargs: Any) -> requests.Response:
        send_by_hand(request.url, request.method, request.body)
        return answered()

    def close(self) -> None:
        pass


class OwnConnection:
    """As urllib3 has one for Pyodide, and vcrpy for its cassettes: it sends what ``request`` is given."""

    def __init__(self, host: str, port: int, **_kwargs: Any) -> None:
        self._host, self._port, self.proxy, self.is_closed = host, port, None, True

    def connect(self) -> None: ...

    def close(self) -> None: ...

    def request(self, method: str, url: str, body: Any = None, **_kwargs: Any) -> None:
        send_by_hand(f"http://{self._host}:{self._port}{url}", method, body)

    def getresponse(self) -> Any:
        raise OSError("no answer")


class Rewriting(HTTPConnectionPool.ConnectionCls):
    """A connection that mends the target once more."""

    def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
        super().putrequest(method, url.replace("/a/../b", "/b"), *args, **kwargs)


def by_hand(adapter: HTTPAdapter, request: Any, **_kwargs: Any) -> requests.Response:
    """``HTTPAdapter.send`` as responses replaces it, and as requests 2.32.0 has it: no connection of ours is asked for."""
    send_by_hand(request.url, request.method, request.body)
    return answered()


def as_responses(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(HTTPAdapter, "send", by_hand)


def as_a_mock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(HTTPAdapter, "send", mock.MagicMock(return_value=answered()))


def as_requests_mock(patch: pytest.MonkeyPatch) -> None:
    send_as_ever = requests.Session.send

    def send_with_own(session: requests.Session, request: Any, **kwargs: Any) -> requests.Response:
        session.get_adapter = lambda url: OwnAdapter()  # type: ignore[method-assign, assignment, misc]
        return send_as_ever(session, request, **kwargs)

    patch.setattr(requests.Session, "send", send_with_own)


def as_a_patched_session(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(requests.Session, "get_adapter", lambda session, url: OwnAdapter())


def as_pyodide_http(patch: pytest.MonkeyPatch) -> None:
    begin = requests.Session.__init__

    def begin_with_own(session: requests.Session) -> None:
        begin(session)
        session.mount("http://", OwnAdapter())

    patch.setattr(requests.Session, "__init__", begin_with_own)


def as_pyodide(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(HTTPConnectionPool, "ConnectionCls", OwnConnection)


def as_a_rewriter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(HTTPConnectionPool, "ConnectionCls", Rewriting)


WAYS = {
    as_responses: "test_fails_closed.by_hand",
    as_a_mock: "unittest.mock.MagicMock",
    as_requests_mock: "test_fails_closed.as_requests_mock.<locals>.send_with_own",
    as_a_patched_session: "test_fails_closed.OwnAdapter",
    as_pyodide_http: "test_fails_closed.OwnAdapter",
    as_pyodide: "test_fails_closed.OwnConnection",
    as_a_rewriter: "test_fails_closed.Rewriting",
}


@pytest.mark.parametrize("data, method", [(None, "GET"), (b"the data", "PUT")])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_sent_where_it_would_not_be_exact(serve, monkeypatch, way, data, method):
    server = serve()
    way(monkeypatch)
    with pytest.raises(SendError) as caught:
        send(f"{server.url}/a/../b{SECRET}", data, method=method)
    assert server.requests == []
    said = str(caught.value)
    assert said.startswith(
        f"The request to {server.host} was not sent: through {WAYS[way]} the URL would not go out byte for byte"
    )
    assert "outside of a mock" in said
    assert "canary" not in said


def test_a_requests_that_is_too_old_is_named(serve, monkeypatch):
    server = serve()
    as_responses(monkeypatch)
    monkeypatch.delattr(HTTPAdapter, "get_connection_with_tls_context")
    with pytest.raises(SendError, match=rf"requests {requests.__version__} .* Install requests 2\.32\.2"):
        send(server.url + "/" + SECRET)
    assert server.requests == []


def test_an_adapter_that_only_adds_to_that_of_requests_is_no_obstacle(serve, monkeypatch):
    class Adding(HTTPAdapter):
        """As people mount one for the certificates of their company."""

    begin = requests.Session.__init__

    def begin_with_own(session: requests.Session) -> None:
        begin(session)
        session.mount("http://", Adding())

    server = serve()
    monkeypatch.setattr(requests.Session, "__init__", begin_with_own)
    assert send(server.url + "/a/../b").status == 200
    assert server.line == b"GET /a/../b HTTP/1.1"


def test_a_method_like_that_of_a_tunnel_is_sent_and_read_back(serve):
    server = serve(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
    assert send(server.url + "/a", method="CONNECT").sent.method == "CONNECT"
    assert server.line == b"CONNECT /a HTTP/1.1"
