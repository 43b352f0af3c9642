"""Run the tests with the oldest versions that pyproject.toml allows: ``python tests/oldest.py [word for pytest ...]``.

Makes an environment of its own in a temporary folder, which takes some minutes and the package index. Without words it
runs all tests but those of the browser and the notebooks. Ends with pytest's status.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import tomllib

ROOT = Path(__file__).parents[1]
# What the oldest ipywidgets asks of a newer traitlets is not ours to fail on.
QUIET = ["-W", "ignore:Deprecated in traitlets:DeprecationWarning"]
UNIT = ["tests", "--ignore=tests/browser", "--ignore=tests/notebooks"]


def floors() -> list[str]:
    """The lowest version of each dependency that cosnb has without extras, as requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [re.sub(r">=([^,]+).*", r"==\1", wanted) for wanted in project["dependencies"]]


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        print(*floors(), sep="\n", flush=True)
        # Some of what tests need asks for newer ones, so the oldest come last, and without a word of the others.
        for wanted in (["-e", ".[lab,test]"], ["--no-deps", *floors()]):
            subprocess.run([python, "-m", "pip", "install", "-q", *wanted], cwd=ROOT, check=True)
        pytest = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *QUIET, *(words or UNIT)]
        return subprocess.call(pytest, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
