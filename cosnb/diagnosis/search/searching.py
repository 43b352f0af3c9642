"""The search for proof: every single hypothesis, then every pair, then the likeliest triples.

    canonical request   method · path · query · one line per signed header · … · payload     (request slots)
    signing key         secret · time · date · region · service · terminator                 (key slots)

A hypothesis changes the value of one slot, sometimes of two at once. Two hypotheses in different slots make a pair; two
that meet in one slot were composed there, and count as two.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import NamedTuple

from ...sigv4 import Credentials
from ..cause import Change, Edit
from ..causes import alone, hypotheses
from ..causes.method import METHODS
from ..causes.policy import policy_of
from ..evidence import Evidence
from ..slots import KEY_SLOTS, Root, ScopePiece, base_values, encode, key_values, request_slots
from .combining import Base, Block, Group, Table, collect, others_of, value_of, whole
from .core import CHUNK, Prefixes, Signer, SigningKeys, matches, signer

DEEPEST = 3
# Up to here every combination is tried; beyond, those of likely hypotheses alone.
WHOLE = 2
# A longer URL is recomputed as it is, and not searched over.
MAX_URL = 16_000


class Match(NamedTuple):
    """A combination of changes whose signature is the one in the URL.

    changes: none where the signature is right for the request as it is.
    alternatives: for each change, other explanations of the same bytes that are equally simple.
    edits: the pieces of the URL as they were when it was signed, those that belong together in one row.
    method: the method that was signed.
    pair: the right key pair, where the one that was given is the odd one; else None.
    """

    changes: tuple[Change, ...]
    alternatives: tuple[tuple[Change, ...], ...]
    edits: tuple[tuple[Edit, ...], ...]
    method: str
    pair: Credentials | None = None


class Reach(NamedTuple):
    """How far a search goes.

    deepest: how many changes to try together at most; None for as many as there are ever tried.
    causes: the ids of those to try; None for all.
    """

    deepest: int | None = None
    causes: frozenset[str] | None = None


@dataclass(slots=True)
class Outcome:
    """What a search found: the matches with the fewest changes, and what was tried on the way."""

    matches: list[Match] = field(default_factory=list)
    tried: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    depth: int = -1
    complete: bool = True
    interrupted: bool = False


class _BudgetError(Exception):
    """The budget is used up."""


def search(
    e: Evidence,
    *,
    deadline: float,
    tick: Callable[[int], object] = lambda tried: None,
    reach: Reach = Reach(),  # noqa: B008 - it cannot be changed
) -> Outcome:
    """Look for the fewest changes that make the signature of the request.

    Args:
        deadline: a value of ``time.monotonic()``; the search ends there, wherever it is.
        reach: how far it goes.
        tick: called every few milliseconds with how many more hypotheses were tried.

    An interrupt (Ctrl-C, the notebook's stop button) ends the search, and what was found until then is returned.
    """
    outcome = Outcome()
    if e.signature is None:
        return outcome
    try:
        _Search(e, e.signature, outcome, deadline, tick).run(*reach)
    except _BudgetError:
        outcome.complete = False
    except KeyboardInterrupt:
        outcome.complete, outcome.interrupted = False, True
    return outcome


class _Search:
    def __init__(
        self, e: Evidence, target: bytes, outcome: Outcome, deadline: float, tick: Callable[[int], object]
    ) -> None:
        self.e, self.target, self.outcome, self.deadline, self.tick = e, target, outcome, deadline, tick
        self.keys = SigningKeys()
        self.is_form = e.request.kind == "post"
        self.table = Table()

    def run(self, deepest: int | None, causes: frozenset[str] | None) -> None:
        methods = METHODS if self.e.arrived is None else (self.e.arrived,)
        slots, keys = request_slots(self.e), key_values(self.e)
        bases = [Base(Prefixes(slots, base_values(self.e, method)), keys, method) for method in methods]
        self._level(bases, 0, likely=False)
        self.outcome.depth = 0
        if self.outcome.matches or len(self.e.request.wire) > MAX_URL:
            return
        self.table = collect(self.e, bases[0], hypotheses(self.e, causes))
        self.outcome.counts = self.table.counts
        for depth in range(1, (DEEPEST if deepest is None else deepest) + 1):
            for some in _in_turn(bases, depth):
                self._level(some, depth, likely=depth > WHOLE)
            if depth == 1 and causes is None and deepest is None and not self.outcome.matches and not self.is_form:
                self._alone(bases)
            self.outcome.depth = depth
            if self.outcome.matches:
                return

    def _alone(self, bases: Sequence[Base]) -> None:
        """Values of which there are too many to be combined."""
        for many in alone(self.e):
            for base in bases:
                made_by = self.keys.signer(base.keys)
                for start in range(0, len(many.values), CHUNK):
                    digests = base.prefixes.digests([], many.slot, many.values[start : start + CHUNK])
                    for place in matches(made_by, digests, self.target):
                        self._found(base, (Group((many.option(start + place),)),))
                    self.outcome.tried += len(digests)
                    self._tell()

    def _level(self, bases: Sequence[Base], depth: int, *, likely: bool) -> None:
        """All combinations of exactly ``depth`` changes on top of bases that differ in the request alone."""
        for in_request in range(depth, -1, -1):
            blocks: Iterable[tuple[Base, Block]] = (
                (base, block) for base in bases for block in self._blocks(base, in_request, likely=likely)
            )
            if in_request < depth:
                blocks = tuple(blocks)
            for signed_by, groups in self._signers(bases[0], depth - in_request, likely=likely):
                for base, block in blocks:
                    self._compare(base, signed_by, groups, block)
        if depth and bases[0].group is None:
            taken = [group for group in self.table.composites if group.first.likely or not likely]
            keeping = [
                group for group in taken if all(isinstance(value, bytes) for value in group.first.values.values())
            ]
            # Those that leave the signing key alone share the work for it.
            together = [self._moved(base, group) for group in keeping for base in bases]
            if together:
                self._level(together, depth - 1, likely=likely)
            for group in taken:
                if group not in keeping:
                    self._level([self._moved(base, group) for base in bases], depth - 1, likely=likely)

    def _moved(self, base: Base, group: Group) -> Base:
        """A base with a change of several slots made."""
        values, keys = dict(base.prefixes.values), base.keys
        for slot, value in group.first.values.items():
            if isinstance(value, bytes):
                values[slot] = value
            else:
                keys = keys.changed(slot, value)
        return Base(Prefixes(base.prefixes.slots, values), keys, base.method, frozenset(group.first.values), group)

    def _blocks(self, base: Base, count: int, *, likely: bool) -> Iterator[Block]:
        """The canonical requests with ``count`` changes, a block of digests at a time."""
        if self.is_form:
            if count == 0:
                yield whole(encode(policy_of(self.e)))
            elif count == 1 and (groups := self.table.singles.get("policy")):
                block = Block()
                block.add([value_of(group, "policy") for group in groups], (), groups)
                yield block
            return
        if count == 0:
            yield whole(base.prefixes.digest)
            return
        slots = base.prefixes.slots
        singles = list(self.table.choices(base, slots, likely=likely))
        for chosen in combinations(singles, count):
            yield from self._combined(base, chosen)
        if count >= 2:
            for slot, groups in self.table.choices(base, slots, likely=likely, double=True):
                others = [choice for choice in singles if choice[0] != slot]
                for more in combinations(others, count - 2):
                    order = base.prefixes.order
                    yield from self._combined(base, sorted([(slot, groups), *more], key=lambda row: order(row[0])))

    def _combined(self, base: Base, chosen: Sequence[tuple[str, list[Group]]]) -> Iterator[Block]:
        *before, (last_slot, last) = chosen
        values = [value_of(group, last_slot) for group in last]
        block = Block()
        for picked in product(*(groups for _, groups in before)):
            changed = [(slot, value_of(group, slot)) for (slot, _), group in zip(before, picked, strict=True)]
            block.add(base.prefixes.digests(changed, last_slot, values), picked, last)
            if len(block.digests) > CHUNK:
                yield block
                block = Block()
        if block.digests:
            yield block

    def _signers(self, base: Base, count: int, *, likely: bool) -> Iterator[tuple[Signer, tuple[Group, ...]]]:
        """The signing keys with ``count`` changes."""
        singles = list(self.table.choices(base, KEY_SLOTS, likely=likely))
        for chosen in combinations(singles, count):
            for picked in product(*(groups for _, groups in chosen)):
                values = base.keys
                for (slot, _), group in zip(chosen, picked, strict=True):
                    value = group.first.values[slot]
                    assert isinstance(value, Root | ScopePiece)
                    values = values.changed(slot, value)
                yield (signer(self.keys.key(values), b"") if self.is_form else self.keys.signer(values)), picked

    def _compare(self, base: Base, signed_by: Signer, groups: tuple[Group, ...], block: Block) -> None:
        digests = block.digests
        for start in range(0, len(digests), CHUNK):
            part = digests[start : start + CHUNK] if len(digests) > CHUNK else digests
            for place in matches(signed_by, part, self.target):
                self._found(base, (*block.groups(start + place), *groups))
            self.outcome.tried += len(part)
        self._tell()

    def _tell(self) -> None:
        """Say how far it came, now and then, and stop where the time is over."""
        if self.outcome.tried - self._told > CHUNK:
            self.tick(self.outcome.tried - self._told)
            self._told = self.outcome.tried
            if time.monotonic() > self.deadline:
                raise _BudgetError

    _told = 0

    def _found(self, base: Base, groups: tuple[Group, ...]) -> None:
        match = match_of((base.group, *groups) if base.group else groups, base.method)
        if all(set(match.changes) != set(other.changes) for other in self.outcome.matches):
            self.outcome.matches.append(match)


def match_of(groups: Sequence[Group], method: str) -> Match:
    """What groups of options that make the signature together say."""
    changes, alternatives = list[Change](), list[tuple[Change, ...]]()
    for group in groups:
        others = others_of(group.first.changes[0], [option.changes[0] for option in group.options])
        for place, change in enumerate(group.first.changes):
            changes.append(change)
            alternatives.append(others if place == 0 else ())
    edits = tuple(group.first.edits for group in groups if group.first.edits)
    pair = next((group.first.pair for group in groups if group.first.pair), None)
    return Match(tuple(changes), tuple(alternatives), edits, method, pair)


def _in_turn(bases: list[Base], depth: int) -> Iterator[list[Base]]:
    """Where nobody said the method: all of them at once, but for longer searches GET and PUT first."""
    if depth < 2 or len(bases) < 3:
        yield bases
        return
    yield bases[:2]
    if depth == 2:
        yield bases[2:]
