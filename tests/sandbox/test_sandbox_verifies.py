"""What the sandbox must refuse, what it must accept, and where it is known to differ from AWS.

If one of these fails after an update of MiniStack, the sandbox's docstring is wrong, or the sandbox is.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import socket
from datetime import datetime, timedelta
from urllib.parse import quote

import boto3
import ibm_boto3
import pytest
import time_machine
from botocore.config import Config
from ibm_botocore.client import Config as IbmConfig
from raw_client import ask

from cosnb.in_process import STORES
from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.sandbox.seeds import ACCESS_KEY_ID, OBJECTS, SECRET_ACCESS_KEY
from cosnb.sigv4 import Credentials, Request, authorize


@pytest.fixture(params=["outside", "inside"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Either way to run the store: in a process of its own, and in this one."""
    return request.getfixturevalue(request.param)


WRONG = (403, "SignatureDoesNotMatch")


def flipped(signature: str) -> str:
    return ("1" if signature[0] == "0" else "0") + signature[1:]


def refusal(url: str, method: str = "GET", **options: object) -> tuple[int, str]:
    reply = ask(url, method, **options)  # type: ignore[arg-type]
    assert b"Hello from the sandbox" not in reply.body
    return reply.status, reply.code


# --- it must accept ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key, content_type, data", OBJECTS)
def test_it_serves_every_sample_object(link, key, content_type, data):
    reply = ask(link(key).url)
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, data, content_type)


def test_the_samples_cover_what_goes_wrong_with_keys():
    keys = [key for key, _, _ in OBJECTS]
    assert any(" " in key for key in keys)
    assert any("Ü" in key for key in keys)
    assert any(key.count("/") == 2 for key in keys)


@pytest.mark.parametrize(
    "key", ["a+b", "50%", "a/../b", "a//b", "a/./b", "?#&=", "e\u0301", "\xe9", "😀", " a ", "x" * 1024]
)
def test_it_keeps_every_key_as_it_is(link, key):
    data = key.encode()
    assert ask(link(key, method="PUT").url, "PUT", data).status == 200
    assert ask(link(key).url).body == data
    assert ask(link(key, method="HEAD").url, "HEAD").headers["content-length"] == str(len(data))
    assert ask(link(key, method="DELETE").url, "DELETE").status == 204
    assert ask(link(key).url).code == "NoSuchKey"


def test_it_lists_the_bucket(link):
    listed = ask(link(None, query={"list-type": "2", "prefix": "reports/"}).url).body.decode()
    assert re.findall("<Key>(.*?)</Key>", listed) == ["reports/2026/summary.csv", "reports/Übersicht März.csv"]


def test_it_serves_signed_headers_and_overrides_of_the_answer(link):
    url = link(query={"response-content-disposition": "attachment; filename=x"}).url
    assert ask(url).headers["content-disposition"] == "attachment; filename=x"
    headers = {"content-type": "text/plain", "x-amz-meta-by": "me"}
    assert ask(link("up", method="PUT", headers=headers).url, "PUT", b"x", headers).status == 200
    assert ask(link("up").url).headers["x-amz-meta-by"] == "me"


def test_it_serves_a_bucket_in_front_of_the_host(link, sandbox):
    signed = link(endpoint=f"http://localhost:{sandbox.port}", region=sandbox.region, addressing="virtual")
    assert signed.url.startswith(f"http://demo-bucket.localhost:{sandbox.port}/hello.txt?")
    assert ask(signed.url).status == 200


def test_it_serves_a_signed_authorization_header(sandbox, now):
    request = Request("GET", f"{sandbox.endpoint}/demo-bucket/hello.txt", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    signed = authorize(request, sandbox.credentials, region=sandbox.region, now=now)
    assert ask(signed.url, headers=dict(signed.headers)).status == 200


def test_it_lets_buckets_be_made(sandbox, now):
    made = presign("another-bucket", method="PUT", credentials=sandbox.credentials, now=now)
    place = b"<CreateBucketConfiguration><LocationConstraint>us-south</LocationConstraint></CreateBucketConfiguration>"
    assert ask(made.url, "PUT", place).status == 200


def test_it_accepts_a_url_to_its_last_second(link, now):
    assert ask(link(now=now - timedelta(seconds=3600)).url).status == 200


@pytest.mark.parametrize("sdk, config", [(boto3, Config), (ibm_boto3, IbmConfig)])
@pytest.mark.parametrize("method, operation", [("GET", "get_object"), ("PUT", "put_object"), ("HEAD", "head_object")])
def test_it_accepts_what_the_sdks_presign(sandbox, now, sdk, config, method, operation):
    with time_machine.travel(now, tick=False):
        client = sdk.client(
            "s3",
            endpoint_url=sandbox.endpoint,
            region_name=sandbox.region,
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_ACCESS_KEY,
            config=config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )
        url = client.generate_presigned_url(operation, {"Bucket": sandbox.bucket, "Key": f"sdk/{method} ä"})
        put = client.generate_presigned_url("put_object", {"Bucket": sandbox.bucket, "Key": f"sdk/{method} ä"})
    assert ask(put, "PUT", b"x").status == 200
    assert ask(url, method, b"x" if method == "PUT" else None).status == 200
    assert ask(url.replace("Signature=", "Signature=0"), method).status == 403


@pytest.mark.parametrize("sdk", [boto3, ibm_boto3])
def test_it_serves_what_the_sdks_send(sandbox, now, sdk):
    if sandbox.port in STORES:
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", sandbox.port), 1)
        return
    with time_machine.travel(now, tick=False):
        client = sdk.client(
            "s3",
            endpoint_url=sandbox.endpoint,
            region_name=sandbox.region,
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_ACCESS_KEY,
        )
        client.put_object(Bucket=sandbox.bucket, Key="sdk/x", Body=b"x")
        assert client.get_object(Bucket=sandbox.bucket, Key="sdk/x")["Body"].read() == b"x"


# --- it must refuse ---------------------------------------------------------------------------------------------


def test_it_refuses_a_flipped_signature(link):
    signed = link()
    assert refusal(signed.url.replace(signed.signature, flipped(signed.signature))) == WRONG


def test_it_refuses_a_removed_signature(link):
    signed = link()
    assert refusal(signed.url.replace(f"&X-Amz-Signature={signed.signature}", "")) == (400, "InvalidRequest")


def test_it_refuses_an_emptied_signature(link):
    signed = link()
    assert refusal(signed.url.replace(signed.signature, "")) == (400, "InvalidRequest")


@pytest.mark.parametrize("length", [1, 32, 63])
def test_it_refuses_a_truncated_signature(link, length):
    signed = link()
    assert refusal(signed.url.replace(signed.signature, signed.signature[:length])) == WRONG


def test_it_refuses_an_upper_case_signature(link):
    signed = link()
    assert refusal(signed.url.replace(signed.signature, signed.signature.upper())) == WRONG


def test_it_refuses_a_wrong_secret(link, sandbox):
    wrong = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY + "x", endpoint=sandbox.endpoint, region=sandbox.region)
    assert refusal(link(credentials=wrong).url) == WRONG


@pytest.mark.parametrize("key_id", ["AKIAUNKNOWN000000000", "test", "000000000000", "123456789012", "root"])
def test_it_knows_no_key_but_its_own(link, sandbox, key_id):
    for secret in (SECRET_ACCESS_KEY, "test", "x"):
        unknown = Credentials(key_id, secret, endpoint=sandbox.endpoint, region=sandbox.region)
        signed = link(credentials=unknown)
        assert refusal(signed.url) == (403, "InvalidAccessKeyId")
        assert refusal(signed.url.partition("&X-Amz-Signature")[0]) == (400, "InvalidRequest")
        unsigned = {"Authorization": f"AWS4-HMAC-SHA256 Credential={key_id}/20240102/us-south/s3/aws4_request"}
        assert refusal(f"{sandbox.endpoint}/demo-bucket/hello.txt", headers=unsigned)[0] in (400, 403)


@pytest.mark.parametrize(
    "headers, query",
    [
        ({}, ""),
        ({"Authorization": ""}, ""),
        ({"Authorization": "Bearer x"}, ""),
        ({"Authorization": "Basic eDp5"}, ""),
        ({"Authorization": f"AWS {ACCESS_KEY_ID}:x"}, ""),
        ({"Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/20240102/us-south/s3/aws4_request"}, ""),
        ({}, "X-Amz-Algorithm="),
        ({}, "X-Amz-Algorithm=AWS4-HMAC-SHA256"),
        ({}, f"X-Amz-Credential={ACCESS_KEY_ID}/20240102/us-south/s3/aws4_request"),
        ({}, "X-Amz-Signature=00"),
        ({}, "AWSAccessKeyId="),
        ({}, f"AWSAccessKeyId={ACCESS_KEY_ID}&Signature=x&Expires=9999999999"),
    ],
)
@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/"),
        ("PUT", "/new-bucket"),
        ("DELETE", "/demo-bucket"),
        ("GET", "/demo-bucket"),
        ("GET", "/demo-bucket?policy"),
        ("GET", "/demo-bucket/hello.txt"),
        ("PUT", "/demo-bucket/hello.txt"),
        ("POST", "/demo-bucket?delete"),
        ("DELETE", "/demo-bucket/hello.txt"),
    ],
)
def test_it_does_nothing_for_a_request_without_a_good_signature(sandbox, link, method, path, headers, query):
    url = f"{sandbox.endpoint}{path}{'&' if '?' in path else '?'}{query}"
    assert ask(url, method, headers=headers).status in (400, 403)
    assert ask(link().url).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_it_refuses_another_method(link, method):
    assert refusal(link().url, method) == WRONG
    assert ask(link().url).status == 200


def test_it_refuses_a_head_on_a_url_signed_for_get(link):
    assert ask(link().url, "HEAD").status == 403


@pytest.mark.parametrize(
    "old, new",
    [
        ("hello.txt", "images/pixel.png"),
        ("hello.txt", "hello.txT"),
        ("demo-bucket/", "demo-bucket//"),
        ("X-Amz-Expires=3600", "X-Amz-Expires=3601"),
        ("X-Amz-Date=20240102T030405Z", "X-Amz-Date=20240102T030406Z"),
        ("20240102%2Fus-south", "20240103%2Fus-south"),
        ("%2Fus-south%2F", "%2Feu-de%2F"),
        ("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=host%3Brange"),
        ("X-Amz-Signature=", "versionId=null&X-Amz-Signature="),
        ("X-Amz-Signature=", "response-content-type=text%2Fhtml&X-Amz-Signature="),
    ],
)
def test_it_refuses_a_changed_url(link, old, new):
    url = link().url
    assert old in url
    assert refusal(url.replace(old, new, 1)) == WRONG


def test_it_refuses_a_parameter_taken_away(link):
    url = link(query={"response-content-type": "text/html"}).url
    assert refusal(url.replace("response-content-type=text%2Fhtml&", "")) == WRONG


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders"])
def test_it_refuses_a_url_without_one_of_its_parameters(link, name):
    url = re.sub(f"X-Amz-{name}=[^&]*&", "", link().url)
    assert refusal(url)[0] in (400, 403)


def test_it_refuses_another_host(link):
    assert refusal(link().url, headers={"Host": "other.example"}) == WRONG


def test_it_refuses_a_signed_header_that_is_missing_or_another(link):
    url = link("up", method="PUT", headers={"content-type": "text/plain"}).url
    assert refusal(url, "PUT", body=b"x") == WRONG
    assert refusal(url, "PUT", body=b"x", headers={"content-type": "text/html"}) == WRONG


def test_it_refuses_an_expired_url(link, now):
    reply = ask(link(now=now - timedelta(seconds=3601)).url)
    assert (reply.status, reply.code) == (403, "AccessDenied")
    assert b"Request has expired" in reply.body


def test_it_refuses_a_url_from_the_future(link, now):
    reply = ask(link(now=now + timedelta(minutes=16)).url)
    assert (reply.status, reply.code) == (403, "AccessDenied")
    assert b"not yet valid" in reply.body
    assert ask(link(now=now + timedelta(minutes=14)).url).status == 200


@pytest.mark.parametrize("expires", ["604801", "-1", "soon", ""])
def test_it_refuses_an_expiry_that_cannot_be(link, expires):
    url = link().url.replace("X-Amz-Expires=3600", f"X-Amz-Expires={expires}")
    assert refusal(url)[0] == 400


def test_it_refuses_a_session_token_that_it_did_not_give(link, sandbox):
    token = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, "x", endpoint=sandbox.endpoint, region=sandbox.region)
    assert refusal(link(credentials=token).url) == (400, "InvalidToken")


# --- where it differs from AWS: the list in the docstring of Sandbox ---------------------------------------------


def sign_by_hand(
    host: str, now: datetime, *, scope_date: str = "", headers: str = "host", region: str = "us-south"
) -> str:
    """A presigned GET of hello.txt, made with the standard library alone, with any scope and signed headers."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{scope_date or stamp[:8]}/{region}/s3/aws4_request"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={quote(f'{ACCESS_KEY_ID}/{scope}', safe='')}"
        f"&X-Amz-Date={stamp}&X-Amz-Expires=3600&X-Amz-SignedHeaders={headers}"
    )
    lines = f"host:{host}\n" if headers == "host" else f"{headers}:\n"
    canonical = f"GET\n/demo-bucket/hello.txt\n{query}\n{lines}\n{headers}\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{SECRET_ACCESS_KEY}".encode()
    for message in scope.split("/"):
        key = hmac.digest(key, message.encode(), "sha256")
    signature = hmac.digest(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}".encode(), "sha256").hex()
    return f"http://{host}/demo-bucket/hello.txt?{query}&X-Amz-Signature={signature}"


def host_of(sandbox) -> str:
    return sandbox.endpoint.removeprefix("http://")


def test_what_is_signed_by_hand_is_accepted(sandbox, now, link):
    url = sign_by_hand(host_of(sandbox), now)
    assert url == link().url
    assert ask(url).status == 200


def test_leniency_a_wrong_region_is_a_301(link):
    reply = ask(link(region="eu-de").url)
    assert (reply.status, reply.code) == (301, "PermanentRedirect")
    assert reply.headers["x-amz-bucket-region"] == "us-south"


def test_leniency_an_empty_region_is_accepted(sandbox, now):
    assert ask(sign_by_hand(host_of(sandbox), now, region="")).status == 200


def test_leniency_a_scope_of_another_day_is_accepted(sandbox, now):
    assert ask(sign_by_hand(host_of(sandbox), now, scope_date="20230101")).status == 200


def test_leniency_signed_headers_without_the_host_are_accepted(sandbox, now):
    assert ask(sign_by_hand(host_of(sandbox), now, headers="range")).status == 200


def test_leniency_metadata_that_was_not_signed_is_accepted(link):
    assert ask(link("up", method="PUT").url, "PUT", b"x", {"x-amz-meta-a": "b"}).status == 200


def test_leniency_another_body_than_the_one_hashed_is_accepted(link):
    digest = {"x-amz-content-sha256": hashlib.sha256(b"another").hexdigest()}
    assert ask(link("up", method="PUT").url, "PUT", b"this one", digest).status == 200


@pytest.mark.parametrize("character", "!'()*")
def test_severity_a_header_signs_the_path_as_it_is_on_the_wire(sandbox, now, link, character):
    for path, status in ((f"up{character}", 403), (f"up%{ord(character):02X}", 200)):
        request = Request("PUT", f"{sandbox.endpoint}/demo-bucket/{path}", {}, b"x")
        signed = authorize(request, sandbox.credentials, region=sandbox.region, now=now)
        assert ask(signed.url, "PUT", b"x", dict(signed.headers)).status == status
    encoded = link(f"up{character}").url
    raw = encoded.replace(f"%{ord(character):02X}", character, 1)
    assert (raw != encoded, ask(raw).status) == (True, 200)


def test_leniency_a_refusal_says_nothing_of_what_was_computed(link):
    signed = link()
    reply = ask(signed.url.replace(signed.signature, flipped(signed.signature)))
    assert sorted(re.findall(rb"<(\w+)>", reply.body)) == [b"Code", b"Error", b"Message", b"RequestId", b"Resource"]
