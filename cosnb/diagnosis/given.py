"""What diagnose() is given, checked once, at the edge. What is pasted or answered may be anything; the rest may not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from ..errors import CredentialsError, InputError
from ..sigv4 import Credentials
from ..sigv4.signing import utc
from ..storage.providers import Provider, providers

Headers = Mapping[str, str] | Iterable[tuple[str, str]]

# Source: RFC 9110, 5.6.2 and 9.1.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SHORT = 20
_SURROGATES = re.compile("[\ud800-\udfff]")


class Given(NamedTuple):
    """The arguments of diagnose() beside the evidence and the answer, in one form each."""

    credentials: Credentials | None
    method: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    provider: Provider | None
    hosts: tuple[str, ...]
    budget: float
    now: datetime | None


def check_given(
    credentials: object,
    method: object,
    headers: object,
    body: object,
    provider: object,
    hosts: object,
    budget: object,
    now: object,
) -> Given:
    """The arguments of diagnose().

    Raises:
        InputError: one of them cannot be used; the message names it.
    """
    if credentials is not None and not isinstance(credentials, Credentials):
        raise CredentialsError(
            "credentials",
            f"a {type(credentials).__name__} is not a key pair.",
            "Give Credentials(access_key_id, secret_access_key).",
        )
    if method is not None and not isinstance(method, str):
        raise _wrong("method", method, "is not text", "Give the method that was sent, such as 'PUT'.")
    return Given(
        credentials,
        _method(method) if method else None,
        _headers(headers),
        _body(body),
        _provider(provider),
        _hosts(hosts),
        _budget(budget),
        _now(now),
    )


def _method(method: str) -> str:
    """The method in capitals, as clients send it; case counts only in what was pasted."""
    if not _TOKEN.fullmatch(method.strip()):
        raise _wrong("method", method, "is no HTTP method", "Give the method that was sent, such as 'PUT'.")
    return method.strip().upper()


def clean(text: str) -> str:
    """Text without lone surrogates, which have no UTF-8 form."""
    return _SURROGATES.sub("\ufffd", text)


def _headers(headers: object) -> tuple[tuple[str, str], ...]:
    rows = headers.items() if isinstance(headers, Mapping) else headers
    if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
        raise _wrong_headers(rows, "is no mapping and no pairs")
    pairs = []
    for row in rows:
        if not (isinstance(row, tuple | list) and len(row) == 2 and all(isinstance(item, str) for item in row)):
            raise _wrong_headers(row, "is not a pair of texts")
        pairs.append((clean(row[0]), clean(row[1])))
    return tuple(pairs)


def _wrong_headers(value: object, problem: str) -> InputError:
    """What was given may hold a key or a cookie, so only its kind is named."""
    return InputError("headers", f"a {type(value).__name__} {problem}.", "Give {'Content-Type': 'text/csv'}.")


def _body(body: object) -> bytes | None:
    if isinstance(body, str):
        return clean(body).encode()
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, bytearray | memoryview):
        return bytes(body)
    raise _wrong("body", body, "is no bytes and no text", "Give the body that was sent.")


def _provider(provider: object) -> Provider | None:
    if provider is None:
        return None
    if not isinstance(provider, str) or provider not in providers():
        raise _wrong("provider", provider, "is not known", f"Use one of {', '.join(providers())}.")
    return providers()[provider]


def _hosts(hosts: object) -> tuple[str, ...]:
    rows = (hosts,) if isinstance(hosts, str) else hosts
    if isinstance(rows, bytes) or not isinstance(rows, Iterable):
        raise _wrong("hosts", rows, "is no list of hosts", "Give names such as ['minio:9000'].")
    found = []
    for row in rows:
        if not isinstance(row, str):
            raise _wrong("hosts", row, "is not text", "Give names such as ['minio:9000'].")
        # An address with its scheme is a host as well; what stands behind the host is none of its business.
        name = re.sub(r"^[a-z]+://", "", clean(row).strip().lower()).partition("/")[0]
        found += [name] if name else []
    return tuple(found)


def _budget(budget: object) -> float:
    if isinstance(budget, bool) or not isinstance(budget, int | float) or budget != budget:
        raise _wrong("budget", budget, "is no number of seconds", "Give seconds, such as 2.0.")
    return max(0.0, float(budget))


def _now(now: object) -> datetime | None:
    if now is None:
        return None
    if not isinstance(now, datetime):
        raise _wrong("now", now, "is no datetime", "Give a datetime with a time zone, or None.")
    return utc(now)


def _wrong(field: str, value: object, problem: str, remedy: str) -> InputError:
    """Only what is too short to let anybody in is repeated; what was given by mistake may be a key or a live link."""
    short = isinstance(value, str | int | float) and len(str(value)) <= _SHORT
    what = repr(value) if short else f"a {type(value).__name__}"
    return InputError(field, f"{what} {problem}.", remedy, value=value if short else None)
