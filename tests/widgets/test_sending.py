"""What a press of Send does: it says what has happened, and asks before it destroys anything but the sandbox's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from cosnb import PresignForm, presign, send
from cosnb.display import to_text

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


def told_by(form) -> list[dict]:
    told: list[dict] = []
    form.panel.send = lambda content, buffers=None: told.append(content)
    return told


def press(form, body: bytes | None = None, **content) -> None:
    buffers = [] if body is None else [memoryview(body)]
    form.panel._receive(form.panel, {"send": True, **content}, buffers)


def put(box, key: str) -> None:
    send(presign(box.bucket, key, method="PUT", endpoint=box.endpoint, credentials=box.credentials, now=NOW), b"here")


@pytest.fixture
def real(box):
    """A form whose store is not known to be the sandbox."""
    put(box, "keep.txt")
    pair = replace(box.credentials, example=False)
    place = {"endpoint": box.endpoint, "bucket": box.bucket, "key": "keep.txt"}
    return PresignForm(credentials=pair, method="DELETE", now=NOW, **place)


def test_what_has_happened_is_said_in_words(form):
    said = []
    for method, body in (("PUT", b"x" * 1234), ("GET", None), ("HEAD", None), ("DELETE", None)):
        form.fill({"method": method, "key": "notes/a\u202e.txt"})
        press(form, body)
        said.append(form.panel.answer[2][0][2][0][2][1][1][0])
    assert said == [
        "1,234 bytes stored as notes/a‹U+202E›.txt",
        "1,234 bytes read from notes/a‹U+202E›.txt",
        "notes/a‹U+202E›.txt is there, with 1,234 bytes",
        "notes/a‹U+202E›.txt is deleted, or was not there: stores tell both alike",
    ]
    assert "accepted the signature" in str(form.panel.answer)


def test_of_a_refused_request_and_of_a_changed_url_nothing_is_said_to_have_happened(form):
    form.fill({"key": "missing.txt"})
    press(form)
    assert "read from" not in str(form.panel.answer)
    press(form, edited=form.signed.url + "&x=1", of=form.panel.url)
    assert "read from" not in str(form.panel.answer)
    assert "read from" not in to_text(form.panel.last_answer)


def test_a_delete_outside_of_the_sandbox_is_asked_for_once_and_then_done(box, real):
    told = told_by(real)
    press(real, view="a")
    (asked,) = told
    assert asked["question"] == f"Delete keep.txt ({box.endpoint}/{box.bucket}/keep.txt)?"
    assert asked["view"] == "a"
    assert real.panel.last_answer is None
    press(real, sure=True)
    assert real.panel.last_answer.status == 204
    press(real)
    assert "question" in told[-1]


def test_a_yes_is_for_the_request_that_was_asked_about(box, real):
    put(box, "other.txt")
    told = told_by(real)
    press(real, sure=True)
    real.fields["key"].value = "other.txt"
    press(real, sure=True)
    press(real, sure=True, edited=real.signed.url + "&x=1", of=real.panel.url)
    assert ["question" in one for one in told] == [True] * 3
    assert told[-1]["question"] == "Send this DELETE, with your change of the URL?"
    assert real.panel.last_answer is None


def test_the_sandbox_deletes_without_a_question(form):
    form.fill({"method": "DELETE", "key": "no-such.txt"})
    press(form)
    assert form.panel.last_answer.status == 204
