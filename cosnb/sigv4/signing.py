"""Signing, from a request to a signature: four stages, in the order they are made.

    canonical request ─┐
    scope ─────────────┴─► string to sign ─┐
    secret ─► kDate ─► kRegion ─► kService ─► kSigning ─► signature

Source of the rules: SigV4 signing elements, AWS IAM user guide; for the query parameters,
"Authenticating requests: using query parameters", Amazon S3 API reference.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from ..errors import InputError
from .canonical import S3, SIGNATURE_PARAM, Request, Rules, canonical_request, header_lines, signed_headers, to_send
from .encoding import uri_encode
from .moments import expiry, timestamp_of, utc
from .parts import NEWLINE, Part, Parts, Stage, join, joined
from .secrets import Credentials
from .signed import TERMINATOR, Computation, Signed, derive
from .url import Param, Url

ALGORITHM = "AWS4-HMAC-SHA256"
P = ParamSpec("P")
T = TypeVar("T")


def in_utf8(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; where a text has no UTF-8 form it raises InputError."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except UnicodeEncodeError:
            pass  # the error holds the text that was signed, which may contain a session token
        problem = "a text in it holds a lone surrogate, which has no UTF-8 form."
        raise InputError("request", problem, "Decode it as UTF-8.")

    return call


@in_utf8
def presign(
    request: Request,
    credentials: Credentials,
    *,
    region: str,
    service: str = "s3",
    expires: int | None = 3600,
    now: datetime,
    rules: Rules = S3,
) -> Signed:
    """Sign a request in its query string, which makes a URL that works until it expires.

    Args:
        request: what is signed; every header given becomes one that the receiver must send.
        credentials: the key pair; a session token is part of the signed query.
        region: the region in the scope; any text.
        service: the service in the scope.
        expires: seconds from ``now`` on; None leaves the parameter out, which S3 refuses and some services allow.
        now: the moment of signing, with a time zone.
        rules: how the canonical URI is made; ``S3`` unless the service is another.

    Raises:
        InputError: ``now`` has no time zone, the URL would expire after the year 9999, or a text has no UTF-8 form.
    """
    when = utc(now)
    expires_at = None if expires is None else expiry(when, expires)
    ends = expires_at and credentials.expires_at and credentials.expires_at < expires_at
    url, lines = _wire(request)
    timestamp = timestamp_of(when)
    pieces = scope_pieces(timestamp[0], region, service)
    auth = _auth_params(credentials, pieces, timestamp, expires, lines)
    url = replace(url, query=(*url.query, *auth))
    canonical = canonical_request(request.method, url, lines, request.payload, rules)
    computation = compute(canonical, credentials, pieces, timestamp)
    url = replace(url, query=(*url.query, Param(Part(SIGNATURE_PARAM), computation.stages[-1].parts)))
    result = Stage("url", url.parts)
    return Signed(
        method=request.method,
        url=result.text,
        headers=to_send(request.headers, without=("host",)),
        signed_at=when,
        expires_at=credentials.expires_at if ends else expires_at,
        authorization=None,
        result=result,
        computation=computation,
        example=credentials.example,
        ends_with_session=bool(ends),
    )


@in_utf8
def authorize(
    request: Request, credentials: Credentials, *, region: str, service: str = "s3", now: datetime, rules: Rules = S3
) -> Signed:
    """Sign a request in its Authorization header.

    Signs the host, x-amz-date, the session token if there is one, and every other header of the request. A store wants
    ``x-amz-content-sha256`` among them when it serves S3. ``Signed.headers`` holds all there is to send.

    Raises:
        InputError: ``now`` has no time zone, or a text has no UTF-8 form.
    """
    when = utc(now)
    url, lines = _wire(request)
    timestamp = timestamp_of(when)
    pieces = scope_pieces(timestamp[0], region, service)
    added: dict[str, Parts] = {"x-amz-date": timestamp}
    if token := token_part(credentials):
        added["x-amz-security-token"] = (token,)
    lines = dict(sorted({**lines, **added}.items()))
    canonical = canonical_request(request.method, url, lines, request.payload, rules)
    computation = compute(canonical, credentials, pieces, timestamp)
    result = Stage("authorization", _authorization(credentials, computation, lines))
    ours = {name: join(value) for name, value in added.items()}
    return Signed(
        method=request.method,
        url=str(url),
        headers={**to_send(request.headers, without=added), **ours, "Authorization": result.text},
        signed_at=when,
        expires_at=None,
        authorization=result.text,
        result=result,
        computation=computation,
        example=credentials.example,
    )


def _wire(request: Request) -> tuple[Url, dict[str, Parts]]:
    url = Url.parse(request.url) if isinstance(request.url, str) else request.url
    return url, header_lines(request.headers, url)


def compute(canonical: Stage, credentials: Credentials, pieces: Parts, timestamp: Parts) -> Computation:
    """From a canonical request to the signature: what both ways of signing, and the store's check, share."""
    scope = Stage("scope", joined(pieces))
    to_sign = string_to_sign(canonical, scope, timestamp)
    derivation = derive(credentials, pieces)
    return Computation(canonical, scope, to_sign, derivation, derivation[-1].output.signature(to_sign.text))


def string_to_sign(canonical: Stage, scope: Stage, timestamp: Parts) -> Stage:
    """Four lines: the algorithm, the time, the scope, and the SHA-256 of the canonical request in hex."""
    digest = Part(hashlib.sha256(canonical.text.encode()).hexdigest(), "canonical_request")
    return Stage("string_to_sign", (Part(ALGORITHM), NEWLINE, *timestamp, NEWLINE, *scope.parts, NEWLINE, digest))


def scope_pieces(date: Part, region: str, service: str = "s3", terminator: str = TERMINATOR) -> Parts:
    """Date, region, service and terminator of the scope."""
    return date, Part(region, "region"), Part(service, "service"), Part(terminator)


def _auth_params(
    credentials: Credentials, scope: Parts, timestamp: Parts, expires: int | None, lines: Mapping[str, Parts]
) -> list[Param]:
    """The parameters that carry the signature's ingredients, in the order every AWS SDK writes them."""
    credential = _encoded((Part(credentials.access_key_id, "access_key_id"), *scope))
    params = [
        Param(Part("X-Amz-Algorithm"), (Part(ALGORITHM),)),
        Param(Part("X-Amz-Credential"), joined(credential, "%2F")),
        Param(Part("X-Amz-Date"), timestamp),
        *([] if expires is None else [Param(Part("X-Amz-Expires"), (Part(str(expires), "expires"),))]),
        Param(Part("X-Amz-SignedHeaders"), _encoded(signed_headers(lines))),
    ]
    if token := token_part(credentials):
        params.append(Param(Part("X-Amz-Security-Token"), (token.written(uri_encode(token.text)),)))
    return params


def token_part(credentials: Credentials) -> Part | None:
    """The session token of temporary credentials, which goes to the store in the open; masked in its repr."""
    return Part(credentials.session_token.reveal().decode(), "session_token") if credentials.session_token else None


def _encoded(parts: Parts) -> Parts:
    return tuple([Part(uri_encode(part.text), part.source, part.text) for part in parts])


def _authorization(credentials: Credentials, computation: Computation, lines: Mapping[str, Parts]) -> Parts:
    return (
        Part(f"{ALGORITHM} Credential="),
        Part(credentials.access_key_id, "access_key_id"),
        Part("/"),
        *computation.scope.parts,
        Part(", SignedHeaders="),
        *signed_headers(lines),
        Part(", Signature="),
        Part(computation.signature, "signature"),
    )
