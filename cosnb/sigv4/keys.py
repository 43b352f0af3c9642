"""The signing key: four HMACs, each keyed with the output of the one before.

    kDate    = HMAC("AWS4" + secret access key, "20130524")
    kRegion  = HMAC(kDate, "us-east-1")
    kService = HMAC(kRegion, "s3")
    kSigning = HMAC(kService, "aws4_request")

Whoever holds kSigning can sign anything for that day, region and service, so each value is a Secret.
"""

from __future__ import annotations

from typing import NamedTuple

from .parts import Part, Parts
from .secrets import Credentials, Secret

TERMINATOR = "aws4_request"


class HmacStep(NamedTuple):
    """One link of the chain: ``output = HMAC-SHA256(key, message)``. Key and output are masked in the repr."""

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


def signature(signing_key: Secret, string_to_sign: str) -> str:
    """The signature: HMAC-SHA256 of the string to sign under the signing key, in lower-case hex."""
    return signing_key.signature(string_to_sign)
