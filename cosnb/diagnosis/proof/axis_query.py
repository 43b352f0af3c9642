"""Hypotheses about the query: parameters that came or changed after signing, and signers that write it otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from ...links.reading.meanings import is_s3_parameter
from ...sigv4 import uri_decode, uri_encode
from .hypotheses import Change, Edit, Option
from .query_steps import ENCODE, LEAVE, SIGNER, WIRE, Signing, Step, is_signing, own
from .subject import Rows, Subject, canonical_query, line, revealed

# A query longer than this is not worth a search; nor are more parameters than these.
MAX_QUERY = 16_000


MAX_ROWS = 60


MAX_DROPPED = 12


# What people and programs sign with, from a minute to a week.
EXPIRIES = (60, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 259_200, 604_800)


def query_hypotheses(subject: Subject) -> Iterator[Option]:
    """Every single change of the query, then those that meet in it."""
    rows = subject.rows
    if len(rows) > MAX_ROWS or sum(len(name) + len(value or "") for name, value in rows) > MAX_QUERY:
        return
    wire = [*_drops(subject), *WIRE, *_with_token(subject)]
    first = [(step, changed) for step in wire if (changed := step.apply(rows)) != rows]
    for step, changed in first:
        yield _option(subject, changed, None, (step,))
    for step in _expiries(rows):
        yield _option(subject, step.apply(rows), None, (step,))
    for signer in SIGNER:
        yield _option(subject, rows, signer, ())
    for step, changed in first:
        for other in wire:
            if other.signed != step.signed and (twice := other.apply(changed)) not in (changed, rows):
                yield _option(subject, twice, None, (step, other))
        for signer in SIGNER:
            yield _option(subject, changed, signer, (step,))


def _drops(subject: Subject) -> Iterator[Step]:
    """Parameters that were added after signing: all behind the signature, all that S3 does not know, each alone."""
    rows = subject.rows
    behind = rows[subject.signed_rows :]
    if behind and not any(map(is_signing, behind)):
        yield _dropped(behind)
    unknown = tuple(row for row in rows if not is_s3_parameter(uri_decode(row[0])))
    if unknown:
        yield _dropped(unknown)
    others = own(rows)
    if others:
        yield _dropped(others)
    for row in others[-MAX_DROPPED:]:
        yield _dropped((row,))
    for row in rows:
        if _is_token(row):
            yield Step(
                "token-not-signed",
                "the query without X-Amz-Security-Token",
                "The token was added after signing; S3 signs it like every parameter.",
                "Sign with the token among the credentials.",
                lambda given, row=row: tuple(other for other in given if other is not row),  # type: ignore[misc]
                True,
            )


def _with_token(subject: Subject) -> Iterator[Step]:
    """The session token of the credentials: in the place of the URL's, or behind its parameters where it has none."""
    if not subject.credentials.session_token or subject.request.kind != "query":
        return
    row = "X-Amz-Security-Token", uri_encode(revealed(subject.credentials.session_token).decode("utf-8", "replace"))
    is_there = any(_is_token(given) for given in subject.rows)
    yield Step(
        "token-other" if is_there else "token-missing",
        f"the session token of the credentials, which the URL {'has otherwise' if is_there else 'lacks'}",
        "A temporary key works only together with its session token, which is signed as X-Amz-Security-Token.",
        "Use the URL with the token as it was signed.",
        lambda rows: (*(given for given in rows if not _is_token(given)), row),
        True,
    )


def _is_token(row: tuple[str, str | None]) -> bool:
    return uri_decode(row[0]).lower() == "x-amz-security-token"


def _expiries(rows: Rows) -> Iterator[Step]:
    """Usual expiries in the place of the one that stands in the URL: somebody wrote another number into it."""
    name, value = next(((n, v) for n, v in rows if uri_decode(n) == "X-Amz-Expires"), ("", None))
    for seconds in EXPIRIES if value is not None else ():
        if value != str(seconds):
            row = (name, str(seconds))
            yield Step(
                "expires-changed",
                f"X-Amz-Expires={seconds}",
                "The expiry is signed like every parameter, so a URL cannot be prolonged or shortened by editing it.",
                "Sign again with the expiry that is wanted.",
                lambda given, row=row: tuple(row if r[0] == row[0] else r for r in given),  # type: ignore[misc]
            )


def _dropped(gone: Rows) -> Step:
    names = ", ".join(f"'{uri_decode(name)}'" for name, _ in gone[:8])
    gone_ids = frozenset(gone)
    return Step(
        "extra-parameters",
        f"the query without {names}",
        "It was added after signing, or the signer left it out: SigV4 signs every parameter but the signature.",
        LEAVE,
        lambda rows: tuple(row for row in rows if row not in gone_ids),
        True,
    )


def query_text(rows: Rows, signature: str) -> str:
    """Rows as a query again, with the signature behind them."""
    fields = [name if value is None else f"{name}={value}" for name, value in rows]
    return "&".join([*fields, f"X-Amz-Signature={signature}"])


def _option(subject: Subject, rows: Rows, signer: Signing | None, steps: tuple[Step, ...]) -> Option:
    canonical = signer.apply(rows) if signer else canonical_query(rows)
    # A URL needs its token, whether it was signed or not.
    needed = any(step.name == "token-not-signed" for step in steps)
    edits = () if needed else (Edit("query", query_text(rows, subject.request.signature)),)
    names = ", ".join(uri_decode(name) for name, _ in subject.rows[:12])
    instead = f"X-Amz-Expires={subject.request.expires}" if _is_expiry(steps) else f"the parameters {names}"
    changes = [_change(step.name, step.signed, step.why, step.fix, instead) for step in steps]
    if signer:
        changes.append(_change(signer.name, signer.signed, signer.why, ENCODE, instead))
    likely = all(step.likely for step in steps) and (signer is None or signer.likely)
    return Option({"query": line(canonical)}, tuple(changes), edits, likely=likely)


def _is_expiry(steps: tuple[Step, ...]) -> bool:
    return any(step.name == "expires-changed" for step in steps)


def _change(name: str, signed: str, why: str, fix: str, instead: str) -> Change:
    return Change(name, "query", f"The URL was signed with {signed}", signed, instead, why, fix)
