"""What only the store's answer tells: objects that are not there, redirects, and answers that do not come from a store."""

import re
from collections.abc import Iterator

from ...links import parse
from ...sigv4 import uri_decode
from ..cause import Cause, Sight
from ..copies import copies_of, hops_in
from ..evidence import Evidence
from ..formatting import shown
from .rows import causes_of


def _said(e: Evidence) -> str:
    return "no status" if e.reply is None or e.reply.status is None else f"status {e.reply.status}"


def _begins(e: Evidence) -> str:
    return f"it begins: {shown(e.reply.text.strip()[:120], 120)}" if e.reply else ""


def _virtual(e: Evidence) -> tuple[str, str] | None:
    """The address with the bucket in front of the host."""
    bucket, slash, rest = e.path.removeprefix("/").partition("/")
    host = f"{uri_decode(bucket)}.{e.request.host}{e.request.url.port}"
    return (host, f"/{rest}") if slash and not e.host.bucket else None


def _unexplained(e: Evidence) -> bool:
    """There is an answer that refuses, and none of the catalogue's answers is it."""
    return e.reply is not None and not e.reply.ok and e.answered is None


def _unknown_code(e: Evidence) -> Iterator[Sight]:
    if _unexplained(e) and e.reply and e.reply.error and (e.reply.code or e.reply.message):
        told = f"{_said(e)}\n{shown(e.reply.code, 80)}: {shown(e.reply.message, 300)}"
        named = next(filter(None, map(e.reply.fields.get, ("ArgumentName", "Header", "ParameterName"))), "")
        said = ": ".join(filter(None, (e.reply.code, e.reply.message)))
        yield Sight("likely", told, f"{shown(said, 200)}{f' ({shown(named, 60)})' if named else ''}")


def _redirect(e: Evidence) -> Iterator[Sight]:
    reply = e.reply
    if _unexplained(e) and reply and not next(_unknown_code(e), None) and reply.status in (301, 302, 303, 307, 308):
        place = shown(reply.headers.get("location", "").partition("?")[0], 160) or "none"
        region = reply.headers.get("x-amz-bucket-region")
        told = f"{_said(e)}\nlocation: {place}" + (f"\nregion of the bucket: {shown(region, 40)}" if region else "")
        yield Sight("certain", told)


def _redirected(e: Evidence) -> Iterator[Sight]:
    """The answer came at the end of a redirect to another host, which a signature of Version 4 does not survive."""
    hops = hops_in(e.pasted.text)
    if not hops or e.reply is None or e.reply.ok or not e.has_scope or e.failed == "routing":
        return
    last = parse(hops[-1]).host
    first = next((host for host in (e.request.host, *(copy.host for copy in copies_of(e))) if host != last), None)
    if first:
        yield Sight("certain", f"signed for: {shown(first, 120)}\nsent on to: {shown(last, 120)}", shown(last, 120))


def _no_answer(e: Evidence) -> Iterator[Sight]:
    if _unexplained(e) and e.reply and e.reply.failed_client:
        # A certificate that does not cover a bucket with dots has a cause of its own.
        of_dots = "." in (e.host.bucket or "") and re.search(r"(?i)certificate|\bSSL|\bTLS", e.reply.text[:20_000])
        yield Sight("possible" if of_dots else "certain", _begins(e))


def _not_the_store(e: Evidence) -> Iterator[Sight]:
    reply = e.reply
    if reply is None or reply.error or reply.failed_client or reply.is_of_store:
        return
    if not _unexplained(e) or next(_redirect(e), None):
        return
    if reply.kind == "html" or (reply.kind == "other" and reply.text.strip()):
        yield Sight("likely", f"{_said(e)}\n{_begins(e)}")


def _bare(statuses: range | tuple[int, ...], e: Evidence) -> bool:
    """An answer with a status and nothing else."""
    reply = e.reply
    silent = reply and not reply.error and (reply.kind == "empty" or reply.is_of_store)
    return bool(_unexplained(e) and reply and reply.status in statuses and silent)


def _no_reason(e: Evidence) -> Iterator[Sight]:
    if _bare((400, 403, 405), e):
        note = "The answer to HEAD has no body." if (e.method or "").upper() == "HEAD" else ""
        yield Sight("possible", f"{_said(e)}, no body", f"{e.reply.status if e.reply else ''}", note)


_cause = causes_of("store")

CAUSES: tuple[Cause[None, None], ...] = (
    _cause("redirect", seen=_redirect),
    _cause("no-such-key", seen=lambda e: [Sight("likely", "status 404, no body")] * _bare((404,), e)),
    _cause("path-style-refused", address=_virtual),
    _cause("server-busy", seen=lambda e: [Sight("likely", _said(e))] * _bare(range(500, 600), e)),
    _cause("unknown-code", seen=_unknown_code),
    _cause("redirected", seen=_redirected),
    _cause("no-answer", seen=_no_answer),
    _cause("not-the-store", seen=_not_the_store),
    _cause("no-reason", seen=_no_reason),
)
