"""What the store received, piece by piece, beside what was sent: the first difference names the piece, with no secret at all."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice

from ..links import parse
from ..sigv4 import uri_decode
from ..sigv4.encoding import reencode
from .cause import Sight
from .causes import BY_ID, path
from .echo import Echo, pieces_of
from .evidence import Evidence
from .finding import Certainty, Finding
from .formatting import difference, header_line, shown
from .slots import base_values, canonical_query, request_slots

# The canonical request in a client's log: Java's, botocore's, Go's, s3cmd's; one that is whole may stand alone.
_LOGGED = re.compile(
    r"(?:(?i:canonical[ _-]?(?:request|string))\b[^\n]{0,60}?\s|^(?=\w+\n/[^\n]*\n[^\n]*\n[a-z][\w-]*:))"
    r"(?P<method>GET|PUT|POST|HEAD|DELETE)\r?\n(?P<path>/[^\r\n]*)\r?\n(?P<query>[^\n]*)\n"
    r"(?P<rest>(?:[a-z][\w-]*:[^\n]*\n){1,60}\n[a-z][\w;-]*\n[\w-]{1,80})?",
    re.MULTILINE,
)
# Requests as people name them, and what they say of each (envoyproxy/envoy#35023, envoyproxy/envoy#42165).
_ASKED = re.compile(r"\b(?:GET|PUT|HEAD|POST|DELETE)[\s`'\"]{1,3}(/[^\s`'\"?]{1,2000})([^\n]{0,300})")
_MOST_ASKED = 20
_WHEN = re.compile(r"20\d{6}T\d{6}Z")
# What a proxy does to a path for sure, where the store's Resource shows it.
_SURE = frozenset({"path-prefix", "path-slash-lost"})


# A piece that arrived otherwise: the id of the cause, and how it shows.
Piece = tuple[str, Sight]


def on_the_way(e: Evidence) -> Iterator[Finding]:
    """The pieces that arrived otherwise than they were sent; else that all of them arrived."""
    echo = e.echo
    if echo and "from-echo" in e.request.marks:  # a signer writes no header that is empty (hashicorp/terraform#34136)
        lost = [sight for name, sight in _headers(e, echo) if name == "signed-header-missing"]
        yield from (BY_ID["signed-header-missing"].found(sight._replace(certainty="likely")) for sight in lost)
    if not e.has_scope or "from-echo" in e.request.marks:
        return
    if not echo or not echo.text:
        yield from _resource(e)
    if not echo:
        return
    if echo.checked is False:
        unlike = "sha256(CanonicalRequest) differs from the last line of StringToSign"
        yield BY_ID["echo-damaged"].found(Sight(evidence=unlike))
    pieces = (*_method(e, echo), *_path(e, echo), *_query(e, echo), *_headers(e, echo)) if echo.text else ()
    sure: Certainty = "likely" if echo.checked is False else "certain"
    found = [BY_ID[name].found_on_the_way(sight._replace(certainty=sure)) for name, sight in pieces]
    found += [BY_ID[name].found_on_the_way(sight) for name, sight in _string_to_sign(e, echo)]
    yield from found
    # What else the echo tells is seen by the cause itself: a payload hash, a method that is not the usual one.
    silent = not found and echo.payload in ("", e.payload) and echo.method not in ("HEAD", "OPTIONS")
    if silent and echo.text and echo.checked is not False:
        yield from _unchanged(e, echo)


def signed_by_client(e: Evidence) -> Iterator[Finding]:
    """What a client's own log says it signed, where the link (aws-sdk-java-v2#1709) or what the store computed is another."""
    logged = [*_LOGGED.finditer(e.pasted.text[:1_000_000])]
    whole = [pieces_of(match[0][match.start("method") - match.start() :]) for match in logged if match["rest"]]
    yield from _by_log(e, [own for own in whole if own])
    for match in logged:
        if not e.is_v4 or not e.request.timestamp or f"X-Amz-Date={e.request.timestamp}" not in match["query"]:
            continue
        sent, signed = reencode(e.path or "/", keep_slash=True), match["path"]
        plain = [uri_decode(uri_decode(path)).strip("/") for path in (sent, signed)]
        # In the same second another object may have been signed as well.
        if sent != signed and (plain[0].endswith(plain[1]) or plain[1].endswith(plain[0])):
            told = difference(sent, signed, left_is="URL", right_is="signed")
            yield BY_ID["path-encoding"].found(Sight("certain", told, "otherwise than the URL has it"))
        if e.arrived and e.arrived != match["method"]:
            told = f"signed: {match['method']}\nsent: {shown(e.arrived, 20)}"
            yield BY_ID["method"].found(Sight("certain", told, match["method"]))


def in_two_spellings(e: Evidence) -> Iterator[Finding]:
    """One path, spelt otherwise in two requests of a text: what was signed beside what was sent, or what works beside what does not."""
    found = islice(_ASKED.finditer(e.pasted.text[:200_000]), _MOST_ASKED) if e.mismatch else ()
    asked = {match[1]: match[2] for match in found}
    for one, other in combinations(asked, 2):
        if uri_decode(uri_decode(one)) == uri_decode(uri_decode(other)):
            how = f"otherwise than it is sent: it is '{shown(one, 80)}' here and '{shown(other, 80)}' there"
            works = next((path for path in (one, other) if re.search(r"\b20[0-6]\b|\bworks\b", asked[path])), "")
            fix = f"Send '{shown(works, 80)}', which works; or sign the path as it is sent." if works else ""
            told = difference(one, other, left_is="one", right_is="other")
            yield BY_ID["path-encoding"].found(Sight("likely", told, how, fix=fix))
            return


def _by_log(e: Evidence, logged: list[Echo]) -> Iterator[Finding]:
    """The pieces of one request that a client signed and the store computed otherwise (bradenmacdonald/s3-lite-client#6).

    Where the store does not say what it computed, the request that was sent does (ex-aws/ex_aws#213).
    """
    echo = e.echo or Echo()
    if logged and not echo.text and e.mismatch and e.request.kind == "header" and e.pasted.source == "http":
        values = base_values(e, e.arrived or logged[-1].method)
        echo = pieces_of(b"".join(map(values.__getitem__, request_slots(e))).decode("utf-8", "replace")) or echo
    signed = [own for own in logged if echo.text and _WHEN.findall(own.text) == _WHEN.findall(echo.text)]
    if not signed or any(own.text == echo.text for own in signed):
        return
    own, host = signed[-1], signed[-1].header("host") or ""
    sent = parse(f"https://{host}{own.path}{'?' * bool(own.query)}{own.query}")
    sent = replace(sent, signed_headers=tuple(own.signed_headers.split(";")))
    then = replace(e, pasted=sent, request=sent, method=own.method, headers=own.headers, is_sent=True)
    pieces = [*_method(then, echo), *_path(then, echo), *_query(then, echo), *_headers(then, echo)]
    if re.fullmatch(f"{re.escape(echo.header('host') or '')}:(443|80)", host):
        pieces.append(("host-port", Sight("certain", f"signed: {shown(host, 80)}", f"as '{shown(host, 80)}'")))
    yield from (BY_ID[name].found_on_the_way(sight) for name, sight in pieces)


def _unchanged(e: Evidence, echo: Echo) -> Iterator[Finding]:
    values = [header_line(name, value) for name, value in echo.headers if name != "host"]
    if values and e.is_v4:
        told = "\n".join(f"the store received: {value}" for value in values[:6])
        yield BY_ID["signed-values"].found(Sight("likely", told, ", ".join(values[:3])))
    proof = "its hash is the one in the store's string to sign"
    proof = proof if echo.checked else "the answer has no hash to check it by"
    told = f"the store's canonical request ({shown(echo.method, 20)}) is the one that the URL implies; {proof}"
    # A signed request may have been written down in front of a proxy or behind it; a URL is what the client has.
    yield BY_ID["unchanged-on-the-way" if e.is_v4 else "received-as-here"].found(Sight("likely", told))


def _method(e: Evidence, echo: Echo) -> Iterator[Piece]:
    if e.method and e.is_sent and echo.method != e.method and e.pasted.method is None:
        sent, received = shown(e.method, 20), shown(echo.method, 20)
        yield "method", Sight("certain", f"sent: {sent}\nreceived: {received}", f"{received}, not {sent}")


def _path(e: Evidence, echo: Echo) -> Iterator[Piece]:
    implied = reencode(e.path or "/", keep_slash=True)
    if e.request.wire and echo.path not in (implied, e.path):
        name, how = path_cause(e, echo.path) or ("path-changed", "")
        told = difference(implied, echo.path, left_is="URL", right_is="store")
        # The URL with its path in a spelling that keeps the signature and arrives.
        respell = BY_ID[name].respell if e.path in e.request.wire else None
        url = e.request.wire.replace(e.path, respell(e.path), 1) if respell else None
        yield name, Sight("certain", told, how, url=url)


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
    by_name = "BucketName" in fields and "Key" in fields
    resource = fields.get("Resource") or (f"/{fields['BucketName']}/{fields['Key']}" if by_name else "")
    in_host = f"/{e.host.bucket}" if e.host.bucket else ""
    sent = in_host + uri_decode(e.path)
    if not resource.startswith("/") or resource.count("/") < 2 or uri_decode(resource) in (sent, uri_decode(sent)):
        return
    if found := path_cause(e, reencode(resource.removeprefix(in_host) or "/", keep_slash=True)):
        told = f"URL: {shown(sent, 160)}\nResource: {shown(resource, 160)}"
        sight = Sight("certain" if found[0] in _SURE else "likely", told, found[1])
        yield BY_ID[found[0]].found_on_the_way(sight)


def _query(e: Evidence, echo: Echo) -> Iterator[Piece]:
    implied = canonical_query(e.rows)
    ours, theirs = set(implied.split("&")), set(echo.query.split("&"))
    if ours == theirs or not e.request.wire:
        return
    as_blanks = canonical_query(tuple((name, (value or "").replace("+", "%20")) for name, value in e.rows))
    if {*as_blanks.split("&")} == theirs:
        yield "query-plus", Sight("certain", difference(implied, echo.query, left_is="URL", right_is="store"))
        return
    gone = {uri_decode(row.partition("=")[0]) for row in ours - theirs}
    new = {uri_decode(row.partition("=")[0]) for row in theirs - ours}
    rows = {"not received": gone - new, "received in addition": new - gone, "received with another value": gone & new}
    told = [f"{how}: {', '.join(shown(name, 40) for name in sorted(names))}" for how, names in rows.items() if names]
    if not any("token" in name.lower() for name in gone & new):
        told.append(difference(implied, echo.query, left_is="URL", right_is="store"))
    yield "query-changed", Sight("certain", "\n".join(told))


def _headers(e: Evidence, echo: Echo) -> Iterator[Piece]:
    """The list of signed headers, the host, and each other header."""
    listed = ";".join(e.request.signed_headers)
    if echo.signed_headers != listed and e.request.signed_headers != ("",):
        told = difference(listed, echo.signed_headers, left_is="URL", right_is="store")
        yield "signed-headers-list", Sight("certain", told, "the store read another one")
    received = echo.header("host")
    if received is not None and received.lower() != e.url_host.lower() and e.request.wire:
        told = difference(e.url_host, received, left_is="URL", right_is="store")
        yield "host-changed", Sight("certain", told, shown(received, 80))
    for name, value in echo.headers:
        sent = e.header(name)
        if name != "host" and not value.strip() and not sent:
            told = f"line in the store's canonical request: '{shown(name, 60)}:'"
            yield "signed-header-missing", Sight("certain", told, shown(name, 60))
        elif name not in ("host", "authorization") and sent is not None and " ".join(sent.split()) != value:
            told = difference(sent, value, left_is="sent", right_is="store")
            yield "header-changed", Sight("certain", told, shown(name, 60))


def _string_to_sign(e: Evidence, echo: Echo) -> Iterator[Piece]:
    """Its time and its scope."""
    request = e.request
    claimed = "/".join((request.date, request.region, request.service, request.terminator))
    if echo.scope and echo.scope != claimed and request.date:
        yield "scope-changed", Sight("certain", difference(claimed, echo.scope, left_is="URL", right_is="store"))
    if echo.timestamp and request.timestamp and echo.timestamp != request.timestamp:
        told = f"URL: {shown(request.timestamp, 40)}\nstore: {shown(echo.timestamp, 40)}"
        yield "time-changed", Sight("certain", told)
