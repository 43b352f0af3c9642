"""The table of options against all that is made of it, and what is written about them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import pytest

from cosnb import Credentials, InputError, Presigner, Signed, presign, presign_many, presign_post, verify
from cosnb.cli import main
from cosnb.command import COMMANDS, Parser, add_words
from cosnb.links.options import OPTIONS
from cosnb.magics import presign_magic
from cosnb.widgets import PresignForm

# The method of the tests is PUT.
pytestmark = pytest.mark.filterwarnings("ignore:download_as")
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
WORDS = {name: row.word for name, row in OPTIONS.items() if row.word}


def parameters(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)


def test_the_rows_are_the_parameters_of_presign_in_their_order() -> None:
    assert list(OPTIONS) == parameters(presign)
    about = str(inspect.getdoc(presign)).partition("Args:")[2].partition("Returns:")[0]
    assert re.findall(r"^ {4}(\w+): ", about, re.MULTILINE) == parameters(presign)


@pytest.mark.parametrize(
    "function, more", [(presign_many, {"keys"}), (Presigner, set()), (presign_post, {"conditions", "fields"})]
)
def test_the_other_functions_call_the_same_thing_by_the_same_name(function: Any, more: set[str]) -> None:
    assert {*parameters(function)} - {*OPTIONS} == more


def test_a_command_has_each_word_with_its_help() -> None:
    parser = Parser(add_help=False)
    add_words(parser, "presign")
    made = {action.dest: action for action in parser._actions}
    assert [*made] == [*WORDS, "bucket_itself", "version_id", "profile", "keys"]
    for name, word in WORDS.items():
        assert (made[name].option_strings or [made[name].dest]) == [word, *OPTIONS[name].also.split()]
        assert made[name].help == OPTIONS[name].help


@pytest.mark.parametrize("ask", [lambda: main(["presign", "--help"]), lambda: presign_magic("--help")])
def test_both_commands_list_every_option(ask: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> None:
    with suppress(SystemExit):
        ask()
    said = " ".join(capsys.readouterr().out.split())
    assert all(word in said for word, _ in COMMANDS["presign"]["shared"])
    for name, word in WORDS.items():
        assert word in said
        assert OPTIONS[name].help in said


def test_the_form_has_a_field_for_each_label_with_its_hint() -> None:
    fields = PresignForm(credentials=PAIR, endpoint="us-south").fields
    labels = {name: row.label for name, row in OPTIONS.items() if row.label}
    assert {name: field.description for name, field in fields.items()} == labels
    hints = {name: field.placeholder for name, field in fields.items() if getattr(field, "placeholder", "")}
    assert hints == {name: row.hint for name, row in OPTIONS.items() if row.hint}


GIVEN: dict[str, Any] = {
    "bucket": "a-bucket",
    "key": "a-key",
    "method": "PUT",
    "endpoint": "https://store.example",
    "region": "a-region",
    "expires": "77 s",
    "credentials": PAIR,
    "addressing": "path",
    "query": {"versionId": "a-version"},
    "headers": {"x-amz-acl": "private"},
    "download_as": "März.pdf",
    "now": datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
}
# Where each place of the table is in a link.
PLACES: dict[str, Callable[[Signed], str]] = {
    "path": lambda link: link.url.partition("?")[0].removeprefix("https://store.example"),
    "path or host": lambda link: link.url.partition("?")[0],
    "host": lambda link: link.url.split("/")[2],
    "canonical request": lambda link: link.canonical_request.text.splitlines()[0],
    "credential scope": lambda link: link.scope.text,
    "query": lambda link: link.url.partition("X-Amz-")[0].partition("?")[2],
    "response-content-disposition": lambda link: link.url.partition("content-disposition=")[2].partition("&")[0],
    "signed headers": lambda link: link.canonical_request.text.splitlines()[-2],
    "X-Amz-Expires": lambda link: link.url.partition("X-Amz-Expires=")[2].partition("&")[0],
    "X-Amz-Date": lambda link: link.url.partition("X-Amz-Date=")[2].partition("&")[0],
    "X-Amz-Credential and the signature": lambda link: link.url.partition("X-Amz-Credential=")[2].partition("%2F")[0],
}
SEEN = {
    "endpoint": "store.example",
    "expires": "77",
    "credentials": PAIR.access_key_id,
    "addressing": "/a-bucket/",
    "query": "versionId=a-version&",
    "headers": "host;x-amz-acl",
    "download_as": "attachment%3B%20filename%2A%3DUTF-8%27%27M%25C3%25A4rz.pdf",
    "now": "20240102T030405Z",
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_goes_where_the_table_says(name: str) -> None:
    assert SEEN.get(name, GIVEN[name]) in PLACES[OPTIONS[name].goes](presign(**GIVEN))


def test_the_receiver_must_do_what_the_table_says() -> None:
    assert {name for name, row in OPTIONS.items() if row.receiver} == {"method", "headers", "expires"}
    link = presign(**GIVEN)
    assert verify(link.url, PAIR, method="PUT", headers=link.headers, now=link.signed_at).accepted
    for wrong in ({"method": "GET"}, {"headers": {"x-amz-acl": "public-read"}}, {"now": link.expires_at}):
        sent: dict[str, Any] = {"method": "PUT", "headers": link.headers, "now": link.signed_at, **wrong}
        assert not verify(link.url, PAIR, **sent).accepted


def test_what_is_given_by_its_words_is_what_presign_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", PAIR.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", PAIR.secret_access_key.reveal().decode())
    written = {**GIVEN, "query": "versionId=a-version", "headers": "x-amz-acl: private"}
    words: list[str] = []
    for name, word in WORDS.items():
        words += [word, written[name]] if word.startswith("-") else [written[name]]
    asked: list[dict[str, Any]] = []

    def seen(**given: Any) -> Signed:
        asked.append(given)
        return presign(**given, now=GIVEN["now"])

    monkeypatch.setattr("cosnb.links.presign", seen)
    main(["presign", *words])
    link = presign_magic(" ".join(f"'{word}'" for word in words))
    assert link
    assert capsys.readouterr().out.strip() == link.url == presign(**GIVEN).url
    pairs = {"query": [("versionId", "a-version")], "headers": [("x-amz-acl", "private")]}
    assert asked == [{**{name: GIVEN[name] for name in WORDS}, **pairs}] * 2


def test_a_name_to_download_as_is_one_that_every_browser_reads() -> None:
    given = {**GIVEN, "method": "GET", "headers": (), "download_as": 'a "b";März 報告.pdf'}
    assert (
        "attachment%3B%20filename%2A%3DUTF-8%27%27a%2520%2522b%2522%253BM%25C3%25A4rz%2520%25E5%25A0%25B1"
        in presign(**given).url
    )
    with pytest.raises(InputError, match="already"):
        presign(**{**given, "query": {"Response-Content-Disposition": "inline"}})
    with pytest.raises(InputError, match="surrogate"):
        presign(**{**given, "download_as": "\ud800"})
