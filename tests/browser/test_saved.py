"""A notebook that was saved, closed and opened again: what its views showed last stands there, and no error."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect
from test_form import shoot

CELLS = {
    "form": "from datetime import datetime, timezone\nfrom cosnb import *\n"
    "now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)\nform = PresignForm(now=now)\nform",
    "stages": "form.signed",
    "inspector": "UrlInspector(form.signed.url.replace('hello', 'hallo'), now=now)",
    "break": "BreakIt('path-plus', now=now)",
}
ENDED = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.sessionContext.shutdown();
}"""
# What goes beyond the window, or beyond the element that it is in, where no style of ours says more.
CLIPPED = """() => [...document.querySelectorAll('.jp-OutputArea-output *')].filter((el) =>
  el.getBoundingClientRect().right > innerWidth
  || (el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== 'inline')
).map((el) => `${el.tagName} ${el.textContent.slice(0, 60)}`)"""
UNFOLD = "() => { for (const el of document.querySelectorAll('details')) el.open = true; }"
# By default a notebook is saved without the state of its widgets.
TOGGLE = "() => window.jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
SAVED_KEY = "() => window.jupyterapp.shell.currentWidget.context.model.toString().includes('last-state.txt')"


@pytest.fixture(scope="module")
def saved(browser, lab):
    """A notebook that ran, whose form was edited after that, and whose kernel is gone."""
    page = browser.new_context(viewport={"width": 1100, "height": 1000}).new_page()
    name = lab.write("saved.ipynb", *CELLS.values())
    lab.open(page, name)
    page.evaluate(TOGGLE)
    lab.run_all(page, with_pictures=True)
    form = page.locator(".cosnb-form").first
    form.locator(".cosnb-card").first.wait_for()
    expect(page.locator(".cosnb-picture:visible")).to_have_count(0)
    shoot(page, "saved-live")
    form.locator(".cosnb-field-key input").fill("last-state.txt")
    page.wait_for_function(SAVED_KEY)
    assert "widget-state" not in lab.save(page, name)
    page.evaluate(TOGGLE)
    page.evaluate(ENDED)
    page.context.close()
    return name


def look(browser, lab, name, theme="Light", width=1100):
    page = browser.new_context(viewport={"width": width, "height": 1000}).new_page()
    lab.open(page, name)
    lab.theme(page, f"JupyterLab {theme}")
    return page


@pytest.mark.parametrize(("theme", "width"), [("Light", 1100), ("Dark", 1100), ("Light", 390)])
def test_it_shows_the_last_state_of_each_view_and_no_error(browser, lab, saved, theme, width):
    page = look(browser, lab, saved, theme, width)
    cells = page.locator(".jp-CodeCell").all()
    for cell, kind in zip(cells, CELLS, strict=True):
        cell.evaluate("el => el.scrollIntoView()")
        expect(cell.locator(".cosnb-picture ._title").first).to_be_visible()
        shoot(page, f"saved-{theme}-{width}-{kind}")
    expect(page.get_by_text("Error displaying widget").locator("visible=true")).to_have_count(0)
    form = cells[0].locator(".cosnb-picture")
    expect(form).to_contain_text("This is a picture of a form: run the cell to use it.")
    expect(form.locator("._title").first).to_contain_text("last-state.txt")
    page.context.close()


@pytest.mark.parametrize(("theme", "width"), [("Light", 1100), ("Light", 420), ("Dark", 390)])
def test_where_it_is_not_trusted_it_shows_the_same_and_clips_nothing(browser, lab, saved, theme, width):
    book = nbformat.read(lab.root / saved, as_version=4)
    for one in book.cells:
        one.source += "\n# nobody ran this here"
    nbformat.write(book, lab.root / "untrusted.ipynb")
    page = look(browser, lab, "untrusted.ipynb", theme, width)
    cell = page.locator(".jp-CodeCell").first
    expect(cell.get_by_role("heading", name="last-state.txt").first).to_be_visible()
    for number, kind in enumerate(CELLS):
        page.locator(".jp-CodeCell").nth(number).evaluate("el => el.scrollIntoView()")
        page.evaluate(UNFOLD)
        shoot(page, f"saved-untrusted-{theme}-{width}-{kind}")
        assert page.evaluate(CLIPPED) == []
    cell.evaluate("el => el.scrollIntoView()")
    # The last output: before the picture may stand a sentence about a port that is held.
    expect(cell.locator(".jp-OutputArea-child").last).to_have_text("", use_inner_text=True)
    page.context.close()


def test_running_the_cell_puts_the_form_in_the_place_of_its_picture(browser, lab, saved):
    shutil.copy(lab.root / saved, lab.root / "again.ipynb")
    page = look(browser, lab, "again.ipynb")
    lab.run_all(page, with_pictures=True)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    expect(page.locator(".cosnb-picture:visible")).to_have_count(0)
    page.context.close()


def test_an_export_without_widget_state_shows_the_pictures(browser, lab, saved, tmp_path):
    text, _ = HTMLExporter().from_notebook_node(nbformat.read(lab.root / saved, as_version=4))
    (tmp_path / "saved.html").write_text(text, "utf-8")
    page = browser.new_context(viewport={"width": 1100, "height": 1000}, java_script_enabled=False).new_page()
    page.goto((tmp_path / "saved.html").as_uri())
    expect(page.get_by_role("heading", name="last-state.txt").first).to_be_visible()
    assert "model not found" not in page.inner_text("body")
    shoot(page, "saved-nbconvert")
    page.context.close()
