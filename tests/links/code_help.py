"""What the tests of copied code share: hard texts, and a server that writes down each request byte for byte."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

ANSWER = b"the answer\n"

HOSTILE = (
    'it\'s a "te$t" &1 %20 ü.txt',
    "`id` $(id) ${IFS} %PATH% !! ^ ~ *?[a]{b,c} | ; < > # =ls",
    "-rf / --help",
    "</script><!-- \u2028\u2029 -->",
    "back\\slash\\\\ 'quotes' ''twice''",
    "‘curly’ ‚quotes‛",
    "😀 שלום \u202e\u200d.txt",
    "C:\\con\\nul %s %n\t",
)


class Received(NamedTuple):
    """One request: the target as it stood on the wire, headers by lower-case name as latin-1 text, and the body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """``length``: what the answer says of its body, where that is not so."""

    status: int = 200
    body: bytes = ANSWER
    headers: Mapping[str, str] = {}
    length: int | None = None


class Recorder:
    """``received`` is the last request, ``answers`` what comes next; a context manager, which ends the server."""

    def __init__(self) -> None:
        self.received: Received | None = None
        self.answers: list[Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # or curl waits a second for leave to send a body

            def answer(self) -> None:
                line = self.raw_requestline.decode("latin-1").rstrip("\r\n")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                recorder.received = Received(self.command, line[len(self.command) + 1 : -9], headers, body)
                answer = recorder.answers.pop(0) if recorder.answers else Answer()
                self.send_response(answer.status)
                self.send_header("Content-Length", str(answer.length or len(answer.body)))
                self.send_header("Connection", "close")
                for header in answer.headers.items():
                    self.send_header(*header)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        for method in ("GET", "PUT", "POST", "HEAD", "DELETE"):
            setattr(Handler, f"do_{method}", Handler.answer)
        return Handler

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
