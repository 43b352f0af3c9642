"""Where two texts begin to differ: the byte, its line, and what the specification calls that piece."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...sigv4 import Stage
from ...sigv4.live import query_source
from ...visible import visible
from .matching import common

_HEAD = ("method", "canonical URI", "canonical query string")
_TAIL = ("end of the canonical headers", "signed headers", "payload hash")
_LINES = {
    "string_to_sign": ("algorithm", "timestamp", "scope", "hash of the canonical request"),
    "signature": ("signature",),
    "authorization": ("Authorization header",),
}
_SCOPE = ("date", "region", "service", "terminator")


class Place(NamedTuple):
    """The first byte that differs.

    offset: bytes from the beginning of the stage, which both sides have in common.
    line, column: the line, and the byte in it; both from 1.
    name: what the specification calls that line or piece, such as ``"canonical URI"`` or ``"canonical header range"``.
    a, b: the byte on each side; None where the text has ended.
    """

    offset: int
    line: int
    column: int
    name: str
    a: int | None
    b: int | None

    def __repr__(self) -> str:
        # The bytes may be those of a signature.
        return f"Place({visible(self.name, 100)}, offset={self.offset}, line={self.line}, column={self.column})"


def place_of(a: Stage, b: Stage) -> Place:
    """The first byte in which a stage of two signings differs; their texts are not equal."""
    left, right = a.text.encode(), b.text.encode()
    offset = common(left, right)
    line = left.count(b"\n", 0, offset)
    column = offset - (left.rfind(b"\n", 0, offset) + 1)
    names = [_name(stage, text, line, offset) for stage, text in ((a, left), (b, right))]
    # Where one side has a header more, that header is the difference, not what follows it on the other side.
    name = next((name for name in names if name.startswith("canonical header ")), names[0])
    return Place(
        offset, line + 1, column + 1, name, *(text[offset] if offset < len(text) else None for text in (left, right))
    )


def _name(stage: Stage, text: bytes, line: int, offset: int) -> str:
    if stage.name == "canonical_request":
        return _line_of_canonical_request(text.decode().split("\n"), line)
    if stage.name == "scope":
        return _SCOPE[min(text.count(b"/", 0, offset), 3)]
    if stage.name == "url":
        return _piece_of_url(text.decode(), len(text[:offset].decode("utf-8", "ignore")))
    names = _LINES[stage.name]
    return names[min(line, len(names) - 1)]


def _line_of_canonical_request(lines: list[str], line: int) -> str:
    if line < len(_HEAD):
        return _HEAD[line]
    if line >= len(lines) - len(_TAIL):
        return _TAIL[line - len(lines)]
    return f"canonical header {lines[line].partition(':')[0]}"


def _piece_of_url(url: str, place: int) -> str:
    start = url.find("/", url.find("://") + 3)
    query = url.find("?")
    if place < start or start < 0:
        return "host"
    if query < 0 or place <= query:
        return "path"
    field = url.rfind("&", 0, place) + 1 or query + 1
    name = re.split("[=&]", url[field:], maxsplit=1)[0]
    return f"parameter {query_source(name).removeprefix('query:')}"
