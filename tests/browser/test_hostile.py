"""Pasted text, typed text, titles and saved pages full of scripts, in a real browser: nothing runs, all can be seen."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone

import pytest
from playwright.sync_api import expect

from cosnb import Credentials, diagnose, presign, save_html, verify

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
PAIR = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=True)
RUN = "window.pwned=(window.pwned||0)+1"
EVIL = (
    f"<img src=x onerror={RUN}>",
    f"</style></textarea></script><script>{RUN}</script>",
    f'"><svg onload={RUN}><a href=javascript:{RUN}>x</a>',
    f"' autofocus onfocus='{RUN}' x='",
    "a\u202egpj.exe\u2066\u200b",
    f"![x](javascript:{RUN})<iframe srcdoc='<script>parent.{RUN}</script>'>",
)
TEXT = " ".join(EVIL)
# The page's own elements; the notebook's stand outside of them.
OURS = ".cosnb-view, .cosnb-form, .cosnb-note"
MADE_OF_TEXT = (
    f":is({OURS}) :is(img, script, svg, iframe, object, embed, link, a, base, meta, [onerror], [onload], [onfocus])"
)
UNSEEN = re.compile("[\x00-\x08\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

CELL = f"""from datetime import datetime, timezone
from cosnb import *
now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
evil = {TEXT!r}
box = Sandbox(port=0, now=now)
pair = box.credentials
"""


@pytest.fixture
def opened(page, lab):
    """Run cells in a notebook, and count every dialog and every error of ours in the page."""
    problems: list[str] = []
    page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))

    def open_(name: str, *cells: str):
        lab.write(name, CELL, *cells)
        lab.open(page, name)
        lab.run_all(page)
        return problems

    return open_


def check(page, problems: list[str]) -> None:
    """No script of the text ran, and none of its elements or hidden characters is in what we made."""
    page.wait_for_function("() => document.querySelector('.cosnb-view')")
    for summary in page.locator(f":is({OURS}) summary:visible").all():
        summary.click()
    assert page.evaluate("() => window.pwned") is None
    assert problems == []
    assert page.locator(MADE_OF_TEXT).count() == 0
    titles = page.evaluate(
        "() => [...document.querySelectorAll('[title], [aria-label]')].map(el => el.title + el.ariaLabel)"
    )
    assert not UNSEEN.search("".join(titles))
    assert not UNSEEN.search(
        page.evaluate(f"() => [...document.querySelectorAll('{OURS}')].map(el => el.innerText).join()")
    )


def test_hostile_text_pasted_into_the_inspector_is_text(page, opened):
    problems = opened("paste.ipynb", "UrlInspector(now=now)")
    boxes = page.locator(".cosnb-panel textarea")
    url = f"https://h.example.com/b/{TEXT}?{TEXT}={TEXT}&X-Amz-Credential={TEXT}&X-Amz-Signature={TEXT}"
    boxes.nth(1).fill(f"{TEXT}: {TEXT}\nx-a: {TEXT}")
    boxes.nth(2).fill(f"<Error><Code>{TEXT}</Code><Message>{TEXT}</Message></Error>")
    for paste in (
        TEXT,
        url,
        f"curl -H '{TEXT}' '{url}'",
        json.dumps({"request": {"method": TEXT, "url": url, "headers": []}}),
    ):
        boxes.nth(0).fill(paste)
        page.locator(".cosnb-finding").first.wait_for()
        check(page, problems)


def test_hostile_text_typed_into_the_form_is_text(page, opened):
    problems = opened("typed.ipynb", "PresignForm(credentials=pair, endpoint=box.endpoint, bucket=box.bucket, now=now)")
    form = page.locator(".cosnb-form")
    form.locator(".cosnb-card").first.wait_for()
    for field in ("key", "region", "endpoint", "expires", "bucket"):
        box = page.locator(f".cosnb-field-{field} input")
        before = box.input_value()
        for text in EVIL:
            box.fill(text)
        expect(page.locator(".cosnb-form")).to_contain_text(re.compile("‹U\\+202E›|srcdoc"))
        check(page, problems)
        box.fill(before if field != "key" else TEXT)
    form.get_by_role("button", name="Send GET").click()
    form.locator(".cosnb-answer .cosnb-status").wait_for()
    check(page, problems)


def test_hostile_text_in_every_output_and_title_is_text(page, opened):
    problems = opened(
        "shown.ipynb",
        "link = presign(box.bucket, evil, credentials=pair, now=now, query={evil: evil})\nlink",
        "verify(link.url.replace('us-south', evil), pair, now=now)",
        "compare(link, verify(link.url.replace('demo', '%3Cimg%20src=x%3E'), pair, now=now))",
        "diagnose(link.url + evil, credentials=pair, response=evil, now=now, budget=0.1, progress=False)",
        "presign_post(box.bucket, evil, credentials=pair, now=now, fields={'x-amz-meta-a': evil})",
        "send(link)",
        "SecretField(evil)",
        "[presign(box.bucket, evil, credentials=pair, now=now), parse(link.url), evil]",
        "PresignForm(credentials=pair, endpoint=box.endpoint, bucket=box.bucket, key=evil, now=now)",
    )
    page.locator(".cosnb-form .cosnb-card").first.wait_for()
    check(page, problems)


def test_a_saved_page_runs_nothing_where_scripts_are_allowed(browser, tmp_path):
    link = presign("my-bucket", TEXT, endpoint="us-south", credentials=PAIR, now=NOW, query={"versionId": TEXT})
    page = browser.new_context().new_page()
    problems: list[str] = []
    page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
    shown = (link, verify(link, PAIR, now=NOW), diagnose(link.url + TEXT, response=TEXT, now=NOW, progress=False))
    for number, thing in enumerate(shown):
        path = tmp_path / f"{number}.html"
        save_html(thing, path)
        page.goto(path.as_uri())
        assert page.title() == "cosnb"
        check(page, problems)
    page.context.close()


def test_a_script_that_runs_would_be_seen(context, tmp_path):
    page = context.new_page()
    (tmp_path / "evil.html").write_text(f"<section class=cosnb-view>{EVIL[0]}</section>", "utf-8")
    page.goto((tmp_path / "evil.html").as_uri())
    page.wait_for_function("() => window.pwned")
    assert page.locator(MADE_OF_TEXT).count() == 1
