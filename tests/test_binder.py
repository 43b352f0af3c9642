"""What Binder makes of the folder ``binder``: read by its own program, which builds nothing here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cosnb

ROOT = Path(cosnb.__file__).parents[1]


def test_binder_installs_the_lab_from_the_copied_repository_and_gives_lessons_without_outputs() -> None:
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    dockerfile = [line.strip() for line in (made.stdout + made.stderr).splitlines()]
    steps = [
        "COPY --chown=0:0 src/ ${REPO_DIR}/",  # before what is installed from it
        'RUN ${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"',
        "USER ${NB_USER}",
        "RUN ./binder/postBuild",
    ]
    places = [max(place for place, line in enumerate(dockerfile) if line == step) for step in steps]
    assert places == sorted(places)
    assert any("3.11" in line for line in dockerfile)
    assert (ROOT / "binder" / "requirements.txt").read_text().split() == [".[lab]"]
