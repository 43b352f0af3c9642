"""Errors that say what is wrong and hold nothing that was given, for functions that are handed keys or live links.

A verbose traceback (``%xmode Verbose`` in IPython, a debugger, an error tracker) shows the variables of every frame,
and evaluates what stands on its line. So the frames that such an error leads to are emptied before it leaves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; an error that it raises names the lines it passed through, and shows no variable of them."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        handled = sys.exc_info()[1]
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            _empty(error, handled)
            raise

    return call


def _empty(error: BaseException, handled: BaseException | None) -> None:
    """Empty the frames of an error and of those behind it, but not of one that the caller was already handling."""
    from traceback import clear_frames  # a millisecond that most programs never need

    waiting: list[BaseException | None] = [error]
    done: list[BaseException | None] = [None, handled]
    while waiting:
        one = waiting.pop()
        if one is None or any(one is other for other in done):
            continue
        done.append(one)
        clear_frames(one.__traceback__)
        if one.__suppress_context__:
            one.__context__ = None  # "from None": what it holds is not to be seen, and a debugger would see it
        waiting += [one.__cause__, one.__context__]
