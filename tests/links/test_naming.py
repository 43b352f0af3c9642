"""A name that stores ignore earns advice, wherever parameters, headers and fields of a form are given."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cosnb import Presigner, presign, presign_many, presign_post, write_links
from cosnb.links import plan
from cosnb.links.operations import OPERATIONS
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials
from cosnb.transfer import send

HERE: dict[str, Any] = {"endpoint": "eu-central-1", "credentials": Credentials("EXAMPLE", "EXAMPLE", example=True)}


def advice(method: str = "GET", key: str | None = "k", **given: Any) -> list[tuple[str, str]]:
    return [(one.field, one.text) for one in plan("my-bucket", key, method=method, **given, **HERE).advice]


@pytest.mark.parametrize(
    ("method", "name", "right"),
    [
        ("GET", "VersionId", "write 'versionId'"),
        ("GET", "versionid", "write 'versionId'"),
        ("DELETE", "version-id", "write 'versionId'"),
        ("GET", "ResponseContentDisposition", "write 'response-content-disposition'"),
        ("GET", "response_content_type", "write 'response-content-type'"),
        ("GET", "Content-Type", "write 'response-content-type'"),
        ("HEAD", "ContentDisposition", "write 'response-content-disposition'"),
        ("PUT", "Content-Type", "for a PUT, and stores ignore it: give the header 'content-type'"),
        ("PUT", "ContentType", "give the header 'content-type'"),
        ("PUT", "response-content-type", "give the header 'content-type'"),
        ("PUT", "PartNumber", "write 'partNumber'"),
        ("PUT", "StorageClass", "give the header 'x-amz-storage-class'"),
        ("GET", "Range", "give the header 'range'"),
        ("POST", "Uploads", "write 'uploads'"),
    ],
)
def test_a_parameter_that_stores_ignore_is_named_with_the_right_one(method: str, name: str, right: str) -> None:
    ((field, text),) = advice(method, query={name: "1"})
    assert field == "query"
    assert f"no parameter {name!r}" in text
    assert right in text


@pytest.mark.parametrize(
    ("method", "name", "right"),
    [
        ("PUT", "ContentType", "write 'content-type'"),
        ("PUT", "content_disposition", "write 'content-disposition'"),
        ("PUT", "ACL", "write 'x-amz-acl'"),
        ("PUT", "SSECustomerKey", "write 'x-amz-server-side-encryption-customer-key'"),
        ("PUT", "response-content-type", "write 'content-type'"),
        ("GET", "IfNoneMatch", "write 'if-none-match'"),
        ("GET", "ContentType", "give the parameter 'response-content-type'"),
        ("GET", "Content-Disposition", "for a GET, and stores ignore it: give the parameter 'response-content-disp"),
        ("GET", "versionId", "give the parameter 'versionId'"),
        ("DELETE", "VersionId", "give the parameter 'versionId'"),
    ],
)
def test_a_header_that_stores_ignore_is_named_with_the_right_one(method: str, name: str, right: str) -> None:
    ((field, text),) = advice(method, headers={name: "1"})
    assert field == "headers"
    assert f"no header {name!r}" in text
    assert right in text


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_what_the_sdks_sign_earns_no_advice_in_its_own_place_and_does_under_their_names(operation: Any) -> None:
    fixed, _, value = operation.fixed.partition("=")
    query, headers = operation.query["boto3"], {**operation.headers["boto3"], **operation.headers["ibm_boto3"]}
    call = {"method": operation.method, "key": None if operation.level == "bucket" else "k"}
    right = {**dict.fromkeys(query, "1"), **({fixed: value} if fixed else {})}
    assert advice(**call, query=right, headers=dict.fromkeys([*headers, *map(str.upper, headers)], "1")) == []
    for place, names in (("query", query), ("headers", headers)):
        for name, member in names.items():
            if member.lower() != name and member != "ChecksumAlgorithm":  # two headers have that name
                ((field, text),) = advice(**call, **{place: {member: "1"}})
                assert (field, repr(name) in text or f"response-{name}" in text) == (place, True)


@pytest.mark.parametrize(
    "given",
    [
        {"query": [("x-id", "GetObject"), ("x-amz-acl", "private"), ("X-Amz-Meta-Content-Type", "a"), ("foo", "1")]},
        {"query": {"acl": ""}},
        {"query": {"tagging": ""}, "method": "PUT"},
        {"query": {"x-amz-checksum-crc32": "AAAAAA=="}, "method": "PUT"},
        {"headers": {"x-amz-meta-contenttype": "a", "Origin": "b", "Accept": "c", "Cache-Control": "no-cache"}},
        {"headers": {"CONTENT-TYPE": "a/b", "Content-Disposition": "inline"}, "method": "PUT"},
        {"headers": {"Content-Type": "a/b", "location": "c", "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}},
    ],
    ids=str,
)
def test_what_is_in_its_place_or_is_not_of_s3_earns_none(given: dict[str, Any]) -> None:
    assert advice(**given) == []


WRONG = {"VersionId": "1"}
DOORS: dict[str, Callable[[Path], object]] = {
    "presign": lambda _: presign("my-bucket", "k", query=WRONG, **HERE),
    "presign a header": lambda _: presign("my-bucket", "k", headers=WRONG, **HERE),
    "presign_many": lambda _: list(presign_many("my-bucket", [*"kkk"], query=WRONG, **HERE)),
    "presign_many, each its own": lambda _: list(presign_many("my-bucket", [("k", WRONG)] * 999, **HERE)),
    "Presigner": lambda _: Presigner("my-bucket", query=WRONG, **HERE),
    "Presigner.url": lambda _: Presigner("my-bucket", **HERE).url("k", WRONG),
    "presign_post": lambda _: presign_post("my-bucket", "k", fields={"ContentType": "a/b"}, **HERE),
    "presign_post, a condition": lambda _: presign_post(
        "my-bucket", "k", conditions=[["starts-with", "$StorageClass", "S"]], **HERE
    ),
    "presign_post, both": lambda _: presign_post(
        "my-bucket", "k", fields={"ContentType": "a/b"}, conditions=[{"ContentType": "a/b"}], **HERE
    ),
    "presign_post, a folder": lambda _: presign_post("my-bucket", "in/", **HERE),
    "an encoded key": lambda _: presign("my-bucket", "a%20b", **HERE),
    "encoded keys": lambda _: list(presign_many("my-bucket", ["a", "b%20c"] * 300, **HERE)),
    "encoded keys with parameters": lambda _: Presigner("my-bucket", **HERE).urls([("b%20c", {})] * 300).__next__(),
    "encoded keys to a file": lambda folder: write_links(
        Presigner("my-bucket", **HERE), ["b%20c"] * 300, folder / "links.csv", progress=False
    ),
    "an encoded key in a form": lambda _: presign_post("my-bucket", "a%20b", **HERE),
}


@pytest.mark.parametrize("door", DOORS)
def test_each_door_says_it_once_at_the_callers_line(door: str, tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        DOORS[door](tmp_path)
    (warning,) = caught
    assert warning.filename == __file__


def test_a_store_ignores_what_is_named_and_reads_what_is_advised(now: datetime) -> None:
    with Sandbox(port=0, now=now) as box:
        for name, kind in (("ResponseContentType", "text/plain"), ("response-content-type", "text/asked")):
            link = plan(
                box.bucket, "hello.txt", query={name: "text/asked"}, endpoint=box.endpoint, credentials=box.credentials
            )
            assert send(link.sign(now)).headers["Content-Type"].startswith(kind)


def test_a_condition_of_a_form_is_named_as_one() -> None:
    with pytest.warns(
        UserWarning, match="^conditions: The S3 API has no form field 'StorageClass'.*'x-amz-storage-class'"
    ):
        presign_post("my-bucket", "k", conditions=[["starts-with", "$StorageClass", "S"]], **HERE)


@pytest.mark.parametrize("key", ["in/${filename}", "in/a", "in/${filename}/"])
def test_a_form_for_a_name_of_its_own_earns_no_advice(key: str) -> None:
    assert presign_post("my-bucket", key, fields={"acl": "private", "tagging": "a"}, **HERE).advice == ()


def test_the_terminal_says_it_on_standard_error(tmp_path: Path) -> None:
    keys = {"COS_HMAC_ACCESS_KEY_ID": "0" * 32, "COS_HMAC_SECRET_ACCESS_KEY": "0" * 48, "HOME": str(tmp_path)}
    words = ["presign", "b", "a%20b", "--endpoint", "us-south", "--query", "VersionId=1", "--header", "ContentType: a"]
    done = subprocess.run(
        [sys.executable, "-m", "cosnb", *words], env={**os.environ, **keys}, capture_output=True, text=True, check=True
    )
    said = [line.partition(": ")[2].partition(":")[0] for line in done.stderr.splitlines()]
    assert said == ["key", "query", "headers", "to be sent with the method GET, and ContentType"]
    assert done.stdout.startswith("https://")
