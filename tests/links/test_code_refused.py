"""Copied code that is refused ends with an error, says what the store said, and leaves every file as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from code_help import Answer, Recorder

from cosnb.links import plan, snippets
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials, Signed

SHELLS = ("sh", "bash", *(shell for shell in ("zsh", "mksh") if shutil.which(shell)))
PROGRAMS = {
    "curl": SHELLS,
    "wget": SHELLS,
    "requests": (sys.executable,),
    "httpx": (sys.executable,),
    "fetch": ("node",),
}
WAYS = [(client, program) for client, programs in PROGRAMS.items() for program in programs]
REQUESTS: list[dict[str, object]] = [
    {"method": "GET", "key": "a.txt"},
    {"method": "PUT", "key": "a.txt"},
    {"method": "PUT", "key": "folder/"},
    {"method": "DELETE", "key": "a.txt"},
    {"method": "HEAD", "key": "a.txt"},
    {"method": "POST", "key": "a.txt", "query": {"uploads": ""}},
    {"method": "GET", "key": None, "query": {"list-type": "2"}},
]
EARLIER = {"a.txt": b"an earlier file", "folder": b"an earlier file"}
PAIR = Credentials("EXAMPLE", "EXAMPLE", example=True)
REFUSALS = {
    "not found": [Answer(404, b"the words")],
    "a fault of the store": [Answer(500, b"the words")],
    "another place that is not named": [Answer(301, b"the words")],
    "another place": [Answer(302, b"the words", {"Location": "/elsewhere"})],
    "another place for now": [Answer(307, b"the words", {"Location": "/elsewhere"})],
    # wget asks again for what is missing, and by then the link may have expired.
    "half an answer": [Answer(200, b"half", length=8), Answer(403, b"the words")],
}


@pytest.fixture(scope="module")
def sandbox(now: datetime) -> Iterator[Sandbox]:
    with Sandbox(port=0, now=now) as store:
        yield store


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        yield server


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with earlier files in it, and another for what is temporary."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "work").mkdir()
    for name, data in EARLIER.items():
        (tmp_path / "work" / name).write_bytes(data)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def run(signed: Signed, client: str, program: str) -> subprocess.CompletedProcess[str]:
    """The code, run as a file or a shell would run it."""
    snippet = next(snippet for snippet in snippets(signed) if snippet.id == client)
    words = [program, "--input-type=module", "-e"] if program == "node" else [program, "-c"]
    return subprocess.run([*words, snippet.text], capture_output=True, text=True, timeout=60, check=False)


def files(place: Path) -> dict[str, bytes]:
    assert not list((place / "tmp").iterdir())
    return {str(path.relative_to(place / "work")): path.read_bytes() for path in (place / "work").rglob("*")}


@pytest.mark.parametrize(("client", "program"), WAYS)
@pytest.mark.parametrize("asked", REQUESTS, ids=lambda asked: f"{asked['method']} {asked['key']}")
def test_an_expired_link_ends_with_an_error_and_leaves_an_earlier_file(
    sandbox: Sandbox, now: datetime, client: str, program: str, asked: dict[str, object], place: Path
) -> None:
    given = {"endpoint": sandbox.endpoint, "credentials": sandbox.credentials, **asked}
    expired = plan(sandbox.bucket, **given).sign(now - timedelta(hours=2))  # type: ignore[arg-type]
    done = run(expired, client, program)
    assert done.returncode != 0
    assert ("403" if asked["method"] == "HEAD" else "Request has expired") in done.stderr
    assert done.stdout == ""
    assert files(place) == EARLIER
    if client not in ("curl", "wget"):
        assert expired.signature not in done.stderr


@pytest.mark.parametrize("client", PROGRAMS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_nothing_but_a_whole_answer_of_success_is_taken_for_one(
    recorder: Recorder, now: datetime, client: str, method: str, refusal: str, place: Path
) -> None:
    recorder.answers = list(REFUSALS[refusal])
    asked = plan("b", "a.txt", method=method, endpoint=recorder.endpoint, credentials=PAIR)
    done = run(asked.sign(now), client, PROGRAMS[client][0])
    recorder.answers = []
    assert done.returncode != 0
    assert done.stdout == ""
    assert files(place) == EARLIER
    if client == "wget" and "another place" in refusal:  # it reads nothing of such an answer but its head
        assert str(REFUSALS[refusal][0].status) in done.stderr
    elif refusal != "half an answer":
        assert "the words" in done.stderr


@pytest.mark.parametrize(("client", "program"), WAYS)
def test_a_whole_answer_replaces_an_earlier_file_and_leaves_no_other(
    recorder: Recorder, now: datetime, client: str, program: str, place: Path
) -> None:
    for body in (b"new", b""):
        recorder.answers = [Answer(body=body)]
        done = run(plan("b", "a.txt", endpoint=recorder.endpoint, credentials=PAIR).sign(now), client, program)
        assert done.returncode == 0, done.stderr
        assert files(place) == (EARLIER if client == "fetch" else {**EARLIER, "a.txt": body})


@pytest.mark.parametrize(
    ("wanted", "program"),
    [*((wanted, sys.executable) for wanted in ("cosnb", "boto3", "ibm_boto3")), ("aws", "bash"), ("aws", "sh")],
)
def test_code_that_signs_takes_no_other_keys_than_those_it_names(
    now: datetime, wanted: str, program: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "home" / ".aws").mkdir()
    keys = "[default]\naws_access_key_id = OTHER\naws_secret_access_key = OTHER\n"
    (place / "home" / ".aws" / "credentials").write_text(keys)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    done = run(plan("b", "a.txt", endpoint="us-south", credentials=PAIR).sign(now), wanted, program)
    assert done.returncode != 0
    assert "COS_HMAC_ACCESS_KEY_ID" in done.stderr
    assert done.stdout == ""
    assert files(place) == EARLIER
