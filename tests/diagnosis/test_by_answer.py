"""Causes that the store's answer shows."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from answers import MISMATCH, canonical, ceph_error, error, ibm_error, mismatch
from by_hand import IBM_HOST
from cases import AWS_KEYS, NOW, Case, aws, check, ibm, minio

from cosnb.diagnosis import diagnose

U = ibm()
A = aws()
V2 = (
    "https://my-bucket.s3.eu-central-1.amazonaws.com/a.txt?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    "&Signature=abc%3D&Expires=1704170000"
)
M = minio()
TYPED = ibm(method="PUT", headers={"content-type": "text/csv"})


def answer(name: str, url: str, response: Any, id: str, certainty: str, stage: str, **given: Any) -> Case:  # noqa: A002
    also = given.pop("also", {})
    return Case(name, url, id, certainty, stage, also, {"response": response, **given})


PARAMETERS = "AuthorizationQueryParametersError"
MALFORMED = 'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'  # noqa: E501
REGION = "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-central-1'"
SIX = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."  # noqa: E501

CASES = [
    answer("expired", A, error("AccessDenied", "Request has expired", X_Amz_Expires="600", Expires="2024-01-02T03:14:05Z",
           ServerTime="2024-01-02T04:00:00Z"), "expired", "certain", "time", also={"clock-skew": "certain"}),
    answer("expired at r2", ibm(host="abc.r2.cloudflarestorage.com", region="auto"),
           error("ExpiredRequest", "Request has expired"), "expired", "certain", "time"),
    answer("expired at google", ibm(host="storage.googleapis.com", region="auto"),
           error("ExpiredToken", "The provided token has expired.", Details="Request has expired: 1704164645"),
           "expired", "certain", "time"),
    answer("expired at rclone", M, error("AccessDenied", "The difference between the request time and the server's time "
           "exceeds the maximum allowed."), "expired", "likely", "time"),
    answer("not yet valid", A, error("AccessDenied", "Request is not yet valid"), "not-yet-valid", "certain", "time"),
    answer("not yet valid at minio", M, error("AccessDenied", "Request is not valid yet"), "not-yet-valid", "certain",
           "time"),
    answer("headers not signed", A, error("AccessDenied", "There were headers present in the request which were not "
           "signed", HeadersNotSigned="x-amz-acl"), "unsigned-headers", "certain", "headers"),
    answer("v2 parameters", A, error("AccessDenied", "Query-string authentication requires the Signature, Expires and "
           "AWSAccessKeyId parameters"), "missing-parameter", "certain", "query"),
    answer("six parameters", A, error(PARAMETERS, SIX), "missing-parameter", "certain", "query"),
    answer("malformed credential", A, error(PARAMETERS, MALFORMED), "credential-malformed", "certain", "scope"),
    answer("wrong region", A, error(PARAMETERS, REGION, Region="eu-central-1"), "region", "certain", "scope"),
    answer("wrong region at minio", M, error("AuthorizationHeaderMalformed", "The authorization header is malformed; the "
           "region is wrong; expecting 'us-south'.", Region="us-south"), "region", "certain", "scope"),
    answer("wrong region at r2", ibm(host="abc.r2.cloudflarestorage.com", region="auto"), error("InvalidRegionName",
           "The region name 'cn-north-1' is not valid. Must be one of: wnam, enam, weur, eeur, apac, oc, auto"), "region",
           "certain", "scope"),
    answer("more than a week", A, error(PARAMETERS, "X-Amz-Expires must be less than a week (in seconds); that is, the "
           "given X-Amz-Expires must be less than 604800 seconds"), "expires-too-long", "certain", "query"),
    answer("negative expiry", A, error(PARAMETERS, "X-Amz-Expires must be non-negative"), "expires-invalid", "certain",
           "query"),
    answer("date differs", A, error(PARAMETERS, 'Invalid credential date "20240101". This date is not the same as '
           'X-Amz-Date: "20240102".'), "scope-date", "certain", "scope"),
    answer("date form", A, error(PARAMETERS, 'X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd\'T\'HHmmss\'Z\'"'),
           "date-format", "certain", "string_to_sign"),
    answer("service", A, error(PARAMETERS, 'Error parsing the X-Amz-Credential parameter; incorrect service "sts".'),
           "service", "certain", "scope"),
    answer("terminal", A, error(PARAMETERS, "Error parsing the X-Amz-Credential parameter; incorrect terminal."),
           "terminator", "certain", "scope"),
    answer("algorithm", A, error(PARAMETERS, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""), "algorithm", "certain",
           "string_to_sign"),
    answer("unknown key", A, error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our "
           "records.", AWSAccessKeyId="AKIAIOSFODNN7EXAMPLE"), "unknown-access-key", "certain", "credentials"),
    answer("unknown key at ibm", U, ibm_error("InvalidAccessKeyId", "The AWS access key Id that you provided does not "
           "exist in our records."), "unknown-access-key", "certain", "credentials"),
    answer("session over", A, error("ExpiredToken", "The provided token has expired.", Token_0="x"), "token-expired",
           "certain", "credentials"),
    answer("token malformed", A, error("InvalidToken", "The provided token is malformed or otherwise invalid."),
           "token-invalid", "certain", "credentials"),
    answer("clock", A, error("RequestTimeTooSkewed", "The difference between the request time and the current time is too "
           "large.", RequestTime="20240102T030405Z", ServerTime="2024-01-02T05:00:00Z"), "clock-skew", "certain", "time"),
    answer("moved", A, error("PermanentRedirect", "The bucket you are attempting to access must be addressed using the "
           "specified endpoint.", Endpoint="my-bucket.s3.eu-west-1.amazonaws.com", Bucket="my-bucket"), "redirect",
           "certain", "network"),
    answer("moved for now", aws(host="my-bucket.s3.amazonaws.com"), error("TemporaryRedirect", "Please re-send this request "
           "to the specified temporary endpoint.", Endpoint="my-bucket.s3-eu-central-1.amazonaws.com"), "redirect",
           "certain", "network"),
    answer("redirect without a body", A, {"status": 301, "headers": {"x-amz-bucket-region": "eu-west-1"}, "body": ""},
           "redirect", "certain", "network"),
    answer("v4 wanted", V2, error("InvalidRequest", "The authorization mechanism you have provided is not supported. Please "
           "use AWS4-HMAC-SHA256."), "sigv2", "certain", "signature"),
    answer("v4 not read", A, error("InvalidRequest", "The authorization mechanism you have provided is not supported. Please "
           "use AWS4-HMAC-SHA256."), "version-unread", "certain", "signature"),
    answer("kms", V2, error("InvalidArgument", "Requests specifying Server Side Encryption with AWS KMS managed keys require "
           "AWS Signature Version 4."), "sigv2", "certain", "signature"),
    answer("two mechanisms", A, error("InvalidArgument", "Only one auth mechanism allowed; only the X-Amz-Algorithm query "
           "parameter, Signature query string parameter or the Authorization header should be specified",
           ArgumentName="Authorization", ArgumentValue="Bearer"), "two-mechanisms", "certain", "headers"),
    answer("basic", A, error("InvalidArgument", "Unsupported Authorization Type", ArgumentName="Authorization"),
           "two-mechanisms", "certain", "headers"),
    answer("chunked", A, error("NotImplemented", "A header you provided implies functionality that is not implemented",
           Header="Transfer-Encoding"), "not-implemented", "certain", "transfer"),
    answer("no length", U, ibm_error("MissingContentLength", "You must provide the Content-Length HTTP header.", 411),
           "chunked", "certain", "transfer"),
    answer("digest", A, error("BadDigest", "The CRC32 you specified did not match the calculated checksum."),
           "payload-mismatch", "certain", "payload"),
    answer("denied", A, error("AccessDenied", "Access Denied"), "access-denied", "certain", "permission"),
    answer("denied at ibm", U, ibm_error("AccessDenied", "Access Denied"), "access-denied", "likely", "permission"),
    answer("no key", A, error("NoSuchKey", "The specified key does not exist.", Key="a.txt"), "no-such-key", "certain",
           "permission"),
    answer("no key at ibm", U, ibm_error("NoSuchKey", "The specified key does not exist.", 404), "no-such-key", "certain",
           "permission"),
    answer("no bucket at ibm", U, ibm_error("NoSuchBucket", "The specified bucket does not exist.", 404), "no-such-bucket",
           "certain", "network"),
    answer("404 to head", A, {"status": 404, "headers": {}, "body": b""}, "no-such-key", "likely", "permission",
           method="HEAD"),
    answer("403 to head", A, {"status": 403}, "method", "likely", "method", method="HEAD", also={"no-reason": "possible"}),
    answer("405 to head", A, {"status": 405}, "no-reason", "possible", "network", method="HEAD"),
    answer("form breaks its policy", A, error("AccessDenied", "Invalid according to Policy: Policy Condition failed: "
           '["eq", "$key", "a"]'), "policy-violated", "certain", "permission"),
    answer("archived", A, error("InvalidObjectState", "The operation is not valid for the object's storage class"),
           "archived", "certain", "permission"),
    answer("busy", A, error("SlowDown", "Please reduce your request rate."), "server-busy", "certain", "network"),
    answer("page of a proxy", M, {"status": 502, "headers": {"server": "nginx"}, "body": "<html><body>Bad Gateway</body>"
           "</html>"}, "not-the-store", "likely", "network", also={}),
    answer("google names the header", ibm(host="storage.googleapis.com", region="auto"), error("MalformedSecurityHeader",
           "Your request has a malformed header.", ParameterName="content-type", Details="Header was included in "
           "signedheaders, but not in the request.").replace("Your request has a malformed header.", "Header was included "
           "in signedheaders, but not in the request."), "signed-header-missing", "certain", "headers"),
    answer("b2 mismatch", ibm(host="s3.us-west-004.backblazeb2.com", region="us-west-004"), error("SignatureDoesNotMatch",
           "Signature validation failed"), "signature-mismatch", "likely", "signature"),
    answer("ceph mismatch", M, ceph_error("SignatureDoesNotMatch"), "signature-mismatch", "likely", "signature"),
    answer("unknown code", A, error("SomethingNew", "Never seen"), "unknown-code", "likely", "network"),
    answer("multipart form in the object", A, {"status": 200, "body": b"--abcdef123456\r\nContent-Disposition: form-data; "
           b'name="file"\r\n\r\nhello'}, "multipart-body", "certain", "transfer"),
    # What the answer makes of hints that the URL alone gives
    answer("no key, decomposed letters", U.replace("a.txt", "u%CC%88.txt"), error("NoSuchKey", "x"), "no-such-key",
           "certain", "permission", also={"path-unicode": "likely"}),
    answer("no key, plus sign", U.replace("a.txt", "a+b.txt"), error("NoSuchKey", "x"), "no-such-key", "certain",
           "permission", also={"path-plus": "likely"}),
    answer("no key, two slashes", U.replace("/a.txt", "//a.txt"), error("NoSuchKey", "x"), "no-such-key", "certain",
           "permission", also={"path-slashes": "likely"}),
    answer("no key, doubly encoded", U.replace("a.txt", "a%2520b.txt"), error("NoSuchKey", "x"), "no-such-key", "certain",
           "permission", also={"path-double-encoded": "likely"}),
    answer("mismatch, content type signed", TYPED, error("SignatureDoesNotMatch", MISMATCH), "headers-to-send", "likely",
           "headers"),
    answer("mismatch, acceleration", aws(host="my-bucket.s3-accelerate.amazonaws.com"), error("SignatureDoesNotMatch",
           MISMATCH), "accelerate-host", "likely", "network"),
    # What the store says it computed
    answer("nothing changed", U, mismatch(canonical(U)), "unchanged-on-the-way", "likely", "derivation"),
    answer("nothing changed, as bytes", U, mismatch(canonical(U), form="bytes"), "unchanged-on-the-way", "likely",
           "derivation"),
    answer("nothing changed, localstack", U, mismatch(canonical(U), form="grouped"), "unchanged-on-the-way", "likely",
           "derivation"),
    answer("nothing changed, flattened", U, mismatch(canonical(U), form="flat"), "unchanged-on-the-way", "likely",
           "derivation"),
    answer("nothing changed, literal", U, mismatch(canonical(U), form="literal"), "unchanged-on-the-way", "likely",
           "derivation"),
    answer("head arrived", U, mismatch(canonical(U, method="HEAD")), "method", "likely", "method"),
    answer("another method arrived", U, mismatch(canonical(U)), "method", "certain", "method", method="PUT"),
    answer("dots resolved", U.replace("a.txt", "x/../a.txt"), mismatch(canonical(U)), "path-dots", "certain", "path"),
    answer("slashes merged", U.replace("/a.txt", "//a.txt"), mismatch(canonical(U)), "path-slash-lost", "certain", "path"),
    answer("prefix of a proxy", U, mismatch(canonical(U, path="/a.txt")), "path-changed", "certain", "path"),
    answer("other host arrived", U, mismatch(canonical(U, host="minio:9000")), "host-changed", "certain", "headers"),
    answer("other host, flattened", U, mismatch(canonical(U, host="minio:9000"), form="flat"), "host-changed", "certain",
           "headers"),
    answer("parameter added on the way", U, mismatch(canonical(f"{U}&utm_source=x")), "query-changed", "certain", "query"),
    answer("parameter lost on the way", ibm(query=(("versionId", "1"),)), mismatch(canonical(U)), "query-changed",
           "certain", "query"),
    answer("content type did not arrive", TYPED, mismatch(canonical(TYPED, method="PUT", headers={"content-type": ""})),
           "signed-header-missing", "certain", "headers"),
    answer("encoding rewritten", ibm(headers={"accept-encoding": "gzip"}), mismatch(canonical(ibm(headers={
           "accept-encoding": "gzip"}), headers={"accept-encoding": "gzip,gzip(gfe)"})), "header-changed", "certain",
           "headers", headers={"Accept-Encoding": "gzip"}),
    answer("empty hash", U, mismatch(canonical(U, payload="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
           "payload-hash", "likely", "payload"),
    answer("other scope", U, mismatch(canonical(U), scope="20240102/us-east-1/s3/aws4_request"), "scope-changed", "certain",
           "scope"),
    answer("other time", U, mismatch(canonical(U), stamp="20240102T030410Z"), "time-changed", "certain", "string_to_sign"),
    answer("hand-edited answer", U, mismatch(canonical(U)).replace("a.txt", "b.txt"), "path-changed", "likely", "path",
           also={"echo-damaged": "possible"}),
    Case("the answer alone", mismatch(canonical(U, host="minio:9000"), provided=U[-64:]), "unchanged-on-the-way", "likely",
         "derivation"),
    Case("url and answer in one paste", f"curl -v '{U}'\n< HTTP/1.1 403 Forbidden\n< Server: Cleversafe\n<\n"
         + ibm_error("AccessDenied", "Access Denied"), "access-denied", "likely", "permission"),
    Case("words alone", "An error occurred (InvalidAccessKeyId) when calling the GetObject operation: The AWS Access Key Id you "
         "provided does not exist in our records.", "unknown-access-key", "certain", "credentials"),
    answer("mismatch of an expired url", A, error("SignatureDoesNotMatch", MISMATCH), "signature-mismatch", "likely", "signature",
           now=NOW.replace(day=4), also={"expired": "possible"}),
    Case("json of another service", '{"message": "The request signature we calculated does not match the signature you '
         "provided. The Canonical String for this request should have been 'GET\\n/' The String-to-Sign should have been "
         "'AWS4'\"}", "signature-mismatch", "likely", "signature"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_cause_is_found_in_the_answer(case: Case) -> None:
    check(case)


def test_the_expected_region_is_named_and_signed_for() -> None:
    response = error(PARAMETERS, REGION, Region="eu-west-3")
    finding = diagnose(A, response=response, now=NOW, credentials=AWS_KEYS).findings[0]
    assert finding.fix == "Sign with region 'eu-west-3'."
    assert "%2Feu-west-3%2F" in (finding.repaired_url or "")


def test_the_first_differing_byte_is_shown() -> None:
    finding = diagnose(U, response=mismatch(canonical(U, path="/my-bucket/b.txt")), now=NOW).findings[0]
    assert "they differ from byte 12 on" in finding.evidence
    assert "▸a.txt" in finding.evidence
    assert "▸b.txt" in finding.evidence


def test_what_was_accepted_is_not_suspected() -> None:
    odd = f"{U}&utm_source=x".replace("a.txt", "%c3%bc.txt")
    denied = diagnose(odd, response=error("AccessDenied", "Access Denied"), now=NOW)
    assert "extra-parameters" not in {finding.id for finding in denied.findings}
    assert "extra-parameters" in {finding.id for finding in denied.superseded}


def test_a_private_endpoint_that_answered_was_reached() -> None:
    private = ibm(host=IBM_HOST.replace("s3.", "s3.private."))
    found = diagnose(private, response={"status": 404, "body": ibm_error("NoSuchKey", "x", 404)}, now=NOW).findings
    assert [finding.id for finding in found] == ["no-such-key"]


def test_an_expired_url_explains_a_bare_denial() -> None:
    late = diagnose(U, response=ibm_error("AccessDenied", "Access Denied"), now=NOW.replace(hour=9))
    assert [finding.id for finding in late.findings] == ["expired"]


def test_what_ibm_was_not_seen_to_do_is_said_so() -> None:
    denied = diagnose(U, response=ibm_error("AccessDenied", "Access Denied"), now=NOW)
    assert "documented nowhere" in denied.findings[0].explanation


@pytest.mark.parametrize("form", ["object", "mapping", "text", "bytes", "curl"])
def test_an_answer_is_read_in_every_form(form: str) -> None:
    body = error("NoSuchKey", "The specified key does not exist.")

    class Answer:
        status, headers = 404, {"Content-Type": "application/xml"}

        def __init__(self) -> None:
            self.body = body.encode()

    forms: dict[str, Any] = {
        "object": Answer(),
        "mapping": {"status": "404", "headers": [("Content-Type", "application/xml")], "body": body},
        "text": body,
        "bytes": body.encode(),
        "curl": f"HTTP/1.1 404 Not Found\r\nContent-Type: application/xml\r\n\r\n{body}",
    }
    assert diagnose(A, response=forms[form], now=NOW).findings[0].id == "no-such-key"


def test_an_exception_of_an_sdk_is_read() -> None:
    from botocore.exceptions import ClientError

    held = {
        "Error": {"Code": "NoSuchKey", "Message": "The specified key does not exist.", "Key": "a.txt"},
        "ResponseMetadata": {"HTTPStatusCode": 404, "HTTPHeaders": {"server": "AmazonS3"}},
    }
    problem = ClientError(held, "GetObject")  # type: ignore[arg-type]
    for response in (problem, held, str(problem)):
        assert diagnose(A, response=response, now=NOW).findings[0].id == "no-such-key"


def test_an_error_without_its_markup_is_read() -> None:
    text = "SignatureDoesNotMatch The request signature we calculated does not match the signature you provided."
    assert [one.id for one in diagnose(A, response=text, now=NOW).findings] == ["signature-mismatch"]


def test_a_status_alone_is_an_answer() -> None:
    assert [one.id for one in diagnose(A, response=404, now=NOW).findings] == ["no-such-key"]


def test_the_head_of_an_answer_is_kept_with_its_body() -> None:
    text = f"{A}\nHTTP/1.1 403 Forbidden\r\nX-Clv-Request-Id: x\r\n\r\n{ibm_error('AccessDenied', 'Access Denied')}"
    assert any("status 403" in note for note in diagnose(text, now=NOW).checked)


def test_the_last_header_of_a_head_is_no_body() -> None:
    """As curl -I prints it, copied without the empty line at its end."""
    (found,) = diagnose(A, response="HTTP/1.1 403 Forbidden\r\nContent-Length: 0", now=NOW).findings
    assert found.id == "no-reason"


class Sent:
    """An answer that keeps the request as it went on the wire."""

    status, headers, body = 403, {"server": "MinIO"}, error("SignatureDoesNotMatch", MISMATCH)

    class sent:  # noqa: N801
        method, headers = "GET", (("Host", IBM_HOST), ("User-Agent", "x"))
        target = U.partition(IBM_HOST)[2]


def test_what_the_client_rewrote_is_shown() -> None:
    dots = U.replace("a.txt", "x/../a.txt")
    found = {one.id: one for one in diagnose(dots, response=Sent(), now=NOW).findings}
    assert found["rewritten-by-client"].certainty == "certain"
    assert "▸x/../a.txt" in found["rewritten-by-client"].evidence
    assert "rewritten-by-client" not in {one.id for one in diagnose(U, response=Sent(), now=NOW).findings}


def test_a_good_answer_is_no_finding() -> None:
    assert diagnose(A, response={"status": 200, "body": b"hello"}, now=NOW).findings == ()


POOL = "HTTPSConnectionPool(host='s3.us-south.cloud-object-storage.appdomain.cloud', port=443): Max retries exceeded with url: "


@pytest.mark.parametrize(
    "words",
    [
        f"requests.exceptions.ConnectTimeout: {POOL}/my-bucket/a.txt (Caused by ConnectTimeoutError(...))",
        ConnectionRefusedError(111, "Connection refused"),
        requests.exceptions.SSLError(f"{POOL}/x"),
        "curl: (6) Could not resolve host: s3.us-south.example",
        "Error: getaddrinfo ENOTFOUND s3.us-south.example",
        'botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL: "https://s3.us-south.example/"',
        "GET https://s3.us-south.example/ net::ERR_CONNECTION_TIMED_OUT",
    ],
)
def test_the_words_of_a_client_that_reached_nobody_are_no_answer(words: object) -> None:
    found = diagnose(U, response=words, now=NOW, progress=False).findings
    assert [(one.id, one.certainty) for one in found] == [("no-answer", "certain")]


def test_the_signature_in_the_words_of_a_client_is_not_shown() -> None:
    path = U.partition(".cloud")[2]
    (found,) = diagnose(U, response=f"requests.exceptions.ConnectTimeout: {path}", now=NOW, progress=False).findings
    assert U[-64:] not in found.evidence


@pytest.mark.parametrize(
    "words", ["Welcome to ConnectionErrors.", "<html>ConnectionError</html>", "TypeError: Failed to fetch"]
)
def test_other_words_are_still_somebody_elses(words: str) -> None:
    found = diagnose(U, response=words, now=NOW, progress=False).findings
    assert "not-the-store" in {one.id for one in found}


def test_the_answer_that_an_exception_holds_is_read() -> None:
    held = requests.Response()
    held.status_code, held._content = 404, b"<Error><Code>NoSuchKey</Code><Message>No.</Message></Error>"
    error_of_requests = requests.HTTPError("404 Client Error", response=held)
    assert diagnose(U, response=error_of_requests, now=NOW, progress=False).findings[0].id == "no-such-key"
