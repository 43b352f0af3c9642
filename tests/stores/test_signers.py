"""Who signs and who checks need not be the same: links of three other signers, at three stores, beside ``verify``."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import table
from hard_requests import KEYS
from link_changes import BODY, KEY, LOOSE, PARAMETERS, SAME, TAMPERED, flipped
from peer_stores import Peer, missing
from store_tests import MISMATCH, texts, verdict

from cosnb import Answer, send, verify
from cosnb.storage.provider import load, providers

PACKAGES = {"boto3": "boto3", "ibm_boto3": "ibm-cos-sdk"}
CHANGES = {**SAME, **TAMPERED, **LOOSE}
TABLE = load("stores.json")["stores"]


@pytest.fixture(scope="module")
def ministack() -> Iterator[Peer]:
    # It ends with this module, because other tests count who uses it.
    with table.ministack(Path()) as peer:
        yield peer


@pytest.fixture(params=["juicefs", "swift", "ministack"])
def store(request: pytest.FixtureRequest) -> Peer:
    found: Peer = request.getfixturevalue(request.param)
    return found


# --- what other signers make --------------------------------------------------------------------------------------


@cache
def client(sdk: str, store: Peer) -> Any:
    if not find_spec(sdk):
        missing(PACKAGES[sdk], "lab")
    config = import_module(f"{sdk.replace('boto3', 'botocore')}.config").Config(signature_version="s3v4")
    return import_module(sdk).client(
        "s3",
        endpoint_url=store.endpoint,
        region_name=store.region,
        aws_access_key_id=store.credentials.access_key_id,
        aws_secret_access_key=store.credentials.secret_access_key.reveal().decode(),
        config=config,
    )


def sdk_link(sdk: str, store: Peer, operation: str, **params: Any) -> str:
    """What an SDK signs."""
    return str(client(sdk, store).generate_presigned_url(operation, {"Bucket": store.bucket, **params}))


def cli_link(store: Peer, key: str, folder: Path) -> str:
    """What ``aws s3 presign`` prints."""
    if not find_spec("awscli"):
        missing("awscli", "lab")
    (folder / "config").write_text("[default]\ns3 =\n  signature_version = s3v4\n")
    words = ["s3", "presign", f"s3://{store.bucket}/{key}", "--endpoint-url", store.endpoint]
    environ = {
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_DEFAULT_REGION": store.region,
        "AWS_ACCESS_KEY_ID": store.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": store.credentials.secret_access_key.reveal().decode(),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "awscli", *words]
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("name", ["umlauts", "plus", "an escape", "query and fragment", "sub-delimiters"])
@pytest.mark.parametrize("sdk", PACKAGES)
def test_the_links_of_an_sdk_are_served_and_verified(store: Peer, sdk: str, name: str) -> None:
    key = KEYS[name]

    def ask(operation: str, method: str, data: bytes | None = None, **params: Any) -> Answer:
        url = sdk_link(sdk, store, operation, **params)
        assert verify(url, store.credentials, method=method).accepted
        return send(url, data, method=method)

    assert ask("put_object", "PUT", b"data", Key=key).ok
    assert ask("head_object", "HEAD", Key=key).size == 4
    answer = ask("get_object", "GET", Key=key, ResponseContentDisposition='attachment; filename="ä b.txt"')
    assert (answer.body, answer.headers["Content-Disposition"]) == (b"data", 'attachment; filename="ä b.txt"')
    assert texts(ask("list_objects_v2", "GET", Prefix=key), "KeyCount") == ["1"]
    assert ask("delete_object", "DELETE", Key=key).status == 204


@pytest.mark.parametrize("sdk", PACKAGES)
def test_the_headers_that_an_sdk_signed_are_served_and_verified(store: Peer, sdk: str) -> None:
    headers = {"Content-Type": "text/csv; charset=utf-8", "x-amz-meta-by": "a  b"}
    url = sdk_link(sdk, store, "put_object", Key="typed", ContentType=headers["Content-Type"], Metadata={"by": "a  b"})
    assert verify(url, store.credentials, method="PUT", headers=headers).accepted
    assert send(url, b"data", method="PUT", headers=headers).ok
    assert verify(url, store.credentials, method="PUT").code == "SignatureDoesNotMatch"
    assert send(url, b"data", method="PUT").status in (400, 403)


def test_the_links_of_the_aws_cli_are_served_and_verified(store: Peer, tmp_path: Path) -> None:
    url = cli_link(store, KEY, tmp_path)
    assert verify(url, store.credentials).accepted
    assert send(url).body == BODY
    signature = url.rpartition("X-Amz-Signature=")[2]
    wrong = url.replace(signature, flipped(signature))
    assert verdict(send(wrong)) == MISMATCH
    assert verify(wrong, store.credentials).code == "SignatureDoesNotMatch"


# --- where verify and the stores agree ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHANGES)
def test_verify_says_of_a_changed_link_what_the_store_says(store: Peer, name: str) -> None:
    case = CHANGES[name]
    made = sdk_link("boto3", store, "get_object", Key=KEY, ResponseContentType=PARAMETERS["response-content-type"])
    answer, found = case.send(case.change(made)), case.verify(case.change(made), store.credentials)
    named = any(f"changed: {name}" in rows for rows in TABLE[store.name]["differs"].values())
    assert ((answer.status in table.ACCEPTED) == found.accepted) is not named, f"{answer}, verify: {found.code}"


@pytest.mark.parametrize("name", ["ministack", "juicefs", "swift"])
def test_the_table_of_stores_says_what_the_store_does(name: str, tmp_path: Path) -> None:
    # One of its own: what other tests leave in a bucket changes what a store says of a key.
    with table.STORES[name][0](tmp_path) as store:
        made, committed = table.row(store, ""), TABLE[name]
    renew = f"To see what changed: python tests/stores/table.py {name}"
    assert (made["links"], made["differs"]) == (committed["links"], committed["differs"]), renew


def test_every_store_of_the_table_is_known_by_its_id() -> None:
    assert TABLE.keys() == table.STORES.keys() < {*providers()}
    for row in TABLE.values():
        assert row["differs"].keys() <= {*table.HABITS, "limit", "otherwise"}
        assert row.get("newer", {}).keys() <= row["differs"].keys()


@pytest.mark.parametrize("name", TABLE)
def test_verify_follows_all_of_a_store_but_its_keys_its_forms_and_ten_links(name: str) -> None:
    otherwise = TABLE[name]["differs"]["otherwise"]
    assert len([link for link in otherwise if not re.match("(put|get|delete) the key|a form|a listing", link)]) <= 10
