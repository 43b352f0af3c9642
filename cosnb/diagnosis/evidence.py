"""What a diagnosis starts from: the request as pasted and as mended, the answer, the clock, and what else is known."""

import base64
import binascii
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from ..links import ParsedRequest, parse
from ..links.checking.verifying import ALLOWED_SKEW, payload_of
from ..sigv4 import Credentials, uri_decode
from ..sigv4.canonical import header_lines
from ..sigv4.parts import join
from ..storage.known_hosts import KnownHost
from ..storage.provider import Provider
from .echo import Echo, read_echo
from .reply import Reply

# What sticks to a key that was copied, and is never in one.
STRAY = re.compile(r"[\s\"'`\x00-\x1f\x7f-\xa0\u200b-\u200f\ufeff]")

# A query on the wire: names and values as they are written; a name without "=" has no value.
Rows = tuple[tuple[str, str | None], ...]


class Field(NamedTuple):
    """One parameter of the query: as it stands on the wire, and decoded."""

    wire_name: str
    wire_value: str | None
    name: str
    value: str


@dataclass(frozen=True, repr=False)
class Evidence:
    """Everything that a cause looks at.

    Attributes:
        pasted: the request as it stood in the text.
        request: the same with what can be mended without doubt mended.
        method: as sent, or None where nobody said.
        headers: as sent, as pairs.
        is_sent: the request as it was sent is known: its method, its headers, or the command that made it.
        target: the request target as it went on the wire, where the answer keeps it; else None.
        reply: the store's answer, or None.
        provider: the store's rules: the caller's word, else by the host, else by the answer.
        now: the clock, UTC. clock: whose it is, in words.
        failed: what has failed by the answer (see :data:`.cause.Failure`), or None.
        answered: the id of the cause that the answer names, or None.
    """

    pasted: ParsedRequest
    request: ParsedRequest
    method: str | None
    headers: tuple[tuple[str, str], ...]
    is_sent: bool
    body: bytes | None
    reply: Reply | None
    provider: Provider
    host: KnownHost
    credentials: Credentials | None
    hosts: tuple[str, ...]
    now: datetime
    clock: str
    target: str | None = None
    failed: str | None = None
    answered: str | None = None

    @property
    def is_v4(self) -> bool:
        """Signed by Signature Version 4 in its query."""
        return self.request.kind == "query"

    @property
    def has_scope(self) -> bool:
        """Signed by Signature Version 4 in its query or in its header."""
        return self.request.kind in ("query", "header")

    @property
    def answered_at(self) -> datetime | None:
        """The store's clock when it answered, where the answer tells it."""
        return self.reply.server_time if self.reply else None

    @property
    def code(self) -> str:
        """The store's error code, or the empty text."""
        return self.reply.code if self.reply else ""

    @property
    def mismatch(self) -> bool:
        """The store says that it computed another signature."""
        says_so = self.code in ("SignatureDoesNotMatch", "SignatureMismatch") and self.failed != "time"
        return says_so or self.failed == "signature"

    @property
    def is_ibm(self) -> bool:
        """The store is IBM Cloud Object Storage."""
        return self.provider.id == "ibm"

    @property
    def key_pair(self) -> Credentials:
        """The credentials, where it is known that there are some."""
        assert self.credentials is not None
        return self.credentials

    @property
    def is_other_pair(self) -> bool:
        """The credentials that were given are for another access key id than the request names, whatever it was copied with."""
        if not self.credentials or not self.request.access_key_id:
            return False
        return STRAY.sub("", self.credentials.access_key_id) != STRAY.sub("", self.request.access_key_id)

    @property
    def was_over(self) -> bool | None:
        """Whether the time of the request was over when the store answered; None where that is not known."""
        request, at = self.request, self.answered_at
        if request.kind == "header" and request.signed_at and self.reply:
            # Such a signature is made when the request is sent, so the clock of who reads the answer says nothing.
            return at - request.signed_at > ALLOWED_SKEW if at else self.failed == "time"
        if not at and self.reply and self.reply.local_time and request.expires_at:
            # No zone is farther from UTC than 14 hours.
            after = self.reply.local_time - request.expires_at
            return after > timedelta(0) if abs(after) > timedelta(hours=14) else None
        return at >= request.expires_at if at and request.expires_at else None

    @cached_property
    def echo(self) -> Echo | None:
        """What the store says it computed, or None."""
        return read_echo(self.reply)

    @property
    def arrived(self) -> str | None:
        """The method that arrived: as sent, else as the store says it received it; None where nobody said."""
        return self.method or (self.echo.method if self.echo else None) or None

    @cached_property
    def path(self) -> str:
        """The path on the wire."""
        return join(self.request.url.path)

    @cached_property
    def url_host(self) -> str:
        """The host of the URL as it is signed: with its port, unless that is the default one of the scheme."""
        return join(self.request.url.signed_host)

    @cached_property
    def sent(self) -> dict[str, str]:
        """The headers that were sent, by lower-case name, values as they are signed."""
        lines = header_lines(self.headers, self.request.url)
        sent = {name: join(value) for name, value in lines.items() if name != "host"}
        return sent | {n.strip().lower(): v.strip() for n, v in self.headers if n.strip().lower() == "host"}

    @property
    def sent_host(self) -> str:
        """The value of the Host header as a client sends it for this URL."""
        return self.sent.get("host") or self.url_host

    @property
    def signed_headers(self) -> tuple[str, ...]:
        """The signed headers as the request names them, as far as they are looked at."""
        return self.request.signed_headers[:40]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The parameters of the query, on the wire and decoded."""
        wire = ((name.text, join(value) if value else None) for name, value in self.request.url.query)
        return tuple(Field(name, value, uri_decode(name), uri_decode(value or "")) for name, value in wire)

    @cached_property
    def rows(self) -> Rows:
        """The query as it stands on the wire, without the signature of a presigned URL."""
        rows = tuple((field.wire_name, field.wire_value) for field in self.fields)
        return tuple(row for row in rows if not self._is_signature(row[0])) if self.is_v4 else rows

    @cached_property
    def signed_rows(self) -> int:
        """How many of the rows stand in front of the signature."""
        places = [at for at, field in enumerate(self.fields) if self.is_v4 and self._is_signature(field.wire_name)]
        return places[0] if places else len(self.rows)

    @staticmethod
    def _is_signature(wire_name: str) -> bool:
        return uri_decode(wire_name).lower() == "x-amz-signature"

    @cached_property
    def payload(self) -> str:
        """The last line of the canonical request, as a store takes it."""
        unsaid = self.request.kind == "header" and not self.sent.get("x-amz-content-sha256")
        # Services other than S3 take the hash of the body.
        return (self.echo.payload if unsaid and self.echo else "") or payload_of(self.request.url, self.headers)

    @cached_property
    def signature(self) -> bytes | None:
        """The 32 bytes of the signature, or None where it is none."""
        return signature_bytes(self.request.signature)

    def all(self, name: str) -> list[Field]:
        """The parameters of a name, whatever its case."""
        return [field for field in self.fields if field.name.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        """The decoded value of a parameter by its exact name, or None."""
        return next((field.value for field in self.fields if field.name == name), None)

    def header(self, name: str) -> str | None:
        """The value of a header that was sent, or None."""
        return next((value for given, value in self.headers if given.strip().lower() == name), None)

    @property
    def unsent(self) -> tuple[str, ...]:
        """The signed headers whose value no one gave; that of the host is known."""
        given = {name.strip().lower() for name, _ in self.headers} | {"", "host"}
        names = (name for name in self.request.signed_headers if name.lower() not in given)
        return tuple(dict.fromkeys(names))


def reparsed(pasted: ParsedRequest, url: str) -> ParsedRequest:
    """A request with another URL in place of its own; its method, headers and body stay."""
    if url == pasted.wire or pasted.fields:
        return pasted
    again = parse(url)
    if again.kind == "unsigned" and pasted.kind in ("header", "header-v2"):
        return pasted
    return replace(again, method=pasted.method, headers=pasted.headers, body=pasted.body, source=pasted.source)


def signature_bytes(text: str) -> bytes | None:
    """The 32 bytes of a signature: hex in either case, or base64, as some home-made signers write it."""
    text = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        return bytes.fromhex(text)
    if len(text) not in (43, 44):
        return None
    text = text.replace("-", "+").replace("_", "/").replace(" ", "+") + "=" * (44 - len(text))
    try:
        value = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
    return value if len(value) == 32 else None
