"""What is in the cards: their titles and rules, what was percent-encoded and why, and where each sorted line stood before."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from ..sigv4 import Part, Stage, uri_encode
from ..sigv4.canonical import SIGNATURE_PARAM
from ..sigv4.encoding import reencode
from ..sigv4.parts import join
from ..sigv4.url import Param
from .style import label
from .tree import Node, fold, node, tr

WORDS: Mapping[str, Mapping[str, str]] = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
RULES, TITLES = WORDS["rules"], WORDS["titles"]
SCOPE_LINES = ("date (UTC)", "region", "service", "terminator")
STRING_LINES = ("algorithm", "time (UTC)", "scope", "hashed canonical request")


_ROWS = 40


def encoding_table(stage: Stage) -> Node | None:
    """Each character that the path or the query could not hold as it was; None where all could."""
    seen = _encoded(stage)
    if not seen:
        return None
    rows = [tr("character", "its UTF-8 bytes, encoded", "stands in", kind="th")]
    for char, (encoded, where) in list(seen.items())[:_ROWS]:
        name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
        rows.append(tr((node("code", char), node("raw", f" {name}")), node("code", encoded), where))
    return fold("What was percent-encoded, and why", node("rule", RULES["encoding"]), node("table", rows))


def _encoded(stage: Stage) -> dict[str, tuple[str, str]]:
    seen: dict[str, tuple[str, str]] = {}
    for part in stage.parts:
        if part.raw and part.source and part.raw != part.text and not part.source.startswith("header:"):
            for char in dict.fromkeys(part.raw):
                encoded = uri_encode(char, keep_slash=part.source in ("key", "path"))
                if encoded != char:
                    seen.setdefault(char, (encoded, label(part.source)))
    return seen


Order = list[int]


def query_order(query: Iterable[Param]) -> Order:
    """For each line of the canonical query its place among the parameters as they are sent, from 1."""
    sent = [(reencode(name.text), reencode(join(value))) for name, value in query]
    return _sorted([pair for pair in sent if pair[0] != SIGNATURE_PARAM])


def header_order(sent: Iterable[str], signed: Iterable[str]) -> Order:
    """For each canonical header its place among the headers as they are sent, from 1; empty where that is not known."""
    known = set(signed)
    names = [name for name in dict.fromkeys(name.strip().lower() for name in sent) if name in known]
    return _sorted(names) if len(names) == len(known) else []


def _sorted(sent: Sequence[str | tuple[str, str]]) -> Order:
    return [at + 1 for at in sorted(range(len(sent)), key=sent.__getitem__)]


def marked(lines: Sequence[list[Part]], order: Order) -> list[Node]:
    """The lines as rows, each with its way to where it stands; nothing is marked where nothing moved."""
    if order == sorted(order) or len(order) != len(lines):
        return [node("row", line) for line in lines]
    return [
        node("row", line, node("place", " =" if was == now else f" {was} → {now}"))
        for now, (line, was) in enumerate(zip(lines, order, strict=True), 1)
    ]


def sorting_rule(*orders: Order) -> str:
    """The rule in words, and how to read the marks."""
    rule = "Parameters are sorted by name and value, headers by name, byte by byte: 'X' before 'a'"
    found = next(((was, now) for order in orders for now, was in enumerate(order, 1) if was != now), None)
    if found is None:
        return f"{rule}. All were in order already." if any(orders) else f"{rule}."
    was, now = found
    return f"{rule}. {was} → {now}: sent as number {was}, signed as number {now}."
