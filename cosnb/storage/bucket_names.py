"""Names of buckets that a provider documents as impossible: advice, for whoever can read a bucket has one that exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .advice import Advice

if TYPE_CHECKING:
    from .endpoints import Endpoint

# IBM Cloud Object Storage, "Bucket operations" of its API reference: what a name may not be, and how to say so.
_IBM = (
    (r".{0,2}|.{64,}", "has 3 to 63 characters"),
    (r".*[^a-z0-9.-].*", "holds lower-case letters, digits, dots and dashes only"),
    (r"[.-].*|.*[.-]", "begins and ends with a letter or a digit"),
    (r".*(\.\.|--).*", "has no two dots or dashes in a row"),
    (r"\d+\.\d+\.\d+\.\d+", "does not look like an IP address"),
    (r"(cosv1-|account-).*", "does not begin with cosv1- or account-"),
)


def bucket_advice(bucket: str, endpoint: Endpoint) -> list[Advice]:
    """What the provider's documentation says against a bucket's name; nothing where none is known."""
    if endpoint.provider.id != "ibm":
        return []
    broken = [rule for pattern, rule in _IBM if re.fullmatch(pattern, bucket, re.DOTALL)]
    if not broken:
        return []
    rules = " and ".join([", ".join(broken[:-1]), broken[-1]] if broken[:-1] else broken)
    return [Advice("bucket", f"IBM documents that a bucket's name {rules} (API reference, Bucket operations).")]
