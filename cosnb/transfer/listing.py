"""List what a bucket holds, page by page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from ..errors import SendError
from ..links import presign
from ..links.redaction import Hider
from ..scrub_frames import scrub_frames
from ..sigv4 import Signed
from ..storage import Addressing
from ..storage.key_shapes import KeySource
from ..visible import visible
from .sending import send

_SECONDS = 300  # how long the link to a page works: it is sent at once


@scrub_frames
def list_objects(
    bucket: str,
    prefix: str = "",
    *,
    endpoint: str | None = None,
    region: str | None = None,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    trust_env: bool = False,
    now: datetime | None = None,
) -> Iterator[str]:
    """The keys of a bucket's objects, in the store's order: what ``presign_many`` and ``write_links`` take.

    Unlike signing, this asks the store, with the key pair itself, which must be allowed to list the bucket: one GET for
    1,000 keys, sent when the first of them is wanted. Nothing is held but one page.

    Args:
        bucket: this, ``endpoint``, ``region``, ``credentials`` and ``addressing``: as for :func:`cosnb.presign`.
        prefix: what the keys begin with, unencoded; empty for all of them.
        trust_env: use the proxies and certificates that the environment names.
        now: the moment of signing; None reads the clock for each page.

    Raises:
        InputError, CredentialsError: at this call, what :func:`cosnb.presign` raises.
        SendError: at a key: the store refuses the listing, does not answer, or answers with something else. The keys
            before it were given.

    Source: "ListObjectsV2", Amazon S3 API reference; IBM COS, MinIO and Ceph document the same.
    """
    where = {"endpoint": endpoint, "region": region, "credentials": credentials, "addressing": addressing}
    place: dict[str, Any] = {**where, "expires": _SECONDS, "now": now}
    query = {"list-type": "2", "encoding-type": "url", "prefix": prefix}
    return _pages(bucket, query, place, presign(bucket, query=query, **place), trust_env)


def _pages(bucket: str, query: dict[str, str], place: dict[str, Any], link: Signed, trust_env: bool) -> Iterator[str]:
    token: str | None = None
    while True:
        last, (keys, token) = token, _page(link, bucket, trust_env)
        yield from keys
        if not token:
            return
        if token == last:
            raise SendError(f"the listing of {bucket} repeats a page: the store does not follow its own token.")
        link = presign(bucket, query={**query, "continuation-token": token}, **place)


def _page(link: Signed, bucket: str, trust_env: bool) -> tuple[list[str], str | None]:
    """The keys of a page, and the token of the next one."""
    from defusedxml.ElementTree import fromstring

    answer = send(link, trust_env=trust_env, progress=False)
    if not answer:
        why = f"{answer.error.code}: {answer.error.message}" if answer.error else answer.reason
        # Some stores repeat what they received, with the session token.
        why = visible(Hider(answer.live_texts)(why).rstrip("."), 300)
        raise SendError(f"the store refused to list {bucket}: {answer.status} {why}.")
    try:
        root = fromstring(answer.body, forbid_dtd=True)
    except Exception:  # the parser has errors of its own
        root = None
    if root is None or not str(root.tag).endswith("ListBucketResult"):
        raise SendError(f"the store answered the listing of {bucket} with something else than a list.")
    keys = [element.text or "" for element in root.iterfind("{*}Contents/{*}Key")]
    if root.findtext("{*}EncodingType") == "url":
        keys = [unquote_plus(key) for key in keys]
    token = root.findtext("{*}NextContinuationToken")
    if root.findtext("{*}IsTruncated") == "true" and not token:
        raise SendError(f"the listing of {bucket} is cut off, and the store does not say how it goes on.")
    return keys, token
