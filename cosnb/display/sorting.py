"""Sorted order made visible: where each line of the canonical request stood in the request that is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..sigv4 import Part
from ..sigv4.canonical import SIGNATURE_PARAM
from ..sigv4.encoding import reencode
from ..sigv4.parts import join
from ..sigv4.url import Param
from .tree import Node, node

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


def moved(order: Order) -> bool:
    return order != sorted(order)


def marked(lines: Sequence[list[Part]], order: Order) -> list[Node]:
    """The lines as rows, each with its way to where it stands; nothing is marked where nothing moved."""
    if not moved(order) or len(order) != len(lines):
        return [node("row", line) for line in lines]
    return [node("row", line, _place(was, now)) for now, (line, was) in enumerate(zip(lines, order, strict=True), 1)]


def _place(was: int, now: int) -> Node:
    return node("place", " =" if was == now else f" {was} → {now}")


def sorting_rule(*orders: Order) -> str:
    """The rule in words, and how to read the marks."""
    rule = "Parameters are sorted by name and value, headers by name, byte by byte: 'X' before 'a'"
    found = next(((was, now) for order in orders for now, was in enumerate(order, 1) if was != now), None)
    if found is None:
        return f"{rule}. All were in order already."
    was, now = found
    return f"{rule}. {was} → {now}: sent as number {was}, signed as number {now}."
