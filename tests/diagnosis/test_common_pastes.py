"""What is common in public threads that were found after the rules: each kind with a counter-case that stays silent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from answers import MISMATCH, error
from cases import NOW, aws, ibm, minio

from cosnb.diagnosis import Diagnosis, diagnose

U, A, M = ibm(), aws(), minio()
ERROR = error("SignatureDoesNotMatch", MISMATCH)


def of(text: str, **given: object) -> Diagnosis:
    return diagnose(text, **{"now": NOW, "progress": False, **given})  # type: ignore[arg-type]


def sure(text: str, **given: object) -> Mapping[str, str]:
    return {one.id: one.certainty for one in of(text, **given).findings}


def first(text: str, **given: object) -> tuple[str, str]:
    finding = of(text, **given).findings[0]
    return finding.id, finding.certainty


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        # aws/aws-sdk-java#2034
        ('it returns an error "The Content-MD5 you specified was invalid".', "payload-mismatch"),
        # arnemolland/sigv4#8
        ("x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-X, or a valid sha256 value.", "payload-hash"),
        ("The provided 'x-amz-content-sha256' header does not match what was computed.", "payload-mismatch"),
        ("The difference between the request time and the current time is too large.", "clock-skew"),
        ("The authorization header is malformed; the region 'a-b-1' is wrong; expecting 'c-d-2'", "region"),
        # backblaze-b2-samples/cloudflare-b2#5
        ("Signature validation failed", "signature-mismatch"),
        # boto/boto3#3335
        ("generate_presigned_url returns `SignatureDoesNotMatch` when", "signature-mismatch"),
        # minio/minio#5298
        ("SignatureDoesNotMatch on links without a port", "signature-mismatch"),
    ],
)
def test_the_words_of_a_store_are_an_answer_without_its_code(words: str, id_: str) -> None:
    assert first(f"{words}\n{U}")[0] == id_
    # A link that somebody hands out, and what to say if it fails.
    handed_out = f"Here is the link: {U}\nif you get SignatureDoesNotMatch, say so. Its list: SignatureDoesNotMatch, AccessDenied."
    assert not {*sure(handed_out).values()} & {"likely", "certain"}


def test_a_signed_header_that_a_store_did_not_find_is_named() -> None:
    # velero-io/velero#7828
    told = "https response error StatusCode: 403, api error AccessDenied: V4 authentication signed header not found: accept-encoding"
    assert of(told).findings[0].title == "Signed but not sent: accept-encoding"
    assert first("api error AccessDenied: Access Denied")[0] == "access-denied"


def test_a_clock_that_a_store_speaks_of_is_no_other_signature() -> None:
    # appsecco/breaking-and-pwning-apps-and-servers-aws-azure-training#14
    words = "Signature expired: 20240102T030000Z is now earlier than 20240102T032000Z (20240102T033500Z - 15 min.)"
    assert [*sure(f"GetCallerIdentity: api error SignatureDoesNotMatch: {words}").items()] == [
        ("clock-skew", "certain")
    ]
    assert "clock-skew" not in sure(f"api error SignatureDoesNotMatch: {MISMATCH}")


def test_a_checksum_that_a_store_asks_for_is_none_that_it_refuses() -> None:
    # velero-io/velero#7400
    asked = "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters"
    assert first(error("InvalidRequest", asked))[0] == "unknown-code"
    assert first(error("InvalidRequest", "Checksum Type provided is unsupported: crc64nvme"))[0] == "sdk-checksum"
    # fsspec/s3fs#380
    assert first(error("InvalidDigest", "StorageFabric: UNSIGNED-PAYLOAD PUT is not allowed"))[0] == "payload-hash"
