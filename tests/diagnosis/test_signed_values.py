"""Headers that are signed, and whose values a URL does not carry."""

from __future__ import annotations

from typing import Any

import pytest
from answers import MISMATCH, canonical, error, mismatch
from cases import KEYS, NOW, ibm

from cosnb.diagnosis import Diagnosis, Finding, diagnose
from cosnb.sigv4 import Credentials

OWNER = ibm(method="PUT", headers={"x-amz-meta-owner": "karin"})


def of(url: str, **given: object) -> Diagnosis:
    return diagnose(url, **{"credentials": KEYS, "now": NOW, "progress": False, "budget": 20.0, **given})  # type: ignore[arg-type]


# What is said where nothing is proven does not depend on how much was tried; of one header everything is tried below.
SHORT = {"budget": 0.05}


def found(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [(finding.id, finding.certainty) for finding in diagnosis.findings]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-meta-owner": "karin"},
        {"content-disposition": "attachment; filename=q3.csv"},
        {"x-amz-server-side-encryption-customer-key": "a2V5"},
        {"content-length": "1081733"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_value_that_cannot_be_guessed_leaves_the_signature_undecided(headers: dict[str, str]) -> None:
    diagnosis = of(ibm(method="PUT", headers=headers), **({} if "x-amz-meta-owner" in headers else SHORT))
    assert found(diagnosis) == [("values-unknown", "possible")]
    assert next(iter(headers)) in diagnosis.findings[0].title
    assert diagnosis.findings[0].repaired_url is None


def test_a_store_that_computed_another_signature_makes_it_likely() -> None:
    diagnosis = of(OWNER, response=error("SignatureDoesNotMatch", MISMATCH), **SHORT)
    assert found(diagnosis)[0] == ("values-unknown", "likely")


def test_the_value_decides_once_it_is_given() -> None:
    given = {"method": "PUT", "headers": {"x-amz-meta-owner": "karin"}}
    assert found(of(OWNER, **given)) == []
    wrong = Credentials(KEYS.access_key_id, "another secret altogether")
    assert found(of(OWNER, credentials=wrong, **given, **SHORT)) == [("unproven", "likely")]


def test_a_header_that_was_not_sent_is_the_one_cause_where_it_is_known_how_it_was_sent() -> None:
    assert found(of(OWNER, method="PUT", **SHORT)) == [("signed-header-missing", "certain")]


def test_a_new_signature_leaves_out_no_header_whose_value_is_unknown() -> None:
    later = NOW.replace(year=2025)
    diagnosis = of(OWNER, now=later, **SHORT)
    assert found(diagnosis) == [("expired", "certain"), ("values-unknown", "possible")]
    assert [finding.repaired_url for finding in diagnosis.findings] == [None, None]


def test_a_new_signature_covers_the_headers_whose_values_are_proven() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    expired = of(url, now=NOW.replace(year=2025)).findings[0]
    assert "X-Amz-SignedHeaders=content-type%3Bhost" in (expired.repaired_url or "")


def test_what_was_signed_is_no_fault_where_nothing_says_how_it_was_sent() -> None:
    diagnosis = of(ibm(method="PUT", headers={"content-type": "text/csv", "x-amz-acl": "private"}))
    assert found(diagnosis) == [("works-with", "possible")]
    assert diagnosis.findings[0].title == "The URL works with PUT and content-type: text/csv, x-amz-acl: private alone"
    assert diagnosis.findings[0].repaired_url is None


def test_what_was_signed_is_told_beside_another_fault() -> None:
    url = ibm(
        method="PUT", headers={"content-type": "text/csv"}, secret=b"00112233445566778899aabbccddeeff0011223344556677\n"
    )
    diagnosis = of(url)
    assert found(diagnosis) == [("secret-blank", "proven"), ("works-with", "possible")]
    assert diagnosis.findings[0].fix.endswith("The repaired URL is for PUT and takes content-type: text/csv.")


def test_a_repaired_url_that_does_without_a_signed_header_says_so() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    finding = of(url, method="PUT").findings[0]
    assert (finding.id, finding.certainty) == ("signed-header", "proven")
    assert finding.fix.endswith("The repaired URL is for PUT and is signed without content-type.")


def test_a_repaired_url_that_a_browser_opens_needs_no_word() -> None:
    assert "The repaired URL" not in of(ibm(), now=NOW.replace(day=4)).findings[0].fix


def test_a_signed_header_of_code_that_was_not_understood_is_not_said_to_be_missing() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    diagnosis = of(f"requests.put('{url}', headers=headers, data=data)")
    assert found(diagnosis) == [("works-with", "possible")]
    assert "Not all of the code was understood" in " ".join(diagnosis.checked)


def test_the_method_and_the_headers_of_code_are_held_against_what_was_signed() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    assert found(of(f"requests.put('{url}', headers={{'Content-Type': 'text/csv'}}, data=data)")) == []
    assert found(of(f"requests.post('{url}', headers={{'Content-Type': 'text/csv'}})"))[0] == ("method", "proven")


PLAIN = error("SignatureDoesNotMatch", MISMATCH)


def sent_as(kind: str, **given: Any) -> list[Finding]:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    return list(diagnose(url, method="PUT", headers={"Content-Type": kind}, now=NOW, progress=False, **given).findings)


def test_a_content_type_that_was_signed_and_sent_is_what_a_mismatch_without_keys_points_to() -> None:
    (found,) = sent_as("application/octet-stream", response=PLAIN)
    assert (found.id, found.certainty, found.stage) == ("headers-to-send", "likely", "headers")
    assert "sent: content-type: application/octet-stream" in found.evidence


def test_it_stands_beside_a_request_that_did_not_change_on_the_way() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/csv"})
    echo = mismatch(canonical(url, method="PUT", headers={"content-type": "application/octet-stream"}))
    (found,) = sent_as("application/octet-stream", response=echo)
    assert (found.id, found.certainty) == ("signed-values", "likely")
    assert "the store received: content-type: application/octet-stream" in found.evidence


def test_no_value_is_doubted_where_no_store_complains() -> None:
    assert sent_as("text/csv") == []


def test_it_is_no_more_than_possible_for_a_header_that_no_client_sets_and_shows_no_live_value() -> None:
    key = "c2VjcmV0LWtleS1vZi1hLWN1c3RvbWVyLWluLWI2NA=="
    name = "x-amz-server-side-encryption-customer-key"
    found = diagnose(ibm(method="PUT", headers={name: "other"}), method="PUT", headers={name: key}, now=NOW, response=PLAIN,
                     progress=False).findings  # fmt: skip
    assert [(one.id, one.certainty) for one in found] == [
        ("signature-mismatch", "likely"),
        ("headers-to-send", "possible"),
    ]
    assert key not in str([(one.title, one.evidence, one.explanation, one.fix) for one in found])
