"""``send`` and the sandbox together: a presigned link makes its whole way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from cosnb import InputError, diagnose
from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.transfer import send


@pytest.fixture(scope="module")
def sandbox(now: datetime) -> Iterator[Sandbox]:
    with Sandbox(port=0, now=now) as running:
        yield running


def test_a_sample_comes_down(sandbox, now):
    got = send(presign(sandbox.bucket, "reports/Übersicht März.csv", credentials=sandbox.credentials, now=now))
    assert (got.status, got.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert got.preview.startswith("month,requests,bytes\n")


def test_what_goes_up_comes_down(sandbox, now, tmp_path):
    data = bytes(range(256)) * 8000
    headers = {"content-type": "application/x-test", "x-amz-meta-by": "me"}
    up = presign(sandbox.bucket, "ä b/c+d", method="PUT", credentials=sandbox.credentials, headers=headers, now=now)
    assert send(up, data).ok
    down = send(presign(sandbox.bucket, "ä b/c+d", credentials=sandbox.credentials, now=now), to=tmp_path / "down")
    assert (down.headers["content-type"], down.headers["x-amz-meta-by"]) == ("application/x-test", "me")
    assert (tmp_path / "down").read_bytes() == data


def test_a_key_with_dots_is_not_tidied_up_on_the_way(sandbox, now):
    with pytest.warns(UserWarning, match=r"'\.\.'"):
        up = presign(sandbox.bucket, "a/../b", method="PUT", credentials=sandbox.credentials, now=now)
    assert send(up, "x").ok


def test_a_bucket_in_front_of_the_host_is_reached(sandbox, now):
    endpoint = f"http://localhost:{sandbox.port}"
    signed = presign(
        sandbox.bucket, "hello.txt", endpoint=endpoint, addressing="virtual", credentials=sandbox.credentials, now=now
    )
    assert send(signed).preview == "Hello from the sandbox.\n"


def test_a_link_for_one_host_is_sent_by_another(sandbox, now):
    public = {"endpoint": "https://files.example.com", "region": sandbox.region, "credentials": sandbox.credentials}
    signed = presign(sandbox.bucket, "hello.txt", now=now, **public)
    got = send(signed, via=sandbox.endpoint)
    assert got.preview == "Hello from the sandbox.\n"
    assert dict(got.sent.headers)["Host"] == "files.example.com"
    assert got.sent.url == signed.url
    # The one host is what the diagnosis sees, and the store's refusal is of that.
    refused = send(signed.url.replace("hello", "hallo"), via=sandbox.endpoint)
    found = diagnose(refused, credentials=sandbox.credentials, now=now).findings[0]
    assert (found.id, found.certainty) == ("key-edited", "proven")


@pytest.mark.parametrize(
    ("via", "problem"),
    [
        ("minio:9000", "begins with neither"),
        ("http://minio:9000/b", "goes on after the host"),
        ("http://minio:9000?x", "goes on after the host"),
        ("http://a:b@minio", "user name or password"),
        ("http://minio:99999", "no valid host and port"),
        (7, "begins with neither"),
    ],
)
def test_another_way_is_an_origin(via, problem):
    with pytest.raises(InputError, match=rf"^via: .*{problem}"):
        send("https://files.example.com/b/k", via=via)


def test_a_tampered_link_shows_the_stores_error(sandbox, now):
    signed = presign(sandbox.bucket, "hello.txt", credentials=sandbox.credentials, now=now)
    got = send(signed.url.replace("hello", "hallo"))
    assert (got.status, got.error.code) == (403, "SignatureDoesNotMatch")
    assert got.error.fields["Resource"] == "/demo-bucket/hallo.txt"


def test_a_wrong_region_is_a_redirect_that_is_not_followed(sandbox, now):
    got = send(presign(sandbox.bucket, "hello.txt", region="eu-de", credentials=sandbox.credentials, now=now))
    assert (got.status, got.error.code, got.headers["x-amz-bucket-region"]) == (301, "PermanentRedirect", "us-south")
