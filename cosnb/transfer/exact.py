"""The way from a request to the wire: either nothing is corrected on it, or nothing is sent.

Every HTTP library corrects a URL before it sends it: ``a/../b``, ``%c3``, ``%zz`` and a final ``?`` are changed.
A signature covers the bytes, so here the target goes to the connection itself, past all of that. It also means that
no library sees the query: they can log the host only, and their errors name the host only.

That connection may have been replaced: by a mock, by an older requests, by the browser around Pyodide. Then another
request would be sent than the one that was signed. So the first bytes are checked before they leave, and the request
names a host that does not exist until the connection is ours.
"""

import http.client
import socket
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import connectionpool

from ..errors import SendError
from ..in_process import STORES
from .request_options import Deadline, Wire

# No name under .invalid exists (RFC 6761, 6.4).
NOWHERE = "http://cosnb.invalid/"


class ExactSession(requests.Session):
    """A session that follows no redirect, not even to see where it leads, and sends one request with an ExactAdapter."""

    def __init__(self, wire: Wire, deadline: Deadline) -> None:
        super().__init__()
        if not isinstance(other := self.get_adapter(wire.origin), HTTPAdapter):
            raise displaced(wire, type(other))
        self.exact = ExactAdapter(wire, deadline)
        self.mount(NOWHERE, self.exact)

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class ExactAdapter(HTTPAdapter):
    """A requests adapter that sends one request, prepared for ``NOWHERE``, with the target of ``wire``."""

    def __init__(self, wire: Wire, deadline: Deadline) -> None:
        self._wire, self._deadline = wire, deadline
        self._pool: Any = None
        super().__init__()

    def get_connection_with_tls_context(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        request.url = self._wire.origin + "/"
        pool: Any = super().get_connection_with_tls_context(request, *args, **kwargs)
        if (connect := STORES.get(pool.port)) and self._wire.loopback and not self._wire.encrypted:
            # In a browser that of a pool goes by fetch; this one speaks HTTP.
            base: Any = connectionpool.HTTPConnection  # type: ignore[attr-defined]
            pool.ConnectionCls = type("Inside", (base,), {"_new_conn": lambda _: connect()})
        if not issubclass(pool.ConnectionCls, http.client.HTTPConnection):
            raise displaced(self._wire, pool.ConnectionCls)
        pool.ConnectionCls = _exact(pool.ConnectionCls, self._wire, self._deadline)
        self._pool = pool
        return pool

    @property
    def reached(self) -> bool:
        """Whether requests asked for a connection, as it does on its own way to the wire."""
        return self._pool is not None

    def close(self) -> None:
        """End the connection now. By itself a pool ends its own when it is collected as garbage."""
        if self._pool:
            self._pool.close()
        super().close()


def displaced(wire: Wire, by: Any = None) -> SendError:
    """The error for a request that is not sent, because it would not go out as it was signed.

    Args:
        by: the class that replaces the one that sends; None looks for the function that was replaced.
    """
    ways = (by, requests.Session.send, requests.Session.get_adapter, HTTPAdapter.send)
    by = next((way for way in ways if way and not way.__module__.startswith("requests.")), HTTPAdapter.send)
    name = f"{by.__module__}.{getattr(by, '__qualname__', type(by).__name__)}"
    remedy = "Send it outside of a mock, and not from a browser's Python (Pyodide)."
    if not hasattr(HTTPAdapter, "get_connection_with_tls_context"):
        name, remedy = f"requests {requests.__version__}", "Install requests 2.32.2 or newer."
    problem = f"through {name} the URL would not go out byte for byte, as it was signed."
    return SendError(f"The request to {wire.host} was not sent: {problem} {remedy}")


class _Lines:
    """A connection's file that remembers its last line: an empty one ends a whole head, and none one that was cut off."""

    def __init__(self, file: Any) -> None:
        self.last, self._file = b"", file
        self.close = file.close

    def readline(self, limit: int = -1) -> bytes:
        self.last = self._file.readline(limit)
        return self.last


class _Final(http.client.HTTPResponse):
    """An answer with a complete head, and the final one: status 1xx says that another follows (RFC 9110, 15.2)."""

    def begin(self, **limits: Any) -> None:
        self._read_head(**limits)
        while self.status < 200:
            self.headers = None  # type: ignore[assignment]
            self._read_head(**limits)

    def _read_head(self, **limits: Any) -> None:
        file = self.fp
        lines = self.fp = _Lines(file)  # type: ignore[assignment]
        try:
            super().begin(**limits)
        finally:
            self.fp = self.fp and file  # none, if that was no head at all
        if not lines.last:
            raise http.client.RemoteDisconnected("The connection ended within the head of the answer.")


def _exact(base: Any, wire: Wire, deadline: Deadline) -> Any:
    class Exact(base):  # type: ignore[misc]
        response_class = _Final
        _line = b""
        _connected: Any = None

        def connect(self) -> None:
            deadline.cut = self._cut
            super().connect()
            # It stays the one to cut when the answer has taken it over.
            self._connected = self.sock
            deadline.check()

        def _tunnel(self) -> None:
            super()._tunnel()
            deadline.check()  # what was cut off looks like the end of a proxy's answer

        def _cut(self) -> None:
            sock = self._connected or self.sock
            with suppress(OSError, TypeError):  # it has ended, or there is none yet
                # What encrypts has a shutdown of its own, which is for the thread that uses it.
                socket.socket.shutdown(getattr(sock, "socket", sock), socket.SHUT_RDWR)

        def putrequest(self, method: str, url: str, *args: Any, **kwargs: Any) -> None:
            # What arrives here is "/", or "http://host/" on the way to a forwarding proxy.
            exact = url[:-1] + wire.target
            self._line = f"{method} {exact} HTTP/1.1\r\n".encode()
            super().putrequest(method, exact, *args, **kwargs)

        def send(self, data: Any) -> None:
            # A tunnel through a proxy is opened before, with a request of its own.
            if self._line and not wire.head:
                if not bytes(data).startswith(self._line):
                    raise displaced(wire, base)
                wire.head = bytes(data)
            super().send(data)

    return Exact
