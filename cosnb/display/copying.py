"""Copy as: code for the link in two honest groups. The code itself goes to the page only when it is copied."""

from __future__ import annotations

from ..links import Snippet, snippets
from ..sigv4 import Signed
from .tree import Node, node

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
