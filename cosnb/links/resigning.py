"""Sign for one key after another: what such links share is not made anew.

A loop of ``presign()`` mostly makes links that differ in their key alone. What stands around the key is kept for the
next one, which takes a third of the time. No secret is in it, nor a signature: those are made for each link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from .. import sigv4
from ..sigv4 import Credentials, HmacStep, Part, Request, Signed, Stage, Url
from ..sigv4.keys import derive, signature
from ..sigv4.parts import Parts
from ..sigv4.signed import Computation

Derivation = tuple[HmacStep, HmacStep, HmacStep, HmacStep]


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """A link without its key and without what the secret makes: the parts around both.

    The stages it makes are what :func:`cosnb.sigv4.presign` makes, part by part.
    """

    method: str
    headers: dict[str, str]
    signed_at: datetime
    expires_at: datetime | None
    example: bool
    scope: Stage
    string_to_sign: Parts
    request: tuple[Parts, Parts]
    url: tuple[Parts, Parts]

    @classmethod
    def of(cls, link: Signed) -> Frame:
        """Cut a link that has a key."""
        return cls(
            link.method,
            dict(link.headers),
            link.signed_at,
            link.expires_at,
            link.example,
            link.scope,
            link.string_to_sign.parts[:-1],
            _around_key(link.canonical_request.parts),
            _around_key(link.result.parts[:-1]),
        )

    def sign(self, key: Part, derivation: Derivation) -> Signed:
        """The link for another object key; all else, and the moment of signing, is as it was."""
        (start, end), (before, after) = self.request, self.url
        request = Stage("canonical_request", (*start, key, *end))
        digest = sha256(request.text.encode()).hexdigest()
        to_sign = Stage("string_to_sign", (*self.string_to_sign, Part(digest, "canonical_request")))
        made = signature(derivation[-1].output, to_sign.text)
        result = Stage("url", (*before, key, *after, Part(made, "signature")))
        return Signed(
            method=self.method,
            url=result.text,
            headers=dict(self.headers),
            signed_at=self.signed_at,
            expires_at=self.expires_at,
            authorization=None,
            result=result,
            computation=Computation(request, self.scope, to_sign, derivation, made),
            example=self.example,
        )


# What the last link was made of, but for its key and the secret, and its frame.
_latest: tuple[object, Frame] | None = None


def presign(request: Request, credentials: Credentials, *, region: str, expires: int, now: datetime) -> Signed:
    """What :func:`cosnb.sigv4.presign` makes; quicker behind a link that differs in its key alone."""
    global _latest
    url = Url.parse(request.url) if isinstance(request.url, str) else request.url
    *place, key = url.path
    who = credentials.access_key_id, credentials.session_token is None, credentials.example, region
    asked = request.method, request.headers, request.payload, expires, now
    alike = (*who, *asked, url.scheme, url.host, url.port, place, url.query)
    kept = _latest
    if kept and kept[0] == alike and key.source == "key":
        return kept[1].sign(key, derive(credentials, kept[1].scope.parts[::2]))
    link = sigv4.presign(request, credentials, region=region, expires=expires, now=now)
    # Nothing is kept where a session token or a customer's encryption key is signed.
    if key.source == "key" and link.live_texts == (link.signature,):
        _latest = alike, Frame.of(link)
    return link


def _around_key(parts: Parts) -> tuple[Parts, Parts]:
    where = [part.source for part in parts].index("key")
    return parts[:where], parts[where + 1 :]
