"""What a form costs a page, a saved notebook and every reconnection."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone

import ipywidgets
import pytest

from cosnb import PresignForm
from cosnb.display.style import stylesheet
from cosnb.widgets import assets, stage_view

SCRIPTS = sorted(path.name for path in assets._STATIC.iterdir() if path.name.endswith(".js"))

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


def test_a_form_is_at_most_21_models_of_120_kb():
    before = set(ipywidgets.Widget.get_manager_state()["state"])
    PresignForm(now=NOW)
    models = {name: one for name, one in ipywidgets.Widget.get_manager_state()["state"].items() if name not in before}
    assert len(models) <= 21
    assert len(json.dumps(models)) <= 120_000


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_loses_only_comments_and_blanks_that_are_in_no_text(name):
    whole = assets._read(name)
    short = assets._SPARE.sub(lambda found: found[1] or "", whole)
    code = re.sub(r"^\s*//.*\n| //.*$", "", whole, flags=re.MULTILINE)
    assert "".join(short.split()) == "".join(code.split())
    assert re.findall(r'"[^"`\n]*"', short) == re.findall(r'"[^"`\n]*"', code)


def test_the_stylesheet_is_whole_behind_its_signs():
    told = str(stage_view.StageView._esm).partition(" = ")[2]
    signs, short = json.JSONDecoder().raw_decode(told)[0]
    whole = stylesheet(assets._read("form.css"))
    assert not set(signs) & set(whole)
    assert "".join(signs.get(sign, sign) for sign in short) == whole
