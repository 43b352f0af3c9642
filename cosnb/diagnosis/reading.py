"""From whatever a person has to one request and one answer."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from ..errors import InputError
from ..links import ParsedRequest, parse
from ..links.reading.answer import Refusal, error_of, refusal_in
from ..links.reading.claims import claimed
from ..links.reading.parsing import read_request, request_of
from ..links.reading.pasted import CUT, TARGET
from ..links.reading.python import UNREAD
from ..links.reading.recorded import har_entry, har_headers, har_request, load_json
from ..links.reading.wrapped import legible
from ..sigv4 import utc
from ..storage.provider import Provider, providers
from .answer_in_text import answer_in
from .arguments import Arguments, clean
from .cause import Cause, Sight
from .causes import BY_ID
from .causes.scheme import MAX_URL
from .causes.url import CAUSES
from .copies import failing_in, hops_in
from .echo import read_echo
from .evidence import Evidence, reparsed
from .exchange import exchange_of
from .finding import Certainty, Finding
from .reply import WORDS, Reply, held, pairs_of, read_reply, spoken

Headers = tuple[tuple[str, str], ...]

# When something happened, in a log or among headers: with its zone; without, as nginx, HAProxy and Python's logging have it.
_STAMP, _LOCAL = re.compile(WORDS["stamp"]), re.compile(WORDS["local_stamp"])
# How logs say that a link was served.
_SERVED = re.compile(r"\" 20[0-6]\b|awaiting response\.\.\. 20[06] |^Status Code: 20[0-6]\b", re.MULTILINE)
_TARGET = re.compile(r"ignature=[^\"\s]{1,200}(?: HTTP/[\d.]{1,3})?\Z")
# The elements of an error as programs print them: Node's objects, also of xml2js with its lists, and Python's mappings.
_PRINTED = re.compile(WORDS["printed"])
_NEAR = 400  # characters between a refusal and its stamp

MAX_DISTANCE = 4_000  # characters between a URL and the words that it was refused

# The sources of a request that say how it was sent, not only to where.
_SENDING = ("curl", "wget", "powershell", "fetch", "python", "har", "http")


def read_evidence(evidence: object, response: object, given: Arguments) -> tuple[Evidence, list[Finding]]:
    """The evidence in one form, and the findings about damage that was undone on the way. Raises InputError."""
    pasted, reply = _read(evidence, response)
    # A text without a host has the one that was given; else that of the endpoint that stands beside the keys.
    endpoint = given.credentials.endpoint if given.credentials else None
    named = next(iter(given.hosts), urlsplit(endpoint or "").netloc)
    if TARGET in pasted.marks and not pasted.host and named:
        pasted = replace(reparsed(pasted, pasted.wire.replace("://", f"://{named}", 1)), text=pasted.text)
    # In a sentence people leave the scheme out, and mean no address that was sent so.
    spoken_of = "no-scheme" in pasted.marks and not pasted.wire.endswith(pasted.text.strip())
    marks = tuple(mark for mark in pasted.marks if not (spoken_of and mark == "no-scheme"))
    url, undone = mend(pasted.wire, marks) if len(pasted.wire) <= MAX_URL else (pasted.wire, [])
    request = reparsed(pasted, url)
    if reply and "".join(reply.fields.get("SignatureProvided", "").split()) == request.signature != pasted.signature:
        undone = []  # the store was sent the signature whole: what is damaged is the text alone
    host = request.known_host
    method, headers, target, body = _wire(evidence if response is None else response)
    body = pasted.body if body is None else body
    says_how = pasted.source in _SENDING and not {UNREAD, CUT} & {*pasted.marks}
    known = Evidence(
        pasted=pasted,
        request=request,
        method=given.method or method or (clean(pasted.method) if pasted.method else None),
        headers=given.headers or headers or tuple((clean(name), clean(value)) for name, value in pasted.headers),
        is_sent=bool(given.method or given.headers or target or says_how),
        target=target,
        body=body if given.body is None else given.body,
        reply=reply,
        provider=given.provider or _by_answer(host.provider, reply),
        host=host,
        credentials=given.credentials,
        hosts=given.hosts,
        now=given.now or utc(datetime.now(timezone.utc)),
        clock="the clock that was given" if given.now else "this machine's clock",
    )
    return known, undone


def _read(evidence: object, response: object) -> tuple[ParsedRequest, Reply | None]:
    """The request, and the answer: the one that was given, else the one that stands in the same paste."""
    reply = _reply(response)
    if not isinstance(evidence, str):
        evidence, answer = exchange_of(evidence)
        reply = reply or read_reply(answer)
        if isinstance(evidence, ParsedRequest):
            return evidence, reply
    if (value := load_json(evidence)) is not None:
        entry = har_entry(value)
        if entry and (sent := har_request(entry["request"])):
            return request_of(sent, evidence), reply or _recorded_reply(entry)
        reply = reply or read_reply(answer_in(evidence))
        return _signed_by_header(parse(evidence), reply) if reply else parse(evidence), reply
    text, evidence = evidence, legible(evidence)
    answer = answer_in(evidence)
    recorded = read_reply(answer)
    is_silent = recorded is None or (recorded.kind in ("other", "empty") and not recorded.ok)
    refusal = refusal_in(evidence) if is_silent else None
    near = evidence.find(answer) if answer else refusal.place if refusal else failing_in(evidence[:200_000])
    request = read_request(text, evidence.replace(answer, "\n", 1) if answer else evidence, near)
    if is_silent:
        told = _told_reply(evidence, refusal, request.wire)
        recorded = replace(recorded, error=told.error) if recorded and told and told.error else recorded or told
    reply = reply or recorded
    if reply is None and (alone := read_reply(_lines_of(request.host, evidence[:20_000]))):
        # The store's words alone are read where nothing else is.
        reply = alone if alone.failed_client or (alone.error and not request.wire and not request.fields) else None
    hop = next(iter(hops_in(evidence)[-1:]), "") if reply and not reply.ok else ""
    if request.kind == "unsigned" and hop and (followed := parse(hop)).kind != "unsigned":
        request = replace(followed, method=request.method, source=request.source)
    if request.kind == "unsigned" and reply:
        request = _from_echo(reply) or _signed_by_header(request, reply)
    return request if request.text is text else replace(request, text=text), reply


def _lines_of(host: str, text: str) -> str:
    """The lines that name a host, and curl's words; all where there is none. What a log says of another host is not of this."""
    return "\n".join(line for line in text.split("\n") if host in line or line.startswith("curl: ("))


def _told_reply(text: str, told: Refusal | None, url: str) -> Reply | None:
    """The answer that a client or a log tells of; None where it does so far from the URL, so of another one."""
    if not told:
        # A log's status stands behind the target of a signed link.
        places = (one.start() for one in _SERVED.finditer(text))
        served = any(text[at] != '"' or _TARGET.search(text, max(0, at - 230), at) for at in places)
        return Reply(200) if served else None
    around = text[max(0, told.place - MAX_DISTANCE) : told.place + MAX_DISTANCE]
    if url[-40:] not in around and url[-40:] in text:
        return None
    printed = _PRINTED.findall(text[max(0, told.place - MAX_DISTANCE) : told.place + 5 * MAX_DISTANCE])
    fields = {name: value for name, _, value in reversed(printed)}
    error = error_of({"Code": told.code, "Message": told.words, **fields}) if told.code + told.words else spoken(around)
    stamps = _STAMP.findall(text[max(0, told.place - _NEAR) : told.place + _NEAR])
    # As a mail would write that of an access log.
    stamps = [re.sub(r"^(\d\d)/(\w{3})/(\d{4}):", r"\1 \2 \3 ", stamp) for stamp in stamps]
    local = None if stamps else _local_time(text[max(0, told.place - _NEAR) : told.place])
    return Reply(told.status, {"date": stamps[-1]} if stamps else {}, told.words, len(told.words), error, local)


def _local_time(text: str) -> datetime | None:
    """The last stamp without a zone, as if it were UTC."""
    with suppress(ValueError, TypeError, IndexError):
        stamp = _LOCAL.findall(text)[-1].replace("/", "-")
        form = "%Y-%m-%d %H:%M:%S" if stamp[4] == "-" else "%d-%b-%Y:%H:%M:%S"
        return datetime.strptime(stamp.replace("T", " "), form).replace(tzinfo=timezone.utc)
    return None


def _reply(response: object) -> Reply | None:
    if isinstance(response, int | float) and (isinstance(response, bool | float) or not 100 <= response <= 599):
        remedy = "Give the body, or a mapping with status, headers and body."
        raise InputError("response", f"{response!r} is no answer.", remedy, value=response)
    return read_reply(exchange_of(response)[1] if isinstance(response, BaseException) else response)


def _wire(response: object) -> tuple[str | None, Headers, str | None, bytes | None]:
    """The method, the headers, the target and the body of the request that an answer belongs to, where it keeps them."""
    sent = held(response, "sent")
    method, target, headers, body = (held(sent, name) for name in ("method", "target", "headers", "body"))
    if not isinstance(method, str) or not isinstance(target, str) or not isinstance(headers, tuple):
        return None, (), None, None
    return method, pairs_of(headers), target, body if isinstance(body, bytes) else None


def _recorded_reply(entry: dict[str, Any]) -> Reply | None:
    """The answer that a HAR entry holds."""
    response = entry.get("response")
    if not isinstance(response, dict) or not response.get("status"):
        return None
    body, headers = held(response.get("content"), "text"), har_headers(response.get("headers"))
    return read_reply({"status": response["status"], "headers": headers, "body": body})


def _from_echo(reply: Reply) -> ParsedRequest | None:
    """The request that the store says it received, where the text has no signed one."""
    echo = read_echo(reply)
    signature = reply.fields.get("SignatureProvided", "")
    if not echo or not echo.text or not signature or "X-Amz-" not in echo.query:
        return None
    request = parse(f"https://{echo.header('host') or ''}{echo.path}?{echo.query}&X-Amz-Signature={signature}")
    headers = tuple((name, value) for name, value in echo.headers if name != "host" and value)
    return replace(request, method=echo.method, headers=headers, source="http")


def _signed_by_header(request: ParsedRequest, reply: Reply) -> ParsedRequest:
    """The request with the signature that the store says it was sent: where the text shows none, it was in a header."""
    error, echo = reply.error, read_echo(reply)
    if request.kind == "unsigned" and not request.wire and echo and echo.text and echo.scope:
        path = echo.path if "/s3/" in echo.scope else echo.path.replace("%25", "%")  # the others encode a path twice
        request = parse(f"https://{echo.header('host') or ''}{path}{'?' * bool(echo.query)}{echo.query}")
    if not error or not error.string_to_sign or not request.wire or request.kind != "unsigned":
        return request
    key, signature = ("".join(reply.fields.get(name, "").split()) for name in ("AWSAccessKeyId", "SignatureProvided"))
    value = f"AWS {key}:{signature}"
    if echo and echo.scope:
        value = f"AWS4-HMAC-SHA256 Credential={key}/{echo.scope}, SignedHeaders={echo.signed_headers}, Signature={signature}"
    headers = ("Authorization", value), ("x-amz-date", echo.timestamp if echo else "")
    signed = claimed(replace(request, headers=headers))
    return replace(signed, headers=request.headers, marks=(*request.marks, "from-echo"))


def _by_answer(by_host: Provider, reply: Reply | None) -> Provider:
    """The provider by its host, else the one that the answer betrays: by its headers, and the shape of its error."""
    if by_host.id != "custom" or reply is None:
        return by_host
    server, names = reply.headers.get("server", "").lower(), " ".join(reply.headers)
    signs = {
        "ibm": "x-clv-" in names or "cleversafe" in server or "httpStatusCode" in reply.fields,
        "minio": server.startswith("minio") or "x-minio-" in names,
        "seaweedfs": server.startswith("seaweedfs"),
        "swift": "x-openstack-request-id" in reply.headers,
        "ceph": reply.fields.get("RequestId", "").startswith("tx0000"),
    }
    return next((providers()[store] for store, seen in signs.items() if seen), by_host)


# What was noticed while the paste was read, and is a cause of the same name, but for one.
_MARKS = ("line-break", "space", "quoted-printable", "html-escaped", "no-scheme", "percent-encoded")


def mend(url: str, marks: tuple[str, ...]) -> tuple[str, list[Finding]]:
    """A URL with every damage undone that is known, one after the other, and the findings that say what it was."""
    rows: list[tuple[Cause[str, str], str, Certainty]] = []
    for mark in marks:
        if mark in _MARKS:
            # A blank that was kept is in a value, and most clients send it as %20.
            kept = mark == "space" and " " in url
            name = "double-encoded" if mark == "percent-encoded" else mark
            rows.append((BY_ID[name], "it is so in the text", "likely" if kept else "certain"))
    # What a client encodes when it meets it, each in its own way.
    url = url.translate({ord(character): f"%{ord(character):02X}" for character in ' "<>`'})
    for cause in (one for one in CAUSES if one.id != "scheme" or "target" not in marks):
        for was in cause.undo(url, None) if cause.undo else ():  # type: ignore[arg-type]
            url = was.value
            rows.append((cause, was.how, "likely" if was.likely else "certain"))
    # Each finding gets the URL with all of the damage undone: with one of two faults mended it would still fail.
    # Where letters lost their case, that URL may name another object: it is offered once it is proven.
    # A URL that was put together of lines or words may lack the rest of its signature.
    is_cut = {"line-break", "space"} & {*marks} and "X-Amz-Algorithm=" in url and "X-Amz-Signature=" not in url
    unsure = is_cut or any(cause.id == "case-folded" for cause, *_ in rows)
    whole = None if unsure else url
    return url, [cause.found(Sight(sure, how, url=whole)) for cause, how, sure in rows]
