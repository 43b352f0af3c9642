"""Fixtures of the browser tests: the system's Chromium and a private JupyterLab."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator

import pytest
from lab_server import ROOT, TOKEN, Lab, Pages, environment, free_port, lab_command, wait_for, write_settings
from playwright.sync_api import Browser, Page

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
def kept(browser: Browser) -> Iterator[list[Page]]:
    """The page that tests share, once one of them has asked for it."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def a_kernel_of_its_own(lab: Lab, kept: list[Page]) -> Iterator[None]:
    """No module gets what another one has loaded, set or left in the kernel."""
    yield
    if kept and not lab.close(kept[0]):
        kept.pop().context.close()


@pytest.fixture
def page(
    request, browser: Browser, browser_context_args, lab: Lab, kept: list[Page], a_kernel_of_its_own: None
) -> Iterator[Page]:
    """A page as good as new: the window, the media and the mouse are; whoever needs more makes one of its own.

    Loading JupyterLab takes most of a test's time, and starting a kernel some, so all tests share the page and those of
    a module the kernel. What a failed test leaves behind, nobody gets.
    """
    if not kept:
        kept.append(browser.new_context(**browser_context_args).new_page())
    page = kept[0]
    page.set_viewport_size(browser_context_args["viewport"])
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    page.mouse.move(0, 0)
    page.unroute_all()
    failed = request.session.testsfailed
    yield page
    if request.session.testsfailed > failed:
        kept.pop().context.close()
        lab.end_kernels()


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
        process.wait()
    log.close()


@pytest.fixture
def pages() -> Iterator[Pages]:
    with Pages() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
