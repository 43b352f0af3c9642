"""The store as a child process: started, waited for and ended; and who holds its port. Two lessons cannot share a store,
which could not tell a link of one from the same link of the other.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from contextlib import closing
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..errors import SandboxError, install_command
from ..in_process import STORES
from ..visible import visible

# The module that is the store.
ENGINE = f"{__package__}.ministack"
LOOPBACK = "127.0.0.1"
START_SECONDS = 30
END_SECONDS = 5

_HOME = str(Path(__file__).parents[2])
_COMMAND = [sys.executable, "-m", "cosnb.sandbox.store"]

# What an interpreter needs to start. Nothing else is passed on: no keys, no tokens, no proxies, no configuration.
_PASSED_ON = (
    *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("PYTHONHOME", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"),
)


class Store:
    """One running store; ``asked`` is the port that was asked for: 0 for any, None for ``prefer`` or any."""

    def __init__(self, asked: int | None, now: datetime | None, *, prefer: int) -> None:
        self.asked, self.now, self.users = asked, now, 0
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_HOME,
            env=_environment(_packages()),
            # Interrupting a kernel interrupts all of its process group, on Windows all of its console.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        settings = {
            "engine": ENGINE,
            "port": prefer if asked is None else asked,
            "strict": asked is not None,
            "now": now.isoformat() if now else None,
            "holder": this_process(),
        }
        line = self._ask(json.dumps(settings).encode() + b"\n")
        if "port" not in line:
            self.end()
            raise failure(**line)
        self.port: int = line["port"]

    def _ask(self, settings: bytes) -> dict[str, Any]:
        """Send the settings, and wait for the one line of answer; empty if none comes."""
        into, out = self._process.stdin, self._process.stdout
        assert into
        assert out
        lines = [b"{}"]

        def read() -> None:
            lines.append(out.readline() or b"{}")
            out.close()

        # A thread, because a pipe cannot be waited for with a time-out on every platform.
        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            into.write(settings)
            into.flush()
        except OSError:
            return {}
        reader.join(START_SECONDS)
        return dict(json.loads(lines[-1]))

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def disown(self) -> None:
        """Let go of the pipe that keeps the store alive. It ends when every process has."""
        if self._process.stdin:
            self._process.stdin.close()

    def end(self) -> None:
        """End the store; returns when it is gone."""
        self.disown()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _packages() -> tuple[str, ...]:
    packages: tuple[str, ...] = import_module(ENGINE).PACKAGES
    return packages


def _environment(packages: tuple[str, ...]) -> dict[str, str]:
    """The child's environment: what an interpreter needs, and where the packages are."""
    found = {name: find_spec(name) for name in packages}
    for name, spec in found.items():
        if spec is None or spec.origin is None:
            needed = f"The sandbox needs the package {name}, which is not installed."
            raise SandboxError(f"{needed} Run: {install_command(*_packages())}")
    homes = dict.fromkeys([_HOME, *(str(Path(str(spec.origin)).parents[1]) for spec in found.values() if spec)])
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(homes), "PYTHONUTF8": "1"}


def failure(port_error: str = "", error: str = "") -> SandboxError:
    """The error for a store that did not start, and why: its port, or itself."""
    if port_error:
        return SandboxError(f"The port cannot be used: {port_error}. Leave port out, or give 0, to take any free one.")
    reason = error or f"it gave no answer within {START_SECONDS} seconds"
    remedy = f"It is tested with the version that cosnb pins. Run: {install_command(*_packages())}"
    return SandboxError(f"The sandbox store ({ENGINE}) did not start: {reason}. {remedy}")


PATH = "/_cosnb/holder"


def this_process() -> str:
    """What a person knows this process by: the name of its notebook, else its number and program."""
    if notebook := os.environ.get("JPY_SESSION_NAME"):  # Jupyter's server sets it
        return f"the notebook {Path(notebook).name}"
    return f"process {os.getpid()} ({Path(sys.argv[0]).name})"


def holder_of(port: int) -> str:
    """Who holds a port of this machine, in words."""
    if port in STORES:
        return f"another sandbox of {this_process()}"
    try:
        with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=1)) as connection:
            connection.request("GET", PATH)
            name = connection.getresponse().read(300).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        name = ""
    if not re.match("the notebook |process ", name):
        return "another program"
    return f"another sandbox of {name}" if name == this_process() else visible(name.partition("\n")[0], 100)
