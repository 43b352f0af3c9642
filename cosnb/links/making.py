"""Make one presigned link."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from urllib.parse import quote

from .. import storage
from ..errors import InputError
from ..scrub_frames import scrub_frames
from ..sigv4 import UNSIGNED_PAYLOAD, Credentials, Request, Signed
from ..storage import Addressing, Advice, Endpoint, Expires, KeySource
from ..storage.checks import Pairs, encodable, moment
from ..storage.endpoints import is_aws_region
from ..storage.known_hosts import global_host_of
from ..storage.object_names import Key, find_object
from .template import presign_alike

# What a store that says nothing of its region is signed for: the default of MinIO and of every SDK.
DEFAULT_REGION = "us-east-1"


class LinkPlace(TypedDict):
    """Where a link is for and with which keys, as :func:`presign` takes them: what other functions hand on to it."""

    endpoint: str | None
    region: str | None
    credentials: KeySource | None
    addressing: Addressing | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a link needs, checked: only the moment of signing is missing."""

    request: Request
    bucket: str
    key: str | None
    endpoint: Endpoint
    region: str
    expires: int
    addressing: Addressing
    credentials: Credentials
    advice: tuple[Advice, ...]

    def sign(self, now: datetime | None = None) -> Signed:
        """The link, signed at ``now`` (this moment if None)."""
        return presign_alike(self.request, self.credentials, region=self.region, expires=self.expires, now=moment(now))


@scrub_frames
def presign(
    bucket: str | os.PathLike[str],
    key: Key | None = None,
    *,
    method: str = "GET",
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = 3600,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    query: Pairs = (),
    headers: Pairs = (),
    download_as: str | None = None,
    now: datetime | None = None,
) -> Signed:
    """Make a presigned URL (Signature Version 4) for an object or a bucket.

    Args:
        bucket: the bucket's name; or whatever names the object, key and all: ``s3://bucket/key``, ``cos://us-south/bucket/key``,
            an ARN, a CRN, the URL of the object, signed or not, or of its page in a console.
        key: the object's key, unencoded, or a row of a listing, such as ``{"Key": …, "VersionId": …}``; None for the bucket
            itself, if ``bucket`` names no object.
        method: GET, PUT, HEAD, DELETE or POST.
        endpoint: a URL, an IBM COS location (``"us-south"``) or an AWS region (``"eu-central-1"``);
            None takes it from the credentials' source, from the environment, or from a region that tells it.
        region: the region of the scope; None takes the endpoint's. IBM COS documents that any string is accepted.
        expires: how long the link works: seconds, a timedelta, a text such as ``"1 hour"``, ``"1.5 h"`` or ``"1 week"``; or
            the datetime at which it ends, with a time zone.
        credentials: the key pair, or whatever holds one, as :func:`cosnb.find_credentials` reads it: a service credential,
            a file, a client; None looks where that function looks.
        addressing: ``"path"`` or ``"virtual"``; None takes the provider's.
        query: parameters to sign, a mapping or pairs, such as ``{"versionId": "…"}``. A name that stores ignore, such
            as an SDK's ``VersionId``, earns a warning (UserWarning) with the right one; so does a header's.
        headers: headers to sign; whoever uses the URL must send each of them.
        download_as: the name under which a browser saves what a GET downloads, in any script; it is signed as the
            parameter ``response-content-disposition``, in the form of RFC 6266.
        now: the moment of signing, with a time zone; None reads the clock.

    Returns:
        The link with every stage that made it; ``.url`` is the URL.

    Raises:
        InputError: a value cannot be used; the message names it and the remedy.
        CredentialsError: no usable credentials.

    Source: "Authenticating requests: using query parameters (AWS Signature Version 4)", Amazon S3 API reference.
    """
    when = moment(now)
    place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
    signed: dict[str, Any] = {"query": query, "headers": headers, "download_as": download_as}
    ready = plan(bucket, key, method=method, expires=expires, now=when, **place, **signed)
    storage.warn_of(ready.advice)
    return ready.sign(when)


@scrub_frames
def plan(
    bucket: str | os.PathLike[str],
    key: Key | None = None,
    *,
    method: str = "GET",
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = 3600,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    query: Pairs = (),
    headers: Pairs = (),
    download_as: str | None = None,
    now: datetime | None = None,
) -> Plan:
    """Check everything that :func:`presign` is given, and fill in what was left out. Raises what it raises.

    ``now`` is what an end given as a datetime is counted from.
    """
    named = find_object(bucket, key, endpoint=endpoint)
    bucket, key = storage.check_bucket(named.bucket), named.key
    endpoint = endpoint or named.endpoint
    addressing = named.addressing if addressing is None else addressing
    advice = storage.check_key(key)
    if key and key.startswith(f"{bucket}/"):
        advice.append(Advice("key", "It begins with the bucket's name: unless that is a folder, give it without."))
    method = storage.check_method(method)
    seconds = storage.check_expires(expires, now)
    pair = storage.find_credentials() if credentials is None else storage.check_credentials(credentials)
    where = storage.find_endpoint(_endpoint(endpoint, region, pair))
    advice += storage.check_expiry_limit(seconds, where) + storage.credential_advice(pair, seconds, now)
    advice += storage.endpoint_advice(where, method=method)
    if where.path.endswith(f"/{bucket}"):
        raise InputError("endpoint", f"its path names the bucket '{bucket}' already.", "Leave the path out.")
    style = storage.choose_addressing(where, bucket, addressing)
    advice += _place_advice(where, region or pair.region, style, by_url=bool(named.endpoint))
    parameters, signed = storage.check_pairs("query", query), storage.check_pairs("headers", headers)
    if named.version and "versionId" not in dict(parameters):
        parameters += (("versionId", named.version),)
    if parameters or signed:
        from .operations import header_advice, parameter_advice  # milliseconds that a plain link never needs

        advice += parameter_advice(parameters, method) + header_advice(signed, method)
    if download_as:
        parameters += (_saved_as(download_as, parameters),)
        if method not in ("GET", "HEAD"):
            advice += (Advice("download_as", "only a GET downloads: stores ignore it here."),)
    url = storage.object_url(where, bucket, key, style, parameters)
    return Plan(
        request=Request(method, url, signed, _payload(signed)),
        bucket=bucket,
        key=key,
        endpoint=where,
        region=storage.check_region(region if region is not None else where.region or pair.region or DEFAULT_REGION),
        expires=seconds,
        addressing=style,
        credentials=pair,
        advice=tuple(advice),
    )


def _place_advice(where: Endpoint, region: str | None, style: Addressing, *, by_url: bool) -> list[Advice]:
    """What is a guess, or against what a provider documents; whoever gives a URL did not choose S3's global host."""
    found, provider = [], where.provider
    is_told = where.region and not (by_url and global_host_of(where.host))
    if provider.scope_region == "host" and not (is_told or region):
        problem = f"{where.host} does not tell the bucket's region, and {DEFAULT_REGION} is a guess: give region=."
        found.append(Advice("region", problem))
    if style not in provider.styles and provider.mark("styles") == "V":
        found.append(Advice("addressing", f"{provider.name} documents {' or '.join(provider.styles)} addressing only."))
    return found


DISPOSITION = "response-content-disposition"


def _saved_as(name: str, query: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """The parameter for a file name, which each browser reads in UTF-8."""
    if any(given.lower() == DISPOSITION for given, _ in query):
        raise InputError("download_as", f"the query has {DISPOSITION!r} already.", "Give one of them.", value=name)
    encodable("download_as", name)
    return DISPOSITION, f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _payload(headers: tuple[tuple[str, str], ...]) -> str:
    """The last line: a body that is not known yet, unless its hash is among the headers, where a store looks first."""
    return {name.lower(): value.strip() for name, value in headers}.get("x-amz-content-sha256", UNSIGNED_PAYLOAD)


def _endpoint(endpoint: str | None, region: str | None, pair: Credentials) -> str:
    if found := endpoint or pair.endpoint or storage.find_endpoint_setting():
        return found
    # A region alone may name one: whose it is, the form of the access key id tells.
    told = region or pair.region or ""
    is_aws = pair.access_key_id.startswith(("AKIA", "ASIA"))
    if is_aws_region(told) if is_aws else told in storage.ibm_locations():
        return told
    problem = "none was given, and neither the credentials nor the environment name one."
    raise InputError("endpoint", problem, storage.choices())
