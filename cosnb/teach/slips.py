"""Slips of the pen: an answer that would be right but for one of these.

Each is a form in which right and wrong become the same text, so what is said of an answer is proven and not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

Slip = tuple[Callable[[str], str], str]


def _sorted_query(text: str) -> str:
    return "\n".join("&".join(sorted(line.split("&"))) for line in text.split("\n"))


def _unsigned(text: str) -> str:
    """A canonical text without the one parameter that none has; a URL as it is, for it has to end with it."""
    return text if "://" in text else re.sub("&X-Amz-Signature=[^&\\s]*", "", text)


SLIPS: tuple[Slip, ...] = (
    (str.strip, "Only the blanks or line ends around it are too many: the text ends with its last letter."),
    (lambda text: text.strip().strip("\"'"), "Only the quotes around it are too many."),
    (lambda text: text.replace("\r\n", "\n"), "Lines end with a line feed alone, and yours with CR and LF."),
    (lambda text: text.replace("\\n", "\n"), "Your line ends are a backslash and an n: write real ones."),
    (lambda text: re.sub("\n\n+", "\n", text), "Only an empty line is missing, or one is too many."),
    (lambda text: re.sub("%..", lambda m: m[0].upper(), text), "Only the case of the escapes differs: %C3, not %c3."),
    (str.lower, "Only capitals and small letters differ."),
    (lambda text: text.replace("+", "%20"), "A space is %20 here; the plus sign belongs to forms."),
    (lambda text: text.replace("%25", "%"), "It is encoded once too often: %20 became %2520."),
    (
        lambda text: text.replace("%2F", "/"),
        "Only the slashes differ: they are %2F in a query, and plain in a path and in a scope.",
    ),
    (lambda text: text.replace("amp;", ""), "The & is written &amp;, as in HTML."),
    (lambda text: text.rstrip(".,;:)>"), "Only what stands behind it is too much: it belongs to the sentence around."),
    (lambda text: text.lstrip("?"), "Only the question mark is too many: it stands between path and query."),
    (_unsigned, "X-Amz-Signature is no part of what is signed: it is made last."),
    (_sorted_query, "The right parameters, in another order."),
)


# What is said of a piece alone, where nothing better is known of the whole.
_OF_A_PIECE = (*SLIPS, (unquote, "Only the percent-encoding differs."))


def slip(answer: str, expected: str) -> str | None:
    """The one thing that is wrong with an answer, in a sentence; None if it is none of the usual."""
    return _first(SLIPS, answer, expected)


def slip_in(answer: str, expected: str) -> str | None:
    """The one thing that is wrong with a piece of an answer, which may have other faults elsewhere."""
    found = _first(_OF_A_PIECE, answer, expected)
    return f"in this piece: {found[0].lower()}{found[1:]}" if found else None


def _first(slips: tuple[Slip, ...], answer: str, expected: str) -> str | None:
    if answer == expected:
        return None
    return next((sentence for form, sentence in slips if form(answer) == form(expected)), None)
