"""The lessons as a static site: JupyterLite, this package and all that they need, which runs in a browser and asks nobody else."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from .errors import CosnbError, install_command
from .lab import for_learners, lessons

# What is fetched, each with its hash, and the files that say how it goes together: tests/site_lock.py writes it.
PARTS: dict[str, Any] = json.loads(Path(__file__).with_name("site.json").read_text("utf-8"))


def build_site(out: Path, tell: Callable[[str], object]) -> None:
    """Make the site in a folder that is not there yet, or empty; ``tell`` is told what is being done.

    Raises:
        CosnbError: something that it takes is missing, cannot be fetched, or is not what its hash says. No site is there.
    """
    npm = shutil.which("npm")
    if find_spec("jupyterlite_core") is None or npm is None:
        command = install_command("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyter-server")
        raise CosnbError(f"A site is made by JupyterLite and npm. Run: {command}; npm comes with Node.js.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CosnbError(f"'{out}' is not an empty folder. Name one that does not exist yet.")
    place = out.absolute().parent
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".cosnb-site-", dir=place) as folder:
        work = Path(folder)
        tell(f"fetching Pyodide {PARTS['pyodide']['version']} and {len(PARTS['wheels'])} wheels")
        _fetch(work, npm)
        tell("building the site")
        _write_ours(work)
        _run(work, sys.executable, "-m", "jupyterlite_core", "build")
        (work / "site").replace(out)


def _fetch(work: Path, npm: str) -> None:
    """Fetch what others made into the folder of Pyodide."""
    _run(work, npm, "pack", f"pyodide@{PARTS['pyodide']['version']}")
    (archive,) = work.glob("*.tgz")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != PARTS["pyodide"]["sha256"]:
        raise CosnbError(f"{archive.name} is not the file that its hash says, so no site was made of it.")
    shutil.unpack_archive(archive, work, filter="data")
    (work / "static").mkdir()
    (work / "package").rename(work / "static" / "pyodide")
    (work / "wheels.txt").write_text("\n".join(PARTS["wheels"]), "utf-8")
    _run(work, sys.executable, "-m", "pip", "download", "-d", "static/pyodide", "-r", "wheels.txt", *PARTS["pip"])


def _write_ours(work: Path) -> None:
    """Write the lessons, this package as a wheel, and what says how all goes together."""
    (work / "files").mkdir()
    for lesson in lessons():
        (work / "files" / lesson.name).write_text(_in_a_browser(json.loads(for_learners(lesson))), "utf-8")
    entry = PARTS["files"]["static/pyodide/pyodide-lock.json"]["packages"]["cosnb"]
    packed, here = work / "static" / "pyodide" / entry["file_name"], Path(__file__).parent
    with ZipFile(packed, "w", ZIP_DEFLATED) as wheel:
        for file in sorted(here.rglob("*.*")):
            if not {"__pycache__", "notebooks"} & {*file.relative_to(here).parts}:
                wheel.write(file, file.relative_to(here.parent).as_posix())
        for name, text in PARTS["wheel"].items():
            wheel.writestr(name, text)
    entry["sha256"] = hashlib.sha256(packed.read_bytes()).hexdigest()
    for name, content in PARTS["files"].items():
        (work / name).write_text(json.dumps(content), "utf-8")


def _in_a_browser(book: dict[str, Any]) -> str:
    """A lesson in which a cell that runs in no browser is a text, and says so."""
    for cell in book["cells"]:
        if "not-in-a-browser" in cell["metadata"].get("tags", ()):
            del cell["outputs"], cell["execution_count"]
            cell |= {"cell_type": "markdown", "source": [PARTS["sentence"], "```python\n", *cell["source"], "\n```"]}
    return json.dumps(book)


def _run(work: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = (done.stderr.strip() or done.stdout)[-1000:]
        raise CosnbError(f"No site was made: {' '.join([Path(command[0]).name, *command[1:4]])} says: {said}")
