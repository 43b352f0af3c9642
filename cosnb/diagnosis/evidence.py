"""What a diagnosis starts from: the request as pasted and as mended, the answer, the clock, and what else is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from ..links import SignedRequest, parse
from ..sigv4 import Credentials, uri_decode
from ..sigv4.parts import join
from ..storage.known_hosts import KnownHost
from ..storage.provider import Provider
from .reply import Reply


class Field(NamedTuple):
    """One parameter of the query: as it stands on the wire, and decoded."""

    wire_name: str
    wire_value: str | None
    name: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Evidence:
    """Everything that rules look at.

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
    """

    pasted: SignedRequest
    request: SignedRequest
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
    fields: tuple[Field, ...]
    target: str | None = None

    @property
    def is_v4(self) -> bool:
        """Signed by Signature Version 4 in its query."""
        return self.request.kind == "query"

    @property
    def code(self) -> str:
        """The store's error code, or the empty text."""
        return self.reply.code if self.reply else ""

    @property
    def mismatch(self) -> bool:
        """The store says that it computed another signature."""
        return self.code in ("SignatureDoesNotMatch", "SignatureMismatch")

    @property
    def missing(self) -> bool:
        """The store says that there is no such object or bucket."""
        return self.code in ("NoSuchKey", "NoSuchBucket", "NotFound") or (
            self.reply is not None and self.reply.status == 404 and not self.code
        )

    @property
    def path(self) -> str:
        """The path on the wire."""
        return join(self.request.url.path)

    @property
    def store(self) -> str:
        """The store's name in the middle of a sentence."""
        return self.provider.called

    @property
    def is_ibm(self) -> bool:
        """The store is IBM Cloud Object Storage."""
        return self.provider.id == "ibm"

    @property
    def is_other_pair(self) -> bool:
        """The credentials that were given are for another access key id than the request names, whatever it was copied with."""
        if not self.credentials or not self.request.access_key_id:
            return False
        given, named = (
            re.sub(r"[\s\"'`\x00-\x1f\x7f-\xa0\u200b-\u200f\ufeff]", "", text)
            for text in (self.credentials.access_key_id, self.request.access_key_id)
        )
        return given != named

    def all(self, name: str) -> list[Field]:
        """The parameters of a name, whatever its case."""
        return [field for field in self.fields if field.name.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        """The decoded value of a parameter by its exact name, or None."""
        return next((field.value for field in self.fields if field.name == name), None)

    def header(self, name: str) -> str | None:
        """The value of a header that was sent, or None."""
        return next((value for given, value in self.headers if given.strip().lower() == name), None)


def reparsed(pasted: SignedRequest, url: str) -> SignedRequest:
    """A request with another URL in place of its own; its method, headers and body stay."""
    if url == pasted.wire or pasted.fields:
        return pasted
    again = parse(url)
    if again.kind == "unsigned" and pasted.kind in ("header", "header-v2"):
        return pasted
    return replace(again, method=pasted.method, headers=pasted.headers, body=pasted.body, source=pasted.source)


def fields_of(request: SignedRequest) -> tuple[Field, ...]:
    """The parameters of a request's query, on the wire and decoded."""
    rows = ((name.text, join(value) if value else None) for name, value in request.url.query)
    return tuple(Field(name, value, uri_decode(name), uri_decode(value or "")) for name, value in rows)


def unsent(e: Evidence) -> tuple[str, ...]:
    """The signed headers whose value no one gave; that of the host is known."""
    given = {name.strip().lower() for name, _ in e.headers} | {"", "host"}
    names = (name for name in e.request.signed_headers if name.lower() not in given)
    return tuple(dict.fromkeys(names))
