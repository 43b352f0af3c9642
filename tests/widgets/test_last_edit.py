"""What a form says of the last edit: which stages it changed, apart from the time that goes on without it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from cosnb import Credentials, PresignForm
from cosnb.widgets import last_edit

ALL = ["canonical_request", "scope", "string_to_sign", "derivation", "signature", "url"]
NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
SIGNED = [name for name in ALL if name not in ("scope", "derivation")]


def ordered(form) -> list[str]:
    return sorted(form.stages.edit["changed"], key=ALL.index)


@pytest.mark.parametrize(
    "field, value, words, changed",
    [
        ("key", "hällo.txt", "e → ä", SIGNED),
        ("key", "hello.txt2", "2 added", SIGNED),
        ("key", "hell.txt", "o removed", SIGNED),
        ("key", "hello" + "x" * 3000 + ".txt", "xxx", SIGNED),
        ("region", "eu-de", "eu-de added", ALL),
        ("method", "PUT", "GET → PUT", SIGNED),
        ("expires", "3600", "1 hour → 3600", []),
        ("headers", [["x-amz-acl", "private"]], "x-amz-acl: private added", SIGNED),
        ("query", [["versionId", "3"]], "versionId: 3 added", SIGNED),
    ],
)
def test_an_edit_is_told_with_the_stages_that_it_changed(form, field, value, words, changed):
    assert form.stages.edit == {}
    form.fields[field].value = value
    assert form.stages.edit["label"] == form.fields[field].description
    assert form.stages.edit["words"].startswith(words)
    assert len(form.stages.edit["words"]) < 150
    assert ordered(form) == changed


def test_a_run_of_keystrokes_is_one_edit_and_undo_is_the_next(form, monkeypatch):
    monkeypatch.setattr(form._history, "_clock", lambda: 0.0)
    for text in ("hello.txta", "hello.txtab", "hello.txtabc"):
        form.fields["key"].value = text
    assert form.stages.edit["words"] == "abc added"
    form._history.travel(-1)
    assert form.stages.edit["words"] == "abc removed"
    form.fields["key"].value = "hello.txtd"
    assert form.stages.edit["words"] == "d added"
    form.fill({"key": "x", "region": "eu-de"})
    assert (form.stages.edit["label"], form.stages.edit["words"]) == ("Region, Object key", "")


def test_the_time_that_goes_by_is_no_edit(monkeypatch):
    pair = Credentials("0" * 32, "1" * 48, example=True)
    form = PresignForm(credentials=pair, endpoint="us-south", bucket="my-bucket", key="a")
    before = form.signed
    monkeypatch.setattr("cosnb.links.making.moment", lambda now: now or before.signed_at + timedelta(minutes=1))
    form.fields["expires"].value = "60 min"
    assert form.signed.url != before.url
    assert form.stages.edit["changed"] == []


def test_a_pair_that_is_typed_changes_the_stages_that_it_is_in(form):
    form.fill({"credentials": "typed"})
    form.pair.key_id.value = "A" * 20
    assert form.stages.stale
    form.pair.secret._receive(None, {"secret": "s" * 40}, [])
    assert form.stages.edit["label"] == "Credentials"
    assert ordered(form) == ALL
    form.pair.secret._receive(None, {"secret": "t" * 40}, [])
    assert form.stages.edit["label"] == "Credentials"
    assert ordered(form) == ["derivation", "signature", "url"]


def test_what_has_nothing_in_common_is_told_whole():
    assert last_edit._difference("a", "b") == "a → b"
    assert last_edit._difference("aaaaXaaaa", "aaaaXXaaaa") == "X added"
