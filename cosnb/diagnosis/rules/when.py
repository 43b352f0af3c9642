"""Rules about time: expiry, its limits, and the date in the scope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from ...links.reading.claims import query_values
from ...storage.durations import format_duration
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

# How far a clock may be ahead: AWS's documented figure, which MinIO's source has too.
ALLOWED_SKEW = timedelta(minutes=15)


def words(span: timedelta) -> str:
    """A span of time in words, to the second below an hour, to the minute above."""
    seconds = int(abs(span.total_seconds()))
    if seconds >= 86_400:
        return format_duration(seconds // 3600 * 3600)
    return format_duration(seconds // 60 * 60 if seconds >= 3600 else seconds)


def moment(when: datetime) -> str:
    """A moment as people read it, with its time zone."""
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def expired(e: Evidence) -> Iterator[Finding]:
    """The URL, or the policy of a form, is no longer valid."""
    end = e.request.expires_at
    if not end or e.now < end:
        return
    what = "The form" if e.request.kind == "post" else "The URL"
    begun = f"signed at {moment(e.request.signed_at)}\n" if e.request.signed_at else ""
    yield Finding(
        "expired",
        "certain",
        "time",
        f"{what} expired {words(e.now - end)} ago",
        "It works from its signing on until it expires, and a signature cannot be prolonged.",
        f"{begun}expired at {moment(end)}\n{e.clock}: {moment(e.now)}",
        "Make a new one." + (" Most stores allow up to 7 days." if (e.request.expires or 0) < 86_400 else ""),
    )


def not_yet_valid(e: Evidence) -> Iterator[Finding]:
    """The URL is dated in the future."""
    start = e.request.signed_at
    if not start or start <= e.now:
        return
    ahead = start - e.now
    if ahead <= ALLOWED_SKEW:
        yield Finding(
            "clock-ahead",
            "possible",
            "time",
            f"The URL is dated {words(ahead)} in the future",
            "Most stores allow 15 minutes; the signer's clock is ahead of this one.",
            f"X-Amz-Date {e.request.timestamp}\n{e.clock}: {moment(e.now)}",
            "Set the clock of the machine that signs.",
        )
        return
    note = (
        " IBM documents no limit of its own for the clock, so how far it may be ahead there is not known."
        if e.is_ibm
        else ""
    )
    yield Finding(
        "not-yet-valid",
        "likely" if e.is_ibm else "certain",
        "time",
        f"The URL is not valid yet: it is dated {words(ahead)} in the future",
        f"AWS and MinIO allow a clock to be 15 minutes ahead.{note}",
        f"X-Amz-Date {e.request.timestamp}\n{e.clock}: {moment(e.now)}",
        "Set the clock of the machine that signs, or sign in UTC: local time that is written as UTC is off by hours.",
    )


def expiry_limit(e: Evidence) -> Iterator[Finding]:
    """An expiry that is no number, below one second, or above what the provider takes."""
    text = query_values(e.request.url).get("X-Amz-Expires")
    if not e.is_v4 or text is None:
        return
    if not re.fullmatch(r"[0-9]+", text) or int(text[:20]) < 1:
        reason = (
            "is empty" if not text
            else "is negative" if re.fullmatch(r"-[0-9]+", text)
            else "is 0" if re.fullmatch(r"0+", text)
            else "is no whole number"
        )  # fmt: skip
        yield Finding(
            "expires-invalid",
            "certain",
            "query",
            f"X-Amz-Expires {reason}",
            "It takes whole seconds, 1 or more, counted from X-Amz-Date on; SDKs write what they are given.",
            f"X-Amz-Expires={shown(text, 40)}",
            "Sign with a whole number of seconds, such as 3600.",
        )
        return
    limit = e.provider.max_expires
    if limit is None or int(text[:20]) <= limit or e.provider.over_max == "allowed":
        return
    sure = e.provider.over_max == "refused" and e.provider.mark("max_expires") == "V"
    whose = e.provider.name if e.provider.id != "custom" else "Most stores"
    yield Finding(
        "expires-too-long",
        "certain" if sure else "likely",
        "query",
        f"X-Amz-Expires is longer than {limit // 86_400} days",
        f"{whose} {'refuse' if e.provider.id == 'custom' else 'refuses'} more than {limit} seconds."
        if sure or e.provider.id == "custom"
        else f"{limit} seconds is the usual limit; whether {e.store} has it is not confirmed.",
        f"X-Amz-Expires={shown(text, 40)}, which is {format_duration(int(text[:12]))}",
        f"Sign with {limit} seconds at most.",
    )


def date_form(e: Evidence) -> Iterator[Finding]:
    """A signing time that is not in the one form there is."""
    text = e.request.timestamp
    if e.is_v4 and text and e.request.signed_at is None:
        yield Finding(
            "date-format",
            "certain",
            "string_to_sign",
            "X-Amz-Date is not in the form 20130524T000000Z",
            "The time is written without separators, in UTC, with a 'Z' at its end.",
            f"X-Amz-Date={shown(text, 60)}",
            "Write the time as %Y%m%dT%H%M%SZ in UTC, and sign again.",
        )


def scope_date(e: Evidence) -> Iterator[Finding]:
    """The date in the scope is not that of the signing time."""
    request = e.request
    if (
        request.kind in ("query", "header")
        and request.date
        and request.signed_at
        and request.date != request.timestamp[:8]
    ):
        yield Finding(
            "scope-date",
            "certain",
            "scope",
            "The date in the scope is not that of X-Amz-Date",
            "Both are the date in UTC. The signer took a local date for one of them, or X-Amz-Date was edited in the finished "
            "URL: it is signed like every parameter.",
            f"X-Amz-Credential: {shown(request.date, 20)}\nX-Amz-Date: {request.timestamp}",
            "Sign again, with both from one clock in UTC.",
        )


def stale_header(e: Evidence) -> Iterator[Finding]:
    """A request signed in its header is good for minutes only."""
    signed_at = e.request.signed_at
    if e.request.kind == "header" and signed_at and e.now - signed_at > ALLOWED_SKEW:
        yield Finding(
            "header-too-old",
            "certain" if e.provider.id in ("aws", "minio") else "likely",
            "time",
            f"The Authorization header was signed {words(e.now - signed_at)} ago",
            "A signature in a header is taken for about 15 minutes around its x-amz-date.",
            f"x-amz-date {request_time(e)}\n{e.clock}: {moment(e.now)}",
            "Sign each request when it is sent, or presign a URL.",
        )


def request_time(e: Evidence) -> str:
    """The signing time as it stands in the request."""
    return shown(e.request.timestamp, 40)


RULES = (expired, not_yet_valid, expiry_limit, date_form, scope_date, stale_header)
