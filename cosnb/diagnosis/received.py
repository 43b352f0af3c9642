"""What the store received, piece by piece, beside what was sent: the first difference names the piece, with no secret at all."""

from __future__ import annotations

from collections.abc import Iterator

from ..sigv4 import uri_decode
from ..sigv4.encoding import reencode
from .cause import Sight
from .causes import BY_ID, path
from .echo import Echo
from .evidence import Evidence
from .finding import Finding
from .formatting import difference, shown
from .slots import canonical_query


def on_the_way(e: Evidence) -> Iterator[Finding]:
    """The pieces that arrived otherwise than they were sent; that all arrived as they were."""
    if e.request.kind not in ("query", "header") or "from-echo" in e.request.marks:
        return
    echo = e.echo
    if not echo or not echo.text:
        yield from _resource(e)
    if not echo:
        return
    if echo.checked is False:
        yield BY_ID["echo-damaged"].found(
            Sight(evidence="sha256(CanonicalRequest) differs from the last line of StringToSign")
        )
    pieces = [*_method(e, echo), *_path(e, echo), *_query(e, echo), *_headers(e, echo)] if echo.text else []
    found = [_came(*piece, sure=echo.checked is not False) for piece in pieces]
    found += [_came(*piece, sure=True) for piece in _string_to_sign(e, echo)]
    yield from found
    # What else the echo tells is a rule of its own piece: a payload hash, a method that is not the usual one.
    silent = not found and echo.payload in ("", e.payload) and echo.method not in ("HEAD", "OPTIONS")
    if silent and echo.text and echo.checked is not False:
        proof = (
            "its hash is the one in the store's string to sign"
            if echo.checked
            else "the answer has no hash to check it by"
        )
        told = f"the store's canonical request ({shown(echo.method, 20)}) is the one that the URL implies; {proof}"
        yield BY_ID["unchanged-on-the-way"].found(Sight("likely", told))


Piece = tuple[str, str, str]  # the id of a cause, what shows it, and what completes its words


def _came(name: str, evidence: str, how: str, *, sure: bool) -> Finding:
    return BY_ID[name].found_on_the_way(Sight("certain" if sure else "likely", evidence, how))


def _method(e: Evidence, echo: Echo) -> Iterator[Piece]:
    if e.method and e.is_sent and echo.method != e.method and e.pasted.method is None:
        yield (
            "method",
            f"sent: {shown(e.method, 20)}\nreceived: {shown(echo.method, 20)}",
            f"{shown(echo.method, 20)}, not {shown(e.method, 20)}",
        )


def _path(e: Evidence, echo: Echo) -> Iterator[Piece]:
    implied = reencode(e.path or "/", keep_slash=True)
    if echo.path not in (implied, e.path):
        name, how = path_cause(e, echo.path) or ("path-changed", "")
        yield name, difference(implied, echo.path, left_is="URL", right_is="store"), how


def path_cause(e: Evidence, received: str) -> tuple[str, str] | None:
    """The cause that makes one path of the other, and what completes its words."""
    sent = e.path or "/"

    def is_it(value: str) -> bool:
        return reencode(value, keep_slash=True) == received

    if received.endswith(sent) and sent != "/":
        return "path-prefix", f"with '{shown(received[: -len(sent)], 60)}' in front"
    for cause in path.CAUSES:
        for was in cause.undo(sent, e) if cause.undo else ():
            if is_it(was.value):
                return cause.id, f"without '{shown(was.how, 60)}' in front" if cause.id == "path-prefix" else was.how
        if cause.do and is_it(cause.do(sent)) and cause.side in ("way", "url"):
            return cause.id, "most clients" if cause.id == "path-dots" else ""
    return None


def _resource(e: Evidence) -> Iterator[Finding]:
    """The path that the store says it verified, where that is all it says (MinIO and its kin)."""
    if not e.mismatch or e.reply is None:
        return
    fields = e.reply.fields
    named = (
        "/".join(("", fields.get("BucketName", ""), fields["Key"]))
        if "Key" in fields and "BucketName" in fields
        else ""
    )
    resource = fields.get("Resource", "") or named
    in_host = f"/{e.host.bucket}" if e.host.bucket else ""
    sent = in_host + uri_decode(e.path)
    if not resource.startswith("/") or uri_decode(resource) in (sent, uri_decode(sent)) or resource.count("/") < 2:
        return
    wire = reencode(resource.removeprefix(in_host) or "/", keep_slash=True)
    if found := path_cause(e, wire):
        told = f"URL: {shown(sent, 160)}\nResource: {shown(resource, 160)}"
        yield BY_ID[found[0]].found_on_the_way(Sight("certain" if found[0] in _SURE else "likely", told, found[1]))


# What a proxy does to a path for sure, where the store's Resource shows it.
_SURE = frozenset({"path-prefix", "path-slash-lost"})


def _query(e: Evidence, echo: Echo) -> Iterator[Piece]:
    implied = canonical_query(e.rows)
    ours, theirs = set(implied.split("&")), set(echo.query.split("&"))
    if ours == theirs:
        return
    gone = {uri_decode(row.partition("=")[0]) for row in ours - theirs}
    new = {uri_decode(row.partition("=")[0]) for row in theirs - ours}
    told = [
        f"{words}: {', '.join(shown(name, 40) for name in sorted(names))}"
        for words, names in (
            ("not received", gone - new),
            ("received in addition", new - gone),
            ("received with another value", gone & new),
        )
        if names
    ]
    if not any("token" in name.lower() for name in gone & new):
        told.append(difference(implied, echo.query, left_is="URL", right_is="store"))
    yield "query-changed", "\n".join(told), ""


def _headers(e: Evidence, echo: Echo) -> Iterator[Piece]:
    """The list of signed headers, the host, and each other header."""
    listed = ";".join(e.request.signed_headers)
    if echo.signed_headers != listed and e.request.signed_headers != ("",):
        yield (
            "signed-headers-list",
            difference(listed, echo.signed_headers, left_is="URL", right_is="store"),
            "the store read another one",
        )
    received = echo.header("host")
    if received is not None and received.lower() != e.url_host.lower() and e.request.wire:
        yield "host-changed", difference(e.url_host, received, left_is="URL", right_is="store"), shown(received, 80)
    for name, value in echo.headers:
        sent = e.header(name)
        if name != "host" and not value.strip():
            yield (
                "signed-header-missing",
                f"line in the store's canonical request: '{shown(name, 60)}:'",
                shown(name, 60),
            )
        elif name not in ("host", "authorization") and sent is not None and " ".join(sent.split()) != value:
            yield "header-changed", difference(sent, value, left_is="sent", right_is="store"), shown(name, 60)


def _string_to_sign(e: Evidence, echo: Echo) -> Iterator[Piece]:
    """Its time and its scope."""
    request = e.request
    claimed = "/".join((request.date, request.region, request.service, request.terminator))
    if echo.scope and echo.scope != claimed and request.date:
        yield "scope-changed", difference(claimed, echo.scope, left_is="URL", right_is="store"), ""
    if echo.timestamp and request.timestamp and echo.timestamp != request.timestamp:
        yield "time-changed", f"URL: {shown(request.timestamp, 40)}\nstore: {shown(echo.timestamp, 40)}", ""
