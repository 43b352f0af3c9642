"""The sandbox's process, its files and the list of processes hold none of the owner's variables.

``tests/sandbox`` holds what the process is given; here everything that can be read of it is searched.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from canaries import AWS, IBM, Watch, variables

from cosnb import presign, send
from cosnb.sandbox import Sandbox

PROC = Path("/proc")
CANARY = "owners-canary-of-any-name"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A sandbox started by an owner with keys in the environment, and used."""
    for pair in (IBM, AWS):
        for name, value in variables(pair).items():
            monkeypatch.setenv(name, value)
    for name in ("GITHUB_TOKEN", "HTTPS_PROXY", "PGPASSWORD", "LC_CANARY"):
        monkeypatch.setenv(name, CANARY)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Sandbox(port=0) as box:
        assert send(presign(box.bucket, "hello.txt", credentials=box.credentials)).ok
        yield box


def readable(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and those that they did."""
    parents = {}
    for folder in PROC.glob("[0-9]*"):
        fields = readable(folder / "stat").rpartition(")")[2].split()
        if fields:
            parents[int(folder.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def test_no_process_was_started_with_a_key(running: Sandbox) -> None:
    watch = Watch(IBM, AWS)
    started = descendants(os.getpid())
    assert running._store
    assert running._store._process.pid in started
    for pid in started:
        shown = "\n".join(readable(PROC / str(pid) / name) for name in ("cmdline", "environ", "comm", "stat"))
        assert not watch.found_in(shown)
        assert CANARY not in shown


def test_no_command_line_on_this_machine_holds_a_key(running: Sandbox) -> None:
    watch = Watch(IBM, AWS)
    lines = "\n".join(readable(folder / "cmdline") for folder in PROC.glob("[0-9]*"))
    assert "cosnb.sandbox.store" in lines
    assert not watch.found_in(lines)


def test_no_file_that_it_opened_or_left_holds_a_key(running: Sandbox, tmp_path: Path) -> None:
    watch = Watch(IBM, AWS)
    assert running._store
    folder = PROC / str(running._store._process.pid)
    opened = [Path(os.readlink(link)) for link in (folder / "fd").iterdir() if link.exists()]
    written = [path for path in (*opened, *tmp_path.rglob("*")) if path.is_file()]
    for path in written:
        assert not watch.found_in(readable(path)), path
    assert list(tmp_path.iterdir()) == []


def test_a_variable_would_be_seen() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env={"SECRET": CANARY, "PATH": os.environ["PATH"]}
    )
    try:
        assert child.pid in descendants(os.getpid())
        assert CANARY in readable(PROC / str(child.pid) / "environ")
    finally:
        child.communicate(b"\n")
