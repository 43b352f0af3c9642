"""A signer made by hand, every step of which can be done wrongly: it makes the broken URLs of these tests.

It shares no code with cosnb, so that a proof found by cosnb is a proof about something made elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from urllib.parse import quote

ACCESS_KEY_ID = "0123456789abcdef0123456789abcdef"
SECRET = "00112233445566778899aabbccddeeff0011223344556677"
STAMP = "20240102T030405Z"
IBM_HOST = "s3.us-south.cloud-object-storage.appdomain.cloud"
AWS_HOST = "my-bucket.s3.eu-central-1.amazonaws.com"


def encoded(text: str) -> str:
    """UriEncode."""
    return quote(text, safe="~")


def signed_url(
    *,
    method: str = "GET",
    scheme: str = "https",
    host: str = IBM_HOST,
    path: str = "/my-bucket/a.txt",
    query: tuple[tuple[str, str], ...] = (),
    headers: Mapping[str, str] | None = None,
    payload: str = "UNSIGNED-PAYLOAD",
    access_key_id: str = ACCESS_KEY_ID,
    secret: bytes = SECRET.encode(),
    region: str = "us-south",
    service: str = "s3",
    stamp: str = STAMP,
    expires: str = "600",
    token: str | None = None,
    # What is signed in place of what the URL has:
    signed_method: str | None = None,
    signed_host: str | None = None,
    signed_path: str | None = None,
    signed_query: Callable[[list[tuple[str, str]]], str] | None = None,
    signed_scope: str | None = None,
    key_scope: tuple[str, str, str, str] | None = None,
    signed_stamp: str | None = None,
    signed_names: str | None = None,
    key: Callable[[bytes, tuple[str, str, str, str]], bytes] | None = None,
    canonical: Callable[[str], str] = lambda text: text,
    hidden_query: tuple[tuple[str, str], ...] = (),
) -> str:
    """A presigned URL; each ``signed_…`` says what goes into the signature where the URL says something else."""
    names = sorted(["host", *(name.lower() for name in headers or {})])
    scope = (stamp[:8], region, service, "aws4_request")
    own = [*query]
    auth = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", "/".join((access_key_id, *scope))),
        ("X-Amz-Date", stamp),
        ("X-Amz-Expires", expires),
        ("X-Amz-SignedHeaders", ";".join(names)),
        *([("X-Amz-Security-Token", token)] if token else []),
    ]
    values = {"host": signed_host or host, **{n.lower(): " ".join(v.split()) for n, v in (headers or {}).items()}}
    make_query = signed_query or sorted_query
    text = canonical(
        "\n".join(
            (
                signed_method or method,
                path if signed_path is None else signed_path,
                make_query([*own, *hidden_query, *auth]),
                "".join(f"{name}:{values[name]}\n" for name in names),
                signed_names or ";".join(names),
                payload,
            )
        )
    )
    to_sign = "\n".join(
        (
            "AWS4-HMAC-SHA256",
            signed_stamp or stamp,
            signed_scope or "/".join(scope),
            hashlib.sha256(text.encode()).hexdigest(),
        )
    )
    signing_key = (key or derived)(secret, key_scope or (tuple(signed_scope.split("/")) if signed_scope else scope))
    signature = hmac.new(signing_key, to_sign.encode(), "sha256").hexdigest()
    pairs = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in [*own, *auth])
    return f"{scheme}://{host}{path}?{pairs}&X-Amz-Signature={signature}"


def sorted_query(rows: list[tuple[str, str]]) -> str:
    """The canonical query as the specification has it."""
    return "&".join(f"{name}={value}" for name, value in sorted((encoded(n), encoded(v)) for n, v in rows))


def derived(secret: bytes, scope: tuple[str, ...]) -> bytes:
    """The signing key as the specification has it."""
    key = b"AWS4" + secret
    for piece in scope:
        key = hmac.new(key, piece.encode(), "sha256").digest()
    return key
