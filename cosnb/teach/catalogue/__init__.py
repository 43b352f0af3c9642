"""Every exercise by its name, lesson by lesson. Each is made when it is asked for, so that nothing is signed before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..exercise import Exercise
from .by_hand import EXERCISES as BY_HAND
from .exercises import EXERCISES as GRADED
from .headers import EXERCISES as HEADERS
from .sharing import EXERCISES as SHARING
from .signers import EXERCISES as SIGNERS
from .uploads import EXERCISES as UPLOADS

EXERCISES: Mapping[str, Callable[[], Exercise]] = {**BY_HAND, **SIGNERS, **HEADERS, **UPLOADS, **SHARING, **GRADED}
