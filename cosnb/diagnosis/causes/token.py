"""What happens to the session token of temporary credentials: in the query, and at the store."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from ...sigv4 import uri_encode
from ..cause import Cause, Sight, Was, once
from ..evidence import Evidence, Rows
from ..formatting import shown
from ..slots import revealed
from .path import replaced
from .query import blanks_as_plus, is_token, value_changed
from .rows import causes_of, data_of
from .time import moment


def _mangled(e: Evidence) -> Iterator[Sight]:
    for field in e.all("X-Amz-Security-Token")[:1]:
        wire = field.wire_value or ""
        if " " in field.value or "+" in wire:
            url = e.request.wire.replace(wire, re.sub(r"\+|%20| ", "%2B", wire)) if wire else None
            how = "spaces" if " " in field.value else "a bare '+'"
            yield Sight("likely", f"X-Amz-Security-Token, {len(field.value)} characters, not shown", how, url=url)


# A link that is said to end at another time than it was made for (aws-sdk-ruby#1182, boto3#2392).
_TOO_SOON = re.compile(data_of("token")["too_soon"])


def _session_end(e: Evidence) -> datetime | None:
    """When the session that signed is over, as far as its own credentials tell."""
    return e.credentials.expires_at if e.credentials and not e.is_other_pair else None


def _temporary(e: Evidence) -> Iterator[Sight]:
    if any(field.wire_value for field in e.all("X-Amz-Security-Token")[:1]) and not next(_mangled(e), None):
        note = "; IBM's documentation does not mention session tokens" if e.is_ibm else ""
        note += f"; {e.provider.name} takes one that is not on record" if "token" in e.provider.habits else ""
        end = _session_end(e)
        too_soon = _TOO_SOON.search(e.pasted.text[:100_000]) if e.pasted.source == "text" else None
        told = f"\nin the text: {shown(too_soon[0], 120)}" if too_soon else ""
        how = f", at {moment(end)}" if end else ""
        yield Sight("likely" if too_soon else "possible", f"X-Amz-Security-Token is present{note}{told}", how)


def is_without_session(e: Evidence) -> bool:
    """A link of no session: "expired token" is said of its own clock, as Google does (fog-google#264). AWS never says it so."""
    return e.provider.id != "aws" and e.request.kind in ("query", "query-v2") and not e.request.session_token


def _over(e: Evidence) -> Iterator[Sight]:
    """The clock of the session has run out: by its own end, or by the store's word."""
    own, link, at = _session_end(e), e.request.expires_at, e.answered_at or e.now
    if (e.answered == "token-expired" and not is_without_session(e)) or (own and own <= e.now):
        signed = e.request.signed_at
        told = [f"signed at {moment(signed)}"] if signed else []
        told += [f"the session ended at {moment(own)}"] if own else []
        told += [f"the URL's own expiry: {moment(link)}"] if link else []
        how = f", while its own expiry runs until {moment(link)}" if link and at < link else ""
        yield Sight("certain", "\n".join(told), how)


def _missing(e: Evidence) -> Iterator[Sight]:
    if e.all("X-Amz-Security-Token") or "x-amz-security-token" in (*e.sent, *e.signed_headers):
        return
    # S3 knows no such key by itself; of another token it says that the token is invalid (aws/aws-sdk-js#3878).
    unknown = e.answered == "unknown-access-key"
    key = e.request.access_key_id or (e.reply.fields.get("AWSAccessKeyId", "") if e.reply and unknown else "")
    if re.fullmatch(r"ASIA[A-Z0-9]{16}", key) or (unknown and key.startswith("ASIA")):
        told = "the access key id begins with ASIA; no X-Amz-Security-Token"
        yield Sight("certain" if e.provider.id == "aws" and len(key) == 20 else "likely", told)
    elif e.credentials and e.credentials.session_token and e.is_v4:
        yield Sight("certain", "the credentials given here have a session token; no X-Amz-Security-Token in the URL")


def _unsigned(rows: Rows, e: Evidence) -> Iterator[Was[Rows]]:
    for row in filter(is_token, rows):
        yield Was(tuple(other for other in rows if other is not row))


def _own(rows: Rows, e: Evidence, *, is_there: bool) -> Iterator[Was[Rows]]:
    """The session token of the credentials, behind the other parameters."""
    token = e.key_pair.session_token
    if token and e.is_v4 and any(map(is_token, e.rows)) is is_there:
        row = "X-Amz-Security-Token", uri_encode(revealed(token).decode("utf-8", "replace"))
        yield Was((*(given for given in rows if not is_token(given)), row))


_changed = partial(value_changed, "x-amz-security-token")
_cause = causes_of("token")

CAUSES: tuple[Cause[Rows, str], ...] = (
    _cause("token-double-encoded", do=_changed(replaced("%", "%25")), undo=once(_changed(replaced("%25", "%")))),
    _cause(
        "token-plus",
        do=_changed(replaced("%2B", "%20")),
        undo=once(_changed(blanks_as_plus), "spaces"),
        seen=_mangled,
    ),
    _cause("token-unsigned", undo=_unsigned),
    _cause("token-other", undo=lambda rows, e: _own(rows, e, is_there=True)),
    _cause("token-missing", undo=lambda rows, e: _own(rows, e, is_there=False), seen=_missing),
    _cause("token-expired", seen=_over),
    _cause("temporary-credentials", seen=_temporary),
)
