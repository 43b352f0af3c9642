"""What works as a credential in a text that was pasted or answered, and the same text without it.

A store repeats what it received: in its words, percent-encoded, as bytes in hex; and what repeats it may be cut. So not
only a whole value is hidden, but every piece of it that is long enough to be of use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from ..sigv4.secrets import MASK

# Parameters of a query and fields of a form whose value lets in whoever has it, by lower-case name.
SECRET_NAMES = frozenset(
    {
        *("x-amz-signature", "x-amz-security-token", "x-goog-signature", "x-oss-signature", "signature", "sig"),
        *("policy", "security-token", "x-amz-server-side-encryption-customer-key"),
    }
)
_ASSIGNED = re.compile(
    r"(?:signature|security-token|customer-key|\bsig)(?:provided>|[\"']?\s{0,9}[=:]\s{0,9}[\"']?)([\w%+/=.~-]{16,4096})",
    re.IGNORECASE,
)
_LEVELS = 3  # how often a text can be percent-encoded on its way, and still be read
_PIECE = 12  # bytes; a piece of a value that is shorter is of no use

# More than any request carries, and than anybody is shown: hostile text must not cost more than it is worth.
_MOST_VALUES = 16
_MOST_CHARACTERS = 20_000


def is_secret(name: str) -> bool:
    """Whether a parameter or field of that name works as a credential; ``&amp;`` leaves a rest in front of a name."""
    return name.strip().lower().removeprefix("amp;") in SECRET_NAMES


def live_texts(text: str) -> tuple[str, ...]:
    """Every value in a text that stands behind the name of a signature, a session token or a customer's key."""
    found: dict[str, None] = {}
    for _ in range(_LEVELS):
        found |= dict.fromkeys(match[1] for match in _ASSIGNED.finditer(text))
        if "%" not in text:
            break
        text = unquote(text)
    return tuple(found)[:_MOST_VALUES]


class Hider:
    """Puts dots in the place of values wherever they stand in a text: whole or in pieces, encoded, in hex.

    Args:
        values: signatures, tokens, keys; what has less than 12 characters is none.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._pieces: dict[int, set[str]] = {}
        for value in list(dict.fromkeys(values))[:_MOST_VALUES]:
            for form, size in _forms(value[:_MOST_CHARACTERS]):
                pieces = self._pieces.setdefault(size, set())
                pieces.update(form[at : at + size] for at in range(len(form) - size + 1))

    def __call__(self, text: str) -> str:
        """The text without them. Of a very long one only the beginning is given, which is all that is shown."""
        text = text if not self._pieces or len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
        shown: list[str] = []
        place = 0
        for start, end in sorted(span for size in self._pieces for span in self._spans(text, size)):
            if start > place or not shown:
                shown += text[place:start], MASK
            place = max(place, end)
        return "".join((*shown, text[place:]))

    def _spans(self, text: str, size: int) -> Iterator[tuple[int, int]]:
        pieces = self._pieces[size]
        return ((at, at + size) for at in range(len(text) - size + 1) if text[at : at + size] in pieces)


def _forms(value: str) -> Iterator[tuple[str, int]]:
    """Every way of writing a value, and how long a piece of it must be to count."""
    plain = unquote(value)
    encoded = quote(plain, safe="")
    for text in {value, plain, encoded, quote(encoded, safe=""), plain.replace("/", "\\/")}:
        yield text, _PIECE
    for text in {value, plain, encoded}:
        data = text.encode("utf-8", "replace")
        for form in (data.hex(), data.hex().upper()):
            yield form, 2 * _PIECE
        for form in (data.hex(" "), data.hex(" ").upper()):
            yield form, 3 * _PIECE - 1
