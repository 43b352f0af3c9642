"""Two faults at once: both are found."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from answers import canonical, error, ibm_error, mismatch
from by_hand import AWS_HOST, IBM_HOST, SECRET
from cases import AWS_KEYS, KEYS, NOW, Case, aws, check, ibm, minio

S = SECRET.encode()
U = ibm()
A = aws()
LATE = NOW.replace(day=5)


def pair(
    name: str, url: str, first: str, certainty: str, stage: str, second: str, also: str = "", **given: Any
) -> Case:
    return Case(name, url, first, certainty, stage, {second: also or certainty}, given)


def both(name: str, url: str, first: str, stage: str, second: str, **given: Any) -> Case:
    """Two faults that are proven together."""
    return pair(name, url, first, "proven", stage, second, **{"credentials": KEYS, "method": "GET", **given})


CASES = [
    pair("entities and a full stop", U.replace("&", "&amp;") + ".", "html-escaped", "certain", "url", "decorated"),
    pair("entities and double encoding", U.replace("&", "&amp;").replace("%2F", "%252F"), "html-escaped", "certain", "url",
         "double-encoded"),
    pair("entities and expired", U.replace("&", "&amp;"), "html-escaped", "certain", "url", "expired", now=LATE),
    pair("broken lines and a bracket", f"{U[:99]}\n{U[99:]})", "line-break", "certain", "url", "decorated"),
    pair("expired and a private endpoint", ibm(host=IBM_HOST.replace("s3.", "s3.private.")), "expired", "certain", "time",
         "private-endpoint", "likely", now=LATE),
    pair("expired and too long", aws(expires="700000"), "expired", "certain", "time", "expires-too-long",
         now=NOW.replace(month=2)),
    pair("expired and a tracker", f"{U}&utm_source=x", "expired", "certain", "time", "extra-parameters", "likely", now=LATE),
    pair("date and service of the scope", U.replace("%2F20240102%2Fus-south%2Fs3", "%2F20240101%2Fus-south%2Fsts"),
         "scope-date", "certain", "scope", "service"),
    pair("sigv2 and expired", f"https://{IBM_HOST}/b/a?AWSAccessKeyId=ab&Signature=c%3D&Expires=1", "expired", "certain", "time",
         "sigv2", "likely"),
    pair("bucket twice and a plus sign", aws(path="/my-bucket/a+b.txt"), "bucket-twice", "likely", "path", "path-plus",
         "possible"),
    pair("dotted bucket and region", aws(host="my.bucket.s3.eu-central-1.amazonaws.com", region="us-east-1"), "region", "certain",
         "scope", "dotted-bucket", "likely"),
    pair("temporary key without token, and negative expiry", aws(access_key_id="ASIAIOSFODNN7EXAMPLE", expires="-1"),
         "token-missing", "certain", "credentials", "expires-invalid"),
    pair("bearer token and unsigned acl", A, "two-mechanisms", "certain", "headers", "unsigned-headers",
         headers={"Authorization": "Bearer x", "x-amz-acl": "private"}),
    pair("form by put, in chunks", aws(method="PUT"), "multipart-body", "certain", "transfer", "chunked", method="PUT",
         headers={"Content-Type": "multipart/form-data; boundary=x", "Transfer-Encoding": "chunked"}),
    pair("unquoted, and the signed acl not sent", f"curl {aws(headers={'x-amz-acl': 'private'})}", "shell-unquoted", "certain",
         "url", "signed-header-missing"),
    pair("other host and other path arrived", U, "host-changed", "certain", "headers", "path-changed",
         response=mismatch(canonical(U, host="minio:9000", path="/a.txt"))),
    pair("no key, and the url has expired since", U, "no-such-key", "certain", "permission", "expired", now=LATE,
         response=ibm_error("NoSuchKey", "The specified key does not exist.", 404)),
    pair("unknown key and a bad expiry", U.replace("Expires=600", "Expires=0"), "unknown-access-key", "certain", "credentials",
         "expires-invalid", response=error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist.")),
    # By proof
    both("line feed and method", ibm(secret=S + b"\n", method="PUT"), "secret-blank", "derivation", "method"),
    both("quotes and host", ibm(secret=b'"' + S + b'"', signed_host=IBM_HOST.replace("s3.", "s3.private.")), "secret-wrapped",
         "derivation", "host-name"),
    both("content type and method", ibm(method="PUT", headers={"content-type": "text/plain"}), "signed-header",
         "headers", "method"),
    both("content type and acl", ibm(method="PUT", path="/my-bucket/a.json", headers={"content-type": "application/json",
         "x-amz-acl": "public-read"}), "signed-header", "headers", "signed-header", method="PUT"),
    both("tracker and plus sign", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt") + "&utm_source=x",
         "path-plus", "path", "extra-parameters"),
    both("tracker and line feed", ibm(secret=S + b"\n") + "&fbclid=x", "secret-blank", "derivation", "extra-parameters"),
    both("empty hash and method", ibm(method="PUT", payload="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
         "payload-hash", "payload", "method"),
    both("key not encoded, crlf", ibm(path="/my-bucket/a%20b.txt", signed_path="/my-bucket/a b.txt",
         secret=S + b"\r\n"), "path-unencoded", "path", "secret-blank"),
    both("region and method", ibm(method="HEAD", signed_scope="20240102/us-standard/s3/aws4_request"), "region", "scope",
         "method"),
    both("host and path", minio(signed_host="minio:9000", path="/my-bucket/%C3%BC", signed_path=f"/my-bucket/{quote('u' + chr(776))}"),
         "host-changed", "headers", "path-unicode"),
    both("entities and line feed", ibm(secret=S + b"\n").replace("&", "&amp;"), "html-escaped", "url", "secret-blank"),
    both("full stop and method", ibm(method="PUT") + ".", "decorated", "url", "method"),
    both("addressing and method", aws(method="PUT", signed_host="s3.eu-central-1.amazonaws.com",
         signed_path="/my-bucket/a.txt"), "addressing", "headers", "method", credentials=AWS_KEYS),
    both("addressing and line feed", aws(host=AWS_HOST, signed_host="s3.eu-central-1.amazonaws.com",
         signed_path="/my-bucket/a.txt", secret=b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"), "addressing", "headers",
         "secret-blank", credentials=AWS_KEYS),
    both("tracker in the query, credential not encoded", ibm(signed_query=lambda rows: "&".join(sorted(f"{n}={v}" for n, v in rows)))
         + "&utm_id=3", "extra-parameters", "query", "query-decoded"),
    both("plus sign and bucket", ibm(path="/my-bucket/a+b.txt", signed_path="/a%20b.txt"), "path-plus", "path",
         "bucket-unsigned"),
    both("three faults", ibm(secret=S + b"\n", method="PUT", headers={"content-type": "text/plain"}), "secret-blank",
         "derivation", "method", budget=40.0),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_both_faults_are_found(case: Case) -> None:
    if case.name == "three faults":
        case = Case(case.name, case.evidence, case.id, case.certainty, case.stage,
                    {**case.also, "signed-header": "proven"}, case.given)  # fmt: skip
    check(case)


def test_faults_proven_together_name_each_other() -> None:
    found = next(case for case in CASES if case.name == "line feed and method").run().findings
    assert len(found) == 2
    assert all("together with" in finding.evidence for finding in found)
    assert len({finding.repaired_url for finding in found}) == 1
