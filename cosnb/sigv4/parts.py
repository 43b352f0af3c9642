"""Texts that remember where each of their bytes came from.

What is hashed is the concatenation of parts and nothing else is, so what a reader sees coloured is what was signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from ..visible import MASK
from .live import is_live_source


class Part(NamedTuple):
    """A piece of a text.

    text: the bytes that are signed (as text; UTF-8).
    source: the input they came from: ``"bucket"``, ``"key"``, ``"region"``, ``"header:content-type"``,
        ``"query:versionId"``, or the stage that made them (``"canonical_request"``); None for constant text.
    raw: the text before encoding, where that differs in kind: the key ``a b`` of ``a%20b``.
    """

    text: str
    source: str | None = None
    raw: str | None = None

    def written(self, text: str) -> "Part":
        """The same piece, written as ``text``: itself where nothing changes, which is nearly always."""
        return self if text == self.text else Part(text, self.source, self.raw)

    @property
    def is_live(self) -> bool:
        """Whether what it holds works as a credential; no repr shows it then."""
        return self.source is not None and is_live_source(self.source, self.text)

    def __repr__(self) -> str:
        text = MASK if self.is_live else self.text
        return f"Part({text!r}, {self.source!r})"


Parts = tuple[Part, ...]

_text = itemgetter(0)
NEWLINE, AMPERSAND, EQUALS = Part("\n"), Part("&"), Part("=")


def join(parts: Iterable[Part]) -> str:
    """The text of parts: their concatenation."""
    return "".join(map(_text, parts))


def joined(parts: Iterable[Part], separator: str = "/") -> Parts:
    """The parts with a separator between them."""
    between = Part(separator)
    return tuple([part for piece in parts for part in (between, piece)][1:])


@dataclass(frozen=True, slots=True)
class Stage:
    """One text of the signing process, as parts. ``text`` is their concatenation: exactly what is hashed or sent."""

    name: str
    parts: Parts
    text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", join(self.parts))

    def __str__(self) -> str:
        """The text for people: what works as a credential is masked, here too."""
        return join(Part(MASK) if part.is_live else part for part in self.parts)
