"""What a client gave is diagnosed as it is: its response, its error, or an error that was raised because of that."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import httpx
import pytest
import requests
import urllib3
from botocore.exceptions import ClientError, EndpointConnectionError
from test_diagnosis import KEYS, NOW

from cosnb import InputError, UrlInspector, diagnose, diagnose_many, presign
from cosnb.diagnosis.exchange import exchange_of

LINK = presign(
    "b",
    "a b.txt",
    method="PUT",
    endpoint="us-south",
    credentials=KEYS,
    headers={"content-type": "text/plain"},
    now=NOW - timedelta(minutes=1),
)
SENT = {"content-type": "image/png", "User-Agent": "a client"}
ERROR = b"<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>"


def of_requests() -> requests.Response:
    response = requests.Response()
    response.status_code, response._content, response.url = 403, ERROR, "https://elsewhere.example.com"
    response.request = requests.Request("PUT", LINK.url, SENT, data=b"1").prepare()
    return response


def of_httpx() -> httpx.Response:
    return httpx.Response(403, content=ERROR, request=httpx.Request("PUT", LINK.url, headers=SENT, content=b"1"))


def of_aiohttp() -> SimpleNamespace:
    """Its attributes: what was read is in ``_body``, and ``content`` is a stream."""
    asked = SimpleNamespace(url=None, real_url=httpx.URL(LINK.url), method="PUT", headers=SENT)
    return SimpleNamespace(status=403, headers={}, request_info=asked, _body=ERROR, content=object(), text=print)


def raised(call: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:
        call()
    return caught.value


def wrapped() -> None:
    try:
        of_requests().raise_for_status()
    except requests.HTTPError as error:
        raise RuntimeError("the upload failed") from error


GIVEN: dict[str, Callable[[], object]] = {
    "requests' response": of_requests,
    "requests' error": lambda: raised(of_requests().raise_for_status),
    "httpx's response": of_httpx,
    "httpx's error": lambda: raised(of_httpx().raise_for_status),
    "aiohttp's response": of_aiohttp,
    "an error because of it": lambda: raised(wrapped),
}


@pytest.mark.parametrize("name", GIVEN)
def test_the_request_and_the_answer_are_those_of_the_client(name: str) -> None:
    found = diagnose(GIVEN[name](), credentials=KEYS, now=NOW)
    first = found.findings[0]
    assert (first.id, first.certainty, found.request.method) == ("signed-header", "proven", "PUT")
    assert found.reply is not None
    assert (found.reply.status, found.reply.code) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("name", GIVEN)
def test_the_inspector_takes_the_same(name: str) -> None:
    inspector = UrlInspector(GIVEN[name](), credentials=KEYS, now=NOW)
    assert inspector.diagnosis is not None
    assert inspector.diagnosis.findings[0].id == "signed-header"


def test_the_body_of_urllibs_error_is_read_and_its_headers_are_not_taken_for_those_that_were_sent() -> None:
    headers = Message()
    headers["Content-Type"], headers["Date"] = "application/xml", "Thu, 02 Jan 2020 03:04:05 GMT"
    found = diagnose(HTTPError(LINK.url, 403, "Forbidden", headers, BytesIO(ERROR)), credentials=False, now=NOW)
    assert found.reply is not None
    assert (found.reply.code, found.reply.headers["content-type"]) == ("SignatureDoesNotMatch", "application/xml")
    assert (found.request.headers, found.request.method) == ((), None)


def test_of_urllibs_error_that_somebody_closed_the_status_is_read() -> None:
    error = HTTPError(LINK.url, 403, "Forbidden", Message(), BytesIO(ERROR))
    error.close()
    found = diagnose(error, credentials=False, now=NOW)
    assert found.reply is not None
    assert (found.reply.status, found.reply.text) == (403, "")


def test_a_request_that_was_not_sent_has_no_answer() -> None:
    for asked in (urllib.request.Request(LINK.url), requests.Request("PUT", LINK.url).prepare(), LINK):
        request, answer = exchange_of(asked)
        assert (getattr(request, "wire", None), answer) == (LINK.url, None)


def test_of_an_sdks_error_the_answer_and_the_words_are_read() -> None:
    held = {
        "Error": {"Code": "SignatureDoesNotMatch", "Message": "No."},
        "ResponseMetadata": {"HTTPStatusCode": 403, "HTTPHeaders": {"date": "x"}},
    }
    found = diagnose(ClientError(held, "PutObject"), now=NOW)  # type: ignore[arg-type]
    assert [one.id for one in found.findings] == ["signature-mismatch"]
    assert found.reply is not None
    assert found.reply.status == 403


def test_an_error_that_tells_of_no_store_is_no_answer() -> None:
    for error in (KeyError("x"), ValueError("403"), ZeroDivisionError()):
        found = diagnose(error, now=NOW)
        assert not [one for one in found.findings if one.certainty in ("likely", "proven")]


def test_a_diagnosis_is_taken_with_its_request_and_its_answer() -> None:
    first = diagnose(of_httpx(), credentials=False, now=NOW)
    again = diagnose(first, credentials=KEYS, now=NOW)
    assert (again.reply, again.findings[0].id) == (first.reply, "signed-header")


def test_a_client_that_refuses_to_give_its_body_is_asked_for_the_rest() -> None:
    streamed = httpx.Response(403, stream=httpx.ByteStream(ERROR), request=httpx.Request("GET", LINK.url))
    streamed.is_closed = True
    found = diagnose(streamed, credentials=KEYS, now=NOW)
    assert found.reply is not None
    assert (found.reply.status, found.reply.text, found.request.method) == (403, "", "GET")


def test_a_path_is_that_of_a_file_with_the_evidence(tmp_path: Path) -> None:
    place = tmp_path / "curl.txt"
    place.write_text(f"curl -X PUT '{LINK.url}' -H 'Content-Type: image/png'\n403 Forbidden")
    assert diagnose(place, credentials=KEYS, now=NOW).findings[0].id == "signed-header"
    for given in (place, place.read_bytes()):
        inspected = UrlInspector(given, credentials=KEYS, now=NOW).diagnosis
        assert inspected is not None
        assert inspected.findings[0].id == "signed-header"
        assert [row.id for row in diagnose_many([given], credentials=KEYS, now=NOW).rows] == ["signed-header"]
    with pytest.raises(InputError, match="evidence: the file cannot be read"):
        diagnose(tmp_path / "gone.txt")
    with pytest.raises(InputError, match="text: the file cannot be read"):
        UrlInspector(tmp_path / "gone.txt")


def test_a_signed_link_that_was_sent_on_fails_by_its_redirection() -> None:
    mirror = of_requests()
    past = requests.Response()
    right = {"Content-Type": "text/plain"}
    past.status_code, past.request = 307, requests.Request("PUT", LINK.url, right).prepare()
    past.headers["Location"] = "https://mirror.example.com/b/k"
    mirror.request = requests.Request("PUT", LINK.url.replace("https://", "https://mirror.")).prepare()
    mirror.history = [past]
    assert diagnose(mirror, credentials=KEYS, now=NOW).findings[0].id == "redirect"
    # Of an app that leads to a signed link, that is what failed; and what was served did not fail.
    past.request = requests.Request("PUT", "https://app.example.com/download").prepare()
    assert diagnose(mirror, credentials=KEYS, now=NOW).request.host.startswith("mirror.")
    mirror.status_code, past.request = 200, requests.Request("PUT", LINK.url).prepare()
    assert diagnose(mirror, credentials=KEYS, now=NOW).request.host.startswith("mirror.")


def test_nothing_is_sure_about_a_link_that_was_served() -> None:
    served = httpx.Response(200, request=httpx.Request("HEAD", LINK.url, headers={"content-type": "text/plain"}))
    found = diagnose(served, credentials=KEYS, now=NOW).findings
    assert [(one.id, one.certainty) for one in found] == [("method", "possible")]


def test_an_error_that_is_given_as_the_answer_is_followed_to_its_cause() -> None:
    found = diagnose(LINK.url, response=raised(wrapped), credentials=False, now=NOW)
    assert found.reply is not None
    assert (found.reply.status, found.reply.code) == (403, "SignatureDoesNotMatch")
    assert diagnose(LINK.url, response=FileNotFoundError("x"), credentials=False, now=NOW).reply is None


def test_many_of_them_are_counted_by_cause() -> None:
    given = [of_requests(), of_httpx(), LINK.url.replace("a%20b", "a+b"), KeyError("x"), 7, LINK]
    table = diagnose_many(given, credentials=KEYS, now=NOW)
    assert {row.id: row.places for row in table.rows} == {"signed-header": (1, 2), "path-plus": (3,), None: (6,)}
    assert (table.without_link, table.unread) == (2, 0)


def test_causes_that_go_in_a_circle_end() -> None:
    one, two = ValueError("a"), ValueError("b")
    one.__cause__, two.__cause__ = two, one
    assert exchange_of(one)[0] == "ValueError: a"


def test_a_header_given_as_bytes_is_the_text_of_them() -> None:
    sent = requests.Request("PUT", LINK.url, {"content-type": b"text/plain"}).prepare()  # type: ignore[dict-item]
    found = diagnose(sent, credentials=KEYS, now=NOW)
    assert (found.findings, dict(found.request.headers)["content-type"]) == ((), "text/plain")


def test_the_headers_of_an_answer_without_its_request_are_not_taken_for_those_that_were_sent() -> None:
    headers = Message()
    headers["Content-Type"], headers["Server"] = "application/xml", "AmazonS3"
    of_http_client = SimpleNamespace(url=LINK.url, status=403, headers=headers, read=print)
    of_urllib3 = urllib3.HTTPResponse(ERROR, dict(headers), 403, request_url=LINK.url)
    for answer in (of_http_client, of_urllib3):
        found = diagnose(answer, credentials=KEYS, now=NOW)
        assert found.reply is not None
        assert (found.request.headers, found.reply.status, found.reply.headers["server"]) == ((), 403, "AmazonS3")
        assert "application/xml" not in "".join(one.evidence for one in found.findings)


@pytest.mark.parametrize(
    "headers", [5, "a: b", [("a",), 5, ("b", "c", "d")], {"x": "\ud800"}, [{"name": "a"}]], ids=str
)
def test_headers_in_no_shape_of_headers_are_left_out(headers: Any) -> None:
    sent = SimpleNamespace(url=LINK.url, method="PUT", headers=headers, body="\ud800")
    found = diagnose(sent, credentials=False, now=NOW)
    assert [one for one in found.request.headers if one[0] != "x"] == []
    assert found.request.body == b"?"


class SpeechlessError(Exception):
    def __str__(self) -> str:
        raise RuntimeError(LINK.signature)


def test_an_error_that_cannot_be_put_into_words_is_named() -> None:
    words, _ = exchange_of(SpeechlessError())
    assert "SpeechlessError" in str(words)
    assert diagnose(LINK.url, response=SpeechlessError(), credentials=False, now=NOW).reply is None
    assert diagnose_many([SpeechlessError(), LINK.url], credentials=False, now=NOW).without_link == 1


def test_the_errors_of_a_group_are_looked_at() -> None:
    group = ValueError("two failed")
    group.exceptions = (KeyError("x"), raised(of_requests().raise_for_status))  # type: ignore[attr-defined]
    found = diagnose(group, credentials=KEYS, now=NOW)
    assert found.findings[0].id == "signed-header"


def test_an_error_of_a_client_that_reached_nobody_is_no_unsigned_url() -> None:
    found = diagnose(EndpointConnectionError(endpoint_url="https://s3.example.com/"), now=NOW)
    assert (found.findings[0].id, found.findings[0].certainty) == ("no-answer", "certain")


def test_an_upload_form_whose_body_is_not_kept_is_no_unsigned_url() -> None:
    url, denied = (
        "https://s3.us-south.cloud-object-storage.appdomain.cloud/b",
        b"<Error><Code>AccessDenied</Code></Error>",
    )

    def ids(kind: str, body: bytes | None = None, method: str = "POST") -> list[str]:
        request = httpx.Request(method, url, headers={"Content-Type": kind}, content=body)
        return [
            finding.id for finding in diagnose(httpx.Response(403, content=denied, request=request), now=NOW).findings
        ]

    assert "unsigned" not in ids("multipart/form-data; boundary=x")
    assert "unsigned" in ids("application/json")
    assert "unsigned" in ids("multipart/form-data; boundary=x", method="PUT")
    assert "unsigned" in ids(
        "multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n1\r\n--x--'
    )


def test_what_boto3_returned_has_its_status() -> None:
    given = {"ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {"server": "x"}}, "ETag": "1"}
    found = diagnose(LINK.url, response=given, credentials=False, now=NOW)
    assert found.reply is not None
    assert (found.reply.status, found.reply.headers) == (200, {"server": "x"})


def test_an_answer_whose_attributes_raise_is_read_as_far_as_they_do_not() -> None:
    class Closed:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    assert diagnose(LINK.url, response=Closed(), credentials=False, now=NOW).reply is not None


@pytest.mark.parametrize("thing", [None, 7, object(), [LINK.url], SimpleNamespace(url=7)])
def test_what_is_neither_is_refused(thing: Any) -> None:
    with pytest.raises(InputError, match=r"^evidence: a .* is no text and no request\. Give a URL"):
        diagnose(thing)
