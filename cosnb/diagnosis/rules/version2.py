"""Rules about Signature Version 2: the default of more SDKs than one thinks."""

from __future__ import annotations

from collections.abc import Iterator

from ...links.reading.meanings import V2
from ..evidence import Evidence
from ..finding import Finding

_HOW = (
    "Ask for SigV4: boto3 and ibm_boto3 take config=Config(signature_version='s3v4') and a region_name; "
    "the AWS CLI takes --region, or s3.signature_version = s3v4 in its configuration."
)


def sigv2(e: Evidence) -> Iterator[Finding]:
    """A URL signed by Signature Version 2."""
    if e.request.kind not in ("query-v2", "header-v2"):
        return
    takes, mark = e.provider.sigv2, e.provider.mark("sigv2")
    if takes is False:
        verdict = f"{e.provider.name} does not take it."
    elif takes and mark == "V":
        verdict = f"{e.provider.name} is documented to take it."
    elif e.is_ibm:
        verdict = (
            "IBM's documents contradict each other on whether IBM COS takes it, and it was not seen on the server: "
            "older ones name both versions, its error table says 'Please use AWS4-HMAC-SHA256'."
        )
    else:
        verdict = f"Whether {e.store} takes it is not known."
    yield Finding(
        "sigv2",
        "certain" if takes is False else "possible" if takes and mark == "V" else "likely",
        "signature",
        "The URL is signed by Signature Version 2",
        "boto3 and ibm_boto3 choose it when no region is given, or one that they know from the time before SigV4, "
        f"such as us-east-1. {verdict}",
        "the parameters AWSAccessKeyId, Signature and Expires",
        _HOW,
    )


def incomplete(e: Evidence) -> Iterator[Finding]:
    """A SigV2 URL without one of its three parameters."""
    if e.request.kind != "query-v2":
        return
    names = {field.name for field in e.fields}
    missing = [name for name in V2 if name not in names]
    if missing:
        yield Finding(
            "missing-parameter",
            "certain",
            "query",
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            "Signature Version 2 takes AWSAccessKeyId, Expires and Signature together.",
            f"missing: {', '.join(missing)}",
            "Sign again, by SigV4.",
        )
    elif e.request.deadline is None:
        yield Finding(
            "expires-invalid",
            "certain",
            "query",
            "Expires is no Unix time",
            "Signature Version 2 takes the moment of expiry as seconds since 1970, not a duration or a date.",
            "the parameter Expires",
            "Sign again, by SigV4.",
        )


RULES = (sigv2, incomplete)
