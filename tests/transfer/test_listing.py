"""A bucket is listed page by page, and what is no list is said."""

from __future__ import annotations

from itertools import islice

import pytest

from cosnb import Credentials, InputError, SendError, list_objects, presign, presign_many, send
from cosnb.sandbox import Sandbox

KEYS = sorted(f"many/{number:04} \u00fc+&%20 <a>.txt" for number in range(1_001))
PAGE = "<ListBucketResult><Contents><Key>a%20b+c</Key></Contents>{}</ListBucketResult>"


@pytest.fixture(scope="module")
def place(now):
    with Sandbox(port=0, now=now) as box:
        yield {"endpoint": box.endpoint, "credentials": box.credentials, "now": now}


def test_every_key_behind_a_prefix_is_given_and_can_be_signed_for(place):
    for link in presign_many("demo-bucket", KEYS, method="PUT", **place):
        assert send(link, b"", method="PUT").ok
    assert list(list_objects("demo-bucket", "many/", **place)) == KEYS
    assert list(list_objects("demo-bucket", "many/1", **place)) == KEYS[1000:]
    assert list(list_objects("demo-bucket", "nothing/", **place)) == []
    (link,) = islice(presign_many("demo-bucket", list_objects("demo-bucket", "many/", **place), **place), 1)
    assert link == presign("demo-bucket", KEYS[0], **place).url


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"bucket": "no-such-bucket"}, "refused to list no-such-bucket: 404 NoSuchBucket"),
        ({"credentials": Credentials("A" * 20, "b" * 40)}, "403 InvalidAccessKeyId"),
    ],
)
def test_a_refusal_says_why(place, changed, said):
    bucket = changed.pop("bucket", "demo-bucket")
    keys = list_objects(bucket, **{**place, **changed})
    with pytest.raises(SendError, match=said):
        next(keys)


def test_what_cannot_be_signed_is_said_at_the_call(place):
    with pytest.raises(InputError, match="bucket"):
        list_objects("No Bucket", **place)


@pytest.mark.parametrize(
    ("body", "keys", "said"),
    [
        (PAGE.format("<EncodingType>url</EncodingType>"), ["a b c"], None),
        (PAGE.format(""), ["a%20b+c"], None),
        (PAGE.format("<IsTruncated>true</IsTruncated>"), [], "cut off"),
        (PAGE.format("<NextContinuationToken>t</NextContinuationToken>"), ["a%20b+c"] * 2, "repeats a page"),
        ("<html></html>", [], "something else than a list"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><ListBucketResult>&b;</ListBucketResult>", [], "something else than a list"),
        ("hello", [], "something else than a list"),
    ],
)
def test_a_page_is_read_or_said_to_be_none(serve, credentials, now, body, keys, said):
    data = body.encode()
    store = serve(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
    got, why = list[str](), ""
    try:
        for key in list_objects("bucket", endpoint=store.url, credentials=credentials, now=now):
            got.append(key)
    except SendError as error:
        why = str(error)
    assert got == keys
    assert said in why if said else not why
    assert b"list-type=2" in store.requests[0]
