"""The break-it panel in a browser: tick, see the stages move, send, and read why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import card, shoot

CELL = """from datetime import datetime, timezone
from cosnb import BreakIt
panel = BreakIt(now=datetime(2026, 1, 15, 12, tzinfo=timezone.utc))
panel"""


@pytest.fixture
def panel(page, lab):
    """The panel with nothing ticked."""
    lab.open(page, lab.write("break.ipynb", CELL, "panel.diagnosis"))
    lab.run_all(page)
    panel = page.locator(".cosnb-panel")
    expect(panel).to_contain_text("would accept it")
    return panel


def answer(panel):
    return panel.get_by_role("group", name="What the store answered")


def why(panel):
    return panel.get_by_role("group", name="Why it fails").locator(".cosnb-finding").first


def test_a_tick_shows_which_stages_change_and_why_it_fails(page, panel):
    panel.get_by_label("the spaces as +").check()
    expect(panel).to_contain_text("Canonical request · String to sign · Signature · Presigned URL")
    expect(card(panel, "canonical_request").locator(".cosnb-differs").first).to_be_visible()
    expect(why(panel)).to_contain_text("proven")
    expect(panel.locator(".cosnb-changed, .cosnb-use")).to_have_count(0)
    assert answer(panel).text_content() == ""
    shoot(page, "break-ticked")


def test_send_shows_what_the_store_answers_and_a_new_tick_takes_it_away(page, panel):
    panel.get_by_label("& written as &amp;").check()
    panel.get_by_role("button", name="Send").click()
    expect(answer(panel)).to_contain_text("400 Bad Request")
    expect(why(panel)).to_contain_text("escaped for HTML")
    shoot(page, "break-sent")
    panel.get_by_label("& written as &amp;").uncheck()
    expect(answer(panel)).to_have_text("")
    panel.get_by_role("button", name="Send").click()
    expect(answer(panel)).to_contain_text("200 OK")


def test_ticks_that_follow_fast_are_all_counted_and_all_untick(page, panel):
    for label in ("another method", "the spaces as +", "another region"):
        panel.get_by_label(label).check()
    panel.get_by_role("button", name="Send").click()
    expect(answer(panel)).to_contain_text("403 Forbidden")
    for label in ("another method", "the spaces as +", "another region"):
        expect(panel.get_by_label(label)).to_be_checked()
    panel.get_by_role("button", name="Untick all").click()
    expect(panel.locator("input:checked")).to_have_count(0)
    expect(panel).to_contain_text("would accept it")


def test_a_tick_in_one_view_is_a_tick_in_the_other(page, lab):
    lab.open(page, lab.write("twice.ipynb", CELL, "panel"))
    lab.run_all(page)
    one, other = page.locator(".cosnb-panel").first, page.locator(".cosnb-panel").last
    one.get_by_label("a full stop behind it").check()
    expect(other.get_by_label("a full stop behind it")).to_be_checked()
    expect(why(other)).to_contain_text("Extra characters stick to the signature")


def test_it_works_by_keyboard_and_no_shortcut_of_the_notebook_fires(page, panel):
    count = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
    cells = page.evaluate(count)
    panel.get_by_label("one digit of the signature changed").focus()
    for key in ("x", "b", "d", "d", "Space"):
        page.keyboard.press(key)
    expect(panel.get_by_label("one digit of the signature changed")).to_be_checked()
    assert page.evaluate(count) == cells
    page.keyboard.press("Tab")
    expect(panel.get_by_label("& written as \\u0026")).to_be_focused()
    expect(panel).to_contain_text("parameter X-Amz-Signature")


def test_axe_finds_nothing_in_either_theme(page, lab, panel):
    panel.get_by_label("not sent").check()
    panel.get_by_role("button", name="Send").click()
    expect(answer(panel)).to_contain_text("403 Forbidden")
    for summary in panel.locator("summary").all():
        summary.click()
    # The style that comes with every saved output does not take the panel's own away.
    send = panel.get_by_role("button", name="Send")
    assert send.evaluate("el => getComputedStyle(el).backgroundColor") != "rgba(0, 0, 0, 0)"
    for theme in ("Light", "Dark"):
        lab.theme(page, f"JupyterLab {theme}")
        assert violations(page, ".cosnb-panel") == "[]"
        shoot(page, f"break-{theme.lower()}")
    assert lab.outside == []


def test_a_narrow_window_shows_everything_without_sideways_scrolling(page, panel):
    page.set_viewport_size({"width": 360, "height": 800})
    panel.get_by_label("another key").check()
    expect(card(panel, "canonical_request")).to_be_visible()
    assert panel.evaluate("el => el.scrollWidth <= el.clientWidth + 1")
    shoot(page, "break-narrow")
