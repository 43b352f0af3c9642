"""A lens says where a piece of the request is: what another value of it changes in what is signed, and on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Generic

from .cause import Cause, Change, Edit, Option, S, V, Was
from .evidence import Evidence
from .slots import Value, line


class Lens(Generic[V, S]):
    """How a piece is read from the evidence, and how another value of it is tried."""

    # Whether two causes may meet in the piece; and its slot, where it is one line of the canonical request.
    meets = False
    slot = ""

    def get(self, e: Evidence) -> V | None:
        """The piece as it is on the wire, or None where it is not searched over."""
        raise NotImplementedError

    def wire(self, e: Evidence, value: V) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        """What a store would sign if this stood on the wire, and how the URL would read then."""
        raise NotImplementedError

    def signed(self, e: Evidence, value: S) -> dict[str, Value]:
        """What was signed, where the signer wrote the piece so."""
        return {self.slot: line(str(value))}

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[V, S]]) -> tuple[str, str]:
        """What was signed, and what is there instead, to be shown."""
        return str(steps[-1][1].value) or "(nothing)", str(self.get(e))


Step = tuple[Cause[V, S], Was[V] | Was[S]]


def options(lens: Lens[V, S], causes: Sequence[Cause[V, S]], e: Evidence) -> Iterator[Option]:
    """Every single change of a piece, the likelier first, then every two that meet in it."""
    piece = lens.get(e)
    if piece is None:
        return
    undone = [(cause, was) for cause in causes for was in _undone(cause, piece, e)]
    signed = [(cause, was) for cause in causes if cause.sign for was in cause.sign(piece, e)]
    for likely in (True, False):
        for cause, was in undone:
            if _is_likely(cause, was) is likely:
                yield made(lens, e, cause, was)
        for signer, text in signed:
            if _is_likely(signer, text) is likely:
                yield _made(lens, e, None, text, ((signer, text),))
    if lens.meets:
        yield from _pairs(lens, causes, e, piece, undone)


def made(lens: Lens[V, S], e: Evidence, cause: Cause[V, S], was: Was[V]) -> Option:
    """The option of one value on the wire."""
    return _made(lens, e, was.value, None, ((cause, was),))


def _pairs(
    lens: Lens[V, S], causes: Sequence[Cause[V, S]], e: Evidence, piece: V, undone: Sequence[tuple[Cause[V, S], Was[V]]]
) -> Iterator[Option]:
    for cause, was in undone:
        for other in causes:
            for twice in _undone(other, was.value, e) if other is not cause else ():
                if twice.value != piece:
                    yield _made(lens, e, twice.value, None, ((cause, was), (other, twice)))
        for other in causes:
            for text in other.sign(was.value, e) if other.sign else ():
                yield _made(lens, e, was.value, text, ((cause, was), (other, text)))


def _undone(cause: Cause[V, S], piece: V, e: Evidence) -> Iterator[Was[V]]:
    return (was for was in cause.undo(piece, e) if was.value != piece) if cause.undo else iter(())


def _is_likely(cause: Cause[V, S], was: Was[V] | Was[S]) -> bool:
    return cause.likely if was.likely is None else was.likely


def _made(lens: Lens[V, S], e: Evidence, wire: V | None, text: Was[S] | None, steps: Sequence[Step[V, S]]) -> Option:
    values, edits = ({}, ()) if wire is None else lens.wire(e, wire)
    if text:
        values = {**values, **lens.signed(e, text.value)}
    words = partial(lens.words, e, values, steps)
    changes = tuple(Change(cause, was.how, words) for cause, was in steps)
    likely = all(_is_likely(cause, was) for cause, was in steps)
    pair = next((was.pair for _, was in steps if was.pair), None)
    return Option(values, changes, edits, likely, pair)
