"""Judge a choice and an order: quizzes, and sorting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from ..display import node
from ..display.tree import Node
from .exercise import Feedback, line, not_yet, right

# More than that is no list of an exercise.
LONGEST = 2_000


class Option(NamedTuple):
    """One choice of a quiz: its text, and what is to be said to whoever takes it."""

    text: str
    comment: str


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """Judges a choice: one of the options is right, and each has something to be said to it."""

    options: Mapping[str, Option]
    right: str

    def check(self, answer: object) -> Feedback:
        """Say something to the chosen option; ``"b"``, ``"B)"`` and ``"b."`` are the same."""
        chosen = answer.strip().strip(".()").lower() if isinstance(answer, str) else ""
        if chosen not in self.options:
            return not_yet("No choice yet", node("rule", f"Choose one of: {', '.join(self.options)}."))
        option = self.options[chosen]
        say = right if chosen == self.right else not_yet
        return say(f"{chosen}: {option.text}", node("rule", option.comment))

    def answer(self) -> Node:
        """The right option."""
        option = self.options[self.right]
        return line(self.right, option.text)


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """Judges an order: the items, as they should stand, and the rule that orders them if it does not give them away."""

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
                where = line("yours", f"{yours} stands before {expected}")
                return not_yet(f"Place {place}: {yours}", where, line("rule", self.rule) if self.rule else None)
        return right("The order", node("rule", f"All {len(self.items)} stand where they belong."))

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
