"""Is the host one of a store's, does it still exist, and can it be reached from here?"""

import re
from collections.abc import Iterator

from ...storage.known_hosts import ibm_locations
from ..cause import Cause, Sight
from ..evidence import Evidence
from ..formatting import shown
from .rows import causes_of

_SIGN_FOR = "Sign for {host}: the host is part of the signature, so it cannot be changed in a finished URL."


def _host(e: Evidence) -> str:
    return f"host: {shown(e.request.host, 120)}"


def _is_console(e: Evidence) -> bool:
    old = e.request.host.endswith("amazonaws.com") and e.path.startswith("/s3/object/")
    return old or "is a web console" in (e.host.not_s3 or "")


def _no_store(e: Evidence) -> Iterator[Sight]:
    if e.host.not_s3 and not _is_console(e):
        fix = _SIGN_FOR.replace("{host}", e.host.instead) if e.host.instead else ""
        yield Sight("certain", _host(e), note=f"It {e.host.not_s3}.", fix=fix)


def _console(e: Evidence) -> Iterator[Sight]:
    if _is_console(e):
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


_cause = causes_of("place")

CAUSES: tuple[Cause[None, None], ...] = (
    _cause("no-s3-host", seen=_no_store),
    _cause("console-page", seen=_console),
    _cause("legacy-host", seen=_old_name),
    _cause("retired-location", seen=lambda e: _location("closed", e)),
    _cause("location-withdrawn", seen=lambda e: _location("closing", e)),
    _cause("unknown-location", seen=lambda e: _location("unknown", e)),
    _cause("private-endpoint", seen=lambda e: _network("private", e)),
    _cause("direct-endpoint", seen=lambda e: _network("direct", e)),
)
