"""The page that uploads, in a real browser: a file arrives, whole or in parts; and what a person reads where it does not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from lab_server import Pages
from playwright.sync_api import Browser, Locator, Page, expect
from test_access import violations
from test_form import shoot

import cosnb
from cosnb import Credentials, Sandbox, Signed, UploadPlan, allow_page, plan_upload, presign, send, upload_page

KEY = "inbox/<b>m\u00fc & \u202e%41.bin"
MIB = 1024 * 1024
DATA = os.urandom(11 * MIB + 7)


@pytest.fixture
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def box(pages: Pages) -> Iterator[Sandbox]:
    """A store whose bucket allows the page."""
    with Sandbox(port=0) as store:
        allow_page(
            store.bucket, pages.url.rstrip("/"), apply=True, endpoint=store.endpoint, credentials=store.credentials
        )
        yield store


def link(box: Sandbox, **more: Any) -> Signed:
    return presign(
        box.bucket, KEY, **{"credentials": box.credentials, "endpoint": box.endpoint, "method": "PUT", **more}
    )


def plan(box: Sandbox) -> UploadPlan:
    return plan_upload(box.bucket, KEY, len(DATA), part_size=5 * MIB, credentials=box.credentials)


def upload(tab: Page, pages: Pages, what: Signed | UploadPlan, data: bytes = DATA) -> Locator:
    """Open the page and send a file; what the page says of it."""
    pages.page = upload_page(what, title="Hand in <b>")
    tab.goto(pages.url)
    tab.get_by_label("File").set_input_files({"name": "a.bin", "mimeType": "image/x-a", "buffer": data})
    tab.get_by_role("button", name="Upload").click()
    return tab.get_by_role("status")


def test_a_file_arrives_with_its_headers_and_the_page_asks_nobody_but_the_store(tab, pages, box):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    headers = {"x-amz-meta-by": "M\u00fc  ller", "Content-Type": "text/x; a=b"}
    expect(upload(tab, pages, link(box, headers=headers))).to_have_text(f"Stored: all {len(DATA)} bytes of a.bin.")
    stored = send(link(box, method="GET"))
    assert stored.body == DATA
    assert (stored.headers["content-type"], stored.headers["x-amz-meta-by"]) == ("text/x; a=b", "M\u00fc ller")
    assert {url.partition("?")[0] for url in asked} == {pages.url, link(box).url.partition("?")[0]}
    expect(tab.get_by_role("button", name="Upload")).to_be_focused()


def test_the_type_of_the_file_is_stored_where_none_is_signed(tab, pages, box):
    expect(upload(tab, pages, link(box), b"")).to_have_text("Stored: all 0 bytes of a.bin.")
    assert send(link(box, method="HEAD")).headers["content-type"] == "image/x-a"


def test_parts_arrive_a_busy_store_is_asked_again_and_what_broke_off_goes_on(tab, pages, box):
    sent: list[str] = []

    def trouble(route):
        sent.append(re.findall("partNumber=(.)", route.request.url)[0])
        if len(sent) == 2:
            route.fulfill(status=503, headers={"Access-Control-Allow-Origin": "*"}, body="<Error/>")
        elif len(sent) == 4:
            route.abort("connectionreset")
        else:
            route.continue_()

    tab.route(re.compile("partNumber"), trouble)
    said = upload(tab, pages, plan(box))
    expect(said).to_contain_text("The connection broke, or")
    tab.get_by_role("button", name="Try again").click()
    expect(said).to_have_text(f"Stored: all {len(DATA)} bytes of a.bin.")
    assert sent == ["1", "2", "2", "3", "3"]
    stored = send(link(box, method="GET"))
    assert (stored.body, stored.headers["etag"][-3:]) == (DATA, '-3"')


def test_a_refusal_is_said_in_words(tab, pages, box):
    wrong = Credentials(box.credentials.access_key_id, "0123456789" * 4)
    said = upload(tab, pages, link(box, credentials=wrong))
    expect(said).to_contain_text("The store refused: 403 SignatureDoesNotMatch.")
    shoot(tab, "upload-refused")
    ended = datetime.now(timezone.utc) - timedelta(hours=1)
    expect(upload(tab, pages, link(box, now=ended, expires=60))).to_contain_text(
        "This page has expired: it worked until"
    )
    expect(upload(tab, pages, plan(box), b"short")).to_have_text(
        re.compile(r"for a file of \d+ bytes, and this one has 5\.")
    )


def test_where_the_bucket_does_not_allow_the_page_the_call_that_does_is_shown_and_works(tab, pages, box, monkeypatch):
    place = {"endpoint": box.endpoint, "credentials": box.credentials}
    send(presign(box.bucket, method="DELETE", query={"cors": ""}, **place))
    said = upload(tab, pages, link(box))
    expect(said).to_contain_text("the bucket's CORS rules do not allow this page")
    call = tab.locator("pre")
    expect(call).to_be_visible()
    shoot(tab, "upload-cors")
    rules = eval(call.text_content() or "", {"allow_page": lambda *args, **more: allow_page(*args, **more, **place)})
    assert rules.added["AllowedOrigins"] == [pages.url.rstrip("/")]
    tab.get_by_role("button", name="Try again").click()
    expect(said).to_contain_text("Stored")


def test_a_store_that_cannot_be_reached_is_said(tab, pages, box):
    what = link(box, endpoint="http://127.0.0.1:9")
    expect(upload(tab, pages, what)).to_contain_text("The store cannot be reached.")


def test_cancel_ends_it_and_it_can_be_sent_again(tab, pages, box):
    held = []
    tab.route(re.compile("Signature"), lambda route: held.append(route))
    said = upload(tab, pages, link(box))
    expect(tab.get_by_role("progressbar", name="Upload")).to_be_visible()
    expect(tab.get_by_role("button", name="Cancel")).to_be_focused()
    shoot(tab, "upload-sending")
    assert violations(tab, "body") == "[]"
    tab.keyboard.press("Enter")
    expect(said).to_contain_text("Cancelled.")
    expect(tab.get_by_role("progressbar")).to_be_hidden()
    tab.unroute_all()
    tab.keyboard.press("Enter")
    expect(said).to_contain_text("Stored")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_everybody_can_use_it(tab, pages, box, scheme, width):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 800})
    expect(upload(tab, pages, link(box))).to_contain_text("Stored")
    tab.get_by_text("For whoever made this page").click()
    shoot(tab, f"upload-{scheme}-{width}")
    assert violations(tab, "body") == "[]"
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("b").count() == 0
    expect(tab.get_by_role("heading")).to_have_text("Hand in <b>")
    expect(tab.locator("code")).to_have_text("inbox/<b>m\u00fc & \u2039U+202E\u203a%41.bin")


def test_a_page_from_a_disk_is_allowed_as_every_page_is(tab, tmp_path: Path, box):
    place = {"endpoint": box.endpoint, "credentials": box.credentials}
    (tmp_path / "upload.html").write_text(upload_page(link(box)), "utf-8")
    tab.goto((tmp_path / "upload.html").as_uri())
    tab.get_by_label("File").set_input_files({"name": "a", "mimeType": "", "buffer": DATA})
    expect(tab.locator("pre")).to_have_text(f'allow_page("{box.bucket}", "*", apply=True)')
    cosnb.allow_page(box.bucket, "*", apply=True, **place)
    tab.get_by_role("button", name="Upload").click()
    expect(tab.get_by_role("status")).to_contain_text("Stored")
