"""What a signed request says of itself."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal, NamedTuple

from ...sigv4 import Url, uri_decode
from ...sigv4.live import NAMELESS, holds_link, is_live, live_pieces, query_source
from ...sigv4.parts import join
from ...storage.known_hosts import KnownHost, Network, recognise
from ...visible import MASK, visible
from ..redaction import Hider, live_of_headers, live_texts
from .meanings import meaning_of

Kind = Literal["query", "query-v2", "header", "header-v2", "post", "unsigned"]
Pairs = tuple[tuple[str, str], ...]


class Parameter(NamedTuple):
    """One parameter of a query or form, decoded, with its meaning in a sentence ("" where none is known)."""

    name: str
    value: str
    meaning: str
    secret: bool = False

    def __repr__(self) -> str:
        return f"Parameter({', '.join(map(repr, self.shown))})"

    @property
    def shown(self) -> tuple[str, str]:
        """Its name and its value, masked where they work as a credential."""
        return MASK if query_source(self.name) == NAMELESS else self.name, MASK if self.secret else self.value


@dataclass(frozen=True, slots=True, repr=False)
class ParsedRequest:
    """What a signed request says of itself.

    Attributes:
        kind: how it is signed: ``"query"`` (in the URL), ``"query-v2"``, ``"header"``, ``"header-v2"``, ``"post"`` (a
            form with a policy) or ``"unsigned"``.
        text: what was parsed.
        url: the URL in parts; the pieces of its credential and date are named as they are when signing.
        method: the HTTP method, where the text tells; a URL alone does not.
        headers: the headers sent, as pairs.
        body: the body, where the text holds it.
        access_key_id, date, region, service, terminator: the pieces of the credential, as claimed.
        timestamp: the signing time as claimed, ``20130524T000000Z``.
        expires: seconds, as claimed; None where missing or unreadable.
        signed_headers: names, in order.
        signature: hex, as claimed.
        problems: what is missing or unreadable, one sentence each.
        wire: the URL exactly as it stood in the text.
        source: what the text was: ``"url"``, ``"text"``, ``"curl"``, ``"wget"``, ``"powershell"``, ``"fetch"``,
            ``"python"``, ``"har"``, ``"http"``, ``"header"`` or ``"form"``.
        fields: the fields of a form, as pairs, decoded from nothing: as they are sent.
        deadline: the Unix time at which it expires, where that is given as a moment (SigV2, the policy of a form).
        marks: what was noticed while reading, as short ids: ``"line-break"``, ``"shell-unquoted"``, ``"path-as-is"`` …
    """

    kind: Kind
    text: str
    url: Url
    method: str | None = None
    headers: Pairs = ()
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
    wire: str = ""
    source: str = "url"
    fields: Pairs = ()
    deadline: int | None = None
    marks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # The text is a working credential until it expires: only what names it is shown.
        method, where = self.method or "any method", f"{self.url}".partition("?")[0]
        if holds_link(where):
            where = Hider(self.live_texts)(where)
        return f"ParsedRequest({self.kind}, {visible(method, 20)}, {visible(where, 300)})"

    @property
    def signed_at(self) -> datetime | None:
        """The signing time (UTC), or None where it cannot be read."""
        with suppress(ValueError):
            return datetime.strptime(self.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        return None

    @property
    def expires_at(self) -> datetime | None:
        """When the link stops working (UTC), or None where that cannot be read."""
        with suppress(OverflowError, ValueError, OSError):
            if self.deadline is not None:
                return datetime.fromtimestamp(self.deadline, timezone.utc)
            if self.expires is not None and (at := self.signed_at) is not None:
                return at + timedelta(seconds=self.expires)
        return None

    @property
    def host(self) -> str:
        """The host of the URL, lower-case, without a port."""
        return join(self.url.host).lower()

    @property
    def known_host(self) -> KnownHost:
        """What the host name alone tells: provider, region, network, status, and the bucket in front of it."""
        return recognise(self.host)

    @property
    def provider(self) -> str:
        """The provider's id, such as ``"ibm"``; ``"custom"`` where the host is not known."""
        return self.known_host.provider.id

    @property
    def network(self) -> Network:
        """Where the host can be reached from: ``"public"``, ``"private"`` or ``"direct"``."""
        return self.known_host.network

    @property
    def bucket(self) -> str | None:
        """The bucket as host and path imply, or None where there is none."""
        first = uri_decode(join(self.url.path).removeprefix("/").partition("/")[0])
        return dict(self.fields).get("bucket") or self.known_host.bucket or first or None

    @property
    def key(self) -> str | None:
        """The object's key, decoded, as host and path imply; None for the bucket itself."""
        path = join(self.url.path).removeprefix("/")
        rest = path if self.known_host.bucket else path.partition("/")[2]
        return dict(self.fields).get("key") or uri_decode(rest) or None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter of the query or form in its order, decoded, with its meaning."""
        query = [(uri_decode(name.text), uri_decode(join(value)), False) for name, value in self.url.query]
        fields = [(name, value, True) for name, value in self.fields]
        return tuple(
            Parameter(name, value, meaning_of(name, value, in_form=in_form), is_live(name, value))
            for name, value, in_form in (*query, *fields)
        )

    @property
    def live_texts(self) -> tuple[str, ...]:
        """What in it works as a credential, as far as that can be told: whoever shows the request hides these."""
        named = (piece for one in self.parameters if one.secret for piece in live_pieces(one.name, one.value))
        sent = live_of_headers(self.headers)
        found = dict.fromkeys((self.signature, self.session_token, *named, *sent, *live_texts(self.text)))
        return tuple(text for text in found if text)
