"""What the stage view shows, in all its forms."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from nodes import walk

from cosnb import Credentials, InputError, Signed, presign, verify
from cosnb.display import node, save_html, signed_tree, to_html, to_message, to_text, tree_of
from cosnb.display.tree import drawn, dump, made_safe
from cosnb.sigv4 import Part
from cosnb.sigv4.parts import join
from cosnb.visible import MASK, hex_dump

# What a token means for the life of a link is said elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore:credentials")

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
SECRET = "00112233445566778899aabbccddeeff0011223344556677"
TOKEN = "the/session+token=="
PAIR = Credentials("0123456789abcdef0123456789abcdef", SECRET, example=True)


def sign(*, example: bool, key: str = "a b/ü+.txt", **more):
    pair = Credentials("0123456789abcdef0123456789abcdef", SECRET, TOKEN, example=example)
    return presign("my-bucket", key, endpoint="us-south", credentials=pair, now=NOW, **more)


def every_form(thing) -> list[str]:
    tree = tree_of(thing)
    return [to_html(tree), to_text(tree), json.dumps(to_message(tree), ensure_ascii=False)]


def test_every_stage_text_stands_in_every_form():
    signed = sign(example=True, query={"versionId": "null"}, headers={"content-type": "text/plain"})
    for form in every_form(signed):
        plain = html.unescape(re.sub(r"<[^>]*>", "", form))
        for needed in (signed.signature, signed.scope.text.split("/")[1], "aws4_request", "versionId", "text/plain"):
            assert needed in plain


def test_the_code_of_a_card_is_the_stage_and_nothing_else():
    signed = sign(example=True)
    cards = {n.attrs.get("data-stage"): n for n in walk(signed_tree(signed)) if n.kind == "card"}
    lines = [n for n in cards["canonical_request"].children if n.kind == "line"]
    shown = "\n".join("".join(m.text for m in walk(line.children[1]) if m.kind != "place") for line in lines)
    assert shown == signed.canonical_request.text


def places(signed) -> list[str]:
    return [n.text.strip() for n in walk(signed_tree(signed)) if n.kind == "place"]


def test_each_sorted_line_says_where_it_stood_on_the_wire():
    plain = {"credentials": PAIR, "endpoint": "us-south", "now": NOW}
    signed = presign("my-bucket", "a.txt", query={"b": "1", "a": "2", "A": "3"}, **plain)
    # On the wire: b, a, A, and the five of the signature. Sorted: A, the five, a, b.
    assert places(signed) == ["3 → 1", "4 → 2", "5 → 3", "6 → 4", "7 → 5", "8 → 6", "2 → 7", "1 → 8"]
    assert "A=3  (3 → 1)" in to_text(signed)
    assert "3 → 1: sent as number 3" in to_html(signed)


def test_headers_are_marked_in_the_order_in_which_they_are_sent_with_the_host_first():
    signed = presign(
        "b", "k", endpoint="us-south", credentials=PAIR, now=NOW, headers={"X-Amz-Acl": "private", "Cache-Control": "x"}
    )
    assert places(signed) == ["3 → 1", "1 → 2", "2 → 3"]


def test_the_same_name_twice_is_sorted_by_value():
    signed = presign("b", "k", endpoint="us-south", credentials=PAIR, now=NOW, query=[("X", "2"), ("X", "1")])
    assert places(signed)[:2] == ["2 → 1", "1 → 2"]


def test_what_was_in_order_already_has_no_marks_and_says_so():
    signed = presign("b", "k", endpoint="us-south", credentials=PAIR, now=NOW)
    assert places(signed) == []
    assert "in order already" in to_text(signed)


def test_a_signature_that_is_not_the_last_parameter_moves_nothing():
    signed = presign("b", "k", endpoint="us-south", credentials=PAIR, now=NOW)
    where, _, query = signed.url.partition("?")
    pairs = query.split("&")
    tree = tree_of(verify(f"{where}?{'&'.join([pairs[-1], *pairs[:-1]])}", PAIR, now=NOW))
    assert not [n for n in walk(tree) if n.kind == "place"]


def test_live_values_are_masked_unless_the_credentials_are_examples():
    signed = sign(example=False)
    derived = [step.output.reveal().hex() for step in signed.derivation]
    for form in every_form(signed):
        for secret in (SECRET, signed.signature, TOKEN, "the%2Fsession%2Btoken%3D%3D", *derived):
            assert secret not in form
        assert MASK in form


def test_no_byte_view_spells_out_what_is_masked():
    signed = sign(example=False)
    dumps = " ".join(n.text for n in walk(signed_tree(signed)) if n.kind == "dump")
    assert signed.signature not in dumps
    assert "session%2Btoken" not in dumps
    html_text = to_html(signed)
    assert signed.signature[:8].encode().hex(" ") not in html_text
    assert b"session%2Btoken"[:8].hex(" ") not in html_text


def test_revealed_shows_everything_but_the_secret_itself():
    signed = sign(example=False)
    text = to_text(tree_of(signed, reveal=True))
    assert signed.signature in text
    assert signed.derivation[-1].output.reveal().hex() in text
    assert SECRET not in text


def test_each_character_that_was_encoded_is_explained():
    text = " ".join(n.text for n in walk(signed_tree(sign(example=True))) if n.kind in ("raw", "code"))
    assert "latin small letter u with diaeresis" in text
    assert "%C3%BC" in text


def test_headers_that_must_be_sent_are_named():
    signed = sign(example=True, headers={"x-amz-acl": "public-read"})
    assert re.search(r"must be sent\s+x-amz-acl: public-read", to_text(tree_of(signed)))


def test_no_terminal_command_holds_the_secret():
    commands = [n.text for n in walk(signed_tree(sign(example=True))) if n.kind == "command"]
    assert all(SECRET not in command for command in commands)
    assert all("\n" not in line for command in commands for line in command.split("\n"))


def test_one_page_holds_everything_and_loads_nothing(tmp_path):
    save_html(sign(example=True), tmp_path / "link.html")
    page = (tmp_path / "link.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert not re.search(r"<script|<link|@import|url\(|src=", page)


def test_a_keystroke_costs_less_than_25_kb():
    tree = tree_of(sign(example=True, headers={"content-type": "text/plain"}))
    assert len(json.dumps(to_message(tree), ensure_ascii=False).encode()) < 25_000


def test_a_hex_dump_is_cut_and_counted():
    assert hex_dump(b"AB\n") == "0000  41 42 0a                                         AB·"
    assert join(drawn(dump([Part("\0" * 1000)] * 3))).endswith("… 952 more bytes")


def test_a_byte_view_shows_every_byte_that_there_is():
    text = "".join(map(chr, range(256))) * 5
    for size in (0, 1, 15, 16, 17, len(text)):
        parts = [Part(text[:size], "key"), Part(text[size:][:40]), Part(text[size:][40:], "region")]
        data = join(parts).encode()
        assert join(drawn(made_safe(dump(parts)))) == hex_dump(data) == join(drawn(dump(parts)))


def test_a_byte_has_the_colour_of_its_text():
    signed = sign(example=True)
    views = {card.attrs.get("data-stage"): card for card in tree_of(signed).children}
    for stage in signed.stages:
        (view,) = (one for one in walk(views[stage.name]) if one.kind == "dump")
        told = [(byte, part.source) for part in stage.parts if part.source for byte in part.text.encode()]
        drawn_bytes = [(part.text, part.source) for part in drawn(view) if part.source]
        assert [(int(one, 16), source) for text, source in drawn_bytes for one in text.split()] == told


@pytest.mark.parametrize("thing", [None, 3, "https://host/k?X-Amz-Signature=0", b"", Signed])
@pytest.mark.parametrize("show", [tree_of, to_text, to_html, lambda thing: save_html(thing, 5)])
def test_what_has_no_display_is_refused_with_all_that_has_one(show, thing):
    with pytest.raises(
        InputError, match=f"^thing: a {type(thing).__name__} has no display. Give what presign"
    ) as error:
        show(thing)
    assert "X-Amz-" not in str(error.value)


def test_a_page_that_cannot_be_written_leaves_the_one_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "link.html"
    path.write_text("precious")
    monkeypatch.setattr("cosnb.display.formatting.to_page", lambda *_args, **_named: "no UTF-8: \ud800")
    with pytest.raises(UnicodeEncodeError):
        save_html(sign(example=True), path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("link.html", "precious")]


@pytest.mark.parametrize("path", [None, 5, b"a.html", "", "a\0.html"])
def test_a_page_is_not_saved_where_there_is_no_path(path):
    with pytest.raises(InputError, match=r"^path: "):
        save_html(sign(example=True), path)


def test_an_output_carries_only_the_rules_it_uses():
    link = presign("my-bucket", "a b/ü+.txt", endpoint="us-south", credentials=PAIR, now=NOW)
    html = to_html(link)
    style = html.partition("</style>")[0]
    assert len(style) <= 5_000
    assert len(html.encode()) <= 20_000
    real = replace(link, example=False)
    assert len(to_html(real).encode()) + len(to_text(real).encode()) <= 20_000
    assert "._finding" not in style
    assert "._lit" not in style
    assert "</code>" in html
    assert "</li>" not in html
    assert len(to_html(node("view", node("card", node("rule", "One sentence."))))) < 1_900
