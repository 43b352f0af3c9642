"""Uploads to a store that verifies: taken, resumed after the process is killed, expired, given up without a trace."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from faulty_store import PART

from cosnb.errors import InputError, UploadError
from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.uploads import Uploaded, UploadPlan, abort_upload, plan_upload, send_parts, upload

ROOT = Path(__file__).parents[2]


@pytest.fixture
def send_to(box: Sandbox, file: Path) -> Callable[..., Uploaded]:
    def call(key: str = "in/k", path: Path = file, **options: Any) -> Uploaded:
        given = {"part_size": PART, "progress": False, "credentials": box.credentials, "now": box.now, **options}
        return upload(path, box.bucket, key, **given)

    return call


@pytest.fixture
def plan(box: Sandbox, file: Path) -> UploadPlan:
    return _plan(box, file)


def _plan(box: Sandbox, file: Path, **options: Any) -> UploadPlan:
    given = {"part_size": PART, "credentials": box.credentials, "now": box.now, **options}
    return plan_upload(box.bucket, "in/k", file.stat().st_size, **given)


def _get(box: Sandbox, key: str | None, query: dict[str, str] | None = None) -> requests.Response:
    link = presign(box.bucket, key, credentials=box.credentials, now=box.now, query=query or {})
    return requests.get(link.url, timeout=30)


def _unfinished(box: Sandbox) -> int:
    answer = _get(box, None, {"uploads": ""})
    assert answer.status_code == 200
    return answer.text.count("<UploadId>")


@pytest.mark.parametrize("key", ["k", "a b/ü+ü.bin", "%41 /~'()*!", "x?y=1&uploadId=z"])
def test_the_object_is_the_file(send_to: Callable[..., Uploaded], box: Sandbox, file: Path, key: str):
    done = send_to(key, headers={"Content-Type": "video/mp4", "x-amz-meta-note": "1"})
    answer = _get(box, key)
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(file.read_bytes()).digest()
    assert answer.headers["ETag"] == f'"{done.etag}"'
    assert (answer.headers["Content-Type"], answer.headers["x-amz-meta-note"]) == ("video/mp4", "1")
    assert (done.parts, done.checked) == (5, "md5")
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert _unfinished(box) == 0


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1])
def test_every_size_arrives(send_to: Callable[..., Uploaded], box: Sandbox, tmp_path: Path, size: int):
    path = tmp_path / "f"
    path.write_bytes(b"x" * size)
    assert send_to("size", path).parts == max(1, -(-size // PART))
    assert len(_get(box, "size").content) == size


def test_whoever_has_the_plan_needs_no_keys(
    plan: UploadPlan, box: Sandbox, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    handed_on = plan.to_json()
    code = (
        "import sys; from cosnb.uploads import UploadPlan, send_parts;"
        "print(send_parts(sys.argv[1], UploadPlan.from_json(sys.stdin.read()), progress=False).checked)"
    )
    empty = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "nobody"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], input=handed_on, env=empty, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("md5\n", "")
    assert len(_get(box, "in/k").content) == file.stat().st_size


def test_a_process_that_is_killed_is_gone_on_from(
    plan: UploadPlan, box: Sandbox, file: Path, journal: Path, tmp_path: Path
):
    code = (
        "import os, sys; from cosnb.uploads import UploadPlan, send_parts; from cosnb.uploads.journal import Journal\n"
        "add = Journal.add\n"
        "def then_die(self, number, part):\n"
        "    add(self, number, part)\n"
        "    if len(self.stored) == 2: os._exit(9)\n"
        "Journal.add = then_die\n"
        "send_parts(sys.argv[1], UploadPlan.from_json(sys.stdin.read()), progress=False, workers=1)"
    )
    empty = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    killed = subprocess.run(
        [sys.executable, "-c", code, str(file)], input=plan.to_json(), env=empty, text=True, check=False
    )
    assert killed.returncode == 9
    assert journal.exists()
    assert send_parts(file, plan, progress=False).resumed == 2
    assert hashlib.md5(_get(box, "in/k").content).digest() == hashlib.md5(file.read_bytes()).digest()
    assert not journal.exists()
    assert _unfinished(box) == 0


def test_an_expired_plan_is_refused_and_a_new_one_goes_on(box: Sandbox, file: Path, journal: Path):
    assert box.now
    old = _plan(box, file)
    expired = _plan(box, file, upload_id=old.upload_id, now=box.now - timedelta(hours=2), expires=3600)
    mixed = replace(expired, part_urls=(*old.part_urls[:2], *expired.part_urls[2:]))
    with pytest.raises(UploadError, match=r"part 3 .*AccessDenied.*work until 2024-01-02 02:04:05 UTC") as caught:
        send_parts(file, mixed, workers=1, progress=False)
    assert caught.value.status == 403
    assert journal.exists()
    assert send_parts(file, _plan(box, file, upload_id=old.upload_id), progress=False).resumed == 2


def test_a_url_of_another_part_is_refused(plan: UploadPlan, file: Path):
    forged = plan.part_urls[0].replace("partNumber=1", "partNumber=2")
    with pytest.raises(UploadError, match="SignatureDoesNotMatch"):
        send_parts(file, replace(plan, part_urls=(forged, *plan.part_urls[1:])), workers=1, progress=False)
    abort_upload(plan)


def test_a_plan_for_another_file_is_refused(plan: UploadPlan, tmp_path: Path):
    (tmp_path / "other").write_bytes(b"1")
    with pytest.raises(InputError, match="the plan is for") as caught:
        send_parts(tmp_path / "other", plan)
    assert caught.value.field == "path"
    abort_upload(plan)


def test_giving_up_by_plan_leaves_nothing(plan: UploadPlan, box: Sandbox, file: Path):
    send_one = requests.put(plan.part_urls[0], data=b"x" * PART, timeout=30)
    assert send_one.status_code == 200
    assert _unfinished(box) == 1
    abort_upload(plan)
    assert _unfinished(box) == 0
    abort_upload(plan)  # once more is no error
    assert requests.put(plan.part_urls[0], data=b"x", timeout=30).status_code == 404


def test_giving_up_by_journal_leaves_nothing(plan: UploadPlan, box: Sandbox, file: Path, journal: Path):
    forged = plan.part_urls[2].replace("partNumber=3", "partNumber=4")
    with pytest.raises(UploadError):
        send_parts(file, replace(plan, part_urls=(*plan.part_urls[:2], forged, *plan.part_urls[3:])), progress=False)
    assert journal.exists()
    assert _unfinished(box) == 1
    abort_upload(journal, credentials=box.credentials, now=box.now)
    assert _unfinished(box) == 0
    assert not journal.exists()


def test_giving_up_what_never_began_is_an_error(tmp_path: Path, box: Sandbox):
    with pytest.raises(InputError, match="there is no journal"):
        abort_upload(tmp_path / "none", credentials=box.credentials)


def test_a_second_plan_does_not_take_over_the_journal(plan: UploadPlan, box: Sandbox, file: Path, journal: Path):
    forged = plan.part_urls[2].replace("partNumber=3", "partNumber=4")
    with pytest.raises(UploadError):
        send_parts(file, replace(plan, part_urls=(*plan.part_urls[:2], forged, *plan.part_urls[3:])), progress=False)
    other = _plan(box, file)
    with pytest.raises(InputError, match="to another upload") as caught:
        send_parts(file, other)
    assert caught.value.field == "journal"
    abort_upload(other)
    abort_upload(journal, credentials=box.credentials, now=box.now)
    assert _unfinished(box) == 0


def test_the_journal_can_be_elsewhere(send_to: Callable[..., Uploaded], file: Path, tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written") as caught:
        send_to(journal=tmp_path / "none" / "j")
    assert caught.value.field == "journal"
    assert send_to(journal=tmp_path / "j").parts == 5
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
