"""What the page alone has: a tree as nested lists, small enough to send with every keystroke, and buttons that copy code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..links import Snippet, snippets
from ..links.redaction import Hider
from ..sigv4 import Signed
from .tree import Node, box, node, safe_texts


def to_message(tree: Node) -> list[Any]:
    """``[kind, parts, children, attrs]``; a part is its text, or ``[text, source]``."""
    texts, attrs = safe_texts(tree)
    parts = [text if source is None else [text, source] for text, source in texts]
    return [tree.kind, parts, [to_message(child) for child in tree.children], attrs]


# A character of the private use area stands for each text that is taken out.
_FIRST, _MOST, _LONG = 0xE000, 256, 100
_TAKEN = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]")


def shared(message: list[Any]) -> tuple[list[Any], list[str]]:
    """A message without the long texts that would stand in it again and again, and those texts.

    A session token stands in both requests, in the URL, its table, its bytes and the terminal's command. Taken out, it
    is sent once, and not again while it does not change. They are taken out of the message itself.
    """
    parts: list[Any] = []
    holders: list[list[Any]] = []
    _gather(message, parts, holders)
    whole = "\n".join([part if isinstance(part, str) else part[0] for part in parts])
    long = {part[0] for part in parts if not isinstance(part, str) and len(part[0]) >= _LONG}
    long = {text for text in long if whole.count(text) > 1}
    # A command for a terminal has the same text with every percent sign twice.
    found = long | {text.replace("%", "%%") for text in long}
    taken = sorted((text for text in found if text in whole), key=lambda text: (-len(text), text))
    if not taken or len(taken) > _MOST or _TAKEN.search(whole):
        return message, []

    def cut(text: str) -> str:
        for number, long in enumerate(taken):
            text = text.replace(long, chr(_FIRST + number))
        return text

    for held in holders:
        held[:] = [cut(part) if isinstance(part, str) else [cut(part[0]), part[1]] for part in held]
    return message, taken


def _gather(message: list[Any], parts: list[Any], holders: list[list[Any]]) -> None:
    """Every part of a tree and value of its attributes, and the lists of parts that hold a long text."""
    _, own, children, attrs = message
    parts += own
    parts += attrs.values()
    if any(len(part if isinstance(part, str) else part[0]) >= _LONG for part in own):
        holders.append(own)
    for child in children:
        _gather(child, parts, holders)


GROUPS = {"sends": "Sends this very URL", "signs": "Makes an equivalent URL, with keys from the environment"}


def copy_as(signed: Signed) -> Node:
    """Every form of the link with its code, masked as it stands there; where one is not valid, the reason."""
    hide = str if signed.example else Hider(signed.live_texts)
    offered = snippets(signed)
    return node(
        "codes",
        [
            item
            for group, title in GROUPS.items()
            for item in (node("rule", title), *(_code(each, hide) for each in offered if each.group == group))
        ],
    )


def _code(snippet: Snippet, hide: Callable[[str], str]) -> Node:
    if not snippet.offered:
        return node("raw", f"{snippet.label}: {snippet.unavailable}")
    copy, name = f"snippet:{snippet.id}", f"Copy as {snippet.label}"
    return node(
        "details",
        node("summary", snippet.label),
        node("rule", snippet.note) if snippet.note else None,
        box("command", snippet.label, hide(snippet.text)),
        node("copy", "Copy", type="button", data_copy=copy, aria_label=name),
    )
