"""``cosnb lab`` as a process: what it starts, what its page is told, and that nothing outlives it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.blocking import BlockingKernelClient
from quick_lab import write_config

import cosnb

ROOT = Path(cosnb.__file__).parents[1]


class Running:
    """A ``cosnb lab`` that answers."""

    def __init__(self, folder: Path, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.base = f"http://127.0.0.1:{probe.getsockname()[1]}"
        options = ["--no-browser", f"--port={self.base.rpartition(':')[2]}", "--IdentityProvider.token=t0ken"]
        places = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
        write_config(folder / "CONFIG")
        self.runtime, self.log = folder / "RUNTIME", log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cosnb", "lab", str(folder / "lessons"), *options],
                cwd=folder,
                env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.owner = psutil.Process(self.process.pid)

    def ask(self, path: str, body: object = None) -> str:
        request = urllib.request.Request(
            self.base + path,
            headers={"Authorization": "token t0ken"},
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def answers(self) -> bool:
        try:
            return bool(self.ask("/api/status"))
        except OSError:
            return False

    def wait(self) -> None:
        end = time.monotonic() + 120
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def run(self, code: str) -> None:
        """Run code in a new kernel, and return when it has."""
        kernel: dict[str, Any] = json.loads(self.ask("/api/kernels", {}))
        client = BlockingKernelClient(connection_file=str(self.runtime / f"kernel-{kernel['id']}.json"))
        client.load_connection_file()
        client.start_channels()
        try:
            reply = client.execute_interactive(code, timeout=60, output_hook=lambda message: None)
        finally:
            client.stop_channels()
        assert reply["content"]["status"] == "ok", reply


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    running = Running(tmp_path, tmp_path / "log")
    running.wait()
    yield running
    for left in [*running.owner.children(recursive=True), running.owner] if running.owner.is_running() else []:
        left.kill()
    running.process.wait()


def check_that_the_page_asks_no_question_about_news(running):
    page = running.ask("/lab")
    config = json.loads(
        page.partition('<script id="jupyter-config-data" type="application/json">')[2].split("</script>")[0]
    )
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_asks_nothing_and_ends_with_everything_it_started_however_it_is_ended(running, how):
    check_that_the_page_asks_no_question_about_news(running)
    running.run("from cosnb import Sandbox\nbox = Sandbox(port=0)")
    started = running.owner.children(recursive=True)
    commands = [" ".join(process.cmdline()) for process in started]
    for part in ("ipykernel", "cosnb.sandbox.store"):
        assert any(part in command for command in commands), commands
    running.process.send_signal(how)
    assert running.process.wait(60) == (143 if how == signal.SIGTERM else -how)
    _, left = psutil.wait_procs(started, timeout=0 if how == signal.SIGTERM else 60)
    assert left == []
