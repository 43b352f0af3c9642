"""One cause is one finding, however many rules see it; and a URL is signed again only for what is known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from answers import error
from by_hand import ACCESS_KEY_ID, SECRET
from cases import AWS_KEYS, KEYS, NOW, aws, ibm, minio

from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.links import parse
from cosnb.sigv4 import Credentials, Secret

U = ibm()
CUT = U[: U.index("&")]
AHEAD = "20240103T030405Z"
UNREADABLE = error("AuthorizationQueryParametersError", "Unreadable.")


def of(evidence: str, **given: Any) -> Diagnosis:
    return diagnose(evidence, **{"credentials": KEYS, "now": NOW, "progress": False, "budget": 0.1, **given})


def ids(evidence: str, **given: Any) -> list[str]:
    return [finding.id for finding in of(evidence, **given).findings]


@pytest.mark.parametrize("blank", ["%20", " "])
@pytest.mark.parametrize("is_known", [True, False])
def test_blanks_in_a_token_are_one_cause(blank: str, is_known: bool) -> None:
    token = "FwoGZXIv+++/aGk=" * 5
    url = aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=token)
    keys = replace(AWS_KEYS, access_key_id="ASIAIOSFODNN7EXAMPLE", session_token=Secret(token)) if is_known else None
    found = of(url.replace("%2B", blank), credentials=keys)
    assert [finding.id for finding in found.findings] == ["token-plus"]
    assert found.findings[0].repaired_url == url


def test_a_token_that_is_missing_is_one_cause() -> None:
    token = "FwoGZXIv+++/aGk=" * 5
    url = re.sub("&X-Amz-Security-Token=[^&]*", "", aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=token))
    found = of(url, credentials=replace(AWS_KEYS, access_key_id="ASIAIOSFODNN7EXAMPLE", session_token=Secret(token)))
    assert [(finding.id, finding.certainty) for finding in found.findings] == [("token-missing", "proven")]
    assert parse(found.findings[0].repaired_url or "").session_token == token


@pytest.mark.parametrize(
    "answer",
    [
        error("AccessDenied", "Request is not yet valid", ServerTime="2024-01-02T03:05:00Z"),
        error("RequestTimeTooSkewed", "The difference is too large.", ServerTime="2024-01-02T03:05:00Z"),
        {"status": 403, "headers": {"Date": "Tue, 02 Jan 2024 03:05:00 GMT"}, "body": error("AccessDenied", "Request is not valid yet")},
    ],
)  # fmt: skip
def test_a_link_dated_ahead_is_one_finding_with_both_clocks(answer: Any) -> None:
    diagnosis = of(aws(stamp=AHEAD), credentials=AWS_KEYS, response=answer)
    assert [finding.id for finding in diagnosis.findings] == ["not-yet-valid"]
    assert "store: 2024-01-02 03:05:00 UTC" in diagnosis.findings[0].evidence
    assert "the clock that was given: 2024-01-02 03:05:00 UTC" in diagnosis.findings[0].evidence


def test_a_signed_header_that_is_not_sent_is_told_once_its_value_is_proven() -> None:
    url = ibm(method="PUT", headers={"content-type": "text/plain"})
    assert ids(url, method="PUT") == ["signed-header"]
    assert ids(url, method="PUT", credentials=None) == ["signed-header-missing"]


def test_a_signed_header_whose_value_is_not_found_is_still_missing() -> None:
    url = ibm(method="PUT", headers={"x-amz-meta-a": "no guess has this"})
    assert "signed-header-missing" in ids(url, method="PUT")


def test_a_header_that_was_signed_empty_is_not_missing() -> None:
    assert ids(ibm(headers={"content-type": ""}), method="GET") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [(CUT, "shell-truncated"), (f"curl {U}", "shell-unquoted"), (U[: U.index("&X-Amz-Signature")], "truncated")],
)
def test_what_the_store_cannot_read_is_explained_by_what_is_missing(text: str, expected: str) -> None:
    assert ids(text, response=UNREADABLE) == [expected]


def test_a_url_of_which_nothing_is_left_is_signed_for_the_region_of_the_key_pair() -> None:
    cut = CUT.replace("https://s3.us-south.cloud-object-storage.appdomain.cloud", "http://127.0.0.1:9444")
    pair = Credentials(ACCESS_KEY_ID, SECRET, example=True, region="us-south")
    url = of(cut, credentials=pair).findings[0].repaired_url
    assert url
    assert parse(url).region == "us-south"


@pytest.mark.parametrize("key", ["a+b.txt", "a%2520b.txt", "x/../a.txt", "u%CC%88.txt", "/a.txt"])
def test_a_path_that_may_be_damaged_is_not_signed_again_unless_it_is_proven(key: str) -> None:
    url = ibm(path=f"/my-bucket/{key}", signed_path=f"/my-bucket/{key}".replace("+", "%2B"), expires="777")
    changed = url.replace("Expires=777", "Expires=700")
    assert {one.id: one.repaired_url for one in of(changed).findings}["unproven"] is None
    late = of(url, now=NOW.replace(day=4)).findings[0]
    assert late.id == "expired"
    assert late.repaired_url


def test_a_path_that_is_not_in_doubt_is_signed_again() -> None:
    found = of(ibm(expires="777").replace("Expires=777", "Expires=700")).findings[0]
    assert found.repaired_url
    # The secret may be the wrong one, so it is said what that URL depends on.
    assert "works if that is the right one" in found.fix


@pytest.mark.parametrize("query", ["", f"?X-Amz-Signature={'a' * 64}", "?X-Amz-Algorithm=AWS4-HMAC-SHA256"])
@pytest.mark.parametrize("keys", [KEYS, None])
def test_what_was_refused_without_a_signature_is_no_matter_of_permissions(query: str, keys: Credentials | None) -> None:
    denied = error("AccessDenied", "Access Denied")
    found = of(U.partition("?")[0] + query, credentials=keys, response=denied, method="GET").findings
    assert "access-denied" not in {one.id for one in found}
    assert found[0].certainty == "certain"


@pytest.mark.parametrize(
    ("url", "sent", "expected"),
    [
        (ibm(host="my-bucket.s3.us-south.cloud-object-storage.appdomain.cloud"), {}, "bucket-twice"),
        (ibm(), {"headers": {"Authorization": "Basic eDp5"}}, "two-mechanisms"),
        (ibm(method="PUT"), {"method": "PUT", "headers": {"x-amz-acl": "public-read"}}, "unsigned-headers"),
        (ibm(method="PUT"), {"method": "PUT", "headers": {"x-amz-meta-a": "b"}}, "unsigned-headers"),
        (ibm(method="PUT", query=(("x-amz-acl", "private"),)), {"method": "PUT", "headers": {"x-amz-acl": "private"}},
         "header-and-parameter"),
    ],
)  # fmt: skip
def test_a_right_signature_does_not_refute_what_a_store_refuses_for_another_reason(
    url: str, sent: dict[str, Any], expected: str
) -> None:
    assert expected in ids(url, credentials=None, **sent)
    assert expected in ids(url, **sent)


def test_a_store_that_took_the_signature_had_nothing_against_a_second_way_of_signing() -> None:
    missing = error("NoSuchKey", "The specified key does not exist.")
    assert ids(U, headers={"Authorization": "Basic eDp5"}, response=missing) == ["no-such-key"]


NOT_SIGNED = {
    "status": 400,
    "headers": {"Server": "MinIO"},
    "body": error("AccessDenied", "There were headers present in the request which were not signed"),
}


@pytest.mark.parametrize(
    ("sent", "certainty"), [({"method": "PUT", "headers": {"Content-Length": "3"}}, "certain"), ({}, "likely")]
)
def test_a_signed_header_that_did_not_arrive_at_minio_is_no_unsigned_one(sent: dict[str, Any], certainty: str) -> None:
    url = minio(method="PUT", headers={"x-amz-acl": "private"})
    found = of(url, credentials=None, response=NOT_SIGNED, **sent).findings
    assert [(one.id, one.certainty) for one in found if one.id != "local-host"] == [
        ("signed-header-missing", certainty)
    ]
    assert "x-amz-acl" in found[0].title
    assert "which were not signed" in found[0].evidence


@pytest.mark.parametrize("url", [minio(method="PUT"), minio(method="PUT", headers={"content-type": "text/csv"})])
def test_a_header_that_was_sent_and_not_signed_is_one_at_minio_too(url: str) -> None:
    headers = {"x-amz-meta-a": "b", "Content-Type": "text/csv"}
    assert ids(url, credentials=None, response=NOT_SIGNED, method="PUT", headers=headers) == ["unsigned-headers"]
