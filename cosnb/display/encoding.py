"""Why a character looks as it does in a path or a query: raw and encoded, side by side."""

from __future__ import annotations

import unicodedata

from ..sigv4 import Stage, uri_encode
from .style import label
from .tree import Node, node

_ROWS = 40


def encoding_table(stage: Stage) -> Node | None:
    """Each character that the path or the query could not hold as it was; None where all could."""
    seen = _encoded(stage)
    if not seen:
        return None
    head = node("tr", *(node("th", text) for text in ("character", "UTF-8 bytes", "encoded", "stands in")))
    rows = [
        node(
            "tr",
            node("td", node("code", char), node("raw", f" {_name(char)}")),
            node("td", node("code", char.encode().hex(" ").upper())),
            node("td", node("code", encoded)),
            node("td", where),
        )
        for char, (encoded, where) in list(seen.items())[:_ROWS]
    ]
    return node(
        "details",
        node("summary", "What was percent-encoded, and why"),
        node(
            "rule",
            "Letters, digits and - . _ ~ stay. Every other byte becomes % and two hex digits, upper-case. "
            "The slash stays in a path, where it separates, and is encoded in a query.",
        ),
        node("table", head, *rows),
    )


def _encoded(stage: Stage) -> dict[str, tuple[str, str]]:
    seen: dict[str, tuple[str, str]] = {}
    for part in stage.parts:
        if part.raw and part.source and part.raw != part.text and not part.source.startswith("header:"):
            for char in dict.fromkeys(part.raw):
                encoded = uri_encode(char, keep_slash=part.source in ("key", "path"))
                if encoded != char:
                    seen.setdefault(char, (encoded, label(part.source)))
    return seen


def _name(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").lower()
