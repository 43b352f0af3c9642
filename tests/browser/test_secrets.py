"""A secret typed into the form, in the setting in which widgets leak: widget state is saved with the notebook."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from test_access import violations
from test_form import shoot

ID = "0123456789abcdef0123456789abcdef"
SECRET = "ca9a4e00ca9a4e00ca9a4e00ca9a4e00ca9a4e00ca9a4e00"
TOKEN = "session-canary-9f3c-session-canary"
CELL = 'from cosnb import PresignForm\nPresignForm(endpoint="us-south", bucket="my-bucket", key="report.csv")'


@pytest.fixture
def typed(page, lab):
    """The form with a typed pair, a record of every websocket frame, and the notebook's name."""
    frames = {"sent": [], "received": []}

    def watch(socket):
        for way in frames:
            socket.on(f"frame{way}", lambda data, way=way: frames[way].append(_text(data)))

    page.on("websocket", watch)
    name = lab.write("secrets.ipynb", CELL)
    lab.open(page, name)
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.locator(".cosnb-card").first.wait_for()
    page.locator(".cosnb-field-credentials select").select_option("typed here")
    form.get_by_placeholder("access key id").fill(ID)
    page.locator(".cosnb-field-endpoint input").fill("us-south")
    for label, value in (("Secret key", SECRET), ("Session token", TOKEN)):
        field = form.get_by_label(label)
        field.fill(value)
        field.press("Enter")
        expect(field).to_have_value("")
    expect(form.locator('.cosnb-card[data-stage="url"]')).to_contain_text("X-Amz-Security-Token=••••••••")
    return form, frames, name


def _text(data) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")


def live(form, page) -> dict[str, str]:
    """What must not be found anywhere: the secret, the token, and the live URL's signature, as the kernel has it."""
    form.get_by_role("button", name="Copy URL").click()
    expect(form.get_by_role("button", name="Copied")).to_be_visible()
    url = page.evaluate("() => navigator.clipboard.readText()")
    return {"secret": SECRET, "token": TOKEN, "signature": url.rpartition("X-Amz-Signature=")[2]}


def test_nothing_that_is_saved_holds_the_secret_or_a_live_signature(page, lab, typed):
    form, frames, name = typed
    lab.save(page, name)
    before_copy = "".join(frames["received"])
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.context.model.dirty = true; }")
    values = live(form, page)
    saved = lab.save(page, name)
    written = {path: path.read_text("utf-8", "replace") for path in lab.root.rglob("*") if path.is_file()}
    stores = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "application/vnd.jupyter.widget-state+json" in json.loads(saved)["metadata"]["widgets"]
    assert len(values["signature"]) == 64
    for what, value in values.items():
        assert value not in stores, what
        for path, text in written.items():
            assert value not in text, f"{what} in {path.name}"
        assert value not in before_copy, f"{what} came back from the kernel before anybody asked"


def test_the_secret_crosses_to_the_kernel_once_and_never_comes_back(page, typed):
    _, frames, _ = typed
    assert sum(SECRET in frame for frame in frames["sent"]) == 1
    assert not any(SECRET in frame for frame in frames["received"])


@pytest.mark.parametrize("pasted", [SECRET, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", TOKEN * 5])
def test_a_secret_pasted_into_the_key_id_is_refused_there_and_goes_nowhere(page, lab, typed, pasted):
    form, frames, name = typed
    before = sum(pasted in frame for frame in frames["sent"])
    field = form.get_by_placeholder("access key id")
    page.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+v")
    expect(form.get_by_role("alert").filter(has_text="cannot be an access key id")).to_be_visible()
    expect(field).to_have_value(ID)
    expect(field).to_have_attribute("aria-invalid", "true")
    shoot(page, "key-id-refused")
    assert violations(page, ".cosnb-typed") == "[]"
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.context.model.dirty = true; }")
    assert pasted not in lab.save(page, name)
    assert sum(pasted in frame for frame in frames["sent"]) == before
    field.fill("AKIAIOSFODNN7EXAMPLE")
    expect(form.locator('.cosnb-card[data-stage="url"]')).to_contain_text("AKIAIOSFODNN7EXAMPLE")
    expect(form.get_by_role("alert").filter(has_text="cannot be an access key id")).to_have_count(0)


def test_the_page_shows_length_and_fingerprint_only(page, typed):
    form, _, _ = typed
    expect(form).to_contain_text("held by the kernel: 48 bytes, fingerprint")
    assert SECRET not in page.content()
    assert TOKEN not in page.content()


def test_forget_now_takes_the_secret_away(page, typed):
    form, _, _ = typed
    form.get_by_role("button", name="Forget now").first.click()
    expect(page.locator(".cosnb-field-credentials .cosnb-note")).to_contain_text("one half of the pair is missing")
    expect(form.get_by_role("button", name="Send GET")).to_be_disabled()


@pytest.mark.parametrize("way", ["keyboard", "mouse"])
def test_a_secret_can_be_read_before_it_is_taken(page, lab, way):
    lab.open(page, lab.write("show.ipynb", "from cosnb import SecretField\nSecretField()"))
    lab.run_all(page)
    box, field = page.locator(".cosnb-secret"), page.get_by_label("Secret access key")
    field.click()
    page.keyboard.type("canary")
    if way == "keyboard":
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    else:
        box.get_by_role("button", name="Show").click()
        expect(field).to_be_focused()
    expect(box.get_by_role("button", name="Hide")).to_have_attribute("aria-pressed", "true")
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("canary")
    expect(box.get_by_role("status")).to_have_text("no secret")
    shoot(page, f"secret-shown-{way}")
    # It is taken when both are left.
    box.get_by_role("button", name="Hide").focus()
    page.keyboard.press("Tab")
    expect(field).to_have_value("")
    expect(box.get_by_role("status")).to_contain_text("6 bytes")


def test_the_keyboard_keeps_its_place_when_a_button_goes_with_what_it_did(page, typed):
    form, _, _ = typed
    form.get_by_role("button", name="Show the masked values in this page").focus()
    page.keyboard.press("Enter")
    expect(form.locator(".cosnb-reveal")).to_have_count(0)
    expect(form.get_by_role("button", name="Show spaces and line ends")).to_be_focused()
    form.get_by_role("button", name="Forget now").first.focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Forget now")).to_have_count(1)
    expect(form.get_by_label("Secret key")).to_be_focused()


def test_reveal_shows_the_signature_in_this_page_only(page, lab, typed):
    form, _, name = typed
    signature = live(form, page)["signature"]
    form.get_by_role("button", name="Show the masked values in this page").click()
    expect(form.locator('.cosnb-card[data-stage="signature"] .cosnb-code')).to_have_text(signature)
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.context.model.dirty = true; }")
    assert signature not in lab.save(page, name)
    page.locator(".cosnb-field-key input").fill("other.csv")
    masked = form.locator('.cosnb-card[data-stage="signature"]')
    expect(masked.locator(".cosnb-code")).to_have_text("••••••••")
    # It did change; that cannot be seen, and must not be denied.
    expect(form.locator('.cosnb-card[data-stage="canonical_request"]')).to_contain_text("other.csv")
    assert masked.get_attribute("data-unchanged") is None
    assert form.locator('.cosnb-card[data-stage="scope"]').get_attribute("data-unchanged") is not None
