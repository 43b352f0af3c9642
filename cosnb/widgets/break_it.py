"""The break-it panel: tick what happens to a good link, see which stages change, send it, and read why it fails."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import anywidget
import traitlets

from ..diagnosis import Diagnosis, diagnose
from ..diagnosis.causes import current
from ..diagnosis.damage import Damage, Outgoing, damaged, possible
from ..display import Node, answer_tree, fold, line, node, to_message, tree_of, view
from ..errors import CosnbError, InputError
from ..links import Verification, compare, presign, verify
from ..sandbox.seeds import ACCESS_KEY_ID, BUCKET, REGION, SECRET_ACCESS_KEY
from ..sigv4 import Credentials, Signed
from ..transfer import Answer, send
from .assets import script
from .credential_fields import sandbox_at
from .picture import Pictured
from .send_panel import BUDGET_SECONDS

KEY = "inbox/to do list.txt"
HEADERS = {"Content-Type": "text/plain"}
BODY = b"1. break it\n2. read why\n"


def _link(endpoint: str, credentials: Credentials, now: datetime | None) -> Signed:
    """The good link."""
    given: dict[str, Any] = {"headers": HEADERS, "expires": 600, "endpoint": endpoint, "region": REGION}
    return presign(BUCKET, KEY, method="PUT", credentials=credentials, now=now, **given)


@cache
def _choices() -> dict[str, Damage]:
    """What can happen to the good link, by the id of the cause."""
    pair = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, example=True)
    return possible(Outgoing.of(_link("http://127.0.0.1:9444", pair, None)))


class BreakIt(Pictured, anywidget.AnyWidget):
    """A good link to the sandbox, and a panel of what can happen to it on its way.

    Each tick shows what the client signed beside what a store computes from what it gets, and what
    :func:`cosnb.diagnose` says of it. Nothing is sent until Send is pressed; the kernel sends it, to the sandbox.

    Args:
        *ticked: what has happened at first, by id, such as ``"path-plus"``; ``BreakIt.names()`` lists them.
        now: the sandbox's clock and the moment of signing, for lessons; None reads the clock.

    Attributes:
        link: the good link: a PUT of one object with a signed content type.
        verification: what a store computes from the request as it is now; None where it finds no signature in it.
        diagnosis: why it fails; with the store's answer once it was sent.
        last_answer: the store's answer, or None while the request as it is now was not sent.

    Raises:
        InputError: an id is not known.
        SandboxError: the sandbox cannot be started.
    """

    _esm = script("tree", "controls", "break_it")

    choices: traitlets.List[Any] = traitlets.List().tag(sync=True)
    ticked: traitlets.List[Any] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    stages: traitlets.List[Any] = traitlets.List().tag(sync=True)
    findings: traitlets.List[Any] = traitlets.List().tag(sync=True)
    answer: traitlets.List[Any] = traitlets.List().tag(sync=True)

    link: Signed
    verification: Verification | None
    diagnosis: Diagnosis
    last_answer: Answer | None = None

    def __init__(self, *ticked: str, now: datetime | None = None, **kwargs: Any) -> None:
        ticked = tuple(current(name, _choices()) if isinstance(name, str) else name for name in ticked)
        for name in ticked:
            if not isinstance(name, str) or name not in _choices():
                known = ", ".join(self.names())
                raise InputError("ticked", f"there is no {name!r}.", f"There are {known}.", value=name)
        self._box = sandbox_at(now)
        self.link = _link(self._box.endpoint, self._box.credentials, now)
        super().__init__(choices=list(_by_piece().items()), ticked=list(ticked), **kwargs)
        self._look()
        self.observe(lambda _change: self._look(), "ticked")
        self.on_msg(self._receive)

    @staticmethod
    def names() -> dict[str, str]:
        """Everything that can happen: the id of its cause to what it is."""
        return {name: f"{damage.piece}: {damage.cause.done}" for name, damage in _choices().items()}

    @property
    def outgoing(self) -> Outgoing:
        """The request as it leaves the client, with everything done to it that is ticked."""
        return damaged(Outgoing.of(self.link), self.ticked)

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("send"):
            # A tick made while the kernel was busy may come after this message.
            ticked = content.get("ticked", self.ticked)
            self.ticked = [name for name in self.names() if name in ticked]
            self.send({"done": True, "problem": self._deliver()})

    def _deliver(self) -> str:
        """Send the request as it is now; returns what went wrong, or the empty text."""
        sent = self.outgoing
        try:
            data = None if sent.method == "GET" else BODY
            self.last_answer = send(sent.url, data, method=sent.method, headers=sent.headers)
        except CosnbError as error:
            return str(error)
        self.answer = to_message(answer_tree(self.last_answer))
        self._explain()
        return ""

    def _look(self) -> None:
        self.last_answer, self.answer = None, []
        sent, pair, now = self.outgoing, self._box.credentials, self.link.signed_at
        try:
            self.verification = verify(sent.url, pair, method=sent.method, headers=sent.headers, now=now)
        except InputError:
            self.verification = None
        # The stages are on their way to the page before the search for proof begins.
        self.stages = to_message(stages_tree(self.link, self.verification))
        self._explain()

    def _explain(self) -> None:
        sent, box = self.outgoing, self._box
        known: dict[str, Any] = {"credentials": box.credentials, "hosts": (box.endpoint,), "now": self.link.signed_at}
        how: dict[str, Any] = {"method": sent.method, "headers": sent.headers, "progress": False}
        self.diagnosis = diagnose(sent.url, response=self.last_answer, budget=BUDGET_SECONDS, **known, **how)
        self.findings = to_message(_without_buttons(tree_of(self.diagnosis, reveal=True)))
        self._repaint()

    def picture(self) -> Node:
        """All that the page shows, for where no kernel runs."""
        box = {name: "☑" if name in self.ticked else "☐" for name in _choices()}
        said = {group: [f"{box[name]} {label}" for name, label in rows] for group, rows in _by_piece().items()}
        ticks = [line(group, " · ".join(labels), kind="text") for group, labels in said.items()]
        title = "Break a good link"
        stages, why = stages_tree(self.link, self.verification), tree_of(self.diagnosis, reveal=True)
        return view(title, node("heading", node("title", title)), ticks, stages, why)

    def __repr__(self) -> str:
        return f"BreakIt({', '.join(map(repr, self.ticked))})"


def _by_piece() -> dict[str, list[tuple[str, str]]]:
    """Everything that can happen as ``(id, label)``, by the piece that it hits."""
    pieces: dict[str, list[tuple[str, str]]] = {}
    for name, damage in _choices().items():
        pieces.setdefault(damage.piece, []).append((name, damage.cause.done))
    return pieces


def stages_tree(link: Signed, seen: Verification | None) -> Node:
    """Which stages change, and the first of them byte by byte; the others, which only follow it, behind a summary."""
    if seen is None:
        return node("view", node("heading", node("title", "Nothing of the signature arrives.")))
    comparison = compare(link, seen)
    heading, *cards = tree_of(comparison, reveal=True).children
    changed = [card for card, stage in zip(cards, comparison.stages, strict=True) if not stage.equal]
    same = [card for card in cards if card not in changed]
    return view(
        "What was signed, and what a store computes",
        heading,
        line("changed", _titles(changed), kind="text"),
        line("as signed", _titles(same), kind="text"),
        line("a store", _verdict(seen), kind="text"),
        changed[:1],
        fold("The other stages", [card for card in cards if card not in changed[:1]]),
    )


def _verdict(seen: Verification) -> str:
    """What a store would decide. For a malformed request stores have different codes, and the sandbox has another."""
    if seen.accepted:
        return "would accept it"
    differ = "" if seen.code == "SignatureDoesNotMatch" else " in the words of AWS; another store may have another code"
    return f"would refuse it: {seen.code}{differ}. {seen.message}"


def _titles(cards: list[Node]) -> str:
    """The names of these cards' stages."""
    return " · ".join(card.children[0].children[0].text for card in cards) or "nothing"


def _without_buttons(tree: Node) -> Node:
    """A diagnosis without "Use it": the link is this panel's own."""
    return replace(tree, children=tuple(_without_buttons(child) for child in tree.children if child.kind != "use"))
