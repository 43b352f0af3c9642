"""Single facts about stores and schemes: each has a source, a request that it is about, and one on which it must be silent."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from answers import canonical, error, ibm_error, mismatch
from by_hand import ACCESS_KEY_ID, IBM_HOST, signed_url
from cases import AWS_KEYS, KEYS, NOW, aws, ibm, minio

from cosnb import parse, presign_post, verify
from cosnb.diagnosis import Diagnosis, Finding, diagnose
from cosnb.links.reading.meanings import SCHEMES

A, U, M = aws(), ibm(), minio()
DIGITS = "9b1c7d5e3f2a4b6c8d0e1f2a3b4c5d6e7f809112"
LAMBDA = "my-ap-123456789012.s3-object-lambda.eu-central-1.amazonaws.com"
EXPRESS = "logs--euc1-az1--x-s3.s3express-euc1-az1.eu-central-1.amazonaws.com"


def of(evidence: str, **given: Any) -> Diagnosis:
    return diagnose(evidence, **{"now": NOW, "progress": False, "budget": 20.0, **given})


def first(evidence: str, **given: Any) -> Finding:
    return of(evidence, **given).findings[0]


def loud(diagnosis: Diagnosis) -> set[str]:
    return {finding.id for finding in diagnosis.findings if finding.certainty != "possible"}


# The parameters as each service documents them for its signed URLs.
@pytest.mark.parametrize(
    ("url", "whose"),
    [
        (f"https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature={DIGITS}", "Google"),
        ("https://storage.googleapis.com/b/k?GoogleAccessId=a%40b.iam&Expires=1704170000&Signature=abc%3D", "Google"),
        ("https://d111111abcdef8.cloudfront.net/a.jpg?Expires=1704170000&Signature=a~b_&Key-Pair-Id=K2JCJMDEHXQW5F", "CloudFront"),
        ("https://files.example.com/a.jpg?Policy=eyJ_&Signature=a~b_&Key-Pair-Id=K2JCJMDEHXQW5F", "CloudFront (custom"),
        ("https://acct.blob.core.windows.net/c/b.txt?sv=2022-11-02&se=2024-01-03&sr=b&sp=r&sig=abc%3D", "Azure"),
        ("https://acct.blob.core.windows.net/c/b.txt?sig=abc%3D", "Azure"),
        ("https://b.oss-cn-hangzhou.aliyuncs.com/a.jpg?OSSAccessKeyId=LTAI5t&Expires=1704170000&Signature=abc%3D", "Alibaba"),
        (f"https://b.oss-cn-hangzhou.aliyuncs.com/a?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-signature={DIGITS}", "Alibaba"),
        (f"https://b-125.cos.ap-beijing.myqcloud.com/a?q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1%3B2&q-signature={DIGITS}", "Tencent"),
        ("https://b.obs.cn-north-4.myhuaweicloud.com/a?AccessKeyId=HW7X&Expires=1704170000&Signature=abc%3D", "Huawei"),
        (f"https://swift.example.com/v1/AUTH_a/c/o?temp_url_sig={DIGITS}&temp_url_expires=1704170000", "Swift"),
        ("https://objectstorage.eu-frankfurt-1.oraclecloud.com/p/AbCdEf/n/ns/b/bucket/o/a.txt", "Oracle"),
        ("https://f004.backblazeb2.com/file/bucket/a.txt?Authorization=4_005b", "Backblaze"),
        ("https://abc.supabase.co/storage/v1/object/sign/b/a.txt?token=eyJhbGciOi", "Supabase"),
        ("https://firebasestorage.googleapis.com/v0/b/x/o/a.txt?alt=media&token=0f1e2d3c", "Firebase"),
        ("https://files.example.com/a.jpg?CloudFront-Policy=eyJ_&CloudFront-Signature=a~b_", "CloudFront (signed"),
        ("https://a.blob.core.windows.net/c/b?sv=2022-11-02&skoid=7&ske=2024-01-03&sig=abc%3D", "Azure Storage (a user delegation"),
        (f"https://b.tos-cn-beijing.volces.com/a?X-Tos-Algorithm=TOS4-HMAC-SHA256&X-Tos-Signature={DIGITS}", "Volcengine"),
        ("https://b.ks3-cn-beijing.ksyuncs.com/a?KSSAccessKeyId=AKLT&Expires=1704170000&Signature=abc%3D", "Kingsoft"),
        (f"https://b.bj.bcebos.com/a?authorization=bce-auth-v1%2FAK%2F2024-01-02T03%3A04%3A05Z%2F600%2F%2F{DIGITS}", "Baidu"),
        ("https://cdn.example.com/a.jpg?e=1704170000&token=AK:abc%3D", "Qiniu"),
        (f"https://cdn.discordapp.com/attachments/1/2/a.png?ex=6593e1f5&is=65816cf5&hm={DIGITS}", "Discord"),
        ("https://x.sharepoint.com/_layouts/15/download.aspx?UniqueId=7&tempauth=eyJ0", "SharePoint"),
    ],
)  # fmt: skip
def test_a_link_of_another_scheme_is_named_and_not_judged(url: str, whose: str) -> None:
    diagnosis = of(url, credentials=KEYS)
    found = diagnosis.findings[0]
    assert (found.id, found.certainty) == ("other-scheme", "certain")
    assert whose in found.title
    assert loud(diagnosis) == {"other-scheme"}
    assert all(one.repaired_url is None for one in diagnosis.findings)
    assert whose.partition(" ")[0] in parse(url).problems[0]


def test_of_every_scheme_it_is_said_what_cannot_be_checked_and_where_to_look() -> None:
    for scheme in SCHEMES:
        assert all(text.endswith(".") for text in (scheme.unchecked, scheme.where)), scheme
        assert scheme.source
        assert scheme.names or scheme.host
    found = of(
        f"https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature={DIGITS}"
    ).findings[0]
    assert "private key" in found.explanation
    assert "gcloud" in found.fix


@pytest.mark.parametrize(
    "url",
    [
        U,
        f"{U}&token=abc",
        f"https://{IBM_HOST}/b/k?AWSAccessKeyId={ACCESS_KEY_ID}&Signature=abc%3D&Expires=1704170000&sig=1",
    ],
)
def test_a_link_of_s3_is_not_of_another_scheme(url: str) -> None:
    assert "other-scheme" not in {one.id for one in of(url).findings}
    assert parse(url).kind in ("query", "query-v2")


WHO = "User: arn:aws:iam::111122223333:user/lea is not authorized to perform: s3:GetObject on resource: "
OBJECT = '"arn:aws:s3:::my-bucket/a.txt" '


# "Troubleshoot access denied (403 Forbidden) errors in Amazon S3", S3 user guide.
@pytest.mark.parametrize(
    ("message", "id", "words"),
    [
        (f"{WHO}{OBJECT}because no identity-based policy allows the s3:GetObject action", "not-allowed", "no identity-based policy"),
        (f"{WHO}{OBJECT}because no VPC endpoint policy allows the s3:GetObject action", "not-allowed", "VPC endpoint"),
        (f"{WHO}{OBJECT}with an explicit deny in a service control policy", "explicit-deny", "service control"),
        (f"{WHO}{OBJECT}with an explicit deny in a resource-based policy", "explicit-deny", "resource-based"),
        (f"{WHO}{OBJECT}because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access",
         "public-access-blocked", "BlockPublicPolicy"),
        (f"{WHO.replace('s3:GetObject', 'kms:Decrypt')}{OBJECT}because no identity-based policy allows the kms:Decrypt action",
         "kms-denied", "kms:Decrypt"),
        ("Access Denied", "access-denied", "may not do this"),
    ],
)  # fmt: skip
def test_a_refusal_by_a_policy_says_which(message: str, id: str, words: str) -> None:  # noqa: A002
    found = first(A, response=error("AccessDenied", message))
    assert (found.id, found.certainty, found.stage) == (id, "certain", "permission")
    assert words in found.title


@pytest.mark.parametrize(
    ("code", "message", "id"),
    [
        ("AccessControlListNotSupported", "The bucket does not allow ACLs", "acl-not-supported"),
        ("ConditionalRequestConflict", "The conditional request cannot succeed", "conflict"),
        ("MalformedTrailerError", "The request contained trailing data that was not well-formed", "payload-mismatch"),
        ("InvalidClientTokenId", "The security token included in the request is invalid.", "unknown-access-key"),
        ("InvalidSignatureException", "The signature is wrong", "signature-mismatch"),
        # boto/s3transfer#327
        (
            "InvalidArgument",
            "Unsupported header 'x-amz-sdk-checksum-algorithm' received for this API call.",
            "sdk-checksum",
        ),
        # minio/minio#16159
        ("InvalidArgument", "Header value cannot be represented using ISO-8859-1.", "disposition-encoding"),
    ],
)
def test_a_code_means_its_cause(code: str, message: str, id: str) -> None:  # noqa: A002
    assert first(A, response=error(code, message)).id == id


def test_of_an_unknown_code_the_stores_own_words_are_the_title() -> None:
    found = first(A, response=error("InvalidArgument", "Part number must be an integer", ArgumentName="partNumber"))
    assert (found.id, found.certainty) == ("unknown-code", "likely")
    assert found.title == "The store answered InvalidArgument: Part number must be an integer (partNumber)"


SKEWED = "The difference between the request time and the current time is too large."


# gaul/s3proxy#648, noobaa/noobaa-core#8490
def test_a_store_that_judges_links_by_the_fifteen_minutes_of_headers_is_found_out() -> None:
    link, later = ibm(expires="86400"), NOW.replace(hour=9)
    answer = error("RequestTimeTooSkewed", SKEWED, ServerTime="2024-01-02T09:05:00Z")
    assert first(link, response=answer, now=later).id == "fifteen-minutes"
    ahead = error("RequestTimeTooSkewed", SKEWED, ServerTime="2024-01-02T12:05:00Z")
    assert first(link, response=ahead, now=later).id == "clock-skew"
    assert "fifteen-minutes" not in {one.id for one in of(U, response=answer, now=later).findings}


def test_a_short_life_is_part_of_the_advice() -> None:
    found = first(aws(expires="15"), credentials=AWS_KEYS, now=NOW.replace(minute=9))
    assert found.id == "expired"
    assert "longer than 15 s" in found.fix
    assert "clock" in found.fix
    assert found.repaired_url
    assert parse(found.repaired_url).expires == 300
    assert "clock" not in first(U, now=NOW.replace(day=3)).fix


# boto/boto3#4627
def test_a_multi_region_access_point_wants_sigv4a_and_no_other_region() -> None:
    url = aws(host="mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", region="us-east-1")
    wrong = "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-central-1'"
    diagnosis = of(url, credentials=AWS_KEYS, response=error("AuthorizationQueryParametersError", wrong))
    assert diagnosis.findings[0].id == "multi-region"
    assert "SigV4A" in diagnosis.findings[0].fix
    assert all(one.repaired_url is None for one in diagnosis.findings)
    assert first(A, credentials=AWS_KEYS, response=error("AuthorizationQueryParametersError", wrong)).id == "region"


def test_access_points_of_other_kinds_say_what_they_are_signed_with() -> None:
    assert first(aws(host=LAMBDA)).id == "service"
    assert "s3-object-lambda" in first(aws(host=LAMBDA)).fix
    assert "service" not in {one.id for one in of(aws(host=LAMBDA, service="s3-object-lambda")).findings}
    assert first(aws(host=EXPRESS)).id == "directory-bucket"
    assert "directory-bucket" not in {one.id for one in of(A).findings}


# treeverse/lakeFS#3613
def test_a_store_that_refuses_path_style_gets_a_url_with_the_bucket_in_front() -> None:
    url = signed_url(host="oss-cn-shanghai.aliyuncs.com", region="cn-shanghai")
    found = first(
        url, credentials=KEYS, response=error("SecondLevelDomainForbidden", "Please use virtual hosted style.")
    )
    assert found.id == "path-style-refused"
    assert found.repaired_url
    assert found.repaired_url.startswith("https://my-bucket.oss-cn-shanghai.aliyuncs.com/a.txt?")
    assert verify(found.repaired_url, KEYS, now=NOW)


V2 = f"https://my-bucket.s3.eu-west-1.amazonaws.com/a.txt?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=abc%3D&Expires={1704170000}"


def test_version_2_is_no_loud_cause_where_the_store_computed_it_itself() -> None:
    computed = error("SignatureDoesNotMatch", "…", StringToSign="GET\n\n\n1704170000\n/my-bucket/a.txt")
    assert "sigv2" not in loud(of(V2, response=computed))
    assert first(V2).id == "sigv2"
    assert "existing buckets" in first(V2).explanation


# minio/minio#6546 and InseeFrLab/s3-operator#132: Resource is the path that MinIO verified.
@pytest.mark.parametrize(
    ("path", "resource", "id"),
    [
        ("/dash/store/my-bucket/a.txt", "/my-bucket/a.txt", "path-prefix"),
        ("/my-bucket//a.txt", "/my-bucket/a.txt", "path-slash-lost"),
        ("/my-bucket//x//a.txt", "/my-bucket/x/a.txt", "path-slash-lost"),
    ],
)
def test_the_resource_in_an_answer_shows_what_became_of_the_path(path: str, resource: str, id: str) -> None:  # noqa: A002
    found = first(minio(path=path), response=error("SignatureDoesNotMatch", "…", Resource=resource))
    assert found.id == id
    assert f"Resource: {resource}" in found.evidence


@pytest.mark.parametrize("resource", ["/my-bucket/a.txt", "/", "/my-bucket", "a.txt"])
def test_a_resource_that_is_the_path_shows_nothing(resource: str) -> None:
    found = {one.id for one in of(M, response=error("SignatureDoesNotMatch", "…", Resource=resource)).findings}
    assert not found & {"path-prefix", "path-slash-lost", "path-changed"}


# anomalizer/ngx_aws_auth#87
def test_plus_signs_that_the_store_reads_as_spaces_are_respelt_and_keep_their_signature() -> None:
    url = aws(path="/a+b.txt", signed_path="/a%2Bb.txt")
    found = first(url, credentials=AWS_KEYS, response=mismatch(canonical(url, path="/a%20b.txt")))
    assert found.id == "path-plus"
    assert found.repaired_url == url.replace("a+b", "a%2Bb")
    assert verify(found.repaired_url, AWS_KEYS, now=NOW)


# boto/boto3#4322
def test_a_redirect_of_a_new_bucket_gets_a_url_for_the_host_that_arrived() -> None:
    url, there = aws(host="my-bucket.s3.amazonaws.com"), "my-bucket.s3.eu-central-1.amazonaws.com"
    found = first(url, credentials=AWS_KEYS, response=mismatch(canonical(url, host=there)))
    assert found.id == "host-changed"
    assert found.repaired_url
    assert found.repaired_url.startswith(f"https://{there}/a.txt?")
    elsewhere = first(url, credentials=AWS_KEYS, response=mismatch(canonical(url, host="proxy.example.com")))
    assert elsewhere.repaired_url is None


def form(**changed: str) -> str:
    made = presign_post("my-bucket", "a.txt", endpoint="eu-central-1", credentials=AWS_KEYS, now=NOW, expires=600)
    return json.dumps({"url": made.url, "fields": {**made.fields, **changed}})


# minio/minio-py#1281
def test_a_policy_that_python_printed_as_bytes_is_proven() -> None:
    policy = json.loads(form())["fields"]["policy"]
    for printed in (f"b{policy}", f"b'{policy}'"):
        found = first(form(policy=printed), credentials=AWS_KEYS, method="POST")
        assert (found.id, found.certainty) == ("policy-text", "proven")
        assert "decode" in found.fix
        assert policy not in f"{found.evidence}{found.title}"
    assert of(form(), credentials=AWS_KEYS, method="POST").findings == ()


# minio/minio#19652
def test_a_form_of_version_2_is_named() -> None:
    fields = {"key": "a.txt", "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE", "policy": "e30=", "signature": "abc="}
    words = (
        'Each form field must appear in the list of policy conditions. "AWSAccessKeyId" not specified in the policy.'
    )
    found = first(
        json.dumps({"url": "http://localhost:9000/photos", "fields": fields}), response=error("AccessDenied", words)
    )
    assert found.id == "form-v2"
    assert "s3v4" in found.fix
    assert "form-v2" not in {one.id for one in of(form()).findings}


# aws/aws-sdk-go-v2#1954
def test_a_signed_length_is_named_before_the_secret_and_found_with_the_keys() -> None:
    url = ibm(method="PUT", headers={"content-length": "100"})
    echo = mismatch(canonical(url, method="PUT", headers={"content-length": "48213"}))
    without = first(url, method="PUT", response=echo)
    assert (without.id, without.certainty) == ("signed-values", "likely")
    assert "content-length: 48213" in without.title
    found = first(url, method="PUT", response=echo, credentials=KEYS)
    assert (found.id, found.certainty) == ("signed-header", "proven")
    assert "content-length: 100" in found.title


def test_an_empty_list_of_signed_headers_is_the_cause_of_an_unsigned_host() -> None:
    # brendanhay/amazonka#272
    url = re.sub("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", A)
    answer = error(
        "AccessDenied", "There were headers present in the request which were not signed", HeadersNotSigned="host"
    )
    assert first(url, response=answer).id == "host-not-signed"
    named = first(A, response=error("AccessDenied", "There were headers present in the request which were not signed",
                                    HeadersNotSigned="x-amz-acl"))  # fmt: skip
    assert named.title == "Sent but not signed: x-amz-acl"


def test_an_expired_url_of_ibm_is_not_called_accepted() -> None:
    found = first(U, response=ibm_error("AccessDenied", "Access Denied"), now=NOW.replace(day=5))
    assert found.id == "expired"


# What stores do in their own way is known by running them: stores.json.
HASH = {"x-amz-content-sha256": "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7"}
REFUSED = {"status": 403, "headers": {}, "body": error("SignatureDoesNotMatch", "")}


@pytest.mark.parametrize(
    ("store", "said", "found"),
    [
        ("seaweedfs", {}, True),
        (None, {"Server": "SeaweedFS 8000GB 4.48"}, True),
        ("ministack", {}, True),
        ("rclone", {}, True),
        ("swift", {}, False),
        (None, {"X-Openstack-Request-Id": "tx0af25f6050354981a9c9e-006b0e0b9f"}, False),
        (None, {}, False),
    ],
)
def test_a_store_that_ignores_the_hash_of_a_body_refuses_a_right_link(
    store: str | None, said: Any, found: bool
) -> None:
    url = minio(method="PUT", headers=HASH, payload=HASH["x-amz-content-sha256"])
    answer = {**REFUSED, "headers": said}
    got = first(url, credentials=KEYS, method="PUT", headers=HASH, response=answer, provider=store)
    assert (got.id, got.certainty) == ("store-habit" if found else "changed-on-the-way", "likely")
    assert ("whatever x-amz-content-sha256 says" in got.title) == found
    plain = of(minio(), credentials=KEYS, method="GET", response=answer, provider=store)
    assert "store-habit" not in {finding.id for finding in plain.findings}


def test_a_store_that_takes_a_link_before_its_time_is_not_said_to_refuse_it() -> None:
    early = NOW - timedelta(hours=1)
    assert "not-yet-valid" in loud(of(M, provider="minio", now=early))
    assert "not-yet-valid" not in loud(of(M, provider="swift", now=early))


def test_whether_a_header_must_be_signed_depends_on_the_store_and_its_release() -> None:
    sent = {"method": "PUT", "headers": {"x-amz-acl": "private"}}
    certainty = {
        store: {finding.id: finding.certainty for finding in of(M, provider=store, **sent).findings}.get(
            "unsigned-headers"
        )
        for store in ("aws", "ceph", "rclone", "juicefs", "ministack")
    }
    assert certainty == {"aws": "certain", "ceph": "likely", "rclone": "likely", "juicefs": None, "ministack": None}


def test_a_store_that_takes_any_session_token_is_named() -> None:
    url = aws(token="FwoGZXIvYXdz/+==EXAMPLE")
    for store in ("ceph", "aws"):
        evidence = "\n".join(finding.evidence for finding in of(url, provider=store).findings)
        assert ("Ceph RGW takes one that is not on record" in evidence) == (store == "ceph")
