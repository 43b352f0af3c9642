"""Repaired URLs: as they were signed where that still holds, signed again where it does not."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import chain

from ..errors import CosnbError
from ..links import verify
from ..links.reading.meanings import SIGNING, V2, is_s3_parameter
from ..sigv4 import UNSIGNED_PAYLOAD, Credentials, Param, Part, Request, Secret, Url, presign
from ..sigv4.encoding import reencode
from ..sigv4.parts import join
from ..storage.checks import WEEK
from ..storage.known_hosts import global_host_of
from .cause import Edit
from .causes.headers import REWRITTEN
from .causes.method import METHODS
from .evidence import Evidence, reparsed
from .search.searching import Match
from .slots import swapper
from .url_damage import is_rewriter

Headers = tuple[tuple[str, str], ...]

_OWN = frozenset(name.lower() for name in (*SIGNING, *V2))
# Headers that a new URL is not signed with.
_NEVER = ("host", "authorization", "x-amz-date", "x-amz-content-sha256")
_SHORTEST = 300  # seconds
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.DOTALL
)


class Repair:
    """Repaired URLs of one request, now that a match says what was signed. Each is recomputed before it is offered.

    Attributes:
        evidence: the request as it was meant: with the path and the query that were signed, and the right key pair.
    """

    def __init__(self, e: Evidence, match: Match, *, method: str | None) -> None:
        """``method`` is the one that was sent, or None where nobody said."""
        named = (change.how for change in match.changes if change.cause.id == "method")
        # The first that a client can send, in capitals as it is sent.
        methods = ((one or "").upper() for one in (method, *named, match.method))
        self.method = next((one for one in methods if one in METHODS), "GET")
        self._edits = tuple(chain.from_iterable(match.edits))
        # A path that goes with another host says nothing about the path at this one.
        here = [row for row in match.edits if all(edit.piece != "host" for edit in row)]
        url = edited(e.request.wire, tuple(chain.from_iterable(here))) or e.request.wire
        request = reparsed(e.request, url) if e.request.kind == "query" else e.request
        self.evidence = replace(
            e,
            request=request,
            credentials=match.pair or e.credentials,
            headers=e.headers if e.is_sent else (*e.headers, *signed_headers(match)),
        )

    def of(self, url: str) -> str | None:
        """A URL that works for the request as it was sent: this one, this one as it was signed, or one signed again."""
        for candidate in (url, edited(url, self._edits)):
            if candidate and self._is_right(candidate):
                return candidate
        return signed_again(self.evidence, method=self.method)

    def _is_right(self, url: str) -> bool:
        """Whether a store takes it now. Which host it goes to is up to the URL, whatever was sent before."""
        e = self.evidence
        headers = tuple(row for row in e.headers if row[0].strip().lower() not in ("host", "authorization"))
        try:
            assert e.credentials is not None
            pair = _with_token(replace(e, request=reparsed(e.request, url)), e.credentials)
            return verify(url, pair, method=self.method, headers=headers, now=moment_of(e)).accepted
        except CosnbError:
            return False


def signed_headers(match: Match) -> Headers:
    """The headers that were signed and not given, with their values: whoever uses the URL has to send them."""
    edits = [edit for edit in chain.from_iterable(match.edits) if edit.piece.startswith("header:")]
    return tuple((edit.piece.removeprefix("header:"), edit.text) for edit in edits)


def edited(url: str, edits: tuple[Edit, ...]) -> str | None:
    """The URL with some of its pieces as they were when it was signed; its signature stays."""
    match = _URL.match(url)
    if not match:
        return None
    pieces = {"scheme": match["scheme"], "host": match["host"], "path": match["path"], "query": match["query"]}
    pieces |= {edit.piece: edit.text for edit in edits if edit.piece in pieces}
    query = "" if pieces["query"] is None else f"?{pieces['query']}"
    return f"{pieces['scheme']}://{pieces['host']}{pieces['path'] or '/'}{query}"


def signed_again(
    e: Evidence, *, method: str | None = None, region: str | None = None, address: tuple[str, str] | None = None
) -> str | None:
    """A URL for the same object, signed now with the credentials that were given; None where that makes no sense.

    Args:
        method: the method to sign for; None takes the one that was sent, else GET.
        region: the region of the scope; None takes the host's, else the claimed one, else that of the key pair.
        address: host, with its port, and path; None takes those of the URL, under the host's present name.
    """
    credentials, request = e.credentials, e.request
    host = e.host.current or join(request.url.host)
    if (
        is_rewriter(request.host)
        or not credentials
        or not host
        or e.host.not_s3
        or request.kind not in ("query", "query-v2", "unsigned")
    ):
        return None
    if swapper(request.access_key_id, credentials) in ("giver", "unknown"):
        # It would show to whoever sees it what may be the secret.
        return None
    if not e.is_sent and left_out(e, _headers(e)):
        # Without them it would be another URL than the one that was asked for, and a weaker one.
        return None
    if e.host.current and e.host.bucket:
        host = f"{e.host.bucket}.{host}"
    path, port = e.path, request.url.port
    if address:
        (host, colon, number), path = address[0].partition(":"), address[1]
        port = colon + number
    url = Url(
        scheme=request.url.scheme if request.url.scheme in ("http", "https") else "https",
        host=(Part(host),),
        port=port,
        path=(Part(reencode(path, keep_slash=True)),),
        query=_own_query(e),
    )
    try:
        signed = presign(
            Request(method or (e.method or "GET").upper(), url, _headers(e), _payload(e)),
            _with_token(e, credentials),
            region=region if region is not None else _region(e),
            expires=_expires(e),
            now=moment_of(e),
        )
    except (CosnbError, ValueError):
        return None
    return signed.url


def _with_token(e: Evidence, credentials: Credentials) -> Credentials:
    """The key pair with the session token of the URL, where the same key was given without one."""
    token = e.request.session_token
    same = e.request.access_key_id == credentials.access_key_id
    if credentials.session_token or not token or not same or " " in token:
        return credentials
    return replace(credentials, session_token=Secret(token))


def _own_query(e: Evidence) -> tuple[Param, ...]:
    """The parameters that S3 gives a meaning, but those of a signature and of an SDK's checksum."""
    return tuple(
        Param(Part(reencode(field.wire_name)), () if field.wire_value is None else (Part(reencode(field.wire_value)),))
        for field in e.fields
        if field.name.lower() not in _OWN
        and is_s3_parameter(field.name)
        and not field.name.lower().startswith(("x-amz-checksum-", "x-amz-sdk-"))
    )


def _headers(e: Evidence) -> Headers:
    """What was sent and has to be signed."""
    signed = {name.lower() for name in e.request.signed_headers} - {"host", "authorization"}
    return tuple(
        (name, value)
        for name, value in e.headers
        if (lower := name.strip().lower()) not in _NEVER
        and (lower in signed or lower.startswith("x-amz-"))
        and not re.search(r"[\r\n\x00]", value)
    )


def moment_of(e: Evidence) -> datetime:
    """The moment to sign at: the store's, where its answer says that the clocks differ too much; else the clock's."""
    reply = e.reply
    if reply and reply.code == "RequestTimeTooSkewed" and "ServerTime" in reply.fields and reply.server_time:
        return reply.server_time
    return e.now


def left_out(e: Evidence, headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The headers that the request was signed with and a new signature would not have, but those better left unsigned."""
    kept = {name.strip().lower() for name, _ in headers}.union(_NEVER)
    names = (name.lower() for name in e.request.signed_headers if re.fullmatch(r"[A-Za-z0-9-]+", name))
    return tuple(dict.fromkeys(name for name in names if name not in kept and name not in REWRITTEN))


def _payload(e: Evidence) -> str:
    """The last line: a hash that was sent, which is where a store looks first, else the constant of presigned URLs."""
    sent = (e.header("x-amz-content-sha256") or "").strip()
    return sent if re.fullmatch("[0-9a-f]{64}", sent) else UNSIGNED_PAYLOAD


def _region(e: Evidence) -> str:
    host = join(e.request.url.host).lower()
    if e.host.region and not (global_host_of(host) and e.request.region):
        return e.host.region
    own = e.credentials.region if e.credentials else None
    return e.request.region or e.host.region or own or "us-east-1"


def _expires(e: Evidence) -> int:
    """As long as the URL was made for, in seconds, but long enough for whoever reads this to use it."""
    limit = e.provider.max_expires or WEEK
    expires = e.request.expires
    return max(expires, _SHORTEST) if expires is not None and 1 <= expires <= limit else 3600
