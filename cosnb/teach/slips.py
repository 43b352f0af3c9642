"""Slips of the pen: an answer that would be right but for one of these.

Each is a form in which right and wrong become the same text, so what is said of an answer is proven and not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable


def _sorted_query(text: str) -> str:
    return "\n".join("&".join(sorted(line.split("&"))) for line in text.split("\n"))


SLIPS: tuple[tuple[Callable[[str], str], str], ...] = (
    (str.strip, "Only the blanks or line ends around it are too many: the text ends with its last letter."),
    (lambda text: text.strip().strip("\"'"), "Only the quotes around it are too many."),
    (lambda text: text.replace("\r\n", "\n"), "Lines end with a line feed alone, and yours with CR and LF."),
    (lambda text: text.replace("\\n", "\n"), "Your line ends are a backslash and an n: write real ones."),
    (lambda text: re.sub("\n\n+", "\n", text), "Only an empty line is missing, or one is too many."),
    (lambda text: re.sub("%..", lambda m: m[0].upper(), text), "Only the case of the escapes differs: %C3, not %c3."),
    (str.lower, "Only capitals and small letters differ."),
    (lambda text: text.replace("+", "%20"), "A space is %20 here; the plus sign belongs to forms."),
    (lambda text: text.replace("%25", "%"), "It is encoded once too often: %20 became %2520."),
    (lambda text: text.replace("%2F", "/"), "Only the slashes differ: they stay in a path and are %2F in a query."),
    (_sorted_query, "The right parameters, in another order."),
)


def slip(answer: str, expected: str) -> str | None:
    """The one thing that is wrong with an answer, in a sentence; None if it is none of the usual."""
    for form, sentence in SLIPS:
        if answer != expected and form(answer) == form(expected):
            return sentence
    return None
