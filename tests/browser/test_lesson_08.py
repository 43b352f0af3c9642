"""Lesson 08 in a real browser: its page sends by fetch where the CORS rules let it, and its form sends a file."""

from __future__ import annotations

import json
import re

import pytest
from lab_server import Lab
from playwright.sync_api import FrameLocator, Page, expect

LESSON = "08-uploads-from-a-browser.ipynb"
RULE = "<AllowedHeader>content-type</AllowedHeader>\n"


@pytest.fixture
def lesson(page: Page, lab: Lab):
    lab.open(page, LESSON)
    lab.run_all(page)
    return page


def framed(page: Page, holds: str) -> FrameLocator:
    """The frame of the lesson that has this word in its page."""
    frame = page.locator(f'iframe[srcdoc*="{holds}"]')
    frame.scroll_into_view_if_needed()
    return frame.content_frame


def press(page: Page) -> None:
    framed(page, "Send with fetch").get_by_role("button", name="Send with fetch").click()


def test_the_page_of_the_lesson_sends_by_fetch_and_reads_the_etag(lesson):
    asked: list[str] = []
    lesson.on("request", lambda request: asked.append(request.method + " " + request.url.partition("?")[0]))
    press(lesson)
    expect(framed(lesson, "Send with fetch").locator("output")).to_have_text(re.compile(r'^200, ETag "[0-9a-f]{32}"$'))
    assert any(re.fullmatch(r"PUT http://127\.0\.0\.1:\d+/demo-bucket/inbox/data\.json", line) for line in asked)


def test_the_form_of_the_lesson_stores_the_chosen_file(lesson):
    form = framed(lesson, "multipart/form-data")
    form.get_by_label("Content-Type").fill("image/png")
    form.get_by_label("File").set_input_files({"name": "a map.png", "mimeType": "image/png", "buffer": b"pixels"})
    with lesson.expect_response(lambda answer: answer.request.method == "POST" and "demo-bucket" in answer.url) as got:
        form.get_by_role("button", name="Upload").click()
    assert got.value.status == 201
    assert "inbox/a map.png" in got.value.headers["location"].replace("%20", " ")


def test_the_form_of_the_lesson_is_refused_what_its_policy_does_not_allow(lesson):
    form = framed(lesson, "multipart/form-data")
    form.get_by_label("Content-Type").fill("text/html")
    form.get_by_label("File").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": b"<h1>"})
    with lesson.expect_response(lambda answer: answer.request.method == "POST" and "demo-bucket" in answer.url) as got:
        form.get_by_role("button", name="Upload").click()
    assert got.value.status == 403


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (RULE, re.compile("^The browser refused: ")),
        ("<ExposeHeader>ETag</ExposeHeader>\n", "200, ETag null"),
    ],
)
def test_without_a_line_of_the_rules_the_browser_keeps_it_from_the_page(page, lab, without, said):
    text = (lab.root / LESSON).read_text("utf-8")
    line = json.dumps(without)[1:-1]
    assert text.count(line) == 1
    (lab.root / "changed rules.ipynb").write_text(text.replace(line, ""), "utf-8")
    lab.open(page, "changed rules.ipynb")
    lab.run_all(page)
    press(page)
    expect(framed(page, "Send with fetch").locator("output")).to_have_text(said)
