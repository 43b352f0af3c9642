"""What names an object: by call, in every form that people copy, and what is asked about because it may mean two things."""

from __future__ import annotations

import csv
from collections import namedtuple
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest

from cosnb import Credentials, InputError, Presigner, presign, presign_many, presign_post, write_links
from cosnb.links import plan

PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
EU = "https://s3.eu-de.cloud-object-storage.appdomain.cloud"
R2 = "0a" * 16
CRN = "crn:v1:bluemix:public:cloud-object-storage:global:a/0aa:0bb"
CONSOLE = (
    "https://cloud.ibm.com/objectstorage/crn%3Av1%3Abluemix%3Apublic%3Acloud-object-storage%3Aglobal%3Aa%2F0%3A0%3A%3A"
)
# What was given, an endpoint beside it, and where the link leads.
NAMES = [
    ("s3://my-bucket/a/b c.txt", "eu-de", f"{EU}/my-bucket/a/b%20c.txt"),
    ("s3a://my-bucket/part-0", "eu-de", f"{EU}/my-bucket/part-0"),
    (PurePosixPath("s3://my-bucket/a.txt"), "eu-de", f"{EU}/my-bucket/a.txt"),
    ({"Bucket": "my-bucket", "Key": "a.txt"}, "eu-de", f"{EU}/my-bucket/a.txt"),
    ("gs://my-bucket/a.txt", None, "https://storage.googleapis.com/my-bucket/a.txt"),
    ("cos://eu-de/my-bucket/a.txt", None, f"{EU}/my-bucket/a.txt"),
    ("cos://us-geo/my-bucket/a.txt", None, "https://s3.us.cloud-object-storage.appdomain.cloud/my-bucket/a.txt"),
    (f"cos://{EU[8:]}/my-bucket/a.txt", None, f"{EU}/my-bucket/a.txt"),
    ("cos://my-bucket.service/a.txt", "eu-de", f"{EU}/my-bucket/a.txt"),
    ("arn:aws:s3:::my-bucket/a/b.txt", "eu-west-1", "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b.txt"),
    (
        "arn:aws:s3:eu-west-1:123456789012:accesspoint/my-point/object/a/b.txt",
        None,
        "https://my-point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/a/b.txt",
    ),
    (
        "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/my-point/a.txt",
        None,
        "https://my-point-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/a.txt",
    ),
    (f"{CRN}:bucket:my-bucket", "eu-de", f"{EU}/my-bucket"),
    (f"{CONSOLE}?bucket=my-bucket&bucketRegion=eu-de&endpoint={EU[8:]}&paneId=bucket_overview", None, f"{EU}/my-bucket"),
    (
        "https://s3.console.aws.amazon.com/s3/object/my-bucket?region=eu-west-1&prefix=a/b%20c.txt",
        None,
        "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b%20c.txt",
    ),
    (
        "https://eu-west-1.console.aws.amazon.com/s3/object/my-bucket?region=eu-west-1&bucketType=general&prefix=a.txt&versionId=v1",
        None,
        "https://my-bucket.s3.eu-west-1.amazonaws.com/a.txt?versionId=v1",
    ),
    ("https://console.cloud.google.com/storage/browser/_details/my-bucket/a/b.txt;tab=live_object", None, "https://storage.googleapis.com/my-bucket/a/b.txt"),
    (f"https://dash.cloudflare.com/{R2}/r2/default/buckets/my-bucket", None, f"https://{R2}.r2.cloudflarestorage.com/my-bucket"),
    ("https://my-bucket.s3.eu-west-1.amazonaws.com/a%20b.txt", None, "https://my-bucket.s3.eu-west-1.amazonaws.com/a%20b.txt"),
    ("my-bucket.s3.eu-west-1.amazonaws.com/a.txt", None, "https://my-bucket.s3.eu-west-1.amazonaws.com/a.txt"),
    (f"{EU}/my-bucket/a.txt?versionId=v1&X-Amz-Signature={'0' * 64}&X-Amz-Date=1", None, f"{EU}/my-bucket/a.txt?versionId=v1"),
    (f"https://my-bucket.{EU[8:]}/a.txt", None, f"{EU}/my-bucket/a.txt"),
    ("http://127.0.0.1:9000/my-bucket/a.txt", None, "http://127.0.0.1:9000/my-bucket/a.txt"),
    ("https://store.example/my-bucket/a.txt", "https://store.example", "https://store.example/my-bucket/a.txt"),
    ("https://store.example/s3/my-bucket/a", "https://store.example/s3", "https://store.example/s3/my-bucket/a"),
    ("https://r.supabase.co/storage/v1/s3/my-bucket/a", None, "https://r.supabase.co/storage/v1/s3/my-bucket/a"),
    ("https://my-bucket.store.example/a.txt", "https://store.example", "https://store.example/my-bucket/a.txt"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "endpoint", "leads_to"), NAMES, ids=lambda value: str(value)[:60])
def test_a_name_leads_to_its_object(given: Any, endpoint: str | None, leads_to: str) -> None:
    plain = plan(given, endpoint=endpoint, credentials=PAIR).sign().url.partition("X-Amz-")[0].rstrip("?&")
    assert plain == leads_to


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        ("cos://my-bucket/a.txt", {}, "it may begin with a location or with a bucket. Write cos://LOCATION/BUCKET/KEY"),
        ("s3://b-1/a.txt?versionId=3", {}, "a '?' may be a part of the key"),
        ("remote:my-bucket/a.txt", {}, "it reads as remote:bucket/key"),
        ("arn:aws:s3::123456789012:accesspoint/a.mrap", {}, "multi-Region access point"),
        ("arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/a", {}, "signed for in another way"),
        ("arn:aws:iam::123456789012:user/a", {}, "the ARN of no bucket"),
        (f"{CRN}::", {}, "the CRN of no bucket"),
        (f"{CONSOLE}?paneId=manage", {}, "a console's page without a bucket"),
        ("https://files.example.com/my-bucket/a.txt", {}, "does not tell where the bucket stands. Give endpoint="),
        ("https://files.example.com/b/a.txt", {"endpoint": "https://other.example"}, "does not tell where the bucket"),
        ("https://my-bucket.s3.eu-west-1.amazonaws.com/a.txt", {"endpoint": "us-south"}, "another endpoint is given"),
        ("cos://eu-de/my-bucket/a.txt", {"endpoint": "us-south"}, "another endpoint is given"),
        ("s3://my-bucket/a.txt", {"key": "b.txt"}, "names an object already"),
        ("https://s3.eu-west-1.amazonaws.com/", {}, "the URL of an endpoint"),
        ("https://my-bucket.s3-website-eu-west-1.amazonaws.com/a", {}, "Use https://s3.eu-west-1.amazonaws.com"),
        ("https://[::1/a/b", {}, "a URL that cannot be read"),
        ("https://AK:canary@s3.eu-west-1.amazonaws.com/b/k", {}, "a URL with a user name"),
        ("my-bucket--usw2-az1--x-s3", {"endpoint": "us-west-2"}, "a directory bucket"),
        ("http://localhost:9001/browser/my-bucket/a.txt", {}, "a page of MinIO's console"),
        ("https://my-bucket.s3.eu-west-1.amazonaws.com/a+b.txt", {}, "a '+', which is a plus or a space"),
        ("my-bucket/a.txt", {}, "Give bucket='my-bucket', key='a.txt'"),
    ],
)
def test_what_is_ambiguous_or_elsewhere_is_asked_about(given: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        presign(given, credentials=PAIR, **{"endpoint": None, **more})
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


def test_the_region_behind_the_global_host_is_said_to_be_a_guess() -> None:
    with pytest.warns(UserWarning, match="does not tell the bucket's region, and us-east-1 is a guess"):
        presign("https://my-bucket.s3.amazonaws.com/a.txt", credentials=PAIR)
    assert "eu-west-1" in presign("https://my-bucket.s3.amazonaws.com/a.txt", region="eu-west-1", credentials=PAIR).url


Row = namedtuple("Row", "Index Key VersionId")
ROWS: list[Any] = [
    {"Key": "a/b.txt", "VersionId": "v1", "Size": 3, "IsLatest": False},
    {"path": "a/b.txt", "size": 3, "e_tag": "x", "version": "v1"},
    {"name": "my-bucket/a/b.txt", "Key": "my-bucket/a/b.txt", "type": "file", "VersionId": "v1"},
    {"status": "success", "type": "file", "key": "a/b.txt", "versionId": "v1", "size": 3},  # mc ls --json --versions
    {"key": "s3://my-bucket/a/b.txt", "type": "file", "version_id": "v1"},  # s5cmd --json ls
    {"Path": "a/b.txt", "Name": "b.txt", "IsDir": False, "versionId": "v1"},  # rclone lsjson
    Row(0, "a/b.txt", "v1"),
    SimpleNamespace(bucket_name="my-bucket", object_name="a/b.txt", version_id="v1"),
    SimpleNamespace(to_dict=lambda: {"key": "a/b.txt", "version_id": "v1"}),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_of_a_listing_names_key_and_version(row: Any) -> None:
    given: dict[str, Any] = {"endpoint": "eu-de", "credentials": PAIR}
    one = presign("my-bucket", row, **given).url
    assert f"{EU}/my-bucket/a/b.txt?versionId=v1&" in one
    (many,) = presign_many("s3://my-bucket", [row], **given)
    assert many.partition("X-Amz-Date")[0] == one.partition("X-Amz-Date")[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "my-bucket/a", "Key": "my-bucket/a", "type": "directory"}, "is a folder"),
        (SimpleNamespace(bucket_name="another", object_name="a"), "an object of the bucket 'another'"),
        ({"Bucket": "another", "Key": "a"}, "an object of the bucket 'another'"),
        ({"bucket": "another", "key": "a"}, "an object of the bucket 'another'"),
        ("s3://another/a", "an object of the bucket 'another'"),
        ("arn:aws:s3:::another/a", "an object of the bucket 'another'"),
        ({"name": "another/a", "Key": "another/a", "type": "file"}, "an object of the bucket 'another'"),
        ({"key": "s3://another/a", "type": "file"}, "an object of the bucket 'another'"),
        ({"key": "a/", "type": "folder"}, "is a folder"),
        ({"Path": "a", "IsDir": True}, "is a folder"),
        ({"Size": 3}, "is not text"),
        (7, "is not text"),
    ],
)
def test_a_row_that_names_no_object_of_the_bucket_is_refused(row: Any, said: str) -> None:
    given: dict[str, Any] = {"endpoint": "eu-de", "credentials": PAIR}
    with pytest.raises(InputError, match=said):
        presign("my-bucket", row, **given)
    for bucket in ("my-bucket", "s3://my-bucket"):
        presigner = Presigner(bucket, **given)
        for keys in (["a:b", row], [("a:b", {}), (row, {"versionId": "1"})]):
            with pytest.raises(
                InputError, match=rf"keys\[1\]: .*{said if keys[1] is row or isinstance(row, str) else ''}"
            ):
                list(presigner.urls(keys))
        with pytest.raises(InputError, match=said if isinstance(row, str) else "key"):
            presigner.url(row)
        with pytest.raises(InputError, match=said if isinstance(row, str) else "key"):
            presigner.sign(row)


@pytest.mark.parametrize(
    "name", ["s3://my-bucket/a \u00fc", "arn:aws:s3:::my-bucket/a \u00fc", "cos://eu-de/my-bucket/a \u00fc"]
)
def test_a_key_that_names_its_own_bucket_as_well_is_the_key_behind_it(name: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {"endpoint": "eu-de", "credentials": PAIR, "now": datetime(2026, 1, 1, tzinfo=timezone.utc)}
    presigner, url = Presigner("my-bucket", **given), presign("my-bucket", "a \u00fc", **given).url
    assert presign("my-bucket", name, **given).url == presigner.url(name) == presigner.sign(name).url == url
    assert [*presigner.urls([name, "a \u00fc", {"Key": "a \u00fc"}])] == [url] * 3
    for resume in (False, True):
        assert (
            write_links(presigner, [name, {"Key": name}][: 1 + resume], tmp_path / "a.csv", resume=resume) == 1 + resume
        )
    first, second = csv.DictReader((tmp_path / "a.csv").read_text("utf-8").splitlines())
    assert (first["key"], first["url"], second["key"]) == (name, url, name)
    assert "%3A" in second["url"]  # a row says what the key is, whatever it begins with


@pytest.mark.parametrize("key", ["up/${filename}", "s3://my-bucket/up/${filename}"])
def test_a_form_is_for_the_bucket_that_is_named(key: str) -> None:
    form = presign_post("s3://my-bucket", key, endpoint="eu-west-1", credentials=PAIR)
    assert form.fields["key"] == "up/${filename}"
    with pytest.raises(InputError, match="an object of the bucket 'my-bucket'"):
        presign_post("another", "s3://my-bucket/a", endpoint="eu-west-1", credentials=PAIR)
    assert form.url == "https://my-bucket.s3.eu-west-1.amazonaws.com/"
    assert '"bucket":"my-bucket"' in form.document.text.replace(" ", "")


@pytest.mark.parametrize("key", ["s3:/a", "arn:aws:s3:::x", "a:b/c", "https:/x"])
def test_a_key_is_never_taken_apart(key: str) -> None:
    assert "/my-bucket/" in presign("my-bucket", key, endpoint="eu-de", credentials=PAIR).url
