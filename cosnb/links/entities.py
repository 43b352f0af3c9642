"""HTML's character references, as template engines, editors and chats write them into a URL."""

from __future__ import annotations

import html
import re

_REFERENCE = re.compile(r"&(?:#[0-9]{1,20}|#[xX][0-9a-fA-F]{1,20}|[A-Za-z]{2,30});")
# The signs that a URL is cut at. One of them as a reference hides the URL, or where it is cut; "&amp;" alone does neither.
_CUTTING = re.compile(
    r"&(?:(?:amp|#0{0,16}38|#x0{0,16}26);){0,4}"
    r"(?:#0{0,16}(?:35|37|47|58|61|63)|#x0{0,16}(?:23|25|2f|3a|3d|3f)|num|percnt|sol|colon|equals|quest);",
    re.IGNORECASE,
)
_LEVELS = 4  # how often a text can be escaped on its way


def unescaped(text: str) -> str:
    """The text without character references, however often it was escaped.

    Only those that end in a semicolon are taken for one: ``&region=`` and ``&copy=1`` are parameters.
    """
    for _ in range(_LEVELS):
        plain = _REFERENCE.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
        if plain == text:
            break
        text = plain
    return text


def has_cutting_reference(text: str) -> bool:
    """Whether one of ``= / : ? % #`` stands as a character reference in a text."""
    return "&" in text and bool(_CUTTING.search(text))
