"""All the nodes of a tree."""

from __future__ import annotations

from collections.abc import Iterator

from cosnb.display import Node


def walk(node: Node) -> Iterator[Node]:
    """This node and all below it, in reading order."""
    yield node
    for child in node.children:
        yield from walk(child)
