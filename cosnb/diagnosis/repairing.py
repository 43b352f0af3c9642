"""Which findings get a repaired URL, and which one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .evidence import Evidence
from .finding import Finding
from .repair import Repair, signed_again
from .rules.answered import expected_region

# A URL that a new signature mends, where the credentials are given.
_SIGN_AGAIN = frozenset(
    {
        "expired",
        "not-yet-valid",
        "expires-too-long",
        "expires-invalid",
        "date-format",
        "scope-date",
        "sigv2",
        "service",
        "terminator",
        "region",
        "credential-malformed",
        "missing-parameter",
        "unsigned",
        "truncated",
        "shell-truncated",
        "legacy-host",
        "sdk-checksum",
        "host-not-signed",
        "signed-headers-list",
        "rewritten-header",
        "signed-header-missing",
        "mixed-versions",
        "duplicate-parameter",
        "algorithm",
        "signature-malformed",
        "token-missing",
        "token-expired",
        "token-mangled",
        "clock-skew",
        "access-key-characters",
        "default-port",
        "unproven",
    }
)

# They say that the URL may name another object than was meant, so a new signature for it may be one for the wrong object.
_DOUBT_THE_KEY = frozenset(
    {
        "plus-in-path",
        "dot-segments",
        "double-slash",
        "unicode-nfd",
        "double-encoded-path",
        "bad-escape",
        "bucket-twice",
        "path-changed",
    }
)

_NOT_ALL = "without it, the signature is still not the one that the credentials given here make"


def with_repairs(e: Evidence, findings: Iterable[Finding], repair: Repair | None) -> Iterator[Finding]:
    """The findings with repaired URLs, where there is something to repair and it is known how.

    Args:
        repair: knows what was signed; None where nothing is proven.
    """
    findings = list(findings)
    is_unproven = any(finding.id == "unproven" for finding in findings)
    is_doubtful = repair is None and any(finding.id in _DOUBT_THE_KEY for finding in findings)
    for finding in findings:
        if finding.certainty == "proven":
            yield finding
        elif finding.repaired_url:
            url = repair.of(finding.repaired_url) if repair else finding.repaired_url
            evidence = f"{finding.evidence}\n{_NOT_ALL}".strip() if is_unproven else finding.evidence
            yield replace(finding, repaired_url=url, evidence=evidence)
        elif finding.id in _SIGN_AGAIN and e.credentials and not is_doubtful:
            region = expected_region(e.reply) if e.reply and finding.id == "region" else None
            meant, method = (repair.evidence, repair.method) if repair else (e, None)
            yield replace(finding, repaired_url=signed_again(meant, method=method, region=region))
        else:
            yield finding
