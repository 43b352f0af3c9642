"""Signing, from a request to a signature: four stages, in the order they are made.

    canonical request ─┐
    scope ─────────────┴─► string to sign ─┐
    secret ─► kDate ─► kRegion ─► kService ─► kSigning ─► signature

Source of the rules: SigV4 signing elements, AWS IAM user guide; for the query parameters,
"Authenticating requests: using query parameters", Amazon S3 API reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from ..errors import InputError
from .canonical import S3, SIGNATURE_PARAM, Request, Rules, canonical_request, header_lines, signed_headers, to_send
from .encoding import uri_encode
from .keys import TERMINATOR, HmacStep, derive, signature
from .parts import NEWLINE, SECRET_SOURCES, Part, Parts, Stage, join
from .secrets import MASK, Credentials
from .url import Param, Url, param

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Computation:
    """What signer and store both compute, from the canonical request to the signature.

    Attributes:
        canonical_request, scope, string_to_sign: the texts, whose ``.text`` is exactly what is hashed.
        derivation: the four HMACs that make the signing key.
        signature: 64 lower-case hex digits. Masked in the repr.
    """

    canonical_request: Stage
    scope: Stage
    string_to_sign: Stage
    derivation: tuple[HmacStep, HmacStep, HmacStep, HmacStep]
    signature: str = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """A signed request: what to send, and how it came to be.

    Attributes:
        method: the HTTP method that was signed.
        url: the URL to use; in query mode it holds the signature.
        headers: what the receiver must send with it, name to value. The host is sent by every client by itself.
        signed_at: the moment of signing (UTC).
        expires_at: when the URL stops working (UTC); None for a signed header.
        authorization: the value of the Authorization header, or None in query mode.
        result: the last stage: the URL, or the Authorization header, as parts.
        computation: the stages before it; each is an attribute here too.
        example: the credentials are published ones, so that everything may be shown and saved.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    signed_at: datetime
    expires_at: datetime | None
    authorization: str | None
    result: Stage
    computation: Computation
    example: bool

    @property
    def canonical_request(self) -> Stage:
        """The request in the one form that signer and store agree on."""
        return self.computation.canonical_request

    @property
    def scope(self) -> Stage:
        """The credential scope: date, region, service and terminator."""
        return self.computation.scope

    @property
    def string_to_sign(self) -> Stage:
        """The four lines that are signed."""
        return self.computation.string_to_sign

    @property
    def derivation(self) -> tuple[HmacStep, HmacStep, HmacStep, HmacStep]:
        """The four HMACs that make the signing key; each key and output is a Secret."""
        return self.computation.derivation

    @property
    def signature(self) -> str:
        """64 lower-case hex digits."""
        return self.computation.signature

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every text, in the order it is made; the key derivation stands between the third and the fourth."""
        made = Stage("signature", (Part(self.signature, "signature"),))
        return self.canonical_request, self.scope, self.string_to_sign, made, self.result

    @property
    def live_texts(self) -> tuple[str, ...]:
        """What of this works as a credential, as it stands in any stage: the signature and the session token."""
        parts = (part for stage in self.stages for part in stage.parts)
        return tuple({part.text for part in parts if part.source in SECRET_SOURCES})

    def __repr__(self) -> str:
        where = self.url.partition("?")[0]
        sign = self.signature if self.example else MASK
        until = f", expires_at={self.expires_at:%Y-%m-%dT%H:%M:%SZ}" if self.expires_at else ""
        return f"Signed({self.method} {where}{until}, signature={sign})"


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
        InputError: ``now`` has no time zone, or the URL would expire after the year 9999.
    """
    when = utc(now)
    expires_at = None if expires is None else _expiry(when, expires)
    url, lines = _wire(request)
    timestamp = _timestamp(when)
    pieces = _scope(timestamp[0], region, service)
    auth = _auth_params(credentials, pieces, timestamp, expires, lines)
    url = replace(url, query=(*url.query, *auth))
    canonical = canonical_request(request.method, url, lines, request.payload, rules)
    computation = compute(canonical, credentials, pieces, timestamp)
    url = replace(url, query=(*url.query, param(Part(SIGNATURE_PARAM), Part(computation.signature, "signature"))))
    result = Stage("url", url.parts)
    return Signed(
        method=request.method,
        url=result.text,
        headers=to_send(request.headers, without=("host",)),
        signed_at=when,
        expires_at=expires_at,
        authorization=None,
        result=result,
        computation=computation,
        example=credentials.example,
    )


def authorize(
    request: Request, credentials: Credentials, *, region: str, service: str = "s3", now: datetime, rules: Rules = S3
) -> Signed:
    """Sign a request in its Authorization header.

    Signs the host, x-amz-date, the session token if there is one, and every other header of the request. A store wants
    ``x-amz-content-sha256`` among them when it serves S3. ``Signed.headers`` holds all there is to send.

    Raises:
        InputError: ``now`` has no time zone.
    """
    when = utc(now)
    url, lines = _wire(request)
    timestamp = _timestamp(when)
    pieces = _scope(timestamp[0], region, service)
    added: dict[str, Parts] = {"x-amz-date": timestamp}
    if token := token_part(credentials):
        added["x-amz-security-token"] = (token,)
    lines = dict(sorted({**lines, **added}.items()))
    canonical = canonical_request(request.method, url, lines, request.payload, rules)
    computation = compute(canonical, credentials, pieces, timestamp)
    result = Stage("authorization", _authorization(credentials, computation, lines))
    return Signed(
        method=request.method,
        url=str(url),
        headers={
            **to_send(request.headers, without=added),
            **{name: join(value) for name, value in added.items()},
            "Authorization": result.text,
        },
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
    """From a canonical request to the signature: what both ways of signing, and the store's check, share.

    Args:
        pieces: date, region, service and terminator of the scope.
        timestamp: the date and the time, as in ``X-Amz-Date``.
    """
    scope = Stage("scope", _joined(pieces, "/"))
    to_sign = string_to_sign(canonical, scope, timestamp)
    derivation = derive(credentials, pieces)
    return Computation(canonical, scope, to_sign, derivation, signature(derivation[-1].output, to_sign.text))


def string_to_sign(canonical: Stage, scope: Stage, timestamp: Parts) -> Stage:
    """Four lines: the algorithm, the time, the scope, and the SHA-256 of the canonical request in hex."""
    digest = Part(hashlib.sha256(canonical.text.encode()).hexdigest(), "canonical_request")
    return Stage("string_to_sign", (Part(ALGORITHM), NEWLINE, *timestamp, NEWLINE, *scope.parts, NEWLINE, digest))


def utc(now: datetime) -> datetime:
    """The moment in UTC, to the second, as a signature has it.

    Raises:
        InputError: it has no time zone.
    """
    if now.tzinfo is None:
        raise InputError(
            "now", f"{now!r} has no time zone, and the signature needs UTC.", "Add tzinfo=timezone.utc.", value=now
        )
    return now.astimezone(timezone.utc).replace(microsecond=0)


def _expiry(when: datetime, expires: int) -> datetime:
    try:
        return when + timedelta(seconds=expires)
    except OverflowError:
        raise InputError(
            "expires", f"{expires} seconds from now are after the year 9999.", "Give fewer.", value=expires
        ) from None


def _timestamp(when: datetime) -> Parts:
    """The moment as ``20130524`` and ``T000000Z``: two parts, because the date stands alone in the scope."""
    text = when.strftime("%Y%m%dT%H%M%SZ")
    return Part(text[:8], "date"), Part(text[8:], "time")


def _scope(date: Part, region: str, service: str) -> Parts:
    return date, Part(region, "region"), Part(service, "service"), Part(TERMINATOR)


def _joined(parts: Parts, separator: str) -> Parts:
    between = Part(separator)
    return tuple([part for piece in parts for part in (between, piece)][1:])


def _auth_params(
    credentials: Credentials, scope: Parts, timestamp: Parts, expires: int | None, lines: Mapping[str, Parts]
) -> list[Param]:
    """The parameters that carry the signature's ingredients, in the order every AWS SDK writes them."""
    credential = _encoded((Part(credentials.access_key_id, "access_key_id"), *scope))
    params = [
        param(Part("X-Amz-Algorithm"), Part(ALGORITHM)),
        param(Part("X-Amz-Credential"), *_joined(credential, "%2F")),
        param(Part("X-Amz-Date"), *timestamp),
        *([] if expires is None else [param(Part("X-Amz-Expires"), Part(str(expires), "expires"))]),
        param(Part("X-Amz-SignedHeaders"), *_encoded(signed_headers(lines))),
    ]
    if token := token_part(credentials):
        params.append(param(Part("X-Amz-Security-Token"), token.written(uri_encode(token.text))))
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
