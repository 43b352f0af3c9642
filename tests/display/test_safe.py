"""Hostile text, in every form in which it can be shown."""

from __future__ import annotations

import json
import re

import pytest

from cosnb.display import node, to_html, to_message, to_text
from cosnb.visible import visible

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "a\u202egpj.exe",
    "\x1b[31mred\x1b[0m",
    "nul\x00byte",
    "zero\u200bwidth\ufeff",
    "no\xa0break",
    "lone \ud800 surrogate",
    "line\u2028separator",
]


def shown_everywhere(text: str) -> list[str]:
    tree = node("view", node("line", node("label", text), node("code", text)), aria_label=text)
    return [to_html(tree), to_text(tree), json.dumps(to_message(tree), ensure_ascii=False)]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_survives_in_html_text_or_message(text):
    for out in shown_everywhere(text):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\xa0\u200b\u2028\u202e\ufeff\ud800-\udfff]", out)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_no_element_or_attribute_that_was_not_ours(text):
    html = to_html(node("view", node("code", text), aria_label=text)).partition("</style>")[2]
    assert set(re.findall(r"<(/?\w+)", html)) <= {"div", "/div", "code", "/code", "wbr"}
    assert not re.search(r'"\s+on\w+=', html)


def test_an_invisible_character_is_named():
    assert visible("a\u202eb") == "a‹U+202E›b"
    assert visible("a\x00b\x7f") == "a␀b␡"


def test_what_can_be_seen_is_left_alone():
    assert visible("Grüße, 世界 🎉\nnext line") == "Grüße, 世界 🎉\nnext line"


def test_a_long_text_is_cut_and_counted():
    assert visible("x" * 1_000_000).endswith("… (996,000 more characters)")
    assert len(visible("x" * 1_000_000)) < 5_000


def test_quotes_and_brackets_are_defused_in_texts_and_in_attributes():
    hostile = "<'\"&>"
    page = to_html(node("text", hostile, title=hostile))
    assert 'title="&lt;&#x27;&quot;&amp;&gt;"' in page
    assert ">&lt;'&quot;&amp;&gt;<" in page
    assert hostile not in page
