"""Kinds of pastes that public issues have, found after the rules were written: each with a counter-case that stays silent."""

from __future__ import annotations

import pytest
from answers import MISMATCH, error
from cases import NOW, ibm

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
