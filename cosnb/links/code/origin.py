"""What a presigned URL was made from, traced back through its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...sigv4 import UNSIGNED_PAYLOAD, Signed, Url, uri_decode, uri_encode
from ...sigv4.canonical import header_lines
from ...sigv4.live import is_live, is_live_name
from ...sigv4.parts import join
from ...storage.checks import SIGNING_PARAMS
from ...storage.credential_places import AWS_NAMES, AWS_TOKENS, COS_NAMES
from ...storage.provider import Addressing, provider_of

# Headers whose value is a secret come from the environment, like the keys.
SECRET_HEADERS = {
    "x-amz-server-side-encryption-customer-key": "SSE_CUSTOMER_KEY",
    "x-amz-copy-source-server-side-encryption-customer-key": "COPY_SOURCE_SSE_CUSTOMER_KEY",
}


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """The inputs of a presigned URL, as :func:`cosnb.presign` takes them.

    Attributes:
        variables: the environment variables that hold the access key id, the secret, and the token if there is one.
    """

    method: str
    bucket: str
    key: str | None
    endpoint: str
    region: str
    expires: int
    addressing: Addressing
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    variables: tuple[str, ...]


def trace(signed: Signed) -> Origin | str:
    """The inputs, or one sentence that says why they cannot be told."""
    parts = signed.result.parts
    made = {part.source: part for part in parts if part.source in ("bucket", "key", "expires")}
    if signed.authorization is not None:
        return "The request is signed in its headers, and these make URLs."
    if "bucket" not in made:
        return "It was signed from a ready-made URL, which does not tell the bucket and the key apart."
    if signed.scope.parts[4].text != "s3" or signed.expires_at is None:
        return "It is signed for another service than S3, or without an expiry."
    if signed.canonical_request.parts[-1].text != UNSIGNED_PAYLOAD:
        return "Its body is signed too, which is not done by any of these."
    url = Url.parse(signed.url)
    headers = {name: join(value) for name, value in header_lines(signed.headers, url).items() if name != "host"}
    query = _pairs(url)
    if query is None or any(is_live_name(name) and name not in SECRET_HEADERS for name in headers):
        return "It holds a parameter or a header that these cannot write."
    endpoint, host = join(part for part in parts if part.source == "endpoint"), url.host[0].text
    return Origin(
        method=signed.method,
        bucket=made["bucket"].raw or made["bucket"].text,
        key=made["key"].raw or made["key"].text if "key" in made else None,
        endpoint=endpoint,
        region=signed.scope.parts[2].text,
        expires=int((signed.expires_at - signed.signed_at).total_seconds()),
        addressing="path" if endpoint == f"{url.scheme}://{host}{url.port}" else "virtual",
        query=query,
        headers=headers,
        variables=_variables(signed, endpoint),
    )


def _pairs(url: Url) -> tuple[tuple[str, str], ...] | None:
    """The parameters that are not the signature's own; None where one is not text, or is a secret."""
    pairs = []
    for name, value in url.query:
        pair = uri_decode(name.text), uri_decode(join(value))
        if pair[0].lower() in SIGNING_PARAMS:
            continue
        if tuple(map(uri_encode, pair)) != (name.text, join(value)) or (pair[1] and is_live(*pair)):
            return None
        pairs.append(pair)
    return tuple(pairs)


def _variables(signed: Signed, endpoint: str) -> tuple[str, ...]:
    """IBM's names for IBM and the sandbox, AWS's for every other store and wherever there is a session token."""
    if any(part.source == "session_token" for part in signed.result.parts):
        return (*AWS_NAMES, AWS_TOKENS[-1])
    provider, _ = provider_of(Url.parse(endpoint).host[0].text)
    return COS_NAMES if provider.id == "ibm" or (provider.id == "custom" and signed.example) else AWS_NAMES
