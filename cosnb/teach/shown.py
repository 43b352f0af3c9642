"""What a learner reads: cards built of the display's tree, shown as HTML in a notebook and as text everywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..display import Node, node, to_html, to_text
from ..display.tree import Content


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A card that shows itself as the last line of a cell."""

    tree: Node

    def __repr__(self) -> str:
        return to_text(self.tree)

    def _repr_html_(self) -> str:
        return to_html(self.tree)


@dataclass(frozen=True, slots=True, repr=False)
class Feedback(Shown):
    """What is to be said to an answer.

    Attributes:
        tree: the card.
        right: whether the answer is right.
    """

    right: bool


Pieces = Content | Iterable[Content] | None


def card(kind: str, status: str, title: str, *content: Pieces, tone: str = "") -> Node:
    """A card with one word in front of its title."""
    head = node("heading", node("status", status), node("title", title))
    attrs = {"data_tone": tone} if tone else {}
    return node("view", node(kind, head, *content, **attrs), aria_label=f"{status}: {title}")


def line(label: str, *content: Pieces) -> Node:
    """A word, and the text that belongs to it."""
    return node("line", node("label", label), node("text", *content))


def code(label: str, *content: Pieces) -> Node:
    """A word, and the bytes that belong to it."""
    return node("line", node("label", label), node("code", *content))


def right(title: str, *content: Pieces) -> Feedback:
    """The answer is right."""
    return Feedback(card("answer", "right", title, *content, tone="good"), True)


def not_yet(title: str, *content: Pieces) -> Feedback:
    """The answer is not right, and this is what to look at."""
    return Feedback(card("finding", "not yet", title, *content), False)
