"""Mystery 403: a good link is broken, by one of the causes that can be applied to a link, and the learner finds out which.

    m = teach.mystery(7)         the same seed gives the same riddle
    m.url, m.send()              the link, and what the store answers
    m.guess("region")            right, or why it cannot be that

The seed goes around the causes: as many seeds in a row as there are causes give each of them once.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import Any

from ..diagnosis import Finding, diagnose
from ..diagnosis.cause import AnyCause
from ..diagnosis.causes import BY_ID, current
from ..diagnosis.damage import SIGNERS, Outgoing, damaged, possible, signed_with
from ..display import node, to_html, to_text
from ..display.tree import Node
from ..errors import InputError
from ..links import presign
from ..sandbox import Sandbox
from ..sandbox.seeds import BUCKET, REGION
from ..sigv4 import Credentials
from ..transfer import Answer, send
from .catalogue import CREDENTIALS, NOW
from .exercise import Feedback, Shown, card, code, line, not_yet, right

BODY = b"sent by a learner\n"
KEY = "notes/to do list.txt"
EXPIRES = 600
# A riddle is made of the first of these links that its cause changes.
LINKS: tuple[dict[str, Any], ...] = (
    {"key": KEY},
    {"key": KEY, "method": "PUT", "headers": {"Content-Type": "text/plain"}},
    {"key": "Zoë//1+1.txt", "query": {"response-content-type": "image/svg+xml"}},
)


@cache
def causes() -> Mapping[str, AnyCause]:
    """Every cause that a riddle can have, by its id."""
    links = (_good(link, "http://127.0.0.1:9444", CREDENTIALS, NOW) for link in LINKS)
    found = dict.fromkeys(name for link in links for name in (*possible(link), *SIGNERS))
    return {name: BY_ID[name] for name in found if not BY_ID[name].harmless}


def _good(link: dict[str, Any], endpoint: str, credentials: Credentials, now: datetime) -> Outgoing:
    place: dict[str, Any] = {"endpoint": endpoint, "region": REGION, "credentials": credentials}
    return Outgoing.of(presign(BUCKET, expires=EXPIRES, now=now, **place, **link))


def _broken(name: str, box: Sandbox, now: datetime) -> tuple[str, Outgoing]:
    """The key of a link, and the request after this happened to it."""
    pair, signed_at = signed_with(name, box.credentials, now)
    for link in LINKS:
        good = _good(link, box.endpoint, pair, signed_at)
        sent = damaged(good, [name])
        if sent != good or name in SIGNERS:
            break
    return link["key"], sent


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
    _key: str
    _cause: AnyCause
    _box: Sandbox
    _now: datetime

    def send(self) -> Answer:
        """Send the request to the sandbox, as it is; nothing goes anywhere else. Raises what ``send`` raises."""
        return _sent(Outgoing(self.method, self.url, tuple(self.headers.items())))

    @property
    def body(self) -> bytes | None:
        """What is sent with it; None where nothing is."""
        return BODY if self.method == "PUT" else None

    def guess(self, cause: object) -> Feedback:
        """Say whether that is the cause and, if it is not, what shows that it is another one.

        Args:
            cause: one of the words that the riddle lists, such as ``"region"``.
        """
        word = cause.lower().replace("_", " ").replace("-", " ").split() if isinstance(cause, str) else ()
        name = current("-".join(word), causes())
        if name not in causes():
            return not_yet("No cause yet", node("rule", f"Name one of: {', '.join(causes())}."))
        if name != self._cause.id:
            return not_yet(f"It is not {name}", *self._against(name))
        found = self._found
        return right(found.title, node("rule", found.explanation), line("fix", found.fix))

    def _against(self, name: str) -> Iterator[Node]:
        """What speaks against a guess: the store would answer differently, or the request would differ."""
        _, sent = _broken(name, self._box, self._now)
        would = _code(_sent(sent))
        if would != _code(self.send()):
            yield node("rule", f"Then the store would answer {would}. Send the link, and read what it answers.")
        else:
            yield node("rule", "The store would answer the same, so look at the request itself.")
        yield line("it would be", f"{causes()[name].done}:")
        yield code(sent.method, sent.url)
        yield from (code(*header) for header in sent.headers)

    @property
    def _found(self) -> Finding:
        """The cause, as it is found with all that is known."""
        box = self._box
        known: dict[str, Any] = {"credentials": box.credentials, "hosts": [box.endpoint], "now": self._now}
        return diagnose(self.url, response=self.send(), progress=False, **known).findings[0]

    def solution(self) -> Shown:
        """The cause, how it shows, and the fix."""
        found = self._found
        seen = [code("seen", row) for row in found.evidence.split("\n")]
        title = f"{self._cause.id}: {self._cause.done}"
        return Shown(card("card", "solution", title, node("rule", found.explanation), seen, line("fix", found.fix)))

    @property
    def tree(self) -> Node:
        """The riddle as a card."""
        rule = "This link was good. Then one thing happened to it, and the store refuses. What was it?"
        made_for = line("made for", f"{self._key} in {BUCKET}, for {EXPIRES} seconds")
        sent = [made_for, code("method", self.method), code("url", self.url)]
        headers = [code(name, value) for name, value in self.headers.items()]
        rows = node("list", [node("item", f"{name}: {cause.done}") for name, cause in causes().items()])
        calls = ".send()  ·  .url  ·  .guess(cause)  ·  .solution()"
        return card("card", "mystery", str(self.seed), node("rule", rule), sent, headers, rows, node("meta", calls))

    __repr__, _repr_html_ = to_text, to_html


def mystery(seed: int, *, box: Sandbox | None = None) -> Mystery:
    """Break a good link to the sandbox, by the cause that the seed gives.

    Args:
        seed: a whole number; the same one gives the same riddle on every machine.
        box: the sandbox to break a link of; None uses the one of the lessons, whose clock stands still.

    Returns:
        The riddle, which shows itself.

    Raises:
        InputError: ``seed`` is not a whole number.
        SandboxError: no sandbox was given, and none can be started.
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise InputError("seed", f"{seed!r} is not a whole number.", "Give one, such as 1.", value=seed)
    box = box or Sandbox(now=NOW)
    now = box.now or datetime.now(timezone.utc)
    cycle, place = divmod(seed, len(causes()))
    name = random.Random(f"mystery {cycle}").sample(list(causes()), len(causes()))[place]
    key, sent = _broken(name, box, now)
    return Mystery(seed, sent.url, sent.method, dict(sent.headers), key, BY_ID[name], box, now)


def _sent(request: Outgoing) -> Answer:
    body = BODY if request.method == "PUT" else None
    return send(request.url, body, method=request.method, headers=request.headers)


def _code(answer: Answer) -> str:
    return answer.error.code if answer.error else f"{answer.status}"
