"""Read a presigned link or a signed request back into its pieces. Needs no secret, sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from ..sigv4 import Param, Part, Url, uri_decode

Kind = Literal["query", "query-v2", "header", "post", "unsigned"]


@dataclass(frozen=True, slots=True, repr=False)
class SignedRequest:
    """What a signed request says of itself.

    Attributes:
        kind: how it is signed: ``"query"`` (in the URL), ``"query-v2"``, ``"header"``, ``"post"`` or ``"unsigned"``.
        text: what was parsed.
        url: the URL in parts; the pieces of its credential and date are named as they are when signing.
        method: the HTTP method, where the text tells; a URL alone does not.
        headers: the headers sent, as pairs.
        access_key_id, date, region, service, terminator: the pieces of the credential, as claimed.
        timestamp: the signing time as claimed, ``20130524T000000Z``.
        expires: seconds, as claimed; None where missing or unreadable.
        signed_headers: names, in order.
        signature: hex, as claimed.
        problems: what is missing or unreadable, one sentence each.
    """

    kind: Kind
    text: str
    url: Url
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    access_key_id: str = ""
    date: str = ""
    region: str = ""
    service: str = ""
    terminator: str = ""
    timestamp: str = ""
    expires: int | None = None
    signed_headers: tuple[str, ...] = ()
    session_token: str = ""
    signature: str = ""
    problems: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # The text is a working credential until it expires: only what names it is shown.
        where = f"{self.url}".partition("?")[0]
        return f"SignedRequest({self.kind}, {self.method or 'any method'}, {where})"

    @property
    def signed_at(self) -> datetime | None:
        """The signing time (UTC), or None where it cannot be read."""
        try:
            return datetime.strptime(self.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        except ValueError:
            return None

    @property
    def expires_at(self) -> datetime | None:
        """When the link stops working (UTC), or None where that cannot be read."""
        if self.signed_at is None or self.expires is None:
            return None
        try:
            return self.signed_at + timedelta(seconds=self.expires)
        except OverflowError:
            return None


def parse(text: str) -> SignedRequest:
    """Decode a presigned URL. Never raises on its text: what cannot be read is said in ``.problems``."""
    url = Url.parse(text.strip())
    found = {uri_decode(name.text): uri_decode("".join(part.text for part in value)) for name, value in url.query}
    if "X-Amz-Signature" not in found and "X-Amz-Algorithm" not in found:
        return SignedRequest("unsigned", text, url, problems=("The URL carries no X-Amz-Signature.",))
    # An access key id may hold a slash; the four pieces behind it may not.
    *access_key, date, region, service, terminator = ["", "", "", "", *found.get("X-Amz-Credential", "").split("/")][
        -5:
    ]
    expires = found.get("X-Amz-Expires", "")
    required = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
    return SignedRequest(
        kind="query",
        text=text,
        url=_named(url),
        access_key_id="/".join(access_key),
        date=date,
        region=region,
        service=service,
        terminator=terminator,
        timestamp=found.get("X-Amz-Date", ""),
        expires=int(expires) if expires.isascii() and expires.isdigit() and len(expires) < 12 else None,
        signed_headers=tuple(found.get("X-Amz-SignedHeaders", "").split(";")),
        session_token=found.get("X-Amz-Security-Token", ""),
        signature=found.get("X-Amz-Signature", ""),
        problems=tuple(f"X-Amz-{name} is missing." for name in required if f"X-Amz-{name}" not in found),
    )


_SOURCES = {"X-Amz-Expires": "expires", "X-Amz-Security-Token": "session_token", "X-Amz-Signature": "signature"}


def _named(url: Url) -> Url:
    """The URL with the pieces of its signing parameters named as the signer names them."""
    return Url(url.scheme, url.host, url.port, url.path, tuple(_named_param(param) for param in url.query))


def _named_param(param: Param) -> Param:
    name = uri_decode(param.name.text)
    if not name.startswith("X-Amz-"):
        return param
    value = "".join(part.text for part in param.value)
    if name == "X-Amz-Credential" and value.count("%2F") == 4:
        sources = ("access_key_id", "date", "region", "service", None)
        pieces = [Part(piece, source) for piece, source in zip(value.split("%2F"), sources, strict=True)]
        parts = tuple(part for piece in pieces for part in (Part("%2F"), piece))[1:]
    elif name == "X-Amz-Date":
        parts = Part(value[:8], "date"), Part(value[8:], "time")
    else:
        parts = (Part(value, _SOURCES.get(name)),)
    return Param(Part(param.name.text), parts)
