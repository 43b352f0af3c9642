"""The key derivation, walked link by link."""

from __future__ import annotations

from playwright.sync_api import expect
from test_form import card, shoot

CELL = "from cosnb import PresignForm\nPresignForm()"
LINKS = ("the secret key", "HMAC-SHA256 of the message", "kDate", "HMAC-SHA256 of the message", "kRegion")
LAST = "kSigning"


def at(derivation, name) -> None:
    """One link is shown, to eyes and to screen readers; none where the name is empty."""
    expect(derivation.locator(".cosnb-now")).to_have_count(1 if name else 0)
    if name:
        expect(derivation.locator(".cosnb-now .cosnb-label").first).to_have_text(name)
        expect(derivation.locator('[aria-current="step"] .cosnb-label').first).to_have_text(name)


def test_each_press_goes_one_link_on_or_back_also_after_an_edit(page, lab):
    lab.open(page, lab.write("walk.ipynb", CELL))
    lab.run_all(page)
    page.get_by_role("radio", name="Key derivation").check()
    derivation = card(page.locator(".cosnb-form"), "derivation")
    on = derivation.get_by_role("button", name="The next step")
    at(derivation, "")
    for name in LINKS:
        on.click()
        at(derivation, name)
        expect(derivation.get_by_role("status")).to_contain_text(name)
    shoot(page, "walking")
    page.locator(".cosnb-field-region input").fill("eu-de")
    expect(derivation).to_contain_text("eu-de")
    at(derivation, LINKS[-1])
    for name in (*LINKS[-2::-1], "", LAST, LINKS[1]):
        derivation.get_by_role("button", name="The step before").click()
        at(derivation, name)
    on.click()
    on.click()
    at(derivation, "")
