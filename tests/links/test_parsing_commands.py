"""Reading commands, records and forms."""

from __future__ import annotations

import base64
import json
import time
from datetime import datetime, timezone
from typing import Any

import pytest

from cosnb import parse

IBM = "s3.us-south.cloud-object-storage.appdomain.cloud"
URL = (
    f"https://{IBM}/my-bucket/it%27s%20%22a%22.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20240102%2Fus-south%2Fs3"
    f"%2Faws4_request&X-Amz-Date=20240102T030405Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature={'ab' * 32}"
)
CMD = URL.replace("%", "^%").replace("&", "^&")

# text, method, headers, body
COMMANDS: list[tuple[str, str, dict[str, str], bytes | None]] = [
    (f"curl '{URL}'", "GET", {}, None),
    (f'curl "{URL}"', "GET", {}, None),
    (f"$ curl -s -o out.txt '{URL}'", "GET", {}, None),
    (f"sudo curl -sSLo out '{URL}'", "GET", {}, None),
    (f"curl -I '{URL}'", "HEAD", {}, None),
    (f"curl --head '{URL}'", "HEAD", {}, None),
    (f"curl -X DELETE '{URL}'", "DELETE", {}, None),
    (f"curl -XPUT '{URL}'", "PUT", {}, None),
    (f"curl --request PUT --url '{URL}'", "PUT", {}, None),
    (f"curl -T file.bin '{URL}'", "PUT", {}, None),
    (f"curl -T - '{URL}'", "PUT", {"Transfer-Encoding": "chunked"}, None),
    (f"curl -d 'a=b' '{URL}'", "POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=b"),
    (f"curl -d a=b -d c=d '{URL}'", "POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=b&c=d"),
    (f"curl --data-binary @f -X PUT '{URL}'", "PUT", {"Content-Type": "application/x-www-form-urlencoded"}, None),
    (f"curl --json '{{}}' '{URL}'", "POST", {"Content-Type": "application/json", "Accept": "application/json"}, b"{}"),
    (f"curl -F file=@f '{URL}'", "POST", {"Content-Type": "multipart/form-data"}, None),
    (f"curl -H 'Content-Type: text/csv' -H \"x-amz-acl: private\" -T f '{URL}'", "PUT",
     {"Content-Type": "text/csv", "x-amz-acl": "private"}, None),
    (f"curl -H 'X-Empty;' -H 'Accept:' '{URL}'", "GET", {"X-Empty": ""}, None),
    (f"curl -u me:pw '{URL}'", "GET", {"Authorization": "Basic …"}, None),
    (f"curl --oauth2-bearer x '{URL}'", "GET", {"Authorization": "Bearer …"}, None),
    (f"curl -A agent/1 -r 0-99 '{URL}'", "GET", {"User-Agent": "agent/1", "Range": "bytes=0-99"}, None),
    (f"curl \\\n  -X PUT \\\n  -H 'a: b' \\\n  '{URL}'", "PUT", {"a": "b"}, None),
    (f"curl \\\r\n  -X PUT \\\r\n  '{URL}'", "PUT", {}, None),
    (f"curl -X PUT\n  -H 'a: b'\n  '{URL}'", "PUT", {"a": "b"}, None),
    (f"curl $'{URL}' -H $'a: b\\u0021'", "GET", {"a": "b!"}, None),
    (f"curl '{URL}' && echo done", "GET", {}, None),
    (f"curl '{URL}' > out.txt", "GET", {}, None),
    (f"curl '{URL}' | head", "GET", {}, None),
    (f"curl {URL.replace('&', chr(92) + '&')}", "GET", {}, None),
    (f"curl.exe \"{URL}\" -H \"a: b\"", "GET", {"a": "b"}, None),
    (f'curl ^"{CMD}^" ^\n  -X ^"PUT^" ^\n  -H ^"accept: */*^"', "PUT", {"accept": "*/*"}, None),
    (f'curl "{URL}" ^\r\n -H "a: b"', "GET", {"a": "b"}, None),
    (f"wget -O out '{URL}'", "GET", {}, None),
    (f"wget --spider '{URL}'", "HEAD", {}, None),
    (f"wget --method=PUT --body-file=f --header='a: b' '{URL}'", "PUT", {"a": "b", "Content-Type": "application/x-www-form-urlencoded"},
     None),
    (f'Invoke-WebRequest -Uri "{URL}"', "GET", {}, None),
    (f"Invoke-WebRequest -Uri '{URL}' -Method Put -InFile f -ContentType text/csv", "PUT", {"Content-Type": "text/csv"}, None),
    (f'Invoke-RestMethod `\n -Uri "{URL}" `\n -Method "PUT" `\n -Headers @{{\n"a"="b"\n  \'x-amz-acl\' = "private"; c = "d"\n}} `\n'
     ' -Body "hello"', "PUT", {"a": "b", "x-amz-acl": "private", "c": "d"}, b"hello"),
    (f"iwr '{URL}' -UserAgent x", "GET", {"User-Agent": "x"}, None),
    (f'fetch("{URL}")', "GET", {}, None),
    (f'await fetch("{URL}", {{"headers": {{"accept": "*/*"}}, "body": null, "method": "GET"}});', "GET", {"accept": "*/*"}, None),
    (f"fetch('{URL.replace(chr(39), '')}', {{ method: 'PUT', headers: {{ 'Content-Type': 'text/csv' }}, body: file }})", "PUT",
     {"Content-Type": "text/csv"}, None),
    (f'fetch("{URL}", {{"method": "PUT", "body": "hi"}})', "PUT", {"Content-Type": "text/plain;charset=UTF-8"}, b"hi"),
    (f"GET {URL.partition(IBM)[2]} HTTP/1.1\r\nHost: {IBM}\r\nAccept: */*\r\n\r\n", "GET", {"Host": IBM, "Accept": "*/*"}, None),
    (f"* Connected\n> PUT {URL.partition(IBM)[2]} HTTP/2\n> Host: {IBM}\n> a: b\n>\n< HTTP/2 403\n", "PUT",
     {"Host": IBM, "a": "b"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "method", "headers", "body"), COMMANDS, ids=range(len(COMMANDS)))
def test_a_command_is_read(text: str, method: str, headers: dict[str, str], body: bytes | None) -> None:
    request = parse(text)
    assert request.wire == URL
    assert (request.kind, request.method, dict(request.headers), request.body) == ("query", method, headers, body)


def test_an_unquoted_url_is_read_over_and_marked() -> None:
    request = parse(f"curl {URL} -o x")
    assert request.wire == URL
    assert request.marks == ("shell-unquoted",)


def test_passwords_of_commands_are_not_kept_in_the_headers() -> None:
    for text in (
        f"curl -u me:hunter2 '{URL}'",
        f"curl --oauth2-bearer hunter2 '{URL}'",
        f"curl --user AK:hunter2 --aws-sigv4 aws '{URL}'",
    ):
        assert "hunter2" not in repr(parse(text).headers)


def test_options_that_change_the_wire_are_marked() -> None:
    assert "path-as-is" in parse(f"curl --path-as-is '{URL}'").marks
    assert "location" in parse(f"curl -L '{URL}'").marks
    assert "form" in parse(f"curl -F a=b '{URL}'").marks


def test_the_form_fields_of_curl_are_read() -> None:
    command = (
        """curl -F key='up/${filename}' -F policy=e30= --form-string 'acl=@private;type=x' -F 'note="a;b\\"c"' """
        "-F 'Content-Type=text/csv;type=text/plain' -F tags=@tags.txt -F file=@f.bin https://b.s3.amazonaws.com/"
    )
    request = parse(command)
    assert (request.kind, request.source, request.method) == ("post", "curl", "POST")
    assert request.fields == (
        ("key", "up/${filename}"), ("policy", "e30="), ("acl", "@private;type=x"), ("note", 'a;b"c'),
        ("Content-Type", "text/csv"), ("file", ""),
    )  # fmt: skip
    assert "field-of-file" in request.marks


def har(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def entry(url: str, method: str = "GET", status: int = 200, **more: Any) -> dict[str, Any]:
    headers = [{"name": ":authority", "value": "h"}, {"name": "a", "value": "b"}]
    return {"request": {"method": method, "url": url, "headers": headers, **more}, "response": {"status": status}}


def test_a_har_entry_is_read() -> None:
    for text in (
        har(entry(URL, "PUT", postData={"text": "hi"})),
        json.dumps(entry(URL, "PUT", postData={"text": "hi"})),
    ):
        request = parse(text)
        assert (request.source, request.wire, request.method) == ("har", URL, "PUT")
        assert (request.headers, request.body) == ((("a", "b"),), b"hi")


def test_of_a_har_the_signed_request_that_failed_is_taken() -> None:
    other = URL.replace("my-bucket", "other")
    text = har(
        entry("https://example.com/"),
        entry(other, "PUT"),
        entry(URL, "PUT", 403),
        entry("https://example.com/", "GET", 500),
    )
    assert parse(text).wire == URL


def test_of_a_har_the_request_behind_an_answered_preflight_is_taken() -> None:
    preflight, put = entry(URL, "OPTIONS"), entry(URL, "PUT")
    assert parse(har(preflight, put)).method == "PUT"
    asked = entry(URL, "OPTIONS") | {"request": {"method": "OPTIONS", "url": URL, "headers": [
        {"name": "Access-Control-Request-Method", "value": "PUT"}]}}  # fmt: skip
    assert parse(har(put, asked, entry("https://example.com/"))).method == "PUT"
    assert parse(har(entry(URL, "OPTIONS", 403), entry(URL, "PUT", 0))).method == "OPTIONS"
    assert parse(har(preflight)).method == "OPTIONS"


def test_of_a_har_without_a_failure_the_last_signed_request_is_taken() -> None:
    assert parse(har(entry(URL, "PUT"), entry(URL, "HEAD"), entry("https://example.com/"))).method == "HEAD"
    assert parse(har(entry(URL, "PUT"), entry(URL, "GET", 0), entry(URL, "HEAD"))).method == "GET"


def test_any_json_with_a_signed_url_is_searched() -> None:
    assert parse(json.dumps({"data": [{"upload": {"href": URL}}]})).wire == URL
    assert parse(json.dumps({"url": URL, "method": "put", "headers": {"a": "b"}})).method == "PUT"


FIELDS = {
    "key": "up/${filename}",
    "policy": base64.b64encode(b'{"expiration": "2024-01-02T03:14:05Z", "conditions": [{"bucket": "b"}]}').decode(),
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": "AK/20240102/us-south/s3/aws4_request",
    "x-amz-date": "20240102T030405Z",
    "x-amz-signature": "cd" * 32,
}
HTML = (
    f'<form action="https://{IBM}/b" method="post" enctype="multipart/form-data">'
    + "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in FIELDS.items())
    + '<input type="file" name="file"></form>'
)
FORM: dict[str, Any] = {"url": f"https://{IBM}/b", "fields": FIELDS}


@pytest.mark.parametrize(
    "text", [json.dumps(FORM), repr(FORM), json.dumps({"a": [FORM]}), HTML], ids=["json", "dict", "inside", "html"]
)
def test_a_presigned_post_is_read(text: str) -> None:
    request = parse(text)
    assert (request.kind, request.method, request.source) == ("post", "POST", "form")
    assert (request.region, request.access_key_id, request.signature) == ("us-south", "AK", "cd" * 32)
    assert request.expires_at == datetime(2024, 1, 2, 3, 14, 5, tzinfo=timezone.utc)
    assert (request.bucket, request.key, request.provider) == ("b", "up/${filename}", "ibm")
    assert request.problems == ()
    assert {"policy", "x-amz-signature"} <= {one.name for one in request.parameters if one.secret}


def test_the_end_of_a_policy_without_a_zone_is_read_in_utc_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = base64.b64encode(b'{"expiration": "2024-01-02T03:14:05", "conditions": []}').decode()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        ends = parse(json.dumps({**FORM, "fields": {**FIELDS, "policy": policy}})).expires_at
    finally:
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()
    assert ends == datetime(2024, 1, 2, 3, 14, 5, tzinfo=timezone.utc)


def test_a_form_that_cannot_be_read_says_so() -> None:
    broken = {"url": "https://h/b", "fields": {"policy": "???", "key": "a"}}
    assert parse(json.dumps(broken)).problems == (
        "The policy of the form is missing or unreadable.",
        "The form has no signature.",
    )


AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=AK/20240102/us-south/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature="
    + "ef" * 32
)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: {AUTHORIZATION}\nx-amz-date: 20240102T030405Z",
        f"{AUTHORIZATION}\nX-Amz-Date: 20240102T030405Z",
        f"curl -H 'Authorization: {AUTHORIZATION}' -H 'x-amz-date: 20240102T030405Z' https://{IBM}/b/k",
        f"GET /b/k HTTP/1.1\nHost: {IBM}\nAuthorization: {AUTHORIZATION}\nx-amz-date: 20240102T030405Z\n\n",
        f"https://{IBM}/b/k\nAuthorization: {AUTHORIZATION}\nx-amz-date: 20240102T030405Z",
        f"{{'Authorization': '{AUTHORIZATION}',\n 'x-amz-date': '20240102T030405Z'}}",
        f"Authorization: {AUTHORIZATION}\nDate: Tue, 02 Jan 2024 03:04:05 GMT",
    ],
    ids=range(7),
)
def test_an_authorization_header_is_read(text: str) -> None:
    request = parse(text)
    assert request.kind == "header"
    assert (request.access_key_id, request.region, request.signed_headers) == ("AK", "us-south", ("host", "x-amz-date"))
    assert request.signature == "ef" * 32
    assert request.timestamp == "20240102T030405Z"


def test_an_old_authorization_header_is_read() -> None:
    request = parse("curl -H 'Authorization: AWS AK:vjbyPxybdZaNmGa+yT272YEAiv4=' https://h/b/k")
    assert (request.kind, request.access_key_id) == ("header-v2", "AK")


def test_a_url_alone_is_no_command() -> None:
    assert parse(URL).source == "url"
    assert parse(f"the curl of the hair; {URL}").wire == URL


@pytest.mark.parametrize(
    ("options", "added"),
    [
        ("-G -d v=2", "v=2"),
        ("--get -d v=2 -d w=3", "v=2&w=3"),
        ("-G --data-urlencode 'a=b/c&d'", "a=b%2Fc%26d"),
        ("-G --data-urlencode '=b/c'", "b%2Fc"),
    ],
)
def test_what_curl_puts_behind_the_query_is_part_of_the_url(options: str, added: str) -> None:
    request = parse(f"curl {options} '{URL}'")
    assert (request.wire, request.method, request.problems) == (f"{URL}&{added}", "GET", ())
    assert (request.headers, request.body) == ((), None)
