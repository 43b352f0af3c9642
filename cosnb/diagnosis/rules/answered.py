"""Rules about the store's answer: each code and message, mapped to its causes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..evidence import Evidence, unsent
from ..finding import Finding
from ..reply import Reply
from ..showing import shown
from .answer_table import Row, failure_of, row_of
from .when import moment, words


def answered(e: Evidence) -> Iterator[Finding]:
    """The answer's own cause."""
    row = row_of(e.reply)
    if not e.reply or not row:
        return
    if row.id == "unsigned-headers" and (absent := _absent(e)):
        row = row._replace(
            id="signed-header-missing",
            certainty="certain" if e.is_sent else "likely",
            title=f"{', '.join(shown(name, 60) for name in absent[:6])} {'is' if len(absent) == 1 else 'are'} signed and did not "
            "arrive",
            explanation="MinIO says so too where a signed header was not sent at all, which misleads.",
            fix="Send each of them with the value that was signed, or sign without them.",
        )
    certainty, note = row.certainty, ""
    if row.id == "access-denied" and e.is_ibm:
        certainty, note = (
            "likely",
            (" Which code IBM COS gives for an expired URL is documented nowhere, so look at the expiry as well."),
        )
    elif row.id == "no-such-key" and e.is_ibm:
        note = " At the endpoint of another location IBM COS has been reported to say this too."
    evidence = [f"{e.reply.code or 'no code'}: {shown(e.reply.message, 300) or '(no message)'}", *_details(e, e.reply)]
    yield Finding(row.id, certainty, row.stage, row.title, row.explanation + note, "\n".join(evidence), _fix(e, row))


def _absent(e: Evidence) -> tuple[str, ...]:
    """The signed headers that nobody sent, where the store speaks of unsigned ones, names none, and none is known."""
    signed = {name.lower() for name in e.request.signed_headers}
    loose = any(
        name.strip().lower().startswith("x-amz-") and name.strip().lower() not in signed for name, _ in e.headers
    )
    names_them = e.reply is not None and e.reply.fields.get("HeadersNotSigned")
    return () if loose or names_them or e.provider.id not in ("minio", "custom") else unsent(e)


_SHOWN_FIELDS = (
    "X-Amz-Expires", "Expires", "ServerTime", "X-Amz-Date", "RequestTime", "MaxAllowedSkewMilliseconds", "HeadersNotSigned",
    "Region", "Endpoint", "Bucket", "BucketName", "ArgumentName", "Header", "ParameterName", "Details", "Resource", "Key",
)  # fmt: skip


def _details(e: Evidence, reply: Reply) -> Iterator[str]:
    for name in _SHOWN_FIELDS:
        if value := reply.fields.get(name):
            yield f"{name}: {shown(value, 160)}"
    echoed = reply.fields.get("AWSAccessKeyId")
    if echoed and e.request.access_key_id and echoed != e.request.access_key_id:
        yield "the access key id in the answer is not the one in the URL"


def expected_region(reply: Reply) -> str | None:
    """The region that the store expects, where it says so."""
    if region := reply.fields.get("Region"):
        return region
    if match := re.search(r"expecting ['\"]([^'\"<>]{1,60})['\"]", reply.message[:5_000]):
        return match[1]
    return reply.headers.get("x-amz-bucket-region")


def _fix(e: Evidence, row: Row) -> str:
    assert e.reply is not None
    if row.id in ("region", "redirect") and (region := expected_region(e.reply)):
        host = e.reply.fields.get("Endpoint")
        return f"Sign with region '{shown(region, 60)}'" + (f", for the host {shown(host, 120)}." if host else ".")
    if row.id == "redirect" and (host := e.reply.fields.get("Endpoint")):
        return f"Sign for the host {shown(host, 120)}."
    if row.id == "not-implemented" and "transfer-encoding" in e.reply.fields.get("Header", "").lower():
        return "Send the body with its length: bytes, or a file whose size is known."
    return row.fix


def clock(e: Evidence) -> Iterator[Finding]:
    """The store's clock against the signer's and this one."""
    if not e.reply or not (there := e.reply.server_time):
        return
    request, failure = e.request, failure_of(e.reply)
    if failure == "time" and request.expires_at and e.now < request.expires_at <= there:
        yield Finding(
            "clock-skew",
            "certain",
            "time",
            f"This machine's clock is {words(there - e.now)} behind the store's",
            "By the clock here the URL is still valid, by the store's it has expired.",
            f"store: {moment(there)}\n{e.clock}: {moment(e.now)}",
            "Set the clock of the machine that signs.",
        )
    elif failure == "time" and request.signed_at and request.signed_at > there:
        yield Finding(
            "not-yet-valid",
            "certain",
            "time",
            f"The URL is not valid yet: the signer's clock is {words(request.signed_at - there)} ahead of the store's",
            "The URL is dated after the moment at which the store answered.",
            f"store: {moment(there)}\nX-Amz-Date: {moment(request.signed_at)}",
            "Set the clock of the machine that signs, in UTC.",
        )


def no_code(e: Evidence) -> Iterator[Finding]:
    """An answer without a store's error: a redirect, a proxy's page, nothing at all."""
    reply = e.reply
    if reply is None or row_of(reply) or reply.ok:
        return
    said = f"status {reply.status}" if reply.status is not None else "no status"
    if reply.error and (reply.code or reply.message):
        yield Finding(
            "unknown-code", "possible", "network", f"The store answered {shown(reply.code or reply.message, 80)}",
            "Nothing is known here about this code.",
            f"{said}\n{shown(reply.code, 80)}: {shown(reply.message, 300)}", "Look it up in the provider's documentation.",
        )  # fmt: skip
    elif reply.status in (301, 302, 303, 307, 308):
        place = reply.headers.get("location", "")
        yield Finding(
            "redirect",
            "certain",
            "network",
            "The answer is a redirect, and a followed one arrives with another host than was signed",
            "S3 redirects to the region of the bucket, proxies to https or to a login page.",
            f"{said}\nlocation: {shown(place.partition('?')[0], 160) or 'none'}"
            + (f"\nregion of the bucket: {shown(reply.headers.get('x-amz-bucket-region', ''), 40)}"
               if "x-amz-bucket-region" in reply.headers else ""),
            "Sign for the host that it leads to.",
        )  # fmt: skip
    elif reply.failed_client:
        yield Finding(
            "no-answer",
            "certain",
            "network",
            "No answer came: these are the words of a client that did not reach the host",
            "The request was not answered, so nothing is known of its signature. A name that cannot be resolved, an endpoint "
            "that is closed to this network, a certificate, a proxy or a firewall is in the way.",
            f"it begins: {shown(reply.text.strip()[:120], 120)}",
            "Look whether this machine reaches the host at all: its name, its port, its certificate, and proxies in the "
            "environment.",
        )
    elif reply.kind == "html" or (reply.kind == "other" and reply.text.strip()):
        yield Finding(
            "not-the-store",
            "likely",
            "network",
            "The answer is no object store's",
            "Stores answer with an XML error. A page or a plain text comes from a proxy, a CDN, a login page or a web server "
            "in front of it, or from another host altogether.",
            f"{said}\nit begins: {shown(reply.text.strip()[:120], 120)}",
            "Look who answers: the Server and Via headers, the host's address, proxies in the environment.",
        )
    elif reply.status in (400, 403, 404, 405):
        yield from _bare(e, reply.status)
    elif reply.status is not None and reply.status >= 500:
        yield Finding(
            "server-busy", "likely", "network", "The server failed", "That is no fault of the URL.", said,
            "Try again, with growing pauses.",
        )  # fmt: skip


def _bare(e: Evidence, status: int) -> Iterator[Finding]:
    head = (e.method or "").upper() == "HEAD"
    if status == 404:
        yield Finding(
            "no-such-key",
            "likely",
            "permission",
            "There is no such object, or no such bucket",
            "A store says 404 once it has accepted the signature.",
            "status 404, no body",
            "Compare the key in the URL with that of the object; sign for the endpoint of the bucket's own location.",
        )
        return
    yield Finding(
        "no-reason",
        "possible",
        "network",
        f"The store gave no reason for its {status}",
        "The answer to HEAD has no body, so the code is missing."
        if head
        else "The answer has no body, so the code is missing.",
        f"status {status}, no body",
        "Send the same URL with GET, and look at the body; it was signed for one method, so the code may be about that.",
    )


def stored_form(e: Evidence) -> Iterator[Finding]:
    """An object that holds the boundaries of the form it was uploaded with."""
    if e.reply and e.reply.ok and re.match(r"--[-\w]{5,80}\r?\nContent-Disposition: form-data", e.reply.text):
        yield Finding(
            "multipart-body",
            "certain",
            "transfer",
            "The object holds a multipart form: it was uploaded as one",
            "PUT stores the body as it is. requests sends a form for files=, curl for -F.",
            f"it begins: {shown(e.reply.text[:80], 80)}",
            "Upload the file itself: requests.put(url, data=open(name, 'rb')), or curl -T name.",
        )


Rule = Callable[[Evidence], Iterator[Finding]]


RULES: tuple[Rule, ...] = (answered, clock, no_code, stored_form)
