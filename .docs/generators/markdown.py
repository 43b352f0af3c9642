"""Text of ours as Markdown that shows it as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What ends no cell of a table.
BAR = "\\|"


def plain(text: str) -> str:
    """A text as Markdown that shows every character of it."""
    return re.sub(r"([\\`*_{}\[\]<>|#&~$'\"])", r"\\\1", text)


def code(text: str) -> str:
    """A text as it is written, in one line."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}" if text else ""


def _fence(text: str) -> str:
    """What can stand around a text, whatever is in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)


def fenced(text: str, language: str = "text", options: Sequence[str] = ()) -> str:
    """A block of code or of what it printed."""
    fence = _fence(text)
    lines = [f"{fence}{{code-block}} {language}", *options, "", text.rstrip("\n"), fence]
    return "\n".join(lines)


def raw(html: str) -> str:
    """HTML as it is."""
    fence = _fence(html)
    return f"{fence}{{raw}} html\n{html}\n{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table whose cells are Markdown, and its class in the stylesheet."""
    lines = [_row(line) for line in (head, ["---"] * len(head), *rows)]
    return "\n".join([f"{{.{kind}}}", *lines] if kind else lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"
