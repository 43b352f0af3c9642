"""Judge a stage: the answer is a text, and the first byte that differs says what to look at."""

import re
from dataclasses import dataclass, replace

from ..display import node
from ..display.cards import TITLES
from ..display.tree import Node
from ..errors import InputError
from ..links.checking.comparing import compare
from ..links.checking.differences import FirstDifference, common
from ..sigv4 import Part, Secret, Signed, Stage
from .answers import byte_at, rule_for, text_of, typo, typo_in
from .exercise import Feedback, code, line, not_yet, right
from .mistakes import in_hex, recognise, recognise_key

# No stage is longer, so a longer answer is not compared.
LONGEST = 20_000
# Of what follows the first byte that differs no more is shown: it can be a live signature of the learner's own.
AFTER = 24
KEYS = ("kDate", "kRegion", "kService", "kSigning")
_OF_LINES = ("canonical_request", "string_to_sign")


@dataclass(frozen=True, slots=True, repr=False)
class StageJudge:
    """Judges a stage of a signing.

    Raises:
        InputError: ``signed`` has no such stage.
    """

    signed: Signed
    stage: str
    given: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        if self.stage not in {stage.name for stage in self.signed.stages}:
            names = ", ".join((*(stage.name for stage in self.signed.stages), *KEYS))
            raise InputError("name", f"{self.stage!r} is not a stage of this signing.", f"Use one of: {names}.")

    @property
    def _made(self) -> Stage:
        return next(stage for stage in self.signed.stages if stage.name == self.stage)

    def check(self, answer: object) -> Feedback:
        """Compare an answer (text, UTF-8 bytes, a Stage or a Signed) with the stage."""
        text = text_of(answer, self.stage)
        if not text or len(text) > LONGEST:
            return not_yet(TITLES[self.stage], node("rule", "Hand in a text." if not text else "That is far too long."))
        form = in_hex(answer) if self.stage == "signature" else None
        if form:
            if form[0] != self._made.text:
                return self._differs(*form)
            return not_yet(TITLES[self.stage], node("rule", f"It is the right signature in another form. {form[1]}"))
        if text == self._asked:
            return right(TITLES[self.stage], node("rule", f"All {len(text.encode())} bytes are the same."))
        return self._differs(text)

    @property
    def _asked(self) -> str:
        """The lines of the stage that the task asks for."""
        lines = self._made.text.split("\n")
        return "\n".join(lines[self.given : len(lines) - self.after])

    @property
    def _start(self) -> int:
        """The bytes in front of them."""
        return sum(len(text.encode()) + 1 for text in self._made.text.split("\n")[: self.given])

    def _whole(self, text: str) -> str:
        lines = self._made.text.split("\n")
        return "\n".join((*lines[: self.given], text, *lines[len(lines) - self.after :]))

    def _place(self, text: str) -> FirstDifference:
        """The first byte that differs, in the whole stage."""
        good = common(text.encode(), self._asked.encode())
        for answer in (text, f"{text.encode()[:good].decode('utf-8', 'ignore')}\x7f"):
            stages = compare(self.signed, _with(self.signed, self.stage, self._whole(answer))).stages
            place = next(stage.first for stage in stages if stage.name == self.stage)
            # An answer that goes on like the given lines after it differs further on, outside of what is asked.
            if place is not None and place.offset == self._start + good:
                return place
        raise AssertionError("an answer that differs has a first byte that does")

    def _found(self, answer: str, place: FirstDifference) -> str | None:
        """What was done, if it is proven."""
        asked, whole = self._asked, self._whole(answer)
        if self.given + self.after and answer.startswith(f"{asked}\n") and answer.strip() != asked:
            return "it is right up to there, and more lines follow than are asked for."
        pieces = (_piece(self.stage, text, place.offset) for text in (whole, self._made.text))
        return typo(answer, asked) or recognise(self.stage, whole, self.signed) or typo_in(*pieces)

    def _differs(self, answer: str, form: str = "") -> Feedback:
        place, text = self._place(answer), self._whole(answer)
        found, offset = self._found(answer, place), place.offset - self._start
        bytes_there = f"yours is {byte_at(answer, offset)}, right is {byte_at(self._asked, offset)}"
        where = f", line {place.line}" if self.stage in _OF_LINES else ""
        return not_yet(
            f"{TITLES[self.stage]}{where}: {place.name}",
            node("rule", _good_so_far(place, self.given)) if self.stage in _OF_LINES else None,
            _your_line(text, place),
            line(f"byte {place.column}", bytes_there),
            line("rule", rule_for(place.name)),
            line("form", form) if form else None,
            line("found", found[0].upper() + found[1:]) if found else None,
        )

    def answer(self) -> Node:
        """The stage, every piece in the colour of its input."""
        parts = self._made.parts
        ends = [-1, *(place for place, part in enumerate(parts) if part.text == "\n"), len(parts)]
        return code("answer", parts[ends[self.given] + 1 : ends[-1 - self.after]])


def check_key(signed: Signed, name: str, answer: object) -> Feedback:
    """Compare 32 bytes, or their hex, with a key of the derivation; no byte of it is shown, for a derived key is a secret."""
    given = _key_of(answer)
    if not given:
        return not_yet(name, node("rule", "Hand in the key: its 32 bytes, or their 64 hex digits."))
    if given == signed.derivation[KEYS.index(name)].output:
        return right(name, node("rule", "It is the key. It is not shown here: it can sign for a whole day."))
    found = recognise_key(name, given, signed)
    said = found or "A key does not show where it went wrong. Check the key and the message of each step."
    return not_yet(name, node("rule", said[0].upper() + said[1:]))


def _piece(stage: str, text: str, offset: int) -> str:
    """The line or, in a URL, the path or the parameter that a byte belongs to."""
    marks = r"[?&]" if stage == "url" else "\n"
    before = text.encode()[:offset].decode("utf-8", "ignore")
    return re.split(marks, before)[-1] + re.split(marks, text[len(before) :], maxsplit=1)[0]


def _key_of(answer: object) -> Secret | None:
    """A key from its bytes, or from their hex as text; None for everything else, and for nothing."""
    given = answer
    if isinstance(answer, str):
        try:
            given = bytes.fromhex(answer)
        except ValueError:
            given = answer.encode("utf-8", "replace")
    given = Secret(given) if isinstance(given, bytes) else given
    return given if isinstance(given, Secret) and given else None


def _with(signed: Signed, stage: str, text: str) -> Signed:
    """The same signing with another text in one stage."""
    other = Stage(stage, (Part(text),))
    if stage in ("url", "authorization"):
        return replace(signed, result=other)
    changed = {stage: text if stage == "signature" else other}
    return replace(signed, computation=replace(signed.computation, **changed))  # type: ignore[arg-type]


def _good_so_far(place: FirstDifference, given: int) -> str:
    good = place.line - 1
    if good <= given:
        return "Begin with the first line." if good == 0 else "The first of your lines is the one to look at."
    if good == given + 1:
        return f"Line {good} is right."
    return f"Lines {given + 1} {'and' if good == given + 2 else 'to'} {good} are right."


def _your_line(text: str, place: FirstDifference) -> Node:
    """The learner's own line, with the first byte that differs marked."""
    row = [*text.split("\n"), ""][place.line - 1].encode()
    good = row[: place.column - 1].decode("utf-8", "ignore")
    rest = row.decode()[len(good) :]
    after = rest[1:] if len(rest) <= AFTER + 1 else f"{rest[1 : AFTER + 1]}…"
    return code("your line", node("same", good), node("differs", rest[:1] or "⌁"), node("same", after))
