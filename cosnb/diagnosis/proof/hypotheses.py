"""The form of a hypothesis: one small difference between what was signed and what is there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
    """How to put a URL right without signing it again: one of its pieces, and its new text on the wire."""

    piece: str  # "scheme", "host", "path" or "query"
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """Another value for one or more pieces, with the changes it stands for.

    Attributes:
        values: slot and value; most options change one slot.
        changes: usually one; two where two changes meet in one piece.
        edits: what puts the URL right, or None where only a new signature does.
        likely: whether it takes part in triples.
        free: True where it is no fault: the request does not say, and this is one of its readings.
    """

    values: Mapping[str, Value]
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...] | None = None
    likely: bool = field(default=False, kw_only=True)

    @property
    def slot(self) -> str | None:
        """The one slot it changes, or None where it changes several."""
        return next(iter(self.values)) if len(self.values) == 1 else None


Generator = Callable[[Subject], Iterator[Option]]


def one(slot: str, value: Value, change: Change, *edits: Edit, resign: bool = False, likely: bool = False) -> Option:
    """An option that changes one slot."""
    return Option({slot: value}, (change,), None if resign else edits, likely=likely)
