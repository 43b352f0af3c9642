"""The store in this process, for where there are no others: the same MiniStack behind the same HTTP parser, without a socket."""

import http
import io
import itertools
import threading
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import h11

from ..in_process import STORES
from . import ministack
from .process import Store, failure, this_process
from .store import App, closed


class Inside(Store):
    """One store in this process; a forked copy has a copy of it, and may keep that."""

    def __init__(self, asked: int | None, now: datetime | None, *, prefer: int) -> None:
        self.asked, self.now, self.users = asked, now, 0
        self.port = asked or next(port for port in itertools.count(prefer) if port not in STORES)
        if self.alive:
            raise failure(port_error=f"{self.port} is in use by another sandbox")
        try:
            app, fill = ministack.load(self.port, now, inside=True)
            _finish(fill())
        except Exception as error:
            raise failure(error=f"{type(error).__name__}: {error}") from error
        one_at_a_time, serve = threading.Lock(), closed(app, this_process(), ministack.ADMINISTRATION)
        STORES[self.port] = lambda: _Connection(serve, one_at_a_time)

    @property
    def alive(self) -> bool:
        return self.port in STORES

    def disown(self) -> None: ...

    def end(self) -> None:
        del STORES[self.port]


class _Connection:
    """What http.client asks of a socket: the bytes of one request in, those of its answer out."""

    def __init__(self, app: App, one_at_a_time: threading.Lock) -> None:
        self._app, self._one_at_a_time, self._server = app, one_at_a_time, h11.Connection(h11.SERVER)
        self.sendall = self._server.receive_data
        self.settimeout = self.close = lambda *_: None

    def makefile(self, _mode: str) -> io.BytesIO:
        """The answer, made now: when somebody wants to read it, all was sent."""
        with self._one_at_a_time:
            status, headers, body = self._ask()
        head = h11.Response(status_code=status, headers=headers, reason=http.HTTPStatus(status).phrase.encode())
        events = (head, h11.Data(body), h11.EndOfMessage())
        return io.BytesIO(b"".join(self._server.send(event) or b"" for event in events))

    def _ask(self) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        body, said = b"", list[dict[str, Any]]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        try:
            request: Any = self._server.next_event()
            while isinstance(event := self._server.next_event(), h11.Data):
                body += event.data
            path, _, query = request.target.partition(b"?")
            scope = {"type": "http", "method": request.method.decode().upper(), "headers": [*request.headers]}
            scope |= {"path": unquote(path.decode()), "raw_path": path, "query_string": query}
            _finish(self._app(scope, receive, send))
        except Exception as error:  # a server answers whatever goes wrong
            return getattr(error, "error_status_hint", 500), [(b"content-length", b"0"), (b"connection", b"close")], b""
        start, *rest = said
        is_bare = scope["method"] == "HEAD" or start["status"] in (204, 304)
        return start["status"], start["headers"], b"" if is_bare else b"".join(part["body"] for part in rest)


def _finish(work: Any) -> None:
    """Run to its end what never waits: where a loop runs already, as in a browser, none can be run within."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise RuntimeError("the store waits for something")
