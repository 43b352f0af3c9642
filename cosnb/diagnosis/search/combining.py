"""The parts a search is made of: options of equal effect and a table of them, starting points, and blocks of digests."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..cause import Change, Option
from ..evidence import Evidence
from ..slots import KeyValues, Root, ScopePiece, Value
from .core import Digest, Prefixes


class Group(NamedTuple):
    """Options of equal effect: the same value for the same slot or slots."""

    options: tuple[Option, ...]

    @property
    def first(self) -> Option:
        return self.options[0]


@dataclass(slots=True)
class Base:
    """A starting point: the request as a store takes it, or that with one change of several slots made."""

    prefixes: Prefixes
    keys: KeyValues
    method: str
    fixed: frozenset[str] = frozenset()
    group: Group | None = None


@dataclass(slots=True)
class Block:
    """Digests, and which groups made each: ``runs`` has the place where each run of one last slot starts."""

    digests: list[Digest] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    runs: list[tuple[tuple[Group, ...], Sequence[Group]]] = field(default_factory=list)

    def add(self, digests: list[Digest], before: tuple[Group, ...], last: Sequence[Group]) -> None:
        self.starts.append(len(self.digests))
        self.runs.append((before, last))
        self.digests += digests

    def groups(self, place: int) -> tuple[Group, ...]:
        """The groups that made the digest at a place."""
        run = bisect_right(self.starts, place) - 1
        before, last = self.runs[run]
        return (*before, last[place - self.starts[run]]) if last else before


def others_of(first: Change, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Of changes that make the same bytes as the first, one for each other cause."""
    kept = {change.cause.id: change for change in reversed(changes)}
    return tuple(change for name, change in kept.items() if name != first.cause.id)[::-1]


def value_of(group: Group, slot: str) -> bytes:
    value = group.first.values[slot]
    assert isinstance(value, bytes)
    return value


def whole(digest: Digest) -> Block:
    return Block([digest], [0], [((), ())])


@dataclass(slots=True)
class Table:
    """Every option by what it changes, once, in the order in which the search takes them."""

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


def collect(e: Evidence, base: Base, pieces: Iterable[tuple[str, Iterator[Option]]]) -> Table:
    """Every option by what it changes; what is equal to the base, or to a simpler option, is left out."""
    table, groups = Table(), dict[tuple[tuple[str, Value], ...], list[Option]]()
    is_form = e.request.kind == "post"
    for name, options in pieces:
        if is_form and name not in ("secret", "scope", "policy"):
            continue
        for option in options:
            # A form has no string to sign with a scope in it, so only the scope of the key counts.
            scopes = [value for value in option.values.values() if is_form and isinstance(value, ScopePiece)]
            if not _is_base(base, option) and all(piece.shown == piece.in_key for piece in scopes):
                groups.setdefault(tuple(option.values.items()), []).append(option)
                table.counts[name] = table.counts.get(name, 0) + 1
    for same in groups.values():
        fewest = min(len(option.changes) for option in same)
        group = Group(tuple(option for option in same if len(option.changes) == fewest))
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
