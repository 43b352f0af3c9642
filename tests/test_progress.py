"""``progress`` means one thing wherever it can be given."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cosnb
from cosnb import notices
from cosnb.notices import progress_bar

TAKERS = [
    function
    for function in map(cosnb.__dict__.get, [name for name in cosnb.__all__ if getattr(cosnb, name)])
    if callable(function) and not isinstance(function, type) and "progress" in inspect.signature(function).parameters
]


def test_the_functions_that_take_it_are_found() -> None:
    names = {function.__name__ for function in TAKERS}
    assert names >= {"send", "send_form", "send_parts", "upload", "diagnose", "write_links", "save_link_page"}


@pytest.mark.parametrize("function", TAKERS, ids=lambda function: function.__name__)
def test_it_is_true_false_or_none_and_none_if_it_is_left_out(function: Any) -> None:
    parameter = inspect.signature(function, eval_str=True).parameters["progress"]
    assert (parameter.default, parameter.annotation) == (None, bool | None)


def shown(wanted: bool | None, capsys: pytest.CaptureFixture[str]) -> str:
    with progress_bar(wanted, "sending", 2048) as step:
        step(1024)
        step(1024)
    return "".join(capsys.readouterr())


@pytest.mark.parametrize("late", [False, True])
def test_a_bar_stands_at_once_never_or_after_half_a_second(
    late: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.49, 0.51] if late else [0.0, 0.2, 0.49])
    monkeypatch.setattr(notices.time, "monotonic", lambda: next(clock))
    assert ("sending: 100%" in shown(None, capsys)) == late
    monkeypatch.undo()
    assert shown(False, capsys) == ""
    assert "sending: 100%" in shown(True, capsys)


def test_a_quick_step_loads_no_tqdm() -> None:
    code = """
import sys
from cosnb.notices import progress_bar
for wanted in (None, False):
    with progress_bar(wanted, "", 1) as step:
        step(1)
assert "tqdm" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(cosnb.__file__).parents[1])
