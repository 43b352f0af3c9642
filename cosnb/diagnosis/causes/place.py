"""Is the host one of a store's, does it still exist, and can it be reached from here?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ...storage.known_hosts import ibm_locations
from ..cause import SIGNATURE, Cause, Failures, Sight
from ..evidence import Evidence
from ..formatting import shown

_SIGN_FOR = "Sign for {host}: the host is part of the signature, so it cannot be changed in a finished URL."
_AWAY: Failures = SIGNATURE | {"unreached", "missing", "routing", "identity", "denied", "region", "unknown"}


def _host(e: Evidence) -> str:
    return f"host: {shown(e.request.host, 120)}"


def _no_store(e: Evidence) -> Iterator[Sight]:
    if e.host.not_s3:
        fix = _SIGN_FOR.replace("{host}", e.host.instead) if e.host.instead else ""
        yield Sight("certain", _host(e), note=f"It {e.host.not_s3}.", fix=fix)


def _console(e: Evidence) -> Iterator[Sight]:
    host = e.request.host
    console = re.search(r"(^|\.)console\.aws\.amazon\.com$|^cloud\.ibm\.com$|^console\.cloud\.google\.com$", host)
    if not e.host.not_s3 and (console or (host.endswith("amazonaws.com") and e.path.startswith("/s3/object/"))):
        yield Sight("certain", _host(e))


def _old_name(e: Evidence) -> Iterator[Sight]:
    if e.host.current:
        now = f"{e.host.bucket}.{e.host.current}" if e.host.bucket else e.host.current
        yield Sight("likely", f"{_host(e)}\nnow: {now}", fix=_SIGN_FOR.replace("{host}", now))


def _location(status: str, e: Evidence) -> Iterator[Sight]:
    """The location of the host, where its status is of a kind."""
    row = ibm_locations().get(e.host.location or "")
    if not e.host.location or e.host.current:
        return
    known = row["status"] if row else "unknown"
    kinds = {"decommissioned": "closed", "retired": "closed", "unlisted": "unknown", "withdrawal-announced": "closing"}
    if kinds.get(known, known) != status:
        return
    where = shown(e.host.location, 20)
    if status == "closed" and row:
        doubt = "That this one is closed is inferred from the documentation." if row.get("mark") == "U" else ""
        yield Sight("likely", _host(e), where, doubt)
    elif status == "closing" and row:
        end = row.get("end_of_service", "a date in its notices")
        yield Sight("possible", _host(e), where, f"The end of service is announced for {end}.")
    elif status == "unknown":
        yield Sight("possible" if row else "likely", _host(e), where)


def _network(network: str, e: Evidence) -> Iterator[Sight]:
    if e.host.network == network and (e.reply is None or e.reply.status is None):
        public = re.sub(r"\bs3\.(?:private|direct)\.", "s3.", e.request.host)
        fix = f"For users on the internet: {_SIGN_FOR.replace('{host}', e.host.current or public)}"
        yield Sight("likely", _host(e), fix=fix)


_cause = partial(Cause[None, None], stage="network", leads_to=_AWAY)

CAUSES: tuple[Cause[None, None], ...] = (
    _cause(
        id="no-s3-host",
        title="This host takes no signed S3 requests",
        why="It serves something else.",
        fix="Sign for the store's S3 endpoint.",
        seen=_no_store,
        leads_to=_AWAY | {"form", "version", "argument"},
        explains=frozenset({"access-denied"}),
    ),
    _cause(
        id="console-page",
        title="This is a page of the provider's console, not an object",
        why="It opens for whoever is logged in there, and takes no signature.",
        fix="Presign the object for the store's S3 endpoint.",
        seen=_console,
        leads_to=_AWAY | {"form", "argument"},
        explains=frozenset({"unsigned"}),
    ),
    _cause(
        id="legacy-host",
        title="This is an old name of an IBM COS endpoint",
        why="IBM's documentation maps it to a new one; whether the old one still answers is not known here.",
        fix="Sign for the new name.",
        seen=_old_name,
        resign=True,
    ),
    _cause(
        id="retired-location",
        title="The location {how} is closed",
        why="IBM's documentation lists it among the data centers that were closed.",
        fix="Find out where the bucket was moved to, and sign for that endpoint.",
        seen=lambda e: _location("closed", e),
    ),
    _cause(
        id="location-withdrawn",
        title="The location {how} will be closed",
        why="IBM's documentation announces it.",
        fix="Plan the move of the bucket; URLs for this host end with it.",
        seen=lambda e: _location("closing", e),
    ),
    _cause(
        id="unknown-location",
        title="No endpoint of IBM COS is listed for '{how}'",
        why="The host has the right form, but the documentation's tables do not have this location.",
        fix="Look the bucket's endpoint up in its configuration.",
        seen=lambda e: _location("unknown", e),
    ),
    _cause(
        id="private-endpoint",
        title="The private endpoint is reached only from inside IBM Cloud's classic network",
        why="From anywhere else its name does not resolve, or the connection times out; the signature has no part in it.",
        fix="Sign for the public endpoint where users are on the internet.",
        seen=lambda e: _network("private", e),
    ),
    _cause(
        id="direct-endpoint",
        title="The direct endpoint is reached only from inside a VPC of IBM Cloud",
        why="From anywhere else its name does not resolve, or the connection times out; the signature has no part in it.",
        fix="Sign for the public endpoint where users are on the internet.",
        seen=lambda e: _network("direct", e),
    ),
)
