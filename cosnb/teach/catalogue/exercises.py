"""The sixteen exercises of lesson 10, from easy to hard."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..exercise import Exercise
from .broken import EXERCISES as BROKEN
from .by_stage import EXERCISES as BY_STAGE
from .pieces import EXERCISES as PIECES

EXERCISES: Mapping[str, Callable[[], Exercise]] = {**PIECES, **BY_STAGE, **BROKEN}
