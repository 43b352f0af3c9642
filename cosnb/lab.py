"""Open the lessons in JupyterLab: copy them to a folder, never over somebody's edits, and start on the first one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from .errors import CosnbError

FIRST = "00-start-here.ipynb"
# Which version of each lesson was copied, so that an untouched one can be renewed and an edited one is asked about.
MANIFEST = ".cosnb-lessons.json"


def lessons() -> list[Path]:
    """The lessons that came with cosnb, in order.

    Raises:
        CosnbError: they are not where an installation has them.
    """
    here = Path(__file__).parent
    for folder in (here / "notebooks", here.parent / "notebooks"):
        if found := sorted(p for p in folder.glob("*") if p.suffix in (".ipynb", ".md")):
            return found
    raise CosnbError("The lessons are missing from this installation. Install cosnb again.")


def copy_lessons(folder: Path, overwrite: Callable[[Path], bool]) -> list[Path]:
    """Copy the lessons into a folder and return those that were written.

    A lesson that was edited since it was copied is replaced only if ``overwrite(path)`` says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    copied = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}
    written = []
    for lesson in lessons():
        target = folder / lesson.name
        new = _digest(lesson)
        now = _digest(target) if target.exists() else None
        if now == new:
            copied[lesson.name] = new
        elif now is None or now == copied.get(lesson.name) or overwrite(target):
            shutil.copyfile(lesson, target)
            copied[lesson.name] = new
            written.append(target)
    manifest.write_text(json.dumps(copied, indent=1) + "\n", "utf-8")
    return written


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def open_lab(folder: Path, arguments: list[str]) -> int:
    """Start JupyterLab on the first lesson and wait until it ends; returns its exit status.

    Raises:
        CosnbError: JupyterLab is not installed.
    """
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--ServerApp.ip=127.0.0.1",
        *arguments,
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if find_spec("jupyterlab") is None:
        raise CosnbError('JupyterLab is not installed. Install it with: pip install "cosnb[lab]"')
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 0
