"""How long a link lives, as people say it: ``3600``, ``"1 h 30 min"``, a timedelta, or the moment at which it ends."""

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from ..errors import InputError
from ..sigv4 import utc
from .checks import moment
from .input_errors import refused

Expires = int | str | timedelta | datetime

_SECOND = timedelta(seconds=1)
_NAMES = {86_400: "day", 3_600: "hour", 60: "minute", 1: "second"}
_WORD = {
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3_600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", ""), 1),
}
_PIECE = re.compile(r"(?<![\d.])(\d{1,12}(?:\.\d{1,6})?)(?![\d.])\s*([a-z]*)")
# ISO 8601, where M is a month unless it stands behind the T.
_ISO = re.compile(r"p(?=.)(\d+w)?(\d+d)?(?:t((?:[\d.]+[hms])+))?")
_NO_MOMENT = 999_999_999  # what is not more is a duration, and no Unix time
_DATE = re.compile(r"\s*\d{4}-\d\d?-\d")
_EXAMPLE = "'2026-01-31T18:00:00+01:00'"
_WRITE = "Give seconds, such as 3600, or a text such as '1 hour', '1 h 30 min' or '1 week'."
_REMEDY = "Give seconds, such as 3600, a text such as '1 hour', a timedelta, or the datetime at which the link ends."


def check_expires(expires: Expires, now: datetime | None = None) -> int:
    """How long a link lives, in whole seconds.

    Args:
        expires: seconds; a text such as ``"1 hour"``, ``"1.5 h"``, ``"1 h 30 min"``, ``"1 week"``, ``"PT15M"`` or
            ``"3600"``; a timedelta; or the moment at which the link ends, with a time zone: a datetime, or a text such as
            ``"2026-01-31T18:00:00+01:00"``.
        now: the moment of signing, from which a datetime is counted; None reads the clock.

    Raises:
        InputError: it is no duration, no whole number of seconds, less than one, or a moment without a time zone; or a
            Unix time, which would be many years.
    """
    if type(expires) is int and 0 < expires <= _NO_MOMENT:
        return expires
    if isinstance(expires, str) and _DATE.match(expires):
        expires = _moment(expires)
    if isinstance(expires, datetime):
        return _until(expires, moment(now))
    seconds, remedy = _seconds(expires), _WRITE if isinstance(expires, str) else _REMEDY
    if seconds is None:
        raise refused("expires", expires, "is no duration.", remedy)
    if seconds < 1:
        raise refused("expires", expires, "is less than 1 second.", remedy)
    if str(expires).isdigit() and (end := read_moment(expires)):
        problem = f"is a Unix time, {end:%Y-%m-%d %H:%M:%S} UTC."
        raise refused("expires", expires, problem, f"Give the moment: '{end:%Y-%m-%dT%H:%M:%SZ}'.")
    if seconds != int(seconds):
        raise refused("expires", expires, "is not a whole number of seconds.", remedy)
    return int(seconds)


def _moment(text: str) -> datetime:
    try:
        end = datetime.fromisoformat(text.strip().upper().replace("Z", "+00:00"))
    except ValueError:
        raise refused("expires", text, "is no date and time.", f"Give one such as {_EXAMPLE}.") from None
    if end.utcoffset() is None:
        raise refused("expires", text, "has no time zone.", f"Give it one: {_EXAMPLE}, or Z for UTC.")
    return end


def _until(end: datetime, when: datetime) -> int:
    """Seconds from one moment to another, rounded down: no link outlives the moment that was given."""
    if end.utcoffset() is None:
        remedy = "Give it one: .astimezone() takes that of this machine, tzinfo=timezone.utc is UTC."
        raise InputError("expires", f"{end!r} has no time zone.", remedy, value=end)
    seconds = (end - when) // _SECOND
    if seconds < 1:
        problem = f"{end.isoformat()} is not after the moment of signing, {when.isoformat()}."
        raise InputError("expires", problem, "Give a later one.", value=end)
    return seconds


def _seconds(expires: object) -> int | Fraction | None:
    if isinstance(expires, str):
        return _read(expires)
    if isinstance(expires, timedelta):
        return Fraction(expires // timedelta.resolution, _SECOND // timedelta.resolution)
    return expires if isinstance(expires, int) and not isinstance(expires, bool) else None


def _read(text: str) -> Fraction | None:
    """Seconds of a text (a bare number is seconds); None where it is no duration."""
    text = text.strip().lower()
    if iso := _ISO.fullmatch(text):
        text = " ".join(filter(None, iso.groups()))
    pieces = _PIECE.findall(text)
    left = re.sub(r"[\s,]|and", "", _PIECE.sub("", text))
    # Behind an hour a bare number may be minutes, and behind a comma it may be a fraction.
    unclear = len(pieces) > 1 and any(not unit for _, unit in pieces)
    if not pieces or left or unclear or any(unit not in _WORD for _, unit in pieces):
        return None
    return sum((Fraction(count) * _WORD[unit] for count, unit in pieces), Fraction(0))


def read_moment(value: object) -> datetime | None:
    """A moment as settings and answers have it, in UTC: a datetime, ISO 8601 (UTC where no zone is named) or Unix time; else None."""
    with suppress(ValueError, OverflowError, OSError, InputError):
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value[:16])
        if isinstance(value, int) and value > _NO_MOMENT:
            value = datetime.fromtimestamp(value / (1000 if value > 99_999_999_999 else 1), timezone.utc)
        if isinstance(value, str):
            value = datetime.fromisoformat(re.sub(r"\.\d+", "", value.strip().replace("Z", "+00:00")))
        if isinstance(value, datetime):
            return utc(value if value.tzinfo else value.replace(tzinfo=timezone.utc))
    return None


def format_duration(seconds: int) -> str:
    """Seconds in words, exactly: ``90061`` is ``"1 day 1 hour 1 minute 1 second"``."""
    words = []
    for size, name in _NAMES.items():
        count, seconds = divmod(seconds, size)
        if count:
            words.append(f"{count:,} {name}{'s' if count > 1 else ''}")
    return " ".join(words) or "0 seconds"
