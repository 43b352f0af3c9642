"""The parts a search is made of: options of equal effect, starting points, and blocks of digests."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .core import Digest, Prefixes
from .hypotheses import Change, Option
from .subject import KeyValues, ScopePiece


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


def shown_only(option: Option) -> bool:
    """A form has no string to sign with a scope in it, so only the scope of the key counts."""
    return any(isinstance(value, ScopePiece) and value.shown != value.in_key for value in option.values.values())


def others_of(group: Group) -> tuple[Change, ...]:
    """The first change of every other option of a group that explains the same bytes otherwise."""
    kept = {option.changes[0].id: option.changes[0] for option in reversed(group.options)}
    return tuple(change for name, change in kept.items() if name != group.first.changes[0].id)[::-1]


def value_of(group: Group, slot: str) -> bytes:
    value = group.first.values[slot]
    assert isinstance(value, bytes)
    return value


def whole(digest: Digest) -> Block:
    return Block([digest], [0], [((), ())])
