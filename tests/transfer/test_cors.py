"""A page is allowed by one rule more, and what was there stays: or nothing is written."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

from cosnb import Credentials, InputError, Sandbox, SendError, allow_page, presign, send

PAGE = "https://app.example.com"
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CORSRule><ID>\u00fc &amp; &#38;</ID>
  <AllowedOrigin>https://*.other.example</AllowedOrigin><AllowedMethod>DELETE</AllowedMethod><!-- theirs -->
</CORSRule></CORSConfiguration>
"""
DENY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:GetBucketCORS", "Resource": "arn:aws:s3:::demo-bucket"}
    ],
}


@pytest.fixture
def place(now):
    with Sandbox(port=0, now=now) as box:
        yield {"endpoint": box.endpoint, "credentials": box.credentials, "now": now}


def present(place: dict[str, Any]) -> str:
    return send(presign("demo-bucket", query={"cors": ""}, **place)).body.decode()


def write(place: dict[str, Any], what: str, body: str) -> None:
    assert send(presign("demo-bucket", method="PUT", query={what: ""}, **place), body.encode())


def preflight(place: dict[str, Any], origin: str) -> int:
    url = presign("demo-bucket", "k", method="PUT", **place).url
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-amz-a"}
    return send(url, method="OPTIONS", headers=asked).status


def test_without_apply_the_rule_is_shown_as_sdks_take_it_and_nothing_is_sent() -> None:
    rules = allow_page("my-bucket", PAGE, methods=["put"])
    rule = {
        "AllowedOrigins": [PAGE],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
    }
    assert ([*rules], rules.added, json.loads(repr(rules))) == ([rule], None, rule)


def test_a_bucket_without_rules_gets_one_and_a_second_call_writes_nothing(place: dict[str, Any]) -> None:
    assert preflight(place, PAGE) == 403
    first = allow_page("demo-bucket", PAGE, apply=True, **place)
    assert preflight(place, PAGE) == 200
    assert (repr(first), first.added) == (f"+ {json.dumps(first[0])}", first[0])
    written = present(place)
    second = allow_page("demo-bucket", PAGE, methods=["POST", "PUT", "HEAD", "GET"], apply=True, **place)
    assert (second, second.added, repr(second)) == (first, None, f"  {json.dumps(first[0])}")
    assert present(place) == written


def test_foreign_rules_stay_byte_for_byte(place: dict[str, Any]) -> None:
    write(place, "cors", FOREIGN)
    rules = allow_page("demo-bucket", PAGE, apply=True, **place)
    after, end = present(place), "</CORSConfiguration>\n"
    assert after.startswith(FOREIGN.removesuffix(end))
    assert after.endswith(f"</CORSRule>{end}")
    assert (preflight(place, PAGE), preflight(place, "https://app.other.example")) == (200, 403)
    assert rules[0]["ID"] == ["\u00fc & &"]
    assert [line[0] for line in repr(rules).split("\n")] == [" ", "+"]


def test_a_configuration_without_a_rule_gets_one(place: dict[str, Any]) -> None:
    write(place, "cors", '<?xml version="1.0"?><CORSConfiguration/>')
    rules = allow_page("demo-bucket", PAGE, apply=True, **place)
    assert (rules, preflight(place, PAGE)) == ([rules.added], 200)


def test_a_rule_that_the_store_named_is_not_added_again(place: dict[str, Any]) -> None:
    allow_page("demo-bucket", PAGE, apply=True, **place)
    named = present(place).replace("<CORSRule>", "<CORSRule><ID>7</ID><MaxAgeSeconds>9</MaxAgeSeconds>")
    write(place, "cors", named)
    assert allow_page("demo-bucket", PAGE, apply=True, **place).added is None
    assert present(place) == named


def test_nothing_is_written_where_reading_is_denied(place: dict[str, Any]) -> None:
    write(place, "cors", FOREIGN)
    write(place, "policy", json.dumps(DENY))
    with pytest.raises(SendError, match=r"demo-bucket cannot be read, so nothing was written: 403 AccessDenied"):
        allow_page("demo-bucket", PAGE, apply=True, **place)
    send(presign("demo-bucket", method="DELETE", query={"policy": ""}, **place))
    assert present(place) == FOREIGN


ERROR = "<Error><Code>{}</Code><Message>no {}</Message></Error>"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, ERROR.format("NoSuchBucket", "bucket"), "cannot be read.*404 NoSuchBucket: no bucket"),
        (404, ERROR.format("NoSuchKey", "key"), "cannot be read.*404 NoSuchKey"),
        (501, ERROR.format("NotImplemented", "x"), "cannot be read.*501 NotImplemented"),
        (200, "", "cannot be read.*: the store answers with something else"),
        (200, "<html>please log in</html>", "cannot be read"),
        (200, "<!DOCTYPE a [<!ENTITY b 'c'>]><CORSConfiguration>&b;</CORSConfiguration>", "cannot be read"),
        (200, FOREIGN.replace("UTF-8", "UTF-16").encode("utf-16"), "in a form that none can be added to"),
        (200, FOREIGN + "<!-- </CORSConfiguration>", "cannot be read"),
        (200, FOREIGN.replace("xmlns=", "xmlns:a=").replace("CORSConf", "a:CORSConf"), "in a form"),
        (200, FOREIGN + "<!-- </CORSConfiguration>-->", "in a form that none can be added to"),
    ],
)
def test_what_is_no_list_of_rules_is_never_replaced(serve, credentials, now, status, body, said) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    store = serve(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(data)) + data)
    with pytest.raises(SendError, match=said):
        allow_page("bucket", PAGE, apply=True, endpoint=store.url, credentials=credentials, now=now)
    assert [line.partition(b" ")[0] for line in store.requests] == [b"GET"]


def test_a_refusal_to_write_is_said_and_the_body_has_its_md5(serve, credentials, now) -> None:
    data = ERROR.format("NoSuchCORSConfiguration", "rules").encode()
    store = serve(b"HTTP/1.1 404 X\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
    with pytest.raises(SendError, match="did not take the new CORS rules of bucket: 404 NoSuchCORS"):
        allow_page("bucket", "*", apply=True, endpoint=store.url, credentials=credentials, now=now)
    assert [line.partition(b" ")[0] for line in store.requests] == [b"GET", b"PUT"]
    head, _, body = store.requests[1].partition(b"\r\n\r\n")
    assert b"Content-MD5: " + base64.b64encode(hashlib.md5(body).digest()) in head.split(b"\r\n")


@pytest.mark.parametrize("origin", ["*", PAGE, "http://localhost:8888", "https://*.example.com:8443", "http://[::1]"])
def test_origins_as_browsers_write_them_are_taken(origin: str) -> None:
    assert allow_page("my-bucket", origin)[0]["AllowedOrigins"] == [origin]


@pytest.mark.parametrize(
    "origin",
    [
        *(None, "", "null", "file:///a.html", "app.example.com", "https://App.example.com", f"{PAGE}/", f"{PAGE}:443"),
        *("http://a:80", "https://*.*.example.com", "https://m\u00fcnchen.example", "ftp://a", "https://a\n"),
    ],
)
def test_what_no_browser_sends_is_refused(origin: Any) -> None:
    with pytest.raises(InputError, match=r"origin: .*location\.origin"):
        allow_page("my-bucket", origin)


def test_a_link_in_the_place_of_an_origin_is_not_repeated() -> None:
    link = presign("b", "k", endpoint="us-south", credentials=Credentials("A" * 20, "b" * 40)).url
    with pytest.raises(InputError) as caught:
        allow_page("my-bucket", link)
    assert "Signature" not in str(caught.value)
