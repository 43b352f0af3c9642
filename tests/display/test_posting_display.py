"""An upload form, shown and as a page."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from cosnb import Credentials
from cosnb.display import form_page, to_html, to_text
from cosnb.links import presign_post

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def form(*, example: bool, key: str = "inbox/${filename}"):
    pair = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=example)
    size = ["content-length-range", 1, 1000]
    return presign_post("my-bucket", key, conditions=[size], endpoint="us-south", credentials=pair, now=NOW)


def test_every_stage_of_the_policys_signature_is_shown():
    text = to_text(form(example=True))
    for needed in (
        "content-length-range",
        form(example=True).policy_base64[:60],
        form(example=True).signature,
        "kSigning",
    ):
        assert needed in text.replace("\n", "")


def test_a_form_of_real_keys_is_masked():
    made = form(example=False)
    assert made.signature not in to_html(made)
    assert made.derivation[-1].output.reveal().hex() not in to_html(made)


def test_what_is_unverified_at_ibm_is_said():
    assert "not confirmed" in to_text(form(example=True)) or "unverified" in to_text(form(example=True))


def test_the_page_sends_every_field_with_the_file_last_and_runs_no_script():
    made = form(example=True, key='inbox/"><img src=x onerror=alert(1)>')
    page = form_page(made, title="<b>Upload</b>")
    names = re.findall(r'name="([^"]+)"', page.partition("<form")[2])
    assert names == [*made.fields, *made.required_fields, "file"]
    assert "<img" not in page
    assert "<script" not in page
    assert "<b>" not in page
