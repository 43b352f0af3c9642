"""Mystery 403: a good link is broken, by one of some known causes, and the learner finds out which.

    m = teach.mystery(7)         the same seed gives the same riddle
    m.url, m.send()              the link, and what the store answers
    m.guess("region")            right, or why it cannot be that

The seed goes around the causes: as many seeds in a row as there are causes give each of them once.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from ..display import node, to_html, to_text
from ..display.tree import Node
from ..errors import InputError
from ..sandbox import Sandbox
from ..transfer import Answer, send
from .catalogue.common import NOW
from .causes import CAUSES, EXPIRES, KEY, Cause
from .shown import Feedback, Shown, card, code, line, not_yet, right

BODY = b"sent by a learner\n"


@dataclass(frozen=True, slots=True, repr=False)
class Mystery:
    """A request that fails, for one cause. It shows the request, and never the cause.

    Attributes:
        seed: the number it was made of.
        url: the link as it is sent.
        method: the method that it is sent with.
        headers: the headers that are sent beside those of every request.
    """

    seed: int
    url: str
    method: str
    headers: Mapping[str, str]
    _cause: Cause
    _box: Sandbox

    def send(self) -> Answer:
        """Send the request to the sandbox, as it stands; nothing goes anywhere else. Raises what ``send`` raises."""
        return send(self.url, BODY if self.method == "PUT" else None, method=self.method, headers=self.headers)

    def guess(self, cause: object) -> Feedback:
        """Say whether that is the cause and, if it is not, by what one can see that it is another.

        Args:
            cause: one of the words that the riddle lists, such as ``"region"``.
        """
        guessed = CAUSES.get(_word(cause))
        if guessed is None:
            return not_yet("No cause yet", node("rule", f"Name one of: {', '.join(CAUSES)}."))
        if guessed is self._cause:
            return right(guessed.label, node("rule", guessed.why), line("mend", guessed.mend))
        return not_yet(f"It is not {guessed.name}", *_against(guessed, self._cause))

    def solution(self) -> Shown:
        """The cause, how it is seen, and what mends it."""
        cause = self._cause
        seen = line("seen", cause.seen)
        return Shown(card("card", "solution", cause.label, node("rule", cause.why), seen, line("mend", cause.mend)))

    @property
    def tree(self) -> Node:
        """The riddle as a card."""
        rule = "This link was good. Then one thing happened to it, and the store refuses. What was it?"
        made_for = line("made for", f"{KEY} in {self._box.bucket}, for {EXPIRES} seconds")
        sent = [made_for, code("method", self.method), code("url", self.url)]
        headers = [code(name, value) for name, value in self.headers.items()]
        causes = node("list", [node("item", f"{cause.name}: {cause.label}") for cause in CAUSES.values()])
        calls = ".send()  ·  .url  ·  .guess(cause)  ·  .solution()"
        return card("card", "mystery", str(self.seed), node("rule", rule), sent, headers, causes, node("meta", calls))

    def __repr__(self) -> str:
        return to_text(self.tree)

    def _repr_html_(self) -> str:
        return to_html(self.tree)


def mystery(seed: int, *, box: Sandbox | None = None) -> Mystery:
    """Break a good link to the sandbox, by the cause that the seed gives.

    Args:
        seed: a whole number; the same one gives the same riddle on every machine.
        box: the sandbox to break a link of; None uses the one of the lessons, whose clock stands still.

    Returns:
        The riddle, which shows itself.

    Raises:
        InputError: ``seed`` is no whole number.
        SandboxError: no sandbox was given, and none can be started.
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise InputError("seed", f"{seed!r} is no whole number.", "Give one, such as 1.", value=seed)
    box = box or Sandbox(now=NOW)
    cycle, place = divmod(seed, len(CAUSES))
    drawn = random.Random(f"mystery {cycle}").sample(list(CAUSES.values()), len(CAUSES))[place]
    broken = drawn.make(box, box.now or datetime.now(timezone.utc))
    return Mystery(seed, broken.url, broken.method, dict(broken.headers), drawn, box)


def _word(cause: object) -> str:
    """A guess as the name of a cause is written."""
    return "-".join(cause.lower().replace("_", " ").replace("-", " ").split()) if isinstance(cause, str) else ""


def _against(guessed: Cause, cause: Cause) -> tuple[Node, ...]:
    """What speaks against a guess: another answer of the store, or something that is not to be seen."""
    if guessed.answer != cause.answer:
        would = node("rule", f"The store would answer {guessed.answer} then. Send it, and read what it answers.")
    else:
        would = node("rule", "The store would answer the same, so look at the request itself.")
    return would, line("it would show", guessed.seen)
