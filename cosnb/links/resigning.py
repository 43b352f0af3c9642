"""Sign a link again for another key: the parts that stay the same are not made anew."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ..sigv4 import Part, Signed, Stage, uri_encode
from ..sigv4.parts import Parts
from ..sigv4.signed import Computation
from .template import SigningKey


@dataclass(frozen=True, slots=True, repr=False)
class Resigner:
    """A link cut where its key stands.

    The stages it makes are what :func:`cosnb.sigv4.presign` makes, part by part; the key derivation is the same object.
    """

    link: Signed
    request: tuple[Parts, Parts]
    url: tuple[Parts, Parts]
    signing_key: SigningKey

    @classmethod
    def of(cls, link: Signed) -> Resigner:
        """Cut a link that has a key."""
        request, url = _around_key(link.canonical_request.parts), _around_key(link.result.parts[:-1])
        return cls(link, request, url, SigningKey(link))

    def sign(self, key: str) -> Signed:
        """The link for another object key, unencoded; all else, and the moment of signing, is as it was."""
        link, (start, end), (before, after) = self.link, self.request, self.url
        part = Part(uri_encode(key, keep_slash=True), "key", key)
        request = Stage("canonical_request", (*start, part, *end))
        digest = sha256(request.text.encode()).hexdigest()
        to_sign = Stage("string_to_sign", (*link.string_to_sign.parts[:-1], Part(digest, "canonical_request")))
        signature = self.signing_key.signature(digest)
        result = Stage("url", (*before, part, *after, Part(signature, "signature")))
        return Signed(
            method=link.method,
            url=result.text,
            headers=dict(link.headers),
            signed_at=link.signed_at,
            expires_at=link.expires_at,
            authorization=None,
            result=result,
            computation=Computation(request, link.scope, to_sign, link.derivation, signature),
            example=link.example,
        )


def _around_key(parts: Parts) -> tuple[Parts, Parts]:
    where = [part.source for part in parts].index("key")
    return parts[:where], parts[where + 1 :]
