"""From the matches of a search to findings: what was signed, and what the URL or the request has instead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ...links.reading.python import UNREAD
from ..echo import read_echo
from ..evidence import Evidence
from ..finding import Finding
from ..repair import Repair, signed_again
from ..showing import header_line, shown
from .doubts import disputed, equality, note_of, unproven
from .hypotheses import Change
from .search import Match, Outcome, search
from .subject import Subject, subject_of
from .version2 import search_version2


@dataclass(slots=True)
class Proof:
    """What came of the search for proof.

    Attributes:
        undone: the findings about damage that is undone, proven where they can be.
        findings: proven ones; else what the lack of a proof says.
        outcome: the search's own result, or None where there was nothing to search.
        is_valid: the signature is that of the request as it is, by the credentials that were given.
        repair: makes repaired URLs, where it is known what was signed; else None.
        notes: what was checked, one sentence each.
    """

    undone: list[Finding]
    findings: list[Finding] = field(default_factory=list)
    outcome: Outcome | None = None
    is_valid: bool = False
    repair: Repair | None = None
    notes: list[str] = field(default_factory=list)


def prove(e: Evidence, undone: list[Finding], *, budget: float, tick: Callable[[int], None]) -> Proof:
    """Search for proof, within a budget of seconds.

    Args:
        undone: the findings about damage to the URL that is undone in the evidence.
    """
    if not e.credentials:
        return Proof(undone, notes=["The signature was not recomputed: no credentials were given."])
    if e.request.kind not in ("query", "query-v2", "header", "post") or not e.request.signature:
        return Proof(undone, notes=["The signature was not recomputed: there is none to compare with."])
    if (e.method or "").upper() == "OPTIONS":
        note = "The signature was not recomputed: a preflight is none of the requests that it was made for."
        return Proof(undone, notes=[note])
    subject = subject_of(
        e.request, e.credentials, method=_method(e), headers=e.headers, body=e.body, hosts=e.hosts
    )  # fmt: skip
    if e.request.kind == "query-v2":
        outcome = search_version2(subject)
    elif subject.target is None:
        note = "The signature was not recomputed: what stands in its place is no 64 hex digits."
        return Proof(undone, notes=[note])
    else:
        # Of another pair there is little to find: one change at most, such as two fields that were swapped.
        deepest = 1 if e.is_other_pair else None
        outcome = search(subject, deadline=time.monotonic() + budget, tick=tick, deepest=deepest)
    return _judged(e, undone, subject, outcome)


def _method(e: Evidence) -> str | None:
    """The method that arrived: as sent, else as the store says it received it."""
    if e.method:
        return e.method
    echo = read_echo(e.reply)
    return (echo.method or None) if echo else None


def _judged(e: Evidence, undone: list[Finding], subject: Subject, outcome: Outcome) -> Proof:
    proof = Proof(undone, outcome=outcome, notes=[note_of(outcome)])
    if not outcome.matches:
        proof.findings += unproven(e, subject, outcome)
        return proof
    repairs = [Repair(e, match, method=subject.method) for match in outcome.matches]
    first = outcome.matches[0]
    proof.repair = repairs[0]
    proof.is_valid = all(_is_information(e, change) for change in first.changes)
    damage = [finding for finding in undone if not _is_harmless(finding)]
    proof.undone = [*_undone(e, damage, first, repairs[0]), *filter(_is_harmless, undone)]
    if not first.changes:
        proof.findings += _valid(e, subject, first, repairs[0], damage)
    else:
        for match, repair in zip(outcome.matches, repairs, strict=True):
            proof.findings += _proven(e, damage, match, repair)
        proof.findings += _works_with(e, first)
    return proof


def _is_harmless(finding: Finding) -> bool:
    """A blank that was kept: most clients send it as it was signed, so the signature says nothing about it."""
    return (finding.id, finding.certainty) == ("space", "likely")


def _valid(e: Evidence, subject: Subject, match: Match, repair: Repair, damage: list[Finding]) -> Iterator[Finding]:
    """The signature is right: then the method that was signed may still be news, or the store disagrees."""
    # Where there is damage, it may be all that the store complains of.
    failing = e.mismatch and not damage
    if subject.method is None and match.method != "GET":
        yield Finding(
            "method",
            "proven" if failing else "possible",
            "method",
            f"The URL was signed for {match.method}",
            "It works for this method alone; opened in a browser it is sent with GET.",
            f"signed: {match.method}\n{equality(e)}",
            f"Send {match.method}, or sign for the method that is sent.",
            signed_again(repair.evidence, method="GET") if failing else None,
        )
    elif e.mismatch:
        yield from disputed(e, subject, damage)


def _undone(e: Evidence, damage: list[Finding], match: Match, repair: Repair) -> Iterator[Finding]:
    """The findings about damage, now that the URL without it is proven to be what was signed."""
    repaired = _repaired(e, damage, repair)
    for finding in damage:
        others = [other.title for other in damage if other is not finding]
        together = _together([*others, *(change.title for change in match.changes)])
        equal = equality(e) if together else f"without it, {equality(e)}"
        lines = [*filter(None, (finding.evidence,)), *together, equal]
        yield replace(finding, certainty="proven", evidence="\n".join(lines), repaired_url=repaired)


def _proven(e: Evidence, damage: list[Finding], match: Match, repair: Repair) -> Iterator[Finding]:
    """A finding for each change of a match; other explanations of the same bytes are listed with it."""
    changes = match.changes
    repaired = _repaired(e, damage, repair)
    for place, change in enumerate(changes):
        if _is_information(e, change):
            continue
        others = [other.title for at, other in enumerate(changes) if at != place]
        same = [
            f"The same signature comes about so: {one.title}. {one.explanation}" for one in match.alternatives[place]
        ]
        together = _together([*(finding.title for finding in damage), *others])
        yield Finding(
            change.id,
            "proven",
            change.stage,
            change.title,
            "\n".join([change.explanation, *same]),
            "\n".join([*_evidence(change), *together, equality(e), *_method_news(e, match)]),
            change.fix,
            repaired,
        )


def _is_information(e: Evidence, change: Change) -> bool:
    """Where nothing says how the URL was sent, a header that was signed is no fault: whoever uses the URL sends it."""
    if not change.id.startswith("signed-header:"):
        return False
    return UNREAD in e.pasted.marks or not (e.is_sent or e.headers or e.method or e.reply)


def _works_with(e: Evidence, match: Match) -> Iterator[Finding]:
    """What has to be sent along with a URL, where nothing says what was."""
    if not any(_is_information(e, change) for change in match.changes):
        return
    rows = [edit for row in match.edits for edit in row if edit.piece.startswith("header:")]
    headers = ", ".join(header_line(edit.piece.removeprefix("header:"), edit.text) for edit in rows)
    yield Finding(
        "works-with",
        "possible",
        "headers",
        f"The URL works with {match.method} and {headers} alone"
        if headers
        else f"The URL works with {match.method} alone",
        "They were signed, and the URL does not carry them: the values were found by recomputing the signature. Opened in a "
        "browser it is sent with GET and without them, and the store answers SignatureDoesNotMatch.",
        f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}\n{equality(e)}",
        f"Send {match.method}{f' with {headers}' if headers else ''}, exactly so.",
    )


def _evidence(change: Change) -> list[str]:
    return [f"signed: {shown(change.signed, 300)}", f"instead: {shown(change.instead, 300)}"]


def _together(titles: list[str]) -> list[str]:
    return [f"together with: {title}" for title in titles]


def _method_news(e: Evidence, match: Match) -> list[str]:
    return [] if e.method or match.method == "GET" else [f"method signed: {match.method}"]


def _repaired(e: Evidence, damage: list[Finding], repair: Repair) -> str | None:
    """A URL that works for the request as it was sent; None where the one that was pasted does."""
    url = repair.of(e.request.wire)
    return None if url == e.request.wire and not damage else url
