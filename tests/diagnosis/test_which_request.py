"""Of several requests in a paste the refused one is looked at, and an answer is read in whatever words it comes."""

from __future__ import annotations

import pytest
from answers import error
from cases import KEYS, NOW, ibm

from cosnb import Credentials, parse
from cosnb.diagnosis import diagnose

GOOD, BAD = ibm(), ibm(path="/my-bucket/b.txt", signed_path="/my-bucket/c.txt")
OTHER = ibm(path="/my-bucket/d.txt")
XML = error("AccessDenied", "Access Denied")
MISMATCH = "The request signature we calculated does not match the signature you provided."

PASTES = {
    "the second of two": f"first I fetched {GOOD} and it was fine.\nthen {BAD}\n{XML}\n",
    "the first of two": f"first I fetched {BAD}\n{XML}\nand then {GOOD} was fine",
    "an access log": f'10:00 "GET {GOOD}" 200\n10:01 "GET {BAD}" 403\n10:02 "GET {OTHER}" 200\n',
    "a traceback": f"url = '{GOOD}'\nTraceback (most recent call last):\n  File \"x.py\", line 3, in <module>\n"
    f"requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: {BAD}\n",
    "two commands": f"$ curl -X PUT '{GOOD}'\n$ curl '{BAD}'\n{XML}",
    "a command in prose": f"$ curl '{BAD}'\nI ran curl and it said\n{XML}",
}
TOLD = {
    "botocore": "An error occurred (SignatureDoesNotMatch) when calling the GetObject operation: " + MISMATCH,
    "Go": f"operation error S3: GetObject, https response error StatusCode: 403, RequestID: X, api error SignatureDoesNotMatch: {MISMATCH}",
    "JavaScript": f"{{ Code: 'SignatureDoesNotMatch', message: '{MISMATCH}' }}",
    "a log in JSON": f'12:00 app {{"body":"<Error><Code>SignatureDoesNotMatch<\\/Code><Message>{MISMATCH}<\\/Message><\\/Error>"}}',
    "MinIO": f"Code: SignatureDoesNotMatch, Message: {MISMATCH}",
}
STATUS = {
    "requests": "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: {}",
    "urllib": "{}\nurllib.error.HTTPError: HTTP Error 403: Forbidden",
    "curl": "{}\ncurl: (22) The requested URL returned error: 403",
    "wget": "--2024-01-02 03:04:05--  {}\nHTTP request sent, awaiting response... 403 Forbidden\nERROR 403: Forbidden.",
    "axios": "AxiosError: Request failed with status code 403\n url: '{}'",
}
ELSEWHERE = {
    "another request of a log": '10.0.0.1 - - "GET /favicon.ico HTTP/1.1" 404 12\n',
    "another address": "HTTPError: 403 Client Error: Forbidden for url: https://example.com/login\n",
    "long before": "An error occurred (NoSuchKey) when calling the HeadObject operation: Not Found\n"
    + "all is well\n" * 600,
    "no status": "took 404 ms, 500 rows, error 0\n",
}


@pytest.mark.parametrize("text", PASTES.values(), ids=PASTES)
def test_the_refused_request_is_taken(text: str) -> None:
    assert diagnose(text, now=NOW, progress=False).request.wire == BAD


@pytest.mark.parametrize("words", TOLD.values(), ids=TOLD)
def test_the_words_of_an_sdk_are_an_answer(words: str) -> None:
    found = diagnose(f"{BAD}\n{words}\n", now=NOW, progress=False)
    assert found.findings[0].id == "signature-mismatch"
    assert "SignatureDoesNotMatch" in " ".join(found.checked)


@pytest.mark.parametrize("words", STATUS.values(), ids=STATUS)
def test_a_status_in_the_words_of_a_client_is_never_nothing_wrong(words: str) -> None:
    found = diagnose(words.format(BAD), now=NOW, progress=False)
    assert "status 403" in " ".join(found.checked)
    assert found.findings


@pytest.mark.parametrize("words", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_said_of_another_request_is_no_answer_to_this_one(words: str) -> None:
    assert not diagnose(words + GOOD, credentials=KEYS, now=NOW, progress=False).findings


def test_parse_takes_the_same_request() -> None:
    for name in ("an access log", "a traceback"):
        assert parse(PASTES[name]).wire == BAD


SETTINGS = {
    "a command's endpoint": "aws s3 ls --endpoint-url https://s3.us-south.cloud-object-storage.appdomain.cloud s3://my-bucket",
    "a proxy": "location / {\n  proxy_pass http://minio:9000;\n}\n",
    "a printed dictionary": "{'endpoint_url': 'https://s3.us-south.cloud-object-storage.appdomain.cloud', 'region_name': 'us-south'}",
}


@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_an_address_in_a_setting_is_no_unsigned_link(text: str) -> None:
    found = diagnose(text, now=NOW, progress=False)
    assert [(one.id, one.certainty, one.repaired_url) for one in found.findings] == [("no-url", "likely", None)]
    assert parse(text).wire == ""
    refused = diagnose(f"{text}\n{TOLD['botocore']}", now=NOW, progress=False)
    assert "unsigned" not in {one.id for one in refused.findings}
    assert diagnose(f"{text}\n{BAD}", now=NOW, progress=False).request.wire == BAD


def test_an_address_that_is_no_setting_is_still_one_without_a_signature() -> None:
    text = f"{SETTINGS['a proxy']}I open https://h.example/my-bucket/a.txt and see nothing"
    assert parse(text).wire == "https://h.example/my-bucket/a.txt"
    assert diagnose(text, now=NOW, progress=False).findings[0].id == "unsigned"


@pytest.mark.parametrize("end", range(70, 200, 13))
def test_an_error_that_breaks_off_is_still_one(end: int) -> None:
    answer = error("SignatureDoesNotMatch", MISMATCH)
    answer = answer[answer.index("<Error>") :][:end]
    found = diagnose(f"{BAD}\n{answer}", now=NOW, progress=False)
    assert found.findings[0].id == "signature-mismatch"


def test_a_link_behind_an_answer_is_not_part_of_it() -> None:
    found = diagnose(f"HTTP/1.1 403 Forbidden\nServer: x\n\nthat was for\n{BAD}\n", now=NOW, progress=False)
    assert found.request.wire == BAD
    assert "status 403" in " ".join(found.checked)


TARGET = GOOD.partition("domain.cloud")[2]
HOST = GOOD.partition("//")[2].partition("/")[0]
LOGGED = f'10.0.0.1 - - [02/Jan/2024:03:04:06 +0000] "PUT {TARGET} HTTP/1.1" 403 341 "-" "curl/8.5.0"'


@pytest.mark.parametrize("told", ["in the line", "as hosts", "beside the keys"])
def test_a_line_of_a_log_is_proven_as_soon_as_its_host_is_known(told: str) -> None:
    keys = Credentials(KEYS.access_key_id, KEYS.secret_access_key, endpoint=f"https://{HOST}")
    found = diagnose(
        f"{LOGGED} host={HOST}" if told == "in the line" else LOGGED,
        credentials=keys if told == "beside the keys" else KEYS,
        hosts=[HOST] if told == "as hosts" else [],
        now=NOW,
        progress=False,
    )
    assert (found.findings[0].id, found.findings[0].certainty) == ("method", "proven")


def test_without_a_host_no_secret_is_blamed() -> None:
    found = diagnose(LOGGED, credentials=KEYS, now=NOW, progress=False, budget=0.1)
    assert [(finding.id, finding.certainty) for finding in found.findings] == [("host-unknown", "possible")]
    refused = diagnose(f"{LOGGED} SignatureDoesNotMatch", credentials=KEYS, now=NOW, progress=False, budget=0.1)
    assert (refused.findings[0].id, refused.findings[0].certainty) == ("host-unknown", "likely")


def test_of_several_requests_it_says_where_they_are_and_which_was_looked_at() -> None:
    other = OTHER.replace(OTHER[-64:], "b2" * 32)
    said = diagnose(f"ok {GOOD}\nthen {other}\nand {BAD}\n{XML}\n", now=NOW).checked[0]
    assert said == (
        "3 signed requests are in the text, at lines 1, 2, 3, and the one at line 3 was looked at. diagnose_many() looks at all."
    )
    # One link that a client prints twice is one request.
    for text in (BAD, f"curl '{BAD}'\n{BAD}\n{XML}", f"{BAD[:-40]}\n{XML}"):
        assert "signed requests" not in " ".join(diagnose(text, now=NOW).checked)
