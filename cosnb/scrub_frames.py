"""Errors that say what is wrong and hold no argument, for functions that take keys or live links.

A verbose traceback (``%xmode Verbose`` in IPython, a debugger, an error tracker) shows the variables of every frame,
and evaluates the expressions on its line. So the frames of such an error are emptied before it leaves: those of
the package, and of the libraries that it passes keys and links to. Code that was passed in, such as a generator of keys,
keeps its own.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from types import FrameType, TracebackType
from typing import ParamSpec, TypeVar

from .argument_words import what_to_write

P = ParamSpec("P")
T = TypeVar("T")

# What our packages pass keys and links to, beside the standard library.
_SENDING = ("requests", "urllib3", "defusedxml", "tqdm", "pyarrow")
_SHOWING = ("ipywidgets", "anywidget", "traitlets", "comm", "ipykernel", "IPython", "jupyter_client")
LIBRARIES = {*_SENDING, *_SHOWING}


def scrub_frames(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; an error that it raises names the lines it passed through, and shows no variable of them."""

    package = _package(function.__module__)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        handled = sys.exc_info()[1]
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            _empty(error, handled, package)
            if message := what_to_write(function, error):
                raise TypeError(message) from None
            raise

    return call


def _empty(error: BaseException, handled: BaseException | None, package: str) -> None:
    """Empty the frames of an error and of its causes, but not of one that the caller was already handling."""
    waiting: list[BaseException | None] = [error]
    done: list[BaseException | None] = [None, handled]
    kept: set[FrameType] = set()
    while waiting:
        one = waiting.pop()
        if one is None or any(one is other for other in done):
            continue
        done.append(one)
        is_own = _clear(one.__traceback__, package, kept)
        if is_own and one.__suppress_context__:
            one.__context__ = None  # "from None": what it holds is not to be seen, and a debugger would see it
        waiting += [one.__cause__, one.__context__]


def _clear(trace: TracebackType | None, package: str, kept: set[FrameType]) -> bool:
    """Empty the frames of a package and of the libraries it calls; returns whether the last one is among them."""
    # What was raised and caught on the way begins where it was caught.
    is_own = trace is None or trace.tb_frame not in kept
    while trace:
        name = _package(str(trace.tb_frame.f_globals.get("__name__")))
        # A library belongs to whoever called it.
        is_own = name == package or (is_own and (name in LIBRARIES or name in sys.stdlib_module_names))
        if not is_own:
            kept.add(trace.tb_frame)
        else:
            with suppress(RuntimeError):  # it still runs
                trace.tb_frame.clear()
        trace = trace.tb_next
    return is_own


def _package(module: str) -> str:
    return module.partition(".")[0]
