"""The request target and the Host header of a URL, byte for byte as they were signed."""

from __future__ import annotations

import re

from ..errors import InputError
from ..sigv4 import Url
from ..storage import Endpoint, providers

_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?P<port>:\d{1,5})?")


class Wire:
    """Where a request goes, and what its first bytes were.

    Attributes:
        target: path and query as they stand in the URL; its fragment is never sent.
        host: the Host header: as the URL writes it, without a default port.
        origin: the URL to connect to, without path and query.
        encrypted, loopback: whether the way there is encrypted, or never leaves this machine.
        head: the request line and the headers as they went out; empty until then.
    """

    def __init__(self, url: str) -> None:
        authority, self.target = _split(url)
        parsed = Url.parse(url)
        name = parsed.host[0].text
        self.host = "".join(part.text for part in parsed.signed_host)
        self.encrypted = parsed.scheme == "https"
        self.loopback = Endpoint(parsed.scheme, name.lower(), "", providers()["custom"], None).is_loopback
        if not self.encrypted and name.lower().endswith(".localhost"):
            # RFC 6761 section 6.3: such a name is this machine, and not every resolver knows.
            authority = "127.0.0.1" + parsed.port
        self.origin = f"{parsed.scheme}://{authority}"
        self.head = b""

    def __repr__(self) -> str:
        return f"Wire({self.origin})"


def _split(url: str) -> tuple[str, str]:
    """The authority and the request target of a URL. Messages never show the URL: it may be a live link."""
    if bad := re.search(r"[^\x21-\x7e]", url):
        raise InputError(
            "target",
            f"the URL holds {bad[0]!r}, which no request can carry.",
            "Remove it, or percent-encode it if it belongs to the key.",
        )
    scheme, _, rest = url.partition("#")[0].partition("://")
    if scheme.lower() not in ("http", "https"):
        raise InputError("target", "it begins with neither https:// nor http://.", "Give the whole URL.")
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise InputError("target", "the URL holds a user name or password.", "Remove it: the signature is enough.")
    match = _AUTHORITY.fullmatch(authority)
    if not match or not 0 < int((match["port"] or ":1")[1:]) < 65536:
        raise InputError("target", "the URL has no valid host and port.", "Write it as https://host/… .")
    target = rest[len(authority) :]
    return authority, target if target.startswith("/") else "/" + target
