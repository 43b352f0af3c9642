"""What is common in public threads that were found after the rules: each kind with a counter-case that stays silent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from answers import MISMATCH, error
from cases import KEYS, NOW, aws, ibm

from cosnb.diagnosis import Diagnosis, diagnose

U, A = ibm(), aws()
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


def test_the_region_that_a_store_expects_is_read_at_the_end_of_a_text() -> None:
    # aws/aws-cli#2954
    told = "An error occurred (AuthorizationHeaderMalformed) when calling ListBuckets: the region 'us_a' is wrong; expecting 'us-a'"
    assert "'us-a'" in of(told).findings[0].fix
    # siderolabs/omni#98
    none = "api error AuthorizationHeaderMalformed: The authorization header is malformed; a non-empty region must be provided"
    assert of(none).findings[0].title.endswith("an empty one")


def test_a_signed_header_that_a_store_did_not_find_is_named() -> None:
    # velero-io/velero#7828
    told = "https response error StatusCode: 403, api error AccessDenied: V4 authentication signed header not found: accept-encoding"
    assert of(told).findings[0].title == "Signed but not sent: accept-encoding"
    assert first("api error AccessDenied: Access Denied")[0] == "access-denied"


def test_a_page_that_is_linked_and_an_answers_own_address_are_no_request() -> None:
    # minio/minio#8606
    told = (
        "I run the [example](https://docs.min.io/docs/java.html#presignedPostPolicy)\n<Location>https://play.min.io/b/a.png</Location>\n"
        + error("PostPolicyInvalidKeyName", "Invalid according to Policy: Policy Condition failed")
    )
    assert [*sure(told).items()] == [("policy-violated", "certain")]
    page = "https://docs.min.io/docs/java.html"
    assert first(page) == first(page.replace("docs.min.io", "files.example.com"))  # alone it is what was pasted


def test_a_string_inside_a_string_of_json_is_unescaped() -> None:
    # lsky-org/lsky-pro#683
    inner = ERROR.replace('"', '\\"').replace("</", "<\\/").replace("\n", "\\n")
    log = (
        '[23:08] LOG.error: {"message":"Error executing \\"PutObject\\" on \\"https:\\/\\/files.example.cn:9000\\/b%2Fdata\\/a.jpg\\";'
        f' 403 Forbidden {inner}"}}'
    )
    assert "json-escaped" not in sure(log)
    assert sure('"https:\\/\\/files.example.cn:9000\\/b\\/a.jpg?' + U.partition("?")[2])["json-escaped"] == "certain"


def test_a_bucket_with_a_folder_behind_it_is_named() -> None:
    # lsky-org/lsky-pro#683, aws/aws-sdk-java#3085
    assert first(error("SignatureDoesNotMatch", MISMATCH, BucketName="b%2Fdata", Key="a.jpg"))[0] == "bucket-name"
    assert first(error("SignatureDoesNotMatch", MISMATCH, BucketName="b", Key="data/a.jpg"))[0] == "signature-mismatch"


SIGNED_NAMES = "accept-encoding;content-md5;host;x-amz-content-sha256;x-amz-date"
TRACE = (
    f"{ERROR}\n[REQUEST s3.PutObject]\nPUT /blog/2.jpg\nProto: HTTP/1.1\nHost: minio.example.icu\nCdn-Loop: cloudflare\n"
    f"Authorization: AWS4-HMAC-SHA256 Credential=k/20240102/rex/s3/aws4_request, SignedHeaders={SIGNED_NAMES}, Signature="
)


def test_of_a_trace_that_is_cut_off_no_header_is_missed() -> None:
    # minio/minio#15506
    assert first(TRACE + "714873ceee") == ("rewritten-header", "likely")
    assert first(TRACE + "a" * 64)[0] == "signed-header-missing"


MC = (
    "mc: <DEBUG> HEAD /course/ HTTP/1.1\nHost: ***\nUser-Agent: MinIO minio-go/v7.0.11\nAuthorization: ***\n"
    "X-Amz-Date: 20240102T030405Z\n\nmc: <DEBUG> HTTP/1.1 403 Forbidden\nContent-Length: 372\nCf-Cache-Status: BYPASS\n"
    'Expect-Ct: report-uri="https://report-uri.cloudflare.com/cdn-cgi/beacon"\nServer: cloudflare\nX-Amz-Request-Id: 16D9\n'
)


def test_a_cdn_that_makes_get_of_head_is_seen_by_its_answer() -> None:
    # minio/minio#14484
    assert first(MC) == ("head-turned", "likely")
    for other in (MC.replace("BYPASS", "DYNAMIC"), MC.replace("HEAD /", "GET /"), MC.replace("Cf-Cache", "Old-Cache")):
        assert "head-turned" not in sure(other)
    assert "unsigned" not in sure(MC)
    assert "unsigned" in sure(MC.replace("Authorization: ***\n", ""))


def test_the_argument_of_a_client_is_no_address_that_it_asks() -> None:
    # s3tools/s3cmd#675, aws/aws-cli#2883
    header = (
        "Host: s3.amazonaws.com\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240102/us-east-1/s3/aws4_request,"
        f"SignedHeaders=host;x-amz-date,Signature={'a' * 64}\nx-amz-date: 20240102T030405Z\n"
    )
    assert "host-changed" not in sure(f"$ s3cmd --debug ls s3://cloud\n{header}")
    assert sure(f"see https://other.example.com/cloud\n{header}")["host-changed"] == "certain"
    assert "s3-uri" not in sure(
        "aws --debug --endpoint-url http://s3.us-east-2.amazonaws.com:80 s3 ls s3://\nresults in a 403"
    )
    assert sure("s3://bucket/key")["s3-uri"] == "certain"


def logged(**headers: str) -> str:
    values = "".join(f',"{name}":["{value}"]' for name, value in headers.items())
    return (
        '[2024-01-02T03:04:05Z] [ERROR] {"method":"POST","reqURI":"/general/a.iso?uploads=","header":{"Authorization":["AWS4-HMAC-SHA256 '
        "Credential=k/20240102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date;x-amz-meta-user.origin, "
        f'Signature={"a" * 64}"],"Host":["minio"],"X-Amz-Date":["20240102T030405Z"]{values}}}}} {MISMATCH}'
    )


def test_the_log_of_minio_is_a_request_with_its_headers() -> None:
    # minio/minio#5571: nginx drops headers with a dot in their name
    assert of(logged()).findings[0].title == "Signed but not sent: x-amz-meta-user.origin"
    assert "signed-header-missing" not in sure(logged(**{"X-Amz-Meta-User.origin": "x"}))


def signed_by(
    host: str = "s3.example.com", path: str = "/test/a.pdf", seen: str = "bytes=-8", second: str = "16"
) -> str:
    return f"GET\n{path}\n\nhost:{host}\nrange:{seen}\nx-amz-date:20240102T0305{second}Z\n\nhost;range;x-amz-date\n{'e' * 64}"


def pasted(own: str) -> str:
    return f"the store's:\n<CanonicalRequest>{signed_by()}</CanonicalRequest>\n\nthe library's:\n```\n{own}\n```\n"


def test_a_client_s_own_canonical_request_is_compared_with_the_store_s() -> None:
    # bradenmacdonald/s3-lite-client#6, aws/aws-cli#9682
    assert first(pasted(signed_by("s3.example.com:443"))) == ("host-port", "certain")
    assert first(pasted(signed_by("inside:9000"))) == ("host-changed", "certain")
    assert first(pasted(signed_by(seen="bytes=0-8")))[0] == "header-changed"
    assert first(pasted(signed_by(path="/test/b.pdf")))[0] == "path-changed"
    # The same one, and that of another request.
    for other in (signed_by(), signed_by("s3.example.com:443", second="17")):
        assert first(pasted(other)) == ("signature-mismatch", "likely")
    # One of two in the same second is what the store computed.
    assert first(pasted(f"{signed_by(path='/test/b.pdf')}\n\n{signed_by()}"))[0] == "signature-mismatch"


NGINX = "location / {\n  proxy_buffering off;\n  proxy_pass http://minio;\n}\n"
APACHE = "  ProxyRequests Off\n  ProxyPass / http://localhost:9000/\n"
GO = "operation error S3: ListBuckets, https response error StatusCode: 403, RequestID: 18, api error SignatureDoesNotMatch: "
PUT = "url = client.get_presigned_url(method = 'PUT')\nI pasted it in the browser"
NAMES = "`ContentDisposition.inline('02 Kick 88  - .wav')`"
TOLD = {
    # minio/minio#5298
    "nginx": (f"{NGINX}{ERROR}", "host-changed", NGINX.replace("proxy_buffering off", "proxy_set_header Host $host")),
    "Apache": (f"{APACHE}{ERROR}", "host-changed", APACHE.replace("Requests Off", "PreserveHost On")),
    # siyuan-note/siyuan#14223, hashicorp/terraform#36412
    "Cloudflare": (f"behind a cloudflare proxy: {GO}{MISMATCH}", "rewritten-header", "stored at Cloudflare R2"),
    # minio/minio#19728
    "a browser": (f"{PUT}\n{ERROR}", "method", PUT.replace("pasted", "sent it by fetch('…') as pasted")),
    # shrinerb/shrine#355, rails/rails#55158
    "two spaces": (f"{NAMES}\n{ERROR}", "header-changed", NAMES.replace("  ", " ")),
}


@pytest.mark.parametrize(("text", "id_", "counter"), TOLD.values(), ids=TOLD)
def test_the_words_around_a_refused_request_name_what_is_known_of_them(text: str, id_: str, counter: str) -> None:
    assert first(text) == (id_, "likely")
    assert first(f"{counter}\n{GO}{MISMATCH}") == ("signature-mismatch", "likely")
    # Nothing of it is said where the store refused for another reason, or nobody says that it did.
    for told in (error("AccessDenied", "Access Denied"), ""):
        assert id_ not in sure(text.replace(ERROR, told).replace(GO + MISMATCH, told))


def test_the_names_that_somebody_set_in_brackets_and_bold_type_end_no_link() -> None:
    # aws/aws-sdk-java#1680
    unsigned = error(
        "AccessDenied", "There were headers present in the request which were not signed", HeadersNotSigned="host"
    )
    link = (
        "https://<**_bucket_**>.s3.amazonaws.com/<**_key_**>?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240102T030405Z"
        "&X-Amz-SignedHeaders=content-type%253Bhost&X-Amz-Expires=1799&X-Amz-Credential=<**_value_**>&X-Amz-Signature=<**_value_**>"
    )
    assert first(f'{unsigned}\nThe url is "{link}"') == ("double-encoded", "certain")
    assert first(f'{unsigned}\nThe url is "{link.replace("%25", "%")}"') == ("unsigned-headers", "certain")


def test_a_method_and_a_status_in_bold_type_are_read() -> None:
    # rustfs/rustfs#5840
    told = (
        "Presigned `HEAD` requests return **403**, and the same URL is fine with `GET`:\n"
        "https://store.example.com/<bucket>/<key>?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=...&X-Amz-Date=...&X-Amz-Expires=3600"
        "&X-Amz-SignedHeaders=host&X-Amz-Signature=...\n"
    )
    assert first(told) == ("method", "likely")
    assert "method" not in sure(told.replace("HEAD", "GET"))


def test_a_store_that_compared_a_signature_of_version_2_takes_it() -> None:
    # minio/minio#5031
    sent = (
        "403 Signature we calculated does not match the signature you provided\n"
        "PUT /test/passwd?AWSAccessKeyId=K&Expires=1804164700&Signature=RtBNipQzqyx7tkh%2BvKMOoixIfCQ%3D HTTP/1.1\n"
        "host: store.example.net\ncontent-type: false\n"
    )
    assert [*sure(sent).items()] == [("content-type-v2", "likely"), ("sigv2", "possible")]
    assert first(sent.replace("store.example.net", "account.r2.cloudflarestorage.com"))[0] == "sigv2"


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


def test_a_word_in_capitals_stands_for_a_bucket() -> None:
    # mhart/aws4fetch#35
    stand_in, odd = (A.replace("my-bucket", "BUCKET_NAME"), A.replace("my-bucket", "MyBucket"))
    assert stand_in != A
    assert not {"host-case", "bucket-name"} & {*sure(stand_in)}
    assert sure(odd)["host-case"] == "likely"


@pytest.mark.parametrize(("text", "id_"), [(NGINX, "host-changed"), (PUT, "method")], ids=["nginx", "a browser"])
def test_keys_lose_nothing_of_what_the_words_tell(text: str, id_: str) -> None:
    link = ibm(host="files.example.com", method="PUT" if id_ == "method" else "GET")
    told = of(f"{text}\n{ERROR}\n{link}", credentials=KEYS)
    assert (told.findings[0].id, told.findings[0].certainty) == (id_, "likely")
    # A signature that the keys do not make is the first thing to say.
    assert of(f"{text}\n{ERROR}\n{link[:-8]}00000000", credentials=KEYS).findings[0].id != id_


def test_a_proxy_that_sends_the_name_which_was_signed_changes_nothing() -> None:
    link = ibm(host="files.example.com")
    same, other = (f"{NGINX.replace('minio', name)}{ERROR}\n{link}" for name in ("files.example.com", "minio:9000"))
    assert sure(other)["host-changed"] == "likely"
    assert "host-changed" not in sure(same)
