"""An exercise: a task, what judges the answer, three hints, and the solution last; and the cards that a learner reads, shown
as HTML in a notebook and as text everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..display import node, to_html, to_text
from ..display.tree import Content, Node


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


class Judge(Protocol):
    """Knows the right answer, and what to say to a wrong one."""

    def check(self, answer: object) -> Feedback:
        """Say whether an answer is right and, if it is not, what to look at first."""
        ...

    def answer(self) -> Node:
        """The right answer, to be shown."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Exercise:
    """One exercise. It shows its task, and never its answer.

    Attributes:
        name: what ``check``, ``hint`` and ``solution`` call it.
        task: what to do, in a few sentences.
        judge: what knows the answer.
        hints: three, each of which gives away more than the one before.
        why: one or two sentences that go with the solution.
        given: the inputs of the task, name to value, for the learner's own code.
    """

    name: str
    task: str
    judge: Judge
    hints: tuple[str, str, str]
    why: str
    given: Mapping[str, str] = field(default_factory=dict)

    def check(self, answer: object) -> Feedback:
        """Say whether an answer is right and, if it is not, what to look at first."""
        return self.judge.check(answer)

    def hint(self, number: int) -> Shown:
        """The hint of that number, from 1; after the last one, the last one again."""
        number = min(max(number, 1), len(self.hints))
        last = number == len(self.hints)
        call = f'teach.{"solution" if last else "hint"}("{self.name}")'
        further = f"{call} shows the answer." if last else f"{call} again gives the next."
        title = f"{number} of {len(self.hints)}"
        return Shown(card("card", "hint", title, node("rule", self.hints[number - 1]), node("meta", further)))

    def solution(self) -> Shown:
        """The right answer, and why it is that."""
        return Shown(card("card", "solution", self.name, node("rule", self.why), self.judge.answer()))

    @property
    def tree(self) -> Node:
        """The task as a card."""
        given = [code(name, text) for name, text in self.given.items()]
        calls = f'teach.check("{self.name}", answer)  ·  teach.hint("{self.name}")  ·  teach.solution("{self.name}")'
        return card("card", "exercise", self.name, node("rule", self.task), given, node("meta", calls))

    def __repr__(self) -> str:
        return to_text(self.tree)

    def _repr_html_(self) -> str:
        return to_html(self.tree)
