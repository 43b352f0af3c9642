"""What is said beside results: a warning at the caller's line, a sentence in a cell, and a progress bar.

Wherever ``progress`` can be given, True shows a bar at once, False none, None one after half a second.
"""

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def advise(text: str, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line outside of this package that led here: each such line gets the warning once."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and f"{frame.f_globals.get('__name__')}.".startswith("cosnb."):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, kind, stacklevel=level)


def tell(text: str) -> None:
    """A plain sentence in the output of a cell; elsewhere a warning."""
    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        print(text)
    else:
        advise(text)


# Anything quicker shows no bar, so that a lesson's output is the same in every run.
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
