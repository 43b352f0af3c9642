"""Advice that is no error: a warning at the line of whoever called."""

from __future__ import annotations

import sys
import warnings


def advise(text: str, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line outside of this package that led here: each such line is told once."""
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
