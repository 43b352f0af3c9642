"""The package as an index would have it: ``python tests/package.py`` builds it, and uses it where nothing else is.

The wheel is built out of the source distribution, so what is missing there is missing here, and installed with its base
dependencies alone in an environment of its own; the working folder is empty.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]

# What the base install does, and the one line that it says of what it does not.
USE = """
from datetime import datetime, timezone
from pathlib import Path
import cosnb
from cosnb import Credentials, PresignForm, Sandbox, UrlInspector, diagnose, presign, save_html, upload_page, verify
from cosnb.cli import main

assert Path(cosnb.__file__).is_relative_to(Path.cwd() / "env"), cosnb.__file__
assert sorted(Path(cosnb.__file__).parent.glob("notebooks/0*.ipynb")), "no lessons"
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
keys = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True)
link = presign("my-bucket", "a b.txt", endpoint="us-south", credentials=keys, now=now)
assert verify(link.url, keys, now=now)
found = diagnose(link.url.replace("%20", "+"), credentials=keys, now=now)
assert (found.findings[0].id, found.findings[0].certainty) == ("path-plus", "proven")
save_html(found, "found.html")
upload = presign("my-bucket", "a.txt", method="PUT", endpoint="us-south", credentials=keys, now=now)
assert link.url not in upload_page(upload) and "<form>" in upload_page(upload)
PresignForm(credentials=keys, endpoint="us-south", bucket="b", key="k", now=now), UrlInspector(link.url, now=now)
assert main(["causes", "path-plus"]) == main(["parse", link.url]) == main(["completion", "fish"]) == 0
assert main(["lab", "lessons"]) == 2 and not Path("lessons").exists()
try:
    Sandbox()
except cosnb.SandboxError as error:
    print(error)
    assert "pip install" in str(error)
else:
    raise AssertionError("a sandbox without its store")
"""


def run(*command: str | Path, cwd: Path) -> None:
    """A command that has to succeed."""
    print("+", *(f"{word}".partition("\n")[0] for word in command), flush=True)
    subprocess.run(command, cwd=cwd, check=True)


def made(place: Path, *packages: str | Path, cwd: Path) -> Path:
    """The Python of a new environment with these packages."""
    venv.create(place, with_pip=True)
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(python, "-m", "pip", "install", "-q", *packages, cwd=cwd)
    return python


def main() -> None:
    """Build, check, install, use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        # Twine wants another docutils than the AWS CLI, which the tests have.
        tools = made(folder / "tools", "build", "twine", cwd=folder)
        run(tools, "-m", "build", "--outdir", folder / "dist", ROOT, cwd=folder)
        run(tools, "-m", "twine", "check", "--strict", *(folder / "dist").iterdir(), cwd=folder)
        python = made(folder / "env", *(folder / "dist").glob("*.whl"), cwd=folder)
        run(python, "-m", "pip", "check", cwd=folder)
        run(python, "-I", "-W", "error", "-c", USE, cwd=folder)


if __name__ == "__main__":
    main()
