"""Durations as people write them: ``1 h 30 min``, ``7 days``, ``3600``."""

from __future__ import annotations

import re

from .repeating import refused

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_NAMES = {86_400: "day", 3_600: "hour", 60: "minute", 1: "second"}
_WORD = {
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("h", "hr", "hour", "hours"), "h"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", ""), "s"),
}
_PIECE = re.compile(r"(?<!\d)(\d{1,12})(?!\d)\s*([a-z]*)")


def parse_duration(text: str, field: str = "expires") -> int:
    """Whole seconds from a text such as ``"1 hour"``, ``"1 h 30 min"`` or ``"3600"`` (a bare number is seconds).

    Raises:
        InputError: it is no duration, or less than a second.
    """
    pieces = _PIECE.findall(text.lower())
    left = re.sub(r"[\s,]|and", "", _PIECE.sub("", text.lower()))
    # Behind an hour a bare number may be minutes, and behind a comma it may be a fraction.
    unclear = len(pieces) > 1 and any(not unit for _, unit in pieces)
    if not pieces or left or unclear or any(unit not in _WORD for _, unit in pieces):
        raise refused(field, text, "is no duration.", "Write it as '1 hour', '1 h 30 min', '7 days' or seconds.")
    seconds = sum(int(count) * _UNITS[_WORD[unit]] for count, unit in pieces)
    if seconds < 1:
        raise refused(field, text, "is less than 1 second.", "Write it as '1 hour', '90 min' or '7 days'.")
    return seconds


def format_duration(seconds: int) -> str:
    """Seconds in words, exactly: ``90061`` is ``"1 day 1 hour 1 minute 1 second"``."""
    words = []
    for size, name in _NAMES.items():
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count:,} {name}{'s' if count > 1 else ''}")
    return " ".join(words) or "0 seconds"
