"""What is asked of a bucket with the key pair itself: the keys that it holds, page by page, and its CORS rules."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import md5
from typing import Any
from urllib.parse import unquote_plus
from xml.sax.saxutils import escape

from ..errors import SendError
from ..links import presign
from ..links.reading.answer import local_name, read_xml
from ..scrub_frames import scrub_frames
from ..sigv4 import Signed
from ..storage import Addressing, check_bucket, check_method
from ..storage.checks import ORIGIN
from ..storage.input_errors import refused
from ..storage.key_shapes import KeySource
from .sending import send

_SECONDS = 300  # how long a link works that is sent at once


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
    answer = send(link, trust_env=trust_env, progress=False)
    if not answer:
        raise SendError(f"the store refused to list {bucket}: {answer.said}.")
    root = read_xml(answer.body)
    if root is None or local_name(root) != "ListBucketResult":
        raise SendError(f"the store answered the listing of {bucket} with something else than a list.")
    keys = [element.text or "" for element in root.iterfind("{*}Contents/{*}Key")]
    if root.findtext("{*}EncodingType") == "url":
        keys = [unquote_plus(key) for key in keys]
    token = root.findtext("{*}NextContinuationToken")
    if root.findtext("{*}IsTruncated") == "true" and not token:
        raise SendError(f"the listing of {bucket} is cut off, and the store does not say how it goes on.")
    return keys, token


_BEGIN, _END = b"<CORSConfiguration>", b"</CORSConfiguration>"

Rule = dict[str, list[str]]


class PageRules(list[Rule]):
    """CORS rules, one a line: by the names that SDKs, ``aws`` and ``ibmcloud`` have, with ``+`` before what was ``added``."""

    added: Rule | None = None

    def __repr__(self) -> str:
        return "\n".join(f"{'+' if rule is self.added else ' '} {json.dumps(rule)}" for rule in self)


@scrub_frames
def allow_page(
    bucket: str,
    origin: str,
    *,
    methods: Iterable[str] = ("GET", "HEAD", "PUT", "POST"),
    apply: bool = False,
    endpoint: str | None = None,
    region: str | None = None,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    trust_env: bool = False,
    now: datetime | None = None,
) -> PageRules:
    """The CORS rule that a page needs to use presigned links of a bucket; ``apply=True`` adds it to those that are there.

    Without ``apply`` nothing is sent, and the rule alone returned. With it, unlike signing, this asks the store, with the
    key pair itself, which must be allowed to read and to write CORS rules, and returns all that there are then. A store
    can only replace them all: they are read, and sent back byte for byte with this one behind them. Where they cannot
    be read, or it is one of them, nothing is written. What somebody else writes between the two requests is lost.

    Args:
        bucket: this and what is not listed here: as for :func:`list_objects`.
        origin: the page's ``location.origin``, such as ``"https://app.example.com"``; ``"*"`` for every page, and for
            one that is opened from a disk. A link protects the bucket either way: who has none can do nothing.
        methods: what the links are signed for; an upload in parts takes PUT and POST, and reads each ``ETag``.

    Raises:
        InputError, CredentialsError: a value cannot be used, or what :func:`cosnb.presign` raises.
        SendError: the store does not show its rules, shows something else, or does not take the new ones.

    Source: "PutBucketCors" and "GetBucketCors", Amazon S3 API reference; IBM COS documents the same.
    """
    bucket = check_bucket(bucket)
    if not (isinstance(origin, str) and (origin == "*" or ORIGIN.fullmatch(origin))):
        remedy = "Give the page's location.origin, such as 'https://app.example.com', or '*' for a page from a disk."
        raise refused("origin", origin, "is not an origin as browsers send it.", remedy, url=True)
    allowed = [check_method(method) for method in methods]
    rule = {"AllowedOrigins": [origin], "AllowedMethods": allowed, "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"]}
    if not apply:
        return PageRules([rule])
    where = {"endpoint": endpoint, "region": region, "credentials": credentials, "addressing": addressing}
    place: dict[str, Any] = {**where, "query": {"cors": ""}, "expires": _SECONDS, "now": now}
    answer = send(presign(bucket, **place), trust_env=trust_env, progress=False)
    is_none = answer.error is not None and answer.error.code == "NoSuchCORSConfiguration"
    rules = PageRules() if is_none else _rules(answer.body) if answer.ok else None
    if rules is None:
        why = "the store answers with something else" if answer.ok else answer.said
        raise SendError(f"the CORS rules of {bucket} cannot be read, so nothing was written: {why}.")
    if _meaning(rule) in map(_meaning, rules):
        return rules
    before, end, rest = (answer.body if rules else _BEGIN + _END).rpartition(_END)
    inner = "".join(f"<{name[:-1]}>{escape(text)}</{name[:-1]}>" for name, texts in rule.items() for text in texts)
    body = before + f"<CORSRule>{inner}</CORSRule>".encode() + end + rest
    rules.append(rule)
    if _rules(body) != rules:
        problem = "come in a form that none can be added to, so nothing was written: add the rule by another way"
        raise SendError(f"the CORS rules of {bucket} {problem}.")
    headers = {"Content-MD5": b64encode(md5(body, usedforsecurity=False).digest()).decode()}
    answer = send(presign(bucket, method="PUT", headers=headers, **place), body, trust_env=trust_env, progress=False)
    if not answer:
        raise SendError(f"the store did not take the new CORS rules of {bucket}: {answer.said}.")
    rules.added = rule
    return rules


def _meaning(rule: Rule) -> Rule:
    """What makes two rules the same, whatever a store names them and however long a browser may remember them."""
    return {name: sorted(values) for name, values in rule.items() if name not in ("ID", "MaxAgeSeconds")}


def _rules(document: bytes) -> PageRules | None:
    """The rules of a configuration; None where it is none."""
    root = read_xml(document)
    if root is None or local_name(root) != "CORSConfiguration":
        return None
    rules = PageRules()
    for element in root:
        rules.append({})
        for part in element:
            name = local_name(part) + ("" if part.tag.endswith(("ID", "Seconds")) else "s")
            rules[-1].setdefault(name, []).append((part.text or "").strip())
    return rules
