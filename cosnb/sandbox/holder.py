"""Who holds a port: two lessons cannot share a store, which could not tell the same link of one from the other's."""

from __future__ import annotations

import http.client
import os
import re
import sys
from contextlib import closing
from pathlib import Path

from ..visible import visible

PATH = "/_cosnb/holder"


def this_process() -> str:
    """What a person knows this process by: the name of its notebook, else its number and program."""
    if notebook := os.environ.get("JPY_SESSION_NAME"):  # Jupyter's server sets it
        return f"the notebook {Path(notebook).name}"
    return f"process {os.getpid()} ({Path(sys.argv[0]).name})"


def holder_of(port: int) -> str:
    """Who holds a port of this machine, in words."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as connection:
            connection.request("GET", PATH)
            name = connection.getresponse().read(300).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        name = ""
    if not re.match("the notebook |process ", name):
        return "another program"
    return f"another sandbox of {name}" if name == this_process() else visible(name.partition("\n")[0], 100)
