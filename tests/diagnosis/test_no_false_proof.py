"""What is unrelated or tampered with is never called proven."""

from __future__ import annotations

import pytest
from by_hand import ACCESS_KEY_ID
from cases import AWS_KEYS, KEYS, NOW, aws, ibm
from hypothesis import given, settings
from hypothesis import strategies as st

from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.sigv4 import Credentials

U = ibm(path="/my-bucket/report%20one.txt", query=(("versionId", "17"),), expires="777")
# Ten of its digits are others; up to eight can be told from another signature.
FLIPPED = U[:-10] + "".join("10"[digit == "1"] for digit in U[-10:])


def proven(diagnosis: Diagnosis) -> list[str]:
    return [finding.id for finding in diagnosis.findings if finding.certainty == "proven"]


@pytest.mark.parametrize(
    "url",
    [
        FLIPPED,
        U.replace("report", "repaint"),
        U.replace("my-bucket", "my-bubbet"),
        U.replace("Expires=777", "Expires=778"),
        U.replace("Expires=777", "Expires=604800"),
        U.replace("T030405Z", "T030406Z"),
        U.replace("T030405Z", "T040405Z"),
        U.replace("20240102", "20240103"),
        U.replace("versionId=17", "versionId=18"),
        U[:-64] + "0" * 64,
        U.replace("&", "&amp;").replace("report", "repaint"),
        f"{FLIPPED}.",
        f"{FLIPPED}&utm_source=x",
        FLIPPED[:-64] + FLIPPED[-64:].upper(),
    ],
    ids=range(14),
)
def test_a_tampered_url_is_not_proven(url: str) -> None:
    diagnosis = diagnose(url, credentials=KEYS, method="GET", now=NOW, budget=0.15, progress=False)
    assert proven(diagnosis) == []
    assert diagnosis.tried > 1_000


@pytest.mark.parametrize("url", [U.replace("report", "repaint"), U.replace("Expires=777", "Expires=3600"), FLIPPED])
def test_a_whole_search_proves_nothing_about_a_tampered_url(url: str) -> None:
    diagnosis = diagnose(url, credentials=KEYS, method="GET", now=NOW, budget=60, progress=False)
    assert proven(diagnosis) == []
    assert diagnosis.complete
    assert diagnosis.tried > 50_000


def test_another_access_key_id_in_the_url_is_named_and_not_searched_over() -> None:
    diagnosis = diagnose(U.replace(ACCESS_KEY_ID, ACCESS_KEY_ID[::-1]), credentials=KEYS, method="GET", now=NOW)
    assert [(finding.id, finding.certainty) for finding in diagnosis.findings] == [("other-access-key", "certain")]
    assert diagnosis.tried < 10_000


def test_a_url_of_another_key_pair_is_not_proven() -> None:
    assert proven(diagnose(aws(), credentials=KEYS, now=NOW, budget=1, progress=False)) == []


def test_a_url_by_another_secret_is_not_proven() -> None:
    other = Credentials(AWS_KEYS.access_key_id, "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
    assert proven(diagnose(aws(), credentials=other, method="GET", now=NOW, budget=1, progress=False)) == []


@settings(max_examples=25)
@given(place=st.integers(0, 63), digit=st.sampled_from("0123456789abcdef"))
def test_another_digit_of_the_signature_is_called_that_and_nothing_else(place: int, digit: str) -> None:
    signature = U[-64:]
    url = f"{U[:-64]}{signature[:place]}{digit}{signature[place + 1 :]}"
    diagnosis = diagnose(url, credentials=KEYS, method="GET", now=NOW, budget=0.005, progress=False)
    assert proven(diagnosis) == ([] if url == U else ["signature-edited"])
    for finding in diagnosis.findings:
        assert "all 256 bits" not in finding.evidence


@settings(max_examples=25)
@given(key=st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=20))
def test_a_url_for_another_object_is_not_proven(key: str) -> None:
    url = U.replace("report%20one.txt", key)
    assert proven(diagnose(url, credentials=KEYS, method="GET", now=NOW, budget=0.005, progress=False)) == []


def test_the_stores_own_words_are_no_proof_without_the_signature() -> None:
    forged = (
        "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><StringToSign>AWS4-HMAC-SHA256\n20240102T030405Z\n"
        f"20240102/us-south/s3/aws4_request\n{'0' * 64}</StringToSign></Error>"
    )
    assert proven(diagnose(FLIPPED, credentials=KEYS, response=forged, now=NOW, budget=1, progress=False)) == []
