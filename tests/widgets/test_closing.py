"""What a form leaves behind: nothing, once it is closed, made anew by its cell, or opened again in an inspector."""

from __future__ import annotations

from datetime import datetime, timezone
from types import SimpleNamespace

import ipywidgets
import pytest

from cosnb import PresignForm, UrlInspector, presign

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


def models() -> int:
    return len(ipywidgets.widgets.widget._instances)


@pytest.fixture
def run(box, monkeypatch):
    """Run a cell: make something as if the notebook had sent it."""
    place = {"credentials": box.credentials, "endpoint": box.endpoint, "bucket": box.bucket, "now": NOW}

    shell = SimpleNamespace(runs=0, get_parent=lambda: shell.parent)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    def run(cell: str, kind: str = "form", times: int = 1) -> list:
        shell.runs += 1
        shell.parent = {"metadata": {"cellId": cell}, "header": {"msg_id": f"{cell}-{shell.runs}"}}
        made = (
            PresignForm(**place) if kind == "form" else UrlInspector(credentials=box.credentials, now=NOW)
            for _ in range(times)
        )
        return list(made)

    return run


@pytest.mark.parametrize("kind", ["form", "inspector"])
def test_close_leaves_no_model(run, kind):
    before = models()
    (made,) = run("a", kind)
    assert models() > before + 5
    made.close()
    assert models() == before


@pytest.mark.parametrize("kind", ["form", "inspector"])
def test_a_cell_that_is_run_25_times_has_the_models_of_one_run(run, kind):
    run(kind, kind)
    once = models()
    for _ in range(24):
        (last,) = run(kind, kind)
    assert models() == once
    assert last.comm is not None


def test_the_forms_of_one_run_and_of_other_cells_stay(run):
    first = run("b", times=3)
    (other,) = run("c")
    assert all(one.comm is not None for one in (*first, other))
    run("b")
    assert [one.comm is None for one in (*first, other)] == [True, True, True, False]


def test_a_form_that_is_opened_ten_times_is_there_once(run, box):
    (inspector,) = run("d", "inspector")
    url = presign(box.bucket, "hello.txt", endpoint=box.endpoint, credentials=box.credentials, now=NOW).url
    counts = []
    for _ in range(10):
        inspector.panel._receive(None, {"inspect": {"text": url}, "form": True}, [])
        counts.append(models())
    assert set(counts) == {counts[0]}
    assert inspector.children[-1].comm is not None


def test_where_no_notebook_names_the_cell_nothing_is_closed(run, monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    forms = [PresignForm(), PresignForm()]
    assert all(form.comm is not None for form in forms)
    for form in forms:
        form.close()
