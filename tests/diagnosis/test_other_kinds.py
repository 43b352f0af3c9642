"""Proof for what is signed otherwise than in a SigV4 query: SigV2, the Authorization header, forms."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote

import pytest
from by_hand import ACCESS_KEY_ID, IBM_HOST, SECRET, derived
from cases import ASKED, ECHO, HOST_ASKED, KEYS, NOW, PASSED_ON, PATH_ASKED, passed_on

from cosnb.diagnosis import diagnose
from cosnb.links import parse, verify
from cosnb.sigv4 import Credentials, Request, authorize

DEADLINE = "1704170000"


def v2(
    method: str = "GET", content_type: str = "", secret: bytes = SECRET.encode(), resource: str = "/my-bucket/a.txt"
) -> str:
    message = f"{method}\n\n{content_type}\n{DEADLINE}\n{resource}"
    signature = base64.b64encode(hmac.digest(secret, message.encode(), "sha1")).decode()
    return (
        f"https://{IBM_HOST}/my-bucket/a.txt?AWSAccessKeyId={ACCESS_KEY_ID}&Signature={quote(signature, safe='')}"
        f"&Expires={DEADLINE}"
    )


def ids(url: str, **given: Any) -> dict[str, str]:
    diagnosis = diagnose(url, **{"credentials": KEYS, "method": "GET", "now": NOW, "progress": False, **given})
    return {finding.id: finding.certainty for finding in diagnosis.findings}


def test_a_right_sigv2_signature_leaves_the_version() -> None:
    assert ids(v2()) == {"sigv2": "likely"}


@pytest.mark.parametrize(
    ("url", "given", "expected"),
    [
        (v2("PUT"), {}, "method"),
        (v2(secret=SECRET.encode() + b"\n"), {}, "secret-blank"),
        (v2("PUT", "text/csv"), {"method": "PUT"}, "signed-header"),
        (v2("PUT"), {"method": "PUT", "headers": {"Content-Type": "text/csv"}}, "signed-header"),
        (v2(resource="/a.txt"), {}, "path-v2"),
    ],
)
def test_the_cause_is_proven_for_sigv2(url: str, given: dict[str, Any], expected: str) -> None:
    found = ids(url, **given)
    assert found[expected] == "proven"


def test_one_cause_of_a_sigv2_signature_is_one_finding() -> None:
    given = Credentials(KEYS.access_key_id, SECRET + "\n")
    diagnosis = diagnose(v2(), credentials=given, now=NOW, progress=False)
    assert [one.id for one in diagnosis.findings if one.certainty == "proven"] == ["secret-given-with"]
    finding = diagnosis.findings[0]
    assert "without its last character" in finding.explanation
    assert finding.repaired_url
    assert verify(finding.repaired_url, KEYS, now=NOW).accepted


def test_a_proof_of_sigv2_says_what_was_compared() -> None:
    finding = diagnose(v2(secret=SECRET.encode() + b"\n"), credentials=KEYS, now=NOW, progress=False).findings[0]
    assert finding.evidence.endswith("the signature equals Signature in all 160 bits")


def test_a_store_without_a_name_is_this_store() -> None:
    finding = diagnose(v2().replace(IBM_HOST, "store.example.net"), now=NOW).findings[0]
    assert finding.id == "sigv2"
    assert finding.explanation.endswith("Whether this store takes it is not known.")


def test_sigv2_does_not_cover_the_host() -> None:
    url = v2().replace(f"https://{IBM_HOST}", "http://127.0.0.1:9000")
    finding = next(one for one in diagnose(url, credentials=KEYS, now=NOW).findings if one.id == "local-host")
    assert "not the host" in finding.explanation
    public = url.replace("127.0.0.1:9000", "store.example.net")
    assert "proven" not in ids(public).values()
    assert "unproven" not in ids(public)


def test_a_sigv2_url_by_another_secret_is_not_proven() -> None:
    assert "proven" not in ids(v2(secret=b"another")).values()


def test_ibm_boto3_signs_by_sigv2_unless_told_and_the_repaired_url_is_sigv4() -> None:
    import ibm_boto3

    client = ibm_boto3.client(
        "s3", aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET, endpoint_url=f"https://{IBM_HOST}"
    )
    url = client.generate_presigned_url("get_object", Params={"Bucket": "my-bucket", "Key": "ü b.txt"}, ExpiresIn=600)
    diagnosis = diagnose(url, credentials=KEYS, method="GET")
    assert [finding.id for finding in diagnosis.findings] == ["sigv2"]
    assert any("right for the request as it is" in note for note in diagnosis.checked)
    repaired = parse(diagnosis.findings[0].repaired_url or "")
    assert (repaired.kind, repaired.bucket, repaired.key) == ("query", "my-bucket", "ü b.txt")
    assert verify(repaired, KEYS, method="GET").accepted


def header_request(credentials: Credentials = KEYS, method: str = "PUT") -> str:
    request = Request(
        method, f"https://{IBM_HOST}/my-bucket/a%20b.txt?acl",
        {"Content-Type": "text/csv", "x-amz-content-sha256": hashlib.sha256(b"hello").hexdigest()}, b"hello",
    )  # fmt: skip
    signed = authorize(request, credentials, region="us-south", now=NOW)
    headers = " ".join(f"-H '{name}: {value}'" for name, value in signed.headers.items())
    return f"curl -X PUT {headers} --data-binary hello '{signed.url}'"


def test_a_request_signed_in_its_header_is_checked() -> None:
    diagnosis = diagnose(header_request(), credentials=KEYS, now=NOW)
    assert diagnosis.request.kind == "header"
    assert diagnosis.findings == ()
    assert any("right for the request as it is" in note for note in diagnosis.checked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (header_request(Credentials(ACCESS_KEY_ID, SECRET + "\n")), "secret-blank"),
        (header_request(method="POST"), "method"),
        (header_request().replace("text/csv", "text/csv; charset=utf-8"), "signed-header"),
        (header_request().replace("a%20b", "a+b"), "path-plus"),
        (header_request() + " -L", ""),
    ],
)
def test_the_cause_is_proven_for_a_header(text: str, expected: str) -> None:
    found = diagnose(text, credentials=KEYS, now=NOW, progress=False).findings
    assert {one.id for one in found if one.certainty == "proven"} == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (passed_on(HOST_ASKED, PATH_ASKED), {"host-rewritten", "path-rewritten"}),
        (passed_on(HOST_ASKED, "X-Forwarded-Prefix: /s3/"), {"host-rewritten", "path-rewritten"}),
        (passed_on(HOST_ASKED, asked=f"http://{ASKED}/bkt/a.txt"), {"host-rewritten"}),
        # What was signed is what the proxy passed on.
        (passed_on(HOST_ASKED, asked=f"http://{PASSED_ON}/bkt/a.txt"), set()),
    ],
)
def test_the_headers_of_a_proxy_tell_what_it_rewrote(text: str, expected: set[str]) -> None:
    found = diagnose(text, credentials=KEYS, now=NOW, progress=False).findings
    assert {one.id for one in found if one.certainty == "proven"} == expected
    assert {one.id for one in found if one.id.endswith("-rewritten")} == expected
    guessed = diagnose(text, credentials=False, now=NOW, progress=False).findings
    assert {(one.id, one.certainty) for one in guessed} >= {(name, "likely") for name in expected}


def test_without_a_refusal_the_headers_of_a_proxy_say_nothing() -> None:
    found = diagnose(passed_on(HOST_ASKED, PATH_ASKED, is_refused=False), credentials=False, now=NOW).findings
    assert not [one.id for one in found if one.id.endswith("-rewritten")]


def test_a_request_written_down_behind_a_proxy_is_not_said_to_be_unchanged() -> None:
    found = diagnose(passed_on(is_refused=False), response=ECHO, credentials=False, now=NOW).findings
    assert [one.id for one in found if one.certainty != "possible"] == ["received-as-here"]


def form(secret: bytes = SECRET.encode(), region: str = "us-south") -> str:
    policy = base64.b64encode(
        b'{"expiration": "2024-01-02T03:14:05Z", "conditions": [{"bucket": "my-bucket"}, {"key": "a.txt"}, '
        b'["starts-with", "$x-amz-algorithm", ""], ["starts-with", "$x-amz-date", ""], '
        b'["starts-with", "$x-amz-credential", ""]]}'
    ).decode()
    key = derived(secret, ("20240102", region, "s3", "aws4_request"))
    fields = {
        "key": "a.txt", "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-date": "20240102T030405Z", "policy": policy,
        "x-amz-credential": f"{ACCESS_KEY_ID}/20240102/us-south/s3/aws4_request",
        "x-amz-signature": hmac.digest(key, policy.encode(), "sha256").hex(),
    }  # fmt: skip
    return json.dumps({"url": f"https://{IBM_HOST}/my-bucket", "fields": fields})


def test_a_form_is_checked() -> None:
    diagnosis = diagnose(form(), credentials=KEYS, now=NOW)
    assert diagnosis.findings == ()
    assert any("right for the request as it is" in note for note in diagnosis.checked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(form(SECRET.encode() + b"\r\n"), "secret-blank"), (form(region="us-standard"), "region")],
)
def test_the_cause_is_proven_for_a_form(text: str, expected: str) -> None:
    found = diagnose(text, credentials=KEYS, now=NOW, progress=False).findings
    assert [(one.id, one.certainty) for one in found] == [(expected, "proven")]
