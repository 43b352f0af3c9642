"""Whatever is pasted or answered, a diagnosis comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from answers import canonical, error, mismatch
from cases import KEYS, NOW, ibm
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutated

from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.diagnosis.reply import MAX_BODY, read_reply
from cosnb.sigv4 import Credentials

U = ibm(path="/my-bucket/ü b.txt".replace("ü b", "%C3%BC%20b"), query=(("versionId", "1"),))


def calm(diagnosis: Diagnosis) -> None:
    assert repr(diagnosis)
    assert diagnosis.summary
    for finding in (*diagnosis.findings, *diagnosis.superseded):
        assert len(finding.evidence) < 4_000
        assert len(finding.title) < 600
        assert not any(ord(sign) < 32 and sign != "\n" for sign in finding.title + finding.evidence + finding.fix)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><Error><Code>&lol9;</Code></Error>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><Error><Code>&x;</Code></Error>'
ANSWERS: list[Any] = [
    BOMB,
    EXTERNAL,
    "<Error>" * 20_000,
    "<Error><Code>" + "A" * 900_000 + "</Code></Error>",
    error("SignatureDoesNotMatch", "x" * 500_000),
    error("SignatureDoesNotMatch", "m", CanonicalRequest="GET\n" * 20_000, StringToSign="AWS4-HMAC-SHA256\n\n\n"),
    error("SignatureDoesNotMatch", "m", CanonicalRequestBytes="zz", StringToSignBytes="4"),
    error("SignatureDoesNotMatch", "m", CanonicalRequest="GET / " + "a:b " * 50_000 + "a;b x"),
    error("AccessDenied", "Request has expired", ServerTime="9999-99-99T99:99:99Z", Expires="never"),
    error("AuthorizationQueryParametersError", "expecting '" * 50_000),
    error("NoSuchKey", "\u202e\x85<script>alert(1)</script>", Key="\u200b" * 10_000),
    "<Error>" + "x" * 10_000_000 + "</Error>",
    b"\xff\xfe" * 5_000_000,
    "<html>" + "<b>" * 500_000,
    "[" * 1_000_000,
    '{"message": ' * 100_000,
    '{"message": "The Canonical String for this request should have been \'' + "'" * 100_000 + '"}',
    {"status": "many", "headers": {"date": "x" * 100_000}, "body": None},
    {"status": 403, "headers": [("a",), 7, ("b", "c", "d")], "body": 12},
    {},
    "HTTP/1.1 403 Forbidden\r\n" + "a: b\r\n" * 100_000,
    "\ud800" * 100,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_no_answer_raises(answer: Any) -> None:
    calm(diagnose(U, response=answer, now=NOW))
    if isinstance(answer, str):
        calm(diagnose(f"{U}\n{answer[:300_000]}", now=NOW))
        calm(diagnose(answer[-300_000:], now=NOW))


def test_an_entity_is_not_expanded() -> None:
    for text in (BOMB, EXTERNAL):
        reply = read_reply(text)
        assert reply is not None
        assert reply.error is None


def test_a_long_body_is_not_read_to_its_end() -> None:
    reply = read_reply({"status": 403, "body": b"<Error><Code>X</Code>" + b" " * 10_000_000 + b"</Error>"})
    assert reply is not None
    assert len(reply.text) == MAX_BODY
    assert reply.size > 10_000_000
    assert reply.error is None


PASTES = [
    U + "&" * 1_000_000,
    U + "a" * 1_000_000,
    U.replace("b.txt", "b" * 1_000_000),
    U.replace("b.txt", "%C3%BC" * 150_000),
    U.replace("b.txt", "/.." * 300_000),
    U.replace("b.txt", "+" * 1_000_000),
    U + "".join(f"&p{n}={n}" for n in range(60_000)),
    U.replace("versionId=1", "versionId=" + "%25" * 300_000),
    U.replace("SignedHeaders=host", "SignedHeaders=" + "host%3B" * 100_000),
    U.replace("us-south%2Fs3", "us-south%2F" * 90_000),
    "https://" + "a." * 500_000 + "com/b/k?X-Amz-Signature=" + "0" * 64,
    "https://h" + ":" * 1_000_000,
    "https://h/?" + "X-Amz-Credential=%252F" * 40_000,
    U.replace("&", "&amp;" * 10_000),
    "\n".join(U[at : at + 2] for at in range(0, len(U), 2)),
    "word " * 200_000 + U,
    json.dumps({"log": {"entries": [{"request": {"url": U, "method": 7, "headers": "x"}, "response": 3}] * 1_000}}),
    "curl " + "-H 'a: b' " * 100_000 + f"'{U}'",
    "https://nam.safelinks.protection.outlook.com/?url=" + "%68" * 300_000,
    "https://" * 130_000,
]


@pytest.mark.parametrize("text", PASTES, ids=range(len(PASTES)))
def test_no_paste_of_a_megabyte_raises(text: str) -> None:
    calm(diagnose(text, credentials=KEYS, method="GET", now=NOW, budget=0.02, progress=False))


# The same on the near side of the length at which a URL is no longer looked into.
DENSE = [
    U + "&" * 60_000,
    U.replace("b.txt", "%C3%BC" * 10_000),
    U.replace("b.txt", "/.." * 20_000),
    U.replace("b.txt", "+" * 60_000),
    U + "".join(f"&p{n}={n}" for n in range(5_000)),
    U.replace("versionId=1", "versionId=" + "%25" * 20_000),
    U.replace("SignedHeaders=host", "SignedHeaders=" + "host%3B" * 8_000),
    U.replace("us-south%2Fs3", "us-south%2F" * 5_000),
    "https://" + "a." * 30_000 + "com/b/k?X-Amz-Signature=" + "0" * 64,
    "https://h/?" + "X-Amz-Credential=%252F" * 2_800,
    U.replace("&", "&amp;" * 2_000),
    U.replace("&", "&amp;&X-Amz-Date=1" * 300),
    "https://h/?" + "&".join(f"X-Amz-Dat{n}=1" for n in range(4_000)),
    "https://h/" + "_" * 60_000 + "?X-Amz-Algorithm=__http://__;",
]


@pytest.mark.parametrize("text", DENSE, ids=range(len(DENSE)))
def test_no_long_url_raises(text: str) -> None:
    assert len(text) < 66_000
    calm(diagnose(text, credentials=KEYS, method="GET", now=NOW, budget=0.02, progress=False))


@settings(max_examples=50)
@given(text=st.text(), answer=st.text())
def test_no_text_raises(text: str, answer: str) -> None:
    calm(diagnose(text, response=answer, now=NOW))


@settings(max_examples=50)
@given(st.data())
def test_no_mutated_evidence_raises(data: st.DataObject) -> None:
    random = data.draw(st.randoms(use_true_random=False))
    text, response = mutated(U, random), mutated(mismatch(canonical(U)), random)
    given_method = data.draw(st.sampled_from([None, "GET", "PUT", "OPTIONS", "get", "x" * 20]))
    calm(
        diagnose(
            text, response=response, method=given_method, credentials=KEYS, now=NOW, budget=0.005, progress=False,
            headers={"Host": mutated("store", random), "Content-Type": mutated("a/b", random)},
            hosts=[mutated("minio:9000", random)],
        )
    )  # fmt: skip


@settings(max_examples=30)
@given(secret=st.text(min_size=1, max_size=50), key_id=st.text(max_size=50))
def test_no_credentials_raise(secret: str, key_id: str) -> None:
    try:
        keys = Credentials(key_id, secret)
    except ValueError:
        return
    calm(diagnose(U, credentials=keys, method="GET", now=NOW, budget=0.001, progress=False))
