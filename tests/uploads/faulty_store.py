"""A store for uploads that fails when it is told to."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from defusedxml.ElementTree import fromstring

MIB = 1024 * 1024
PART = 5 * MIB


class Store(ThreadingHTTPServer):
    """Takes uploads in parts from anybody, and keeps no more of a part than its MD5 and its length.

    Attributes:
        trouble: what to do instead, by what is asked, ``("PUT", 3)`` or ``("POST", "uploadId")``; one for each time.
        stored: how often each part was stored, for the tests to look at.
        parts: the parts of each upload: MD5 and length, by number.
        objects: length and ETag of each object, by path.
        asked: the methods, and the numbers of parts, in the order they came.
        connected: how many connections are open.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        self.trouble: dict[tuple[str, Any], list[Callable[[Any], None]]] = defaultdict(list)
        self.stored: Counter[int] = Counter()
        self.parts: dict[str, dict[int, tuple[str, int]]] = {}
        self.objects: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, int]] = []
        self.etag: Callable[[str], str] = lambda md5: f'"{md5}"'
        self.begun = 0
        self.lock = threading.Condition()
        self.connected = 0

    def count(self, step: int) -> None:
        with self.lock:
            self.connected += step
            self.lock.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Store
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.count(1)

    def finish(self) -> None:
        super().finish()
        self.server.count(-1)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _serve(self) -> None:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        self.upload_id, self.number = query.get("uploadId", ""), int(query.get("partNumber", 0))
        with self.server.lock:
            self.server.asked.append((self.command, self.number))
        kind = self.number or next((name for name in ("uploads", "uploadId") if name in query), "object")
        troubles = self.server.trouble[self.command, kind]
        if troubles and (act := troubles.pop(0)):
            return act(self)
        return self._answer(kind, url.path)

    def _answer(self, kind: Any, path: str) -> None:
        uploads = self.server.parts
        if self.command == "POST" and kind == "uploads":
            self.server.begun += 1
            uploads[f"upload-{self.server.begun}"] = {}
            return self.reply(200, f"<R xmlns='x'><UploadId>upload-{self.server.begun}</UploadId></R>")
        if self.command == "HEAD":
            size, etag = self.server.objects[path]
            return self.reply(200, head={"ETag": etag, "Content-Length": str(size)})
        if self.upload_id not in uploads:
            self.take()
            return self.reply(404, "<Error><Code>NoSuchUpload</Code></Error>")
        if self.command == "PUT":
            return self.put(self.server.etag)
        if self.command == "GET":
            return self.reply(200, "<ListPartsResult/>")
        if self.command == "DELETE":
            del uploads[self.upload_id]
            return self.reply(204)
        return self._complete(path)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _serve  # noqa: N815

    def take(self, most: int | None = None) -> tuple[str, int]:
        """Read the body, or the beginning of it."""
        digest, left = hashlib.md5(), int(self.headers.get("Content-Length", 0)) if most is None else most
        length = left
        while left:
            chunk = self.rfile.read(min(65536, left))
            if not chunk:
                raise ConnectionError
            digest.update(chunk)
            left -= len(chunk)
        self.body = chunk if length and length <= 65536 else b""
        return digest.hexdigest(), length

    def put(self, etag: Callable[[str], str | None], **head: str) -> None:
        """Store a part, and answer with an ETag made of its MD5."""
        md5, length = self.take()
        with self.server.lock:
            self.server.stored[self.number] += 1
            self.server.parts[self.upload_id][self.number] = md5, length
        named = etag(md5)
        self.reply(200, head={**({"ETag": named} if named else {}), **head})

    def _complete(self, path: str) -> None:
        self.take()
        listed = {int(part[0].text): part[1].text for part in fromstring(self.body)}
        parts = self.server.parts.pop(self.upload_id)
        assert listed == {number: self.server.etag(md5) for number, (md5, _) in sorted(parts.items())}
        whole = hashlib.md5(b"".join(bytes.fromhex(md5) for _, (md5, _) in sorted(parts.items()))).hexdigest()
        self.server.objects[path] = sum(length for _, length in parts.values()), f'"{whole}-{len(parts)}"'
        self.reply(200, f"<R xmlns='y'><ETag>&#34;{whole}-{len(parts)}&#34;</ETag></R>")

    def reply(self, status: int, body: str = "", head: dict[str, str] | None = None) -> None:
        fields = {"Content-Length": str(len(body.encode())), **(head or {})}
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def hang_up(self) -> None:
        """Go away in the middle of a body."""
        self.take(most=min(1000, int(self.headers.get("Content-Length", 0))))
        self.close_connection = True
