"""The form's fields in a real browser: their keys are their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

COUNT = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
SHORTCUTS = ("x", "d", "d", "b", "a", "m")
FORM = "from cosnb import PresignForm\nform = PresignForm()\nform"
INSPECTOR = "from cosnb import UrlInspector\nUrlInspector()"


def opened(page, lab, name: str, *cells: str):
    """A notebook of these cells, run; its first form."""
    lab.open(page, lab.write(name, *cells))
    lab.run_all(page)
    form = page.locator(".cosnb-form").first
    form.locator(".cosnb-field").first.wait_for()
    return form


@pytest.fixture
def form(page, lab):
    form = opened(page, lab, "fields.ipynb", FORM)
    form.locator(".cosnb-card").first.wait_for()
    return form


@pytest.mark.parametrize("source", [FORM, INSPECTOR])
def test_no_shortcut_of_the_notebook_fires_from_a_field(page, lab, source):
    form = opened(page, lab, "shortcuts.ipynb", source)
    cells = page.evaluate(COUNT)
    fields = form.locator(":is(input, select, textarea):visible").all()
    assert len(fields) >= 4
    for field in fields:
        field.focus()
        for key in SHORTCUTS:
            page.keyboard.press(key)
        expect(field).to_be_focused()
    assert page.evaluate(COUNT) == cells


def test_arrows_and_letters_choose_in_a_list(page, form):
    method = form.locator(".cosnb-field-method select")
    method.focus()
    page.keyboard.press("ArrowDown")
    expect(method).to_have_value("PUT")
    expect(method).to_be_focused()
    page.keyboard.press("d")
    expect(method).to_have_value("DELETE")
    expect(form.get_by_role("button", name="Send DELETE")).to_be_visible()
