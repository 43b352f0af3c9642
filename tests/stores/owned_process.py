"""Run a command until it ends, or until whoever holds the other end of the standard input does.

``python owned_process.py COMMAND …`` kills the command with its owner, however the owner ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading


def kill_with_owner(child: subprocess.Popen[bytes]) -> None:
    """Wait for the end of the standard input, then kill the command."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    child.kill()


if __name__ == "__main__":
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=kill_with_owner, args=(command,), daemon=True).start()
    sys.exit(command.wait())
