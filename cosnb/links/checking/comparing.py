"""Two signings side by side: where they first differ, and every byte that does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from ...errors import InputError
from ...results import Undecided
from ...scrub_frames import scrub_frames
from ...sigv4 import Part, Signed, Stage
from ...sigv4.live import is_live_source
from ...sigv4.signed import Computation
from ...visible import MASK, visible
from ..reading.request import ParsedRequest
from .differences import FirstDifference, in_common, place_of
from .verifying import Verification

Side = Signed | Computation | Verification | ParsedRequest


class Segment(NamedTuple):
    """A piece of one side's text: whether the other side has it too, and the input it came from."""

    text: str
    same: bool
    source: str | None = None

    def __repr__(self) -> str:
        return f"Segment({MASK if is_live_source(self.source, self.text) else self.text!r}, same={self.same})"


@dataclass(frozen=True, slots=True)
class StageDifference:
    """One stage of both sides.

    Attributes:
        name: ``"canonical_request"``, ``"scope"``, ``"string_to_sign"``, ``"signature"``, and ``"url"`` or
            ``"authorization"``.
        first: the first byte that differs, or None where the stage is equal.
        a, b: the text of each side in order, in whole characters; joined, they are that stage's text.
    """

    name: str
    first: FirstDifference | None
    a: tuple[Segment, ...] = field(repr=False)
    b: tuple[Segment, ...] = field(repr=False)

    @property
    def equal(self) -> bool:
        """Whether every byte is the same."""
        return self.first is None


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Undecided):
    """Two signings, stage by stage. It is neither true nor false: ask :attr:`equal`.

    Attributes:
        a, b: what was compared.
        stages: the stages that both have, in the order they are made.
    """

    ask = ".equal, or .first for the first stage that differs"

    a: Side
    b: Side
    stages: tuple[StageDifference, ...]

    @property
    def first(self) -> StageDifference | None:
        """The first stage that differs, or None."""
        return next((stage for stage in self.stages if not stage.equal), None)

    @property
    def equal(self) -> bool:
        """Whether every stage is the same."""
        return self.first is None

    @property
    def summary(self) -> str:
        """What came out, in one sentence that shows no byte of either side."""
        if not self.stages:
            return "The two have no stage in common."
        if self.first is None or self.first.first is None:
            return f"The two are the same in {_listed([stage.name for stage in self.stages])}."
        known = {stage.name: stage.equal for stage in self.stages}
        if self.first.name == "signature" and known.get("string_to_sign"):
            return "The same text is signed and the signatures differ: the secret access keys differ."
        if self.first.name == "signature":
            return "The signatures differ."
        place = self.first.first
        line = f", line {place.line}" if self.first.name in ("canonical_request", "string_to_sign") else ""
        name = visible(place.name, 100)
        return f"The first difference is in the {_words(self.first.name)}{line}: {name}, byte {place.column}."

    def __repr__(self) -> str:
        return f"Comparison({self.summary})"


@scrub_frames
def compare(a: Side, b: Side) -> Comparison:
    """Compare two signings, stage by stage and byte by byte.

    Args:
        a, b: a :class:`Signed`; the stages that a store computes (a :class:`Verification`); the ``computation`` of one
            of them; or a parsed request, which shows its scope, signature and URL and no more.
            ``compare(verification.claimed, verification)`` holds what a URL claims against what the store computes.

    Returns:
        The stages that both have. Nothing of them is in its repr. ``.equal`` says whether they are the same.

    Raises:
        InputError: one of them is something else.
    """
    for given, side in (("a", a), ("b", b)):
        if not isinstance(side, Side):
            problem = f"a {type(side).__name__} has no stages to compare."
            if isinstance(side, str):
                # It may be a live URL, which is not repeated here.
                problem = "a URL alone does not show what was signed."
            raise InputError(given, problem, "Give what presign(…) or verify(url, credentials) returns.")
    left, right = _stages(a), _stages(b)
    return Comparison(a, b, tuple(_difference(left[name], right[name]) for name in left if name in right))


def _stages(side: Side) -> dict[str, Stage]:
    if isinstance(side, Signed | Computation | Verification):
        stages = {stage.name: stage for stage in side.stages}
        return {**stages, "url": _stages(side.claimed)["url"]} if isinstance(side, Verification) else stages
    scope = "/".join((side.date, side.region, side.service, side.terminator))
    signature = Stage("signature", (Part(side.signature, "signature"),))
    return {"scope": Stage("scope", (Part(scope),)), "signature": signature, "url": Stage("url", side.url.parts)}


def _difference(a: Stage, b: Stage) -> StageDifference:
    place = None if a.text == b.text else place_of(a, b)
    of_a, of_b = in_common(a.text, b.text)
    return StageDifference(a.name, place, tuple(_segments(a, of_a)), tuple(_segments(b, of_b)))


def _segments(stage: Stage, same: list[bool]) -> Iterator[Segment]:
    """A stage in segments, each of which is the same as on the other side, or is not."""
    end = 0
    for part in stage.parts:
        start, end = end, end + len(part.text)
        # What is secret by its looks has them no longer once it is cut.
        by_looks = part.is_live and not is_live_source(part.source, "?")
        source = "session_token" if by_looks else part.source
        for is_same, run in groupby(same[start:end]):
            size = len([*run])
            yield Segment(stage.text[start : start + size], is_same, source)
            start += size


def _words(name: str) -> str:
    return {"url": "URL", "authorization": "Authorization header"}.get(name, name.replace("_", " "))


def _listed(names: list[str]) -> str:
    words = [_words(name) for name in names]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
