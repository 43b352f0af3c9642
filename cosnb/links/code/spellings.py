"""What can stand in a URL that some client changes before it sends it."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import NamedTuple

from ...sigv4 import uri_decode

_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_FOREIGN = re.compile(r"[^!$%&'()*+,./0-9:;=?@A-Z_a-z~-]")


def _escapes(text: str) -> set[str]:
    return set(re.findall("%([0-9A-Fa-f]{2})", text))


class Spelling(NamedTuple):
    """``name``: what it is for people. ``found``: whether a path and a query hold it."""

    name: str
    found: Callable[[str, str], bool]


SPELLINGS: dict[str, Spelling] = {
    "dots": Spelling("'.' and '..' in a path", lambda path, _: any(s in (".", "..") for s in path.split("/"))),
    "encoded dots": Spelling(
        "%2E%2E in a path",
        lambda path, _: any("%" in s and uri_decode(s) in (".", "..") for s in path.split("/")),
    ),
    "plain": Spelling(
        "escapes of plain characters, such as %7E",
        lambda path, query: any(chr(int(h, 16)) in _UNRESERVED for h in _escapes(path + "?" + query)),
    ),
    "lower": Spelling(
        "escapes in lower case, such as %c3",
        lambda path, query: any(h != h.upper() for h in _escapes(path + "?" + query)),
    ),
    "lone": Spelling(
        "a % that begins no escape",
        lambda path, query: bool(re.search("%(?![0-9A-Fa-f]{2})", path + "?" + query)),
    ),
    "quote": Spelling("' in a query", lambda _, query: "'" in query),
    "foreign": Spelling(
        "characters that a URL cannot hold", lambda path, query: bool(_FOREIGN.search(path + "?" + query))
    ),
}


def spellings(url: str) -> tuple[str, ...]:
    """The ids of those that stand in a URL."""
    path, _, query = re.sub(r"^[^:/?]*://[^/?]*", "", url).partition("?")
    return tuple(id_ for id_, spelling in SPELLINGS.items() if spelling.found(path, query))
