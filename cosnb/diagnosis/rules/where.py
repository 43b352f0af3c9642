"""Rules about the host: is it a store's, and can it be reached?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...storage.hosts import is_accelerate
from ...storage.known_hosts import ibm_locations, is_inside
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

_SIGN_FOR = "Sign for {host}: the host is part of the signature, so it cannot be changed in a finished URL."


def not_a_store(e: Evidence) -> Iterator[Finding]:
    """A host that serves something else: websites, a console, an API."""
    host, path = e.request.host, e.path
    if e.host.not_s3:
        yield Finding(
            "no-s3-host",
            "certain",
            "network",
            "This host takes no signed S3 requests",
            f"It {e.host.not_s3}.",
            f"host: {shown(host, 120)}",
            _SIGN_FOR.format(host=e.host.instead) if e.host.instead else "Sign for the store's S3 endpoint.",
        )
    elif re.search(r"(^|\.)console\.aws\.amazon\.com$|^cloud\.ibm\.com$|^console\.cloud\.google\.com$", host) or (
        host.endswith("amazonaws.com") and path.startswith("/s3/object/")
    ):
        yield Finding(
            "console-page",
            "certain",
            "network",
            "This is a page of the provider's console, not an object",
            "It opens for whoever is logged in there, and takes no signature.",
            f"host: {shown(host, 120)}",
            "Presign the object for the store's S3 endpoint.",
        )


def legacy(e: Evidence) -> Iterator[Finding]:
    """An old name of an IBM COS endpoint."""
    if e.host.current:
        front = f"{e.host.bucket}." if e.host.bucket else ""
        yield Finding(
            "legacy-host",
            "likely",
            "network",
            "This is an old name of an IBM COS endpoint",
            "IBM's documentation maps it to a new one; whether the old one still answers is not known here.",
            f"host: {shown(e.request.host, 120)}\nnow: {front}{e.host.current}",
            _SIGN_FOR.format(host=f"{front}{e.host.current}"),
        )


def location(e: Evidence) -> Iterator[Finding]:
    """An IBM COS location that is closed, about to close, or in no list."""
    row = ibm_locations().get(e.host.location or "")
    if not e.host.location or e.host.current:
        return
    status = row["status"] if row else "unknown"
    closed = status in ("decommissioned", "retired")
    if closed and row:
        doubt = " That this one is closed is inferred from the documentation." if "nfer" in row.get("note", "") else ""
        yield Finding(
            "retired-location",
            "likely",
            "network",
            f"The location {e.host.location} is closed",
            f"IBM's documentation lists it among the data centers that were closed.{doubt}",
            f"host: {shown(e.request.host, 120)}",
            "Find out where the bucket was moved to, and sign for that endpoint.",
        )
    elif status == "withdrawal-announced" and row:
        end = row.get("end_of_service", "a date in its notices")
        yield Finding(
            "location-withdrawn",
            "possible",
            "network",
            f"The location {e.host.location} will be closed",
            f"IBM's documentation announces the end of service for {end}.",
            f"host: {shown(e.request.host, 120)}",
            "Plan the move of the bucket; URLs for this host end with it.",
        )
    elif status in ("unlisted", "unknown"):
        yield Finding(
            "unknown-location",
            "possible" if row else "likely",
            "network",
            f"No endpoint of IBM COS is listed for '{shown(e.host.location, 20)}'",
            "The host has the right form, but the documentation's tables do not have this location.",
            f"host: {shown(e.request.host, 120)}",
            "Look the bucket's endpoint up in its configuration.",
        )


def network(e: Evidence) -> Iterator[Finding]:
    """A private or direct endpoint, which opens only inside IBM Cloud."""
    if e.host.network == "public" or (e.reply is not None and e.reply.status is not None):
        return
    inside = {"private": "IBM Cloud's classic network", "direct": "a VPC of IBM Cloud"}[e.host.network]
    public = re.sub(r"\bs3\.(?:private|direct)\.", "s3.", e.request.host)
    yield Finding(
        f"{e.host.network}-endpoint",
        "likely",
        "network",
        f"The {e.host.network} endpoint is reached only from inside {inside}",
        "From anywhere else its name does not resolve, or the connection times out; that is no fault of the signature.",
        f"host: {shown(e.request.host, 120)}",
        f"For users on the internet: {_SIGN_FOR.format(host=e.host.current or public)}",
    )


def accelerate(e: Evidence) -> Iterator[Finding]:
    """S3 Transfer Acceleration, which a bucket must have switched on."""
    if is_accelerate(e.request.host):
        yield Finding(
            "accelerate-host",
            "likely" if e.mismatch else "possible",
            "network",
            "The URL goes to S3 Transfer Acceleration",
            "It works only for buckets that have it switched on; an SDK's configuration file may have chosen it.",
            f"host: {shown(e.request.host, 120)}",
            "Switch it on for the bucket, or sign for the regional host.",
        )


def local(e: Evidence) -> Iterator[Finding]:
    """A host that only its own machine or network knows."""
    host, port = e.request.host, e.request.url.port
    if not host or not e.request.wire or e.provider.id not in ("custom", "minio", "ceph"):
        return
    if port == ":4566" or "localstack" in host:
        yield Finding(
            "localstack",
            "possible",
            "network",
            "LocalStack does not check presigned URLs unless it is told to",
            "Its default accepts wrong signatures, so what works there may fail on a real store.",
            f"host: {shown(host + port, 80)}",
            "Set S3_SKIP_SIGNATURE_VALIDATION=0 there.",
        )
    if is_inside(host) and e.request.kind != "unsigned":
        yield Finding(
            "local-host",
            "possible",
            "network",
            "The host is known on one machine or network only",
            f"Used from elsewhere the URL reaches nothing, or another store. {_renamed(e)}",
            f"host: {shown(host + port, 80)}",
            "Sign for the host under which its users reach the store, and let proxies pass the Host header on."
            if e.request.kind in ("query", "header")
            else "Use the host under which its users reach the store.",
        )


def _renamed(e: Evidence) -> str:
    """What comes of putting a public name in the place of the host."""
    if e.request.kind == "query-v2":
        return (
            "Signature Version 2 signs the bucket and the key, not the host: a public name in its place keeps the "
            "signature as long as the bucket is addressed in the same way."
        )
    if e.request.kind == "post":
        return "The signature of a form covers its policy, not the host: a public name may be put in its place."
    return "A public name in its place breaks the signature, which covers the host."


def default_port(e: Evidence) -> Iterator[Finding]:
    """An explicit default port, which some signers sign and most clients leave out."""
    url = e.request.url
    if (url.scheme, url.port) in (("https", ":443"), ("http", ":80")):
        yield Finding(
            "default-port",
            "likely" if e.mismatch else "possible",
            "headers",
            f"The URL names its default port{url.port}",
            "Clients leave it out of the Host header; a signer that put it in signed another host.",
            f"host: {shown(e.request.host + url.port, 100)}",
            "Leave the port out of the endpoint, and sign again.",
        )


RULES = (
    not_a_store,
    legacy,
    location,
    network,
    accelerate,
    local,
    default_port,
)
