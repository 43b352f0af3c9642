"""What the page alone has: a tree as nested lists, small enough to send with every keystroke, and buttons that copy code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..links import Snippet, snippets
from ..sigv4 import Signed
from .tree import Node, made_safe, node


def to_message(tree: Node) -> list[Any]:
    """``[kind, parts, children, attrs]``; a part is its text, or ``[text, source]``."""
    return _list(made_safe(tree))


# A character of the private use area stands for each text that is taken out.
_FIRST, _MOST, _LONG = 0xE000, 256, 100
_TAKEN = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")


def shared(message: list[Any]) -> tuple[list[Any], list[str]]:
    """A message without the long texts that would stand in it again and again, and those texts.

    A session token stands in both requests, in the URL, its table, its bytes and the terminal's command. Taken out, it
    is sent once, and not again while it does not change.
    """
    long = set(_long_texts(message))
    if not long:
        return message, []
    whole = _written(message)
    long = {text for text in long if whole.count(_written(text)[1:-1]) > 1}
    # A command for a terminal has the same text with every percent sign twice.
    found = long | {text.replace("%", "%%") for text in long}
    texts = sorted((text for text in found if _written(text)[1:-1] in whole), key=lambda text: (-len(text), text))
    if not texts or len(texts) > _MOST or _TAKEN.search(whole):
        return message, []
    for number, text in enumerate(texts):
        whole = whole.replace(_written(text)[1:-1], chr(_FIRST + number))
    return json.loads(whole), texts


def _written(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)


def _long_texts(message: list[Any]) -> Iterator[str]:
    """The long parts of a tree."""
    _, parts, children, _ = message
    for part in parts:
        if not isinstance(part, str) and len(part[0]) >= _LONG:
            yield part[0]
    for child in children:
        yield from _long_texts(child)


def _list(tree: Node) -> list[Any]:
    return [
        tree.kind,
        [part.text if part.source is None else [part.text, part.source] for part in tree.parts],
        [_list(child) for child in tree.children],
        dict(tree.attrs),
    ]


GROUPS = {"sends": "Sends this very URL", "signs": "Makes an equivalent URL, with keys from the environment"}


def copy_as(signed: Signed) -> Node:
    """A button for each form of the link; where one is not valid, the reason stands instead."""
    offered = snippets(signed)
    return node(
        "details",
        node("summary", "Copy as code"),
        [
            node("group", node("label", title), [_button(each) for each in offered if each.group == group])
            for group, title in GROUPS.items()
        ],
        [node("raw", f"{each.label}: {each.unavailable}") for each in offered if not each.offered],
    )


def _button(snippet: Snippet) -> Node | None:
    if not snippet.offered:
        return None
    copy = f"snippet:{snippet.id}"
    title = {"title": snippet.note} if snippet.note else {}
    return node("copy", snippet.label, type="button", data_copy=copy, aria_label=f"Copy as {snippet.label}", **title)
