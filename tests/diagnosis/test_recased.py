"""A URL that was put into lower case, or into capitals, as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from answers import error
from cases import AWS_KEYS, KEYS, NOW, aws, ibm

from cosnb.diagnosis import Diagnosis, diagnose

CAPITALS = "/my-bucket/Q3 Report/Summary.CSV".replace(" ", "%20")
Change = Callable[[str], str]


def of(url: str, **given: Any) -> Diagnosis:
    return diagnose(url, now=NOW, progress=False, **given)


@pytest.mark.parametrize("change", [str.lower, str.upper])
@pytest.mark.parametrize("given", [{}, {"credentials": KEYS, "budget": 0.2}], ids=["without keys", "with keys"])
def test_it_is_one_cause_and_no_url_is_made_for_a_key_whose_case_is_not_known(change: Change, given: Any) -> None:
    (found,) = of(change(ibm(path=CAPITALS)), **given).findings
    assert (found.id, found.certainty, found.repaired_url) == ("case-folded", "certain", None)


@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_key_in_small_letters_is_proven_and_comes_back(change: Change) -> None:
    first = of(change(ibm()), credentials=KEYS, method="GET").findings[0]
    assert (first.id, first.certainty, first.repaired_url) == ("case-folded", "proven", ibm())


def test_the_form_of_an_access_key_id_and_the_operation_tell_their_case() -> None:
    url = aws(query=(("x-id", "GetObject"),))
    (found,) = of(url.lower(), credentials=AWS_KEYS).findings
    assert (found.certainty, found.repaired_url) == ("proven", url)


def test_a_path_that_kept_its_capitals_is_proven() -> None:
    path, _, query = ibm(path=CAPITALS).partition("?")
    (found,) = of(f"{path}?{query.lower()}", credentials=KEYS).findings
    assert (found.certainty, found.repaired_url) == ("proven", ibm(path=CAPITALS))
    assert "in its query" in found.evidence


def test_an_expired_one_is_not_signed_again() -> None:
    found = of(ibm(path=CAPITALS, stamp="20240101T030405Z").lower(), credentials=KEYS, budget=0.2).findings
    assert [(one.id, one.repaired_url) for one in found] == [("case-folded", None), ("expired", None)]


def test_a_missing_object_is_explained_by_it() -> None:
    found = of(ibm(path=CAPITALS).lower(), response=error("NoSuchKey", "The specified key does not exist.")).findings
    assert [one.id for one in found] == ["case-folded"]


@pytest.mark.parametrize(
    "url", [ibm(path="/my-bucket/a.txt"), aws(path="/A.TXT"), ibm().replace("X-Amz-Date", "x-amz-date")]
)
def test_one_name_in_small_letters_is_something_else(url: str) -> None:
    assert all(one.id != "case-folded" for one in of(url).findings)
