"""What a caller of ``send`` asked for, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from requests.structures import CaseInsensitiveDict

from .. import __version__
from ..advising import advise
from ..errors import InputError
from ..storage.checks import Pairs, check_header, pairs_of_text
from ..storage.paths import check_path
from .deadline import Deadline
from .wire import Wire

Timeout = tuple[float | None, float | None]


@dataclass(slots=True, repr=False)
class Asked:
    """One request to send.

    Attributes:
        headers: the caller's and the signed ones; a name is found however it is written.
        timeout: seconds for the connection, and for each part of the answer.
        deadline: the end of all of it.
    """

    wire: Wire
    method: str
    headers: CaseInsensitiveDict[str]
    timeout: Timeout
    deadline: Deadline
    trust_env: bool
    progress: bool | None

    @property
    def wire_headers(self) -> CaseInsensitiveDict[str]:
        """All that is sent but what depends on the body."""
        fields = CaseInsensitiveDict({"Host": self.wire.host, "User-Agent": f"cosnb/{__version__}"})
        fields.update(self.headers)
        return fields

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
    fields = CaseInsensitiveDict({name: value.strip(" \t") for name, value in signed.items()})
    fields.update(own)
    return fields


def check_data(data: object, asked: Asked) -> None:
    """Something to send where there has to be, and nothing where there cannot be."""
    if data is not None and asked.method in ("GET", "HEAD"):
        raise InputError("data", f"a {asked.method} carries none.", "Give method='PUT', and a URL signed for it.")
    if data is None and asked.method in ("PUT", "POST") and not asked.has_no_body:
        problem = f"none was given, and a {asked.method} with an empty body can leave an empty object in the place of a good one."
        raise InputError("data", problem, 'Give what to send, or data=b"" for an empty body.')
    if isinstance(data, str) and os.path.isfile(data):
        advise(
            f"data is the text {data!r}, which is also the name of a file: the text is sent. Give Path({data!r}) for the file."
        )


def check_timeout(timeout: float | tuple[float | None, float | None] | None, deadline: float | None) -> Timeout:
    """Seconds for the connection, which is part of all there is, and for each part of the answer."""
    pair = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    if len(pair) != 2 or not all(seconds is None or _is_time(seconds) for seconds in pair):
        raise InputError(
            "timeout", f"{timeout!r} is not a time in seconds.", "Give seconds above 0, or a pair of them."
        )
    if deadline is None:
        return pair[0], pair[1]
    if not _is_time(deadline):
        raise InputError("deadline", f"{deadline!r} is not a time in seconds.", "Give seconds above 0, or None.")
    return deadline if pair[0] is None else min(pair[0], deadline), pair[1]


def _is_time(seconds: object) -> bool:
    """Seconds that a system can wait, which is no longer than some decades."""
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
