"""Everybody: screen readers (axe), both themes, narrow windows, Notebook 7 and a page without a kernel."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from playwright.sync_api import expect
from test_form import card, shoot, show

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RUN_AXE = """async selector => {
  const found = await axe.run(selector);
  return found.violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html.slice(0, 160) + ' ' + n.failureSummary)]);
}"""
CELL = """from datetime import datetime, timezone
from cosnb import Credentials, PresignForm, presign, send
pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, {token}example={example})
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
headers = {{"content-type": "text/plain"}}
presign("my-bucket", "a b/ü.txt", endpoint="us-south", credentials=pair, headers=headers, now=now)"""


def violations(page, selector: str) -> str:
    page.evaluate(AXE)
    return json.dumps(page.evaluate(RUN_AXE, selector), indent=1)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_the_form(page, lab, theme):
    name = lab.write("axe.ipynb", "from cosnb import PresignForm\nPresignForm()")
    lab.open(page, name)
    lab.theme(page, theme)
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    assert violations(page, ".cosnb-form") == "[]"
    shade = theme.split()[1].lower()
    expect(form.get_by_role("button", name=re.compile("^What is "))).to_have_count(11)
    ask = form.get_by_role("button", name="What is Expires in?")
    expect(ask).to_have_accessible_description(re.compile("Where it goes: X-Amz-Expires"))
    ask.press("Enter")
    expect(form.locator("p:popover-open")).to_contain_text("Whoever uses the link must use the link before it ends.")
    shoot(page, f"help-{shade}")
    assert violations(page, ".cosnb-form") == "[]"
    page.keyboard.press("Escape")
    expect(form.locator(":popover-open")).to_have_count(0)
    form.get_by_role("button", name="Add a signed header").click()
    shoot(page, f"menu-{shade}")
    assert violations(page, ".cosnb-form") == "[]"
    page.keyboard.press("Escape")
    show(form, "All")
    for summary in form.locator("summary").all():
        summary.click()
    form.locator(".cosnb-view").first.wait_for()
    assert violations(page, ".cosnb-form") == "[]"


@pytest.mark.parametrize("example", [True, False])
def test_axe_finds_nothing_in_a_stage_view(page, lab, example):
    name = lab.write("view.ipynb", CELL.format(example=example, token='"token", '))
    lab.open(page, name)
    lab.run_all(page)
    page.locator(".cosnb-view .cosnb-card").first.wait_for()
    page.locator(".cosnb-chip").nth(2).click()
    assert violations(page, ".cosnb-view") == "[]"


def test_the_view_works_in_notebook_7(page, lab):
    name = lab.write("nb7.ipynb", CELL.format(example=True, token=""))
    lab.open(page, name, app="nb7")
    lab.run_all(page)
    view = page.locator(".cosnb-view")
    card(view, "scope").locator(".cosnb-part", has_text="us-south").hover()
    expect(card(view, "derivation").locator(".cosnb-lit")).to_have_text("us-south")
    shoot(page, "nb7")


def test_a_narrow_window_shows_everything_without_sideways_scrolling(page, lab):
    page.set_viewport_size({"width": 360, "height": 800})
    name = lab.write("narrow.ipynb", CELL.format(example=True, token=""))
    lab.open(page, name)
    lab.run_all(page)
    view = page.locator(".cosnb-view")
    card(view, "canonical_request").wait_for()
    wide = "el => [...el.querySelectorAll('.cosnb-card')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    assert view.evaluate(wide) == 0
    view.scroll_into_view_if_needed()
    shoot(page, "narrow")


def test_the_saved_page_shows_the_same_cards_and_lights_without_a_script(browser, tmp_path):
    from datetime import datetime, timezone

    from cosnb import Credentials, presign, save_html

    pair = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=True)
    now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
    save_html(presign("my-bucket", "a b.txt", endpoint="us-south", credentials=pair, now=now), tmp_path / "link.html")
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 900}).new_page()
    page.goto((tmp_path / "link.html").as_uri())
    expect(page.locator("article")).to_have_count(6)
    region = page.locator("article ._f:visible")
    region.nth(1).hover()
    shoot(page, "page")
    assert page.locator("script").count() == 0
    page.context.close()


HOSTILE = """from datetime import datetime, timezone
from cosnb import Credentials, PresignForm, presign, send, Sandbox
box = Sandbox(port=0)
evil = '<img src=x onerror="window.pwned=1">\\u202egpj.</style><script>window.pwned=1</script>'
send(presign(box.bucket, evil, method="PUT", credentials=box.credentials), evil)
presign(box.bucket, evil, credentials=box.credentials, headers={"x-amz-meta-a": "<svg onload=window.pwned=1>"})"""


def test_hostile_keys_and_answers_never_run(page, lab):
    name = lab.write(
        "hostile.ipynb",
        HOSTILE,
        "send(presign(box.bucket, evil, credentials=box.credentials))",
        "PresignForm(key=evil, bucket=box.bucket, region='<b>')",
    )
    lab.open(page, name)
    lab.run_all(page)
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    page.locator(".cosnb-form").get_by_role("button", name="Send GET").click()
    page.locator(".cosnb-form .cosnb-status").wait_for()
    for summary in page.locator(".cosnb-view summary:visible").all():
        summary.click()
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".cosnb-view img, .cosnb-view script, .cosnb-view svg").count() == 0
