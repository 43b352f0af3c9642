"""The examples of a page: the blocks of Python and of a shell, each with what the page says that it prints."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cosnb import Sandbox

PAGES = Path(__file__).parents[2] / ".docs"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """One block, and what stands below it; "" where nothing does."""

    language: str
    text: str
    printed: str


def examples(page: str) -> list[Example]:
    """Every fenced block of a page, but for the output of another."""
    return [Example(*map(str, found)) for found in _BLOCK.findall(page)]


def outputs(blocks: list[Example], folder: Path) -> Iterator[str]:
    """What each block prints, one after the other, in one folder and with the same names."""
    names: dict[str, Any] = {"__name__": "__page__"}
    with _in(folder):
        try:
            for block in blocks:
                if block.language == "python":
                    yield _python(block.text, names)
                elif block.language == "sh":
                    yield _shell(block.text)
                else:
                    yield block.printed
        finally:
            for one in names.values():
                if isinstance(one, Sandbox):
                    one.close()


@contextlib.contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _python(text: str, names: dict[str, Any]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "<page>", "exec"), names)
    return printed.getvalue()


def _shell(text: str) -> str:
    """What a shell prints, in which ``cosnb`` is the one that is tested."""
    start = f'set -euo pipefail; cosnb() {{ "{sys.executable}" -m cosnb "$@"; }}\n'
    done = subprocess.run(["bash", "-c", start + text], capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, f"{text}\n{done.stderr}"
    return done.stdout
