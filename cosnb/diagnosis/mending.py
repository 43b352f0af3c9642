"""A pasted URL with its damage undone: each kind in turn, in the order of the catalogue."""

from __future__ import annotations

from typing import NamedTuple

from .cause import Cause, Sight
from .causes.url import CAUSES
from .finding import Certainty, Finding

_BY_ID = {cause.id: cause for cause in CAUSES}
# What was noticed while the paste was read, and the cause that it is.
_MARKS = {
    **{mark: mark for mark in ("line-break", "space", "quoted-printable", "html-escaped", "no-scheme")},
    "percent-encoded": "double-encoded",
}


class MendedUrl(NamedTuple):
    """A URL with its damage undone, and the findings that say what it was."""

    url: str
    findings: tuple[Finding, ...]


def mend(url: str, marks: tuple[str, ...]) -> MendedUrl:
    """Undo every damage that is known, one after the other."""
    rows: list[tuple[Cause[str, str], str, Certainty]] = []
    for mark in marks:
        if mark in _MARKS:
            # A blank that was kept is in a value, and most clients send it as %20.
            kept = mark == "space" and " " in url
            rows.append((_BY_ID[_MARKS[mark]], "it is so in the text", "likely" if kept else "certain"))
    # What a client encodes when it meets it, each in its own way.
    url = url.translate({ord(character): f"%{ord(character):02X}" for character in ' "<>`'})
    for cause in CAUSES:
        for was in cause.undo(url, None) if cause.undo else ():  # type: ignore[arg-type]
            url = was.value
            rows.append((cause, was.how, "likely" if was.likely else "certain"))
    # Each finding gets the URL with all of the damage undone: with one of two faults mended it would still fail.
    # Where letters lost their case, that URL may name another object: it is offered once it is proven.
    unsure = _is_cut_off(url, marks) or any(cause.id == "case-folded" for cause, *_ in rows)
    whole = None if unsure else url
    return MendedUrl(url, tuple(cause.found(Sight(sure, how, url=whole)) for cause, how, sure in rows))


def _is_cut_off(url: str, marks: tuple[str, ...]) -> bool:
    """Whether a URL that was put together of lines or words lacks the rest of its signature: it is no repaired URL."""
    return bool({"line-break", "space"} & set(marks)) and "X-Amz-Algorithm=" in url and "X-Amz-Signature=" not in url
