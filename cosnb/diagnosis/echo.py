"""What the store says it computed: read back, checked, and cut into the pieces of a canonical request."""

import hashlib
import re
from dataclasses import dataclass, replace

from .reply import Reply

MAX_ECHO = 200_000
_VERSION_2 = re.compile(
    r"\s*(GET|PUT|POST|HEAD|DELETE)\s(?:[ \t]*(?:[\w+/]{22}==)?\r?\n)?\s*(?:([\w.+-]+/[\w.+-]+(?:;[^\n]*)?)\s*\n)?"
)


@dataclass(frozen=True, slots=True)
class Echo:
    """The canonical request and the string to sign that a store gave back.

    Attributes:
        text: the canonical request, with its line ends, or the empty text where there is none.
        method, path, query, headers, signed_headers, payload: its pieces; headers by name.
        timestamp, scope: two lines of the string to sign, or empty.
        string_to_sign: all four of its lines, or empty.
        checked: True where the hash of the text stands in the string to sign, False where another does, None without one.
    """

    text: str = ""
    method: str = ""
    path: str = ""
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    signed_headers: str = ""
    payload: str = ""
    timestamp: str = ""
    scope: str = ""
    string_to_sign: str = ""
    checked: bool | None = None

    def header(self, name: str) -> str | None:
        """The value of a signed header, or None where the echo has no line for it."""
        return next((value for given, value in self.headers if given == name), None)


def read_echo(reply: Reply | None) -> Echo | None:
    """The echo in an answer, or None where there is none that can be read."""
    if not reply or not reply.error:
        return None
    canonical = (reply.error.canonical_request or "")[:MAX_ECHO]
    to_sign = _string_to_sign((reply.error.string_to_sign or "")[:10_000])
    digest = to_sign[3] if to_sign else None
    text, checked = _whole(canonical, digest)
    echo = pieces_of(text)
    # Of Version 2 the method is taken, and the type of the body in the third line.
    old = _VERSION_2.match(reply.error.string_to_sign or "")
    version_2 = Echo(method=old[1], headers=(("content-type", old[2]),) if old[2] else ()) if old else None
    echo = replace(echo, checked=checked) if echo else version_2 or (Echo() if to_sign else None)
    if echo and to_sign:
        echo = replace(echo, timestamp=to_sign[1], scope=to_sign[2], string_to_sign="\n".join(to_sign))
    return echo


def _string_to_sign(text: str) -> list[str] | None:
    """Its four lines, also where a copy made spaces of the line ends."""
    lines = text.replace("\\n", "\n").split()
    return lines if re.fullmatch(r"AWS4-\S*( \S+){2} [0-9a-f]{64}", " ".join(lines)) else None


def _whole(text: str, digest: str | None) -> tuple[str, bool | None]:
    """The text as it was hashed: as given, with its line ends put right, or built again from a flattened copy."""
    readings = [text, text.replace("\r\n", "\n"), text.replace("\\n", "\n"), text.strip("\n")]
    if "\n" not in text.strip().replace("\\n", "\n") and (rebuilt := _unflattened(text)):
        readings.insert(0, rebuilt)
    if digest is None:
        return next((reading for reading in readings if pieces_of(reading)), text), None
    for reading in readings:
        if hashlib.sha256(reading.encode("utf-8", "replace")).hexdigest() == digest:
            return reading, True
    return next((reading for reading in readings if pieces_of(reading)), text), False


def _unflattened(text: str) -> str | None:
    """A canonical request from a copy that has a space, or nothing but spaces, where the line ends were."""
    words = text.split(" ")
    if len(words) < 5 or len(text) > MAX_ECHO:
        return None
    payload, signed = words[-1], words[-2]
    rest = text[: len(text) - len(payload) - len(signed) - 1].rstrip(" ")
    method, _, rest = rest.partition(" ")
    path, _, rest = rest.partition(" ")
    starts, place = [], 0
    for name in signed.split(";")[:50]:
        match = re.compile(rf"(?:^| ){re.escape(name)}:").search(rest, place)
        if not match:
            return None
        starts.append(match.start() + (1 if match[0][0] == " " else 0))
        place = match.end()
    query = rest[: starts[0]].strip(" ")
    ends = [*starts[1:], len(rest)]
    lines = [rest[start:end].rstrip(" ") for start, end in zip(starts, ends, strict=True)]
    return "\n".join([method, path, query, *lines, "", signed, payload])


def pieces_of(text: str) -> Echo | None:
    """The canonical request in its pieces; None where it is none."""
    lines = text.split("\n")
    if len(lines) < 6 or not re.fullmatch(r"[A-Za-z_]{3,20}", lines[0]) or lines[-3] != "":
        return None
    rows = [line.partition(":") for line in lines[3:-3]]
    if not all(colon for _, colon, _ in rows):
        return None
    headers = tuple((name, value) for name, _, value in rows)
    return Echo(text, lines[0], lines[1], lines[2].replace(" ", ""), headers, lines[-2], lines[-1])  # a blank: blotted
