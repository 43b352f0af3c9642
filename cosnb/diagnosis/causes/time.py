"""Time: expiry, its limits, and the clocks of signer, store and this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from ...links.checking.verifying import ALLOWED_SKEW
from ...links.reading.claims import query_values
from ...storage.durations import format_duration
from ..cause import SIGNATURE, Cause, Failures, Said, Sight
from ..evidence import Evidence
from ..formatting import shown
from .scope import PARAMETERS

# A life that is over before many clients begin.
_SHORT = 60  # seconds
_TIME: Failures = frozenset({"time"})


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
        yield Sight("certain", f"{begun}expired at {moment(end)}\n{_here(e)}", f" {words(e.now - end)} ago", fix=fix)


def _again(expires: int | None) -> str:
    """What to do about a URL that lived for so many seconds."""
    if expires is not None and expires < _SHORT:
        return f"Make a new one that lives longer than {expires} s, and check the clock of the machine that signs."
    return "Make a new one." + (" Most stores allow up to 7 days." if (expires or 0) < 86_400 else "")


def _fifteen_minutes(e: Evidence) -> Iterator[Sight]:
    """Refused as skewed, though the URL is in its time and the clocks agree."""
    signed, end, there = e.request.signed_at, e.request.expires_at, e.reply.server_time if e.reply else None
    if e.code != "RequestTimeTooSkewed" or not e.is_v4 or not signed or not end:
        return
    at = there or e.now
    if signed + ALLOWED_SKEW < at < end and abs(at - e.now) < ALLOWED_SKEW:
        yield Sight("likely", f"X-Amz-Date: {moment(signed)}\nvalid until {moment(end)}\nstore: {moment(at)}")


def _future(e: Evidence) -> Iterator[Sight]:
    start, there = e.request.signed_at, e.reply.server_time if e.reply else None
    if start and there and e.failed == "time" and start > there:
        evidence = f"store: {moment(there)}\nX-Amz-Date: {moment(start)}\n{_here(e)}"
        yield Sight("certain", evidence, f": the signer's clock is {words(start - there)} ahead of the store's")
    elif start and start - e.now > ALLOWED_SKEW:
        note = (
            "IBM documents no limit of its own for the clock, so how far it may be ahead there is not known."
            if e.is_ibm
            else ""
        )
        evidence = f"X-Amz-Date {e.request.timestamp}\n{_here(e)}"
        how = f": it is dated {words(start - e.now)} in the future"
        yield Sight("likely" if e.is_ibm else "certain", evidence, how, note)


def _ahead(e: Evidence) -> Iterator[Sight]:
    start = e.request.signed_at
    if start and timedelta(0) < start - e.now <= ALLOWED_SKEW:
        yield Sight(evidence=f"X-Amz-Date {e.request.timestamp}\n{_here(e)}", how=words(start - e.now))


def _skewed(e: Evidence) -> Iterator[Sight]:
    there, end = e.reply.server_time if e.reply else None, e.request.expires_at
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
        who = "Most stores refuse" if e.provider.id == "custom" else f"{e.provider.name} refuses"
        note = (
            f"{who} more."
            if sure or e.provider.id == "custom"
            else f"Whether {e.store} has this limit is not confirmed."
        )
        evidence = f"X-Amz-Expires={shown(text, 40)}, which is {format_duration(int(text[:12]))}"
        yield Sight("certain" if sure else "likely", evidence, note=note)


def _date_form(e: Evidence) -> Iterator[Sight]:
    if e.is_v4 and e.request.timestamp and e.request.signed_at is None:
        yield Sight("certain", f"X-Amz-Date={shown(e.request.timestamp, 60)}")


def _stale_header(e: Evidence) -> Iterator[Sight]:
    signed_at = e.request.signed_at
    if e.request.kind == "header" and signed_at and e.now - signed_at > ALLOWED_SKEW:
        evidence = f"x-amz-date {shown(e.request.timestamp, 40)}\n{_here(e)}"
        yield Sight("certain" if e.provider.id in ("aws", "minio") else "likely", evidence, words(e.now - signed_at))


_time = partial(Cause[datetime, None], stage="time")

CAUSES: tuple[Cause[datetime, None], ...] = (
    _time(
        id="expired",
        title="The URL has expired{how}",
        why="It works from its signing until it expires, and the store compares X-Amz-Date and X-Amz-Expires with its own "
        "clock. A signature cannot be prolonged.",
        fix="Make a new one.",
        do=lambda signed_at: signed_at - timedelta(days=1),
        done="signed a day ago",
        seen=_expired,
        answers=(
            Said(
                (
                    "AccessDenied",
                    "ExpiredRequest",
                    "RequestExpired",
                    "ExpiredToken",
                    "ERR_PRESIGNED_URL_EXPIRED",
                    "InvalidRequest",
                ),
                "(?i)request has expired|url has expired|expired request",
            ),
            Said(("ExpiredRequest", "RequestExpired", "ERR_PRESIGNED_URL_EXPIRED")),
            # rclone's server says so of a URL that has expired.
            Said(("AccessDenied",), "(?i)difference between the request time", "likely"),
        ),
        fails="time",
        leads_to=_TIME | {"denied", "identity", "form", "missing"},
        holds=True,
        explains=frozenset({"access-denied", "region"}),
        side="store",
        resign=True,
    ),
    _time(
        id="not-yet-valid",
        title="The URL is not valid yet{how}",
        why="AWS and MinIO allow the signer's clock to be 15 minutes ahead of theirs.",
        fix="Set the clock of the machine that signs, or sign in UTC: local time that is written as UTC is off by hours.",
        do=lambda signed_at: signed_at + timedelta(hours=2),
        done="signed by a clock that is two hours fast",
        seen=_future,
        answers=(Said(("AccessDenied",), "(?i)not (?:yet valid|valid yet)"),),
        fails="time",
        leads_to=_TIME | {"denied", "signature", "form"},
        explains=frozenset({"clock-ahead", "clock-skew"}),
        resign=True,
    ),
    _time(
        id="clock-ahead",
        title="The URL is dated {how} in the future",
        why="Most stores allow 15 minutes; the signer's clock is ahead of this one.",
        fix="Set the clock of the machine that signs.",
        seen=_ahead,
        leads_to=_TIME,
    ),
    _time(
        id="fifteen-minutes",
        title="The store judges the URL by the 15 minutes of header signatures, though it has not expired",
        why="Some stores (older Ceph, NooBaa, s3proxy) wrongly hold presigned URLs against the clock rule of signed "
        "headers.",
        fix="Use the URL within 15 minutes of signing, or update the store.",
        seen=_fifteen_minutes,
        leads_to=_TIME,
        explains=frozenset({"clock-skew"}),
        side="store",
    ),
    _time(
        id="clock-skew",
        title="The clocks of store and signer differ{how}",
        why="A signed request is taken only close to the time it names, by the store's clock.",
        fix="Set the clock of the machine that signs, or sign with the store's time.",
        seen=_skewed,
        answers=(Said(("RequestTimeTooSkewed",)),),
        fails="time",
        leads_to=_TIME,
        side="store",
        resign=True,
    ),
    Cause(
        id="expires-too-long",
        stage="query",
        title="The URL is valid for longer than the store allows",
        why="The usual limit is 604800 seconds, 7 days.",
        fix="Sign with 604800 seconds at most.",
        seen=_long_expiry,
        answers=(Said((*PARAMETERS, "InvalidArgument"), "(?i)less than a week|604800|1 week|one week"),),
        fails="form",
        leads_to=frozenset({"form", "argument", "denied", "time"}),
        resign=True,
    ),
    Cause(
        id="expires-invalid",
        stage="query",
        title="The expiry cannot be used: {how}",
        why="X-Amz-Expires takes whole seconds, 1 or more, counted from X-Amz-Date; SDKs write what they are given. "
        "SigV2's Expires is the moment itself, as Unix time.",
        fix="Sign with a whole number of seconds, such as 3600.",
        seen=_bad_expiry,
        answers=(
            Said((*PARAMETERS, "MalformedExpires"), "(?i)should be a number|non-negative|expires"),
            Said(("MalformedExpires",)),
        ),
        fails="form",
        leads_to=_TIME | {"form", "signature", "identity"},
        explains=frozenset({"expired"}),
        resign=True,
    ),
    Cause(
        id="date-format",
        stage="string_to_sign",
        title="X-Amz-Date is not in the form 20130524T000000Z",
        why="The time is written without separators, in UTC, with a 'Z' at its end.",
        fix="Write the time as %Y%m%dT%H%M%SZ in UTC, and sign again.",
        seen=_date_form,
        answers=(Said(PARAMETERS, "(?i)ISO ?8601"),),
        fails="form",
        leads_to=SIGNATURE | {"form"},
        resign=True,
    ),
    _time(
        id="header-too-old",
        title="The Authorization header was signed {how} ago",
        why="A signature in a header is taken for about 15 minutes around its x-amz-date.",
        fix="Sign each request when it is sent, or presign a URL.",
        seen=_stale_header,
        leads_to=_TIME | {"signature", "denied"},
        side="store",
        holds=True,
    ),
)
