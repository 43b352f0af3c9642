"""Proof for Signature Version 2, over the few things that it signs.

    METHOD \\n Content-MD5 \\n Content-Type \\n Expires \\n x-amz-* headers + /bucket/key?subresources

Source: "Signing and authenticating REST requests", Amazon S3 API reference; what the SDKs put into the query was measured.
"""

import base64
import hmac
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import NamedTuple

from ...sigv4 import Credentials, uri_decode, uri_encode
from ..cause import Change
from ..causes import BY_ID, secret
from ..causes.headers import HEADER, HeaderLens
from ..causes.method import METHODS
from ..causes.rows import data_of
from ..evidence import Evidence
from ..lens import options
from ..slots import Root, encode, revealed
from .combining import others_of
from .searching import Match, Outcome

_SUBRESOURCES = frozenset(data_of("query")["signed_by_version_2"])


class Version2Choice(NamedTuple):
    """One value of a piece: as it is signed, the change it stands for, and the right key pair if another was given.

    others: other changes that make the same value.
    """

    value: bytes
    change: Change | None = None
    pair: Credentials | None = None
    others: tuple[Change, ...] = ()


def _distinct(choices: Iterable[Version2Choice]) -> list[Version2Choice]:
    """One choice for each value, the first of them; the first of all is the request as it is."""
    by_value: dict[bytes, list[Version2Choice]] = {}
    for choice in choices:
        by_value.setdefault(choice.value, []).append(choice)
    # Where the value is that of the request as it is, there is none to explain.
    return [
        first._replace(others=others_of(first.change, [one.change for one in rest if one.change]))
        if first.change
        else first
        for first, *rest in by_value.values()
    ]


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
        "method": _distinct(_methods(e)),
        "content-type": _distinct(_content_types(e, values)),
        "resource": _distinct(_resources(e)),
        "secret": _distinct(_secrets(e)),
    }
    outcome.counts = {name: len(choices) - 1 for name, choices in pieces.items()}
    for depth in range(3):
        for chosen in combinations(pieces, depth):
            some = [choices[1:] if name in chosen else choices[:1] for name, choices in pieces.items()]
            for picked in product(*some):
                method, kind, resource, key = (choice.value for choice in picked)
                head = b"\n".join((method, encode(md5), kind, encode(values.get("Expires", ""))))
                outcome.tried += 1
                if hmac.digest(key, head + b"\n" + encode(amz) + resource, "sha1") == target:
                    outcome.matches.append(_match(picked))
        outcome.depth = depth
        if outcome.matches:
            break
    return outcome


def _match(picked: tuple[Version2Choice, ...]) -> Match:
    changed = [choice for choice in picked if choice.change]
    changes = tuple(choice.change for choice in changed if choice.change)
    pair = next((choice.pair for choice in changed if choice.pair), None)
    return Match(
        changes, tuple(choice.others for choice in changed), (), picked[0].value.decode("utf-8", "replace"), pair
    )


def _change(name: str, how: str, signed: str, instead: str) -> Change:
    return Change(BY_ID[name], how, lambda: (signed, instead))


def _methods(e: Evidence) -> Iterator[Version2Choice]:
    first = e.arrived or "GET"
    yield Version2Choice(encode(first))
    for name in METHODS:
        if name != first:
            yield Version2Choice(encode(name), _change("method", name, name, e.arrived or "a method that no one gave"))


def _content_types(e: Evidence, values: dict[str, str]) -> Iterator[Version2Choice]:
    yield Version2Choice(encode(e.sent.get("content-type") or values.get("content-type", "")))
    for option in options(HeaderLens("content-type"), HEADER, e):
        if value := option.values["header:content-type"]:
            assert isinstance(value, bytes)
            yield Version2Choice(value.partition(b":")[2].rstrip(b"\n"), option.changes[0])


def _resources(e: Evidence) -> Iterator[Version2Choice]:
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
            yield Version2Choice(encode(form + query), _change("path-v2", how, form, path) if how else None)


def _secrets(e: Evidence) -> Iterator[Version2Choice]:
    yield Version2Choice(revealed(e.key_pair.secret_access_key))
    for option in options(secret.SecretLens(), secret.SECRET, e):
        root = option.values["secret"]
        if isinstance(root, Root) and root == Root(root.key) and root.key.startswith(b"AWS4"):
            yield Version2Choice(root.key[4:], option.changes[0], option.pair)
