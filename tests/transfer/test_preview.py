"""The preview of a body is safe to print, whatever the bytes are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb.transfer.answer import preview_of


@pytest.mark.parametrize(
    "body, shown",
    [
        (b"", ""),
        (b"a,b\n1\t2\n", "a,b\n1\t2\n"),
        ("Grüße 漢字 😀".encode(), "Grüße 漢字 😀"),
        (b"a\r\nb", "a\\r\nb"),
        (b"\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        (b"\x7f", "\\x7f"),
        ("\x85\xa0\xad".encode(), "\\x85\\xa0\\xad"),
        ("user\u202egpj.exe\u2066\u200b\ufeff".encode(), "user\\u202egpj.exe\\u2066\\u200b\\ufeff"),
        ("\u2028\ue000\U000e0041".encode(), "\\u2028\\ue000\\U000e0041"),
    ],
)
def test_text_shows_with_its_controls_made_visible(body, shown):
    assert preview_of(body) == shown


def test_bytes_that_are_not_text_show_as_a_dump():
    assert preview_of(b"\x89PNG\r\n\x1a\n\xff") == ("0000  89 50 4e 47 0d 0a 1a 0a ff                       ·PNG·····")


def test_a_nul_makes_it_a_dump():
    assert preview_of(b"a\0b").startswith("0000  61 00 62")


def test_a_long_dump_says_how_much_it_leaves_out():
    lines = preview_of(b"\xff" * 300).splitlines()
    assert (len(lines), lines[-1]) == (17, "… 44 more bytes")


def test_a_long_text_says_how_much_it_leaves_out():
    shown = preview_of(("ä" * 5000).encode())
    assert shown == "ä" * 2000 + "\n… 6,000 more bytes"


@pytest.mark.parametrize("cut", range(4))
def test_a_character_cut_by_the_limit_does_not_make_text_a_dump(cut):
    assert preview_of(b"a" * cut + "😀".encode() * 3000).startswith("a" * cut + "😀")


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_bring_a_control_or_a_direction_mark_through(body):
    shown = preview_of(body)
    assert all(char in "\n\t" or char == " " or unicodedata.category(char)[0] not in "CZ" for char in shown)
