"""Time: expiry, its limits, and the clocks of signer, store and this machine."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from ...links.checking.verifying import ALLOWED_SKEW
from ...links.reading.claims import query_values
from ...storage.durations import format_duration
from ..cause import Cause, Sight
from ..evidence import Evidence
from ..formatting import shown
from .form import is_blotted
from .rows import causes_of

# A life that is over before many clients begin.
_SHORT = 60  # seconds


def words(span: timedelta) -> str:
    """A span of time in words, to the second below an hour, to the minute above."""
    seconds = int(abs(span.total_seconds()))
    if seconds >= 86_400:
        return format_duration(seconds // 3600 * 3600)
    return format_duration(seconds // 60 * 60 if seconds >= 3600 else seconds)


def moment(when: datetime) -> str:
    """A moment as people read it, with its time zone."""
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def _here(e: Evidence) -> str:
    return f"{e.clock}: {moment(e.now)}"


def _expired(e: Evidence) -> Iterator[Sight]:
    end = e.request.expires_at
    if end and e.now >= end:
        begun = f"signed at {moment(e.request.signed_at)}\n" if e.request.signed_at else ""
        fix = _again(e.request.expires)
        if e.was_over is None and e.reply and e.reply.local_time:
            begun += f"log: {e.reply.local_time:%Y-%m-%d %H:%M:%S}, in a zone that it does not name, which decides\n"
        yield Sight("certain", f"{begun}expired at {moment(end)}\n{_here(e)}", f" {words(e.now - end)} ago", fix=fix)


def _again(expires: int | None) -> str:
    """What to do about a URL that lived for so many seconds."""
    if expires is not None and expires < _SHORT:
        return f"Make a new one that lives longer than {expires} s, and check the clock of the machine that signs."
    return "Make a new one." + (" Most stores allow up to 7 days." if (expires or 0) < 86_400 else "")


def _fifteen_minutes(e: Evidence) -> Iterator[Sight]:
    """Refused as skewed, though the URL is in its time and the clocks agree."""
    signed, end, there = e.request.signed_at, e.request.expires_at, e.answered_at
    if e.code != "RequestTimeTooSkewed" or not e.is_v4 or not signed or not end:
        return
    at = there or e.now
    if signed + ALLOWED_SKEW < at < end and abs(at - e.now) < ALLOWED_SKEW:
        yield Sight("likely", f"X-Amz-Date: {moment(signed)}\nvalid until {moment(end)}\nstore: {moment(at)}")


# A condition of a policy (minio#18529, #20469), in milliseconds.
_AGE = re.compile(r"s3:signatureAge[\"']?\s{0,9}[:=]\s{0,9}[\[\"'\s]{0,9}(\d{1,12})\b", re.IGNORECASE)


def _aged(e: Evidence) -> Iterator[Sight]:
    """The store denies a link that is older than a policy in the paste lets it grow."""
    signed, at = e.request.signed_at, e.answered_at or e.now
    limit = _AGE.search(e.pasted.text[:100_000])
    if e.failed == "denied" and signed and limit and at - signed > timedelta(milliseconds=int(limit[1])):
        how = words(timedelta(milliseconds=int(limit[1])))
        yield Sight("likely", f"signed at {moment(signed)}\nanswered at {moment(at)}\n{shown(limit[0], 80)}", how)


def _future(e: Evidence) -> Iterator[Sight]:
    start, there = e.request.signed_at, e.answered_at
    if start and there and e.failed == "time" and start > there:
        evidence = f"store: {moment(there)}\nX-Amz-Date: {moment(start)}\n{_here(e)}"
        yield Sight("certain", evidence, f": the signer's clock is {words(start - there)} ahead of the store's")
    elif start and start - e.now > ALLOWED_SKEW and "future" not in e.provider.habits:
        note = "IBM documents no limit of its own for the clock, so how far it may be ahead there is not known."
        told = f"X-Amz-Date {e.request.timestamp}\n{_here(e)}"
        how = f": it is dated {words(start - e.now)} in the future"
        yield Sight("likely", told, how, note) if e.is_ibm else Sight("certain", told, how)


def _ahead(e: Evidence) -> Iterator[Sight]:
    start = e.request.signed_at
    if start and timedelta(0) < start - e.now <= ALLOWED_SKEW:
        yield Sight(evidence=f"X-Amz-Date {e.request.timestamp}\n{_here(e)}", how=words(start - e.now))


def _skewed(e: Evidence) -> Iterator[Sight]:
    there, end = e.answered_at, e.request.expires_at
    if there and e.failed == "time" and end and e.now < end <= there:
        how = f": this machine's is {words(there - e.now)} behind the store's"
        yield Sight("certain", f"store: {moment(there)}\n{_here(e)}", how)


def _bad_expiry(e: Evidence) -> Iterator[Sight]:
    text = query_values(e.request.url).get("X-Amz-Expires")
    if e.is_v4 and text is not None and (not re.fullmatch(r"[0-9]+", text) or int(text[:20]) < 1):
        reasons = (
            (not text, "it is empty"),
            (re.fullmatch(r"-[0-9]+", text), "it is negative"),
            (re.fullmatch(r"0+", text), "it is 0"),
        )
        how = next((words for true, words in reasons if true), "it is not a whole number")
        yield Sight("certain", f"X-Amz-Expires={shown(text, 40)}", how)
    elif e.request.kind == "query-v2" and e.request.deadline is None and e.value("Expires") is not None:
        yield Sight("certain", "the parameter Expires", "it is not a Unix time")


def _long_expiry(e: Evidence) -> Iterator[Sight]:
    text, limit = query_values(e.request.url).get("X-Amz-Expires") or "", e.provider.max_expires
    if not e.is_v4 or not re.fullmatch(r"[0-9]+", text) or limit is None or int(text[:20]) <= limit:
        return
    if e.provider.over_max != "allowed":
        sure = e.provider.over_max == "refused" and e.provider.mark("max_expires") == "V"
        doubt = f"Whether {e.provider.called} has this limit is not confirmed."
        note = f"{e.provider.name} refuses more." if sure else doubt
        note = "Most stores refuse more." if e.provider.id == "custom" else note
        evidence = f"X-Amz-Expires={shown(text, 40)}, which is {format_duration(int(text[:12]))}"
        yield Sight("certain" if sure else "likely", evidence, note=note)


def _date_form(e: Evidence) -> Iterator[Sight]:
    if e.is_v4 and e.request.timestamp and e.request.signed_at is None and not is_blotted(e.request.timestamp, e):
        yield Sight("certain", f"X-Amz-Date={shown(e.request.timestamp, 60)}")


def _stale_header(e: Evidence) -> Iterator[Sight]:
    signed_at = e.request.signed_at
    if e.request.kind == "header" and signed_at and e.now - signed_at > ALLOWED_SKEW:
        evidence = f"x-amz-date {shown(e.request.timestamp, 40)}\n{_here(e)}"
        yield Sight("certain" if e.provider.id in ("aws", "minio") else "likely", evidence, words(e.now - signed_at))


_cause = causes_of("time")

CAUSES: tuple[Cause[datetime, None], ...] = (
    _cause("expired", do=lambda signed_at: signed_at - timedelta(days=1), seen=_expired),
    _cause("not-yet-valid", do=lambda signed_at: signed_at + timedelta(hours=2), seen=_future),
    _cause("clock-ahead", seen=_ahead),
    _cause("signature-age", seen=_aged),
    _cause("fifteen-minutes", seen=_fifteen_minutes),
    _cause("clock-skew", seen=_skewed),
    _cause("expires-too-long", seen=_long_expiry),
    _cause("expires-invalid", seen=_bad_expiry),
    _cause("date-format", seen=_date_form),
    _cause("header-too-old", seen=_stale_header),
)
