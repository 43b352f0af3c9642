"""What happens to the session token of temporary credentials: in the query, and at the store."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...sigv4 import uri_encode
from ..cause import Cause, Sight, Was, once
from ..evidence import Evidence, Rows
from ..slots import revealed
from .query import is_token, value_changed
from .rows import causes_of


def _mangled(e: Evidence) -> Iterator[Sight]:
    for field in e.all("X-Amz-Security-Token")[:1]:
        wire = field.wire_value or ""
        if " " in field.value or "+" in wire:
            url = e.request.wire.replace(wire, re.sub(r"\+|%20| ", "%2B", wire)) if wire else None
            how = "spaces" if " " in field.value else "a bare '+'"
            yield Sight("likely", f"X-Amz-Security-Token, {len(field.value)} characters, not shown", how, url=url)


def _temporary(e: Evidence) -> Iterator[Sight]:
    if any(field.wire_value for field in e.all("X-Amz-Security-Token")[:1]) and not next(_mangled(e), None):
        note = "; IBM's documentation does not mention session tokens" if e.is_ibm else ""
        yield Sight(evidence=f"X-Amz-Security-Token is present{note}")


def _missing(e: Evidence) -> Iterator[Sight]:
    if e.all("X-Amz-Security-Token") or e.header("x-amz-security-token"):
        return
    if re.fullmatch(r"ASIA[A-Z0-9]{16}", e.request.access_key_id):
        yield Sight(
            "certain" if e.provider.id == "aws" else "likely",
            "the access key id begins with ASIA; no X-Amz-Security-Token",
        )
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


_cause = causes_of("token")

CAUSES: tuple[Cause[Rows, str], ...] = (
    _cause(
        "token-double-encoded",
        do=value_changed("x-amz-security-token", lambda value: value.replace("%", "%25")),
        undo=once(value_changed("x-amz-security-token", lambda value: value.replace("%25", "%"))),
    ),
    _cause(
        "token-plus",
        do=value_changed("x-amz-security-token", lambda value: value.replace("%2B", "%20")),
        undo=once(value_changed("x-amz-security-token", lambda value: re.sub("%20| ", "%2B", value)), "spaces"),
        seen=_mangled,
    ),
    _cause("token-unsigned", undo=_unsigned),
    _cause("token-other", undo=lambda rows, e: _own(rows, e, is_there=True)),
    _cause("token-missing", undo=lambda rows, e: _own(rows, e, is_there=False), seen=_missing),
    _cause("temporary-credentials", seen=_temporary),
)
