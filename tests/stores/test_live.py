"""The check for those who have a real bucket, at the sandbox: what it prints, and that it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live
import pytest
from store_tests import texts

import cosnb
from cosnb import Answer, Sandbox, send


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(port=0) as running:
        yield running


@pytest.fixture(autouse=True)
def keys(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = sandbox.credentials
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", pair.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", pair.secret_access_key.reveal().decode())


def run(sandbox: Sandbox, bucket: str = "") -> int:
    return live.main([bucket or sandbox.bucket, "--endpoint", sandbox.endpoint, "--region", sandbox.region])


def left(sandbox: Sandbox) -> list[str]:
    where = {"endpoint": sandbox.endpoint, "region": sandbox.region, "credentials": sandbox.credentials}
    answer = send(cosnb.presign(sandbox.bucket, query={"list-type": "2", "prefix": "cosnb-live-"}, **where))
    return texts(answer, "Key")


def test_it_prints_a_table_that_can_be_posted(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(sandbox) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n| ") == len(live.CLAIMS) + 2
    assert "| a link that expired | 403 AccessDenied | cosnb/diagnosis/guessing.py: Which code" in printed
    assert "| a session token that is not on record | 400 InvalidToken |" in printed
    assert "| an upload form | 204 |" in printed
    masked = (sandbox.bucket, str(sandbox.port), sandbox.credentials.access_key_id, "cosnb-live-", "X-Amz-Credential")
    assert not [text for text in masked if text in printed]
    assert left(sandbox) == []


@pytest.mark.parametrize("claim", live.CLAIMS, ids=lambda claim: claim.what)
def test_every_claim_names_a_mark_that_is_still_there(claim: live.Claim) -> None:
    assert claim.mark in (Path(cosnb.__file__).parent / claim.file).read_text("utf-8")


def test_a_wrong_key_and_no_bucket_are_said(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(sandbox, "no-such-bucket") == 2
    assert "refused the first upload: 404 NoSuchBucket. Nothing was written." in capsys.readouterr().err
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "ANOTHEREXAMPLEKEY001")
    assert run(sandbox) == 2
    assert "refused the first upload: 403 InvalidAccessKeyId" in capsys.readouterr().err
    monkeypatch.delenv("COS_HMAC_ACCESS_KEY_ID")
    assert run(sandbox) == 2
    assert "COS_HMAC_ACCESS_KEY_ID" in capsys.readouterr().err


def test_what_may_not_be_deleted_is_named(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(target: Any, *args: Any, **options: Any) -> Answer:
        if getattr(target, "method", "") == "DELETE":
            return send(target.url[:-1], method="DELETE")
        return send(target, *args, **options)

    monkeypatch.setattr(live, "send", refused)
    assert run(sandbox) == 1
    kept = left(sandbox)
    assert {"a", "form"} <= {key.partition("/")[2] for key in kept}
    told = capsys.readouterr().err.partition("These could not be deleted, or may be left:")[2].split()
    assert {*kept} <= {*told}
    where = {"endpoint": sandbox.endpoint, "region": sandbox.region, "credentials": sandbox.credentials}
    for key in kept:
        send(cosnb.presign(sandbox.bucket, key, method="DELETE", **where))


@pytest.mark.parametrize("moment", [0, 1, 9, 14, 17])
def test_an_interrupt_leaves_nothing_behind(sandbox: Sandbox, moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def interrupted(*args: Any, **options: Any) -> Answer:
        nonlocal count
        count += 1
        answer = send(*args, **options)
        # It came after the store had written, and before anybody knew.
        if count == moment + 1:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(live, "send", interrupted)
    assert run(sandbox) == 130
    assert left(sandbox) == []
