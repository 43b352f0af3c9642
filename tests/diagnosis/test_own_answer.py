"""An answer that belongs to another URL than the one that is asked about."""

from __future__ import annotations

from typing import Any

import pytest
from answers import canonical, mismatch
from cases import KEYS, NOW, ibm

from cosnb.diagnosis import Diagnosis, diagnose

STAMP = "20240102T025005Z"
URL, OLDER = ibm(), ibm(stamp=STAMP, path="/my-bucket/b.txt")
SIGNATURE, OLDER_SIGNATURE = URL[-64:], OLDER[-64:]
OTHER = mismatch(canonical(OLDER), stamp=STAMP, provided=OLDER_SIGNATURE)


def of(url: str, answer: str, **given: Any) -> Diagnosis:
    return diagnose(url, response=answer, now=NOW, progress=False, **given)


@pytest.mark.parametrize("given", [{}, {"credentials": KEYS}], ids=["without keys", "with keys"])
def test_nothing_is_concluded_from_an_answer_to_another_url(given: dict[str, Any]) -> None:
    diagnosis = of(URL, OTHER, **given)
    assert [(one.id, one.certainty) for one in diagnosis.findings] == [("other-answer", "certain")]
    assert diagnosis.superseded == ()


def test_what_is_wrong_with_the_url_itself_is_still_proven() -> None:
    first, second = of(
        ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt"), OTHER, credentials=KEYS
    ).findings
    assert first.certainty == "proven"
    assert second.id == "other-answer"


def test_a_secret_of_the_store_is_not_proven_by_an_answer_to_another_url() -> None:
    odd = ibm(secret=b"another-secret", stamp=STAMP)
    assert "store-secret" not in {one.id for one in of(URL, mismatch(canonical(odd), stamp=STAMP, provided=odd[-64:]),
                                                       credentials=KEYS).findings}  # fmt: skip


@pytest.mark.parametrize("provided", [SIGNATURE, SIGNATURE.upper(), "", "[removed]", SIGNATURE[:30] + "…"])
def test_an_answer_to_this_url_counts_and_so_does_one_that_does_not_tell(provided: str) -> None:
    answer = mismatch(canonical(URL, path="/my-bucket/b.txt"), provided=provided)
    assert [one.id for one in of(URL, answer).findings] == ["path-changed"]


@pytest.mark.parametrize(
    "url", [URL[:-20], f"{URL}.", URL.replace(SIGNATURE, SIGNATURE.upper()), URL.replace(SIGNATURE, "…")]
)
def test_a_url_whose_signature_was_damaged_in_a_copy_keeps_its_answer(url: str) -> None:
    answer = mismatch(canonical(URL, path="/my-bucket/b.txt"), provided=SIGNATURE)
    assert "other-answer" not in {one.id for one in of(url, answer).findings}


def test_no_signature_of_the_other_url_is_shown() -> None:
    diagnosis = of(URL, OTHER)
    assert OLDER_SIGNATURE in diagnosis.live_texts
    assert OLDER_SIGNATURE not in repr(diagnosis) + str(diagnosis.findings)
