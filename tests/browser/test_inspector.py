"""The URL inspector, and the parts of the stage view that need a page: copy as code and the store's side."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import card, shoot, show

INSPECT = """from datetime import datetime, timezone
from cosnb import Sandbox, UrlInspector, presign
NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
box = Sandbox(port=0, now=NOW)
link = presign(box.bucket, "hello.txt", credentials=box.credentials, now=NOW)
print(link.url)
UrlInspector(credentials=box.credentials, now=NOW)"""
BLANKS = """from datetime import datetime, timezone
from cosnb import Credentials, presign
pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, example=True)
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
presign("b", "k", endpoint="us-south", credentials=pair, now=now, headers={"x-amz-meta-note": "two blanks"})"""
LINE_ENDS = """name => [...document.querySelectorAll(`.cosnb-card[data-stage="${name}"] > .cosnb-line > .cosnb-code`)].map(
  (code) => getComputedStyle(code.querySelector(':scope > .cosnb-row:last-child') ?? code, '::after').content.includes('↵'))"""
FORM = "from cosnb import PresignForm\nPresignForm()"


@pytest.fixture
def inspector(page, lab):
    lab.open(page, lab.write("inspect.ipynb", INSPECT))
    lab.run_all(page)
    panel = page.locator(".cosnb-form")
    panel.get_by_label("A URL, a curl command").wait_for()
    url = page.locator(".jp-OutputArea-output pre").first.text_content().strip()
    return panel, url


def test_a_broken_url_gets_a_proven_cause_and_a_repaired_url(page, inspector):
    panel, url = inspector
    box = panel.get_by_label("A URL, a curl command")
    box.fill(url.replace("/hello.txt?", "/hello.txt?utm_source=mail&"))
    finding = panel.locator(".cosnb-finding").first
    expect(finding).to_contain_text("proven")
    expect(finding).to_contain_text("utm_source")
    shoot(page, "inspector")
    finding.get_by_role("button", name="Use the repaired URL").click()
    expect(box).to_have_value(url)
    expect(panel.locator('.cosnb-finding[data-tone="bad"]')).to_have_count(0)
    assert violations(page, ".cosnb-form") == "[]"


def test_send_is_a_separate_act_and_its_answer_is_evidence(page, inspector):
    panel, url = inspector
    panel.get_by_label("A URL, a curl command").fill(url.replace("hello.txt", "hallo.txt"))
    expect(panel.get_by_label("What the store answered")).to_have_value("")
    panel.get_by_role("button", name="Send it and ask why").click()
    expect(panel.get_by_label("What the store answered")).to_have_value(re.compile("SignatureDoesNotMatch"))


def test_an_answer_to_what_was_sent_goes_when_the_url_changes_and_a_pasted_one_stays(page, inspector):
    panel, url = inspector
    answer = panel.get_by_label("What the store answered")
    panel.get_by_label("A URL, a curl command").fill(url + "&utm=1")
    panel.get_by_role("button", name="Send it and ask why").click()
    expect(answer).to_have_value(re.compile("SignatureDoesNotMatch"))
    panel.get_by_role("button", name="Use the repaired URL").first.click()
    expect(panel.get_by_label("A URL, a curl command")).to_have_value(url)
    expect(answer).to_have_value("")
    expect(panel.locator('.cosnb-finding[data-tone="bad"]')).to_have_count(0)
    expect(panel).not_to_contain_text("what the store received was something else")
    shoot(page, "inspector-repaired")
    answer.fill("<Error><Code>NoSuchKey</Code></Error>")
    panel.get_by_label("A URL, a curl command").fill(url.replace("hello", "hallo"))
    expect(panel.locator(".cosnb-view").last).to_contain_text("hallo.txt")
    expect(answer).to_have_value("<Error><Code>NoSuchKey</Code></Error>")


def test_a_link_opens_in_the_form_with_its_method_and_the_focus_goes_there(page, inspector):
    panel, url = inspector
    for key in ("hello.txt", "other.txt"):
        command = f'curl -X PUT -H "Content-Type: text/plain" "{url.replace("hello.txt", key)}"'
        panel.get_by_label("A URL, a curl command").fill(command)
        panel.get_by_role("button", name="Open in the form").click()
        form = panel.locator(".cosnb-form")
        expect(form.locator(".cosnb-field-key input")).to_have_value(key)
        expect(form.locator(".cosnb-field-method select")).to_have_value("PUT")
        expect(form.locator(".cosnb-field-credentials select")).to_be_focused()
        expect(form.locator(".cosnb-field-credentials select")).to_be_in_viewport()
        expect(form.get_by_label("Value of content-type")).to_have_value("text/plain")
    shoot(page, "inspector-form")


def test_it_opens_with_the_text_it_was_made_with(page, lab):
    lab.open(page, lab.write("made.ipynb", INSPECT.replace("UrlInspector(cred", "UrlInspector(link.url, cred")))
    lab.run_all(page)
    expect(page.get_by_label("A URL, a curl command")).to_have_value(
        re.compile("hello.txt.*X-Amz-Signature=[0-9a-f]{64}$")
    )


def test_an_answer_opens_with_the_request_that_it_is_to(page, lab):
    made = """put = presign(box.bucket, "a.txt", method="PUT", credentials=box.credentials, now=NOW)
UrlInspector(send(put.url + "&utm=1", b"1", method="PUT", headers={"X-Of": "mine"}), cred"""
    lab.open(
        page,
        lab.write("answer.ipynb", INSPECT.replace("presign\n", "presign, send\n").replace("UrlInspector(cred", made)),
    )
    lab.run_all(page)
    panel = page.locator(".cosnb-form")
    answer = panel.get_by_label("What the store answered")
    expect(answer).to_have_value(re.compile("^HTTP/1.1 403\n(?s:.*)SignatureDoesNotMatch"))
    expect(panel.get_by_label("Method it was sent with")).to_have_value("PUT")
    expect(panel.get_by_label("Headers it was sent with")).to_have_value("X-Of: mine")
    expect(panel.locator(".cosnb-finding").first).to_contain_text("proven")
    shoot(page, "inspector-answer")
    panel.get_by_role("button", name="Use the repaired URL").first.click()
    expect(answer).to_have_value("")
    expect(panel.get_by_label("Method it was sent with")).to_have_value("PUT")
    panel.get_by_role("button", name="Clear").click()
    expect(panel.get_by_label("Method it was sent with")).to_have_value("")


def test_a_long_paste_does_not_freeze_the_page(page, inspector):
    panel, url = inspector
    box = panel.get_by_label("A URL, a curl command")
    box.fill("x" * 300_000 + " " + url)
    box.fill(url)
    expect(panel.locator(".cosnb-view .cosnb-title").first).to_be_visible()


def test_what_is_copied_as_code_runs(page, lab, tmp_path):
    lab.open(page, lab.write("copy.ipynb", FORM))
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    page.locator(".cosnb-field-key input").fill("notes/to do list.txt")
    expect(card(form, "url")).to_contain_text("to%20do%20list.txt")
    show(form, "Presigned URL")
    card(form, "url").locator("summary", has_text="Copy as code").click()
    shoot(page, "copy")
    card(form, "url").locator("summary", has_text="Python requests").click()
    expect(card(form, "url").get_by_role("group", name="Python requests")).to_contain_text("requests.get(")
    form.get_by_role("button", name="Copy as Python requests").click()
    expect(form.get_by_role("button", name="Copy as Python requests")).to_have_text("Copied")
    code = page.evaluate("() => navigator.clipboard.readText()")
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, cwd=tmp_path)
    assert out.returncode == 0, out.stderr


def test_the_stores_side_stands_beside_the_clients(page, lab):
    lab.open(page, lab.write("server.ipynb", FORM))
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.get_by_role("button", name="Verify like the store").click()
    expect(form.locator(".cosnb-answer")).to_contain_text("accept this")
    form.get_by_role("button", name="Change one character").click()
    form.get_by_role("button", name="Verify like the store").click()
    expect(form.locator(".cosnb-answer")).to_contain_text("refuse this: SignatureDoesNotMatch")
    shoot(page, "server")


def test_blanks_are_shown_on_demand_where_they_are_hashed_and_nowhere_else(page, lab):
    lab.open(page, lab.write("blanks.ipynb", BLANKS))
    lab.run_all(page)
    view = page.locator(".cosnb-view:has(.cosnb-card)").first
    view.get_by_role("button", name="Show spaces and line ends").click()
    expect(view.get_by_role("button", name="Show spaces and line ends")).to_have_attribute("aria-pressed", "true")
    canonical = card(view, "canonical_request")
    expect(canonical).to_contain_text("x-amz-meta-note:two·blanks")
    shoot(page, "blanks")
    # A sign at the end of every line but the last: that text has no newline at its end.
    for name, lines in (("canonical_request", 8), ("string_to_sign", 4)):
        assert page.evaluate(LINE_ENDS, name) == [True] * (lines - 1) + [False]
    assert "·" not in card(view, "derivation").text_content() + card(view, "url").text_content()
    # Nothing was edited.
    expect(view.locator("[data-unchanged], .cosnb-changed")).to_have_count(0)


def test_an_answer_marks_only_what_differs_and_not_what_was_shown_before(page, lab):
    lab.open(page, lab.write("again.ipynb", FORM))
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    for key in ("one.txt", "another.txt"):
        page.locator(".cosnb-field-key input").fill(key)
        expect(card(form, "canonical_request").first).to_contain_text(key)
        form.get_by_role("button", name="Change one character").click()
        form.get_by_role("button", name="Verify like the store").click()
        expect(form.locator(".cosnb-slot")).to_contain_text("refuse this")
        expect(form.locator(".cosnb-slot .cosnb-differs").first).to_contain_text(re.compile("."))
    expect(form.locator(".cosnb-slot")).to_contain_text("another.txt")
    expect(form.locator(".cosnb-slot .cosnb-changed")).to_have_count(0)


def test_the_countdown_names_the_readers_own_time_and_warns_of_a_short_life(page, lab):
    lab.open(page, lab.write("clock.ipynb", FORM))
    lab.run_all(page)
    clock = page.locator(".cosnb-panel .cosnb-countdown")
    expect(clock).to_contain_text("min")
    expect(clock).to_have_attribute("title", re.compile(r"\d{4}.*\d:\d\d:\d\d"))
    page.locator(".cosnb-field-expires input").fill("50 s")
    expect(clock).to_contain_text("may be too late")
