"""Order and restraint: the surest first, and one root cause instead of its symptoms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .explains import EXPLAINS
from .finding import CERTAINTIES, Finding
from .rules.answer_table import FAILURES

# Findings that an accepted signature rules out unless they are certain: those about what is signed.
_SIGNED_STAGES = frozenset(
    {"method", "query", "headers", "payload", "scope", "string_to_sign", "derivation", "signature"}
)
# These are about the key, so they may explain a missing object even though the signature was accepted.
_ABOUT_THE_KEY = frozenset(
    {
        "plus-in-path",
        "dot-segments",
        "double-slash",
        "unicode-nfd",
        "double-encoded-path",
        "unencoded-path",
        "reserved-characters",
    }
)
# Worth knowing whether or not the signature is right.
_ALWAYS = frozenset(
    {
        "sigv2",
        "temporary-credentials",
        "method-unserved",
        "works-with",
        "sdk-checksum",
        "method",
        "token-mangled",
        "changed-on-the-way",
    }
)
# A store refuses for these however right the signature is; that it took the signature rules them out.
_BESIDE_THE_SIGNATURE = frozenset({"unsigned-headers", "two-mechanisms", "header-and-parameter"})
# What is said of a line of the canonical request, and how the ids of the proofs begin that say what was signed there.
_PROVEN_BY = {
    "signed-header-missing": ("signed-header:",),
    **dict.fromkeys(
        ("host-changed", "accelerate-host", "global-host", "default-port", "host-case"), ("host-", "addressing")
    ),
}
# They say that something is wrong, and are in the way where another finding says what.
_SYMPTOMS = frozenset({"signature-mismatch", "headers-to-send", "changed-on-the-way"})
# Where a store looks when it reads the parameters of a signature.
_READ = frozenset({"url", "query", "scope", "string_to_sign"})
_SIGNATURE_CAUSES = frozenset({"proven", "certain", "likely"})


def ranked(
    findings: Iterable[Finding], *, failure: str | None, is_valid: bool, is_known: bool
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings in their order, and those that another one explains.

    Args:
        failure: what has failed by the store's answer, or None.
        is_valid: the signature was recomputed and is right for the request as it is.
        is_known: the signature was recomputed, so it is known what was signed.
    """
    merged = _merged(findings)
    if any(one.certainty in ("proven", "certain") for one in merged):
        # Where the store stands is worth knowing while nothing better is known.
        merged = [one for one in merged if one.id != "local-host"]
    is_taken = failure is not None and FAILURES.get(failure) is True
    accepted = is_valid or is_taken
    kept: list[Finding] = []
    aside: list[Finding] = []
    for finding in merged:
        explained = any(
            finding.id in EXPLAINS.get(other.id, ()) and _may_explain(other, finding)
            for other in merged
            if other is not finding
        )
        explained = explained or _is_seen_through(merged, finding)
        ruled_out = (accepted or is_known) and _is_ruled_out(finding, failure, is_taken=is_taken)
        (aside if explained or ruled_out or _is_symptom(merged, finding) else kept).append(finding)
    if failure is not None and not accepted and failure not in ("signature", "unknown", "headers", "routing", "region"):
        kept, more = _without_guesses(kept)
        aside += more
    order = {certainty: place for place, certainty in enumerate(CERTAINTIES)}
    kept.sort(key=lambda finding: order[finding.certainty])
    return tuple(kept), tuple(aside)


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each id: the surest, with the evidence of all."""
    by_id: dict[str, Finding] = {}
    order = {certainty: place for place, certainty in enumerate(CERTAINTIES)}
    for finding in findings:
        key = f"{finding.id}|{finding.title}" if finding.certainty == "proven" else finding.id
        same = by_id.get(key)
        if same is None:
            by_id[key] = finding
            continue
        first, second = sorted((same, finding), key=lambda one: order[one.certainty])
        lines = dict.fromkeys([*first.evidence.split("\n"), *second.evidence.split("\n")])
        by_id[key] = replace(
            first, evidence="\n".join(filter(None, lines)), repaired_url=first.repaired_url or second.repaired_url
        )
    proven = {finding.id for finding in by_id.values() if finding.certainty == "proven"}
    return [one for one in by_id.values() if one.certainty == "proven" or one.id not in proven]


def _may_explain(cause: Finding, symptom: Finding) -> bool:
    """A cause explains what is at most as sure as itself; a proof stands on its own, unless it is explained by a proof."""
    order = CERTAINTIES.index
    return symptom.certainty != "proven" and (
        order(cause.certainty) <= order(symptom.certainty) or cause.certainty != "possible"
    )


def _is_seen_through(merged: list[Finding], finding: Finding) -> bool:
    """What is said of a piece of the request whose fault is proven: a guess, or less than the proof says."""
    proven = [one for one in merged if one.certainty == "proven"]
    if finding.certainty == "proven" or finding.id in _ALWAYS | _BESIDE_THE_SIGNATURE:
        return False
    if beginnings := _PROVEN_BY.get(finding.id):
        return any(one.id.startswith(beginnings) for one in proven)
    if finding.certainty == "certain":
        return False
    return any(one.stage == finding.stage and finding.stage in ("path", "query", "headers") for one in proven)


def _is_symptom(merged: list[Finding], finding: Finding) -> bool:
    if finding.id == "parameters":
        return any(
            one.certainty in ("proven", "certain") and one.stage in _READ for one in merged if one is not finding
        )
    return finding.id in _SYMPTOMS and _has_cause(merged, finding)


def _has_cause(merged: list[Finding], finding: Finding) -> bool:
    # Where nothing is proven and nothing changed on the way, a value that was sent otherwise is one of the causes left.
    open_ends = ("unproven", "unchanged-on-the-way") if finding.id == "headers-to-send" else ()
    return any(
        other.id not in (finding.id, "signature-mismatch", "temporary-credentials", "local-host", *open_ends)
        and other.certainty in _SIGNATURE_CAUSES
        and (other.stage in _SIGNED_STAGES or other.stage in ("path", "url"))
        for other in merged
    )


def _is_ruled_out(finding: Finding, failure: str | None, *, is_taken: bool) -> bool:
    if finding.id == "signed-header-missing":
        # It was signed with an empty value, as the store takes it; unless that is what the store complains of.
        return failure != "headers"
    if finding.certainty in ("proven", "certain") or finding.id in _ALWAYS:
        return False
    if finding.id in _BESIDE_THE_SIGNATURE:
        return is_taken
    if finding.id == "bucket-twice":
        # The bucket that is signed into the key is signed rightly.
        return is_taken and failure not in ("missing", "denied")
    if finding.id in _ABOUT_THE_KEY:
        # A right signature that a store refuses was changed on the way; a key that clients rewrite says where.
        return False if failure in ("missing", "denied", "signature") else finding.certainty == "likely"
    return finding.stage in _SIGNED_STAGES or finding.stage == "path"


def _without_guesses(kept: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The store has named the cause before it came to the signature: guesses about the signature are no help."""
    sure = [one for one in kept if one.certainty in ("proven", "certain")]
    if not sure:
        return kept, []
    guesses = [
        one for one in kept
        if one.certainty == "possible" and one.stage in _SIGNED_STAGES | {"path"} and one.id not in _ALWAYS
    ]  # fmt: skip
    return [one for one in kept if one not in guesses], guesses
