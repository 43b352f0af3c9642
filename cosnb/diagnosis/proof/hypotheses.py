"""The form of a hypothesis: one small difference between what was signed and what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...sigv4 import Credentials
from ..finding import Stage
from .subject import Root, ScopePiece, Subject

Value = bytes | Root | ScopePiece


@dataclass(frozen=True, slots=True)
class Change:
    """A difference, in words.

    Attributes:
        id: the id of the finding that a match makes.
        title: the cause in one line.
        signed: what was signed.
        instead: what the URL or the request has instead.
        explanation: how that comes about.
        fix: what to do.
    """

    id: str
    stage: Stage
    title: str
    signed: str
    instead: str
    explanation: str
    fix: str


class Edit(NamedTuple):
    """One of the pieces of a URL, and the text on the wire that it had when it was signed; or a header's value likewise."""

    piece: str  # "scheme", "host", "path", "query" or "header:content-type"
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """Another value for one or more pieces, with the changes it stands for.

    Attributes:
        values: slot and value; most options change one slot.
        changes: usually one; two where two changes meet in one piece.
        edits: the pieces of the URL that are others now than when it was signed, as they were.
        likely: whether it takes part in triples.
        key_pair: the right key pair, where the one that was given is the odd one; else None.
    """

    values: Mapping[str, Value]
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...] = ()
    likely: bool = field(default=False, kw_only=True)
    key_pair: Credentials | None = field(default=None, kw_only=True, repr=False)

    @property
    def slot(self) -> str | None:
        """The one slot it changes, or None where it changes several."""
        return next(iter(self.values)) if len(self.values) == 1 else None


Generator = Callable[[Subject], Iterator[Option]]


def one(slot: str, value: Value, change: Change, *, likely: bool = False) -> Option:
    """An option that changes one slot, and no piece of the URL."""
    return Option({slot: value}, (change,), likely=likely)
