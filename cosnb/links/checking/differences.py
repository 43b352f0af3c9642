"""What two texts have in common, in time that grows with their length and no faster, and where they begin to differ:
the byte, its line, and what the specification calls that piece.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ...sigv4 import Stage
from ...sigv4.live import query_source
from ...visible import visible

# Aligning takes up to the cube of the pieces; longer rows of them are compared from both ends only.
_MAX_PIECES = 120

# Lines; then the pieces between & and /; then words, escapes and single characters.
_LEVELS = (
    re.compile(r"[^\n]*\n|[^\n]+"),
    re.compile(r"[^&/]*[&/]|[^&/]+"),
    re.compile(r"%[0-9A-Fa-f]{2}|[A-Za-z0-9]+|[\s\S]"),
)
_DIGEST = re.compile(r"[0-9a-f]{64}")


# Of each character of a text, whether the other text has it too.
Flags = list[bool]


def in_common(a: str, b: str, level: int = 0) -> tuple[Flags, Flags]:
    """What each text has in common with the other, in the same order; two digests have nothing, where it would be chance."""
    flags_a, flags_b = Flags(), Flags()
    for equal, text_a, text_b in _aligned(_LEVELS[level].findall(a), _LEVELS[level].findall(b)):
        if equal or not (text_a and text_b):
            inner = [equal] * len(text_a), [equal] * len(text_b)
        else:
            inner = in_common(text_a, text_b, level + 1) if level + 1 < len(_LEVELS) else _by_ends(text_a, text_b)
        flags_a += inner[0]
        flags_b += inner[1]
    return flags_a, flags_b


def _by_ends(a: str, b: str) -> tuple[Flags, Flags]:
    front, back = ends(a, b)
    # Two digests have a digit or two in common by chance; with half of them in common one was made from the other.
    if front + back < 32 and _DIGEST.fullmatch(a) and _DIGEST.fullmatch(b):
        front = back = 0
    middle_a, middle_b = ([False] * (len(text) - front - back) for text in (a, b))
    start, end = [True] * front, [True] * back
    return start + middle_a + end, start + middle_b + end


def _aligned(a: list[str], b: list[str]) -> Iterator[tuple[bool, str, str]]:
    """The texts of both in order, those that are equal and those that replace each other."""
    front, back = ends(a, b)
    middle_a, middle_b = a[front : len(a) - back], b[front : len(b) - back]
    yield True, "".join(a[:front]), "".join(b[:front])
    if len(middle_a) > _MAX_PIECES or len(middle_b) > _MAX_PIECES:
        yield False, "".join(middle_a), "".join(middle_b)
    else:
        matcher = SequenceMatcher(None, middle_a, middle_b, autojunk=False)
        for tag, start_a, end_a, start_b, end_b in matcher.get_opcodes():
            yield tag == "equal", "".join(middle_a[start_a:end_a]), "".join(middle_b[start_b:end_b])
    yield True, "".join(a[len(a) - back :]), "".join(b[len(b) - back :])


def ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """How much both have in common at the beginning, and at the end of the rest."""
    front = common(a, b)
    return front, common(a[front:][::-1], b[front:][::-1])


def common(a: Sequence[str] | bytes, b: Sequence[str] | bytes) -> int:
    """How much both have in common at the beginning."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(a), len(b)))


_HEAD = ("method", "canonical URI", "canonical query string")
_TAIL = ("end of the canonical headers", "signed headers", "payload hash")
_LINES = {
    "string_to_sign": ("algorithm", "timestamp", "scope", "hash of the canonical request"),
    "signature": ("signature",),
    "authorization": ("Authorization header",),
}
_SCOPE = ("date", "region", "service", "terminator")


class FirstDifference(NamedTuple):
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
        place = f"offset={self.offset}, line={self.line}, column={self.column}"
        return f"FirstDifference({visible(self.name, 100)}, {place})"


def place_of(a: Stage, b: Stage) -> FirstDifference:
    """The first byte in which a stage of two signings differs; their texts are not equal."""
    left, right = a.text.encode(), b.text.encode()
    offset = common(left, right)
    line = left.count(b"\n", 0, offset)
    column = offset - (left.rfind(b"\n", 0, offset) + 1)
    names = [_name(stage, text, line, offset) for stage, text in ((a, left), (b, right))]
    # Where one side has a header more, that header is the difference, not what follows it on the other side.
    name = next((name for name in names if name.startswith("canonical header ")), names[0])
    there = (text[offset] if offset < len(text) else None for text in (left, right))
    return FirstDifference(offset, line + 1, column + 1, name, *there)


def _name(stage: Stage, text: bytes, line: int, offset: int) -> str:
    if stage.name == "scope":
        return _SCOPE[min(text.count(b"/", 0, offset), 3)]
    if stage.name == "url":
        return _piece_of_url(text.decode(), len(text[:offset].decode("utf-8", "ignore")))
    names = _LINES.get(stage.name, ())
    if stage.name == "canonical_request":
        headers = text.decode().split("\n")[len(_HEAD) : -len(_TAIL)]
        names = (*_HEAD, *(f"canonical header {row.partition(':')[0]}" for row in headers), *_TAIL)
    return names[min(line, len(names) - 1)]


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
