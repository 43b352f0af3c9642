"""One request to send, checked: where it goes, what its caller asked for, and its deadline."""

from __future__ import annotations

import math
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from requests.structures import CaseInsensitiveDict

from .. import in_process
from ..errors import InputError
from ..notices import advise
from ..sigv4 import Url
from ..storage.checks import Pairs, check_header, pairs_of_text
from ..storage.endpoints import is_loopback
from ..storage.files import check_path

_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?P<port>:\d{1,5})?")


class Wire:
    """Where a request goes, and what its first bytes were.

    Attributes:
        target: path and query exactly as in the URL; its fragment is never sent.
        host: the Host header: as the URL writes it, without a default port.
        asked: the URL's own origin, without path and query.
        origin: the one to connect to, which another way there may name.
        encrypted, loopback: whether the way there is encrypted, or never leaves this machine.
        head: the request line and the headers as they went out; empty until then.
    """

    def __init__(self, url: str, via: str | None = None) -> None:
        authority, self.target = _split("target", url)
        parsed = Url.parse(url)
        self.host = "".join(part.text for part in parsed.signed_host)
        self.asked = f"{parsed.scheme}://{authority}"
        if via is not None:
            authority, rest = _split("via", via if isinstance(via, str) else "")
            if rest != "/" or "?" in via:
                raise InputError("via", "it goes on after the host.", "Give scheme, host and port alone.", value=via)
            parsed = Url.parse(via)
        name = parsed.host[0].text
        self.encrypted = parsed.scheme == "https"
        self.loopback = is_loopback(name.lower())
        if not self.encrypted and name.lower().endswith(".localhost"):
            # RFC 6761 section 6.3: such a name is this machine, and not every resolver knows.
            authority = "127.0.0.1" + parsed.port
        self.origin = f"{parsed.scheme}://{authority}"
        self.head = b""

    def __repr__(self) -> str:
        return f"Wire({self.origin})"


def _split(field: str, url: str) -> tuple[str, str]:
    """The authority and the request target of a URL. Messages never show the URL: it may be a live link."""
    if bad := re.search(r"[^\x21-\x7e]", url):
        problem = f"the URL holds {bad[0]!r}, which no request can carry."
        raise InputError(field, problem, "Remove it, or percent-encode it if it belongs to the key.")
    scheme, _, rest = url.partition("#")[0].partition("://")
    if scheme.lower() not in ("http", "https"):
        raise InputError(field, "it begins with neither https:// nor http://.", "Give the whole URL.")
    authority = re.split(r"[/?]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise InputError(field, "the URL holds a user name or password.", "Remove it: the signature is enough.")
    match = _AUTHORITY.fullmatch(authority)
    if not match or not 0 < int((match["port"] or ":1")[1:]) < 65536:
        raise InputError(field, "the URL has no valid host and port.", "Write it as https://host/… .")
    target = rest[len(authority) :]
    return authority, target if target.startswith("/") else "/" + target


class Deadline:
    """Calls ``cut``, in another thread, when its seconds are over, unless it is left before; None is no end."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.cut: Callable[[], object] = lambda: None
        self._end, self._is_cut = math.inf, False
        self._timer = threading.Timer(seconds or 0, self._cut)
        self._timer.daemon = True

    @property
    def over(self) -> bool:
        """Whether the time is over: a wait for the same time may end before the exchange is cut."""
        return self._is_cut or time.monotonic() >= self._end

    def _cut(self) -> None:
        self._is_cut = True
        self.cut()

    def check(self) -> None:
        """Raises TimeoutError if its time is over."""
        if self.over:
            raise TimeoutError

    def __enter__(self) -> Deadline:
        if self.seconds is not None:
            self._end = time.monotonic() + self.seconds
            if not in_process.ALONE:  # what is in this process answers at once
                self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()


Timeout = tuple[float | None, float | None]


@dataclass(slots=True, repr=False)
class RequestOptions:
    """One request to send. ``timeout``: seconds for the connection, and for each part of the answer."""

    wire: Wire
    method: str
    headers: CaseInsensitiveDict[str]
    timeout: Timeout
    deadline: Deadline
    trust_env: bool
    progress: bool | None

    @property
    def wants_part(self) -> bool:
        """Whether a part of an object is asked for: some of its bytes, or one part of an upload."""
        return "Range" in self.headers or "partNumber" in self._parameters

    @property
    def has_no_body(self) -> bool:
        """Whether a PUT or POST never has one: it copies an object, or begins an upload in parts."""
        return "x-amz-copy-source" in self.headers or "uploads" in self._parameters

    @property
    def _parameters(self) -> set[str]:
        query = self.wire.target.partition("?")[2]
        return {parameter.partition("=")[0] for parameter in query.split("&")}


def check_headers(signed: Mapping[str, str], given: Pairs) -> CaseInsensitiveDict[str]:
    """The headers to send; values that the caller gives twice are joined, as they are signed."""
    own: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for name, value in pairs_of_text("headers", given):
        check_header(name, value)
        value = value.strip(" \t")
        own[name] = f"{own[name]},{value}" if name in own else value
    # Blanks around a value are not part of it, and no client may send them.
    return CaseInsensitiveDict({**{name: value.strip(" \t") for name, value in signed.items()}, **own})


def check_data(data: object, asked: RequestOptions) -> None:
    """Refuse a body where there cannot be one, and none where there has to be one."""
    method = asked.method
    if data is not None and method in ("GET", "HEAD"):
        raise InputError("data", f"a {method} carries none.", "Give method='PUT', and a URL signed for it.")
    if data is None and method in ("PUT", "POST") and not asked.has_no_body:
        problem = f"none was given, and a {method} with an empty body can replace a good object with an empty one."
        raise InputError("data", problem, 'Give what to send, or data=b"" for an empty body.')
    if isinstance(data, str) and os.path.isfile(data):
        what = f"data is the text {data!r}, which is also the name of a file: the text is sent."
        advise(f"{what} Give Path({data!r}) for the file.")


def check_timeout(timeout: float | tuple[float | None, float | None] | None, deadline: float | None) -> Timeout:
    """Seconds for the connection, which is part of all there is, and for each part of the answer."""
    pair = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    if len(pair) != 2 or not all(seconds is None or _is_time(seconds) for seconds in pair):
        problem = f"{timeout!r} is not a time in seconds."
        raise InputError("timeout", problem, "Give seconds above 0, or a pair of them.")
    if deadline is not None and not _is_time(deadline):
        raise InputError("deadline", f"{deadline!r} is not a time in seconds.", "Give seconds above 0, or None.")
    return min(filter(None, (pair[0], deadline)), default=None), pair[1]


def _is_time(seconds: object) -> bool:
    """Whether a system can wait that many seconds, which is some decades at most."""
    return isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds <= 1e9


def check_place(to: str | os.PathLike[str] | None, method: str) -> Path | None:
    """The file to download into."""
    if to is None:
        return None
    place = check_path("to", to)
    if method == "HEAD":
        raise InputError("to", "a HEAD brings no body.", "Leave it out, or send a GET.")
    # os.path, because a Path raises on a name that is too long.
    if (folder := os.path.isdir(place)) or not os.path.isdir(place.parent):
        problem = "is a folder" if folder else "is in a folder that does not exist"
        raise InputError("to", f"'{place}' {problem}.", "Name a file in a folder that exists.", value=str(place))
    return place
