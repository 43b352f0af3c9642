"""Every exercise by its name, lesson by lesson. Each is made when it is asked for, so that nothing is signed before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..exercise import Exercise
from . import broken, by_stage, lessons_05_to_07, lessons_08_and_09, pieces

Makers = Mapping[str, Callable[[], Exercise]]

# The sixteen of lesson 10, from easy to hard.
GRADED: Makers = {make.__name__: make for room in (pieces, by_stage, broken) for make in room.EXERCISES}
_OTHERS: Makers = {make.__name__: make for room in (lessons_05_to_07, lessons_08_and_09) for make in room.EXERCISES}
EXERCISES: Makers = {**_OTHERS, **GRADED}
