"""What a view leaves in the notebook besides its live self."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest

from cosnb import BreakIt, PresignForm, StageView, UrlInspector, presign
from cosnb.sigv4 import Credentials
from cosnb.visible import MASK
from cosnb.widgets import picture

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
VIEW = "application/vnd.jupyter.widget-view+json"


def link():
    return presign("my-bucket", "a.txt", endpoint="us-south", credentials=PAIR, now=NOW)


VIEWS = {
    "stages": lambda: StageView(link()),
    "form": lambda: PresignForm(credentials=PAIR, endpoint="us-south", bucket="my-bucket", key="a.txt", now=NOW),
    "inspector": lambda: UrlInspector(link().url.replace("a.txt", "b.txt"), now=NOW),
    "break": lambda: BreakIt("path-plus", now=NOW),
}


@pytest.fixture
def shown(monkeypatch):
    """Everything that is displayed: each bundle and how."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **how: shown.append((bundle, how)))
    return shown


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_two_outputs_its_picture_and_then_its_live_self(shown, name):
    view = VIEWS[name]()
    view._ipython_display_()
    (image, _), (live, _) = shown
    assert VIEW not in image
    assert image["text/plain"]
    assert "cosnb-picture" in image["text/html"]
    assert live == {VIEW: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}, "text/html": ""}


@pytest.mark.parametrize("name", VIEWS)
def test_in_colab_each_view_names_the_script_that_shows_it(shown, monkeypatch, name):
    view = VIEWS[name]()
    colab = SimpleNamespace(
        enable_custom_widget_manager=lambda: None, _widgets=SimpleNamespace(_installed_url="https://m")
    )
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    needed = {VIEW: {"colab": {"custom_widget_manager": {"url": "https://m"}}}}
    bundle, metadata = view._repr_mimebundle_()
    assert (set(bundle), metadata) == ({"text/plain", "text/html", VIEW}, needed)
    view._ipython_display_()
    assert shown[1][1]["metadata"] == needed
    monkeypatch.delitem(sys.modules, "google.colab.output")
    view._ipython_display_()
    assert not shown[3][1]["metadata"]


@pytest.mark.parametrize("name", ["stages", "form", "inspector"])
def test_a_picture_is_masked(shown, name):
    VIEWS[name]()._ipython_display_()
    assert link().signature not in str(shown)
    assert MASK in shown[0][0]["text/html"]


def test_after_a_run_of_edits_the_picture_is_painted_once_more(shown, monkeypatch):
    monkeypatch.setattr(picture, "_PAUSE", 0)

    async def edit() -> None:
        form = VIEWS["form"]()
        form._ipython_display_()
        form.fields["key"].value = "b.txt"
        form.fields["key"].value = "c.txt"
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    asyncio.run(edit())
    _, _, (image, how) = shown
    assert how["update"]
    assert how["display_id"] == shown[0][1]["display_id"]
    assert "/my-bucket/c.txt" in image["text/plain"]


def test_the_picture_of_a_form_says_that_it_is_one_and_what_its_fields_hold(shown):
    VIEWS["form"]()._ipython_display_()
    text = shown[0][0]["text/plain"]
    assert "This is a picture of a form: run the cell to use it." in text
    assert "Bucket                    my-bucket" in text
