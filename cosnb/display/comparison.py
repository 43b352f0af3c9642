"""Two sides beside each other: two signings with every byte that differs marked, a URL and what a store computes of it."""

import re
from collections.abc import Iterable
from hashlib import sha256
from itertools import islice

from ..diagnosis.echo import pieces_of
from ..links import Comparison, Verification, compare, live_texts, parse
from ..links.checking.comparing import Segment, StageDifference
from ..links.checking.verifying import signed_texts
from ..links.redaction import Hider
from ..sigv4 import Part, Signed, Stage
from ..visible import MASK
from .cards import TITLES
from .stages import canonical_card, computation_cards, masked
from .tree import Node, hidden, line, node, view


def comparison_tree(comparison: Comparison, *, reveal: bool | None = None) -> Node:
    """Where two signings first differ, and each stage of both. Live values are masked unless ``reveal``."""
    sides = (comparison.a, comparison.b)
    # A verification is what a store computes from the request that reached it.
    beside = isinstance(comparison.a, Signed) and isinstance(comparison.b, Verification)
    names = ("signed", "the store has") if beside else ("first", "second")
    example = all(isinstance(side, Signed) and side.example for side in sides)
    shown = example if reveal is None else reveal
    cards = [_card(stage, shown, names) for stage in comparison.stages]
    return view("Comparison", node("heading", node("title", comparison.summary)), cards)


def _card(stage: StageDifference, shown: bool, names: tuple[str, str]) -> Node:
    title = TITLES.get(stage.name, stage.name)
    place = stage.first
    where = f"differs from line {place.line} on: {place.name}, byte {place.column}" if place else "the same"
    head = node("heading", node("title", title), node("meta", where))
    sides = () if stage.equal else zip(names, (stage.a, stage.b), strict=True)
    return node("card", head, [line(name, _segments(side, shown)) for name, side in sides], data_stage=stage.name)


def _segments(segments: Iterable[Segment], shown: bool) -> list[Node]:
    """Each piece as it stands, the ones that only this side has marked."""
    pieces = (("same" if one.same else "differs", [Part(one.text, one.source)]) for one in segments)
    return [node(kind, masked(parts, shown)) for kind, parts in pieces]


def verification_tree(verification: Verification, *, reveal: bool | None = None) -> Node:
    """The decision, the claimed signature beside the computed one, and the cards of the computation."""
    shown = verification.example if reveal is None else reveal
    accepted, computed = verification.accepted, verification.computed
    verdict = "A store would accept this" if accepted else f"A store would refuse this: {verification.code}"
    head = node("heading", node("status", "accepted" if accepted else "refused"), node("title", verdict))
    why = None if accepted else node("rule", verification.message or "")
    answer = node("answer", head, why, _signatures(verification, shown), data_tone="good" if accepted else "bad")
    cards = computation_cards(computed, shown=shown, query=verification.claimed.url.query) if computed else ()
    return view("What a store computes", answer, cards)


def beside_tree(signed: Signed, verification: Verification, *, reveal: bool | None = None) -> Node:
    """What the client signed beside what the store computes from what it received, stage by stage."""
    shown = verification.example if reveal is None else reveal
    verdict = verification_tree(verification, reveal=shown).children[0]
    comparison = comparison_tree(compare(signed, verification), reveal=shown)
    label = "The client's side and the store's side"
    return view(label, verdict, comparison.children)


def _signatures(verification: Verification, shown: bool) -> list[Node]:
    """The claimed signature is as live as the computed one, where they are equal."""
    computed = verification.computed.signature if verification.computed else "could not be computed"
    rows = (("signature in the URL", verification.claimed.signature), ("signature computed", computed))
    return [line(name, text if shown else MASK) for name, text in rows]


def request_tree(text: str, method: str | None, headers: Iterable[tuple[str, str]], body: bytes | None = None) -> Node:
    """What is signed of a URL, a request or a canonical request: all that needs no key. Raises as signed_texts() does."""
    echo = pieces_of(text.encode("utf-8", "replace").decode().replace("\r\n", "\n").strip("\n"))
    request = parse(f"https://{echo.header('host')}{echo.path}?{echo.query}" if echo else text)
    known, sent = (echo.method, echo.headers) if echo else (method or request.method, headers or request.headers)
    notes = [] if known else ["A URL does not tell the method that was signed. Here it is GET; --method says another."]
    if echo and request.kind == "unsigned":
        notes = ["A canonical request does not tell the scope; the whole request, with its Authorization header, does."]
        canonical = Stage("canonical_request", tuple(map(Part, re.split("([\n&])", echo.text))))
        shown = [canonical_card(canonical, False, (), ()), line("SHA-256", sha256(echo.text.encode()).hexdigest())]
    else:
        computed = signed_texts(request, known or "GET", sent, body)
        shown = [*islice(computation_cards(computed, shown=False, query=request.url.query), 3)]
        notes += [] if echo else request.problems
        if echo and computed.canonical_request.text != echo.text:
            notes = ["The text is not what a store makes of this request. Here is what it makes."]
    return hidden(view("What is signed", [node("rule", note) for note in notes], shown), Hider(live_texts(text)))
