"""What the page alone has: a tree as nested lists, small enough to send with every keystroke, and buttons that copy code."""

from collections.abc import Callable
from typing import Any

from ..links import Snippet, snippets
from ..links.redaction import Hider
from ..sigv4 import Signed
from .tree import Node, box, fold, node, safe_texts


def to_message(tree: Node) -> list[Any]:
    """``[kind, parts, children, attrs]``, without what is empty at its end; a part is its text, or ``[text, source]``."""
    texts, attrs = safe_texts(tree)
    parts = [text if source is None else [text, source] for text, source in texts]
    message = [tree.kind, parts, [to_message(child) for child in tree.children], attrs]
    while not message[-1]:
        message.pop()
    return message


GROUPS = {"sends": "Sends this very URL", "signs": "Makes an equivalent URL, with keys from the environment"}


def copy_as(signed: Signed) -> Node:
    """Every form of the link with its code, masked as it stands there; where one is not valid, the reason."""
    hide = str if signed.example else Hider(signed.live_texts)
    offered = snippets(signed)
    items = list[Node]()
    for group, title in GROUPS.items():
        items += [node("rule", title), *(code(each, hide, _copy) for each in offered if each.group == group)]
    return node("codes", items)


def code(snippet: Snippet, hide: Callable[[str], str], *more: Callable[[Snippet], Node]) -> Node:
    """The code under its name, with what else belongs to it; where it is not offered, the reason."""
    if not snippet.offered:
        return node("raw", f"{snippet.label}: {snippet.unavailable}")
    note = node("rule", snippet.note) if snippet.note else None
    command = box("command", snippet.label, hide(snippet.text))
    return fold(snippet.label, note, command, *(each(snippet) for each in more))


def _copy(snippet: Snippet) -> Node:
    return node("copy", "Copy", data_copy=f"snippet:{snippet.id}", aria_label=f"Copy as {snippet.label}")
