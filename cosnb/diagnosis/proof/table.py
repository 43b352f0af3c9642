"""Every option of every axis, once, in the order in which the search takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .axis_headers import header_hypotheses
from .axis_host import host_hypotheses
from .axis_path import path_hypotheses
from .axis_query import query_hypotheses
from .axis_request import layout_hypotheses, method_hypotheses, payload_hypotheses, signed_header_hypotheses
from .axis_scope import scope_hypotheses
from .axis_secret import secret_hypotheses
from .combining import Base, Group, shown_only
from .hypotheses import Generator, Option, Value
from .subject import Root, Subject

AXES: tuple[tuple[str, Generator], ...] = (
    ("secret", secret_hypotheses),
    ("method", method_hypotheses),
    ("host", host_hypotheses),
    ("path", path_hypotheses),
    ("query", query_hypotheses),
    ("signed headers", header_hypotheses),
    ("list of signed headers", signed_header_hypotheses),
    ("payload hash", payload_hypotheses),
    ("scope", scope_hypotheses),
    ("layout", layout_hypotheses),
)


KEY_AXES = ("secret", "scope")


@dataclass(slots=True)
class Table:
    """Options by what they change.

    Attributes:
        singles: the options of one change, by their slot.
        doubles: those in which two changes meet, by their slot.
        composites: those that change several slots at once.
        counts: how many options each axis has.
    """

    singles: dict[str, list[Group]] = field(default_factory=dict)
    doubles: dict[str, list[Group]] = field(default_factory=dict)
    composites: list[Group] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def choices(
        self, base: Base, slots: Iterable[str], *, likely: bool, double: bool = False
    ) -> Iterator[tuple[str, list[Group]]]:
        """The options for each of some slots that the base has not fixed, all of them or the likely ones."""
        table = self.doubles if double else self.singles
        for slot in slots:
            if slot in table and slot not in base.fixed:
                groups = [group for group in table[slot] if group.first.likely] if likely else table[slot]
                if groups:
                    yield slot, groups


def collect(subject: Subject, base: Base) -> Table:
    """Every option by what it changes; what is equal to the base, or to a simpler option, is left out."""
    table, groups = Table(), dict[tuple[tuple[str, Value], ...], list[Option]]()
    is_form = subject.request.kind == "post"
    for name, generate in AXES:
        if is_form and name not in KEY_AXES:
            continue
        for option in generate(subject):
            if not _is_base(base, option) and not (is_form and shown_only(option)):
                groups.setdefault(tuple(option.values.items()), []).append(option)
                table.counts[name] = table.counts.get(name, 0) + 1
    for options in groups.values():
        fewest = min(len(option.changes) for option in options)
        group = Group(tuple(option for option in options if len(option.changes) == fewest))
        slot = group.first.slot
        if slot is None:
            table.composites.append(group)
        else:
            (table.singles if fewest == 1 else table.doubles).setdefault(slot, []).append(group)
    return table


def _is_base(base: Base, option: Option) -> bool:
    def same(slot: str, value: Value) -> bool:
        if isinstance(value, bytes):
            return base.prefixes.values.get(slot) == value
        return value == (base.keys.root if isinstance(value, Root) else base.keys.pieces[slot])

    return all(same(slot, value) for slot, value in option.values.items())
