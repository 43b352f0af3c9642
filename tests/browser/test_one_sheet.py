"""One stylesheet a page for what is live; each saved output has the rules that it uses, and needs no other's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cosnb.display.style import shortened, stylesheet

sys.path.append(str(Path(__file__).parents[1] / "display"))

from test_without_styles import SHOWN

OUTPUTS = {name: make for name, make in SHOWN.items() if name != "link-page"}
# How every element of the last output looks.
LOOKS = """() => [...[...document.querySelectorAll('main')].at(-1).querySelectorAll('*:not(style)')].map((el) => {
  const style = getComputedStyle(el);
  return [el.className, ...[...style].filter((name) => !name.startsWith('--')).map((name) => style[name])].join('|');
})"""


@pytest.mark.parametrize("width", [1000, 380])
@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_looks_the_same_with_its_own_rules_alone_and_with_all(page, name, width):
    page.goto("about:blank")  # nothing of what was shown there before goes on
    page.set_viewport_size({"width": width, "height": 800})
    html = OUTPUTS[name]()
    page.set_content(f"<main>{html}</main>")
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    alone = page.evaluate(LOOKS)
    page.set_content(
        f"{shortened(f'<style>{stylesheet()}</style>')}<main>{re.sub('<style>.*?</style>', '', html, flags=re.DOTALL)}</main>"
    )
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    assert page.evaluate(LOOKS) == alone
    page.set_content(f"<main>{html}</main>".replace("<style>", "<style>/*").replace("</style>", "*/</style>"))
    assert page.evaluate(LOOKS) != alone


def test_all_live_views_of_a_page_share_one_sheet(page, lab):
    cells = ["from cosnb import *\nPresignForm()", "UrlInspector()", "SecretField()", "PresignForm().signed"]
    lab.open(page, lab.write("sheet.ipynb", *cells))
    lab.run_all(page)
    expect(page.locator(".cosnb-form")).to_have_count(2)
    page.locator(".cosnb-secret").last.wait_for()
    page.locator(".jp-CodeCell").last.locator(".cosnb-card").first.wait_for()
    assert page.evaluate("() => document.adoptedStyleSheets.filter((one) => one.cosnb).length") == 1
    assert (
        page.evaluate(
            "() => [...document.querySelectorAll('style')].filter((one) => one.textContent.includes('cosnb-view')).length"
        )
        == 0
    )
