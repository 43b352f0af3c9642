"""The form as a page of its own: Voilà runs the notebook and shows only its outputs."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from lab_server import environment, free_port
from playwright.sync_api import expect
from test_form import card, shoot, show

CELL = 'from cosnb import PresignForm\nPresignForm(key="a b.txt")'


@pytest.fixture
def voila(lab, tmp_path):
    """Voilà serving one form on loopback."""
    lab.write("voila.ipynb", CELL)
    port = free_port()
    command = [sys.executable, "-m", "voila", str(lab.root / "voila.ipynb"), f"--port={port}", "--no-browser"]
    log = (tmp_path / "voila.log").open("wb")
    process = subprocess.Popen([*command, "--Voila.ip=127.0.0.1"], env=environment(tmp_path), stdout=log, stderr=log)
    deadline = time.monotonic() + 60
    while not _listens(port):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail((tmp_path / "voila.log").read_text())
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)
    log.close()


def _listens(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/voila/static/nothing", timeout=1):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def test_the_form_works_in_voila(page, voila):
    page.goto(voila, timeout=60_000)
    form = page.locator(".cosnb-form")
    form.locator(".cosnb-card:visible").first.wait_for(timeout=60_000)
    page.locator(".cosnb-field-key input").fill("hello.txt")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-preview")).to_contain_text("Hello from the sandbox.")
    show(form, "All")
    card(form, "scope").locator(".cosnb-part", has_text="us-south").hover()
    expect(card(form, "derivation").locator(".cosnb-lit")).to_have_text("us-south")
    shoot(page, "voila")
