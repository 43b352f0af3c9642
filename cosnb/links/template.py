"""Many links from one: what is the same for every key is worked out once.

A signed link is made of parts that name their source, so it can be cut at the key. What is left to do for one key
is what no constant can do:

    GET⏎/my-bucket/{key}⏎X-Amz-Algorithm=…⏎host:…             canonical request
    AWS4-HMAC-SHA256⏎…⏎{SHA-256 of the canonical request}      string to sign
    {HMAC-SHA256 of the string to sign}                        signature
    https://…/my-bucket/{key}?X-Amz-…&X-Amz-Signature={signature}

The texts around the key, the signing key, and its HMAC as two hashes that are begun and copied, are worked out once.

A loop of ``presign()`` mostly makes links that differ in their key alone. What surrounds the key is kept for the
next one, which takes a third of the time. No secret is in it, nor a signature: those are made for each link.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from .. import sigv4
from ..sigv4 import Credentials, HmacStep, Part, Request, Signed, Stage, Url
from ..sigv4.parts import Parts, join
from ..sigv4.signed import Computation, derive

# The texts of a stage, and between them the numbers of the holes.
Pattern = tuple[str | int, ...]


class Template:
    """A link with holes, named by their sources (``"key"``, ``"query:versionId"``): fill them, and it is signed again."""

    # Two underscores hide texts from a verbose traceback, which evaluates the expressions on its line; a method that is
    # bound to one shows nothing of it.
    __slots__ = ("__around", "_request_of", "_url_of", "inner", "outer")

    def __init__(self, link: Signed, holes: Sequence[str] = ("key",)) -> None:
        *first_lines, _digest = link.string_to_sign.parts
        self.inner, self.outer = link.derivation[-1].output.hmac_states()
        self.inner.update(join(first_lines).encode())
        request, url = _cut(link.canonical_request.parts, holes), _cut(link.result.parts[:-1], holes)
        self.__around = request, url
        self._request_of, self._url_of = _filler(request), _filler(url)

    def urls(self, keys: Iterable[str]) -> Iterator[str]:
        """The link of each key. Keys are percent-encoded as they come, and the one hole there is."""
        new_inner, new_outer = self.inner.copy, self.outer.copy
        # Some of these hold a session token, and a verbose traceback of an interrupt shows them. The interrupt may come
        # while they are emptied, so that is done twice.
        try:
            try:
                (start, _, end), (before, _, after) = self.__around
                for key in keys:
                    digest = sha256(f"{start}{key}{end}".encode()).hexdigest()
                    inner, outer = new_inner(), new_outer()
                    inner.update(digest.encode())
                    outer.update(inner.digest())
                    yield f"{before}{key}{after}{outer.hexdigest()}"
            finally:
                start = end = after = ""
        finally:
            start = end = after = ""

    def url(self, *values: str) -> str:
        """One link. Values are percent-encoded as they come, one for each hole."""
        digest = sha256(self._request_of(*values).encode()).hexdigest()
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(digest.encode())
        outer.update(inner.digest())
        return f"{self._url_of(*values)}{outer.hexdigest()}"


def _cut(parts: Iterable[Part], holes: Sequence[str]) -> Pattern:
    pattern: list[str | int] = []
    text = ""
    for part in parts:
        # The name of a parameter has the source of its value, but is not a hole.
        if part.source in holes and part.source != f"query:{part.raw}":
            pattern += text, holes.index(part.source)
            text = ""
        else:
            text += part.text
    return (*pattern, text)


def _filler(pattern: Pattern) -> Callable[..., str]:
    """The text, of the values for its holes."""
    literal = str.maketrans({"{": "{{", "}": "}}"})
    return "".join([piece.translate(literal) if isinstance(piece, str) else f"{{{piece}}}" for piece in pattern]).format


Derivation = tuple[HmacStep, HmacStep, HmacStep, HmacStep]


_SAME = ("method", "signed_at", "expires_at", "ends_with_session", "authorization", "example")


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """A link without its key and without what the secret makes: the parts around both.

    The stages it makes are what :func:`cosnb.sigv4.presign` makes, part by part.
    """

    same: dict[str, Any]  # of a Signed
    headers: dict[str, str]
    scope: Stage
    string_to_sign: Parts
    request: tuple[Parts, Parts]
    url: tuple[Parts, Parts]

    @classmethod
    def of(cls, link: Signed) -> "Frame":
        """Cut a link that has a key."""
        same = {name: getattr(link, name) for name in _SAME}
        request, url = _around_key(link.canonical_request.parts), _around_key(link.result.parts[:-1])
        return cls(same, dict(link.headers), link.scope, link.string_to_sign.parts[:-1], request, url)

    def sign(self, key: Part, derivation: Derivation) -> Signed:
        """The link for another object key; all else, and the moment of signing, is as it was."""
        (start, end), (before, after) = self.request, self.url
        request = Stage("canonical_request", (*start, key, *end))
        digest = sha256(request.text.encode()).hexdigest()
        to_sign = Stage("string_to_sign", (*self.string_to_sign, Part(digest, "canonical_request")))
        made = derivation[-1].output.signature(to_sign.text)
        result = Stage("url", (*before, key, *after, Part(made, "signature")))
        computation = Computation(request, self.scope, to_sign, derivation, made)
        return Signed(**self.same, url=result.text, headers=dict(self.headers), result=result, computation=computation)


# What the last link was made of, but for its key and the secret, and its frame.
_latest: tuple[object, Frame] | None = None


def presign_alike(request: Request, credentials: Credentials, *, region: str, expires: int, now: datetime) -> Signed:
    """What :func:`cosnb.sigv4.presign` makes; quicker after a link that differs in its key alone."""
    global _latest
    url = Url.parse(request.url) if isinstance(request.url, str) else request.url
    *place, key = url.path
    who = credentials.access_key_id, credentials.session_token is None, credentials.example, region
    asked = request.method, request.headers, request.payload, expires, now, credentials.expires_at
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
