"""Run every check of the project, one after the other: ``python tests/all.py``. Ends with status 1 if any failed.

Words after it choose: ``python tests/all.py unit notebooks``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
# As many processes as the machine has cores, up to four.
MANY = ["-n", "auto", "--maxprocesses=4"]
# What it loads takes each process a second, and only the notebooks are its work.
NO_NBVAL = ["-p", "no:nbval"]
SANITIZE = "--nbval-sanitize-with=tests/notebooks/sanitize.cfg"

CHECKS = {
    "lint": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "layers": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "package": [sys.executable, "tests/package.py"],
    "unit": [*PYTEST, *NO_NBVAL, *MANY, "--dist=worksteal", "tests", "--ignore=tests/browser", "--ignore=tests/docs"],
    # The documentation is built, and what its pages show is run.
    "docs": [*PYTEST, *NO_NBVAL, "tests/docs"],
    # One lesson at a time: their signatures want the sandbox's own port.
    # nbval reports what other packages deprecate in its own process, which is not ours to fail on.
    "notebooks": [
        *PYTEST,
        "-W",
        "default",
        "--nbval",
        "--nbval-current-env",
        "--nbval-cell-timeout=120",
        SANITIZE,
        "notebooks",
    ],
    # A module's tests share a page, and so run in one process.
    "browser": [*PYTEST, *NO_NBVAL, *MANY, "--dist=loadfile", "tests/browser"],
}


def main(names: list[str]) -> int:
    failed = []
    # Hundreds of processes load the same modules: they are compiled once.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for name in names or CHECKS:
        print(f"── {name}", flush=True)
        start = time.monotonic()
        if subprocess.call(CHECKS[name], cwd=ROOT, env=environment):
            failed.append(name)
        print(f"── {name}: {'failed' if name in failed else 'good'}, {time.monotonic() - start:.0f} s\n", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all good")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
