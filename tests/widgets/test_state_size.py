"""What a form costs a page, a saved notebook and every reconnection."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import ipywidgets

from cosnb import PresignForm

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


def test_a_form_is_at_most_24_models_of_131_kb():
    before = set(ipywidgets.Widget.get_manager_state()["state"])
    PresignForm(now=NOW)
    models = {name: one for name, one in ipywidgets.Widget.get_manager_state()["state"].items() if name not in before}
    assert len(models) <= 24
    assert len(json.dumps(models)) <= 131_000
