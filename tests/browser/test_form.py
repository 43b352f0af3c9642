"""The first notebook in a real browser: the form, the stages, and a store that verifies."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SHOTS = Path(os.environ["COSNB_SHOTS"]) if os.environ.get("COSNB_SHOTS") else None
BYTES = """from datetime import datetime, timezone
from IPython.display import HTML, display
from cosnb import *
from cosnb.display import to_html
pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, "IQoJb3JpZ2luX2VjEJ7/+a/" * 90, example=True)
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
headers = {"x-amz-meta-a": "\\\\ back\\\\x41 ü \\u202e\\t%s ' "}
link = presign("b", "ü/\\\\n %.txt", endpoint="us-south", credentials=pair, now=now, headers=headers)
display(StageView(link), HTML(to_html(link)))"""
KEY = ".cosnb-field-key input"


def shoot(page: Page, name: str) -> None:
    """A screenshot, where somebody wants to look at one (COSNB_SHOTS=folder)."""
    if SHOTS:
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=str(SHOTS / f"{name}.png"))


@pytest.fixture
def form(page, lab):
    """The form of notebook 00, run and ready."""
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    page.locator(".cosnb-form").scroll_into_view_if_needed()
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    return page.locator(".cosnb-form")


def show(form, stop: str) -> None:
    """One stage, by its name on the rail, or ``All``."""
    form.get_by_role("radio", name=stop).check()


def card(form, name):
    return form.locator(f'.cosnb-card[data-stage="{name}"]')


def test_the_form_opens_filled_and_send_shows_the_object(page, form):
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    expect(form.locator(".cosnb-preview")).to_contain_text("Hello from the sandbox.")
    form.locator(".cosnb-status").scroll_into_view_if_needed()
    shoot(page, "sent")


def test_every_keystroke_moves_the_stages(page, form):
    before = card(form, "signature").locator(".cosnb-code").text_content()
    page.locator(KEY).fill("grüße an alle.txt")
    expect(card(form, "canonical_request")).to_contain_text("gr%C3%BC%C3%9Fe%20an%20alle.txt")
    expect(card(form, "signature").locator(".cosnb-code")).not_to_have_text(before)
    assert card(form, "derivation").get_attribute("data-unchanged") is not None
    after = "el => getComputedStyle(el, '::after').content"
    assert "unchanged" in card(form, "derivation").locator(".cosnb-title").evaluate(after)
    assert "unchanged" in card(form, "scope").locator(".cosnb-meta").evaluate(after)
    assert "unchanged" not in card(form, "scope").locator(".cosnb-title").evaluate(after)
    assert card(form, "canonical_request").get_attribute("data-unchanged") is None
    shoot(page, "edited")


def test_a_refused_request_says_why_in_place_and_gives_the_url_that_works(page, form):
    show(form, "Scope")
    box = form.locator(".cosnb-panel textarea").first
    signed = box.input_value()
    box.fill(signed.replace("hello.txt", "hellp.txt"))
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("403 Forbidden")
    expect(form.locator(".cosnb-answer")).to_contain_text("SignatureDoesNotMatch")
    finding = form.locator(".cosnb-finding")
    expect(finding.locator(".cosnb-status")).to_have_text("proven")
    expect(finding.locator(".cosnb-s-difference")).to_have_text(["o", "p"])
    expect(form.get_by_role("radio", name="403 Answer now")).to_be_checked()
    shoot(page, "refused")
    finding.get_by_role("button", name="Copy the repaired URL").click()
    page.wait_for_function("async url => (await navigator.clipboard.readText()) === url", arg=signed)
    finding.get_by_role("button", name="Use the repaired URL").click()
    expect(box).to_have_value(signed)
    expect(box).to_be_focused()
    expect(form.get_by_role("radio", name="403 Answer before")).to_be_checked()
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("200 OK")
    expect(form.locator(".cosnb-finding")).to_have_count(0)


def test_the_url_has_its_colours_and_a_change_of_it_shows_what_differs_for_the_store(page, form):
    box = form.locator(".cosnb-panel textarea").first
    layer = form.locator(".cosnb-colours")
    words = form.get_by_role("radiogroup", name="Stage shown").locator(".cosnb-word")
    expect(layer.locator(".cosnb-s-key")).to_have_text("hello.txt")
    expect(layer.locator(".cosnb-differs")).to_have_count(0)
    same = (
        "els => els.map((el) => { const { width, height } = el.getBoundingClientRect(); return `${width} ${height}`; })"
    )
    for text in ("hellp.txt", "hello.txt" * 40, "<b>\u202e.txt"):
        box.fill(box.input_value().replace("hello.txt", text))
        assert layer.text_content() == box.input_value()
        assert len(set(form.locator(".cosnb-url > *").evaluate_all(same))) == 1
        form.get_by_role("button", name="Restore").click()
    box.fill(box.input_value().replace("hello", "hellp"))
    expect(layer.locator(".cosnb-differs")).to_have_text("p")
    expect(words).to_have_text(["differs", "same", "differs", "same", "differs", "differs", "not sent"])
    expect(form.locator(".cosnb-edit .cosnb-rule")).to_have_text(
        "The URL was changed by hand. For the store 4 stages differ, 2 are the same."
    )
    shoot(page, "url-changed")
    form.get_by_role("button", name="Copy as code").click()
    expect(form.get_by_role("radio", name="Presigned URL")).to_be_checked()
    expect(card(form, "url").get_by_text("Python requests", exact=True)).to_be_visible()
    form.get_by_role("button", name="Restore").click()
    expect(words).to_have_text([""] * 6 + ["not sent"])


def test_the_rail_shows_one_stage_and_what_the_last_edit_did_to_each(page, form):
    rail = form.get_by_role("radiogroup", name="Stage shown")
    words = rail.locator(".cosnb-word")
    line = form.locator(".cosnb-edit .cosnb-rule")
    expect(words).to_have_text([""] * 6 + ["not sent"])
    expect(line).to_have_text("Edit a field to see which stages change.")
    page.locator(KEY).press("End")
    page.keyboard.type("ab", delay=50)
    expect(words).to_have_text(["changed", "same", "changed", "same", "changed", "changed", "not sent"])
    expect(line).to_have_text("Last edit: Object key, ab added. 4 stages changed, 2 are the same.")
    page.locator(".cosnb-field-region input").fill("eu-de")
    expect(words).to_have_text(["changed"] * 6 + ["not sent"])
    expect(line).to_have_text("Last edit: Region, eu-de added. 6 stages changed, 0 are the same.")
    page.locator(".cosnb-field-expires input").fill("3600")
    expect(words).to_have_text(["same"] * 6 + ["not sent"])
    page.locator(".cosnb-field-expires input").fill("soon")
    expect(words).to_have_text(["old"] * 6 + ["not sent"])
    # One stop for Tab; the arrows move, and what is shown goes with them.
    rail.get_by_role("radio").first.focus()
    for name in ("scope", "string_to_sign"):
        page.keyboard.press("ArrowRight")
        expect(form.locator(".cosnb-card:visible")).to_have_count(1)
        expect(card(form, name)).to_be_visible()
    page.keyboard.press("Tab")
    expect(form.get_by_role("radio", name="One", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(form.locator(".cosnb-card:visible")).to_have_count(6)


# In the form, whose own place JupyterLab may change: it scrolls when a window has another size.
PLACES = """() => Object.fromEntries(['fields', 'rail', 'panel'].map((name) => {
  const form = document.querySelector('.cosnb-form');
  const from = form.getBoundingClientRect();
  const { left, right, top, bottom } = form.querySelector(`.cosnb-${name}`).getBoundingClientRect();
  return [name, { left: left - from.left, right: right - from.left, top: top - from.top, bottom: bottom - from.top }];
}))"""


@pytest.mark.parametrize("width", [1100, 768, 390])
def test_fields_url_and_rail_are_in_one_screen_and_nothing_moves_while_typing(page, form, width):
    page.set_viewport_size({"width": width, "height": 750})
    # JupyterLab follows a window's new size some time later.
    page.wait_for_function(
        "(width) => document.querySelector('.cosnb-form').getBoundingClientRect().right < width", arg=width
    )
    page.evaluate("() => document.querySelector('.cosnb-form').scrollIntoView()")
    before = page.evaluate(PLACES)
    if width == 1100:
        assert before["rail"]["left"] > before["panel"]["right"]
        assert before["rail"]["top"] == pytest.approx(before["fields"]["top"], abs=12)
        assert before["panel"]["bottom"] < 750 - 88  # what JupyterLab has above a notebook
    else:
        assert before["rail"]["top"] > before["panel"]["bottom"]
    for key in ("a", "a b", "ü" * 12):
        page.locator(KEY).fill(key)
        expect(form.locator(".cosnb-edit")).to_contain_text("Object key")
        assert page.evaluate(PLACES) == before
    page.locator(".cosnb-field-expires input").fill("soon")
    expect(page.locator(".cosnb-field-expires .cosnb-note")).to_contain_text("soon")
    assert page.evaluate(PLACES) == before
    assert form.evaluate("el => el.scrollWidth <= el.clientWidth")


def test_with_the_file_browser_open_fields_and_stage_are_still_side_by_side(browser, lab):
    page = browser.new_context(viewport={"width": 1100, "height": 750}).new_page()
    lab.open(page, "00-start-here.ipynb", app="lab")
    expect(page.locator(".jp-FileBrowser")).to_be_visible()
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.locator(".cosnb-card").first.wait_for()
    form.evaluate("el => el.scrollIntoView()")
    page.locator(KEY).fill("grüße an alle.txt")
    expect(form.locator(".cosnb-edit")).to_contain_text("Object key")
    places = page.evaluate(PLACES)
    assert places["rail"]["left"] > places["panel"]["right"]
    assert places["rail"]["top"] == pytest.approx(places["fields"]["top"], abs=12)
    assert form.get_by_role("button", name="Send GET").bounding_box()["y"] < 700
    for stop in ("Scope", "Key derivation", "Presigned URL"):
        show(form, stop)
        assert page.evaluate(PLACES) == places
        shoot(page, f"file-browser-{stop}")
        wide = "els => els.filter((el) => el.scrollWidth > el.clientWidth + 1).length"
        assert form.locator(".cosnb-card:visible, .cosnb-fields, .cosnb-panel, .cosnb-rail").evaluate_all(wide) == 0
    page.context.close()


def test_an_earlier_answer_says_that_it_is_one_and_goes_when_a_send_fails(page, form):
    earlier = form.get_by_text("This is the answer to an earlier request")
    stale = form.locator(".cosnb-stale .cosnb-answer")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    expect(earlier).to_be_hidden()
    form.get_by_role("button", name="Change one character").click()
    expect(earlier).to_be_visible()
    expect(stale).to_have_count(1)
    form.get_by_role("button", name="Restore").click()
    expect(earlier).to_be_hidden()
    expect(stale).to_have_count(0)
    page.locator(".cosnb-field-endpoint input").fill("http://127.0.0.1:9")
    expect(earlier).to_be_visible()
    expect(stale).to_have_count(1)
    shoot(page, "earlier")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer")).to_have_count(0)
    expect(earlier).to_be_hidden()


def test_an_edited_url_is_what_is_copied_and_opened(page, form):
    box = form.locator(".cosnb-panel textarea").first
    form.get_by_role("button", name="Change one character").click()
    form.get_by_role("button", name="Copy URL").click()
    expect(form.get_by_text("with your changes")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == box.input_value()
    page.evaluate("() => { window.open = (url) => { window.opened = url; }; }")
    form.get_by_role("button", name="Open in a tab").click()
    page.wait_for_function("(url) => window.opened === url", arg=box.input_value())
    box.fill("javascript:window.pwned=1")
    form.get_by_role("button", name="Open in a tab").click()
    expect(form.get_by_text("Only a URL with http or https")).to_be_visible()
    assert page.evaluate("() => window.opened").startswith("http")


def test_one_of_the_last_links_is_shown_again_by_keyboard_and_the_list_can_be_cleared(page, form):
    strip = form.get_by_role("group", name="Last links")
    expect(strip).to_be_hidden()
    for key in ("one.txt", "two.txt"):
        page.locator(KEY).fill(key)
        form.get_by_role("button", name="Copy URL").click()
        expect(strip.get_by_role("button").first).to_contain_text(f"/{key}")
    older = strip.get_by_role("button", name="/one.txt")
    older.press("Enter")
    expect(page.locator(KEY)).to_have_value("one.txt")
    expect(card(form, "canonical_request")).to_contain_text("one.txt")
    expect(older).to_be_focused()
    shoot(page, "last-links")
    form.get_by_role("button", name="Undo").click()
    expect(page.locator(KEY)).to_have_value("two.txt")
    strip.get_by_role("button", name="Clear the list").press("Enter")
    expect(strip).to_be_hidden()
    expect(form.get_by_role("button", name="Send GET")).to_be_focused()


def test_a_form_that_its_cell_made_anew_leaves_no_stages_in_the_pages_memory(page, lab, form):
    form.locator(".cosnb-stages .cosnb-legend").wait_for()
    old = page.evaluate_handle("() => document.querySelector('.cosnb-stages .cosnb-legend').parentElement")
    lab.run_all(page)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    # JupyterLab keeps the view of a closed model, and with it whatever is still in it.
    page.wait_for_function("old => !old.isConnected && !old.closest('.cosnb-stages')", arg=old)


def test_a_form_can_be_started_from_a_preset_and_shared_as_one_line(page, form):
    start = form.get_by_role("combobox", name="Start from")
    page.locator(KEY).fill("one.txt")
    expect(card(form, "canonical_request")).to_contain_text("one.txt")
    start.select_option("Upload one file of a certain type, for 15 minutes")
    expect(form.get_by_role("button", name="Send PUT")).to_be_visible()
    expect(form.get_by_label("Value of content-type")).to_have_value("text/plain")
    expect(page.locator(KEY)).to_have_value("one.txt")
    shoot(page, "preset")
    share = form.get_by_role("button", name="Share the form")
    share.click()
    line = (
        "from cosnb import PresignForm; PresignForm(method='PUT', key='one.txt', expires='15 minutes', "
        "headers=[('content-type', 'text/plain')])"
    )
    expect(form.get_by_text(f"Copied, without keys: {line}")).to_be_visible()
    page.wait_for_function("async line => (await navigator.clipboard.readText()) === line", arg=line)
    shoot(page, "shared")
    form.get_by_role("button", name="Undo").click()
    expect(form.get_by_role("button", name="Send GET")).to_be_visible()
    expect(form.get_by_label("Value of content-type")).to_have_count(0)


def test_what_is_put_can_be_fetched(page, form):
    page.locator(KEY).fill("my upload ü.txt")
    page.locator(".cosnb-field-method select").select_option("PUT")
    form.get_by_label("Text to upload").fill("written in a browser")
    form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    page.locator(".cosnb-field-method select").select_option("GET")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-preview")).to_have_text("written in a browser")


def test_a_file_can_be_put(page, form, tmp_path):
    (tmp_path / "photo.bin").write_bytes(bytes(range(256)))
    page.locator(KEY).fill("photo.bin")
    page.locator(".cosnb-field-method select").select_option("PUT")
    form.get_by_label("or a file").set_input_files(tmp_path / "photo.bin")
    form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    page.locator(".cosnb-field-method select").select_option("HEAD")
    form.get_by_role("button", name="Send HEAD").click()
    expect(form.locator(".cosnb-answer")).to_contain_text("256")


def test_an_error_stands_at_its_field_and_the_last_result_stays_greyed(page, form):
    page.locator(".cosnb-field-expires input").fill("soon")
    note = page.locator(".cosnb-field-expires .cosnb-note")
    expect(note).to_contain_text("'soon' is no duration")
    expect(page.locator(".cosnb-field-expires input")).to_have_attribute("aria-invalid", "true")
    expect(form.locator(".cosnb-view.cosnb-stale")).to_have_count(1)
    expect(form.get_by_role("button", name="Send GET")).to_be_disabled()
    shoot(page, "error")
    page.locator(".cosnb-field-expires input").fill("2 hours")
    expect(note).to_have_text("7200 s")
    expect(form.locator(".cosnb-view.cosnb-stale")).to_have_count(0)
    expect(card(form, "url")).to_contain_text("X-Amz-Expires=7200")


def test_undo_and_redo_walk_through_the_edits(page, form):
    page.locator(KEY).fill("one.txt")
    expect(card(form, "canonical_request")).to_contain_text("one.txt")
    page.locator(".cosnb-field-region input").fill("eu-de")
    expect(card(form, "scope")).to_contain_text("eu-de")
    form.get_by_role("button", name="Undo").click()
    expect(card(form, "scope")).to_contain_text("us-south")
    expect(page.locator(KEY)).to_have_value("one.txt")
    form.get_by_role("button", name="Undo").click()
    expect(page.locator(KEY)).to_have_value("hello.txt")
    form.get_by_role("button", name="Redo").click()
    expect(page.locator(KEY)).to_have_value("one.txt")


def test_the_keyboard_keeps_its_place_when_a_button_has_done_its_work(page, form):
    def press(name, then):
        form.get_by_role("button", name=name).press("Enter")
        expect(form.get_by_role("button", name=then)).to_be_focused()

    press("Change one character", "Change one character")
    press("Restore", "Change one character")
    press("Send GET", "Send GET")
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    expect(form.get_by_role("button", name="Send GET")).to_be_focused()
    page.locator(KEY).fill("one.txt")
    expect(card(form, "canonical_request")).to_contain_text("one.txt")
    for name in ("Undo", "Redo"):
        press(name, name)
        expect(form.get_by_role("button", name=name)).to_be_disabled()
        expect(form.get_by_role("button", name=name)).to_be_focused()


def test_copy_puts_the_exact_text_on_the_clipboard(page, form):
    show(form, "String to sign")
    card(form, "string_to_sign").get_by_role("button", name="Copy string to sign").click()
    expect(card(form, "string_to_sign").locator(".cosnb-copy")).to_have_text("Copied")
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch(r"AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}/us-south/s3/aws4_request\n[0-9a-f]{64}", text)


def test_the_page_draws_bytes_and_long_texts_as_a_saved_page_has_them(page, lab):
    lab.open(page, lab.write("bytes.ipynb", BYTES))
    lab.run_all(page)
    live, saved = page.locator(".cosnb-view").first, page.locator(".cosnb-view").last
    # A byte view is drawn when it is opened.
    assert set(live.locator(".cosnb-dump").all_text_contents()) == {""}
    live.evaluate("el => { for (const one of el.querySelectorAll('details:has(> .cosnb-dump)')) one.open = true; }")
    expect(live.locator(".cosnb-dump", has_text="0000  ")).to_have_count(5)
    expect(saved.locator("._dump")).to_have_count(5)
    for kind, place in (
        ("dump", "._dump"),
        ("command:not(.cosnb-dump), .cosnb-verbatim", "pre:not(._dump)"),
        ("part", "u"),
    ):
        texts = saved.locator(place).all_text_contents()
        assert texts
        assert live.locator(f".cosnb-{kind}").all_text_contents() == texts
    assert "more bytes" in saved.locator("._dump").first.text_content()


def test_focusing_a_field_lights_its_bytes_in_every_card_and_cell(page, form):
    page.locator(".cosnb-field-region input").focus()
    lit = page.locator(".cosnb-card .cosnb-lit:visible")
    expect(lit.first).to_have_text("us-south")
    assert set(lit.all_text_contents()) == {"us-south"}
    # The form's view and the view of the cell below it.
    assert page.locator(".cosnb-view:has(.cosnb-lit)").count() >= 2
    expect(form.locator(".cosnb-path")).to_contain_text(
        "scope → string to sign → key derivation → signature (hashed) →"
    )
    shoot(page, "lit")


@pytest.mark.parametrize("leave", ["blur", "Escape"])
def test_a_field_that_is_left_lights_no_more(page, form, leave):
    page.locator(KEY).focus()
    expect(form.locator(".cosnb-lit").first).to_be_visible()
    page.locator(KEY).blur() if leave == "blur" else page.keyboard.press(leave)
    expect(page.locator(".cosnb-lit, .cosnb-dimmed")).to_have_count(0)
    expect(form.locator(".cosnb-path")).to_have_text("")


def test_only_what_an_input_cannot_change_is_dimmed(page, form):
    page.locator(KEY).click()
    page.keyboard.type("x")
    expect(card(form, "signature").locator(".cosnb-changed")).to_have_count(1)
    dimmed = form.locator(".cosnb-dimmed")
    expect(dimmed.locator(".cosnb-title")).to_have_text(["Scope", "Key derivation"])
    expect(form.locator(".cosnb-path")).to_have_text(
        "object key: canonical request → string to sign (hashed) → signature (hashed) → presigned url"
    )
    shoot(page, "dimmed")


def test_a_click_pins_a_source_and_escape_frees_it(page, form):
    chip = form.get_by_role("button", name="bucket", exact=True)
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    page.mouse.move(0, 0)
    expect(form.locator(".cosnb-lit").first).to_be_visible()
    chip.press("Escape")
    expect(form.locator(".cosnb-lit")).to_have_count(0)


def test_escape_frees_a_piece_that_was_clicked_and_the_notebook_gets_no_key(page, form):
    count = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
    cells = page.evaluate(count)
    # The view of a link in a cell of its own; the region is not the first piece of its card.
    view = page.locator(".jp-CodeCell", has=page.locator(".cosnb-card")).last.locator(".cosnb-view")
    card(view, "scope").locator(".cosnb-part", has_text="us-south").click()
    pressed = view.get_by_role("button", name="region", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    page.mouse.move(0, 0)
    for key in ("x", "b", "d", "d"):
        page.keyboard.press(key)
    expect(page.locator(".cosnb-lit").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cosnb-lit, .cosnb-dimmed")).to_have_count(0)
    expect(pressed).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(count) == cells
    # Arrow keys go on from where it was clicked.
    page.keyboard.press("ArrowRight")
    expect(card(view, "scope").locator(".cosnb-part", has_text="s3")).to_be_focused()


def test_what_is_pinned_in_one_view_stays_when_the_mouse_leaves_another(page, form):
    form.get_by_role("button", name="region", exact=True).click()
    other = page.locator(".jp-CodeCell", has=page.locator(".cosnb-card")).last.locator(".cosnb-view")
    card(other, "scope").locator(".cosnb-part", has_text="s3").hover()
    page.mouse.move(0, 0)
    expect(card(form, "scope").locator(".cosnb-code .cosnb-lit")).to_have_text("us-south")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_both_themes_show_the_whole_view(page, lab, form, theme):
    lab.theme(page, theme)
    form.scroll_into_view_if_needed()
    shoot(page, theme.split()[1].lower())
    show(form, "All")
    for name in ("canonical_request", "scope", "string_to_sign", "derivation", "signature", "url"):
        expect(card(form, name)).to_be_visible()


def test_no_shortcut_of_the_notebook_fires_from_inside_a_view(page, form):
    count = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
    cells = page.evaluate(count)
    for focused in (
        form.get_by_role("button", name="Send GET"),
        form.locator(".cosnb-chip").first,
        card(form, "scope").locator(".cosnb-part").first,
        card(form, "scope").locator("summary").first,
        form.locator("textarea").first,
    ):
        focused.focus()
        for key in ("x", "b", "d", "d"):
            page.keyboard.press(key)
    assert page.evaluate(count) == cells


def test_the_page_asked_nobody_else_for_anything(lab, form):
    assert lab.outside == []
