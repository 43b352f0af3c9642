"""Every view in every way of looking at it: forced colours, a page at 200 %, 360 pixels, 4K, light and dark."""

from __future__ import annotations

import itertools
from datetime import datetime, timezone

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import SHOTS, card, shoot, show

from cosnb import Credentials, Presigner, presign, save_html
from cosnb.display.link_page import save_link_page

SETUP = """from datetime import datetime, timezone
import warnings
from cosnb import *
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
pair = Credentials("0123456789abcdef" * 2, "0011223344556677" * 3, example=True)
box = Sandbox(port=0, now=now)
plain = {"endpoint": "us-south", "credentials": pair, "now": now, "method": "PUT"}
headers = {"x-amz-meta-note": "two  blanks", "Content-Type": "text/plain"}
link = presign("my-bucket", "2026 Q1/grüße + mehr.txt", query={"versionId": "null", "a": "1"}, headers=headers, **plain)
other = presign("my-bucket", "2026 Q1/grüße+mehr.txt", query={"versionId": "null"}, headers=headers, **plain)
bad = presign(box.bucket, "hello.txt", credentials=box.credentials, now=now).url.replace("?", "?utm_source=mail&")
warnings.simplefilter("ignore")"""
VIEWS = {
    "form": "PresignForm(now=now)",
    "stages": "link",
    "inspector": "UrlInspector(bad, credentials=box.credentials, now=now)",
    "break-it": 'BreakIt("path-plus", now=now)',
    "compare": "compare(link, other)",
    "verify": "verify(bad, box.credentials, now=now)",
    "diagnose": "diagnose(bad, credentials=box.credentials, now=now, progress=False)",
    "post": 'presign_post("my-bucket", "inbox/", endpoint="us-south", credentials=pair, now=now)',
    "answer": "send(bad)",
}
# Width and height in CSS pixels; a page of 1280 × 800 at 200 % has 640 × 400 of them.
SIZES = {"desk": (1280, 1000), "zoom": (640, 400), "narrow": (360, 800), "wide": (3840, 2160), "retina": (1920, 1080)}
COLOURS = {"light": ("Light", "none"), "dark": ("Dark", "none"), "forced": ("Light", "active")}
# What is cut off or scrolls sideways; a table of bytes may scroll in its own box, because it has two dimensions.
TOO_WIDE = """() => [...document.querySelectorAll('.cosnb-form, .cosnb-view, .cosnb-view *')]
  .filter((el) => el.clientWidth && el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== 'inline')
  .map((el) => `${el.className} ${el.scrollWidth} > ${el.clientWidth}`)
  .filter((what) => !/^(cosnb-|_)dump/.test(what))"""
STYLE = "(el, name) => getComputedStyle(el)[name]"


@pytest.fixture(scope="module")
def views(browser, lab):
    """One page with every view in it, and everything unfolded."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    lab.open(page, lab.write("views.ipynb", SETUP, *VIEWS.values()))
    lab.run_all(page)
    form = page.locator(".cosnb-form").first
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")
    show(form, "All")
    expect(page.locator(".cosnb-panel").last).to_contain_text("would refuse it")
    page.evaluate("() => { for (const el of document.querySelectorAll('.cosnb-details')) el.open = true; }")
    yield page
    page.context.close()


@pytest.fixture
def look(views, lab):
    """Look at the page in one size and one set of colours."""

    def look(size: str, colours: str):
        theme, forced = COLOURS[colours]
        width, height = SIZES[size]
        views.set_viewport_size({"width": width, "height": height})
        lab.theme(views, f"JupyterLab {theme}")
        views.emulate_media(forced_colors=forced, color_scheme=theme.lower())
        return views

    yield look
    views.emulate_media(forced_colors="none", color_scheme="light")


def shoot_all(page, name: str) -> None:
    """Each view as it is first seen, in a window of its own height."""
    if SHOTS:
        cells = page.locator(".jp-CodeCell").all()[1:]
        for cell, view in zip(cells, VIEWS, strict=True):
            cell.evaluate("el => el.scrollIntoView()")
            shoot(page, f"{name}-{view}")


@pytest.mark.parametrize("size, colours", [*itertools.product(SIZES, COLOURS)])
def test_nothing_is_cut_off_and_nothing_but_bytes_scrolls_sideways(look, size, colours):
    page = look(size, colours)
    shoot_all(page, f"{size}-{colours}")
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(
    "size, colours", [("desk", "forced"), ("zoom", "dark"), ("narrow", "light"), ("wide", "light")]
)
def test_axe_finds_nothing_in_any_view(look, size, colours):
    page = look(size, colours)
    assert violations(page, ".cosnb-form, .cosnb-view") == "[]"


def test_in_a_very_narrow_place_no_stop_of_the_rail_runs_into_the_next(look):
    page = look("narrow", "light")
    page.set_viewport_size({"width": 255, "height": 800})
    form = page.locator(".cosnb-form").first
    form.get_by_role("button", name="Change one character").click()
    expect(form.locator('.cosnb-rail [data-word="differs"]')).to_have_count(1)
    stops = form.locator(".cosnb-rail > label, .cosnb-edit").all()
    assert [stop.text_content() for stop in stops if stop.evaluate("el => el.scrollWidth > el.clientWidth")] == []
    form.get_by_role("button", name="Restore").click()
    expect(form.locator('.cosnb-rail [data-word="differs"]')).to_have_count(0)


@pytest.mark.parametrize("taken", [252, 264], ids=["one document", "tabs"])
def test_beside_open_file_browser_the_rail_is_one_row(look, taken):
    page = look("desk", "light")
    page.set_viewport_size({"width": 1100 - taken, "height": 750})
    form = page.locator(".cosnb-form").first
    form.get_by_role("button", name="Change one character").click()
    stops = form.locator(".cosnb-rail > label")
    assert len(set(stops.evaluate_all("all => all.map((el) => el.getBoundingClientRect().top)"))) == 1
    assert stops.evaluate_all("all => all.filter((el) => el.scrollWidth > el.clientWidth).length") == 0
    form.get_by_role("button", name="Restore").click()


def test_an_upload_and_the_stores_side_fit_too(look):
    page = look("narrow", "light")
    form = page.locator(".cosnb-form").first
    form.locator(".cosnb-field-method select").select_option("PUT")
    expect(form.get_by_label("or a file")).to_be_visible()
    form.get_by_role("button", name="Verify like the store").click()
    expect(form.locator(".cosnb-slot")).to_contain_text("accept this")
    shoot(page, "narrow-upload")
    assert page.evaluate(TOO_WIDE) == []
    form.locator(".cosnb-field-method select").select_option("GET")
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-status")).to_have_text("200 OK")


def test_in_forced_colours_what_is_lit_pinned_and_now_can_be_seen(look):
    page = look("desk", "forced")
    form = page.locator(".cosnb-form").first
    chip = form.get_by_role("button", name="region", exact=True)
    chip.click()
    page.mouse.move(0, 0)
    region = card(form, "scope").locator(".cosnb-part", has_text="us-south")
    service = card(form, "scope").locator(".cosnb-part", has_text="s3")
    for mark in ("backgroundColor", "color"):
        assert region.evaluate(STYLE, mark) != service.evaluate(STYLE, mark)
        assert chip.evaluate(STYLE, mark) != form.get_by_role("button", name="bucket", exact=True).evaluate(STYLE, mark)
    derivation = card(form, "derivation")
    derivation.get_by_role("button", name="The next step").click()
    expect(derivation.locator(".cosnb-now")).to_have_css("outline-style", "solid")
    expect(derivation.locator(".cosnb-playing > :not(.cosnb-now)").first).to_have_css("opacity", "1")
    shoot(page, "forced-pinned")
    derivation.get_by_role("button", name="The step before").click()
    chip.press("Escape")


def test_in_forced_colours_changed_and_differing_bytes_can_be_seen(look):
    page = look("desk", "forced")
    form = page.locator(".cosnb-form").first
    form.locator(".cosnb-field-key input").fill("grüße.txt")
    changed = card(form, "canonical_request").locator(".cosnb-changed").first
    expect(changed).to_be_visible()
    expect(changed).to_have_css("outline-style", "dashed")
    shoot(page, "forced-changed")
    differing = page.locator(".cosnb-differs").first
    expect(differing).to_have_css("outline-style", "solid")
    assert differing.evaluate(STYLE, "backgroundColor") != differing.locator("..").evaluate(STYLE, "backgroundColor")


def test_in_forced_colours_an_error_and_an_old_result_can_be_seen(look):
    page = look("desk", "forced")
    form = page.locator(".cosnb-form").first
    code = card(form, "scope").locator(".cosnb-code").first
    before = code.evaluate(STYLE, "color")
    form.locator(".cosnb-field-expires input").fill("soon")
    expect(form.locator(".cosnb-stale > .cosnb-legend")).to_have_count(1)
    assert code.evaluate(STYLE, "color") != before
    expect(form.locator('.cosnb-field .cosnb-note[data-tone="error"]')).to_have_css("border-left-style", "double")
    shoot(page, "forced-stale")
    form.locator(".cosnb-field-expires input").fill("1 hour")
    expect(form.locator(".cosnb-stale > .cosnb-legend")).to_have_count(0)


def test_on_a_very_wide_screen_fields_and_both_columns_of_stages_stand_side_by_side(look):
    page = look("wide", "light")
    form = page.locator(".cosnb-form").first
    fields = form.locator(".cosnb-fields").bounding_box()
    first, last = (card(form, name).first.bounding_box() for name in ("canonical_request", "url"))
    assert fields["x"] + fields["width"] < first["x"]
    assert first["x"] + first["width"] < last["x"]
    # A line of prose or code that is too long to follow with the eyes.
    widest = "() => Math.max(...[...document.querySelectorAll('.cosnb-card, .cosnb-rule')].map((el) => el.offsetWidth))"
    assert page.evaluate(widest) <= 66 * 16
    shoot(page, "wide")


PAIR = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=True)
NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A saved page and a page of links."""
    folder = tmp_path_factory.mktemp("pages")
    headers = {"x-amz-meta-note": "two  blanks", "Content-Type": "text/plain"}
    link = presign("my-bucket", "a b/ü.txt", endpoint="us-south", credentials=PAIR, headers=headers, now=NOW)
    save_html(link, folder / "saved.html")
    keys = ["hello.txt", "2026 Q1/grüße an alle.txt", f"{'a-long-name-' * 12}.csv"]
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=PAIR)
    save_link_page(presigner, keys, folder / "links.html", now=NOW, progress=False)
    return folder


@pytest.mark.parametrize("size, colours", [*itertools.product(("desk", "zoom", "narrow", "wide"), COLOURS)])
@pytest.mark.parametrize("name", ["saved", "links"])
def test_a_saved_page_fits_every_window_and_axe_finds_nothing(browser, pages, name, size, colours):
    theme, forced = COLOURS[colours]
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme.lower(), forced_colors=forced
    )
    page = context.new_page()
    page.goto((pages / f"{name}.html").as_uri())
    page.evaluate("() => { for (const el of document.querySelectorAll('details')) el.open = true; }")
    shoot(page, f"{name}-{size}-{colours}")
    assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate(TOO_WIDE) == []
    assert violations(page, "body") == "[]"
    context.close()


def test_hovering_a_saved_page_is_seen_in_forced_colours_too(browser, pages):
    page = browser.new_context(forced_colors="active", java_script_enabled=False).new_page()
    page.goto((pages / "saved.html").as_uri())
    regions = page.locator("article ._f:visible")
    assert regions.nth(1).evaluate(STYLE, "outlineStyle") == "none"
    regions.nth(0).hover()
    expect(regions.nth(1)).to_have_css("outline-style", "solid")
    shoot(page, "saved-forced-hover")
    page.context.close()
