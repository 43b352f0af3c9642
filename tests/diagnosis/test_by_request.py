"""Causes that the request as it was sent shows."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from by_hand import IBM_HOST
from cases import AWS_KEYS, NOW, Case, aws, check, ibm, minio

from cosnb.diagnosis import diagnose

U = ibm()
A = aws()
M = minio()
PUT = ibm(method="PUT")
TYPED = aws(method="PUT", headers={"content-type": "text/csv"})
V2 = f"https://{IBM_HOST}/my-bucket/a.txt?AWSAccessKeyId=0123456789abcdef0123456789abcdef&Signature=abc%3D&Expires=1704170000"


def sent(name: str, url: str, id: str, certainty: str, stage: str, *, also: Any = None, **given: Any) -> Case:  # noqa: A002
    return Case(name, url, id, certainty, stage, also or {}, given)


def har(url: str, method: str, headers: dict[str, str], status: int, body: str) -> str:
    rows = [{"name": name, "value": value} for name, value in headers.items()]
    response = {"status": status, "headers": [], "content": {"text": body}}
    return json.dumps(
        {"log": {"entries": [{"request": {"method": method, "url": url, "headers": rows}, "response": response}]}}
    )


FORM = json.dumps({
    "url": f"https://{IBM_HOST}/my-bucket",
    "fields": {
        "key": "a.txt", "policy": base64.b64encode(b'{"expiration": "2024-01-02T03:14:05Z", "conditions": []}').decode(),
        "x-amz-algorithm": "AWS4-HMAC-SHA256", "x-amz-date": "20240102T030405Z", "x-amz-signature": "0" * 64,
        "x-amz-credential": "0123456789abcdef0123456789abcdef/20240102/us-south/s3/aws4_request",
    },
})  # fmt: skip
AUTH = (
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240102/eu-central-1/s3/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)
HASH = hashlib.sha256(b"").hexdigest()

CASES = [
    sent("content type not sent", TYPED, "signed-header-missing", "certain", "headers", method="PUT"),
    sent("acl not sent", aws(method="PUT", headers={"x-amz-acl": "private"}), "signed-header-missing", "certain", "headers",
         method="PUT", headers={"Content-Type": "text/plain"}),
    sent("metadata not sent", f"curl -T a.csv '{aws(method='PUT', headers={'x-amz-meta-a': 'b'})}'", "signed-header-missing",
         "certain", "headers"),
    sent("acl not signed", aws(method="PUT"), "unsigned-headers", "certain", "headers", method="PUT",
         headers={"x-amz-acl": "public-read"}),
    sent("metadata not signed at minio", M, "unsigned-headers", "certain", "headers", method="PUT", provider="minio",
         headers={"x-amz-meta-a": "b", "x-amz-acl": "private"}),
    sent("acl not signed at ibm", PUT, "unsigned-headers", "likely", "headers", method="PUT",
         headers={"x-amz-acl": "public-read"}),
    sent("bearer token", A, "two-mechanisms", "certain", "headers", headers={"Authorization": "Bearer abc"}),
    sent("password of netrc at ibm", U, "two-mechanisms", "likely", "headers", headers={"Authorization": "Basic abc"}),
    sent("curl with a user", f"curl -u me:secret '{A}'", "two-mechanisms", "certain", "headers"),
    sent("header and parameter", aws(query=(("x-amz-acl", "private"),)), "header-and-parameter", "certain", "headers",
         method="PUT", headers={"x-amz-acl": "private"}, also={"unsigned-headers": "certain"}),
    sent("other host", U, "host-changed", "certain", "headers", headers={"Host": "cdn.example.com"}),
    sent("other port", M, "host-changed", "certain", "headers", headers={"Host": "store.example.net"}),
    sent("head for a get", aws(query=(("x-id", "GetObject"),)), "method", "certain", "method", method="HEAD"),
    sent("put for a get", f"curl -T a.txt '{aws(query=(('x-id', 'GetObject'),))}'", "method", "certain", "method"),
    sent("post for a put", f"curl --data-binary @a.txt '{U}'", "method", "likely", "method"),
    sent("post at r2", ibm(host="abc.r2.cloudflarestorage.com", region="auto"), "method-unserved", "certain", "method",
         method="POST"),
    sent("small letters", f"curl -X put '{U}'", "method", "likely", "method"),
    sent("preflight", U, "preflight", "certain", "method", method="OPTIONS"),
    sent("form by put", U, "multipart-body", "certain", "transfer", method="PUT",
         headers={"Content-Type": "multipart/form-data; boundary=x"}),
    sent("form in the body", U, "multipart-body", "certain", "transfer", method="PUT",
         body=b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhello\r\n--x--'),
    sent("curl -F", f"curl -X PUT -F file=@a.txt '{U}'", "multipart-body", "certain", "transfer"),
    sent("chunks", aws(method="PUT"), "chunked", "certain", "transfer", method="PUT", headers={"Transfer-Encoding": "chunked"}),
    sent("curl -T -", f"curl -T - '{PUT}'", "chunked", "likely", "transfer"),
    sent("content type with sigv2", V2, "sigv2", "likely", "signature", method="PUT", headers={"Content-Type": "text/csv"},
         also={"content-type-v2": "likely"}),
    sent("hash of another body", A, "payload-mismatch", "certain", "payload", method="PUT", body=b"hello",
         headers={"x-amz-content-sha256": HASH}),
    sent("md5 of another body", A, "payload-mismatch", "certain", "payload", method="PUT", body="hello",
         headers={"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}),
    sent("unquoted in bash", f"curl {U} -o a.txt", "shell-unquoted", "certain", "url"),
    sent("dots and curl", f"curl '{U.replace('a.txt', 'x/../a.txt')}'", "path-dots", "certain", "path"),
    sent("dots and requests", U.replace("a.txt", "x/../a.txt"), "path-dots", "certain", "path", method="GET",
         headers={"User-Agent": "python-requests/2.34.2"}),
    sent("dots and fetch", f'fetch("{U.replace("a.txt", "./a.txt")}")', "path-dots", "certain", "path"),
    sent("form by the wrong method", FORM, "post-form", "certain", "transfer", method="PUT"),
    sent("old form", FORM, "expired", "certain", "time", now=NOW.replace(hour=7)),
    sent("old header", f"GET /a.txt HTTP/1.1\nHost: my-bucket.s3.eu-central-1.amazonaws.com\nx-amz-date: 20240102T030405Z\n"
         f"x-amz-content-sha256: UNSIGNED-PAYLOAD\n{AUTH}\n\n", "header-too-old", "certain", "time", now=NOW.replace(hour=7)),
    sent("header without the payload hash", "GET /a.txt HTTP/1.1\nHost: my-bucket.s3.eu-central-1.amazonaws.com\n"
         f"x-amz-date: 20240102T030405Z\n{AUTH}\n\n", "content-sha256-missing", "certain", "payload"),
    sent("recorded by the browser", har(TYPED, "PUT", {"content-type": "text/csv", "x-amz-acl": "private"}, 403, ""),
         "unsigned-headers", "certain", "headers", also={"no-reason": "possible"}),
    sent("powershell", f'Invoke-WebRequest -Uri "{TYPED}" -Method PUT -Headers @{{ "x-amz-acl"="private" }}',
         "signed-header-missing", "certain", "headers", also={"unsigned-headers": "certain"}),
    sent("fetch with a string", f'fetch("{aws(method="PUT", headers={"x-amz-acl": "private"})}", {{"method": "PUT", '
         '"headers": {"x-amz-acl": "private", "authorization": "Bearer x"}, "body": "hello"})', "two-mechanisms", "certain",
         "headers"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_cause_is_found_in_the_request(case: Case) -> None:
    check(case)


def test_headers_that_were_sent_as_signed_are_no_finding() -> None:
    found = diagnose(TYPED, method="PUT", headers={"Content-Type": "text/csv"}, now=NOW).findings
    assert found == ()


def test_an_unsigned_content_type_is_no_fault_under_sigv4() -> None:
    assert diagnose(A, method="PUT", headers={"Content-Type": "text/csv"}, now=NOW).findings == ()


def test_what_is_not_verified_for_ibm_is_said_so() -> None:
    finding = diagnose(PUT, method="PUT", headers={"x-amz-acl": "public-read"}, now=NOW).findings[0]
    assert "not seen on the server" in finding.explanation


def test_a_password_of_a_command_is_not_kept() -> None:
    diagnosis = diagnose(f"curl -u me:hunter2 '{A}'", now=NOW)
    assert "hunter2" not in repr(diagnosis.request.headers)
    assert "hunter2" not in "".join(
        f"{one.title}{one.explanation}{one.evidence}{one.fix}" for one in diagnosis.findings
    )


def test_a_recorded_answer_is_read_with_its_request() -> None:
    body = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
    diagnosis = diagnose(har(A, "GET", {}, 404, body), now=NOW)
    assert [finding.id for finding in diagnosis.findings] == ["no-such-key"]


def recorded(*rows: tuple[str, int]) -> str:
    """A HAR of requests with one URL, each with its method and the status of its answer."""
    sent = {"content-type": "text/csv"}
    entries = [json.loads(har(TYPED, method, sent if method == "PUT" else {}, status, "")) for method, status in rows]
    return json.dumps({"log": {"entries": [one["log"]["entries"][0] for one in entries]}})


def test_a_recording_in_which_all_went_well_gives_no_cause() -> None:
    assert diagnose(recorded(("OPTIONS", 200), ("PUT", 200)), credentials=AWS_KEYS, now=NOW).findings == ()


def test_a_preflight_that_failed_is_the_one_cause() -> None:
    diagnosis = diagnose(recorded(("OPTIONS", 403), ("PUT", 0)), credentials=AWS_KEYS, now=NOW)
    assert [(finding.id, finding.certainty) for finding in diagnosis.findings] == [("preflight", "certain")]
    assert diagnosis.tried == 0
    assert "a preflight is none of the requests" in " ".join(diagnosis.checked)
