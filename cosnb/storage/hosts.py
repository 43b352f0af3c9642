"""The other names of a store: what else a URL for this host may have been signed for.

The names of IBM COS and of the providers come from ``endpoints.json`` and ``providers.json`` by way of
:mod:`.known_hosts`. S3's own variants of a name (global, regional, dual-stack, accelerate) are listed here.
Source: "Amazon S3 endpoints and quotas", AWS general reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .known_hosts import ibm_locations, legacy_hosts, recognise
from .provider import provider_of

_S3_HOST = re.compile(
    r"(?:(?P<bucket>.+)\.)?s3(?P<accelerate>-accelerate)?(?:-fips)?(?:[.-]dualstack)?"
    r"(?:[.-](?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d))?\.(?P<domain>amazonaws\.com(?:\.cn)?)"
)
_MAX_HOST = 253


def other_names(host: str, region: str = "") -> Iterator[tuple[str, str, str]]:
    """Other hosts of the same store or service: an id of the kind, the host, and why a URL may be used under both.

    Args:
        host: a host name in lower case, without a port; a bucket in front of it stays there.
        region: the region the URL claims to be signed for, where the host does not tell.
    """
    known = recognise(host)
    if len(host) > _MAX_HOST:
        return
    front = f"{known.bucket}." if known.bucket else ""
    if known.provider.id == "ibm":
        yield from _ibm_names(front, known.location or "", host)
    elif match := _S3_HOST.fullmatch(host):
        yield from _s3_names(match, region)
    elif known.region and "{region}" in known.provider.endpoint:
        for code, _ in known.provider.places:
            other = known.provider.endpoint_of(code).partition("://")[2]
            yield "host-region", front + other, "It was signed for the endpoint of another region."


def _ibm_names(front: str, location: str, host: str) -> Iterator[tuple[str, str, str]]:
    endpoint = host.removeprefix(front)
    for old, new in legacy_hosts().items():
        if old == endpoint:
            yield "host-legacy", front + new, "It was signed for the new name of the same endpoint."
        elif new == endpoint:
            yield "host-legacy", front + old, "It was signed for an old name of the same endpoint."
    row = ibm_locations().get(location)
    if row:
        for network, name in row["hosts"].items():
            yield "host-network", front + name, f"It was signed for the {network} host of the same location."
    for other in ibm_locations().values():
        yield "host-location", front + other["hosts"]["public"], "It was signed for the endpoint of another location."


def _s3_names(match: re.Match[str], claimed: str) -> Iterator[tuple[str, str, str]]:
    front = f"{match['bucket']}." if match["bucket"] else ""
    domain = match["domain"]
    why = "S3 has several names for one endpoint, and each signs differently."
    for region in dict.fromkeys(filter(None, (match["region"], claimed, "us-east-1"))):
        if provider_of(f"s3.{region}.{domain}")[0].id == "aws":
            for form in ("s3.{}", "s3-{}", "s3.dualstack.{}", "s3-fips.{}"):
                yield "host-global", f"{front}{form.format(region)}.{domain}", why
    yield "host-global", f"{front}s3.{domain}", why
    yield "host-accelerate", f"{front}s3-accelerate.{domain}", why


def is_accelerate(host: str) -> bool:
    """Whether a host is the S3 Transfer Acceleration one."""
    match = _S3_HOST.fullmatch(host[:_MAX_HOST])
    return bool(match and match["accelerate"])


def global_host_of(host: str) -> str | None:
    """The region-less S3 host that this host is, ``s3.amazonaws.com``, or None."""
    match = _S3_HOST.fullmatch(host[:_MAX_HOST])
    return f"s3.{match['domain']}" if match and not match["region"] and not match["accelerate"] else None
