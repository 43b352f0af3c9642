"""Rules about the bucket: does its name fit in front of a host, and does it stand there once?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown


def dotted_bucket(e: Evidence) -> Iterator[Finding]:
    """A bucket with dots in front of the host does not fit the certificate."""
    bucket = e.host.bucket
    if bucket and "." in bucket and e.request.url.scheme == "https":
        yield Finding(
            "dotted-bucket",
            "likely",
            "network",
            "The bucket's name has dots, and stands in front of the host",
            "A wildcard certificate covers one label, so browsers and clients refuse the connection.",
            f"bucket: {shown(bucket, 80)}",
            "Address it in the path (path style), and sign again.",
        )


def bucket_name(e: Evidence) -> Iterator[Finding]:
    """A bucket whose name no store takes in a host."""
    host = "".join(part.text for part in e.request.url.host)
    if e.host.bucket and host != host.lower():
        yield Finding(
            "host-case",
            "likely",
            "headers",
            "The host is written with capitals",
            "Clients send it in lower case, and a bucket's name has no capitals; whoever signed the text as it stands signed "
            "another host.",
            f"host: {shown(host, 120)}",
            "Write the host in lower case, and sign again.",
        )
    elif e.host.bucket and not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", e.host.bucket):
        yield Finding(
            "bucket-name",
            "likely",
            "network",
            "The bucket's name does not fit in front of a host",
            "A host name is made of letters, digits and hyphens.",
            f"bucket: {shown(e.host.bucket, 80)}",
            "Address it in the path (path style), and sign again.",
        )


def bucket_twice(e: Evidence) -> Iterator[Finding]:
    """The bucket stands in the host and again in the path."""
    bucket = e.host.bucket
    first, _, rest = e.path.removeprefix("/").partition("/")
    if bucket and first == bucket:
        yield Finding(
            "bucket-twice",
            "likely",
            "path",
            "The bucket stands twice: in front of the host and at the beginning of the path",
            "An endpoint that already held the bucket was given to an SDK, which put it into the path once more. The store "
            "takes the second one for a part of the key.",
            f"host: {shown(e.request.host, 100)}\npath: {shown(e.path, 100)}",
            "Give the SDK the endpoint without the bucket, and sign again.",
        )
    elif not bucket and first and rest.partition("/")[0] == first and rest.partition("/")[2]:
        yield Finding(
            "bucket-twice",
            "likely" if e.missing else "possible",
            "path",
            "The path begins with the same name twice",
            "The bucket may have been put in front of a key that already began with it.",
            f"path: {shown(e.path, 100)}",
            "Leave the bucket out of the key, unless the key really begins so.",
        )


RULES = (dotted_bucket, bucket_name, bucket_twice)
