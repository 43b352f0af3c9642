"""Ask a store with nothing but the standard library, so that no client mends what is asked."""

from __future__ import annotations

import http.client
import re
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from cosnb.in_process import STORES


class Reply(NamedTuple):
    """A store's answer, read with nothing of cosnb."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def code(self) -> str:
        found = re.search(rb"<Code>(.*?)</Code>", self.body)
        return found[1].decode() if found else ""


def ask(url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
    """Send a request with the standard library alone, its target byte for byte."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
    if connect := STORES.get(parts.port or 80):
        connection.sock = connect()
    target = url.partition(parts.netloc)[2]
    try:
        connection.request(method, target, body, {"Host": parts.netloc, **(headers or {})})
        answer = connection.getresponse()
        return Reply(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
    finally:
        connection.close()


def listens(port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
