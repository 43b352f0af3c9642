"""What can happen to a signed request before a store has it: what each cause does, done to the request as it goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from ..links import parse
from ..sigv4 import Credentials, Secret, Signed
from .arguments import check_arguments
from .cause import AnyCause
from .causes import CAUSES, form, headers, host, method, path, query, scope, secret, time, token, url
from .lens import Lens
from .reading import read_evidence
from .repair import edited
from .slots import revealed

# The one machine that exercises send to.
_SANDBOX = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?/[!-~]*")


class Outgoing(NamedTuple):
    """A request as it leaves the client."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, signed: Signed) -> Outgoing:
        """The request that was signed."""
        return cls(signed.method, signed.url, tuple(signed.headers.items()))

    @property
    def is_for_sandbox(self) -> bool:
        """Whether a client can send it, to this machine, and a store reads it as it stands here."""
        return _SANDBOX.fullmatch(self.url) is not None and parse(self.url).wire == self.url


Do = Callable[[Any], Any]
Apply = Callable[[Outgoing], Outgoing]


class Damage(NamedTuple):
    """What a cause does to a request.

    piece: what it hits, in words. apply: does it.
    """

    piece: str
    cause: AnyCause
    apply: Apply


def _whole(name: str) -> Callable[[Do], Apply]:
    """The damage to one of the fields of a request."""
    return lambda do: lambda sent: sent._replace(**{name: do(getattr(sent, name))})


def _headers(do: Do) -> Apply:
    def apply(sent: Outgoing) -> Outgoing:
        rows = map(do, sent.headers)
        return sent._replace(headers=tuple((name, value) for name, value in rows if value is not None))

    return apply


def _through(lens: Lens[Any, Any]) -> Callable[[Do], Apply]:
    """The damage to a piece of the URL, where the lens says that it is."""

    def applied(do: Do) -> Apply:
        def apply(sent: Outgoing) -> Outgoing:
            given = check_arguments(None, sent.method, sent.headers, None, None, (), 0, None)
            e, _ = read_evidence(parse(sent.url), None, given)
            edits = lens.wire(e, do(lens.get(e)))[1] if e.is_v4 else ()
            return sent._replace(url=edited(sent.url, edits) or sent.url)

        return apply

    return applied


# In the order in which they are done: what damages the whole URL comes last.
_PIECES: tuple[tuple[str, Callable[[Do], Apply], Iterable[AnyCause]], ...] = (
    ("Method", _whole("method"), method.METHOD),
    ("Path", _through(path.PathLens()), path.CAUSES),
    ("Query", _through(query.QueryLens()), (*query.DAMAGE, *query.SIGNER, *token.CAUSES, *secret.OTHER)),
    ("Headers", _headers, (*headers.HEADER, *headers.OTHER)),
    ("Host", _through(host.HostLens()), host.HOST),
    *(("Scope", _through(scope.ScopeLens(slot)), (cause,)) for slot, cause in scope.SCOPES.items()),
    ("The whole URL", _whole("url"), (*form.CAUSES, *url.CAUSES)),
)
DAMAGES: dict[str, Damage] = {
    cause.id: Damage(piece, cause, applied(cause.do))
    for piece, applied, causes in _PIECES
    for cause in causes
    if cause.do
}
# What its signer does wrong before a request is there: with the secret, and with the clock.
_SIGNING: tuple[AnyCause, ...] = (*secret.SECRET, *time.CAUSES)
SIGNERS = {cause.id: cause for cause in _SIGNING if cause.do}
assert {*DAMAGES, *SIGNERS} == {cause.id for cause in CAUSES if cause.do}, "a damage is done to no piece"


def damaged(sent: Outgoing, ids: Iterable[str]) -> Outgoing:
    """The request after all of these happened to it, in whatever order they are named."""
    wanted = set(ids)
    for name, damage in DAMAGES.items():
        if name in wanted:
            sent = damage.apply(sent)
    return sent


def possible(sent: Outgoing) -> dict[str, Damage]:
    """What can happen to a request to the sandbox, by the id of its cause: it changes it, and lets it arrive there."""
    return {
        name: damage
        for name, damage in DAMAGES.items()
        if (changed := damage.apply(sent)) != sent and changed.is_for_sandbox
    }


def signed_with(name: str, credentials: Credentials, now: datetime) -> tuple[Credentials, datetime]:
    """The key pair and the moment that a request is signed with, after this happened to one of them."""
    cause = SIGNERS.get(name)
    if cause is None or cause.do is None:
        return credentials, now
    if cause in time.CAUSES:
        return credentials, cause.do(now)
    return replace(credentials, secret_access_key=Secret(cause.do(revealed(credentials.secret_access_key)))), now
