"""Fixtures of the browser tests: the system's Chromium and a private JupyterLab."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from lab_server import ROOT, TOKEN, Lab, environment, free_port, lab_command, wait_for, write_settings

CHROMIUM = os.environ.get("COSNB_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), ""
)
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name is ever resolved: a page that loads anything from elsewhere fails here.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.fail("The browser tests want a Chromium: apt-get install chromium, or set COSNB_CHROMIUM to one.")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 1000},
        "permissions": ["clipboard-read", "clipboard-write"],
    }


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root, conf = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("conf")
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, root)
    write_settings(conf)
    port = free_port()
    log = (conf / "lab.log").open("wb")
    process = subprocess.Popen(lab_command(root, port), env=environment(conf), stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    wait_for(process, f"{base}/api/status?token={TOKEN}", conf / "lab.log")
    yield Lab(root, base)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    log.close()
