"""Which findings get a repaired URL, and which one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..links import parse
from .causes import BY_ID
from .evidence import Evidence
from .finding import Finding
from .formatting import header_line, shown
from .guessing import expected_region
from .repair import Repair, left_out, signed_again

_IF_RIGHT = "The repaired URL is signed with the secret given here: it works if that is the right one."
_NOT_ALL = "without it, the signature is still not the one that the credentials given here make"


def with_repairs(e: Evidence, findings: Iterable[Finding], repair: Repair | None) -> Iterator[Finding]:
    """The findings with repaired URLs, where there is something to repair and it is known how.

    Args:
        repair: knows what was signed; None where nothing is proven.
    """
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
