"""The key derivation, walked and played link by link, on a clock that the test moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_form import card, shoot

CELL = "from cosnb import PresignForm\nPresignForm()"
LINKS = ("kDate", "kRegion", "kService", "kSigning")
# A little more than one link takes.
STEP = 1500


@pytest.fixture
def page(context):
    """A page of its own, because its clock stands still for good."""
    return context.new_page()


@pytest.fixture
def derivation(page, lab):
    """The card of the key derivation, with the page's clock standing still."""
    page.clock.install()
    lab.open(page, lab.write("play.ipynb", CELL))
    lab.run_all(page)
    derivation = card(page.locator(".cosnb-form"), "derivation")
    derivation.wait_for()
    page.clock.pause_at(page.evaluate("() => Date.now() + 60_000"))
    return derivation


def button(derivation, name):
    return derivation.get_by_role("button", name=name)


def at(derivation, name) -> None:
    """One link is shown, to eyes and to screen readers; none where the name is empty."""
    expect(derivation.locator(".cosnb-now")).to_have_count(1 if name else 0)
    if name:
        expect(derivation.locator(".cosnb-now .cosnb-label").first).to_have_text(name)
        expect(derivation.locator('[aria-current="step"] .cosnb-label').first).to_have_text(name)


def test_playing_shows_each_link_in_turn_and_ends(page, derivation):
    at(derivation, "")
    button(derivation, "Play the four links").click()
    for name in LINKS:
        at(derivation, name)
        expect(button(derivation, "Pause at this link")).to_have_text("Pause")
        if name == "kRegion":
            derivation.scroll_into_view_if_needed()
            shoot(page, "playing")
        page.clock.run_for(STEP)
    at(derivation, "")
    expect(button(derivation, "Play the four links")).to_have_text("Play")
    page.clock.run_for(5 * STEP)
    at(derivation, "")


def test_it_pauses_where_it_is_goes_on_from_there_and_starts_again(page, derivation):
    button(derivation, "Play the four links").click()
    page.clock.run_for(STEP)
    button(derivation, "Pause at this link").click()
    page.clock.run_for(5 * STEP)
    at(derivation, "kRegion")
    button(derivation, "Play the four links").click()
    at(derivation, "kService")
    page.clock.run_for(2 * STEP)
    at(derivation, "")
    button(derivation, "Play the four links").click()
    at(derivation, "kDate")


def test_a_step_by_hand_and_an_edit_do_not_fight_with_the_player(page, derivation):
    button(derivation, "Play the four links").click()
    button(derivation, "The next link").click()
    at(derivation, "kRegion")
    page.clock.run_for(5 * STEP)
    at(derivation, "kRegion")
    button(derivation, "Play the four links").click()
    page.locator(".cosnb-field-region input").fill("eu-de")
    expect(derivation).to_contain_text("eu-de")
    at(derivation, "kService")
    page.clock.run_for(STEP)
    at(derivation, "kSigning")


def test_it_is_off_where_reduced_motion_is_asked_for(page, derivation):
    button(derivation, "Play the four links").click()
    page.emulate_media(reduced_motion="reduce")
    expect(derivation.locator('.cosnb-play[data-step="0"]')).to_be_hidden()
    page.clock.run_for(5 * STEP)
    at(derivation, "kDate")
    button(derivation, "The next link").click()
    at(derivation, "kRegion")
    page.emulate_media(reduced_motion="no-preference")
    expect(button(derivation, "Play the four links")).to_be_visible()


def test_the_chain_can_be_walked_link_by_link(page, lab):
    page.emulate_media(reduced_motion="reduce")
    lab.open(page, lab.write("walk.ipynb", CELL))
    lab.run_all(page)
    derivation = card(page.locator(".cosnb-form"), "derivation")
    step = derivation.get_by_role("button", name="The next link")
    step.click()
    step.click()
    expect(derivation.locator(".cosnb-now .cosnb-label").first).to_have_text("kRegion")
    derivation.get_by_role("button", name="The link before").click()
    expect(derivation.locator(".cosnb-now .cosnb-label").first).to_have_text("kDate")
    expect(derivation.get_by_role("button", name="Play the four links")).to_be_hidden()
