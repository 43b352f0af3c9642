"""Kinds of pastes that public issues have, found after the rules were written: each with a counter-case that stays silent."""

from __future__ import annotations

from answers import MISMATCH, error
from cases import NOW, ibm

from cosnb.diagnosis import Diagnosis, diagnose

U = ibm()
LATER = NOW.replace(year=2030)


def of(text: str, **given: object) -> Diagnosis:
    return diagnose(text, **{"now": NOW, "progress": False, **given})  # type: ignore[arg-type]


def sure(found: Diagnosis) -> dict[str, str]:
    return {one.id: one.certainty for one in found.findings}


def test_an_old_answer_about_something_else_is_not_explained_by_the_clock_of_today() -> None:
    # minio/minio#5630: the answer is SignatureDoesNotMatch, so the store still judged the signature
    found = of(f"{U}\n{error('SignatureDoesNotMatch', MISMATCH)}", now=LATER)
    assert [*sure(found).items()] == [("signature-mismatch", "likely"), ("expired", "possible")]
    assert [*sure(of(U, now=LATER)).items()] == [("expired", "certain")]
    assert of(f"{U}\n{error('AccessDenied', 'Access Denied')}", now=LATER).findings[0].id == "expired"


def test_the_time_of_an_answer_says_whether_the_link_was_over_by_then() -> None:
    denied = {"status": 403, "body": error("AccessDenied", "Access Denied")}
    then = of(U, response={**denied, "headers": {"Date": "Tue, 02 Jan 2024 03:05:00 GMT"}}, now=LATER)
    assert [*sure(then).items()] == [("access-denied", "likely"), ("expired", "possible")]
    late = of(U, response={**denied, "headers": {"Date": "Tue, 02 Jan 2029 03:05:00 GMT"}}, now=LATER)
    assert sure(late)["expired"] == "certain"
