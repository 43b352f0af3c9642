"""Order and restraint: the surest first, one root cause instead of its symptoms, and a repaired URL where there is one.

refute    a recomputed signature, or the answer, speaks against a cause
hear      the answer speaks for one
explain   one that stays sets another aside
order     by certainty, then by what the answer is about
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

from ..links import parse
from .cause import AnyCause, Failures
from .causes import BY_ID
from .evidence import Evidence
from .finding import CERTAINTIES, Covered, Finding
from .formatting import header_line, shown
from .guessing import expected_region
from .repair import Repair, left_out, signed_again

# Failures that say nothing of what was wrong.
_SILENT = frozenset({"unknown", "unreached", "server"})
# What a right signature rules out, as long as nothing else can come of it.
_OF_THE_SIGNATURE: Failures = frozenset({"signature", "form", "headers"})
_ORDER = {certainty: place for place, certainty in enumerate(CERTAINTIES)}


def ranked(
    findings: Iterable[Finding], e: Evidence, *, is_valid: bool, is_known: bool
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings in their order, and those that another one explains or that something speaks against.

    Args:
        is_valid: the signature was recomputed and is right for the request as it is.
        is_known: the signature was recomputed, so it is known what was signed.
    """
    failure, was_over = e.failed, e.was_over
    kept: list[Finding] = []
    aside: list[Finding] = []
    for finding in _merged(findings):
        cause = BY_ID[finding.id]
        heard = _heard(finding, cause, failure, was_over)
        refuted = _is_refuted(finding, cause, failure, is_valid=is_valid, is_known=is_known)
        (aside if refuted or heard is None else kept).append(heard or finding)
    explained = [finding for finding in kept if _is_explained(finding, kept, failure)]
    kept = [finding for finding in kept if finding not in explained]
    if not kept and failure is not None:
        # A refusal never ends in silence.
        kept, explained = explained[:1] or aside[:1], explained[1:]
        aside = [finding for finding in aside if finding not in kept]
    kept.sort(
        key=lambda one: (
            _ORDER[one.certainty],
            one.id != e.answered,
            # Whatever else there is says more than a bare refusal, but for a doubtful word of the clock.
            one.certainty == "possible" and BY_ID[one.id].holds and not was_over,
            one.id == "no-reason",
            failure not in BY_ID[one.id].leads_to,
            # What only the clock of today says comes behind what the text tells.
            BY_ID[one.id].holds and not was_over,
        )
    )
    return tuple(kept), (*explained, *aside)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each cause, or for each of its titles: the surest, with the evidence of all."""
    by_title: dict[str, Finding] = {}
    for finding in findings:
        # A form breaks as many conditions of its policy as it breaks.
        has_many = finding.certainty == "proven" or finding.id.startswith("policy-")
        key = f"{finding.id}|{finding.title}" if has_many else finding.id
        same = by_title.get(key)
        if same is None:
            by_title[key] = finding
            continue
        first, second = sorted((same, finding), key=lambda one: _ORDER[one.certainty])
        lines = dict.fromkeys([*first.evidence.split("\n"), *second.evidence.split("\n")])
        url = first.repaired_url or second.repaired_url
        by_title[key] = replace(first, evidence="\n".join(filter(None, lines)), repaired_url=url)
    proven = {finding.id for finding in by_title.values() if finding.certainty == "proven"}
    return [one for one in by_title.values() if one.certainty == "proven" or one.id not in proven]


def _heard(finding: Finding, cause: AnyCause, failure: str | None, was_over: bool | None) -> Finding | None:
    """The finding as sure as the answer lets it be; None where the answer speaks against it."""
    if cause.holds and was_over is False:
        # It is over by now; the store answered before.
        return replace(finding, certainty="possible")
    if failure is None or finding.certainty == "proven" or (cause.holds and was_over):
        return finding
    if cause.holds and failure in _SILENT | {"denied"} and finding.certainty == "certain":
        # Nobody says when the store answered, so it may have been in its time.
        return replace(finding, certainty="likely")
    if failure in _SILENT:
        return finding
    if failure in cause.leads_to:
        return replace(finding, certainty="likely") if finding.certainty == "possible" and cause.heard else finding
    if finding.certainty == "certain":
        return replace(finding, certainty="possible")
    return None if cause.leads_to else finding


def _is_refuted(finding: Finding, cause: AnyCause, failure: str | None, *, is_valid: bool, is_known: bool) -> bool:
    """A recomputed signature speaks against what is signed, unless something else may come of it or comes of it now."""
    sides = ("signer", "url", *(("way",) if is_valid and not failure and finding.certainty == "certain" else ()))
    if finding.certainty == "proven" or cause.side not in sides or cause.stage not in get_args(Covered):
        return False
    if cause.leads_to - _OF_THE_SIGNATURE or (failure in cause.leads_to and failure != "signature"):
        return False
    return is_valid or (is_known and finding.certainty != "certain")


def _is_explained(finding: Finding, kept: list[Finding], failure: str | None) -> bool:
    if finding.certainty == "proven":
        return False
    others = [other for other in kept if other is not finding]
    # What is only possible explains nothing that is surer.
    able = [one for one in others if one.certainty != "possible" or finding.certainty == "possible"]
    if any(finding.id in BY_ID[one.id].explains for one in able):
        return True
    cause = BY_ID[finding.id]
    if cause.is_open and any(one.certainty == "proven" for one in others):
        return True
    if cause.symptom:
        return any(_is_cause_of(other, cause, failure) for other in others)
    return _is_seen_through(finding, cause, others)


def _is_cause_of(other: Finding, symptom: AnyCause, failure: str | None) -> bool:
    """A finding that says what is wrong, where the symptom says only that something is."""
    cause = BY_ID[other.id]
    what = symptom.fails or failure
    if cause.symptom or cause.is_open:
        return False
    if what is None:
        return other.certainty in ("proven", "certain")
    return other.certainty != "possible" and what in cause.leads_to


def _is_seen_through(finding: Finding, cause: AnyCause, others: list[Finding]) -> bool:
    """A guess about a piece of the request whose fault is proven, or was seen where the store received it."""
    if finding.certainty == "certain" or cause.side == "store" or cause.stage not in ("path", "query", "headers"):
        return False
    return any(
        other.stage == finding.stage
        and (other.certainty == "proven" or (other.certainty == "certain" and BY_ID[other.id].side == "way"))
        for other in others
    )


_IF_RIGHT = "The repaired URL is signed with the secret given here: it works if that is the right one."
_NOT_ALL = "without it, the signature is still not the one that the credentials given here make"


def with_repairs(e: Evidence, findings: Iterable[Finding], repair: Repair | None) -> Iterator[Finding]:
    """The findings with repaired URLs, where there is something to repair and it is known how."""
    for finding in _repaired(e, findings, repair):
        needs = _needs(e, finding.repaired_url, repair) if finding.repaired_url else ""
        if finding.id == "unproven" and finding.repaired_url:
            needs = f"{_IF_RIGHT} {needs}".strip()
        yield replace(finding, fix=f"{finding.fix} {needs}".strip()) if needs else finding


def _repaired(e: Evidence, findings: Iterable[Finding], repair: Repair | None) -> Iterator[Finding]:
    findings = list(findings)
    is_unproven = any(finding.id == "unproven" for finding in findings)
    is_doubtful = repair is None and any(BY_ID[finding.id].unsure for finding in findings)
    if any(BY_ID[finding.id].beyond for finding in findings):
        yield from (replace(finding, repaired_url=None) for finding in findings)
        return
    for finding in findings:
        if finding.certainty == "proven":
            yield finding
        elif finding.repaired_url:
            url = repair.of(finding.repaired_url) if repair else finding.repaired_url
            evidence = f"{finding.evidence}\n{_NOT_ALL}".strip() if is_unproven else finding.evidence
            yield replace(finding, repaired_url=url, evidence=evidence)
        elif BY_ID[finding.id].resign and e.credentials and not is_doubtful:
            yield replace(finding, repaired_url=_again(e, finding, repair))
        else:
            yield finding


def _again(e: Evidence, finding: Finding, repair: Repair | None) -> str | None:
    region = expected_region(e.reply) if e.reply and finding.id == "region" else None
    meant, method = (repair.evidence, repair.method) if repair else (e, None)
    where = BY_ID[finding.id].address
    address = where(e) if where else None
    return None if where and address is None else signed_again(meant, method=method, region=region, address=address)


def _needs(e: Evidence, url: str, repair: Repair | None) -> str:
    """What to send along with a repaired URL, and which signed headers it does without; empty where it opens by itself."""
    method = repair.method if repair else (e.method or "GET").upper()
    given = {name.strip().lower(): value.strip() for name, value in (repair.evidence if repair else e).headers}
    signed = [name for name in parse(url).signed_headers if name not in ("host", "")]
    lines = [header_line(name, given[name]) if name in given else shown(name, 60) for name in signed]
    without = left_out(e, [(name, "") for name in signed]) if e.request.kind == "query" else ()
    said = [f"is for {shown(method, 20)}"] if method != "GET" else []
    said += [f"takes {', '.join(lines)}"] if lines else []
    said += [f"is signed without {', '.join(shown(name, 60) for name in without)}"] if without else []
    return f"The repaired URL {' and '.join(said)}." if said else ""
