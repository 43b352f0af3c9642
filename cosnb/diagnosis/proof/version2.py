"""Proof for Signature Version 2, over the few things that it signs.

    METHOD \\n Content-MD5 \\n Content-Type \\n Expires \\n x-amz-* headers + /bucket/key?subresources

Source: "Signing and authenticating REST requests", Amazon S3 API reference; what the SDKs put into the query was measured.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

from ...sigv4 import Credentials, uri_decode, uri_encode
from .axis_headers import header_hypotheses
from .axis_request import METHODS
from .axis_secret import secret_hypotheses
from .hypotheses import Change
from .search import Match, Outcome
from .subject import Root, Subject, encode, revealed

_SUBRESOURCES = frozenset((
    "acl", "accelerate", "analytics", "cors", "delete", "inventory", "lifecycle", "location", "logging", "metrics",
    "notification", "object-lock", "partNumber", "policy", "publicAccessBlock", "replication", "requestPayment",
    "restore", "retention", "legal-hold", "select", "select-type", "tagging", "torrent", "uploadId", "uploads",
    "versionId", "versioning", "versions", "website", "response-cache-control", "response-content-disposition",
    "response-content-encoding", "response-content-language", "response-content-type", "response-expires",
))  # fmt: skip


class Choice(NamedTuple):
    """One value of an axis: as it is signed, the change it stands for, and the right key pair if another was given.

    others: other changes that make the same value.
    """

    value: bytes
    change: Change | None = None
    key_pair: Credentials | None = None
    others: tuple[Change, ...] = ()


def _distinct(choices: Iterable[Choice]) -> list[Choice]:
    """One choice for each value, the first of them; the first of all is the request as it is."""
    by_value: dict[bytes, list[Choice]] = {}
    for choice in choices:
        by_value.setdefault(choice.value, []).append(choice)
    return [first._replace(others=_others(first, rest)) for first, *rest in by_value.values()]


def _others(first: Choice, rest: list[Choice]) -> tuple[Change, ...]:
    """Other explanations, one for each id; where the value is that of the request as it is, there is none to explain."""
    by_id = {choice.change.id: choice.change for choice in reversed(rest) if choice.change}
    return tuple(change for name, change in by_id.items() if first.change and name != first.change.id)[::-1]


def search_version2(subject: Subject) -> Outcome:
    """The fewest changes, two at most, that make a SigV2 signature."""
    outcome = Outcome()
    try:
        target = base64.b64decode(subject.request.signature.replace(" ", "+"), validate=True)
    except ValueError:
        return outcome
    values = {uri_decode(name): uri_decode(value or "") for name, value in subject.rows}
    expires = values.get("Expires", "")
    amz = "".join(f"{name}:{values[name]}\n" for name in sorted(values) if name.lower().startswith("x-amz-"))
    axes = [
        _distinct(_methods(subject)),
        _distinct(_content_types(subject, values)),
        _distinct(_resources(subject)),
        _distinct(_secrets(subject)),
    ]
    outcome.counts = {
        name: len(axis) - 1 for name, axis in zip(("method", "content-type", "resource", "secret"), axes, strict=True)
    }
    md5 = subject.sent.get("content-md5") or values.get("content-md5", "")
    for depth in range(3):
        for chosen in combinations(range(4), depth):
            options = [axis[1:] if place in chosen else axis[:1] for place, axis in enumerate(axes)]
            for picked in product(*options):
                method, kind, resource, secret = (choice.value for choice in picked)
                message = b"\n".join((method, encode(md5), kind, encode(expires), encode(amz) + resource))
                outcome.tried += 1
                if hmac.digest(secret, message, "sha1") == target:
                    changed = [choice for choice in picked if choice.change]
                    changes = tuple(choice.change for choice in changed if choice.change)
                    others = tuple(choice.others for choice in changed)
                    pair = next((choice.key_pair for choice in changed if choice.key_pair), None)
                    outcome.matches.append(Match(changes, others, (), method.decode("utf-8", "replace"), pair))
        outcome.depth = depth
        if outcome.matches:
            break
    return outcome


def _methods(subject: Subject) -> Iterator[Choice]:
    first = subject.method or "GET"
    yield Choice(encode(first))
    for name in METHODS:
        if name != first:
            change = Change(
                "method", "method", f"The URL was signed for {name}", name, subject.method or "a method that no one gave",
                "The method is the first line of what is signed.", f"Send {name}, or sign for the method that is sent.",
            )  # fmt: skip
            yield Choice(encode(name), change)


def _content_types(subject: Subject, values: dict[str, str]) -> Iterator[Choice]:
    sent = subject.sent.get("content-type") or values.get("content-type", "")
    yield Choice(encode(sent))
    typed = replace(subject, request=replace(subject.request, signed_headers=("content-type",)))
    for option in header_hypotheses(typed):
        value = next(iter(option.values.values()))
        assert isinstance(value, bytes)
        if value:
            kind = value.partition(b":")[2].rstrip(b"\n")
            yield Choice(kind, option.changes[0])


def _resources(subject: Subject) -> Iterator[Choice]:
    bucket = subject.request.known_host.bucket
    path = f"/{bucket}{subject.path}" if bucket else subject.path
    rows = sorted((uri_decode(name), value) for name, value in subject.rows if uri_decode(name) in _SUBRESOURCES)
    tail = "&".join(name if value is None or value == "" else f"{name}={uri_decode(value)}" for name, value in rows)
    query = f"?{tail}" if tail else ""
    forms = {
        "": path,
        "the key unencoded": uri_decode(path),
        "the key encoded": uri_encode(uri_decode(path), keep_slash=True),
        "the path without the bucket": subject.path if bucket else "/" + path[1:].partition("/")[2],
        "plus signs as spaces": path.replace("+", "%20"),
    }
    for name, form in forms.items():
        change = Change(
            "path-v2", "path", f"The URL was signed with {name}", form, path,
            "SigV2 signs the bucket and the path as it stands in the URL.", "Sign again, by SigV4.",
        )  # fmt: skip
        if not name or form != path:
            yield Choice(encode(form + query), change if name else None)


def _secrets(subject: Subject) -> Iterator[Choice]:
    secret = revealed(subject.credentials.secret_access_key)
    yield Choice(secret)
    for option in secret_hypotheses(subject):
        root = option.values["secret"]
        assert isinstance(root, Root)
        if root.mode == "bytes" and root.key.startswith(b"AWS4"):
            yield Choice(root.key[4:], option.changes[0], option.key_pair)
