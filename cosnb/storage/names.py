"""Names of buckets and keys: what cannot be one is an error, what may not be meant is advice; and where both stand in a URL."""

import re
from collections.abc import Iterable, Iterator

from ..errors import InputError
from ..sigv4 import Param, Part, Url, uri_decode, uri_encode
from ..visible import visible
from .checks import MAX_KEY_BYTES, encodable
from .endpoints import Endpoint
from .input_errors import Advice, may_be_live, refused
from .provider import Addressing, load


def bucket_advice(bucket: str, endpoint: Endpoint) -> list[Advice]:
    """What the provider's documentation says against a bucket's name; nothing where none is known."""
    known = load("object_names.json")["documented"].get(endpoint.provider.id, {"rules": ()})
    broken = [rule for pattern, rule in known["rules"] if re.fullmatch(pattern, bucket, re.DOTALL)]
    if not broken:
        return []
    rules = " and ".join([", ".join(broken[:-1]), broken[-1]] if broken[:-1] else broken)
    return [Advice("bucket", known["says"].format(rules=rules))]


# Signs that an encoder may leave, and escapes: a key with a lone % or a space in it was not encoded.
_ENCODED = re.compile(r"(?:[A-Za-z0-9._~/!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+")
_ADDRESSES = ("http://", "https://", "s3://", "s3a://", "gs://", "cos://")
# A star at the end of a word, as in "reports/*", "*.csv" and "2024-*"; not in "5*3.txt".
_WILDCARD = re.compile(r"(?:^|[/._-])\*|\*(?:$|[/._-])")


def check_key(key: str | None) -> list[Advice]:
    """The object key; None stands for the bucket itself. Raises InputError if it is empty, or has no UTF-8 form."""
    if key is None:
        return []
    remedy = "Give the object's key, or key=None for the bucket itself."
    if key == "":
        raise InputError("key", "it is empty.", remedy, value=key)
    if not isinstance(key, str):
        raise refused("key", key, "is not text.", remedy)
    encodable("key", key)
    return [Advice("key", text) for text in _advice(key)]


def decoded(key: str) -> str:
    """What a key stands for that is percent-encoded from end to end; every other key as it is."""
    plain = uri_decode(key) if "%" in key and _ENCODED.fullmatch(key) else key
    return key if "\ufffd" in plain else plain


def _advice(key: str) -> Iterator[str]:
    plain = uri_decode(key) if "%" in key and _ENCODED.fullmatch(key) else key
    is_address = ":" in plain and plain[:8].lower().startswith(_ADDRESSES)
    if is_address or ("=" in plain and may_be_live(plain)):
        yield "It looks like a URL, or a part of one: give the key alone."
    elif plain != key and "\ufffd" not in plain:
        yield f"It looks percent-encoded, and is encoded once more: for the object {visible(plain, 100)!r} give that."
    if "*" in key and _WILDCARD.search(key):
        yield "A link is for one object: stores take '*' for a part of its name, not for a wildcard."
    if len(key.encode()) > MAX_KEY_BYTES:
        yield f"It is longer than {MAX_KEY_BYTES} bytes of UTF-8, which stores refuse."
    if not {".", ".."}.isdisjoint(key.split("/")):
        yield "Most clients resolve '.' and '..' before they send, and ask for another object than was signed."
    if key != key.strip():
        yield "It begins or ends with white space, which is part of the name."
    if key.startswith("/"):
        yield "Its leading slash is part of the name, and makes a double slash in the URL."


# Labels of a host name: what a bucket must be to stand in one.
_HOST_LABELS = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")

_IP_ADDRESS = re.compile(r"\[.*\]|\d+(\.\d+){3}")


def choose_addressing(endpoint: Endpoint, bucket: str, addressing: Addressing | None) -> Addressing:
    """The style asked for, else the provider's; a bucket that fits no host name or wildcard goes in the path.

    Raises:
        InputError: it is no style; or virtual addressing was asked for a bucket that cannot be part of a host name, or for
            an IP address.
    """
    if addressing not in (None, "path", "virtual"):
        raise refused("addressing", addressing, "is not an addressing style.", "Use 'path' or 'virtual'.")
    fits = bool(_HOST_LABELS.fullmatch(bucket))
    remedy = "Use addressing='path'."
    if addressing == "virtual" and not fits:
        problem = f"'{bucket}' cannot be part of a host name, which virtual addressing needs."
        raise InputError("bucket", problem, remedy, value=bucket)
    if addressing == "virtual" and _IP_ADDRESS.fullmatch(endpoint.host):
        problem = f"'{endpoint.host}' is an IP address, and no bucket can stand in front of one."
        raise InputError("addressing", problem, remedy, value=addressing)
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
    front = (Part(endpoint.path, "endpoint"),) if endpoint.path else ()
    return Url(
        scheme=endpoint.scheme,
        host=(bucket_part, Part("."), host) if virtual else (host,),
        port=endpoint.port,
        path=(*front, *(key_parts or (Part("/"),))) if virtual else (*front, Part("/"), bucket_part, *key_parts),
        query=tuple(
            Param(Part(uri_encode(name), f"query:{name}", name), (Part(uri_encode(value), f"query:{name}", value),))
            for name, value in query
        ),
    )
