"""Open the lessons in JupyterLab: copy them to a folder, never over somebody's edits, and start on the first one."""

import hashlib
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from .errors import CosnbError, install_command
from .storage.files import whole_file

FIRST = "00-start-here.ipynb"
END_SECONDS = 15
# Which version of each lesson was copied, so that an untouched one can be renewed and an edited one is asked about.
MANIFEST = ".cosnb-lessons.json"


def lessons() -> list[Path]:
    """The lessons that came with cosnb, in order. Raises CosnbError if they are not where an installation has them."""
    here = Path(__file__).parent
    for folder in (here / "notebooks", here.parent / "notebooks"):
        if found := sorted(folder.glob("*.ipynb")):
            return found
    raise CosnbError("The lessons are missing from this installation. Install cosnb again.")


def copy_lessons(folder: Path, overwrite: Callable[[Path], bool]) -> list[Path]:
    """Copy the lessons into a folder and return those that were written.

    A lesson that was edited since it was copied is replaced only if ``overwrite(path)`` says so.

    Raises:
        CosnbError: the folder cannot be made, read or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copied = _read(folder / MANIFEST)
        written = _copy(folder, copied, overwrite)
        with whole_file(folder / MANIFEST) as manifest:
            manifest.write((json.dumps(copied, indent=1) + "\n").encode())
    except OSError as error:
        reason = f"{error.strerror or error}: {error.filename2 or error.filename or folder}"
        problem = f"The lessons cannot be copied to {folder} ({reason})."
        raise CosnbError(f"{problem} Name a folder that you can write to: cosnb lab FOLDER") from error
    return written


def _copy(folder: Path, copied: dict[str, str], overwrite: Callable[[Path], bool]) -> list[Path]:
    written = []
    for lesson in lessons():
        target = folder / lesson.name
        text = for_learners(lesson)
        new = hashlib.sha256(text).hexdigest()
        now = hashlib.sha256(target.read_bytes()).hexdigest() if target.exists() else None
        if now == new:
            copied[lesson.name] = new
        elif now is None or now == copied.get(lesson.name) or overwrite(target):
            target.write_bytes(text)
            trust(target)
            copied[lesson.name] = new
            written.append(target)
    return written


def for_learners(lesson: Path) -> bytes:
    """A lesson without what came out when it was tested: that is for its reader to find."""
    book = json.loads(lesson.read_text("utf-8"))
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def trust(notebook: Path) -> None:
    """Tell this person's Jupyter, where there is one, that a notebook is one of ours."""
    if find_spec("nbformat"):
        notary = import_module("nbformat.sign").NotebookNotary()
        notary.sign(import_module("nbformat").read(notebook, as_version=4))
        notary.store.close()


def _read(manifest: Path) -> dict[str, str]:
    """What was copied. Where that cannot be read nothing is known, and every lesson that differs is asked about."""
    try:
        copied = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return copied if isinstance(copied, dict) else {}


def check_installed() -> None:
    """Raise a CosnbError where JupyterLab is missing."""
    if find_spec("jupyterlab") is None:
        command = install_command("jupyterlab", "ministack", "time-machine")
        raise CosnbError(f"JupyterLab is not installed. Run: {command}")


def open_lab(folder: Path, arguments: list[str]) -> int:
    """Start JupyterLab on the first lesson and wait until it ends; returns its exit status.

    It ends with this process, however this process ends, and so do its kernels and their stores.
    """
    command = [
        sys.executable,
        "-m",
        __name__,
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        "--ServerApp.ip=127.0.0.1",
        *arguments,
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    # Our folder among Jupyter's: in its ``labconfig`` the question about news is switched off.
    places = filter(None, [str(Path(__file__).parent), os.environ.get("JUPYTER_CONFIG_PATH")])
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(places)}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what a shell calls it
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as lab:
        try:
            return lab.wait()
        except KeyboardInterrupt:
            return 0


def _end_with_owner() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # It saw to its kernels long ago, or never will: one thread that does not end would keep it for ever.
    time.sleep(END_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_owner, daemon=True).start()
    runpy.run_module("jupyterlab", run_name="__main__", alter_sys=True)
