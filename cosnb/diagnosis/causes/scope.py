"""What happens to the credential and its scope: date, region, service, terminator, and the time of the string to sign."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ...sigv4 import uri_decode, uri_encode
from ...storage.known_hosts import ibm_locations, region_wanted
from ...storage.provider import providers
from ..cause import Cause, Edit, Seen, Sight, Was
from ..evidence import Evidence, Rows
from ..finding import Certainty
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import SCOPE, Value, canonical_query, line, scope_piece
from .form import is_blotted
from .query import query_text, value_changed
from .rows import causes_of, data_of

_KNOWN = data_of("scope")
_SERVICES, _S3_SERVICES = _KNOWN["services"], _KNOWN["s3_services"]


class Claim(NamedTuple):
    """A piece of the scope: as it is in the string to sign, in the signing key, and in X-Amz-Credential."""

    shown: str
    in_key: str
    in_url: str


class ScopeLens(Lens[Claim, Claim]):
    """One piece of the scope."""

    def __init__(self, slot: str) -> None:
        self.slot = slot

    def get(self, e: Evidence) -> Claim:
        text = getattr(e.request, self.slot)
        return Claim(text, text, text)

    def wire(self, e: Evidence, value: Claim) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        rows = _with_scope(e.rows, self.slot, value.in_url)
        edits = (Edit("query", query_text(rows, e.request.signature)),)
        return {**self.signed(e, value), "query": line(canonical_query(rows))}, edits

    def signed(self, e: Evidence, value: Claim) -> dict[str, Value]:
        return {self.slot: scope_piece(value.shown, value.in_key)}

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[Claim, Claim]]) -> tuple[str, str]:
        claim = steps[-1][1].value
        where = "in the signing key alone" if claim.in_key != claim.shown else ""
        signed = f"{self.slot} '{claim.in_key}' {where}".strip()
        return signed, f"{self.slot} '{getattr(e.request, self.slot)}' in X-Amz-Credential"


def _with_scope(rows: Rows, slot: str, value: str) -> Rows:
    """The query with one piece of its credential as it was before somebody changed it."""

    def change(credential: str) -> str:
        pieces = uri_decode(credential).split("/")
        if len(pieces) < 5:
            return credential
        pieces[SCOPE.index(slot) - 4] = value
        return uri_encode("/".join(pieces))

    return value_changed("x-amz-credential", change)(rows)


def _texts(slot: str, e: Evidence) -> Iterator[tuple[str, bool]]:
    """What a piece of the scope may have been when it was signed, and whether that is likely."""
    texts, first = {
        "region": (_regions, 14),
        "date": (_dates, 5),
        "service": (lambda e: _SERVICES, len(_SERVICES)),
        "terminator": (lambda e: _KNOWN["terminators"], 1),
    }[slot]
    claimed = getattr(e.request, slot)
    for place, text in enumerate(dict.fromkeys(texts(e))):
        if text != claimed:
            yield text, place < first


def _regions(e: Evidence) -> Iterator[str]:
    yield from filter(None, (e.host.region, e.host.location, e.key_pair.region))
    if e.request.region != e.request.region.strip().lower():
        yield e.request.region.strip().lower()
    yield from _KNOWN["first_regions"]
    for location, row in ibm_locations().items():
        yield location
        if location == e.host.location:
            yield from row.get("location_constraints", ())
    # At a known store: its own, and those of AWS, which clients fall back to.
    stores = providers().values() if e.provider.id == "custom" else (e.provider, providers()["aws"])
    yield from (code for provider in stores for code, _ in provider.places)


def _dates(e: Evidence) -> Iterator[str]:
    yield e.request.timestamp[:8]
    try:
        day = datetime.strptime(e.request.timestamp[:8], "%Y%m%d").replace(tzinfo=timezone.utc)
    except ValueError:
        return
    for days in (1, -1, 2, -2):
        yield _shifted(day, timedelta(days=days), "%Y%m%d")


def _day_before(claim: Claim) -> Claim:
    day = datetime.strptime(claim.in_url, "%Y%m%d").replace(tzinfo=timezone.utc)
    return claim._replace(in_url=_shifted(day, timedelta(days=-1), "%Y%m%d"))


def _shifted(moment: datetime, by: timedelta, form: str) -> str:
    try:
        return (moment + by).strftime(form)
    except OverflowError:
        return moment.strftime(form)


def _signed(slot: str) -> Callable[[Claim, Evidence], Iterator[Was[Claim]]]:
    """Signed with another text than the URL claims: in string to sign and key, or in the key alone."""

    def values(claim: Claim, e: Evidence) -> Iterator[Was[Claim]]:
        for text, likely in _texts(slot, e):
            how = f"'{text}'" if text else "an empty text"
            yield Was(claim._replace(shown=text, in_key=text), how, likely)
            if likely:
                yield Was(claim._replace(in_key=text), f"{how} in the signing key alone", likely=False)

    return values


def _edited(slot: str) -> Callable[[Claim, Evidence], Iterator[Was[Claim]]]:
    """X-Amz-Credential was changed in the finished URL."""

    def values(claim: Claim, e: Evidence) -> Iterator[Was[Claim]]:
        for text, likely in _texts(slot, e) if e.is_v4 else ():
            if _with_scope(e.rows, slot, text) != e.rows:
                how = f"'{text}', and its credential was" if text else "an empty text, and"
                yield Was(Claim(text, text, text), f"{how} changed since then", likely)

    return values


class TimeLens(Lens[str, str]):
    """The time in the string to sign."""

    def get(self, e: Evidence) -> str:
        return e.request.timestamp

    def wire(self, e: Evidence, value: str) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        rows = tuple((name, value if uri_decode(name) == "X-Amz-Date" else text) for name, text in e.rows)
        edits = (Edit("query", query_text(rows, e.request.signature)),)
        return {"timestamp": scope_piece(value), "query": line(canonical_query(rows))}, edits

    def signed(self, e: Evidence, value: str) -> dict[str, Value]:
        return {"timestamp": scope_piece(value)}


def _seconds_off(timestamp: str, e: Evidence) -> Iterator[Was[str]]:
    if moment := e.request.signed_at:
        for seconds in (1, -1, 2, -2):
            text = _shifted(moment, timedelta(seconds=seconds), "%Y%m%dT%H%M%SZ")
            yield Was(text, text)


def _day_of_scope(timestamp: str, e: Evidence) -> Iterator[Was[str]]:
    """X-Amz-Date with the day of the scope: somebody wrote another day into the finished URL, to make it last."""
    if e.is_v4 and re.fullmatch(r"[0-9]{8}", e.request.date):
        text = f"{e.request.date}{timestamp[8:]}"
        yield Was(text, text)


def _shape(e: Evidence) -> Iterator[Sight]:
    text, request = e.value("X-Amz-Credential"), e.request
    if not e.is_v4 or text is None or is_blotted(text, e):
        return
    problems = (
        (text.count("/") < 4, f"it has {text.count('/') + 1} pieces, not 5"),
        (not request.access_key_id, "it begins with the scope: there is no access key id"),
        (not re.fullmatch(r"\d{8}", request.date), f"its date '{shown(request.date, 20)}' is not 8 digits"),
    )
    if problem := next((words for wrong, words in problems if wrong), ""):
        yield Sight("certain", problem)


def _other_service(e: Evidence) -> Iterator[Sight]:
    request = e.request
    if not e.has_scope or not request.terminator:
        return
    if ".s3-object-lambda." in request.host and request.service in ("s3", "S3"):
        fix = "Sign with the service s3-object-lambda: an SDK does so when it is given the access point's ARN as the bucket."
        how = f"'{request.service}', at an Object Lambda access point"
        yield Sight("likely", f"host: {shown(request.host, 120)}", how, fix=fix)
    if request.service in _S3_SERVICES:
        return
    named = request.host.startswith(f"{request.service}.") or f".{request.service}." in request.host
    if (request.service and named) or (not request.service and not re.fullmatch(r"\d{8}", request.date)):
        return
    told = shown("/".join((request.date, request.region, request.service, request.terminator)), 80)
    sure: Certainty = "certain" if e.provider.id != "custom" else "likely"
    yield Sight(sure, f"scope: {told}", f"'{shown(request.service, 30)}'")


def _other_terminator(e: Evidence) -> Iterator[Sight]:
    text = e.request.terminator
    if e.has_scope and text not in ("", "aws4_request") and not is_blotted(text, e):
        yield Sight("certain", f"it ends in '{shown(text, 40)}'", f"'{shown(text, 40)}'")


def _other_region(e: Evidence) -> Iterator[Sight]:
    """The region in the scope is not the one the host names. Never for IBM COS, which documents any string."""
    request = e.request
    wanted = region_wanted(request.host, request.region) if e.has_scope and request.date else None
    if wanted is None:
        return
    sure = e.provider.mark("scope_region") == "V"
    doubt = "" if sure else f" How strict {e.provider.called} is with it is not confirmed."
    told = f"region in X-Amz-Credential: {shown(request.region, 40)}\nhost: {shown(request.host, 120)}"
    how = f"'{shown(request.region, 30)}', and the host is that of '{wanted}'"
    note = f"{e.provider.name}: {e.provider.region_rule}.{doubt}"
    yield Sight("certain" if sure else "possible", told, how, note, f"Sign with region '{wanted}'.")


def _other_date(e: Evidence) -> Iterator[Sight]:
    request = e.request
    # What is no day at all is another thing, or was blotted out.
    is_day = e.has_scope and request.signed_at and re.fullmatch(r"\d{8}", request.date)
    if is_day and request.date != request.timestamp[:8]:
        date = shown(request.date, 20)
        yield Sight("certain", f"X-Amz-Credential: {date}\nX-Amz-Date: {request.timestamp}", date)


_cause = causes_of("scope")


def _piece(slot: str, name: str, seen: Seen, do: Callable[[Claim], Claim] | None = None) -> Cause[Claim, Claim]:
    return _cause(name, sign=_signed(slot), undo=_edited(slot), seen=seen, do=do)


SCOPES: dict[str, Cause[Claim, Claim]] = {
    "region": _piece("region", "region", _other_region, lambda claim: claim._replace(in_url="eu-de")),
    "date": _piece("date", "scope-date", _other_date, _day_before),
    "service": _piece("service", "service", _other_service),
    "terminator": _piece("terminator", "terminator", _other_terminator),
}

TIME: tuple[Cause[str, str], ...] = (
    _cause("clock-read-twice", sign=_seconds_off),
    _cause("date-changed", undo=_day_of_scope),
)

OTHER: tuple[Cause[None, None], ...] = (_cause("credential-malformed", seen=_shape),)
