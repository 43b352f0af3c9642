"""What a press may destroy is asked for in its place, a file can be un-chosen, and chords reach the notebook."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import card, shoot

# The sandbox's own store, by a pair that is not known to be an example: whose object it is, nobody can tell.
CELL = """from dataclasses import replace
from cosnb import PresignForm, Sandbox, presign, send
box = Sandbox()
pair = replace(box.credentials, example=False)
place = {"endpoint": box.endpoint, "credentials": pair}
send(presign(box.bucket, "notes/a.txt", method="PUT", **place), b"here")
PresignForm(bucket=box.bucket, key="notes/a.txt", method="DELETE", **place)"""
SAVES = """() => {
  window.saves = 0;
  const { commands } = window.jupyterapp;
  commands.commandExecuted.connect((_, { id }) => { if (id === "docmanager:save") window.saves += 1; });
}"""


@pytest.fixture
def form(page, lab):
    lab.open(page, lab.write("press.ipynb", CELL))
    lab.run_all(page)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    return page.locator(".cosnb-form")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_delete_is_asked_for_in_the_form_and_what_happened_is_said(page, lab, form, theme):
    lab.theme(page, theme)
    send, question = form.get_by_role("button", name="Send DELETE"), form.get_by_role("alertdialog")
    send.click()
    expect(question).to_contain_text("Delete notes/a.txt (http://127.0.0.1:")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    form.locator(".cosnb-panel").scroll_into_view_if_needed()
    shoot(page, f"delete-{theme.split()[1]}")
    assert violations(page, ".cosnb-form") == "[]"
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(send).to_be_focused()
    expect(form.locator(".cosnb-status")).to_have_count(0)
    send.press("Enter")
    question.get_by_role("button", name="Delete").click()
    expect(form.locator(".cosnb-answer")).to_contain_text("notes/a.txt is deleted")
    expect(form.locator(".cosnb-status")).to_have_text("204 No Content")
    shoot(page, f"deleted-{theme.split()[1]}")


# The ten seconds pass when the test says so; of JupyterLab's own timers none is that long.
TEN_SECONDS = """() => {
  const wait = window.setTimeout;
  window.setTimeout = (then, ms, ...more) => (ms === 10_000 ? (window.pass = then, 0) : wait(then, ms, ...more));
}"""
RUN = """code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code }); }"""


def test_a_kernel_of_which_nothing_is_heard_is_said_and_its_answer_still_comes(page, form, tmp_path):
    os.mkfifo(tmp_path / "held")
    page.locator(".cosnb-field-method select").select_option("GET")
    expect(form.locator(".cosnb-answer")).to_have_count(0)
    page.evaluate(TEN_SECONDS)
    page.evaluate(RUN, f"open({str(tmp_path / 'held')!r}).read()")
    form.get_by_role("button", name="Send GET").click()
    page.wait_for_function("() => Boolean(window.pass)")
    page.evaluate("window.pass()")
    said = form.get_by_role("status").filter(has_text="No word from the kernel for 10 seconds")
    expect(said).to_be_visible()
    shoot(page, "no-word")
    (tmp_path / "held").write_text("go on")
    expect(form.locator(".cosnb-answer")).to_contain_text("here")
    expect(said).to_have_count(0)


def test_a_question_goes_when_its_link_is_no_more(page, form):
    form.get_by_role("button", name="Send DELETE").click()
    expect(form.get_by_role("alertdialog")).to_be_visible()
    page.locator(".cosnb-field-method select").select_option("PUT")
    expect(form.get_by_role("alertdialog")).to_be_hidden()


def test_a_chosen_file_can_be_un_chosen(page, form, tmp_path):
    (tmp_path / "a.bin").write_bytes(b"from a file")
    page.locator(".cosnb-field-method select").select_option("PUT")
    remove = form.get_by_role("button", name="Remove the file")
    expect(remove).to_be_hidden()
    form.get_by_label("or a file").set_input_files(tmp_path / "a.bin")
    shoot(page, "chosen")
    remove.click()
    expect(remove).to_be_hidden()
    expect(form.get_by_label("or a file")).to_be_focused()
    form.get_by_label("Text to upload").fill("from the text")
    form.get_by_role("button", name="Send PUT").click()
    expect(form.locator(".cosnb-answer")).to_contain_text("13 bytes stored as notes/a.txt")


def test_chords_reach_the_notebook_from_wherever_the_focus_is(page, form):
    page.evaluate(SAVES)
    places = (
        form.get_by_role("button", name="Send DELETE"),
        page.locator(".cosnb-field-method select"),
        form.locator(".cosnb-chip").first,
        card(form, "scope").locator(".cosnb-part").first,
        card(form, "scope").locator("summary").first,
        form.locator(".cosnb-panel textarea").first,
    )
    count = "() => window.jupyterapp.shell.currentWidget.content.model.cells.length"
    cells = page.evaluate(count)
    for number, place in enumerate(places, 1):
        place.focus()
        page.keyboard.press("Control+s")
        page.wait_for_function("(number) => window.saves === number", arg=number)
        page.keyboard.press("b")
    assert page.evaluate(count) == cells


PROXIED = """import os
from cosnb import Credentials, PresignForm
os.environ["HTTP_PROXY"] = "http://127.0.0.1:9"
PresignForm(credentials=Credentials("a" * 20, "b" * 40), endpoint="http://store.example", bucket="b", key="k")"""


def test_a_proxy_that_is_set_is_offered_where_it_is_sent(page, lab):
    lab.open(page, lab.write("proxied.ipynb", PROXIED))
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.get_by_label("through the proxy that is set (HTTP_PROXY)").check()
    form.get_by_role("button", name="Send GET").click()
    expect(form.get_by_text("The proxy that the environment names did not pass the request on")).to_be_visible()
    shoot(page, "proxy")
    assert violations(page, ".cosnb-form") == "[]"
