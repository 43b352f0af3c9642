"""Lesson 08 in a real browser: its page sends by fetch where the CORS rules let it, and its form sends a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import nbformat
import pytest
from lab_server import ROOT, Lab, Pages
from playwright.sync_api import FrameLocator, Page, expect

from cosnb import Sandbox, presign, send
from cosnb.display import form_page
from cosnb.links import presign_post

LESSON = "08-uploads-from-a-browser.ipynb"
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=timezone.utc)
SOURCES = [cell.source for cell in nbformat.read(ROOT / "notebooks" / LESSON, as_version=4).cells]
RULES = next(found[1] for found in (re.search(r'RULES = """(.*?)"""', text, re.DOTALL) for text in SOURCES) if found)
SENDS = """<!doctype html><output></output><script>
fetch("%s", {method: "PUT", headers: {"Content-Type": "application/json"}, body: "{}"})
  .then((answer) => answer.status + " " + answer.headers.get("ETag"), () => "kept from the page")
  .then((text) => document.querySelector("output").textContent = text)
</script>"""


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(port=0, now=NOW) as store:
        yield store


def link(box: Sandbox, key: str | None = None, **more: Any):
    return presign(box.bucket, key, credentials=box.credentials, now=NOW, **more)


def outcome(page: Page, pages: Pages, box: Sandbox, rules: str) -> str:
    """What a page sees of its PUT, in a bucket with these CORS rules."""
    if rules:
        assert send(link(box, method="PUT", query={"cors": ""}), rules).ok
    upload = link(box, "inbox/data.json", method="PUT", headers={"Content-Type": "application/json"})
    pages.page = SENDS % upload.url
    page.goto(pages.url)
    expect(page.locator("output")).not_to_be_empty()
    return page.locator("output").text_content() or ""


def stored(box: Sandbox) -> bool:
    return send(link(box, "inbox/data.json")).ok


def test_with_the_rules_of_the_lesson_the_object_is_stored_and_the_page_reads_the_etag(page, pages, box):
    assert re.fullmatch(r'200 "[0-9a-f]{32}"', outcome(page, pages, box, RULES))
    assert stored(box)


def test_without_rules_the_browser_does_not_send_the_put(page, pages, box):
    assert outcome(page, pages, box, "") == "kept from the page"
    assert not stored(box)


def test_without_allowed_header_the_browser_does_not_send_the_put(page, pages, box):
    assert outcome(page, pages, box, RULES.replace("<AllowedHeader>content-type</AllowedHeader>\n", "")) == (
        "kept from the page"
    )
    assert not stored(box)


def test_without_expose_header_the_object_is_stored_and_the_page_does_not_see_the_etag(page, pages, box):
    assert outcome(page, pages, box, RULES.replace("<ExposeHeader>ETag</ExposeHeader>\n", "")) == "200 null"
    assert stored(box)


@pytest.mark.parametrize(("kind", "status"), [("image/png", 201), ("text/html", 403)])
def test_the_form_needs_no_rules_and_its_policy_decides(page, pages, box, kind, status):
    conditions = [["content-length-range", 1, 1000], ["starts-with", "$Content-Type", "image/"]]
    pages.page = form_page(
        presign_post(
            box.bucket,
            "inbox/${filename}",
            conditions=conditions,
            fields={"success_action_status": "201"},
            credentials=box.credentials,
            now=NOW,
        )
    )
    page.goto(pages.url)
    assert fill_and_upload(page, page, kind) == status
    answer = send(link(box, "inbox/a map.png"))
    assert (answer.body == b"pixels") == (status == 201)


def fill_and_upload(page: Page, form: Page | FrameLocator, kind: str) -> int:
    """Fill the form in as a person does; returns the status of the store's answer."""
    form.get_by_label("Content-Type").fill(kind)
    form.get_by_label("File").set_input_files({"name": "a map.png", "mimeType": "image/png", "buffer": b"pixels"})
    with page.expect_response(lambda answer: answer.request.method == "POST" and "demo-bucket" in answer.url) as got:
        form.get_by_role("button", name="Upload").click()
    return got.value.status


def test_both_pages_of_the_lesson_work_where_they_stand(page: Page, lab: Lab):
    lab.open(page, LESSON)
    lab.run_all(page)
    fetches = framed(page, "Send with fetch")
    fetches.get_by_role("button", name="Send with fetch").click()
    expect(fetches.locator("output")).to_have_text(re.compile(r'^200, ETag "[0-9a-f]{32}"$'))
    assert fill_and_upload(page, framed(page, "multipart/form-data"), "image/png") == 201


def framed(page: Page, holds: str) -> FrameLocator:
    """The frame of the lesson that has this text in its page."""
    frame = page.locator(f'iframe[srcdoc*="{holds}"]')
    frame.scroll_into_view_if_needed()
    return frame.content_frame
