"""What can be said where no proof is found, or where the store disagrees with one."""

import hmac
from collections.abc import Iterator
from dataclasses import replace
from operator import ne

from ..errors import CosnbError
from ..links import verify
from ..storage.provider import load
from .cause import Sight
from .causes import BY_ID
from .causes.method import METHODS
from .evidence import Evidence, reparsed
from .finding import Finding
from .formatting import shown
from .search.core import SigningKeys
from .search.searching import Outcome
from .slots import encode, key_values

_DIGITS = 8  # of a signature, so many may be others


def note_of(outcome: Outcome) -> str:
    """What was recomputed, in one sentence."""
    if outcome.matches and outcome.depth == 0:
        return "The signature was recomputed with the credentials: it is right for the request as it is."
    if not outcome.counts:
        return "The signature was recomputed as it is; a URL of this length is not searched over."
    axes = ", ".join(f"{name} ({count})" for name, count in outcome.counts.items())
    depth = ("", " singly", " singly and in pairs", " singly, in pairs and in likely triples")[max(outcome.depth, 0)]
    if outcome.interrupted:
        end = " The search was interrupted."
    else:
        end = "" if outcome.complete else " The search ended early: its budget was used up."
    return f"{outcome.tried:,} hypotheses were recomputed{depth}, over {axes or 'the request as it is'}.{end}"


def equality(e: Evidence) -> str:
    """What a proof is, in words."""
    others = {"query-v2": "Signature", "header": "the one in the Authorization header"}
    name = others.get(e.request.kind, "X-Amz-Signature")
    bits = 160 if e.request.kind == "query-v2" else 256
    return f"recomputed this way, the signature equals {name} in all {bits} bits"


def unproven(e: Evidence, outcome: Outcome) -> Iterator[Finding]:
    """What the lack of a proof says, where there is something to say."""
    if e.is_other_pair:
        return
    if found := _store_secret(e):
        yield found
    elif unknown := e.unsent:
        # Where it is known how it was sent, a rule says that these were not; more cannot be said.
        if not e.is_sent or unknown == ("content-length",):
            names = ", ".join(shown(name, 60) for name in unknown[:6])
            told = f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}"
            yield BY_ID["values-unknown"].found(Sight("likely" if e.mismatch else "possible", told, names))
    elif not e.request.host:
        yield BY_ID["host-unknown"].found(Sight("likely" if e.mismatch else "possible"))
    else:
        yield BY_ID["unproven"].found(Sight("likely", note_of(outcome)))


def restored(e: Evidence) -> tuple[Evidence, Finding] | None:
    """The request with the signature that the credentials make, where the one in the URL has a few other digits.

    Two signatures that have nothing to do with each other share 56 digits of 64 in one of 10^57 cases.
    """
    given = e.request.signature
    for method in (e.arrived,) if e.arrived else METHODS:
        try:
            made = verify(e.request.wire, e.key_pair, method=method, headers=e.headers, now=e.now).computed
        except CosnbError:
            return None
        number = sum(map(ne, made.signature, given)) if made and len(given) == 64 else 0
        if made and 0 < number <= _DIGITS:
            request = reparsed(e.request, e.request.wire.replace(given, made.signature))
            told = f"recomputed this way, the signature has {64 - number} of the 64 digits of X-Amz-Signature"
            found = BY_ID["signature-edited"].found(Sight("certain", told))
            return replace(e, request=request), found
    return None


def disputed(e: Evidence, damage: list[Finding]) -> Iterator[Finding]:
    """The signature is right, and the store computed another one."""
    if found := _store_secret(e):
        yield found
        return
    words, seen = load("stores.json")["habits"], load("stores.json")["stores"].get(e.provider.id, {})
    for habit in _habits(e):
        told = f"seen by running version {seen['version']}; {equality(e)}"
        yield BY_ID["store-habit"].found(Sight("likely", told, f"{e.provider.name} {words[habit]}"))
    if not damage:
        yield BY_ID["changed-on-the-way"].found(Sight("likely", f"method: {e.arrived or 'GET'}; {equality(e)}"))


def _habits(e: Evidence) -> Iterator[str]:
    """Those of the store, each by which alone it computes another signature than the right one."""
    for habit in e.provider.habits if e.request.kind == "query" else ():
        alone = replace(e.provider, habits=(habit,))
        found = verify(e.request.wire, e.key_pair, method=e.arrived, headers=e.headers, provider=alone, now=e.now)
        if found.computed and found.computed.signature != e.request.signature:
            yield habit


def _store_secret(e: Evidence) -> Finding | None:
    """The given secret makes the signature over what the store says it received: then the store has another one."""
    if not e.echo or not e.echo.string_to_sign or not e.signature:
        return None
    if hmac.digest(SigningKeys().key(key_values(e)), encode(e.echo.string_to_sign), "sha256") != e.signature:
        return None
    told = f"the store's own string to sign, signed with the given secret: {equality(e)}"
    return BY_ID["store-secret"].found(Sight("proven", told))
