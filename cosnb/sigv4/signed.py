"""A signed request as an object, the whole story of one signature, and the signing key: four HMACs, each keyed with the output
of the one before.

    kDate    = HMAC("AWS4" + secret access key, "20130524")
    kRegion  = HMAC(kDate, "us-east-1")
    kService = HMAC(kRegion, "s3")
    kSigning = HMAC(kService, "aws4_request")

Whoever holds kSigning can sign anything for that day, region and service, so each value is a Secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ..results import Result
from ..visible import MASK, visible
from .parts import Part, Parts, Stage
from .secrets import Credentials, Secret

TERMINATOR = "aws4_request"


class HmacStep(NamedTuple):
    """One step of the chain: ``output = HMAC-SHA256(key, message)``. Key and output are masked in the repr."""

    name: str
    key: Secret
    message: Part
    output: Secret


def derive(credentials: Credentials, scope: Parts) -> tuple[HmacStep, HmacStep, HmacStep, HmacStep]:
    """Derive the signing key for a scope of the pieces date, region, service and terminator."""
    date, region, service, terminator = scope
    k_date = _step("kDate", credentials.secret_access_key.prefixed(b"AWS4"), date)
    k_region = _step("kRegion", k_date.output, region)
    k_service = _step("kService", k_region.output, service)
    return k_date, k_region, k_service, _step("kSigning", k_service.output, terminator)


def _step(name: str, key: Secret, message: Part) -> HmacStep:
    return HmacStep(name, key, message, key.hmac(message.text))


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

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The texts in the order they are made, the signature last."""
        made = Stage("signature", (Part(self.signature, "signature"),))
        return self.canonical_request, self.scope, self.string_to_sign, made


@dataclass(frozen=True, slots=True, repr=False)
class Signed(Result):
    """A signed request: what to send, and how it came to be.

    Attributes:
        method: the HTTP method that was signed.
        url: the URL to use; in query mode it holds the signature.
        headers: what the receiver must send with it, name to value. Every client sends the host by itself.
        signed_at: the moment of signing (UTC).
        expires_at: when the URL stops working (UTC): it has expired by then, or the session of its credentials is over,
            as far as they tell; None for a signed header.
        ends_with_session: whether that is the end of the session, which comes before the expiry that the URL names.
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
    ends_with_session: bool = False

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
        """Every text, in the order it is made; the key derivation comes between the third and the fourth."""
        return *self.computation.stages, self.result

    @property
    def live_texts(self) -> tuple[str, ...]:
        """What of this works as a credential, as any stage has it: the signature and the session token."""
        parts = (part for stage in self.stages for part in stage.parts)
        return tuple({part.text for part in parts if part.is_live})

    def __repr__(self) -> str:
        where = visible(f"{self.method} {self.url.partition('?')[0]}", 300)
        sign = self.signature if self.example else MASK
        until = f", expires_at={self.expires_at:%Y-%m-%dT%H:%M:%SZ}" if self.expires_at else ""
        return f"Signed({where}{until}, signature={sign})"
