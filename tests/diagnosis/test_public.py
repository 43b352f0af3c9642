"""Kinds of pastes that public issues have, found after the rules were written: each with a counter-case that stays silent."""

from __future__ import annotations

import pytest
from answers import MISMATCH, error
from cases import KEYS, NOW, ibm

from cosnb.diagnosis import Diagnosis, diagnose

U = ibm()
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
    assert of(f"GET {target}\nis all I have").request.method is None


def test_what_was_taken_is_not_refused_for_its_age() -> None:
    # minio/minio#19633: the trace of a request that was answered 200
    assert sure(of(TRACE.replace("403 Forbidden", "200 OK"), now=LATER)) == {"header-too-old": "possible"}
    alone = TRACE.partition("\n<BODY>")[0]
    assert sure(of(alone, now=LATER))["header-too-old"] != "possible"
