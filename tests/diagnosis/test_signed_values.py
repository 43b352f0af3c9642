"""Headers that are signed, and whose values a URL does not carry."""

from __future__ import annotations

import pytest
from answers import MISMATCH, error
from cases import KEYS, NOW, ibm

from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.sigv4 import Credentials

OWNER = ibm(method="PUT", headers={"x-amz-meta-owner": "karin"})


def of(url: str, **given: object) -> Diagnosis:
    return diagnose(url, **{"credentials": KEYS, "now": NOW, "progress": False, "budget": 20.0, **given})  # type: ignore[arg-type]


def found(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(finding.id, finding.certainty) for finding in diagnosis.findings]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-meta-owner": "karin"},
        {"content-disposition": "attachment; filename=q3.csv"},
        {"x-amz-server-side-encryption-customer-key": "a2V5"},
        {"content-length": "81733"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_value_that_cannot_be_guessed_leaves_the_signature_undecided(headers: dict[str, str]) -> None:
    diagnosis = of(ibm(method="PUT", headers=headers))
    assert found(diagnosis) == [("values-unknown", "possible")]
    assert next(iter(headers)) in diagnosis.findings[0].title
    assert diagnosis.findings[0].repaired_url is None


def test_a_store_that_computed_another_signature_makes_it_likely() -> None:
    diagnosis = of(OWNER, response=error("SignatureDoesNotMatch", MISMATCH))
    assert found(diagnosis)[0] == ("values-unknown", "likely")


def test_the_value_decides_once_it_is_given() -> None:
    given = {"method": "PUT", "headers": {"x-amz-meta-owner": "karin"}}
    assert found(of(OWNER, **given)) == []
    wrong = Credentials(KEYS.access_key_id, "another secret altogether")
    assert found(of(OWNER, credentials=wrong, **given)) == [("unproven", "likely")]


def test_a_header_that_was_not_sent_is_the_one_cause_where_it_is_known_how_it_was_sent() -> None:
    assert found(of(OWNER, method="PUT")) == [("signed-header-missing", "certain")]


def test_a_new_signature_leaves_out_no_header_whose_value_is_unknown() -> None:
    later = NOW.replace(year=2025)
    diagnosis = of(OWNER, now=later)
    assert found(diagnosis) == [("expired", "certain"), ("values-unknown", "possible")]
    assert [finding.repaired_url for finding in diagnosis.findings] == [None, None]


def test_a_new_signature_covers_the_headers_whose_values_are_proven() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    expired = of(url, now=NOW.replace(year=2025)).findings[0]
    assert "X-Amz-SignedHeaders=content-type%3Bhost" in (expired.repaired_url or "")
