"""A file that no single message could carry, from a real page to the store; and what is said where it cannot go on."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect
from test_form import shoot
from test_restart import GONE, RESTART

# A notebook server takes at most 10 MiB a message.
SIZE = 12_000_000
CELL = """from cosnb import PresignForm
form = PresignForm(method="PUT", key="{key}")
form"""
# Holds back what the page sends to its kernel once a message of that size is on its way; then how many were held.
HOLD = """() => {
  window.held = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data.byteLength > 1_000_000 && window.held) window.held.push(() => send.call(this, data));
    else send.call(this, data);
  };
}"""
# The sockets of kernels, which can be cut: then none gets through until it is mended.
SOCKETS = """
  window.sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(url, ...more) {
      super(window.cut && String(url).includes("/channels") ? "ws://127.0.0.1:9/" : url, ...more);
      if (String(url).includes("/channels")) window.sockets.push(this);
    }
  };
"""
CUT = "() => { window.cut = true; window.sockets.forEach((socket) => socket.close()); }"
MEND = "() => { window.cut = false; window.held = null; }"
RELEASE = "() => { const all = window.held; window.held = null; all.forEach((go) => go()); }"


@pytest.fixture
def form(page, lab, tmp_path):
    """A form that is about to put a file of 12 MB."""
    if not page.evaluate("() => 'sockets' in window"):  # another module loaded the page
        page.add_init_script(SOCKETS)
        page.goto("about:blank")
    lab.open(page, lab.write("upload.ipynb", CELL.format(key=tmp_path.name)))
    lab.theme(page, "JupyterLab Light")  # which one another module chose is kept by the server
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.get_by_role("button", name="Send PUT").wait_for()
    (tmp_path / "big.bin").write_bytes(os.urandom(SIZE))
    form.get_by_label("or a file").set_input_files(tmp_path / "big.bin")
    return form


@pytest.fixture
def sending(page, form):
    """The form while its first piece is on its way, which waits."""
    page.evaluate(HOLD)
    form.get_by_role("button", name="Send PUT").click()
    page.wait_for_function("() => window.held.length")
    return form


def contrast(button) -> list[str]:
    return button.evaluate("el => [getComputedStyle(el).color, getComputedStyle(el).backgroundColor]")


def test_a_file_of_more_than_10_mib_arrives_with_a_bar_and_can_be_read_under_the_pointer(page, sending):
    bar, send = sending.get_by_role("progressbar"), sending.get_by_role("button", name="Send PUT")
    expect(bar).to_be_visible()
    expect(send).to_be_disabled()
    send.hover()
    ink, ground = contrast(send)
    assert ink != ground
    assert ground not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    shoot(page, "sending")
    page.evaluate(RELEASE)
    expect(sending.locator(".cosnb-status")).to_have_text("200 OK")
    expect(bar).to_be_hidden()
    page.locator(".cosnb-field-method select").select_option("HEAD")
    sending.get_by_role("button", name="Send HEAD").click()
    expect(sending.locator(".cosnb-answer")).to_contain_text(str(SIZE))


def test_cancel_ends_it_at_once_and_nothing_is_stored(page, sending):
    sending.get_by_role("button", name="Cancel").click()
    expect(sending.get_by_text("Cancelled: nothing was stored.")).to_be_visible()
    expect(sending.get_by_role("progressbar")).to_be_hidden()
    page.evaluate(RELEASE)
    page.locator(".cosnb-field-method select").select_option("HEAD")
    sending.get_by_role("button", name="Send HEAD").click()
    expect(sending.locator(".cosnb-answer .cosnb-status")).to_have_text("404 Not Found")


def test_a_kernel_that_died_meanwhile_is_said_in_place(page, sending):
    page.evaluate(RESTART)
    expect(sending.get_by_role("status").filter(has_text=GONE)).to_be_visible()
    expect(sending.get_by_role("progressbar")).to_be_hidden()
    shoot(page, "sending-gone")


def test_a_lost_connection_is_said_in_place_and_the_upload_goes_on_when_it_is_back(page, sending):
    page.evaluate(CUT)
    said = sending.locator(".cosnb-panel").get_by_role("status")
    expect(said.filter(has_text="The connection to the kernel is lost")).to_be_visible()
    expect(sending.get_by_role("button", name="Cancel")).to_be_enabled()
    shoot(page, "sending-lost")
    page.evaluate(MEND)
    expect(sending.locator(".cosnb-status")).to_have_text("200 OK", timeout=60_000)


def test_a_file_that_has_gone_meanwhile_is_said_in_place(page, form, tmp_path):
    (tmp_path / "big.bin").unlink()
    form.get_by_role("button", name="Send PUT").click()
    expect(form.get_by_text("The file was changed or has gone since it was chosen: choose it again.")).to_be_visible()
    expect(form.get_by_role("button", name="Send PUT")).to_be_enabled()
    expect(form.locator(".cosnb-status")).to_have_count(0)


def test_a_file_that_changed_on_its_way_is_not_sent_in_parts_of_two(page, sending, tmp_path):
    (tmp_path / "big.bin").write_bytes(b"another")
    page.evaluate(RELEASE)
    expect(sending.get_by_text("The file was changed or has gone since it was chosen")).to_be_visible()
    expect(sending.locator(".cosnb-status")).to_have_count(0)
