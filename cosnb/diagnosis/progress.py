"""A progress bar for a search that takes longer than half a second; none before, so that quick ones stay quiet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

DELAY = 0.5
EVERY = 0.1


@contextmanager
def ticking(budget: float, progress: bool | None) -> Iterator[Callable[[int], None]]:
    """A function to call now and then with the number of hypotheses tried."""
    bar: Any = None
    started = time.monotonic()
    due = started + DELAY

    def tick(tried: int) -> None:
        nonlocal bar, due
        clock = time.monotonic()
        if clock < due:
            return
        due = clock + EVERY
        if bar is None:
            from tqdm.auto import tqdm

            bar = tqdm(total=budget, desc="searching for proof", leave=False, bar_format="{desc} {bar} {postfix}")
        bar.n = min(budget, clock - started)
        bar.set_postfix_str(f"{tried:,} tried")

    try:
        yield tick if progress is not False else lambda tried: None
    finally:
        if bar is not None:
            bar.close()
