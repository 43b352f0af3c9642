"""A plan is every URL of an upload, each signed for what it is for, and no key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from faulty_store import MIB, PART, Store

from cosnb.errors import CosnbError, InputError, UploadError
from cosnb.links import parse, verify
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials
from cosnb.uploads import UploadPlan, plan_upload

SIZE = 3 * PART + 1


@pytest.fixture
def plan(credentials: Credentials, now: datetime) -> UploadPlan:
    """A plan of an upload that was begun already: no request is sent."""
    return plan_upload(
        "my-bucket",
        "a b/ü.bin",
        SIZE,
        part_size=PART,
        upload_id="id/+= 1",
        endpoint="https://s3.eu-de.cloud-object-storage.appdomain.cloud",
        expires=600,
        credentials=credentials,
        now=now,
    )


def _urls(plan: UploadPlan) -> Iterator[tuple[str, str]]:
    yield from (("PUT", url) for url in plan.part_urls)
    yield "POST", plan.complete_url
    yield "DELETE", plan.abort_url
    yield "GET", plan.parts_url
    yield "HEAD", plan.object_url


def test_every_url_is_signed_for_its_method(plan: UploadPlan, credentials: Credentials, now: datetime):
    assert len(plan.part_urls) == 4
    for method, url in _urls(plan):
        assert verify(url, credentials, method=method, now=now).accepted
        assert not verify(url, credentials, method="PATCH", now=now).accepted


@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("s3://my-bucket", "a b/\u00fc.bin"),
        ("my-bucket", "s3://my-bucket/a b/\u00fc.bin"),
        ("s3://my-bucket/a b/\u00fc.bin", None),
    ],
)
def test_a_name_with_the_bucket_in_it_is_the_same_object(
    plan: UploadPlan, credentials: Credentials, now: datetime, bucket: str, key: str
):
    place: dict[str, Any] = {"credentials": credentials, "now": now, "endpoint": plan.endpoint, "expires": 600}
    assert plan_upload(bucket, key, SIZE, part_size=PART, upload_id="id/+= 1", **place) == plan


def test_every_url_works_until_the_plan_expires(plan: UploadPlan, credentials: Credentials, now: datetime):
    assert plan.expires_at == now + timedelta(seconds=600)
    assert {parse(url).expires_at for _, url in _urls(plan)} == {plan.expires_at}


def test_the_parts_are_numbered_from_one(plan: UploadPlan):
    queries = [url.partition("?")[2].split("&")[:2] for url in plan.part_urls]
    assert queries == [[f"partNumber={number}", "uploadId=id%2F%2B%3D%201"] for number in range(1, 5)]


def test_no_repr_shows_a_url(plan: UploadPlan):
    shown = repr(plan) + str(plan)
    assert "my-bucket" in shown
    assert "X-Amz" not in shown
    assert not [url for _, url in _urls(plan) if parse(url).signature in shown]


def test_a_plan_survives_as_json(plan: UploadPlan):
    assert UploadPlan.from_json(plan.to_json()) == plan


def test_a_plan_of_an_older_version_says_no_content_type(plan: UploadPlan):
    older = json.loads(plan.to_json())
    del older["content_type"]
    assert UploadPlan.from_json(json.dumps(older)) == plan


def _but(**changed: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda found: {**found, **changed}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: [],
        lambda found: "x" * 10,
        lambda found: {name: value for name, value in found.items() if name != "key"},
        _but(more=1),
        _but(key=1),
        _but(content_type=1),
        _but(content_type=None),
        _but(part_urls=["https://h/"]),
        _but(part_urls=[1, 2, 3, 4]),
        _but(part_urls="abcd"),
        _but(size="9"),
        _but(size=10**15),
        _but(part_size=1),
        _but(part_size=0),
        _but(addressing="other"),
        _but(expires_at="soon"),
        _but(expires_at="2024-01-01T00:00:00"),
        _but(expires_at=7),
    ],
)
def test_a_json_that_is_no_plan_is_refused_without_being_shown(plan: UploadPlan, spoil: Callable[[Any], Any]):
    with pytest.raises(InputError) as caught:
        UploadPlan.from_json(json.dumps(spoil(json.loads(plan.to_json()))))
    assert "X-Amz" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", '{"a": NaN}', "9" * 5000])
def test_a_text_that_is_no_plan_is_refused(text: str):
    with pytest.raises(InputError):
        UploadPlan.from_json(text)


def test_beginning_asks_the_store_once_and_signs_the_headers(store: Store, credentials: Credentials, now: datetime):
    seen: list[Any] = []

    def look(handler: Any) -> None:
        seen.extend([handler.path, handler.headers["Content-Type"], handler.headers["x-amz-meta-a"]])
        handler._answer("uploads", handler.path)

    store.trouble["POST", "uploads"] = [look]
    headers = {"Content-Type": "video/mp4", "x-amz-meta-a": "1"}
    plan = plan_upload("b", "k", 1, headers=headers, endpoint=store.endpoint, credentials=credentials, now=now)
    assert store.asked == [("POST", 0)]
    assert plan.upload_id == "upload-1"
    assert seen[1:] == ["video/mp4", "1"]
    assert verify(store.endpoint + seen[0], credentials, method="POST", headers=headers, now=now).accepted


@pytest.mark.parametrize(
    "body",
    ["", "no xml", "<R/>", "<R><UploadId/></R>", '<!DOCTYPE R [<!ENTITY a "b">]><R><UploadId>&a;</UploadId></R>'],
)
def test_an_answer_without_an_id_begins_nothing(store: Store, credentials: Credentials, body: str):
    store.trouble["POST", "uploads"] = [lambda handler: handler.reply(200, body)]
    with pytest.raises(UploadError, match="did not begin the upload"):
        plan_upload("b", "k", 1, endpoint=store.endpoint, credentials=credentials)


def test_a_refusal_says_why(box: Sandbox):
    wrong = Credentials(box.credentials.access_key_id, "EXAMPLE/not/the/secret", example=True)
    with pytest.raises(UploadError, match=r"403 SignatureDoesNotMatch: ") as caught:
        plan_upload(box.bucket, "k", 1, endpoint=box.endpoint, region=box.region, credentials=wrong, now=box.now)
    assert (caught.value.status, caught.value.code) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"key": None}, "key"),
        ({"key": ""}, "key"),
        ({"bucket": ""}, "bucket"),
        ({"size": -1}, "size"),
        ({"part_size": MIB}, "part_size"),
        ({"expires": 0}, "expires"),
        ({"headers": {"x-amz-server-side-encryption-customer-key": "the-customers"}}, "headers"),
        ({"headers": 3}, "headers"),
        ({"now": datetime(2024, 1, 1)}, "now"),
    ],
)
def test_a_wrong_value_is_refused_before_anything_is_sent(
    store: Store, credentials: Credentials, changed: dict[str, Any], field: str
):
    given = {"bucket": "b", "key": "k", "size": 1, "endpoint": store.endpoint, "credentials": credentials, **changed}
    with pytest.raises(CosnbError) as caught:
        plan_upload(**given)
    assert getattr(caught.value, "field", None) == field
    assert "the-customers" not in str(caught.value)
    assert store.asked == []


def test_a_provider_that_documents_no_presigned_post_is_named(credentials: Credentials):
    with pytest.warns(UserWarning, match="Cloudflare R2 documents presigned URLs for GET"):
        plan_upload("b", "k", 1, upload_id="i", endpoint="https://0a.r2.cloudflarestorage.com", credentials=credentials)
