"""What a browser's Python (Pyodide) lacks, and has instead: the sandbox adds its stores here, and what sends looks for them."""

import sys
from collections.abc import Callable
from typing import Any

# No other processes, no threads, no sockets.
ALONE = sys.platform == "emscripten"
# By a port of loopback: what makes a connection, as http.client wants one, to a store within this process.
STORES: dict[int, Callable[[], Any]] = {}
