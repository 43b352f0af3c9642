"""Moments as a signature has them: in UTC, to the second, with a year of four digits."""

from datetime import datetime, timedelta, timezone

from ..errors import InputError
from .parts import Part, Parts


def utc(now: datetime) -> datetime:
    """The moment in UTC, to the second, as a signature has it.

    Raises:
        InputError: it is not a datetime, has no time zone, or its year in UTC does not have four digits.
    """
    if not isinstance(now, datetime):
        problem = f"a {type(now).__name__} is not a moment in time."
        raise InputError("now", problem, "Give a datetime with tzinfo=timezone.utc, or None.")
    if now.utcoffset() is None:
        problem = f"{now!r} has no time zone, and the signature needs UTC."
        raise InputError("now", problem, "Add tzinfo=timezone.utc.", value=now)
    try:
        there = now.astimezone(timezone.utc)
    except OverflowError:
        problem = f"{now!r} is not between the years 1 and 9999 in UTC."
        raise InputError("now", problem, "Give a moment of this age.", value=now) from None
    if there.year < 1000:
        problem = f"{now!r} is before the year 1000, and a signature writes a year in four digits."
        raise InputError("now", problem, "Give a later one.", value=now)
    return there.replace(microsecond=0)


def expiry(when: datetime, expires: int) -> datetime:
    """When a link expires that is signed at a moment and lives for so many seconds.

    Raises:
        InputError: that is after the year 9999.
    """
    try:
        return when + timedelta(seconds=expires)
    except OverflowError:
        problem = f"{expires} seconds from now are after the year 9999."
        raise InputError("expires", problem, "Give fewer.", value=expires) from None


def timestamp_of(when: datetime) -> Parts:
    """The moment as ``20130524`` and ``T000000Z``: two parts, because the scope has the date alone."""
    text = when.strftime("%Y%m%dT%H%M%SZ")
    return Part(text[:8], "date"), Part(text[8:], "time")
