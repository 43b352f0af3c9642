"""One widget shown twice: what is pressed in one view is done in that view, and in no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_access import CELL
from test_form import card, show

FORM = "from cosnb import PresignForm\nform = PresignForm()\nform"
OPENED = "() => { window.opened = []; window.open = (url) => { window.opened.push(url); return null; }; }"
MASKED = "Show the masked values in this page"


@pytest.fixture
def errors(page):
    """Every error that a script of the page raises."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


@pytest.fixture
def forms(page, lab):
    lab.open(page, lab.write("two-forms.ipynb", FORM, "form"))
    lab.run_all(page)
    expect(page.locator(".cosnb-form .cosnb-primary")).to_have_count(2)
    return page.locator(".cosnb-form").first, page.locator(".cosnb-form").last


def test_one_press_opens_one_tab_with_the_live_link(page, forms, errors):
    page.evaluate(OPENED)
    forms[0].get_by_role("button", name="Open in a tab").click()
    page.wait_for_function("() => window.opened.length")
    # An answer that comes later tells that the first one was heard by all.
    forms[1].get_by_role("button", name="Copy URL").click()
    expect(forms[1].get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("() => window.opened.length") == 1
    expect(forms[0].get_by_role("button", name="Copy URL")).to_be_visible()
    assert errors == []


def test_a_stage_is_copied_where_it_was_asked_for_and_no_other_view_stumbles(page, forms, errors):
    for form in forms:
        show(form, "String to sign")
        copy = card(form, "string_to_sign").locator(".cosnb-copy").first
        copy.click()
        expect(copy).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("AWS4-HMAC-SHA256\n")
    assert errors == []


def test_what_is_revealed_in_one_view_stays_masked_in_the_other(page, lab, errors):
    cell = CELL.format(example=False, token="").replace(
        "\npresign(", "\nfrom cosnb import StageView\nview = StageView(presign("
    )
    lab.open(page, lab.write("two-stages.ipynb", cell + ")\nview", "view"))
    lab.run_all(page)
    signatures = page.locator('.cosnb-card[data-stage="signature"] .cosnb-code')
    expect(signatures).to_have_count(2)
    reveal = page.get_by_role("button", name=MASKED)
    reveal.first.click()
    expect(signatures.first).not_to_contain_text("•")
    copy = page.locator('.cosnb-card[data-stage="string_to_sign"] .cosnb-copy').last
    copy.click()
    expect(copy).to_have_text("Copied")
    expect(signatures.last).to_contain_text("••••")
    assert errors == []
