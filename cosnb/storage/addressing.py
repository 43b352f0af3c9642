"""Where bucket and key stand in a URL: in the path, or the bucket in front of the host."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import InputError
from ..sigv4 import Param, Part, Url, uri_encode
from .endpoints import Endpoint
from .provider import Addressing

# Labels of a host name: what a bucket must be to stand in one.
_HOST_LABELS = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")

_IP_ADDRESS = re.compile(r"\[.*\]|\d+(\.\d+){3}")


def choose_addressing(endpoint: Endpoint, bucket: str, addressing: Addressing | None) -> Addressing:
    """The style asked for, else the provider's; a bucket that fits no host name or wildcard goes in the path.

    Raises:
        InputError: virtual addressing was asked for a bucket that cannot be part of a host name, or for an IP address.
    """
    fits = bool(_HOST_LABELS.fullmatch(bucket))
    if addressing == "virtual" and not fits:
        raise InputError(
            "bucket",
            f"'{bucket}' cannot be part of a host name, which virtual addressing needs.",
            "Use addressing='path'.",
            value=bucket,
        )
    if addressing == "virtual" and _IP_ADDRESS.fullmatch(endpoint.host):
        raise InputError(
            "addressing",
            f"'{endpoint.host}' is an IP address, and no bucket can stand in front of one.",
            "Use addressing='path'.",
            value=addressing,
        )
    if addressing is None:
        # A wildcard certificate covers one label, so a dotted bucket in the host fails in every browser.
        return endpoint.provider.addressing if fits and "." not in bucket else "path"
    return addressing


def object_url(
    endpoint: Endpoint, bucket: str, key: str | None, addressing: Addressing, query: Iterable[tuple[str, str]] = ()
) -> Url:
    """The URL of an object, or of the bucket itself when ``key`` is None, built of parts that keep their names."""
    host = Part(endpoint.host, "endpoint")
    bucket_part = Part(uri_encode(bucket), "bucket", bucket)
    key_parts = () if key is None else (Part("/"), Part(uri_encode(key, keep_slash=True), "key", key))
    virtual = addressing == "virtual"
    return Url(
        scheme=endpoint.scheme,
        host=(bucket_part, Part("."), host) if virtual else (host,),
        port=endpoint.port,
        path=(key_parts or (Part("/"),)) if virtual else (Part("/"), bucket_part, *key_parts),
        query=tuple(_param(name, value) for name, value in query),
    )


def _param(name: str, value: str) -> Param:
    source = f"query:{name}"
    return Param(Part(uri_encode(name), source, name), (Part(uri_encode(value), source, value),))
