"""``Diagnosis.report()``: what is posted where help is asked for holds nothing that lets anybody in."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from cosnb import Credentials, diagnose, presign

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
# A session that ends is advised of when a link is made with it.
pytestmark = pytest.mark.filterwarnings("ignore:credentials. They are temporary")
AWS = Credentials("ASIAABCDEFGHIJKLMNOP", "0123456789abcdefghij0123456789ABCDEFGHIJ", "FwoGZXIvYXdzEXAMPLETOKEN" * 4)
MINIO = Credentials("minioadmin", "minioadmin123")


def report_of(pair: Credentials, *, endpoint: str = "eu-west-1", key: str = "a b.txt", **given: Any) -> str:
    url = presign("my-bucket", key, endpoint=endpoint, credentials=pair, now=NOW).url
    return diagnose(url.replace("%20", "+"), credentials=pair, now=NOW, progress=False, **given).report()


def test_it_says_what_was_sent_answered_found_and_checked() -> None:
    text = report_of(
        AWS,
        method="GET",
        headers={"Accept": "*/*"},
        response="HTTP/1.1 403 Forbidden\r\n\r\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request</Message></Error>",
    )
    lines = text.splitlines()
    assert (lines[0], lines[-1]) == ("```text", "```")
    assert lines[1].startswith("cosnb ")
    assert lines[2].startswith("request: GET https://my-bucket.s3.eu-west-1.amazonaws.com/a+b.txt?X-Amz-Algorithm=")
    assert lines[3] == "headers sent: Accept"
    assert lines[4] == "answer: 403 SignatureDoesNotMatch The request"
    assert "proven  Spaces of the object key are plus signs in the path  path" in lines
    assert lines[lines.index("checked:") + 1].startswith("The form of the URL")


@pytest.mark.parametrize("pair", [AWS, MINIO], ids=["AWS", "MinIO"])
def test_no_signature_token_secret_or_key_id_is_in_it(pair: Credentials) -> None:
    text = report_of(
        pair, endpoint="https://store.example.com", response=f"403 InvalidAccessKeyId {pair.access_key_id}"
    )
    assert "X-Amz-Signature=••••••••" in text
    assert pair.access_key_id not in text
    assert pair.secret_access_key.reveal().decode() not in text
    assert "FwoGZXIv" not in text


def test_a_request_without_an_answer_or_a_url_says_so() -> None:
    lines = diagnose("nothing here", progress=False).report().splitlines()
    assert "answer: none told" in lines
    assert "headers sent: none told" in lines


def test_what_was_pasted_does_not_end_the_block() -> None:
    text = report_of(AWS, key="a```b ![x](y) \x1b[31m\u202e")
    assert text.count("```") == 2
    assert "\x1b" not in text
    assert "\u202e" not in text
