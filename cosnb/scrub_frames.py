"""Errors that say what is wrong and hold no argument, for functions that take keys or live links.

A verbose traceback (``%xmode Verbose`` in IPython, a debugger, an error tracker) shows the variables of every frame,
and evaluates the expressions on its line. So the frames of such an error are emptied before it leaves: those of
the package, and of the libraries that it passes keys and links to. Code that was passed in, such as a generator of keys,
keeps its own.
"""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from types import FrameType, TracebackType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# What our packages pass keys and links to, beside the standard library.
_SENDING = ("requests", "urllib3", "h11", "ministack", "defusedxml", "tqdm", "pyarrow")
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
            if message := _what_to_write(function, error):
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


def _what_to_write(function: Callable[..., Any], error: BaseException) -> str:
    """The message for a call with an argument that the function does not have, because people know it by the word of another
    tool; empty where the error is another one, or nothing is known.
    """
    found = re.search(r"unexpected keyword argument '(\w+)'", str(error)) if isinstance(error, TypeError) else None
    if not found or (error.__traceback__ and error.__traceback__.tb_next):
        return ""  # raised inside of it
    import json  # a call that is right needs neither
    from pathlib import Path

    names = list(signature(function).parameters)
    # The words of boto3, the AWS CLI and the SDKs of MinIO and JavaScript, without case and underscores.
    words = json.loads(Path(__file__).with_name("argument_words.json").read_text("utf-8"))
    here = next((here for here, known in words.items() if found[1].replace("_", "").lower() in known), "")
    if here.partition("=")[0] not in names:
        here = "".join(f"{name}=" for name in get_close_matches(found[1], names, 1))
    name = function.__qualname__.removesuffix(".__init__")
    return f"{name}() has no argument {found[1]!r}: write {here}" if here else ""
