"""The moving picture of the README, out of the real form: ``python -m pytest -q tests/browser/moving_picture.py``.

It needs Pillow. Look at notebooks/images/form.png before you commit it.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from lab_server import ROOT, Lab
from playwright.sync_api import Locator, Page, expect

PICTURE = ROOT / "notebooks" / "images" / "form.png"
SIZE = {"width": 1100, "height": 760}
CODE = """from datetime import datetime, timezone
from cosnb import PresignForm
PresignForm(now=datetime(2026, 1, 15, 12, tzinfo=timezone.utc))"""
KEY = ".cosnb-field-key input"
COLOURS = 64


def test_make_it(page: Page, lab: Lab) -> None:
    from PIL import Image

    frames: list[Image.Image] = []
    lasting: list[int] = []
    page.set_viewport_size(SIZE)
    lab.open(page, lab.write("picture.ipynb", CODE))
    lab.run_all(page)
    form = page.locator(".cosnb-form")
    form.locator(".cosnb-card").first.wait_for()

    def shoot(milliseconds: int) -> None:
        form.evaluate("el => el.scrollIntoView({ block: 'start' })")
        box = form.bounding_box()
        assert box
        # Without JupyterLab's bar at the bottom.
        clip = {
            "x": box["x"] - 8,
            "y": max(box["y"] - 8, 0),
            "width": box["width"] + 16,
            "height": SIZE["height"] - 116,
        }
        frames.append(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB"))
        lasting.append(milliseconds)

    play(page, form, shoot)
    # One palette for all, so that a frame is no more than what changed.
    width, height = frames[0].size
    sheet = Image.new("RGB", (width, height * len(frames)))
    for number, frame in enumerate(frames):
        sheet.paste(frame, (0, height * number))
    palette = sheet.quantize(COLOURS, dither=Image.Dither.NONE)
    still = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    still[0].save(PICTURE, save_all=True, append_images=still[1:], duration=lasting, loop=0, optimize=True)
    assert PICTURE.stat().st_size < 600_000


def play(page: Page, form: Locator, shoot: Callable[[int], None]) -> None:
    """Type a key, send, break the URL, be refused, and be told why."""
    stage = form.get_by_role("radio", name="Canonical request")
    stage.check()
    shoot(1500)
    for typed in ("n", "no", "notes/to", "notes/to do", "notes/to do list.txt"):
        page.locator(KEY).fill(typed)
        expect(form.locator('.cosnb-card[data-stage="canonical_request"]')).to_contain_text(typed.replace(" ", "%20"))
        shoot(220)
    shoot(1500)
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("200 OK")
    shoot(2000)
    url = form.locator(".cosnb-panel textarea").first
    url.fill(url.input_value().replace("%20", "+"))
    shoot(2000)
    form.get_by_role("button", name="Send GET").click()
    expect(form.locator(".cosnb-answer .cosnb-status")).to_have_text("403 Forbidden")
    expect(form.locator(".cosnb-finding .cosnb-status")).to_have_text("proven")
    shoot(4500)
