"""Hypotheses about the scope: another date, region or service than the one the URL claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from ...sigv4 import uri_decode, uri_encode
from ...storage.known_hosts import ibm_locations
from ...storage.provider import providers
from .axis_query import query_text
from .hypotheses import Change, Edit, Option, Value
from .subject import Rows, Subject, canonical_query, line, scope_piece

_FIRST_REGIONS = (
    "us-east-1",
    "",
    "auto",
    "us-standard",
    "us",
    "any",
    "default",
    "us-west-2",
    "eu-west-1",
    "eu-central-1",
)
_SERVICES = ("s3", "S3", "s3-object-lambda", "s3express", "s3-outposts", "execute-api", "iam", "sts", "cloudfront", "")
_PLACES = {"date": 0, "region": 1, "service": 2, "terminator": 3}

_WHY = {
    "date": "The date of the scope is that of X-Amz-Date, in UTC; a local date differs around midnight.",
    "region": "The region is part of the scope and of the signing key.",
    "service": "The service is part of the scope and of the signing key.",
    "terminator": "The scope ends in aws4_request.",
}


def scope_hypotheses(subject: Subject) -> Iterator[Option]:
    """Each piece of the scope changed: in what was signed alone, in the signing key alone, or in the URL since then."""
    for slot, values, first in (
        ("region", _regions(subject), 14),
        ("date", _dates(subject), 5),
        ("service", _SERVICES, len(_SERVICES)),
        ("terminator", ("aws4_request", "aws4_request\n", "aws4", "request"), 1),
    ):
        claimed = getattr(subject.request, slot)
        for place, value in enumerate(dict.fromkeys(values)):
            if value != claimed:
                yield from _piece(subject, slot, value, claimed, place < first)
    yield from _timestamps(subject)
    yield from _other_day(subject)


def _piece(subject: Subject, slot: str, value: str, claimed: str, likely: bool) -> Iterator[Option]:
    shown = f"'{value}'" if value else "an empty one"
    in_signature = _change(slot, f"The URL was signed for the {slot} {shown}", value, claimed)
    yield Option({slot: scope_piece(value)}, (in_signature,), likely=likely)
    if likely:
        in_key = _change(slot, f"The signing key was derived for the {slot} {shown}", value, claimed)
        yield Option({slot: scope_piece(claimed, value)}, (in_key,))
    rows = _with_scope(subject, slot, value)
    if rows != subject.rows:
        edited = _change(slot, f"The URL was signed for the {slot} {shown}, and its credential was changed since then",
                         value, claimed)  # fmt: skip
        edit = Edit("query", query_text(rows, subject.request.signature))
        values: dict[str, Value] = {slot: scope_piece(value), "query": line(canonical_query(rows))}
        yield Option(values, (edited,), (edit,), likely=likely)


def _change(slot: str, title: str, signed: str, claimed: str) -> Change:
    return Change(
        f"scope-{slot}",
        "scope",
        title,
        f"{slot} '{signed}'",
        f"{slot} '{claimed}' in X-Amz-Credential",
        _WHY[slot],
        f"Use one {slot} for the scope, the signing key and X-Amz-Credential, and sign again.",
    )


def _with_scope(subject: Subject, slot: str, value: str) -> Rows:
    """The query with one piece of its credential as it was before somebody changed it."""
    behind = _PLACES[slot] - 4

    def change(credential: str) -> str:
        pieces = uri_decode(credential).split("/")
        if len(pieces) < 5:
            return credential
        pieces[behind] = value
        return uri_encode("/".join(pieces))

    return tuple(
        (name, change(text) if text and uri_decode(name).lower() == "x-amz-credential" else text)
        for name, text in subject.rows
    )


def _regions(subject: Subject) -> Iterator[str]:
    known = subject.request.known_host
    yield from filter(None, (known.region, known.location, subject.credentials.region))
    if subject.request.region != subject.request.region.strip().lower():
        yield subject.request.region.strip().lower()
    yield from _FIRST_REGIONS
    for location, row in ibm_locations().items():
        yield location
        if location == known.location:
            yield from row.get("location_constraints", ())
    for provider in providers().values():
        yield from (code for code, _ in provider.places)


def _dates(subject: Subject) -> Iterator[str]:
    yield subject.request.timestamp[:8]
    try:
        day = datetime.strptime(subject.request.timestamp[:8], "%Y%m%d").replace(tzinfo=timezone.utc)
    except ValueError:
        return
    for days in (1, -1, 2, -2):
        yield _shifted(day, timedelta(days=days), "%Y%m%d")


def _shifted(moment: datetime, by: timedelta, form: str) -> str:
    try:
        return (moment + by).strftime(form)
    except OverflowError:
        return moment.strftime(form)


def _timestamps(subject: Subject) -> Iterator[Option]:
    """The clock read twice while signing: the string to sign has another second than X-Amz-Date."""
    moment = subject.request.signed_at
    if not moment:
        return
    for seconds in (1, -1, 2, -2):
        value = _shifted(moment, timedelta(seconds=seconds), "%Y%m%dT%H%M%SZ")
        change = Change(
            "clock-read-twice",
            "string_to_sign",
            f"The string to sign has the time {value}",
            value,
            subject.request.timestamp,
            "The signer read the clock twice: once for X-Amz-Date and once for the string to sign.",
            "Read the clock once, and use that time in both places.",
        )
        yield Option({"timestamp": scope_piece(value)}, (change,))


def _other_day(subject: Subject) -> Iterator[Option]:
    """X-Amz-Date with the day of the scope: somebody wrote another day into the finished URL, to make it last."""
    request = subject.request
    signed = f"{request.date}{request.timestamp[8:]}"
    if request.kind != "query" or not re.fullmatch(r"[0-9]{8}", request.date) or signed == request.timestamp:
        return
    rows = tuple((name, signed if uri_decode(name) == "X-Amz-Date" else text) for name, text in subject.rows)
    change = Change(
        "date-changed",
        "string_to_sign",
        f"The URL was signed at {signed}, and its X-Amz-Date was changed since then",
        signed,
        request.timestamp,
        "X-Amz-Date is signed like every parameter, so a URL cannot be prolonged by editing it. The scope still has the day of "
        "the signature.",
        "Make a new URL.",
    )
    values: dict[str, Value] = {"timestamp": scope_piece(signed), "query": line(canonical_query(rows))}
    yield Option(values, (change,), (Edit("query", query_text(rows, request.signature)),), likely=True)
