"""A progress bar, for bodies that are worth one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Smaller bodies pass without a bar, so that an executed lesson has no output that differs from run to run.
WORTH_A_BAR = 8 * 1024 * 1024


@contextmanager
def progress_bar(wanted: bool | None, label: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """Something to call with every number of bytes done. ``wanted``: True, False, or None for large bodies only."""
    if wanted is False or (wanted is None and (total or 0) < WORTH_A_BAR):
        yield lambda size: None
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, desc=label, unit="B", unit_scale=True, unit_divisor=1024) as bar:
        yield bar.update
