"""Kinds of pastes that public issues have, found after the rules were written: each with a counter-case that stays silent."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from urllib.parse import unquote

import pytest
from answers import MISMATCH, canonical, error
from cases import AWS_KEYS, KEYS, NOW, aws, ibm

from cosnb import Credentials, parse, sigv4
from cosnb.diagnosis import Diagnosis, diagnose

U, A = ibm(), aws()
LATER = NOW.replace(year=2030)


def of(text: str, **given: object) -> Diagnosis:
    return diagnose(text, **{"now": NOW, "progress": False, **given})  # type: ignore[arg-type]


def sure(found: Diagnosis) -> dict[str, str]:
    return {one.id: one.certainty for one in found.findings}


def test_an_old_answer_about_something_else_is_not_explained_by_the_clock_of_today() -> None:
    # minio/minio#5630: the answer is SignatureDoesNotMatch, so the store still judged the signature
    found = of(f"{U}\n{error('SignatureDoesNotMatch', MISMATCH)}", now=LATER)
    assert [*sure(found).items()] == [("signature-mismatch", "likely"), ("expired", "possible")]
    assert [*sure(of(U, now=LATER)).items()] == [("expired", "certain")]
    assert of(f"{U}\n{error('AccessDenied', 'Access Denied')}", now=LATER).findings[0].id == "expired"


def test_the_time_of_an_answer_says_whether_the_link_was_over_by_then() -> None:
    denied = {"status": 403, "body": error("AccessDenied", "Access Denied")}
    then = of(U, response={**denied, "headers": {"Date": "Tue, 02 Jan 2024 03:05:00 GMT"}}, now=LATER)
    assert [*sure(then).items()] == [("access-denied", "likely"), ("expired", "possible")]
    late = of(U, response={**denied, "headers": {"Date": "Tue, 02 Jan 2029 03:05:00 GMT"}}, now=LATER)
    assert sure(late)["expired"] == "certain"


ERROR = error("SignatureDoesNotMatch", MISMATCH)
PIECES = {
    # minio/minio#5630
    "cut off": "<Error>\n<Code>SignatureDoesNotMatch</Code>\n<Message>\nThe request signature we calculated does not match\n"
    "</Message>\n<SignatureProvided>\n78ef\n</SignatureProvided>",
    # aws/aws-sdk-net#282
    "tags that a forum lets through": ERROR.replace("</", "<-/").replace("<E", "<-E").replace("<C", "<-C"),
    # johnlui/AliyunOSS#20
    "no root": ERROR.partition("<Error>")[2].partition("<HostId>")[0],
    "tags escaped for a page": ERROR.replace("<", "&lt;").replace(">", "&gt;"),
    "tags escaped in JSON": 'body: "' + ERROR.replace("<", "\\u003c").replace(">", "\\u003e"),
}


@pytest.mark.parametrize("answer", PIECES.values(), ids=PIECES)
def test_an_error_in_pieces_is_the_stores_answer(answer: str) -> None:
    for text in (answer, f"{U}\n\n{answer}\nwhat now?", f"{answer}\n\nthat was {U} of today"):
        found = of(text)
        assert [*sure(found).items()] == [("signature-mismatch", "likely")]
        assert found.request.wire == (U if U in text else "")


@pytest.mark.parametrize("text", ["<Code>of conduct</Code>", "<Code>Python</Code>", "see <Code> and <Message>"])
def test_what_only_looks_like_a_piece_of_an_error_is_none(text: str) -> None:
    assert [*sure(of(text)).items()] == [("no-url", "certain")]
    assert not of(f"{U}\n<p>{text}").findings


def test_a_content_type_among_the_parameters_is_no_late_addition() -> None:
    # minio/minio#5630: JavaScript's SDK 2 writes Content-Type into the query, and signs it
    link = ibm(query=(("Content-Type", "image/png"),))
    assert "extra-parameters" not in sure(of(link, response=ERROR))
    assert sure(of(f"{U}&Content-Type=image%2Fpng"))["extra-parameters"] == "likely"


SIGNED = f"Credential={KEYS.access_key_id}/20240102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature={'a1' * 32}"
TRACE = f"""[REQUEST objectAPIHandlers.GetObjectHandler-fm] [155972871.067774] [2024-01-02 03:05:00 +0000]
GET /my-bucket/a.txt
Host: minio.example.com:9000
X-Amz-Date: 20240102T030500Z
Authorization: AWS4-HMAC-SHA256 {SIGNED}
Connection: close

<BODY>

[RESPONSE] [155972871.067774] [2024-01-02 03:05:00 +0000]
403 Forbidden
Server: MinIO
X-Amz-Request-Id: 15A544FFA16B3D2C
"""


@pytest.mark.parametrize("indent", ["", " "])
@pytest.mark.parametrize("body", ["", f"\n{ERROR}\n"])
def test_the_trace_of_a_server_is_a_request_and_its_answer(body: str, indent: str) -> None:
    # minio/minio#6805, #7736, #19633
    found = of(TRACE.replace("\n", f"\n{indent}") + body, now=LATER)
    assert (found.request.method, str(found.request.url)) == ("GET", "https://minio.example.com:9000/my-bucket/a.txt")
    assert {name for name, _ in found.request.headers} == {"Host", "X-Amz-Date", "Authorization", "Connection"}
    assert found.findings[0].id == ("signature-mismatch" if body else "no-reason")
    assert not sure(found).keys() & {"unsigned-headers", "payload-mismatch"}
    assert "status 403" in " ".join(found.checked)
    loose = TRACE.replace("Connection: close", "X-Amz-Meta-A: 1") + body
    assert "unsigned-headers" in sure(of(loose, now=LATER))


def test_the_trace_of_a_presigned_link_has_the_host_of_its_header() -> None:
    # minio/minio#6546
    target = "/" + U.split("/", 3)[3]
    text = TRACE.replace("/my-bucket/a.txt", target).replace(f"Authorization: AWS4-HMAC-SHA256 {SIGNED}\n", "")
    assert of(text).request.wire == f"https://minio.example.com:9000{target}"
    assert of(f"GET {target}\nis all I have").request.host == ""


def test_what_was_taken_is_not_refused_for_its_age() -> None:
    # minio/minio#19633: the trace of a request that was answered 200
    assert sure(of(TRACE.replace("403 Forbidden", "200 OK"), now=LATER)) == {"header-too-old": "possible"}
    alone = TRACE.partition("\n<BODY>")[0]
    assert sure(of(alone, now=LATER))["header-too-old"] != "possible"


WORDS = {
    # hashicorp/terraform#26594, aws-sdk-go 1
    "Go": f"[DEBUG] Validate Response s3/GetObject failed, error SignatureDoesNotMatch: {MISMATCH}\n\tstatus code: 403, request id: x",
    # dzikoysk/reposilite#2366
    "Java": f"software.amazon.awssdk.services.s3.model.S3Exception: {MISMATCH} (Service: S3, Status Code: 403, Request ID: null)",
    # distribution/distribution#1288
    "a registry": f'level=error msg="response completed with error" err.code=UNKNOWN err.detail="{MISMATCH}" err.message="unknown error"',
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_words_of_a_store_are_read_where_its_code_stands_elsewhere_or_nowhere(words: str) -> None:
    for text in (words, f"{U}\n{words}"):
        assert [*sure(of(text)).items()] == [("signature-mismatch", "likely")]
    assert "signature-mismatch" not in sure(
        of(f"{U}\n" + words.replace("not match", "match").replace("DoesNotMatch", "Matches"))
    )


TO_SIGN = "PUT\n\ntext/plain\n\nx-amz-date:Tue, 02 Jan 2024 03:05:00 GMT\n/my-bucket/a.txt"


@pytest.mark.parametrize(
    "to_sign", [TO_SIGN, f"AWS4-HMAC-SHA256\n20240102T030500Z\n20240102/us-east-1/s3/aws4_request\n{'7e' * 32}"]
)
def test_a_request_whose_signature_the_store_repeats_was_signed(to_sign: str) -> None:
    # TTLabs/EvaporateJS#88: the signature was sent in a header, which the log does not show
    url = "https://my-bucket.s3.amazonaws.com/a.txt"
    answer = error("SignatureDoesNotMatch", MISMATCH, AWSAccessKeyId="AKIAIOSFODNN7EXAMPLE\n", StringToSign=to_sign,
                   SignatureProvided="d1JrURO9ezOUHCDrhSH0fP424dI\n=")  # fmt: skip
    found = of(f"PUT {url}\nResponse:\n{answer}")
    assert found.findings[0].id == "signature-mismatch"
    assert "not the one in the URL" not in found.findings[0].evidence
    assert {one.certainty for one in found.findings[1:]} <= {"possible"}
    assert "unsigned" not in sure(found)
    assert sure(of(f"PUT {url}\n{error('AccessDenied', 'Access Denied')}"))["unsigned"] == "likely"


def test_a_url_that_a_client_tells_of_may_be_signed_in_a_header() -> None:
    # duckdb/duckdb#4982, #7698: keys were set; a text that shows neither keys nor parameters of S3 says less
    url = "https://h.r2.cloudflarestorage.com/delta/?list-type=2&prefix=lineitem%2F"
    told = f"duckdb.Error: Invalid Error: HTTP GET error on '{url}' (HTTP 403)"
    for text in (told, told.replace("list-type=2&", "") + "\nSET s3_access_key_id='AKIA';"):
        assert sure(of(text)) == {"header-unseen": "possible", "no-reason": "possible"}
    assert sure(of(told.replace("list-type=2&", "")))["unsigned"] == "likely"
    assert sure(of(url))["unsigned"] == "certain"
    assert sure(of(f"curl '{url}'"))["unsigned"] == "certain"


def test_an_address_that_is_cut_short_may_be_signed_where_it_ends() -> None:
    # huggingface/huggingface_hub#4430, huggingface/datasets#8328
    denied = error("AccessDenied", "Access Denied")
    text = f"403 Forbidden\nCannot access content at: https://cdn.example.com/...\n{denied}"
    assert "unsigned" not in sure(of(text))
    assert sure(of(text.replace("/...", "/a.txt")))["unsigned"] == "likely"


def test_a_command_between_backticks_is_one() -> None:
    # OpenNeuroOrg/openneuro#3690
    assert of(f"it is a 403\n\n`wget {U}`").findings[0].id == "shell-unquoted"
    assert not of(f"I ran `wget '{U}'` and it was fine").findings


def test_the_address_of_a_document_type_is_no_request() -> None:
    # distribution/distribution#2178
    page = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/loose.dtd">\n<html>Forbidden</html>'
    assert "unsigned" not in sure(of(f"5. I receive a 403 Forbidden status\n{page}"))
    assert of(f"as in http://www.w3.org/TR/html4/loose.dtd\n{page}").request.host == "www.w3.org"


def test_a_hash_that_a_store_misses_is_named() -> None:
    # cmliu/CF-Workers-docker.io#90
    assert of(error("InvalidRequest", "Missing x-amz-content-sha256")).findings[0].id == "content-sha256-missing"
    assert of(error("InvalidRequest", "Missing x-amz-date")).findings[0].id != "content-sha256-missing"


BLOTTED = {
    # aws/aws-sdk-go-v2#3528, aws/aws-sdk-js-v3#7006, aws/aws-cli#4922
    "a word": (U[:-64] + "redacted", "signature"),
    "stars": (U[:-64] + "*" * 12, "signature"),
    "crosses": (U[:-64] + "x" * 64, "signature"),
    "three dots": (U[:-64] + "...", "signature"),
    "its middle": (U[:-50] + "..." + U[-6:], "signature"),
    "the key id": (U.replace("=0123456789abcdef0123456789abcdef%2F", "=****%2F"), "access key id"),
    "the bucket": (U.replace("/my-bucket/", "/MY_BUCKET_NAME/"), "bucket"),
}


@pytest.mark.parametrize("name", BLOTTED)
def test_what_was_blotted_out_is_no_fault(name: str) -> None:
    url, piece = BLOTTED[name]
    found = of(f"{url}\n{ERROR}")
    assert [*sure(found).items()] == [("signature-mismatch", "likely"), ("blotted", "possible")]
    assert found.findings[1].title.startswith(f"The {piece} ")
    for bucket in ("my-bucket", "hidden-files", "axxb", "m-y"):
        assert sure(of(f"{U.replace('my-bucket', bucket)}\n{ERROR}")) == {"signature-mismatch": "likely"}


def test_a_value_that_was_taken_out_ends_no_url() -> None:
    # aws/aws-sdk-net#158
    url = "https://my-bucket.s3.amazonaws.com/a.jpg?AWSAccessKeyId=<Access Key Removed>&Expires=1704170000&Signature=KDahwlD72RbAV1P%3D"
    assert sure(of(f"it fails in one browser\n{url}\n")) == {"sigv2": "likely", "blotted": "possible"}
    assert parse("see <https://h.example/a?b=<c> d").wire == "https://h.example/a?b=<c"


def test_what_a_program_left_out_is_a_fault() -> None:
    for url, name in (
        (U.replace("0123456789abcdef0123456789abcdef", "undefined"), "placeholder"),
        (U.replace("/my-bucket/", "/%3Cbucket%3E/"), "placeholder"),
        (U[:-30] + "...", "truncated"),
        (U[:-64], "truncated"),
        (U[:-64] + "vjbyPxybdZaNmGa%2ByT272YEAiv4vjbyPxybdZaNmGa0%3D", "signature-malformed"),
    ):
        assert sure(of(url)) == {name: "certain"}


G = aws(host="my-bucket.s3.amazonaws.com")
HOP = G.replace(".s3.", ".s3.eu-central-1.")
AT = "--2024-01-02 03:05:00--  "
WGET = (
    f"{AT}{G}\nHTTP request sent, awaiting response... 307 Temporary Redirect\nLocation: {HOP} [following]\n"
    f"{AT}{HOP}\nHTTP request sent, awaiting response... 403 Forbidden\n2024-01-02 03:05:00 ERROR 403: Forbidden.\n"
)
# aws/aws-cli#4658, #2424
HOPS = {
    "wget's log": WGET,
    "a command and its log": f'wget "{G}"\n{WGET}',
    "curl -vL": f"$ curl -vL '{G}'\n> GET /a.txt HTTP/1.1\n< HTTP/1.1 307 Temporary Redirect\n< location: {HOP}\n"
    f"< HTTP/1.1 403 Forbidden\n< server: AmazonS3\n\n{ERROR}",
}


@pytest.mark.parametrize("text", HOPS.values(), ids=HOPS)
def test_a_redirect_is_followed_through_the_text(text: str) -> None:
    for now in (NOW, LATER):
        found = of(text, now=now)
        assert (found.findings[0].id, found.findings[0].certainty) == ("redirected", "certain")
        assert "my-bucket.s3.eu-central-1.amazonaws.com" in found.findings[0].title
        assert "shell-unquoted" not in sure(found)
    same = text.replace(HOP, G.replace("https:", "http:"))
    assert "redirected" not in sure(of(same))
    assert "redirected" not in sure(of(text.replace("307", "200").replace("ocation:", "ooked up:")))


def test_the_link_that_an_unsigned_request_is_sent_on_to_is_the_one_that_failed() -> None:
    text = f"$ curl -vL 'https://registry.example/v2/blobs/7'\n< HTTP/1.1 307\n< location: {A}\n< HTTP/1.1 403 Forbidden\n\n{ERROR}"
    found = of(text)
    assert found.request.wire == A
    assert [*sure(found).items()] == [("signature-mismatch", "likely")]


COPIES = {
    "the path": A.replace("/a.txt", "/b.txt"),
    "the host": A.replace("my-bucket.", "other."),
    "the parameter X-Amz-Signature": A.partition("&X-Amz-Signature")[0],
    "the parameter X-Amz-Expires": A.replace("Expires=600", "Expires=700"),
}


@pytest.mark.parametrize("where", COPIES)
def test_two_copies_of_a_link_are_compared(where: str) -> None:
    text = f"my service printed {A}\nand the browser asked for {COPIES[where]}\n\n"
    found = {one.id: one for one in of(f"{text}{ERROR}").findings}["copies-differ"]
    assert found.certainty == "likely"
    assert found.title.endswith(f" in {where}")
    assert {one.certainty for one in of(text).findings if one.id == "copies-differ"} <= {"possible"}


@pytest.mark.parametrize(
    "other", [A, f'<a href="{A.replace("&", "&amp;")}">', f"{A[:90]}\n{A[90:]}", aws(path="/b.txt")]
)
def test_what_only_looks_like_another_copy_is_none(other: str) -> None:
    assert "copies-differ" not in sure(of(f"made {A}\nused {other}\n\n{ERROR}"))


CLIENTS = {
    # duckdb/duckdb#7122, #6382, duckdb/duckdb-wasm#699, dandi/dandi-cli#675
    "DuckDB": 'Error: IO Error: Unable to connect to URL "{}": 403 (Forbidden)',
    "prose": "{}\nit fires a HEAD request, which returns 403",
    "curl": "$ curl -I '{}'\nHTTP/1.1 403 Forbidden\n",
}


@pytest.mark.parametrize("words", CLIENTS.values(), ids=CLIENTS)
def test_a_client_that_asks_by_head_first_is_known(words: str) -> None:
    for now in (NOW, LATER):
        assert (one := of(words.format(U), now=now).findings[0]).id == "method"
        assert one.certainty == "likely"
    head = ibm(method="HEAD", query=(("x-id", "HeadObject"),))
    assert "method" not in sure(of(words.format(head)))
    assert "method" not in sure(of(words.format(U).replace("403", "404").replace("Forbidden", "Not Found")))


SAID = {
    # HHS/Head-Start-TTADP#370, TTLabs/EvaporateJS#491
    "credential-malformed": 'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD"',
    # aws/aws-sdk-js-v3#3906
    "unsigned-headers": "<Message>There were headers present in the request which were not signed</Message>",
    # waynehoover/s3_direct_upload#107
    "policy-violated": 'Invalid according to Policy: Policy Condition failed: ["starts-with", "$content-type", ""]',
    # henriblancke/neural-chat#2
    "no-reason": "botocore.exceptions.ClientError: An error occurred (403) when calling the HeadObject operation: Forbidden",
}


@pytest.mark.parametrize("name", SAID)
def test_a_sentence_of_a_store_is_its_answer(name: str) -> None:
    for text in (SAID[name], f"it said\n{SAID[name]}\nof {U}"):
        assert of(text).findings[0].id == name
    changed = (
        SAID[name].replace("Error parsing", "parsed").replace("not signed", "signed").replace("condition failed", "")
    )
    assert not of(
        f"{U}\n{changed.replace('headers present', '').replace('Invalid according to', 'the').replace('403', '7')}"
    ).findings


def test_a_broken_condition_of_a_policy_is_named() -> None:
    # aws/aws-sdk-js#1983, #1514, tj/node-s3-policy#8
    for said in (
        '["eq", "$Content-Type", "image/jpeg"]',
        '["starts-with"\n, "$Content-Type", ""]',
        r"[\"eq\", \"$Content-Type\", \"\"]",
    ):
        answer = error("AccessDenied", f"Invalid according to Policy: Policy Condition failed: {said}")
        assert of(answer).findings[0].title.endswith("its policy, about its field Content-Type")
    # aws/aws-sdk-php#3292
    assert (
        of("Invalid according to Policy: Extra input fields: bucket")
        .findings[0]
        .title.endswith("does not name the field bucket")
    )


def test_what_a_store_says_of_a_form_is_about_its_form() -> None:
    # nukulb/s3-angular-file-upload#1, danialfarid/ng-file-upload#654, #809
    for said in (
        "Bucket POST must contain a field named 'key'. If it is",
        "POST requires exactly one file upload per request.",
    ):
        for text in (said, f"InvalidArgument{said}", error("InvalidArgument", said)):
            assert sure(of(text)) == {"post-form": "certain"}
    assert "post-form" not in sure(of(error("InvalidArgument", "Argument key must be a field")))


def test_a_client_that_knows_s3_uris_has_made_a_request() -> None:
    # datalad/datalad#323
    assert of(f"$> datalad download-url s3://my-bucket/a.txt\n{ERROR}").findings[0].id == "signature-mismatch"
    assert sure(of("s3://my-bucket/a.txt")) == {"s3-uri": "certain"}


def test_the_headers_of_a_store_tell_who_answered() -> None:
    # DocSpring/libreconv#31
    head = "HTTP/1.1 403 Forbidden\nx-amz-request-id: 9A0D\nServer: AmazonS3\n"
    assert of(f"curl '{U}' --head\n{head}\n\nwhile it works without").findings[0].id == "method"
    assert of(f"{U}\n{head}\n\nwhile it works there").findings[0].id == "no-reason"
    page = "HTTP/1.1 403 Forbidden\nServer: nginx\n\n<html>no</html>"
    assert of(f"{U}\n{page}").findings[0].id == "not-the-store"


def test_a_request_target_has_no_scheme_to_lose() -> None:
    # minio/minio#3672, localstack/localstack#10844
    target = "/" + U.split("/", 3)[3]
    log = f'10.0.0.1 - - [02/Jan/2024:03:05:00 +0000] "GET {target} HTTP/1.1" '
    assert sure(of(f"{log}403 231")) == {"no-reason": "possible"}
    assert not of(f"{log}200 231").findings
    assert of(f'{log}403 231\n{{"Host":["s3.cable.im"]}}').request.host == "s3.cable.im"
    json = f'{{"path":"/a","query":"{U.partition("?")[2]}"}} cause=Signature does not match'
    assert sure(of(json)) == {"signature-mismatch": "likely"}
    bare = U.removeprefix("https://")
    assert sure(of(bare)) == {"no-scheme": "certain"}
    assert not of(f"the link is {bare} and it is fine").findings


def test_the_stamp_of_a_log_says_when_the_store_answered() -> None:
    # apache/arrow-rs-object-store#771
    words = 'url: "{}", status: 403, headers: {{"date": "{}", "server": "AmazonS3"}}'
    assert of(words.format(U, "Tue, 02 Jan 2024 03:05:00 GMT"), now=LATER).findings[0].id == "no-reason"
    assert sure(of(words.format(U, "Tue, 02 Jan 2029 03:05:00 GMT"), now=LATER))["expired"] == "certain"
    assert sure(of(words.format(U, "unknown"), now=LATER))["expired"] == "likely"


CORS = f"Access to XMLHttpRequest at '{U}' from origin 'http://localhost:3000' has been blocked by CORS policy: "
RULES = {
    "cors-preflight": "Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present",
    "cors-redirect": "Response to preflight request doesn't pass access control check: Redirect is not allowed for a preflight request.",
    "cors-hidden": "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
}


@pytest.mark.parametrize("name", RULES)
def test_what_a_browser_says_of_its_policy_is_said_as_such(name: str) -> None:
    text = f"{CORS}{RULES[name]}\nPUT {U[:80]}... net::ERR_FAILED 403 (Forbidden)"
    found = of(text)
    assert [*sure(found).items()] == [(name, "likely")]
    assert found.request.wire == U
    assert of(text, now=LATER).findings[0].id == name


def test_a_policy_that_is_only_spoken_of_is_no_answer() -> None:
    assert not of(f"{U}\nthe CORS policy of the bucket allows it").findings
    forbidden = error("AccessForbidden", "CORSResponse: This CORS request is not allowed.")
    assert sure(of(U, response=forbidden)) == {"cors-preflight": "certain"}
    assert "cors-preflight" not in sure(of(U, response=error("AccessForbidden", "No.")))


def test_a_link_to_a_manual_is_not_the_request_that_the_store_repeats() -> None:
    query = U.partition("?")[2].partition("&X-Amz-Signature=")[0]
    host = U.split("/")[2]
    received = f"GET\n/my-bucket/a.txt\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    answer = error(
        "SignatureDoesNotMatch",
        MISMATCH,
        CanonicalRequest=received,
        SignatureProvided="a1" * 32,
        StringToSign="AWS4-HMAC-SHA256",
    )
    found = of(f"as in https://docs.example.com/presigning\n{answer}")
    assert found.request.host == host
    assert "unsigned" not in sure(found)
    assert of(f"as in https://docs.example.com/presigning\n{ERROR}").request.host == "docs.example.com"


SESSION = aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="IQoJb3JpZ2luX2VjE", expires="604800")
OVER = error("ExpiredToken", "The provided token has expired.")


@pytest.mark.parametrize(
    "form", ["{}\n{}", "with {} I get:\n{}", "An error occurred (ExpiredToken) calling GetObject\n{}"]
)
def test_an_expired_token_is_the_clock_of_the_session_not_that_of_the_link(form: str) -> None:
    # boto/boto3#2392, #3079, aws-sdk-go-v2#1557
    found = of(form.format(SESSION, OVER))
    assert sure(found) == {"token-expired": "certain"}
    assert found.findings[0].title.endswith("while its own expiry runs until 2024-01-09 03:04:05 UTC")
    assert not of(form.format(SESSION, OVER), now=LATER).findings[0].title.endswith("UTC")
    # fog/fog-google#264: a link of no session has one clock
    assert "token-expired" not in sure(of(f"{U}\n{OVER}".replace(U, ibm(host="storage.googleapis.com"))))


def test_a_link_that_ends_too_soon_is_that_of_a_session() -> None:
    # aws/aws-sdk-ruby#1182, boto/botocore#2604
    for words in ("expires right at 6hrs instead of one week", "expired before the time that I gave"):
        assert sure(of(f"The url {SESSION} {words}")) == {"temporary-credentials": "likely"}
        assert "temporary-credentials" not in sure(of(f"The url {A} {words}"))
    assert sure(of(f"The url {SESSION} expires tomorrow")) == {"temporary-credentials": "possible"}


def test_the_end_that_the_credentials_know_is_the_end_of_the_link() -> None:
    keys = Credentials(
        "ASIAIOSFODNN7EXAMPLE", AWS_KEYS.secret_access_key, "IQoJb3JpZ2luX2VjE", example=True, expires_at=NOW
    )
    found = of(SESSION, credentials=keys)
    assert sure(found) == {"token-expired": "certain"}
    assert found.findings[0].repaired_url is None
    before = of(SESSION, credentials=keys, now=NOW - timedelta(seconds=9))
    assert [one.title for one in before.findings] == [
        "The URL ends with the session that signed it, at 2024-01-02 03:05:00 UTC"
    ]


def test_a_policy_in_the_paste_has_a_clock_of_its_own() -> None:
    # minio/minio#18529, #20469
    text = f'{aws(expires="86400")}\n{error("AccessDenied", "Access Denied")}\n"NumericGreaterThan": {{"s3:signatureAge": 600000}}'
    late = of(text, now=NOW + timedelta(hours=1))
    assert (late.findings[0].id, late.findings[0].title) == (
        "signature-age",
        "A policy ends the URL 10 minutes after it was signed",
    )
    assert "signature-age" not in sure(of(text))


@pytest.mark.parametrize(
    ("words", "id_"),
    [
        # superagent, as in component/s3#15
        ("finally I got\ncannot PUT {target} (403)", "no-reason"),
        # minio/minio#9964
        ("{url} works, but when I rewrite it I get signature error.", "signature-mismatch"),
        ("{url}\nForbidden: Invalid signature", "signature-mismatch"),
    ],
)
def test_more_words_of_clients_and_people_tell_of_a_refusal(words: str, id_: str) -> None:
    assert of(words.format(url=U, target="/" + U.split("/", 3)[3])).findings[0].id == id_


def test_words_that_only_speak_of_signatures_are_no_refusal() -> None:
    for words in ("the signature error rate is low", "cannot PUT it (403 pages)", "a signature mismatch would be told"):
        assert not of(f"{U}\n{words}").findings


def test_a_store_that_compared_signatures_was_sent_one() -> None:
    # minio/minio#1315: the address of the server is all that the text shows
    text = "> mc config host add minio https://s3.example.com K S\n> mc ls minio\n> SignatureDoesNotMatch" + MISMATCH
    assert "unsigned" not in sure(of(text))
    assert of(text).findings[0].id == "signature-mismatch"
    assert sure(of(text.replace("SignatureDoesNotMatch" + MISMATCH, "status 403")))["unsigned"] == "likely"


def test_what_a_client_logs_that_it_signed_is_held_against_the_link() -> None:
    # aws/aws-sdk-java-v2#1709: the signer encodes the path twice
    link = aws(path="/a%3Ab.txt", signed_path="/a%253Ab.txt")
    log = (
        "03:04:05.545: TRACE [Aws4Signer.trace:126] - AWS4 Canonical Request: GET\n{}\n"
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240102T030405Z&X-Amz-Expires=600\nhost:x\n\nhost\nUNSIGNED-PAYLOAD\n{link}\n{ERROR}"
    )
    found = of(log.format("/a%253Ab.txt"))
    assert [*sure(found).items()] == [("path-encoding", "certain")]
    assert sure(of(log.format("/a%3Ab.txt"))) == {"signature-mismatch": "likely"}
    assert sure(of(log.format("/other.txt"))) == {"signature-mismatch": "likely"}
    assert sure(of(log.format("/a%253Ab.txt").replace("T030405Z&", "T030406Z&", 1))) == {"signature-mismatch": "likely"}
    assert sure(of(log.format("/a%3Ab.txt"), method="PUT"))["method"] == "certain"


def test_a_credential_that_a_signer_never_encodes_is_not_blamed_for_a_mismatch() -> None:
    # aws/aws-sdk-net#1816: .NET writes slashes as they are, and stores encode them again
    plain = A.replace("%2F", "/")
    assert of(f"{plain}\n{ERROR}").findings[0].id == "signature-mismatch"
    assert sure(of(plain)) == {"query-decoded": "possible"}


@pytest.mark.parametrize(
    ("host", "certainty"),
    [
        ("b.s3-us-west-2.amazonaws.com", "possible"),
        ("b.s3.eu-central-1.amazonaws.com", "certain"),
        ("b.s3.amazonaws.com", "likely"),
    ],
)
def test_how_much_version_2_is_to_blame_depends_on_the_age_of_the_region(host: str, certainty: str) -> None:
    # danialfarid/ng-file-upload#743: a bucket of 2015 in us-west-2
    link = f"https://{host}/a?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1704170000&Signature=TWgv9o7esxqhDlBxJuhYNZhCmlM%3D"
    assert sure(of(link))["sigv2"] == certainty


def test_a_status_beside_the_address_of_the_link_is_the_links() -> None:
    # openillumi.com/?p=116922: the console's line leaves the query out
    typed = ibm(method="PUT", headers={"content-type": "image/png"})
    console = "// => PUT {} 403 (Forbidden)"
    found = of(f'const link = "{typed}";\n{console.format(typed.partition("?")[0])}')
    assert [*sure(found).items()] == [("headers-to-send", "possible"), ("no-reason", "possible")]
    other = of(f'const link = "{typed}";\n{console.format("https://example.com/login")}')
    assert "no-reason" not in sure(other)


def test_sentences_of_stores_about_keys_and_tokens_are_read_without_their_code() -> None:
    # bradenmacdonald/s3-lite-client#50, bustle/aws-sudo#11
    told = {
        "The AWS Access Key Id you provided does not exist in our records.": "unknown-access-key",
        "The security token included in the request is expired": "token-expired",
        "The provided token has expired.": "token-expired",
        "The provided token is malformed or otherwise invalid.": "token-invalid",
    }
    for words, id_ in told.items():
        assert of(words).findings[0].id == id_
        assert of(f"{SESSION}\nit says: {words}").findings[0].id == id_
    assert not of(f"{U}\nthe token has expired long ago, but a new one is there").findings


def test_a_body_that_is_too_large_is_no_breach_of_a_policy_that_nobody_speaks_of() -> None:
    # datalad/datalad#5890, versity/versitygw#2041: a PUT of more than 5 GB has the words of a form
    for words in ("exceeds the maximum allowed object size.", "exceeds the maximum allowed size"):
        answer = error(
            "EntityTooLarge", f"Your proposed upload {words}", ProposedSize="6442450944", MaxSizeAllowed="5368709120"
        )
        assert sure(of(answer)) == {"size": "certain"}


def test_a_scope_that_was_blotted_out_is_of_no_other_day() -> None:
    # amazon-connect-salesforce-scv#163
    text = A.replace(f"{AWS_KEYS.access_key_id}%2F20240102", "ABC...")
    assert "scope-date" not in sure(of(f"{text}\n{ERROR}"))
    assert sure(of(A.replace("20240102%2F", "20240101%2F")))["scope-date"] == "certain"


def test_a_token_that_is_sent_on_with_a_redirect_is_a_second_signature() -> None:
    # penpot/penpot#10776
    sent = 'curl "https://api.example.com/assets/1" -H "Authorization: Token abc"'
    words = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter should be specified"
    assert of(f'{sent}\nS3 rejects it with "{words}"').findings[0].id == "two-mechanisms"
    assert sure(of(sent)) == {"unsigned": "likely"}
    assert sure(of(sent.partition(" -H")[0])) == {"unsigned": "certain"}


def test_the_stamp_of_an_access_log_says_when_the_store_answered() -> None:
    # nginx and Apache write the zone; where it is missing, nothing is said of the time
    log = '10.0.0.1 - - [{}] "GET /' + U.split("/", 3)[3] + ' HTTP/1.1" 403 231'
    assert sure(of(log.format("02/Jan/2024:04:05:00 +0100"), now=LATER)) == {
        "no-reason": "possible",
        "expired": "possible",
    }
    assert sure(of(log.format("02/Jan/2029:04:05:00 +0100"), now=LATER))["expired"] == "certain"
    assert sure(of(log.format("02/Jan/2024:04:05:00"), now=LATER))["expired"] == "likely"


def printed(url: str, method: str) -> str:
    """An answer as Node prints what xml2js made of it."""
    computed = canonical(url, method=method)
    scope = f"20240102/{parse(url).region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n20240102T030405Z\n{scope}\n{sha256(computed.encode()).hexdigest()}"
    rows = {"Code": "SignatureDoesNotMatch", "Message": MISMATCH, "StringToSign": to_sign}
    rows |= {"SignatureProvided": parse(url).signature, "CanonicalRequest": computed}
    return "result { " + ",\n  ".join(f"{name}: [ {text!r} ]" for name, text in rows.items()) + " }"


def test_an_error_that_a_program_prints_is_read_element_by_element() -> None:
    # aws/aws-sdk-js#457: the link is for HEAD, and the store computed GET
    call = "s3.getSignedUrl('headBucket', params, done)\n"
    found = of(f"{call}url {A}\n{printed(A, 'GET')}")
    assert ("What the store says it computed, line by line." in found.checked, found.findings[0].id) == (True, "method")
    assert found.findings[0].title == "The URL was signed for HEAD"
    for other in (
        call.replace("head", "get"),
        call.replace("headBucket", "uploads"),
        f"{call}s3.getSignedUrl('getObject', params, done)\n",
        "",
    ):
        assert "method" not in sure(of(f"{other}url {A}\n{printed(A, 'GET')}"))
    assert sure(of(f"{A}\nopts = {{ Region: 'eu-west-1', Endpoint: 'x' }}")) == sure(of(A))


def test_the_method_that_a_store_computed_by_version_2_is_held_against_what_the_link_is_for() -> None:
    # aws/aws-sdk-js#948
    answer = error("SignatureDoesNotMatch", MISMATCH, StringToSign="GET\n\n\n1704170000\n/b/k")
    url = "https://b.s3-us-west-1.amazonaws.com/k?AWSAccessKeyId=AK&Expires=1704170000&Signature=vjbyPxybdZaNmGa%2ByT272YE%3D"
    call = "return s3.getSignedUrl('putObject', params);\n"
    assert sure(of(f"{url}\n{call}{answer}"))["method"] == "likely"
    assert "method" not in sure(of(f"{url}\n{call.replace('put', 'get')}{answer}"))


def test_a_url_that_is_shown_with_a_parameter_in_each_line_is_not_broken() -> None:
    # aws/aws-sdk-go-v2#2531
    lines = A.replace("?", "\n?").replace("&", "&\n")
    told = f"Current behaviour:\n\n{lines}\n\n**SignatureDoesNotMatch**\n{MISMATCH}"
    assert (of(told).request.wire, "line-break" in sure(of(told))) == (A, False)
    for broken in (f"{A[:76]}\n{A[76:152]}\n{A[152:228]}\n{A[228:]}", f"{lines[:-40]}\n{lines[-40:]}"):
        assert sure(of(told.replace(lines, broken)))["line-break"] == "certain"


def test_what_only_the_store_tells_of_a_request_is_no_change_on_the_way() -> None:
    # aws/aws-sdk-go-v2#2722: an Authorization line without the URL, and a proxy that takes the range away
    names = "host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token"
    computed = f"GET\n/a/b.zip\n\nhost:b.s3.amazonaws.com\nrange:\nx-amz-content-sha256:{'e' * 64}\nx-amz-date:20240102T030405Z\n"
    computed += f"x-amz-security-token:t\n\n{names}\n{'e' * 64}"
    scope = "20240102/eu-west-1/s3/aws4_request"
    head = f"Authorization: AWS4-HMAC-SHA256 Credential=ASIA4T7QXH2NHY3WQZKL/{scope}, SignedHeaders={names}, Signature={'0' * 64}"
    found = of(f"* `{head}`\n\n{error('SignatureDoesNotMatch', MISMATCH, CanonicalRequest=computed)}")
    assert found.findings[0].title == "Signed but not sent: range"
    assert not {"path-changed", "query-changed", "token-missing"} & sure(found).keys()
    assert "token-missing" in sure(of(head.replace(";x-amz-security-token", "")))


def test_a_host_with_capitals_reaches_the_store_in_small_letters() -> None:
    # minio/minio-py#804
    url = A.replace("//my-bucket.s3.", "//s3.TJiYz.").replace("amazonaws.com", "example.com")
    assert of(f"{url}\n{error('SignatureDoesNotMatch', MISMATCH)}").findings[0].id == "host-case"
    for well in (url, f"{url.replace('TJiYz', 'tjiyz')}\n{error('SignatureDoesNotMatch', MISMATCH)}"):
        assert "host-case" not in sure(of(well))


def test_curls_own_signer_leaves_out_an_equals_sign() -> None:
    # curl/curl#10129, curl/curl#8107
    scope, names = "20240102/us-east-1/s3/aws4_request", "host;x-amz-content-sha256"
    head = f"AWS4-HMAC-SHA256 Credential=AKIA4T7QXH2NBVC6LMPD/{scope}, SignedHeaders={names}, Signature={'0' * 64}"
    told = (
        "curl -v --aws-sigv4 aws:amz:us-east-1:s3 --get $URL\n> GET /?versioning HTTP/1.1\n> Host: b.s3.amazonaws.com\n"
        f"> Authorization: {head}\n> x-amz-content-sha256: {'e' * 64}\n>\n< HTTP/1.1 403 Forbidden\n<\n"
    ) + error("SignatureDoesNotMatch", MISMATCH)
    assert of(told).findings[0].id == "query-encoding"
    for old, new in (("?versioning", "?versioning="), ("--aws-sigv4 ", ""), ("?versioning", "?")):
        assert "query-encoding" not in sure(of(told.replace(old, new)))


def test_the_panel_of_a_browser_shows_a_request_in_pieces() -> None:
    # kyantech/Palmr#378: Firefox, and the checksum of an empty body that the SDK signed
    url = aws(query=(("x-amz-checksum-crc32", "AAAAAA=="),))
    scheme, _, host, path = url.partition("?")[0].split("/", 3)
    rows = [row.split("=") for row in url.partition("?")[2].split("&")]
    shown = {
        "scheme": scheme[:-1],
        "host": host,
        "filename": f"/{path}",
        "query": {name: unquote(v) for name, v in rows},
    }
    told = f"I get 400 Bad Request:\n\n{json.dumps({'PUT': shown}, indent=1)}\n\nTested on 3.3"
    found = of(told)
    assert (found.request.wire, found.request.method) == (url, "PUT")
    assert found.findings[0].id == "sdk-checksum"
    assert of(told.replace('"scheme"', '"form"')).request.wire == ""
    assert of(told[: told.index('"query"')]).request.wire == ""


STAMPS = {
    "nginx": ("%Y/%m/%d %H:%M:%S", "{} [error] 7#7: *1 upstream returned 403, request: {}"),
    "logging": ("%Y-%m-%d %H:%M:%S,123", "{} ERROR 403 Client Error: Forbidden for url: {}"),
    "HAProxy": ("[%d/%b/%Y:%H:%M:%S.123]", "haproxy[1]: 10.0.0.1:4711 {} fe be/srv status 403 {}"),
}


@pytest.mark.parametrize("name", STAMPS)
def test_a_stamp_without_a_zone_says_what_is_so_in_every_zone(name: str) -> None:
    form, line = STAMPS[name]
    end = parse(U).expires_at
    assert end
    for hours, certainty in ((-15, "possible"), (-13, "likely"), (13, "likely"), (15, "certain")):
        found = of(line.format((end + timedelta(hours=hours)).strftime(form), U), now=LATER)
        assert sure(found)["expired"] == certainty
        assert ("a zone that it does not name" in "".join(one.evidence for one in found.findings)) == (abs(hours) == 13)


def test_the_type_that_a_store_computed_by_version_2_was_sent() -> None:
    # lysine-dev/retrofit#1839, boto/boto3#3708
    url = "https://b.s3.amazonaws.com/k?AWSAccessKeyId=AK&Expires=1704170000&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D"
    told = error("SignatureDoesNotMatch", MISMATCH, StringToSign="PUT\n\nimage/jpeg; charset=utf-8\n1704170000\n/b/k")
    assert of(f"{url}\n{told}").findings[0].id == "content-type-v2"
    assert "content-type-v2" not in sure(of(f"{url}\n{told.replace('image/jpeg; charset=utf-8', '')}"))
    assert "content-type-v2" not in sure(of(f"{url}&Content-Type=image%2Fjpeg\n{told}"))


def test_what_the_store_was_sent_whole_was_damaged_in_the_text_alone() -> None:
    # lysine-dev/retrofit#1839: a link with \\u0026 in the prose, and the signature in the answer
    text = A.replace("&", "\\u0026")
    answer = error("SignatureDoesNotMatch", MISMATCH, SignatureProvided=parse(A).signature)
    assert "json-escaped" not in sure(of(f"the link looks like {text}\n{answer}"))
    for other in (ERROR, answer.replace(parse(A).signature, "0" * 64)):
        assert "json-escaped" in sure(of(f"the link looks like {text}\n{other}"))


def test_metadata_that_is_signed_in_small_letters_is_written_so() -> None:
    # aws/aws-sdk-js#1013, aws/aws-sdk-js#747
    small = aws(query=(("x-amz-meta-foobar", "1"),))
    for pair in (None, AWS_KEYS):
        found = of(f"{small.replace('foobar', 'fooBar')}\n{ERROR}", credentials=pair).findings[0]
        assert found.title == "The query was signed with the names of its metadata in small letters"
        assert found.certainty == ("proven" if pair else "likely")
    for well in (f"{small}\n{ERROR}", small.replace("foobar", "fooBar"), f"{A}&x-amz-Foo=1\n{ERROR}"):
        assert "query-encoding" not in sure(of(well))


def test_the_hash_of_a_body_that_another_service_takes_is_no_cause() -> None:
    # mhart/aws4#138: through a proxy, whose host was signed
    rows = {"host": "db.example.com", "x-amz-date": "20240102T030405Z"}
    scope = "20240102/us-east-1/dynamodb/aws4_request"
    signed = sigv4.authorize(
        sigv4.Request("POST", "https://db.example.com/", payload=sha256(b"{}").hexdigest()),
        AWS_KEYS, region="us-east-1", service="dynamodb", now=NOW, rules=sigv4.AWS,
    )  # fmt: skip
    real = signed.canonical_request.text.replace("db.example.com", "dynamodb.us-east-1.amazonaws.com")
    told = f"The Canonical String for this request should have been\n'{real}'\n\nThe String-to-Sign should have been\n'AWS4"
    head = "".join(f"> {name}: {value}\n" for name, value in {**rows, **signed.headers}.items())
    answer = json.dumps({"__type": "InvalidSignatureException", "message": f"{MISMATCH}\n\n{told}'"})
    found = of(f"> POST / HTTP/1.1\n{head}>\n{answer}", credentials=AWS_KEYS)
    assert (found.findings[0].id, scope in signed.authorization) == ("host-changed", True)
    assert "payload-hash" not in sure(found)


def test_a_command_without_quotes_explains_what_else_is_missing() -> None:
    # coderhaoxin/aliyun-oss#31
    words = "Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters"
    url = "http://b.oss-cn-hangzhou.aliyuncs.com/a?OSSAccessKeyId=LTAI5tQ7&Expires=1704170000&Signature=vjbyPxybdZaNmGa%3D"
    assert of(f"$ curl {url}\n{error('AccessDenied', words)}").findings[0].id == "shell-unquoted"
    assert of(f"$ curl '{url}'\n{error('AccessDenied', words)}").findings[0].id != "shell-unquoted"


SENT = "GET\n/a.tfstate\nx-id=GetObject\naccept-encoding:identity\nhost:b.s3.amazonaws.com\nrange:\nx-amz-date:20240102T030405Z\n"
SENT += f"\naccept-encoding;host;range;x-amz-date\n{'e' * 64}"
TO_SIGN = f"AWS4-HMAC-SHA256\n20240102T030405Z\n20240102/us-east-1/s3/aws4_request\n{sha256(SENT.encode()).hexdigest()}"
RANGE = error("SignatureDoesNotMatch", MISMATCH, StringToSign=TO_SIGN, CanonicalRequest=SENT)


@pytest.mark.parametrize("rule", ["  | ", "proxy_1  | ", "│ "])
def test_a_rule_that_a_program_draws_before_each_line_is_taken_off(rule: str) -> None:
    # hashicorp/terraform#34136, envoyproxy/envoy#14435
    told = "\n".join(f"{rule}{line}" for line in RANGE.splitlines())
    assert of(told).findings[0].title == "Signed but not sent: range"
    assert "signed-header-missing" not in sure(of(told.replace("range:", "range:bytes=0-1")))
    assert of(f"{rule}a\nb | c\n{U}").request.wire == U


def test_the_lines_of_a_request_are_read_through_the_fields_of_a_log() -> None:
    # containerd/containerd#10374
    lines = (
        f"GET {U[U.index('/', 8) :]} HTTP/0.0",
        "Host: 172.27.208.130:10080",
        "Authorization: Bearer e",
        "HTTP/1.1 400 Bad",
    )
    told = "\n".join(f'time="2024-06-21T06:22:39Z" level=info msg="{line}"' for line in lines)
    assert of(told).findings[0].id == "two-mechanisms"
    assert "two-mechanisms" not in sure(of(told.replace("Authorization", "X-Other")))
    assert of(f'level=info msg="fetch" url="{U}"').request.wire == U


def test_a_request_that_only_the_store_tells_of_lost_what_was_signed() -> None:
    # hashicorp/terraform#34136, kubeshop/testkube#5146
    assert of(RANGE).request.wire == "https://b.s3.amazonaws.com/a.tfstate?x-id=GetObject"
    assert of(RANGE).findings[0].certainty == "likely"


def test_of_a_preflight_and_its_request_the_request_is_meant() -> None:
    # aws/aws-sdk-ruby#207
    assert of(f"> OPTIONS {A} 200 (OK)\n> PUT {A} 403 (Forbidden)\n{ERROR}").request.method == "PUT"
    assert of(f"> OPTIONS {A} 403 (Forbidden)").findings[0].id == "preflight"


def test_a_line_of_garages_log_is_the_stores_answer() -> None:
    # processone/ejabberd-contrib#319, whose signer writes the signature first
    first = ibm(query=(("Content-Length", "7"),)).partition("?")
    rows = sorted(first[2].split("&"), key=lambda row: not row.startswith("X-Amz-Signature"))
    line = f"INFO garage_api 10.0.0.1 (via [::1]:1) PUT /{first[0].split('/', 3)[3]}?{'&'.join(rows)}\n"
    found = of(f"{line}INFO garage_api Response: error 400 Bad Request, Bad request: Invalid create bucket XML query")
    assert "Invalid create bucket XML query" in str(found.reply)
    assert not {"extra-parameters", "signature-malformed"} & sure(found).keys()
    assert sure(of(f"{U}&utm_source=a"))["extra-parameters"] == "likely"


def test_a_cache_that_makes_get_of_head_is_seen_in_its_log() -> None:
    # minio/minio#4120, anomalizer/ngx_aws_auth#15
    head, served = '"HEAD /runners/ HTTP/1.1" 403 25 "-"\n', '"GET /runners/ HTTP/1.1" 200 25 "-"\n'
    stores = f'ERRO {{"method":"GET","path":"/runners/","query":""}}  {MISMATCH}'
    assert of(head + stores).findings[0].id == "head-turned"
    assert sure(of(head + served))["head-turned"] == "possible"
    for other in (
        head + ERROR,
        served + stores,
        head + stores.replace("/runners/", "/others/"),
        f"{head}{stores}\n{U}",
    ):
        assert "head-turned" not in sure(of(other))


def test_what_another_scheme_signs_is_named() -> None:
    # alexandrubagu/gcs_signed_url#43
    google = "https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a&X-Goog-Date=20240102T030405Z"
    google += "&X-Goog-Expires=600&**X-Goog-SignedHeaders={}host&**X-Goog-Signature=7946"
    found = of(google.format("content-type%3B")).findings[0]
    assert (found.id, "covers content-type" in found.explanation) == ("other-scheme", True)
    assert "covers content-type" not in of(google.format("")).findings[0].explanation


def test_the_mechanism_that_a_store_refuses_was_one() -> None:
    # eschultink/S3-for-Google-Apps-Script#9
    words = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    found = of(f"url: http://b.s3.amazonaws.com/a.txt\n{error('InvalidRequest', words)}")
    assert (found.findings[0].id, "unsigned" in sure(found)) == ("sigv2", False)
    assert "unsigned" in sure(of("http://b.s3.amazonaws.com/a.txt"))


def test_version_2_is_not_blamed_at_the_accelerated_host() -> None:
    # bnb-chain/bsc-snapshots#140: a link of which the shell left the key, and which works whole
    cut = "https://b.s3-accelerate.amazonaws.com/a.lz4?AWSAccessKeyId=AKIAYINE6SBQPUZDDRRO"
    assert "certain" not in (sure(of(cut)).get("sigv2"), sure(of(f"{cut}&Signature=aF84&Expires=1")).get("sigv2"))


def test_a_condition_that_a_form_lacks_is_named_by_minio_too() -> None:
    # minio/minio#17391
    words = "Access Denied. (Each form field that you specify in a form must appear in the list of conditions.)"
    assert of(error("AccessDenied", words)).findings[0].id == "policy-violated"
    assert of(error("AccessDenied", "Access Denied.")).findings[0].id == "access-denied"


def test_a_port_that_a_signer_takes_for_a_default_one_is_named() -> None:
    # minio/minio-java#680
    link = aws(host="b.example.com:80", signed_host="b.example.com")
    assert sure(of(f"{link}\n{ERROR}")) == {"host-port": "likely"}
    assert sure(of(f"{link.replace(':80', ':9000')}\n{ERROR}")) == {"signature-mismatch": "likely"}


def test_what_a_shell_says_of_the_pieces_of_a_url_is_known() -> None:
    # mirror/wget#24
    told = "> wget https://d.example.com/a\nHTTP request sent, awaiting response... 403 Forbidden\n\n'{}' is not recognized as an internal"
    assert of(told.format("Signature")).findings[0].id == "shell-unquoted"
    assert "shell-unquoted" not in sure(of(told.format("wget2")))
    assert "shell-unquoted" in sure(
        of(f"$ curl {A.partition('&')[0]}\nbash: X-Amz-Date=20240102T030405Z: command not found")
    )


def test_what_follows_the_signature_in_its_order_may_be_signed() -> None:
    # RoganDawes/P4wnP1_aloa#78: GitHub's links end in actor_id and two response-… parameters
    rows = [*A.partition("?")[2].split("&"), "actor_id=0", "response-content-type=a%2Fb"]
    link, rows = A.partition("?")[0], sorted(rows)
    assert sure(of(f"{link}?{'&'.join(rows)}"))["extra-parameters"] == "possible"
    for other in ([*rows, "fbclid=1"], [*rows, "a=1"], [row for row in rows if "SignedHeaders" not in row] + rows[5:6]):
        assert sure(of(f"{link}?{'&'.join(other)}")).get("extra-parameters") != "possible"


def test_the_variables_of_a_command_are_set_by_the_shell() -> None:
    # zendesk/apt-s3#10, s3tools/s3cmd#1376
    words = (
        'the authorization component "Credential=aws_access_key_id= x/20220302/eu-west-2/s3/aws4_request" is malformed.'
    )
    told = f"# apt-s3 -download s3://${{BUCKET}}.s3-${{REGION}}.amazonaws.com/a.deb\nAuthorizationHeaderMalformed: {words}\n\tHTTP 400"
    assert [*sure(of(told)).items()][:1] == [("credential-malformed", "certain")]
    assert "placeholder" in sure(of(told.replace("s3://", "https://")))
    refused = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    told = f"$ s3cmd signurl s3://b/$A.gz +3600\nhttp://s3.eu-central-1.amazonaws.com/b/$A.gz?..........\nI get `{refused}`"
    assert of(told).findings[0].id == "sigv2"


def test_a_date_that_a_store_cannot_read_is_named() -> None:
    # mozilla/sccache#1024, hubrick/vertx-s3-client#5
    sent = "GET /0/1 HTTP/1.1\ndate: Thu, 29 Jul 2021 06:56:44 +0000\nauthorization: AWS **RETRACTED**\nhost: b.oss.aliyuncs.com\n"
    found = of(f"{sent}\n{error('AccessDenied', 'OSS authentication requires a valid Date.')}")
    assert (found.findings[0].id, "unsigned" in sure(found)) == ("date-format", False)
    assert "date-format" not in sure(of(f"{sent}\n{error('AccessDenied', 'Access Denied.')}"))


def test_a_date_among_the_signed_headers_is_one_that_programs_write_anew() -> None:
    # durch/rust-s3#8
    computed = SENT.replace("accept-encoding:identity", "date:Tue, 3 Jan 2017 17:40:25 +0000").replace(
        "range:", "range:bytes=0-"
    )
    computed = computed.replace("accept-encoding;", "date;")
    signed = f"{TO_SIGN[:-64]}{sha256(computed.encode()).hexdigest()}"
    found = of(error("SignatureDoesNotMatch", MISMATCH, StringToSign=signed, CanonicalRequest=computed))
    assert found.findings[0].title.endswith("themselves: date")
    assert of(A).findings == ()


def test_a_path_that_another_service_signs_is_encoded_twice_by_the_rules() -> None:
    # opensearch-project/opensearch-net#104
    computed = f"PUT\n/i/_doc/a%252Fb\n\nhost:x.us-east-1.es.amazonaws.com\nx-amz-date:20240102T030405Z\n\nhost;x-amz-date\n{'e' * 64}"
    told = f"The Canonical String for this request should have been\n'{computed}'\n\nThe String-to-Sign should have been\n'{{}}'"
    told = json.dumps({"message": f"{MISMATCH}\n\n{told}"}).replace(
        "{}", TO_SIGN.replace("/s3/", "/es/").replace("\n", "\\n")
    )
    for text in (told, f"{{code}}\n{told}\n", f"I get 403 {MISMATCH}\n\n{told}"):
        assert (of(text).request.wire[-7:], "path-double-encoded" in sure(of(text))) == ("c/a%2Fb", False)
    assert of(f"it says\n{told}".replace("/es/", "/s3/")).request.wire.endswith("/a%252Fb")


def test_a_signature_that_was_taken_out_at_the_end_is_not_cut_off() -> None:
    # moby/moby#50065
    told = f"unexpected status from HEAD request to\n{A[:-64]}{{}}: 403 Forbidden"
    assert [*sure(of(told.format("<redacted>"))).items()] == [
        ("method", "likely"),
        ("blotted", "possible"),
        ("no-reason", "possible"),
    ]
    assert "truncated" in sure(of(told.format("386a").replace("386a:", "386a")))


def test_google_takes_slashes_as_they_are() -> None:
    # cloudyr/googleCloudStorageR#102, googleapis/nodejs-storage#859
    link = "https://storage.googleapis.com/b/a%2Fb?GoogleAccessId=a%40b&Expires=4170000000&Signature=L38A"
    assert "%2F" in of(link).findings[0].explanation
    assert "%2F" not in of(link.replace("a%2Fb?", "a/b?")).findings[0].explanation


SENTENCES = {
    # usememos/memos#3349, wso2/product-integrator-mi#1219, dyashkir/amazon-s3-url-signer#14, Developer-Amit/react-aws-s3#42
    "X-Amz-Expires must be less than a week (in seconds); that is": "expires-too-long",
    "Invalid date format header, expected to be in ISO8601": "date-format",
    "The bucket you are attempting to access must be addressed using the specified endpoint.": "redirect",
    "Invalid according to Policy: Policy expired": "expired",
}


@pytest.mark.parametrize("words", SENTENCES)
def test_more_sentences_of_stores_are_answers(words: str) -> None:
    assert of(f"what does this mean?\n\n{words}\n\nI am on eu-west-1").findings[0].id == SENTENCES[words]
    assert of(f"what does this mean?\n\n{words[:14]}\n\nI am on eu-west-1").findings[0].id == "no-url"


def test_an_address_that_ends_in_dots_may_be_signed_where_it_ends() -> None:
    # adam-fowler/aws-signer-v4#7
    told = "a url with a port, such as `https://s3.amazonaws.com:443/bucket{}` is signed with it, and the request gives a 403"
    assert "unsigned" not in sure(of(told.format("...")))
    assert "unsigned" in sure(of(told.format("/a.txt")))


def test_a_temporary_key_that_a_store_does_not_know_came_without_its_token() -> None:
    # aws/aws-sdk-js#3878, uswitch/kiam#261
    told = error(
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        AWSAccessKeyId="ASIA....",
    )
    assert [*sure(of(told)).items()] == [("token-missing", "likely")]
    assert "token-missing" not in sure(of(told.replace("ASIA", "AKIA")))
    sent = f"GET /a HTTP/1.1\nHost: b.s3.amazonaws.com\nx-amz-security-token: t\n\n{told}"
    assert "token-missing" not in sure(of(sent))


def test_the_address_of_an_app_may_lead_to_a_link_that_is_signed() -> None:
    # alphagov/asset-manager#169: nginx asks the store by HEAD, with a link that was signed for GET.
    asked = "curl -I http://assets.example.com/media/59a5/tmp.txt\nHTTP/1.1 403 Forbidden\nServer: nginx\n"
    first = diagnose(asked).findings[0]
    assert (first.id, first.certainty) == ("unsigned", "likely")
    # A store's own host, or its own words, are another thing.
    stores = asked.replace("assets.example.com", "bucket.s3.eu-central-1.amazonaws.com")
    told = asked.replace("-I", "-i") + "\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    for text in (stores, told):
        assert {one.id: one.certainty for one in diagnose(text).findings}["unsigned"] == "certain"


SIGNED = ibm(host="minio.example.com")


@pytest.mark.parametrize(
    "words",
    [
        # The words of botocore, Go, urllib3, curl and Node, as their programs print them.
        'EndpointConnectionError: Could not connect to the endpoint URL: "https://minio.example.com/b/k"',
        f'dial tcp: lookup minio.example.com on 127.0.0.11:53: no such host: Put "{SIGNED}"',
        f"HTTPSConnectionPool(host='minio.example.com', port=443): Max retries exceeded with url: {SIGNED} (Caused by "
        "NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))",
        f"$ curl '{SIGNED}'\ncurl: (28) Operation timed out after 5000 milliseconds",
        "Error: getaddrinfo ENOTFOUND minio.example.com",
    ],
)
def test_a_client_that_did_not_reach_the_host_says_so_and_nothing_of_a_signature(words: str) -> None:
    found = {one.id: one.certainty for one in diagnose(words, now=NOW).findings}
    assert next(iter(found)) == "no-answer"
    assert "unsigned" not in found


@pytest.mark.parametrize(
    "words",
    [
        f"redis: dial tcp 10.0.0.7:6379: connect: connection refused\nsaved {SIGNED}",
        f"First a ConnectionError, then 403 SignatureDoesNotMatch for {SIGNED}",
    ],
)
def test_what_is_said_of_another_host_or_before_an_answer_is_no_missing_answer(words: str) -> None:
    assert "no-answer" not in {one.id for one in diagnose(words, now=NOW).findings}


def test_a_certificate_that_does_not_cover_the_dots_of_a_bucket_is_no_host_out_of_reach() -> None:
    # aws/aws-sdk-java#628
    told = "curl: (60) SSL: no alternative certificate subject name matches target host name"
    found = diagnose(f"$ curl -O '{aws(host='my.assets.s3.amazonaws.com')}'\n{told}", now=NOW).findings
    assert found[0].id == "dotted-bucket"


def test_values_that_are_empty_in_a_link_whose_signature_was_compared_were_taken_out() -> None:
    # minio/minio#14759
    emptied = re.sub(r"(X-Amz-(?:Signature|Credential)=)[^&]*", r"\1", U)
    found = {
        one.id: one.certainty
        for one in diagnose(emptied, response=error("SignatureDoesNotMatch", MISMATCH), now=NOW).findings
    }
    assert "blotted" in found
    assert not {"truncated", "credential-malformed"} & {*found}
    # Without such an answer it may be what was sent.
    assert diagnose(emptied, now=NOW).findings[0].certainty == "certain"
