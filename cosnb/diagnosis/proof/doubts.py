"""What can be said where no proof is found, or where the store disagrees with one."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from ..echo import Echo, read_echo
from ..evidence import Evidence, unsent
from ..finding import Finding
from ..showing import shown
from .core import Keys
from .search import Outcome
from .subject import Subject, encode, key_values


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
    name = {"query-v2": "Signature", "header": "the one in the Authorization header"}.get(
        e.request.kind, "X-Amz-Signature"
    )
    return f"the signature recomputed so is {name}, all {160 if e.request.kind == 'query-v2' else 256} bits of it"


def unproven(e: Evidence, subject: Subject, outcome: Outcome) -> Iterator[Finding]:
    """What the lack of a proof says, where there is something to say."""
    if e.is_other_pair:
        return
    if found := _store_secret(e, subject):
        yield found
        return
    if unknown := unsent(e):
        # Where it is known how it was sent, a rule says that these were not; more cannot be said.
        if not e.is_sent or unknown == ("content-length",):
            yield _undecided(e, unknown)
        return
    yield Finding(
        "unproven",
        "likely",
        "derivation",
        "The secret given here did not make this signature, or the URL was changed in a way that cannot be guessed",
        "No hypothesis makes the signature that stands in the URL. Most likely the secret is another one; else the signature, "
        "the key, the expiry or the date was changed.",
        note_of(outcome),
        "Copy the secret again, and make a new URL.",
    )


def _undecided(e: Evidence, unknown: tuple[str, ...]) -> Finding:
    """No proof either way: a value that was signed is not known, and was not guessed."""
    names = ", ".join(shown(name, 60) for name in unknown[:6])
    values, were = ("value", "was") if len(unknown) == 1 else ("values", "were")
    is_are = "is" if len(unknown) == 1 else "are"
    return Finding(
        "values-unknown",
        "likely" if e.mismatch else "possible",
        "headers",
        f"It cannot be decided whether the signature is right: the {values} of {names} {were} signed and {is_are} not known "
        "here",
        "A URL names its signed headers and does not carry their values. The usual values were tried; none of them makes "
        "this signature, so the secret may be right or wrong.",
        f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}",
        f"Give headers={{{', '.join(f'{shown(name, 60)!r}: …' for name in unknown[:6])}}}, with what was signed; whoever uses "
        "the URL must send the same.",
    )


def disputed(e: Evidence, subject: Subject, damage: list[Finding]) -> Iterator[Finding]:
    """The signature is right, and the store computed another one."""
    if found := _store_secret(e, subject):
        yield found
    elif not damage:
        yield Finding(
            "changed-on-the-way",
            "likely",
            "headers",
            "The signature is right for the URL as it is, so what the store received was something else",
            "Left are the method, a header, the Host header behind a proxy, a client that rewrites the path, or a store that has "
            "another secret for this access key id.",
            f"method: {subject.method or 'GET'}; {equality(e)}",
            "Compare what went on the wire with the URL: curl -v, or cosnb.send(), which sends it byte for byte.",
        )


def _store_secret(e: Evidence, subject: Subject) -> Finding | None:
    """The given secret makes the signature over what the store says it received: then the store has another one."""
    echo = read_echo(e.reply)
    if not echo or not echo.string_to_sign or not subject.target or not _is_signed_by(subject.target, subject, echo):
        return None
    return Finding(
        "store-secret",
        "proven",
        "derivation",
        "The store has another secret for this access key id",
        "With the secret that was given here, the signature is right for exactly what the store says it received; so the "
        "store does not have this secret.",
        f"the store's own string to sign, signed with the given secret: {equality(e)}",
        "Copy the key pair again from the store, both halves together; it may have been renewed.",
    )


def _is_signed_by(target: bytes, subject: Subject, echo: Echo) -> bool:
    key = Keys().key(key_values(subject))
    return hmac.digest(key, encode(echo.string_to_sign), "sha256") == target
