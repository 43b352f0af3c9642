"""The two halves of a key pair the other way round: who swapped them, and what becomes of the secret."""

from __future__ import annotations

import pytest
from by_hand import ACCESS_KEY_ID, SECRET
from cases import AWS_KEYS, KEYS, NOW, aws, ibm, minio

from cosnb import Credentials, to_html, to_text
from cosnb.diagnosis import Diagnosis, diagnose

AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SWAPPED_URLS = {
    "ibm": (ibm(access_key_id=SECRET, secret=ACCESS_KEY_ID.encode()), KEYS),
    "aws": (aws(access_key_id=AWS_SECRET, secret=AWS_KEYS.access_key_id.encode()), AWS_KEYS),
}
GIVEN_SWAPPED = {
    "ibm": (ibm(), Credentials(SECRET, ACCESS_KEY_ID)),
    "aws": (aws(), Credentials(AWS_SECRET, AWS_KEYS.access_key_id)),
}
HALVES = Credentials("other-half-of-it", "one-half-of-it")


def of(url: str, credentials: Credentials | None) -> Diagnosis:
    return diagnose(url, credentials=credentials, now=NOW, progress=False)


@pytest.mark.parametrize("store", SWAPPED_URLS)
def test_a_secret_that_the_url_shows_is_what_is_said_of_a_pair_that_looks_right(store: str) -> None:
    url, given = SWAPPED_URLS[store]
    (found,) = of(url, given).findings
    assert (found.id, found.certainty) == ("swapped-keys", "proven")
    assert "has been shown" in found.explanation
    assert found.fix.startswith("Delete this key pair")


@pytest.mark.parametrize("store", SWAPPED_URLS)
def test_the_url_is_signed_again_with_the_halves_as_they_were_given(store: str) -> None:
    url, given = SWAPPED_URLS[store]
    (found,) = of(url, given).findings
    assert f"X-Amz-Credential={given.access_key_id}%2F" in (found.repaired_url or "")


@pytest.mark.parametrize("store", GIVEN_SWAPPED)
def test_a_pair_that_looks_swapped_was_given_so(store: str) -> None:
    (found,) = of(*GIVEN_SWAPPED[store]).findings
    assert (found.id, found.certainty) == ("secret-given-swapped", "proven")
    assert found.fix.startswith("Give the access key id first")


@pytest.mark.parametrize("store", GIVEN_SWAPPED)
def test_a_pair_given_the_wrong_way_round_is_named_where_nothing_is_proven(store: str) -> None:
    url, given = GIVEN_SWAPPED[store]
    found = of(f"{url}&utm_source=a&b=c", given).findings
    assert next((one.id, one.certainty) for one in found) == ("secret-given-swapped", "certain")
    assert all(one.id != "swapped-keys" for one in found)


def test_both_readings_are_told_where_the_form_of_the_halves_decides_nothing() -> None:
    (found,) = of(minio(access_key_id="one-half-of-it", secret=b"other-half-of-it"), HALVES).findings
    assert (found.id, found.certainty, found.repaired_url) == ("swapped-either", "proven", None)
    assert "given here the wrong way round" in found.explanation
    assert "shows the secret" in found.explanation


def test_what_may_be_the_secret_is_put_into_no_repaired_url() -> None:
    url, given = GIVEN_SWAPPED["ibm"]
    found = of(f"{url}&utm_source=a&b=c".replace("X-Amz-Expires=600", "X-Amz-Expires=1"), given).findings
    assert "expired" in {one.id for one in found}
    assert all(SECRET not in (one.repaired_url or "") for one in found)


@pytest.mark.parametrize("store", SWAPPED_URLS)
def test_a_secret_in_the_place_of_the_key_id_is_shown_nowhere_even_without_the_pair(store: str) -> None:
    url, given = SWAPPED_URLS[store]
    diagnosis = of(url, None)
    secret = given.secret_access_key.reveal().decode()
    assert [one.id for one in diagnosis.findings] == ["swapped-keys"]
    assert secret not in to_html(diagnosis).replace("<wbr>", "") + to_text(diagnosis) + repr(diagnosis)
