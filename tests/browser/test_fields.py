"""The form's fields in a real browser: their keys are their own, and they are what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from lab_server import KERNEL_READY
from playwright.sync_api import expect
from test_form import shoot

COUNT = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
# A kernel is busy until a file appears.
BUSY = """code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); }"""
IS_BUSY = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'"
WAIT = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(.02)\npathlib.Path('go').unlink()"
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


def earlier(form):
    return form.get_by_text("This is the answer to an earlier request")


@contextmanager
def busy(page, lab) -> Iterator[None]:
    """The kernel has no time for the page until the end of the block."""
    page.evaluate(BUSY, WAIT)
    page.wait_for_function(IS_BUSY)
    yield
    (lab.root / "go").touch()
    page.wait_for_function(KERNEL_READY)


def retype(page, form, name: str, text: str) -> None:
    form.locator(f".cosnb-field-{name} input").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def clipboard(page) -> str:
    return page.evaluate("() => navigator.clipboard.readText()")


def test_what_is_copied_is_what_the_fields_say_though_the_kernel_was_busy(page, lab, form):
    with busy(page, lab):
        retype(page, form, "key", "report.txt")
        retype(page, form, "expires", "2 hours")
        form.get_by_role("button", name="Copy URL").click()
    expect(form.get_by_role("button", name="Copied")).to_be_visible()
    assert "/demo-bucket/report.txt?" in clipboard(page)
    assert "X-Amz-Expires=7200&" in clipboard(page)
    expect(form.locator(".cosnb-panel textarea").first).to_have_value(clipboard(page))
    expect(form.locator(".cosnb-field-key input")).to_have_value("report.txt")


def test_what_is_put_is_what_the_fields_say_though_the_kernel_was_busy(page, lab, form):
    form.locator(".cosnb-field-method select").select_option("PUT")
    expect(form.get_by_role("button", name="Send PUT")).to_be_visible()
    form.get_by_label("Text to upload").fill("canary")
    with busy(page, lab):
        retype(page, form, "key", "hello.txt.old")
        form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    expect(form.locator(".cosnb-answer")).to_contain_text("hello.txt.old")
    form.locator(".cosnb-field-method select").select_option("GET")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-preview")).to_contain_text("canary")
    retype(page, form, "key", "hello.txt")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-preview")).to_contain_text("Hello from the sandbox.")


def test_a_button_that_names_another_method_than_the_field_sends_nothing(page, lab, form):
    with busy(page, lab):
        form.locator(".cosnb-field-method select").select_option("HEAD")
        form.locator(".cosnb-field-method select").select_option("DELETE")
        form.get_by_role("button", name="Send GET").click()
    expect(form.get_by_text("Nothing was done: the method is DELETE by now.")).to_be_visible()
    expect(form.get_by_role("button", name="Send DELETE")).to_be_enabled()
    expect(form.locator(".cosnb-status")).to_have_count(0)


def test_nothing_is_sent_or_copied_of_a_field_that_became_wrong_while_the_kernel_was_busy(page, lab, form):
    page.evaluate("() => navigator.clipboard.writeText('before')")
    with busy(page, lab):
        retype(page, form, "expires", "1 houx")
        form.get_by_role("button", name="Copy URL").click()
        form.get_by_role("button", name="Send GET").click()
    expect(form.get_by_text("Nothing was done: what a field says cannot be signed")).to_be_visible()
    assert clipboard(page) == "before"
    expect(form.locator(".cosnb-status")).to_have_count(0)


def test_a_url_changed_by_hand_is_not_sent_when_the_fields_moved_on(page, lab, form):
    form.get_by_role("button", name="Change one character").click()
    with busy(page, lab):
        retype(page, form, "key", "x")
        form.get_by_role("button", name="Send GET").click()
    expect(form.get_by_text("the URL is a new one, without your change")).to_be_visible()
    expect(form.locator(".cosnb-status")).to_have_count(0)
    expect(form.locator(".cosnb-panel textarea").first).to_have_value(re.compile("/demo-bucket/x\\?"))


def test_a_live_link_pasted_into_a_field_leaves_it_as_it_was_and_is_not_saved(page, lab, form):
    key = form.locator(".cosnb-field-key input")
    key.fill(f"https://s3.example.com/b/k.txt?X-Amz-Signature={'abab1234' * 8}")
    expect(form.locator(".cosnb-field-key .cosnb-note")).to_contain_text("was not taken")
    expect(key).to_have_value("hello.txt")
    shoot(page, "live-link-in-a-field")
    saved = lab.save(page, "fields.ipynb")
    assert "hello.txt" in saved
    assert "abab1234" not in saved


def test_the_answer_to_a_url_changed_by_hand_is_an_earlier_one_after_a_reload_and_in_a_second_view(page, lab):
    form = opened(page, lab, "reload.ipynb", FORM, "form")
    second = page.locator(".cosnb-form").nth(1)
    form.get_by_role("button", name="Change one character").click()
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("403 Forbidden")
    expect(earlier(form)).to_be_hidden()
    expect(earlier(second)).to_be_visible()
    form.get_by_role("button", name="Restore").click()
    expect(earlier(form)).to_be_visible()
    lab.save(page, "reload.ipynb")
    page.reload()
    answer = form.get_by_role("radio", name="403 Answer before")
    answer.check(timeout=60_000)
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("403 Forbidden")
    expect(earlier(form)).to_be_visible()
    shoot(page, "earlier-after-reload")


def test_an_empty_text_is_uploaded_as_nothing_and_another_text_makes_the_answer_an_earlier_one(page, form):
    form.locator(".cosnb-field-key input").fill("empty.txt")
    form.locator(".cosnb-field-method select").select_option("PUT")
    text = form.get_by_label("Text to upload")
    expect(text).to_have_value("hello from the form")
    text.fill("")
    form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    expect(earlier(form)).to_be_hidden()
    text.fill("more")
    expect(earlier(form)).to_be_visible()
    text.fill("")
    expect(earlier(form)).to_be_hidden()
    form.locator(".cosnb-field-method select").select_option("HEAD")
    form.get_by_role("button", name="Send HEAD").click()
    expect(form.locator(".cosnb-command").first).to_contain_text("HEAD ")
    expect(form.locator(".cosnb-answer")).to_contain_text(re.compile("content-length.{0,9}0", re.IGNORECASE))


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_while_a_field_is_wrong_the_url_is_said_to_be_a_past_one(page, lab, form, theme):
    lab.theme(page, theme)
    box = form.locator(".cosnb-panel textarea").first
    before = box.input_value()
    expires = form.locator(".cosnb-field-expires input")
    expires.fill("soon")
    expect(form.get_by_label("Out of date: correct the marked field")).to_be_visible()
    expect(form.get_by_label("The URL that will be sent")).to_have_count(0)
    assert box.evaluate("el => getComputedStyle(el.parentElement).filter") == "grayscale(1)"
    tamper = form.get_by_role("button", name="Change one character")
    expect(tamper).to_have_attribute("aria-disabled", "true")
    tamper.click(force=True)
    expect(box).to_have_value(before)
    # While the field has the focus, what it cannot change loses its colours: paler text would not be read.
    expires.click()
    expect(form.locator(".cosnb-stale .cosnb-dimmed").first).to_have_css("opacity", "1")
    shoot(page, f"past-{theme.split()[1].lower()}")
    form.locator(".cosnb-panel").scroll_into_view_if_needed()
    shoot(page, f"past-panel-{theme.split()[1].lower()}")
    expires.fill("1 hour")
    expect(form.get_by_label("The URL that will be sent")).to_be_visible()
    expect(tamper).to_have_attribute("aria-disabled", "false")


def test_rows_are_added_signed_sent_and_removed_by_keyboard(page, form):
    def stands(text: str) -> None:
        expect(form.locator('.cosnb-card[data-stage="canonical_request"]')).to_contain_text(text)

    form.locator(".cosnb-field-method select").select_option("PUT")
    add = form.get_by_role("button", name="Add a signed header")
    add.focus()
    page.keyboard.press("Enter")
    item = form.get_by_role("group", name="Common signed headers").get_by_role("button")
    expect(item.first).to_be_focused()
    expect(item.first).to_contain_text("the type that an upload is stored with")
    page.keyboard.press("Escape")
    expect(item.first).to_be_hidden()
    expect(add).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(form.get_by_label("Value of content-type")).to_be_focused()
    page.keyboard.type("text/x")
    stands("content-type:text/x")
    form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    form.get_by_text("The request on the wire").click()
    expect(form.get_by_label("The request", exact=True)).to_contain_text("content-type: text/x")
    form.get_by_role("button", name="Add a query parameter").click()
    form.get_by_role("group", name="Common query parameters").get_by_role("button", name="Other…").click()
    page.keyboard.type("VersionId")
    expect(form.get_by_text("and stores ignore it: write 'versionId'.").first).to_be_visible()
    shoot(page, "rows")
    form.get_by_role("button", name="Remove VersionId").click()
    expect(form.get_by_role("button", name="Add a query parameter")).to_be_focused()
    form.get_by_role("button", name="Undo").click()
    stands("VersionId")
