"""Whose host is this? What a name alone tells: provider, region, network, bucket; and the other names of the same store.

The names of IBM COS and of the providers come from ``endpoints.json`` and ``providers.json``. S3's own variants of a name
(global, regional, dual-stack, accelerate) are listed here. Source: "Amazon S3 endpoints and quotas", AWS general reference.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal

from .provider import Provider, load, provider_of, providers

Network = Literal["public", "private", "direct"]

# The longest host name there is; a longer one is not worth a search.
_MAX_HOST = 253
# An IBM COS location: a row of ``endpoints.json``, whose status is active, withdrawal-announced, retired, …
Location = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownHost:
    """What a host name tells.

    Attributes:
        provider: who runs it; ``"custom"`` when nothing is known of the host.
        region: the region to sign for, or None where the name does not tell.
        bucket: the bucket in front of the endpoint's host (virtual addressing), or None.
        network: where it can be reached from.
        location: the IBM COS location's id, or None.
        current: the host that took over from an old name of IBM COS, or None.
        not_s3: what the host does instead of serving signed S3 requests, or None.
        instead: the address to use instead, where ``not_s3`` is set.
    """

    provider: Provider
    region: str | None = None
    bucket: str | None = None
    network: Network = "public"
    location: str | None = None
    current: str | None = None
    not_s3: str | None = None
    instead: str | None = None


@cache
def ibm_locations() -> dict[str, Location]:
    """IBM COS locations by id: regional, cross-region, single-site and tethered, with status and city."""
    data = load("endpoints.json")
    return {row["id"]: row for row in (*data["endpoints"], *data["tethered"])}


def is_inside(host: str) -> bool:
    """True for a name or an address that only its own machine or network knows."""
    if "." not in host or host.endswith((".local", ".internal", ".localhost", ".svc", ".lan")):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_private
    except ValueError:
        return False


def reach(host: str) -> str:
    """From where a host can be reached, in words; the empty text where its name does not tell."""
    if host and is_inside(host):
        return "known on its own machine or network only"
    known = recognise(host)
    return known.network if known.provider.id != "custom" else ""


@lru_cache(maxsize=256)
def recognise(host: str) -> KnownHost:
    """What is known of a host by its name, in lower case and without a port; nothing is asked of a network."""
    if len(host) > _MAX_HOST:
        return KnownHost(providers()["custom"])
    return _ibm_location(host) or _ibm_legacy(host) or _no_store(host) or _store(host)


def _ibm_location(host: str) -> KnownHost | None:
    match = re.fullmatch(load("endpoints.json")["meta"]["host_regex"], host)
    if not match:
        return None
    location = match["loc"]
    endpoint = host[match.end("bucket") + 1 :] if match["bucket"] else host
    region = ibm_locations().get(location, {}).get("suggested_signing_region", location)
    network: Any = match["network"] or "public"
    known = KnownHost(providers()["ibm"], region, match["bucket"], network, location)
    if not endpoint.startswith("s3-web."):
        return known
    store = f"https://s3.{endpoint.removeprefix('s3-web.')}"
    return replace(known, not_s3="serves static websites and takes no signed requests", instead=store)


def _ibm_legacy(host: str) -> KnownHost | None:
    for old, new in legacy_hosts().items():
        if host == old or host.endswith(f".{old}"):
            return replace(recognise(new), bucket=host[: -len(old) - 1] or None, current=new)
    return None


def signs_otherwise(host: str) -> KnownHost | None:
    """What is known of a host whose links are signed in a way of its own, such as CloudFront; None for every other."""
    return _no_store(host[:_MAX_HOST], otherwise=True)


def _no_store(host: str, *, otherwise: bool = False) -> KnownHost | None:
    if provider_of(host)[0].id != "custom":
        return None
    for provider in providers().values():
        for other in (row for row in provider.not_s3 if ("signs" in row) == otherwise):
            if match := re.fullmatch(rf"(?:.+\.)?(?:{other['host']})", host):
                region = match.groupdict().get("region")
                instead = other.get("instead") or provider.endpoint_of(region or "{region}")
                return KnownHost(provider, region, not_s3=other["what"], instead=instead)
    return None


def _store(host: str) -> KnownHost:
    dots = (dot.start() for dot in re.finditer(r"\.", host))
    for bucket, endpoint in ((None, host), *((host[:dot], host[dot + 1 :]) for dot in dots)):
        provider, region = provider_of(endpoint)
        if provider.id != "custom":
            return KnownHost(provider, provider.fixed_region or region, bucket)
    return KnownHost(providers()["custom"])


@cache
def legacy_hosts() -> dict[str, str]:
    """Old names of IBM COS endpoints, and the new one of each."""
    return {row["legacy_host"]: row["new_host"] for row in load("endpoints.json")["legacy_hosts"]["map"]}


_S3_HOST = re.compile(
    r"(?:(?P<bucket>.+)\.)?s3(?P<accelerate>-accelerate)?(?:-fips)?(?:[.-]dualstack)?"
    r"(?:[.-](?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d))?\.(?P<domain>amazonaws\.com(?:\.cn)?)"
)


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
    for network, name in ibm_locations().get(location, {"hosts": {}})["hosts"].items():
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


def region_wanted(host: str, region: str) -> str | None:
    """The region that a host has its scopes name, where one names another; None where that fits, or nothing is known."""
    known = recognise(host)
    free = known.provider.scope_region == "any" or known.provider.id == "custom" or global_host_of(host)
    return None if free or region in (known.region, *known.provider.regions_taken) else known.region
