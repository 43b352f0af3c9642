"""What happens to the method, to the payload hash and to the layout of the canonical request."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...sigv4 import UNSIGNED_PAYLOAD
from ..cause import Cause, Sight, Was
from ..evidence import Evidence
from ..finding import Certainty
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import Value, base_values, encode, header_line
from .header_values import EMPTY_HASH
from .rows import causes_of, data_of
from .transfer import is_multipart

METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE")
_PRESIGNED = ("query", "query-v2", "post")
# What some programs pass where the method belongs; how the names of operations begin, which JavaScript's SDK writes into
# x-id; clients that look at an object by HEAD before they read it; the parameters that S3 takes with POST; and what signers
# write in place of a payload hash.
_KNOWN: dict[str, Any] = data_of("method")


class MethodLens(Lens[str, str]):
    """The first line; where no method was sent that is known, each usual one is a starting point of its own."""

    slot = "method"

    def get(self, e: Evidence) -> str:
        return e.arrived or ""

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[str, str]]) -> tuple[str, str]:
        return str(steps[-1][1].value), e.arrived or "a method that no one gave"


class PayloadLens(Lens[str, str]):
    """The last line."""

    def get(self, e: Evidence) -> str:
        return e.payload

    def signed(self, e: Evidence, value: str) -> dict[str, Value]:
        return {"payload": encode(value)}


Slots = Mapping[str, bytes]


class LayoutLens(Lens[Slots, Slots]):
    """Line ends and whole lines."""

    def get(self, e: Evidence) -> Slots:
        return base_values(e, e.arrived or "GET")

    def signed(self, e: Evidence, value: Slots) -> dict[str, Value]:
        return dict(value)

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[Slots, Slots]]) -> tuple[str, str]:
        return f"the canonical request {steps[-1][1].how}", "the six pieces of a canonical request"


def _methods(sent: str, e: Evidence) -> Iterator[Was[str]]:
    for name in (*(METHODS if sent else ()), *_KNOWN["odd_methods"]):
        if name != sent:
            yield Was(name, name, likely=name in METHODS)


def _payloads(payload: str, e: Evidence) -> Iterator[Was[str]]:
    rows = (
        (UNSIGNED_PAYLOAD, "UNSIGNED-PAYLOAD"),
        (EMPTY_HASH, "the hash of an empty body"),
        *(() if e.body is None else ((hashlib.sha256(e.body).hexdigest(), "the hash of the body"),)),
        *_KNOWN["payloads"],
    )
    for place, (value, how) in enumerate(rows):
        if value != payload:
            yield Was(value, how, likely=place < 3)


def _layouts(slots: Slots, e: Evidence) -> Iterator[Was[Slots]]:
    """The usual slips of a signer made by hand."""
    yield Was({"blank": b""}, "without the empty line after the headers", likely=True)
    yield Was({"blank": b"\n\n"}, "with two empty lines after the headers")
    yield Was({"end": b"\n"}, "with a line end after it", likely=True)
    yield Was({slot: value.replace(b"\n", b"\r\n") for slot, value in slots.items()}, "with Windows line ends")
    yield Was({"method": b""}, "without the method")
    own = ("x-amz-content-sha256", e.payload), ("x-amz-date", e.request.timestamp)
    more = [header_line(name, value) for name, value in own if value and name not in e.signed_headers]
    for lines in (more, more[:1], more[1:]):
        names = " and ".join(text.partition(b":")[0].decode() for text in lines)
        how = f"with lines for {names}, which the list of signed headers does not name"
        yield Was({"blank": b"".join(lines) + b"\n"}, how)
    yield Was({**dict.fromkeys(slots, b""), "payload": slots["payload"]}, "of its last line alone")
    yield Was(dict.fromkeys(slots, b""), "as an empty text")


def _hinted(e: Evidence) -> Iterator[Sight]:
    """The SDK's hint of the operation says another method than the one that was sent."""
    named = {e.value("x-id") or ""} - {""} or {*re.findall(_KNOWN["calls"], e.pasted.text[:200_000])}
    operation = named.pop() if len(named) == 1 else ""
    wanted = next((m for start, m in _KNOWN["operations"].items() if operation.lower().startswith(start)), None)
    if e.arrived and wanted and wanted != e.arrived.upper():
        sure: Certainty = "certain" if e.value("x-id") and e.method else "likely"
        yield Sight(sure, f"the URL is for {shown(operation, 40)}\nmethod: {shown(e.arrived, 20)}", wanted)
    elif e.method and e.method != e.method.upper() and e.is_v4:
        yield Sight("likely", f"method: {shown(e.method, 20)}, not in capitals", shown(e.method.upper(), 20))
    elif _is_posted_file(e):
        form = "A presigned POST is a form with a policy, not a URL with a signature." if is_multipart(e) else ""
        note = f"S3 takes POST for multipart uploads, bulk deletes and forms; curl sends it for -d and -F. {form}"
        fix = "Send PUT: curl -T FILE 'URL', or requests.put(url, data=file)."
        yield Sight("likely", "method: POST", "PUT or GET", note, fix)
    elif client := _asks_first(e):
        told = f"{client['client']}\nstatus {e.reply.status if e.reply else 'unknown'}"
        yield Sight("likely", told, "GET, and HEAD was sent", client["note"], client["fix"])
    elif e.echo and e.echo.method == "HEAD" and not e.method:
        told = f"first line of what the store computed: {e.echo.method}"
        note = "Link previews, download managers and curl -I send HEAD."
        yield Sight("likely", told, "another method than HEAD", note)


def _asks_first(e: Evidence) -> dict[str, str] | None:
    """The client that sends HEAD where the link is for GET, as the text names it; None where it names none, or a link for HEAD."""
    refused = e.failed in ("unknown", "signature", "denied") and e.reply and e.reply.status in (None, 403)
    if not refused or e.request.kind != "query" or e.value("x-id") or e.echo or (e.method or "HEAD") != "HEAD":
        return None
    text = "curl -I" if e.method else e.pasted.text[:200_000]
    return next((row for row in _KNOWN["head_first"] if re.search(row["pattern"], text)), None)


def _is_posted_file(e: Evidence) -> bool:
    names = {field.name.lower() for field in e.fields}
    unserved = e.provider.methods and "POST" not in e.provider.methods
    return (e.method or "").upper() == "POST" and e.is_v4 and names.isdisjoint(_KNOWN["posted"]) and not unserved


def _turned(e: Evidence) -> Iterator[Sight]:
    """A HEAD that a log has as refused, and a GET of the same target that the store has, or serves (minio/minio#4120)."""
    head = re.search(r'"HEAD (\S{1,2000}) HTTP/[\d.]{1,3}" 403\b', text := e.pasted.text[:200_000])
    seen = re.search(rf'"(method":"GET",".{{1,9}}":"|GET ){re.escape(head[1])}[" ]', text) if head else None
    if head and seen and e.request.kind not in _PRESIGNED:
        yield Sight("possible" if seen[1] == "GET " else "likely", f"{shown(head[0], 120)}\n{shown(seen[0], 120)}")
    # "Cloudflare converts HEAD requests to GET requests for cacheable requests" (its documentation; minio/minio#14484).
    refused = e.reply if e.reply and (e.reply.status, e.method) == (403, "HEAD") else None
    cached = refused.headers.get("cf-cache-status", "") if refused and refused.is_of_store else ""
    if cached not in ("", "DYNAMIC") and e.request.kind not in _PRESIGNED:
        yield Sight("likely", f"HEAD, status 403, Cf-Cache-Status: {shown(cached, 20)}")


def _preflight(e: Evidence) -> Iterator[Sight]:
    if (e.method or "").upper() == "OPTIONS" and e.request.kind in _PRESIGNED:
        yield Sight("possible" if e.reply is not None and e.reply.ok else "certain", "method: OPTIONS")


def _unserved(e: Evidence) -> Iterator[Sight]:
    method, served = (e.method or "").upper(), e.provider.methods
    if served and method not in ("", "OPTIONS", *served) and e.request.kind in _PRESIGNED:
        how = f": {e.provider.name} serves {', '.join(served)} by presigned URL, not {shown(method, 20)}"
        yield Sight("certain" if e.provider.mark("methods") == "V" else "likely", f"method: {shown(method, 20)}", how)


def _wrong_hash(e: Evidence) -> Iterator[Sight]:
    """The store took another last line than that of presigned URLs."""
    known = e.header("x-amz-content-sha256") or e.all("x-amz-content-sha256")
    if e.is_v4 and e.echo and e.echo.text and e.echo.payload != UNSIGNED_PAYLOAD and not known:
        what = "the hash of an empty body" if e.echo.payload == EMPTY_HASH else "a hash of the body"
        told = f"last line of the store's canonical request: {shown(e.echo.payload, 80)}"
        yield Sight("likely", told, f"the store took {what}")


_cause = causes_of("method")

METHOD: tuple[Cause[str, str], ...] = (
    _cause("method", do=lambda method: "PUT" if method == "GET" else "GET", sign=_methods, seen=_hinted),
)

PAYLOAD: tuple[Cause[str, str], ...] = (_cause("payload-hash", sign=_payloads, seen=_wrong_hash),)

LAYOUT: tuple[Cause[Slots, Slots], ...] = (_cause("layout", sign=_layouts),)

TURNED = (_cause("head-turned", seen=_turned),)

OTHER: tuple[Cause[None, None], ...] = (
    _cause("preflight", seen=_preflight),
    _cause("method-unserved", seen=_unserved),
)
