"""Answers as stores give them, each in the form that its source has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import quote, unquote


def error(code: str, message: str = "", **fields: str) -> str:
    """AWS's form."""
    rows = "".join(
        f"<{name.replace('_', '-')}>{_escaped(value)}</{name.replace('_', '-')}>" for name, value in fields.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{_escaped(message)}</Message>{rows}'
        "<RequestId>4442587FB7D0A2F9</RequestId><HostId>vmP1S0T4EXAMPLE</HostId></Error>"
    )


def ibm_error(code: str, message: str, status: int = 403) -> str:
    """IBM COS's form."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Error><Code>{code}</Code><Message>{message}</Message>'
        "<Resource>/my-bucket/a.txt</Resource><RequestId>9d2bbc00-2827-4210-b40a-8107863f4386</RequestId>"
        f"<httpStatusCode>{status}</httpStatusCode></Error>"
    )


def ceph_error(code: str) -> str:
    """Ceph's form: no message."""
    return (
        f"<Error><Code>{code}</Code><RequestId>tx000000000000000000001-0065937f</RequestId><HostId>h</HostId></Error>"
    )


MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your key and signing method."
)


def canonical(
    url: str, *, method: str = "GET", host: str | None = None, path: str | None = None, query: str | None = None,
    headers: Mapping[str, str] | None = None, signed: str | None = None, payload: str = "UNSIGNED-PAYLOAD",
) -> str:  # fmt: skip
    """The canonical request that a store makes of a URL it receives."""
    rest, _, own = url.partition("://")[2].partition("?")
    own_host, _, own_path = rest.partition("/")
    rows = [row.partition("=") for row in own.split("&")]
    pairs = sorted(
        (quote(unquote(n), safe="~"), quote(unquote(v), safe="~")) for n, _, v in rows if n != "X-Amz-Signature"
    )
    lines = {"host": host or own_host, **(headers or {})}
    return "\n".join(
        (
            method,
            quote(unquote(f"/{own_path}"), safe="/~") if path is None else path,
            "&".join(f"{name}={value}" for name, value in pairs) if query is None else query,
            *(f"{name}:{lines[name]}" for name in sorted(lines)),
            "",
            signed or ";".join(sorted(lines)),
            payload,
        )
    )


def mismatch(
    text: str, *, scope: str = "20240102/us-south/s3/aws4_request", stamp: str = "20240102T030405Z",
    form: str = "text", provided: str = "",
) -> str:  # fmt: skip
    """SignatureDoesNotMatch with what the store computed, in one of the forms in which it is met.

    Args:
        form: ``text``, ``bytes`` (the text flattened, the bytes whole), ``grouped`` (LocalStack's capitals in pairs),
            ``flat`` (line ends became spaces), ``literal`` (line ends became backslash and n).
        provided: the signature that the store says it was sent; empty where its answer does not say.
    """
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(text.encode()).hexdigest()}"
    fields = {"AWSAccessKeyId": "0123456789abcdef0123456789abcdef"}
    fields |= {"SignatureProvided": provided} if provided else {}
    as_text = {"flat": lambda t: t.replace("\n", " "), "literal": lambda t: t.replace("\n", "\\n")}
    flatten = as_text.get(form, as_text["flat"] if form in ("bytes", "grouped") else lambda t: t)
    fields["StringToSign"], fields["CanonicalRequest"] = flatten(to_sign), flatten(text)
    if form in ("bytes", "grouped"):
        for name, value in (("StringToSignBytes", to_sign), ("CanonicalRequestBytes", text)):
            fields[name] = value.encode().hex(" ") if form == "bytes" else value.encode().hex(" ", 2).upper()
    return error("SignatureDoesNotMatch", MISMATCH, **fields)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
