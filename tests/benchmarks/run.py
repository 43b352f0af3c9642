"""The one command that measures everything, in an environment of its own:

    python tests/benchmarks/run.py

It installs the peers beside each other, checks what they sign, times them, and writes a table and a plot to results/.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def environment(place: Path) -> Path:
    """The Python of an environment in which every peer is installed."""
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "peers.txt"], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure cosnb beside its peers.")
    parser.add_argument("--environment", type=Path, default=ROOT / "build" / "benchmarks", help="where peers are put")
    parser.add_argument("--rounds", type=int, default=30, help="rounds in which all take turns")
    parser.add_argument("--links", type=int, default=1_000_000, help="links that are written to a file")
    parser.add_argument("--only", help="sections to measure again today: peers, file, processes, imports, stages")
    given = parser.parse_args()
    python = environment(given.environment)
    command = [python, HERE / "measure.py", "--rounds", str(given.rounds), "--links", str(given.links)]
    command += ["--only", given.only] if given.only else []
    # Where awscrt is installed, botocore lets it sign, and it would be measured twice.
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "BOTO_DISABLE_CRT": "true"}
    sys.exit(subprocess.run(command, env=variables, check=False).returncode)


if __name__ == "__main__":
    main()
