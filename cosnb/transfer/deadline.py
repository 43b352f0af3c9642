"""The end of a whole exchange, however slowly its bytes come: each of them would begin the time for one read anew."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable


class Deadline:
    """Calls ``cut`` when its time is over, unless it is left before.

    Attributes:
        seconds: the time from entering it on; None for as long as it takes.
        cut: ends what the exchange waits for, from another thread.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.cut: Callable[[], object] = lambda: None
        self._end, self._is_cut = math.inf, False
        self._timer = threading.Timer(seconds or 0, self._cut)
        self._timer.daemon = True

    @property
    def over(self) -> bool:
        """Whether that time is over: a wait that has as long may end before the exchange is cut."""
        return self._is_cut or time.monotonic() >= self._end

    def _cut(self) -> None:
        self._is_cut = True
        self.cut()

    def check(self) -> None:
        """Raises TimeoutError if its time is over."""
        if self.over:
            raise TimeoutError

    def __enter__(self) -> Deadline:
        if self.seconds is not None:
            self._end = time.monotonic() + self.seconds
            self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        if self.seconds is not None:
            self._timer.join()
