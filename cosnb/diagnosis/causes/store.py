"""What only the store's answer tells: objects that are not there, redirects, and answers that do not come from a store."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...sigv4 import uri_decode
from ..cause import Cause, Failures, Said, Sight
from ..evidence import Evidence
from ..formatting import shown

_ANY: Failures = frozenset({"unknown", "unreached", "routing", "denied", "missing", "signature", "form", "identity"})


def _said(e: Evidence) -> str:
    return "no status" if e.reply is None or e.reply.status is None else f"status {e.reply.status}"


def _begins(e: Evidence) -> str:
    return f"it begins: {shown(e.reply.text.strip()[:120], 120)}" if e.reply else ""


def _virtual(e: Evidence) -> tuple[str, str] | None:
    """The address with the bucket in front of the host."""
    bucket, slash, rest = e.path.removeprefix("/").partition("/")
    return (
        (f"{uri_decode(bucket)}.{e.request.host}{e.request.url.port}", f"/{rest}")
        if slash and not e.host.bucket
        else None
    )


def _unexplained(e: Evidence) -> bool:
    """There is an answer that refuses, and none of the catalogue's answers is it."""
    return e.reply is not None and not e.reply.ok and e.answered is None


def _unknown_code(e: Evidence) -> Iterator[Sight]:
    if _unexplained(e) and e.reply and e.reply.error and (e.reply.code or e.reply.message):
        told = f"{_said(e)}\n{shown(e.reply.code, 80)}: {shown(e.reply.message, 300)}"
        named = (
            e.reply.fields.get("ArgumentName") or e.reply.fields.get("Header") or e.reply.fields.get("ParameterName")
        )
        said = ": ".join(filter(None, (e.reply.code, e.reply.message)))
        yield Sight("likely", told, f"{shown(said, 200)}{f' ({shown(named, 60)})' if named else ''}")


def _redirect(e: Evidence) -> Iterator[Sight]:
    reply = e.reply
    if _unexplained(e) and reply and not next(_unknown_code(e), None) and reply.status in (301, 302, 303, 307, 308):
        place = shown(reply.headers.get("location", "").partition("?")[0], 160) or "none"
        region = reply.headers.get("x-amz-bucket-region")
        told = f"{_said(e)}\nlocation: {place}" + (f"\nregion of the bucket: {shown(region, 40)}" if region else "")
        yield Sight("certain", told)


def _no_answer(e: Evidence) -> Iterator[Sight]:
    if _unexplained(e) and e.reply and e.reply.failed_client:
        yield Sight("certain", _begins(e))


def _not_the_store(e: Evidence) -> Iterator[Sight]:
    reply = e.reply
    if not _unexplained(e) or reply is None or reply.error or reply.failed_client or next(_redirect(e), None):
        return
    if reply.kind == "html" or (reply.kind == "other" and reply.text.strip()):
        yield Sight("likely", f"{_said(e)}\n{_begins(e)}")


def _bare(statuses: range | tuple[int, ...], e: Evidence) -> bool:
    """An answer with a status and nothing else."""
    reply = e.reply
    return bool(_unexplained(e) and reply and reply.status in statuses and not reply.error and reply.kind == "empty")


def _nothing_there(e: Evidence) -> Iterator[Sight]:
    if _bare((404,), e):
        yield Sight("likely", "status 404, no body")


def _no_reason(e: Evidence) -> Iterator[Sight]:
    if _bare((400, 403, 405), e):
        note = "The answer to HEAD has no body." if (e.method or "").upper() == "HEAD" else ""
        yield Sight("possible", f"{_said(e)}, no body", f"{e.reply.status if e.reply else ''}", note)


def _server(e: Evidence) -> Iterator[Sight]:
    if _bare(range(500, 600), e):
        yield Sight("likely", _said(e))


_answer = partial(Cause[None, None], stage="network", side="store")

CAUSES: tuple[Cause[None, None], ...] = (
    _answer(
        id="redirect",
        title="The answer is a redirect, and a followed one arrives with another host than was signed",
        why="S3 redirects to the region of the bucket when the host is another one or the bucket too new for the global "
        "name; proxies redirect to https or to a login page.",
        fix="Sign for the host that the answer names.",
        seen=_redirect,
        answers=(Said(("PermanentRedirect", "TemporaryRedirect", "Redirect")),),
        fails="routing",
        resign=True,
    ),
    _answer(
        id="no-such-key",
        stage="permission",
        title="The signature was accepted: there is no such object",
        why="The key in the URL names nothing in this bucket, or the bucket lives elsewhere.",
        fix="Compare the key in the URL with that of the object, letter by letter: case, spaces, slashes, Unicode form; "
        "sign for the endpoint of the bucket's own location.",
        seen=_nothing_there,
        answers=(Said(("NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchObject")),),
        fails="missing",
    ),
    _answer(
        id="path-style-refused",
        title="The store takes the bucket in front of the host only (virtual-hosted style)",
        why="Alibaba, Tencent and Tigris refuse path-style addresses.",
        fix="Sign for the virtual-hosted address: https://BUCKET.HOST/KEY, addressing='virtual'.",
        answers=(Said(("SecondLevelDomainForbidden", "PathStyleDomainForbidden")),),
        fails="routing",
        resign=True,
        address=_virtual,
    ),
    _answer(
        id="server-busy",
        title="The store could not serve the request just now",
        why="The URL has no part in it.",
        fix="Try again, with growing pauses.",
        seen=_server,
        answers=(Said(("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout")),),
        fails="server",
        leads_to=frozenset({"server", "unknown"}),
    ),
    _answer(
        id="unknown-code",
        title="The store answered {how}",
        why="These are the store's own words; what leads to this answer is not known here.",
        fix="Change what the answer names, or look the code up in the provider's documentation.",
        seen=_unknown_code,
        leads_to=_ANY,
    ),
    _answer(
        id="no-answer",
        title="No answer came: these are the words of a client that did not reach the host",
        why="The request was not answered, so nothing is known of its signature. A name that cannot be resolved, an "
        "endpoint that is closed to this network, a certificate, a proxy or a firewall is in the way.",
        fix="Look whether this machine reaches the host at all: its name, its port, its certificate, and proxies in the "
        "environment.",
        seen=_no_answer,
        leads_to=_ANY,
        side="way",
    ),
    _answer(
        id="not-the-store",
        title="The answer does not come from an object store",
        why="Stores answer with an XML error. A page or a plain text comes from a proxy, a CDN, a login page or a web "
        "server in front of it, or from another host altogether.",
        fix="Look who answers: the Server and Via headers, the host's address, proxies in the environment.",
        seen=_not_the_store,
        leads_to=_ANY,
        side="way",
    ),
    _answer(
        id="no-reason",
        title="The store gave no reason for its {how}",
        why="The answer has no body, so the code is missing.",
        fix="Send the same URL with GET, and look at the body; it was signed for one method, so the code may be about that.",
        seen=_no_reason,
        leads_to=_ANY,
    ),
)
