"""An exercise: a task, what judges the answer, three hints, and the solution last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..display import node, to_html, to_text
from ..display.tree import Node
from .shown import Feedback, Shown, card, code


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
