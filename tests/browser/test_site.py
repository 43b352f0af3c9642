"""The static site: built as a reader's is, served from loopback, and used in a browser that reaches nothing else.

Building it fetches its parts by npm and pip, so this test needs an index; what it tests needs none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from lab_server import ALL_RUN, KERNEL_READY, ROOT
from playwright.sync_api import Browser, Page, expect
from test_form import card, shoot, show

SECONDS = 180_000  # of a machine that does much else, in milliseconds
OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter((cell) => cell.model.type === 'code').flatMap(
  (cell) => cell.model.outputs.toJSON())"""


class Handler(SimpleHTTPRequestHandler):
    """A web server with the types that a browser wants of modules."""

    extensions_map: ClassVar = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "public"
    done = subprocess.run([sys.executable, "-m", "cosnb", "site", str(out)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1].startswith(f"cosnb: the site is in '{out}'")
    return out


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def tab(browser: Browser, served: str, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A browser's first visit. Whatever it asks, it asks the site."""
    context = browser.new_context(**browser_context_args)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    elsewhere = [url for url in asked if not url.startswith((f"{served}/", f"blob:{served}/", "data:"))]
    context.close()
    assert len(asked) > 50
    assert elsewhere == []


def run_all(tab: Page, url: str) -> list[dict[str, Any]]:
    """Open a lesson, press Run All; returns what came out."""
    tab.goto(url)
    tab.wait_for_function(KERNEL_READY, timeout=SECONDS)
    tab.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    tab.wait_for_function(ALL_RUN, timeout=SECONDS)
    outputs: list[dict[str, Any]] = tab.evaluate(OUTPUTS)
    assert [one["evalue"] for one in outputs if one["output_type"] == "error"] == []
    return outputs


def text_of(output: dict[str, Any]) -> str:
    found = output.get("text") or output.get("data", {}).get("text/plain", "")
    return found if isinstance(found, str) else "".join(found)


def test_the_first_lesson_runs_and_says_what_it_says_elsewhere(tab, served):
    told = "\n".join(map(text_of, run_all(tab, f"{served}/lab/index.html?path=00-start-here.ipynb")))
    assert "Sandbox(http://127.0.0.1:9444, bucket='demo-bucket', now=2026-01-15T12:00:00Z)" in told
    assert "'Hello from the sandbox.\\n'" in told
    assert "403 SignatureDoesNotMatch" in told
    book = json.loads((ROOT / "notebooks" / "00-start-here.ipynb").read_text("utf-8"))
    committed = [text_of(one) for cell in book["cells"] for one in cell.get("outputs", ())]
    signed = next(
        text for text in committed if text.startswith("GET http://127.0.0.1:9444/demo-bucket/hello.txt\n\n1 ")
    )
    assert signed in told
    shoot(tab, "site-lesson")


def test_a_lesson_runs_to_its_end_and_says_what_does_not_run_there(tab, served):
    told = "\n".join(map(text_of, run_all(tab, f"{served}/lab/index.html?path=02-accept-an-upload.ipynb")))
    assert "'forty-two\\n'" in told
    assert "403 SignatureDoesNotMatch without it" in told
    expect(tab.locator(".jp-RenderedMarkdown", has_text="Not in a browser:")).to_have_count(1)
    tab.locator(".jp-RenderedMarkdown", has_text="Not in a browser:").scroll_into_view_if_needed()
    shoot(tab, "site-lesson-02")


def test_the_link_to_the_form_opens_it_and_it_sends_is_refused_and_told_why(tab, served):
    tab.goto(
        f"{served}/repl/index.html?kernel=python&code={quote('from cosnb import PresignForm; PresignForm()')}&execute=1"
    )
    form = tab.locator(".cosnb-form")
    form.locator(".cosnb-card:visible").first.wait_for(timeout=SECONDS)
    tab.locator(".cosnb-field-key input").fill("notes/to do list.txt")
    expect(card(form, "canonical_request")).to_contain_text("notes/to%20do%20list.txt", timeout=SECONDS)
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("200 OK", timeout=SECONDS)
    expect(form.locator(".cosnb-preview")).to_contain_text("1. sign")
    shoot(tab, "site-form")
    url = form.locator(".cosnb-panel textarea").first
    url.fill(url.input_value().replace("%20", "+"))
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("403 Forbidden", timeout=SECONDS)
    expect(form.locator(".cosnb-finding .cosnb-status")).to_have_text("proven", timeout=SECONDS)
    shoot(tab, "site-form-refused")
    show(form, "All")
    expect(form.locator(".cosnb-card:visible")).to_have_count(6)
