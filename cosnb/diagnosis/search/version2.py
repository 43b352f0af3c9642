"""Proof for Signature Version 2, over the few things that it signs.

    METHOD \\n Content-MD5 \\n Content-Type \\n Expires \\n x-amz-* headers + /bucket/key?subresources

Source: "Signing and authenticating REST requests", Amazon S3 API reference; what the SDKs put into the query was measured.
"""

import base64
import hmac
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from ...sigv4 import uri_decode, uri_encode
from ..cause import Change, Option
from ..causes import BY_ID, secret
from ..causes.headers import HEADER, HeaderLens
from ..causes.method import METHODS
from ..causes.rows import data_of
from ..evidence import Evidence
from ..lens import options
from ..slots import Root, Value, encode, revealed
from .combining import Group, value_of
from .searching import Outcome, match_of

_SUBRESOURCES = frozenset(data_of("query")["signed_by_version_2"])


def _grouped(options: Iterable[Option]) -> list[Group]:
    """Options of one piece by its value; the first of all is the request as it is."""
    by_value: dict[tuple[Value, ...], list[Option]] = {}
    for option in options:
        by_value.setdefault(tuple(option.values.values()), []).append(option)
    return [Group(tuple(same)) for same in by_value.values()]


def search_version2(e: Evidence) -> Outcome:
    """The fewest changes, two at most, that make a SigV2 signature."""
    outcome = Outcome()
    try:
        target = base64.b64decode(e.request.signature.replace(" ", "+"), validate=True)
    except ValueError:
        return outcome
    values = {field.name: field.value for field in e.fields}
    amz = "".join(f"{name}:{values[name]}\n" for name in sorted(values) if name.lower().startswith("x-amz-"))
    md5 = e.sent.get("content-md5") or values.get("content-md5", "")
    pieces = {
        "method": _grouped(_methods(e)),
        "content-type": _grouped(_content_types(e, values)),
        "resource": _grouped(_resources(e)),
        "secret": _grouped(_secrets(e)),
    }
    outcome.counts = {name: len(groups) - 1 for name, groups in pieces.items()}
    for depth in range(3):
        for chosen in combinations(pieces, depth):
            some = [groups[1:] if name in chosen else groups[:1] for name, groups in pieces.items()]
            rows = [[(value_of(one, name), one) for one in groups] for name, groups in zip(pieces, some, strict=True)]
            for picked in product(*rows):
                (method, _), (kind, _), (resource, _), (key, _) = picked
                head = b"\n".join((method, encode(md5), kind, encode(values.get("Expires", ""))))
                outcome.tried += 1
                if hmac.digest(key, head + b"\n" + encode(amz) + resource, "sha1") == target:
                    changed = [group for _, group in picked if group.first.changes]
                    outcome.matches.append(match_of(changed, method.decode("utf-8", "replace")))
        outcome.depth = depth
        if outcome.matches:
            break
    return outcome


def _change(name: str, how: str, signed: str, instead: str) -> tuple[Change, ...]:
    return (Change(BY_ID[name], how, lambda: (signed, instead)),)


def _methods(e: Evidence) -> Iterator[Option]:
    first = e.arrived or "GET"
    yield Option({"method": encode(first)}, ())
    for name in METHODS:
        if name != first:
            changes = _change("method", name, name, e.arrived or "a method that no one gave")
            yield Option({"method": encode(name)}, changes)


def _content_types(e: Evidence, values: dict[str, str]) -> Iterator[Option]:
    yield Option({"content-type": encode(e.sent.get("content-type") or values.get("content-type", ""))}, ())
    for option in options(HeaderLens("content-type"), HEADER, e):
        if value := option.values["header:content-type"]:
            assert isinstance(value, bytes)
            yield Option({"content-type": value.partition(b":")[2].rstrip(b"\n")}, option.changes)


def _resources(e: Evidence) -> Iterator[Option]:
    bucket, own = e.request.known_host.bucket, e.path or "/"
    path = f"/{bucket}{own}" if bucket else own
    rows = sorted((field.name, field.value) for field in e.fields if field.name in _SUBRESOURCES)
    tail = "&".join(f"{name}={value}" if value else name for name, value in rows)
    query = f"?{tail}" if tail else ""
    forms = {
        "": path,
        "the key unencoded": uri_decode(path),
        "the key encoded": uri_encode(uri_decode(path), keep_slash=True),
        "the path without the bucket": own if bucket else "/" + path[1:].partition("/")[2],
        "plus signs as spaces": path.replace("+", "%20"),
    }
    for how, form in forms.items():
        if not how or form != path:
            yield Option({"resource": encode(form + query)}, _change("path-v2", how, form, path) if how else ())


def _secrets(e: Evidence) -> Iterator[Option]:
    yield Option({"secret": revealed(e.key_pair.secret_access_key)}, ())
    for option in options(secret.SecretLens(), secret.SECRET, e):
        root = option.values["secret"]
        if isinstance(root, Root) and root == Root(root.key) and root.key.startswith(b"AWS4"):
            yield Option({"secret": root.key[4:]}, option.changes, pair=option.pair)
