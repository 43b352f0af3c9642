"""From the matches of a search to findings: what was signed, and what the URL or the request has instead."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ..links.reading.python import UNREAD
from .cause import Change, Sight
from .causes import BY_ID
from .evidence import Evidence
from .finding import Finding
from .formatting import header_line, shown
from .inconclusive import disputed, equality, note_of, restored, unproven
from .repair import Repair, signed_again, signed_headers
from .search.searching import Match, Outcome, Reach, search
from .search.version2 import search_version2


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


def prove(
    e: Evidence,
    undone: list[Finding],
    *,
    budget: float,
    tick: Callable[[int], object],
    searches: Iterable[Reach] = (Reach(),),
) -> Proof:
    """Search for proof, within a budget of seconds: as far as each of ``searches`` goes, until one finds a match."""
    is_v2, why = e.request.kind == "query-v2", ""
    if not e.credentials:
        why = "no credentials were given"
    elif e.request.kind not in ("query", "query-v2", "header", "post") or not e.request.signature:
        why = "there is none to compare with"
    elif (e.method or "").upper() == "OPTIONS":
        why = "a preflight is none of the requests that it was made for"
    elif e.signature is None and not is_v2:
        why = "what stands in its place is no 64 hex digits"
    if why:
        return Proof(undone, notes=[f"The signature was not recomputed: {why}."])
    if is_v2:
        outcome = search_version2(e)
    else:
        if found := restored(e):
            e, undone = found[0], [*undone, found[1]]
        # Of another pair there is little to find: one change at most, such as two fields that were swapped.
        outcome, deadline = Outcome(), time.monotonic() + budget
        for reach in searches:
            outcome = search(e, deadline=deadline, tick=tick, reach=Reach(1) if e.is_other_pair else reach)
            if outcome.matches or outcome.interrupted:
                break
    return _judged(e, undone, outcome)


def _judged(e: Evidence, undone: list[Finding], outcome: Outcome) -> Proof:
    proof = Proof(undone, outcome=outcome, notes=[note_of(outcome)])
    if not outcome.matches:
        proof.findings += unproven(e, outcome)
        return proof
    repairs = [Repair(e, match, method=e.arrived) for match in outcome.matches]
    first = outcome.matches[0]
    proof.repair = repairs[0]
    proof.is_valid = all(_is_information(e, change) for change in first.changes)
    damage = [finding for finding in undone if not _is_harmless(finding)]
    proof.undone = [*_undone(e, damage, first, repairs[0]), *filter(_is_harmless, undone)]
    if not first.changes:
        proof.findings += _valid(e, first, repairs[0], damage)
    else:
        for match, repair in zip(outcome.matches, repairs, strict=True):
            proof.findings += _proven(e, damage, match, repair)
        proof.findings += _works_with(e, first)
    return proof


def _is_harmless(finding: Finding) -> bool:
    """A blank that was kept: most clients send it as it was signed, so the signature says nothing about it."""
    return (finding.id, finding.certainty) == ("space", "likely")


def _valid(e: Evidence, match: Match, repair: Repair, damage: list[Finding]) -> Iterator[Finding]:
    """The signature is right: then the method that was signed may still be news, or the store disagrees."""
    # Where there is damage, it may be all that the store complains of.
    failing = e.mismatch and not damage
    if e.arrived is None and match.method != "GET":
        url = signed_again(repair.evidence, method="GET") if failing else None
        told = f"signed: {match.method}\n{equality(e)}"
        yield BY_ID["method"].found(Sight("proven" if failing else "possible", told, match.method, url=url))
    elif e.mismatch:
        yield from disputed(e, damage)


def _undone(e: Evidence, damage: list[Finding], match: Match, repair: Repair) -> Iterator[Finding]:
    """The findings about damage, now that the URL without it is proven to be what was signed."""
    repaired = _repaired(e, damage, repair)
    # Where digits of it were changed, the signature does not equal the one that was made.
    edited = next((finding.evidence for finding in damage if finding.id == "signature-edited"), "")
    for finding in damage:
        others = [other.title for other in damage if other is not finding]
        together = _together([*others, *map(_title, match.changes)])
        equal = edited or (equality(e) if together else f"without it, {equality(e)}")
        lines = dict.fromkeys((*filter(None, (finding.evidence,)), *together, equal))
        yield replace(finding, certainty="proven", evidence="\n".join(lines), repaired_url=repaired)


def _proven(e: Evidence, damage: list[Finding], match: Match, repair: Repair) -> Iterator[Finding]:
    """A finding for each change of a match; other explanations of the same bytes are listed with it."""
    changes = match.changes
    repaired = _repaired(e, damage, repair)
    for place, change in enumerate(changes):
        if _is_information(e, change):
            continue
        others = [_title(other) for at, other in enumerate(changes) if at != place]
        alike = match.alternatives[place]
        same = [f"The same signature comes about so: {_title(one)}. {one.cause.why}" for one in alike]
        together = _together([*(finding.title for finding in damage), *others])
        signed, instead = (shown(words, 300) for words in change.words())
        told = [f"signed: {signed}", f"received: {instead}", *together, equality(e)]
        if not e.method and match.method != "GET":
            told.append(f"method signed: {match.method}")
        sight = Sight("proven", "\n".join(told), shown(change.how, 200), "\n".join(same), url=repaired)
        yield change.cause.found(sight)


def _title(change: Change) -> str:
    return change.cause.found(Sight(how=shown(change.how, 200))).title


def _is_information(e: Evidence, change: Change) -> bool:
    """Where nothing says how the URL was sent, a header that was signed is no fault: whoever uses the URL sends it."""
    if change.cause.id != "signed-header":
        return False
    return UNREAD in e.pasted.marks or not (e.is_sent or e.headers or e.method or e.reply)


def _works_with(e: Evidence, match: Match) -> Iterator[Finding]:
    """What has to be sent along with a URL, where nothing says what was."""
    if not any(_is_information(e, change) for change in match.changes):
        return
    headers = ", ".join(header_line(name, value) for name, value in signed_headers(match))
    told = f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}\n{equality(e)}"
    how = f"{match.method} and {headers}" if headers else match.method
    yield BY_ID["works-with"].found(Sight("possible", told, how))


def _together(titles: list[str]) -> list[str]:
    return [f"together with: {title}" for title in titles]


def _repaired(e: Evidence, damage: list[Finding], repair: Repair) -> str | None:
    """A URL that works for the request as it was sent; None where the one that was pasted does."""
    url = repair.of(e.request.wire)
    return None if url == e.request.wire and not damage else url
