"""A tree as the page receives it: nested lists, small enough to send with every keystroke."""

from __future__ import annotations

from typing import Any

from ..sigv4 import Part
from .node import Node, made_safe


def to_message(tree: Node) -> list[Any]:
    """``[kind, parts, children, attrs]``; a part is its text, or ``[text, source]``."""
    return _list(made_safe(tree))


def _list(tree: Node) -> list[Any]:
    return [
        tree.kind,
        [_part(part) for part in tree.parts],
        [_list(child) for child in tree.children],
        dict(tree.attrs),
    ]


def _part(part: Part) -> str | list[str]:
    return part.text if part.source is None else [part.text, part.source]
