"""After the kernel was restarted: no view pretends that somebody listens, and each says what to do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import shoot, show

GONE = "The kernel was restarted: run the cell again."
RESTART = """async () => {
  await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
}"""
WATCHING = f'.cosnb-view [role="status"]:has-text("{GONE}")'
LEFT = "form => [...form.querySelectorAll('.cosnb-field')].map(field => Math.round(field.getBoundingClientRect().left))"


@pytest.fixture
def restarted(page, lab):
    """Run a cell, do something, restart its kernel, and return every error of the page since then."""

    def restart(name: str, cell: str, before=lambda: None) -> list[str]:
        errors: list[str] = []
        lab.open(page, lab.write(f"restart-{name}.ipynb", cell))
        lab.run_all(page)
        before()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.evaluate(RESTART)
        page.locator(WATCHING).first.wait_for(state="attached")
        return errors

    return restart


def test_the_form_says_that_its_kernel_is_gone_and_its_fields_stay_in_place(page, restarted):
    form = page.locator(".cosnb-form")
    places = []

    def look():
        form.locator(".cosnb-card").first.wait_for()
        places.extend(form.evaluate(LEFT))
        form.get_by_role("button", name="Send GET").click()
        expect(form.locator(".cosnb-status")).to_have_text("200 OK")
        expect(form.locator(".cosnb-slot .cosnb-stale")).to_have_count(0)

    errors = restarted("form", "from cosnb import PresignForm\nPresignForm()", look)
    said = form.locator(".cosnb-panel").get_by_role("status").filter(has_text=GONE)
    expect(said).to_be_visible()
    # The answer of a kernel that is no more does not stand there as if it were today's.
    expect(form.locator(".cosnb-slot .cosnb-stale .cosnb-answer")).to_have_count(1)
    shoot(page, "restart-answer")
    for name in ("Send GET", "Copy URL", "Open in a tab", "Verify like the store"):
        form.get_by_role("button", name=name).click()
        expect(said).to_be_visible()
    show(form, "Canonical request")
    copy = form.locator(".cosnb-copy").first
    copy.click()
    expect(form.locator(".cosnb-card").first).to_contain_text(GONE)
    assert form.evaluate(LEFT) == places
    assert violations(page, ".cosnb-form") == "[]"
    shoot(page, "restart-form")
    assert errors == []


def test_a_secret_field_holds_nothing_any_more_and_refuses_a_new_secret_aloud(page, restarted):
    field = page.get_by_label("Secret access key")
    box = page.locator(".cosnb-secret")

    def fill():
        field.fill("canary-5e7a")
        field.press("Enter")
        expect(box).to_contain_text("held by the kernel: 11 bytes")

    errors = restarted("secret", "from cosnb import SecretField\nSecretField()", fill)
    expect(box.get_by_role("status")).to_have_text(GONE)
    expect(box.get_by_role("button", name="Forget now")).to_be_hidden()
    field.fill("another-5e7a")
    field.press("Enter")
    expect(box.get_by_role("status")).to_have_text(GONE)
    shoot(page, "restart-secret")
    assert "another-5e7a" not in page.content()
    assert errors == []


@pytest.mark.parametrize(
    ("name", "call", "press"),
    [
        ("break", "BreakIt()", "Send"),
        ("inspect", "UrlInspector('https://h.example.com/b/k?X-Amz-Signature=1')", "Send it and ask why"),
    ],
)
def test_a_panel_that_was_left_alone_does_not_wait_for_ever(page, restarted, name, call, press):
    button = page.get_by_role("button", name=press)
    errors = restarted(name, f"from cosnb import *\n{call}", button.wait_for)
    said = page.locator(".cosnb-panel").get_by_role("status").filter(has_text=GONE)
    expect(said).to_be_visible()
    button.click()
    expect(said).to_be_visible()
    shoot(page, f"restart-{name}")
    assert errors == []


def test_a_tick_that_nobody_hears_says_so(page, restarted):
    errors = restarted("tick", "from cosnb import BreakIt\nBreakIt()")
    # Said when it happened, and again when somebody presses.
    page.evaluate("() => { document.querySelector('.cosnb-panel .cosnb-note').textContent = ''; }")
    page.get_by_label("another key").check()
    expect(page.locator(".cosnb-panel .cosnb-note").first).to_have_text(GONE)
    assert errors == []
