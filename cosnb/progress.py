"""A progress bar. Wherever ``progress`` can be given, True shows one at once, False none, None one after half a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# What takes less leaves no bar behind, so that a lesson's output is the same in every run.
DELAY = 0.5


@contextmanager
def progress_bar(
    wanted: bool | None, label: str, total: int | None, *, unit: str = "B", **look: Any
) -> Iterator[Callable[[int], object]]:
    """Something to call with how much more is done: bytes, or what the unit says."""
    bar: Any = None
    waiting, due = 0, time.monotonic() + (0 if wanted else DELAY)

    def step(done: int) -> None:
        nonlocal bar, waiting
        waiting += done
        if bar is None and time.monotonic() >= due:
            from tqdm.auto import tqdm  # it loads widgets where there are any

            divisor = 1024 if unit == "B" else 1000
            bar = tqdm(total=total, desc=label, unit=unit, unit_scale=True, unit_divisor=divisor, **look)
        if bar is not None:
            bar.update(waiting)
            waiting = 0

    try:
        if wanted:
            step(0)
        yield step if wanted is not False else lambda done: None
    finally:
        if bar is not None:
            bar.close()
