"""A sandbox, and a server that repeats all it receives, as a store does that computed another signature."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import pytest
from canaries import NOW

from cosnb.sandbox import Sandbox


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    with Sandbox(port=0, now=NOW) as running:
        yield running


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        received = f"{self.requestline}\n{self.headers}"
        body = (
            '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>The signature does not match. '
            f"{escape(self.path)}</Message><SignatureProvided>{escape(self.path.rpartition('=')[2])}</SignatureProvided>"
            f"<CanonicalRequest>{escape(received)}</CanonicalRequest>"
            f"<CanonicalRequestBytes>{received.encode().hex(' ')}</CanonicalRequestBytes>"
            f"<Resource>{escape(self.path)}</Resource></Error>"
        ).encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", self.path)
        self.send_header("X-Received", self.path)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def echo() -> Iterator[str]:
    """The URL of the server that repeats."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client may hang up half-way
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()
