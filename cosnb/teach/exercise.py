"""An exercise: a task, what judges the answer (here a choice or an order), three hints, and the solution last.

What a learner reads are cards of the display's tree, shown as HTML in a notebook and as text everywhere else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol

from ..display import node, to_html, to_text, tree
from ..display.tree import Content, Node


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A card that shows itself as the last line of a cell."""

    tree: Node

    __repr__, _repr_html_ = to_text, to_html


@dataclass(frozen=True, slots=True, repr=False)
class Feedback(Shown):
    """What to say about an answer."""

    right: bool


Pieces = Content | Iterable[Content] | None


def card(kind: str, status: str, title: str, *content: Pieces, tone: str = "") -> Node:
    """A card with one word in front of its title."""
    head = node("heading", node("status", status), node("title", title))
    attrs = {"data_tone": tone} if tone else {}
    return node("view", node(kind, head, *content, **attrs))


# A label with its bytes, in code; and with its text.
code, line = tree.line, partial(tree.line, kind="text")


def right(title: str, *content: Pieces) -> Feedback:
    """The answer is right."""
    return Feedback(card("answer", "right", title, *content, tone="good"), True)


def not_yet(title: str, *content: Pieces) -> Feedback:
    """The answer is not right, and this is what to look at."""
    return Feedback(card("finding", "not yet", title, *content), False)


class Judge(Protocol):
    """Knows the right answer, and what to say about a wrong one."""

    def check(self, answer: object) -> Feedback:
        """Say whether an answer is right and, if it is not, what to look at first."""

    def answer(self) -> Node:
        """The right answer, to be shown."""


@dataclass(frozen=True, slots=True, repr=False)
class Exercise:
    """One exercise. It shows its task, and never its answer."""

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

    __repr__, _repr_html_ = to_text, to_html


# No list of an exercise is longer.
LONGEST = 2_000


@dataclass(frozen=True, slots=True, repr=False)
class ChoiceJudge:
    """Judges a choice: one of the options is right; each is its text and the comment for whoever takes it."""

    options: Mapping[str, tuple[str, str]]
    right: str

    def check(self, answer: object) -> Feedback:
        """The comment on the chosen option; ``"b"``, ``"B)"`` and ``"b."`` are the same."""
        chosen = answer.strip().strip(".()").lower() if isinstance(answer, str) else ""
        if chosen not in self.options:
            return not_yet("No choice yet", node("rule", f"Choose one of: {', '.join(self.options)}."))
        text, comment = self.options[chosen]
        say = right if chosen == self.right else not_yet
        return say(f"{chosen}: {text}", node("rule", comment))

    def answer(self) -> Node:
        """The right option."""
        return line(self.right, self.options[self.right][0])


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """Judges an order: the items in the right order, and the rule behind it unless that gives the order away."""

    items: tuple[str, ...]
    rule: str = ""

    def check(self, answer: object) -> Feedback:
        """Compare a list, or a text with blanks, commas or ``&`` between the items, with the right order."""
        given = _listed(answer)
        missing = [item for item in self.items if item not in given]
        strange = [item for item in given if item not in self.items]
        if missing or strange or len(given) != len(self.items):
            return _off(missing, strange, given)
        for place, (yours, expected) in enumerate(zip(given, self.items, strict=True), 1):
            if yours != expected:
                where = line("yours", f"{yours} comes before {expected}")
                return not_yet(f"Place {place}: {yours}", where, line("rule", self.rule) if self.rule else None)
        return right("The order", node("rule", f"All {len(self.items)} are in the right place."))

    def answer(self) -> Node:
        """The right order."""
        return node("list", [node("item", item) for item in self.items])


def _listed(answer: object) -> list[str]:
    if isinstance(answer, str):
        answer = (item for item in re.split(r"[\s,;&]+", answer[:LONGEST]) if item)
    return [str(item) for item in islice(answer, LONGEST)] if isinstance(answer, Iterable) else []


def _off(missing: list[str], strange: list[str], given: list[str]) -> Feedback:
    """What is wrong with a list that does not have each item once."""
    small = {item.lower(): item for item in missing}
    written = {item: small[item.lower()] for item in strange if item.lower() in small}
    missing = [item for item in missing if item not in written.values()]
    strange = [item for item in strange if item not in written]
    twice = sorted(item for item, count in Counter(given).items() if count > 1)
    found = {
        "The list is not complete": ("missing", missing),
        "The list has something that is not asked for": ("not asked for", strange),
        "Capitals and small letters count": ("write", [f"{right}, not {wrong}" for wrong, right in written.items()]),
        "The list has something more than once": ("more than once", twice),
    }
    title = next((title for title, (_, items) in found.items() if items), "The list is not complete")
    return not_yet(title, [line(label, ", ".join(items[:8])) for label, items in found.values() if items])
