"""Every exercise by its name, lesson by lesson. Each is made when it is asked for, so that nothing is signed before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..exercise import Exercise
from .broken import EXERCISES as BROKEN
from .by_stage import EXERCISES as BY_STAGE
from .lessons_05_to_07 import EXERCISES as LESSONS_05_TO_07
from .lessons_08_and_09 import EXERCISES as LESSONS_08_AND_09
from .pieces import EXERCISES as PIECES

# The sixteen of lesson 10, from easy to hard.
GRADED: Mapping[str, Callable[[], Exercise]] = {**PIECES, **BY_STAGE, **BROKEN}

EXERCISES: Mapping[str, Callable[[], Exercise]] = {**LESSONS_05_TO_07, **LESSONS_08_AND_09, **GRADED}
