"""Read what a request claims of its signature: from its query, its Authorization header, or the fields of a form."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any

from ...sigv4 import Param, Part, Url, uri_decode
from ...sigv4.parts import join, joined
from ...storage.durations import read_moment
from .meanings import REQUIRED, SIGNING, V2, scheme_of
from .request import ParsedRequest


def query_values(url: Url) -> dict[str, str]:
    """The decoded parameters of a query; where a name stands twice, the last."""
    return {uri_decode(name.text): uri_decode(join(value)) for name, value in url.query}


def claimed(request: ParsedRequest) -> ParsedRequest:
    """The request with what it claims of its signature, wherever that stands in it."""
    if request.fields:
        return _from_fields(request, {name.lower(): value for name, value in request.fields})
    values = query_values(request.url)
    if any(_lenient(values, name) is not None for name in ("X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential")):
        return _from_query(request, values)
    scheme = scheme_of(values, f"{join(request.url.host)}{join(request.url.path)}")
    if scheme is None and ("AWSAccessKeyId" in values or ("Signature" in values and "Expires" in values)):
        return _from_v2_query(request, values)
    for name, value in request.headers:
        if name.lower() == "authorization" and (found := _from_header(request, value)):
            return found
    if not join(request.url.host):
        why = "There is no URL of a request in this text."
    elif scheme:
        why = f"The URL is signed for {scheme.what}, not by S3's Signature Version 4."
    else:
        why = "The URL carries no X-Amz-Signature."
    return replace(request, kind="unsigned", problems=(why,))


def _lenient(values: Mapping[str, str], name: str) -> str | None:
    """A value by its name, or by the name in another case, or behind ``amp;``, which says that & was escaped."""
    if name in values:
        return values[name]
    wanted = name.lower()
    return next((value for given, value in values.items() if given.lower().removeprefix("amp;") == wanted), None)


def number_of(text: str) -> int | None:
    """A whole number of seconds as it may stand in a URL, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _scope(credential: str) -> dict[str, Any]:
    """The five pieces of a credential; the access key id may hold a slash, the other four may not."""
    pieces = credential.split("/")
    *key_id, date, region, service, terminator = [""] * (5 - len(pieces)) + pieces
    pair = {"access_key_id": "/".join(key_id), "date": date, "region": region}
    return {**pair, "service": service, "terminator": terminator}


def _from_query(request: ParsedRequest, values: Mapping[str, str]) -> ParsedRequest:
    found = {name: _lenient(values, name) or "" for name in SIGNING}
    return replace(
        request,
        kind="query",
        **_scope(found["X-Amz-Credential"]),
        timestamp=found["X-Amz-Date"],
        expires=number_of(found["X-Amz-Expires"]),
        signed_headers=tuple(found["X-Amz-SignedHeaders"].split(";")),
        session_token=found["X-Amz-Security-Token"],
        signature=found["X-Amz-Signature"],
        problems=tuple(f"{name} is missing." for name in REQUIRED if name not in values),
    )


def _from_v2_query(request: ParsedRequest, values: Mapping[str, str]) -> ParsedRequest:
    return replace(
        request,
        kind="query-v2",
        access_key_id=values.get("AWSAccessKeyId", ""),
        deadline=number_of(values.get("Expires", "")),
        session_token=values.get("x-amz-security-token", ""),
        signature=values.get("Signature", ""),
        problems=tuple(f"{name} is missing." for name in V2 if name not in values),
    )


def _from_header(request: ParsedRequest, value: str) -> ParsedRequest | None:
    if match := re.match(r"\s*AWS ([^\s:]+):(\S+)", value):
        return replace(request, kind="header-v2", access_key_id=match[1], signature=match[2])
    algorithm, _, rest = value.strip().partition(" ")
    if not algorithm.startswith("AWS4-"):
        return None
    pieces = (piece.strip().partition("=") for piece in rest.split(","))
    found = {name: content for name, _, content in pieces}
    sent = {name.lower(): content for name, content in request.headers}
    required = ("Credential", "SignedHeaders", "Signature")
    return replace(
        request,
        kind="header",
        **_scope(found.get("Credential", "")),
        timestamp=sent.get("x-amz-date") or _basic_format(sent.get("date", "")),
        signed_headers=tuple(found.get("SignedHeaders", "").split(";")),
        session_token=sent.get("x-amz-security-token", ""),
        signature=found.get("Signature", ""),
        problems=tuple(f"The Authorization header has no {name}." for name in required if name not in found),
    )


def _basic_format(date: str) -> str:
    """An HTTP date as ``20130524T000000Z``, or the empty text."""
    try:
        return parsedate_to_datetime(date[:100]).astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""


def _from_fields(request: ParsedRequest, fields: Mapping[str, str]) -> ParsedRequest:
    deadline = policy_deadline(fields.get("policy", ""))
    problems = [] if deadline is not None else ["The policy of the form is missing or unreadable."]
    if "x-amz-signature" not in fields and "signature" not in fields:
        problems.append("The form has no signature.")
    scope = _scope(fields.get("x-amz-credential", ""))
    if "awsaccesskeyid" in fields:
        scope["access_key_id"] = fields["awsaccesskeyid"]
    return replace(
        request,
        kind="post",
        **scope,
        timestamp=fields.get("x-amz-date", ""),
        session_token=fields.get("x-amz-security-token", ""),
        signature=fields.get("x-amz-signature") or fields.get("signature", ""),
        deadline=deadline,
        problems=tuple(problems),
    )


def read_policy(text: str) -> dict[str, Any] | None:
    """The policy document of a form, or None where it is no base64 of a JSON object."""
    try:
        value = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def policy_deadline(text: str) -> int | None:
    """When a form's policy ends, as Unix time, or None where that cannot be read."""
    expiration = (read_policy(text) or {}).get("expiration")
    end = read_moment(expiration) if isinstance(expiration, str) and "T" in expiration else None
    return int(end.timestamp()) if end else None


_SOURCES = {"X-Amz-Expires": "expires", "X-Amz-Security-Token": "session_token", "X-Amz-Signature": "signature"}


def named(url: Url) -> Url:
    """The URL with the pieces of its signing parameters named as the signer names them."""
    return Url(url.scheme, url.host, url.port, url.path, tuple(_named_param(param) for param in url.query))


def _named_param(param: Param) -> Param:
    name = uri_decode(param.name.text)
    canonical = next((known for known in SIGNING if known.lower() == name.lower().removeprefix("amp;")), None)
    if not canonical or not param.value:
        return param
    value = join(param.value)
    if name == "X-Amz-Credential" and value.count("%2F") >= 4:
        sources = ("access_key_id", "date", "region", "service", None)
        # A secret in the place of the access key id may hold slashes of its own.
        pieces = [Part(piece, source) for piece, source in zip(value.rsplit("%2F", 4), sources, strict=True)]
        parts = joined(pieces, "%2F")
    elif name == "X-Amz-Date" and "%" not in value:
        parts = Part(value[:8], "date"), Part(value[8:], "time")
    elif canonical == "X-Amz-Credential":
        return param
    else:
        parts = (Part(value, _SOURCES.get(canonical)),)
    return Param(Part(param.name.text), parts)
