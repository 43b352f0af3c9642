"""A cause, declared once: its words, how it comes about, and how it shows.

    signed ──sign──▶ what a faulty signer signed      signed ──do──▶ the URL in hand ──do──▶ what the store received
                                                             ◀─undo──

From one row follow the guess without credentials (``seen``), the hypotheses of the proof (``undo`` and ``sign``), what
happened on the way (``do`` and ``undo``), the repaired URL, the rank beside other causes, and the damage that exercises do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from ..sigv4 import Credentials
from .evidence import Evidence
from .finding import Certainty, Finding, Stage
from .slots import Value

V = TypeVar("V")
S = TypeVar("S")

# Where a cause happens, in the order of time.
Side = Literal["signer", "url", "way", "store"]

# What a store may complain of, in about the order in which it looks.
Failure = Literal[
    "form", "time", "identity", "version", "mechanism", "region", "routing", "headers", "signature",
    "denied", "missing", "policy", "argument", "transfer", "state", "server", "unreached", "unknown",
]  # fmt: skip
Failures = frozenset[Failure]

SIGNATURE: Failures = frozenset({"signature"})
# The URL names another object than was meant.
KEY: Failures = SIGNATURE | {"missing", "denied"}
# The store does not find what it needs, or reads it as something else.
LOST: Failures = SIGNATURE | {"form", "identity", "version", "time", "denied", "missing", "argument", "region"}


@dataclass(frozen=True, slots=True)
class Was(Generic[V]):
    """Another value of a piece.

    Attributes:
        value: the value.
        how: completes the words of the cause.
        likely: whether it takes part in triples; None as its cause says.
        pair: the right key pair, where the one that was given is the odd one.
    """

    value: V
    how: str = ""
    likely: bool | None = None
    pair: Credentials | None = field(default=None, repr=False)


class Sight(NamedTuple):
    """How a cause shows without credentials.

    evidence: what shows it, one thing a line. how: completes the words of the cause. note: goes behind its explanation.
    fix: in place of that of the cause. url: the URL without this fault.
    """

    certainty: Certainty = "possible"
    evidence: str = ""
    how: str = ""
    note: str = ""
    fix: str = ""
    url: str | None = None


class Said(NamedTuple):
    """An answer that means a cause: any of the codes, and a pattern in the message. A pattern beats a bare code.

    how: completes the words of the cause; it may name groups of the pattern, as ``\\1``.
    """

    codes: tuple[str, ...]
    pattern: str = ""
    certainty: Certainty = "certain"
    how: str = ""


Values = Callable[[V, Evidence], Iterable[Was[V]]]
Seen = Callable[[Evidence], Iterable[Sight]]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Cause(Generic[V, S]):
    """One cause of a refusal, or one thing worth knowing.

    Attributes:
        id: short and stable. stage: see :class:`.Finding`.
        title: the cause in one line; ``{how}`` in any of the words is completed by what was found.
        why: how it comes about and why it matters. fix: what to do.
        do: the damage, done to a piece; ``done`` says it in a few words. harmless: a store that encodes again takes it.
        undo: what the piece may have been when it was signed.
        sign: how a faulty signer may have written the piece, in what is signed.
        seen: how it shows without credentials.
        answers: the answers that mean it; ``fails``: what has failed then.
        leads_to: what can fail because of it; None: what ``fails`` says, else the signature.
        explains: ids of what is a symptom of it.
        way: its title where it happened behind the URL, and ``way_fix`` what to do then; ``respell``: a spelling of the
            piece that keeps the signature and arrives.
        side: where it happens. likely: whether its hypotheses take part in triples.
        resign: a new signature mends it, for ``address`` (host and path) where that is another one.
        unsure: a URL that is signed again could be one for the wrong object. beyond: no signature of ours can mend it.
        symptom: it says that something is wrong, and is in the way where another finding says what.
        is_open: it names no cause, only what is left. heard: an answer that it leads to makes it likely.
        holds: it is true by the clock, and comes first only where it can be what the answer, which may be older, is about.
    """

    id: str
    stage: Stage
    title: str
    why: str
    fix: str
    do: Callable[[V], V] | None = None
    done: str = ""
    harmless: bool = False
    undo: Callable[[V, Evidence], Iterable[Was[V]]] | None = None
    sign: Callable[[V, Evidence], Iterable[Was[S]]] | None = None
    seen: Seen | None = None
    answers: tuple[Said, ...] = ()
    fails: Failure | None = None
    leads_to: Failures = None  # type: ignore[assignment]  # settled below
    explains: frozenset[str] = frozenset()
    way: str = ""
    way_fix: str = ""
    respell: Callable[[V], V] | None = None
    side: Side = "signer"
    likely: bool = False
    resign: bool = False
    address: Callable[[Evidence], tuple[str, str] | None] | None = None
    unsure: bool = False
    beyond: bool = False
    symptom: bool = False
    is_open: bool = False
    heard: bool = True
    holds: bool = False

    def __post_init__(self) -> None:
        if self.leads_to is None:
            object.__setattr__(self, "leads_to", frozenset({self.fails}) if self.fails else SIGNATURE)

    def found(self, sight: Sight) -> Finding:
        """The finding that this cause makes of what was seen."""
        words = self.title, f"{self.why} {sight.note}".strip(), sight.fix or self.fix
        title, why, fix = (text.replace("{how}", sight.how) for text in words)
        title = title.rstrip(" :")
        return Finding(self.id, sight.certainty, self.stage, title, why, sight.evidence, fix, sight.url)

    def found_on_the_way(self, sight: Sight) -> Finding:
        """The finding that it makes where it happened between the URL and the store."""
        return replace(self, title=self.way or self.title, fix=self.way_fix or self.fix).found(sight)


AnyCause = Cause[Any, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A cause that takes part in a hypothesis.

    Attributes:
        how: completes its words.
        words: what was signed, and what the URL or the request has instead; made for a match only.
    """

    cause: AnyCause
    how: str
    words: Callable[[], tuple[str, str]] = field(compare=False)


class Edit(NamedTuple):
    """One of the pieces of a URL, and the text on the wire that it had when it was signed; or a header's value likewise."""

    piece: str  # "scheme", "host", "path", "query" or "header:content-type"
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """A hypothesis: other values for one or more slots, with the changes they stand for.

    Attributes:
        values: slot and value; most options change one slot.
        changes: usually one; two where two changes meet in one piece.
        edits: the pieces of the URL that are others now than when it was signed, as they were.
        likely: whether it takes part in triples.
        pair: the right key pair, where the one that was given is the odd one; else None.
    """

    values: dict[str, Value]
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...] = ()
    likely: bool = False
    pair: Credentials | None = field(default=None, repr=False)

    @property
    def slot(self) -> str | None:
        """The one slot it changes, or None where it changes several."""
        return next(iter(self.values)) if len(self.values) == 1 else None


class Many(NamedTuple):
    """Very many values for one slot, each tried alone and in no pair; what a match stands for is made for that one only."""

    slot: str
    values: Sequence[bytes]
    option: Callable[[int], Option]


def once(change: Callable[[V], S], how: str = "") -> Callable[[V, Evidence], Iterator[Was[S]]]:
    """The one value that a change makes of a piece."""
    return each((how, change))


def each(*changes: tuple[str, Callable[[V], S]]) -> Callable[[V, Evidence], Iterator[Was[S]]]:
    """The values that several changes make of a piece, each with what completes the words."""

    def values(value: V, e: Evidence) -> Iterator[Was[S]]:
        for how, change in changes:
            yield Was(change(value), how)

    return values
