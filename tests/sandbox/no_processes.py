"""As in a browser's Python: no processes, no threads, no sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cosnb import in_process
from cosnb import sandbox as module


@contextmanager
def without_processes() -> Iterator[None]:
    """A sandbox that is made meanwhile is a store in this process, and joins no other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_process, "ALONE", True)
        patch.setattr(module, "_running", [])
        yield
        running = [*module._running]
    module._running.extend(running)
