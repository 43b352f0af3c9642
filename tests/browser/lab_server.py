"""A private JupyterLab on loopback, and the moves that every browser test makes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page
from quick_lab import write_config

ROOT = Path(__file__).parents[2]
TOKEN = "t0ken"

# A picture is painted again after an edit, at whatever time.
WITHOUT_PICTURES = """() => {
  const clear = () => {
    for (const one of document.querySelectorAll('style:has(+ .cosnb-picture), .cosnb-picture')) one.remove();
  };
  new MutationObserver(clear).observe(document.body, { childList: true, subtree: true });
  clear();
}"""
# Commands act on the current panel; before its cells are there and its kernel is idle they silently do nothing.
KERNEL_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const session = panel?.sessionContext ?? panel?.context?.sessionContext;
  return !!panel?.content?.activeCell && !!session?.isReady && session.session?.kernel?.status === 'idle';
}"""
# The page and its kernel go on with another notebook, as empty as new ones and eight processor seconds sooner.
REOPEN = """async ([path, code]) => {
  const { commands, shell } = window.jupyterapp;
  const panel = shell.currentWidget;
  const { kernel } = panel?.sessionContext.session ?? {};
  const options = kernel ? { kernel: { id: kernel.id, name: kernel.name } } : {};
  await kernel?.requestExecute({ code, store_history: false }).done;
  CLOSE
  await commands.execute('docmanager:open', { path, factory: 'Notebook', ...options });
}"""
CLOSE = """
  if (panel) {
    panel.context.model.dirty = false;
    panel.dispose();
  }
  delete window.cosnbShown;
"""
REOPEN = REOPEN.replace("CLOSE", CLOSE)
# What a widget tells meanwhile makes the notebook dirty again.
SAVED = """async () => {
  await window.jupyterapp.commands.execute('docmanager:save');
  return !window.jupyterapp.shell.currentWidget.context.model.dirty;
}"""
EMPTY = "import ipywidgets; ipywidgets.Widget.close_all(); get_ipython().reset()"
ALL_RUN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const isCode = (cell) => cell.model.type === 'code' && cell.model.sharedModel.source.trim();
  const cells = panel.content.widgets.filter(isCode);
  const ran = (cell) => cell.model.executionState !== 'running' && cell.model.executionCount > 0;
  return cells.length > 0 && cells.every(ran);
}"""


@dataclass
class Lab:
    """A running JupyterLab, Notebook 7 in the same server."""

    root: Path
    base: str
    requests: list[str] = field(default_factory=list)

    def write(self, name: str, *cells: str) -> str:
        """A notebook of these code cells; returns its name."""
        book = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(book, self.root / name)
        return name

    def open(self, page: Page, notebook: str, app: str = "doc") -> None:
        """Open a notebook and wait for its kernel. app: doc (one document), lab, or nb7 (Notebook 7)."""
        path = {"doc": "doc/tree", "lab": "lab/tree", "nb7": "notebooks"}[app]
        if app == "doc" and page.url.startswith(f"{self.base}/doc/"):
            page.evaluate(REOPEN, [notebook, EMPTY])
        else:
            page.on("request", lambda request: self.requests.append(request.url))
            page.goto(f"{self.base}/{path}/{notebook}?token={TOKEN}&reset")
        page.locator(".jp-Notebook").first.wait_for(timeout=60_000)
        page.wait_for_function(KERNEL_READY, timeout=60_000)

    def run_all(self, page: Page, *, with_pictures: bool = False) -> None:
        """Run all cells. The pictures that are hidden behind live views are taken away: a locator would find both."""
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        page.wait_for_function(ALL_RUN, timeout=60_000)
        # What a view asks for when it appears comes a little later, and would draw it anew under a pointer.
        page.wait_for_function(KERNEL_READY, timeout=60_000)
        if not with_pictures:
            page.evaluate(WITHOUT_PICTURES)

    def theme(self, page: Page, name: str) -> None:
        """``JupyterLab Light`` or ``JupyterLab Dark``."""
        light = "true" if name.endswith("Light") else "false"
        page.evaluate("theme => { window.jupyterapp.commands.execute('apputils:change-theme', {theme}) }", name)
        page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=light)

    def save(self, page: Page, notebook: str) -> str:
        """Save the notebook; returns everything that was written."""
        page.wait_for_function(SAVED)
        return (self.root / notebook).read_text("utf-8")

    def close(self, page: Page) -> bool:
        """Close the notebook of a page and end its kernel; whether the page goes on with another one."""
        goes_on = page.url.startswith(f"{self.base}/doc/")
        if goes_on:
            page.evaluate(f"() => {{ const panel = window.jupyterapp.shell.currentWidget; {CLOSE} }}")
            self.theme(page, "JupyterLab Light")
        self.end_kernels()
        return goes_on

    def end_kernels(self) -> None:
        """Shut down every kernel, and so free what they hold: the next notebook opened in a new page gets a new one."""
        kernels = f"{self.base}/api/kernels"
        with urllib.request.urlopen(f"{kernels}?token={TOKEN}", timeout=60) as answer:
            for kernel in json.load(answer):
                end = urllib.request.Request(f"{kernels}/{kernel['id']}?token={TOKEN}", method="DELETE")
                urllib.request.urlopen(end, timeout=60).close()

    @property
    def outside(self) -> list[str]:
        """Requests that left this machine; there must be none."""
        return [
            url
            for url in self.requests
            if not url.startswith((self.base, "data:", "blob:", self.base.replace("http", "ws")))
        ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_settings(conf: Path) -> None:
    """No news, no update check, and widget state saved: the setting in which a secret would leak."""
    settings = {
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
        "jupyterlab-manager/plugin": {"saveState": True},
    }
    for name, value in settings.items():
        owner = "@jupyter-widgets" if "manager" in name else "@jupyterlab"
        path = conf / "settings" / owner / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value))
    write_config(conf)


def lab_command(root: Path, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
        *(f"--ServerApp.root_dir={root}", "--LabApp.news_url=None", "--expose-app-in-browser"),
        *("--JupyterNotebookApp.expose_app_in_browser=True", "--ServerApp.terminals_enabled=False"),
    ]


def environment(conf: Path) -> dict[str, str]:
    """The environment without anybody's credentials, and with Jupyter's folders in a temporary place."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "COS_", "IBM_"))}
    return {
        **kept,
        "JUPYTERLAB_SETTINGS_DIR": str(conf / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(conf / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(conf),
        "JUPYTER_RUNTIME_DIR": str(conf / "runtime"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(conf / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }


def wait_for(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except OSError:
        return False


class Pages(ThreadingHTTPServer):
    """Serves one page."""

    page = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), OnePage)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"


class OnePage(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        body = self.server.page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
