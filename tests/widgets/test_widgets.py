"""The widgets without a browser: state, messages, and what is masked in them."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from cosnb import Credentials, InputError, PresignForm, SecretField, StageView, presign
from cosnb.widgets.credential_fields import fingerprint
from cosnb.widgets.form_box import History

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
SECRET = "00112233445566778899aabbccddeeff0011223344556677"


def pair(*, example: bool) -> Credentials:
    return Credentials("0123456789abcdef0123456789abcdef", SECRET, example=example)


def link(*, example: bool, key: str = "a.txt"):
    return presign("my-bucket", key, endpoint="us-south", credentials=pair(example=example), now=NOW)


def messages(widget) -> list[dict]:
    """What the widget sends to the page by custom message, from now on."""
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    return sent


def test_an_edit_of_any_field_costs_less_than_25_kb_with_a_long_session_token_too(box):
    token = "IQoJb3JpZ2luX2VjEJ7//////////wEaCXVzLWVhc3QtMSJH+a/" * 20
    long = Credentials(pair(example=True).access_key_id, SECRET, token[:1000])
    form = PresignForm(credentials=long, endpoint=box.endpoint, bucket=box.bucket, key="hello.txt", now=NOW)
    sent: list[str] = []
    for widget in (form.stages, form.panel, form.notes):
        widget.send_state = lambda key=None, widget=widget: sent.append(
            json.dumps(widget.get_state(key), ensure_ascii=False)
        )
    edits = {"key": "reports/m1.csv", "expires": "2 days", "region": "eu-de", "bucket": "another", "method": "PUT"}
    for field, value in edits.items():
        sent.clear()
        form.fields[field].value = value
        assert value in "".join(sent) or field == "expires"
        assert sum(len(text.encode()) for text in sent) < 25_000
        assert len(max(sent, key=len)) > 9_000


def test_what_goes_with_an_edit_goes_in_one_message():
    view = StageView(link(example=True))
    sent = []
    view.send_state = lambda key=None: sent.append(set(key))
    view.show(link(example=True, key="b.txt"))
    assert sent == [{"tree"}]


def test_widget_state_is_masked_for_real_credentials():
    signed = link(example=False)
    state = json.dumps(StageView(signed).get_state(), default=str)
    assert signed.signature not in state
    assert signed.derivation[-1].output.reveal().hex() not in state


def test_a_live_value_is_sent_only_when_it_is_asked_for():
    signed = link(example=False)
    view = StageView(signed)
    sent = messages(view)
    view._receive(view, {"copy": "url", "view": "a"}, [])
    assert sent == [{"copy": "url", "text": signed.url, "view": "a"}]
    view._receive(view, {"reveal": True, "view": "b"}, [])
    assert signed.signature in json.dumps(sent[1])
    assert sent[1]["view"] == "b"
    view._receive(view, {"copy": "derivation"}, [])
    assert len(sent) == 2


def test_reprs_name_the_link_and_hide_what_is_live():
    signed = link(example=False)
    for widget in (StageView(signed), PresignForm(credentials=pair(example=False), endpoint="us-south", bucket="b")):
        assert signed.signature not in repr(widget)
        assert "s3.us-south" in repr(widget)


def test_the_bundle_shows_the_same_in_text_and_html():
    data = StageView(link(example=True))._repr_mimebundle_()
    assert "Canonical request" in data["text/plain"]
    assert "Canonical request" in data["text/html"]


def test_the_form_signs_what_its_fields_say(form):
    form.fields["key"].value = "grüße.txt"
    form.fields["expires"].value = "2 h"
    assert "gr%C3%BC%C3%9Fe.txt" in form.signed.url
    assert "X-Amz-Expires=7200" in form.signed.url


def test_an_endpoint_is_chosen_by_its_label(form):
    form.fields["endpoint"].value = "IBM COS · Frankfurt, DE · eu-de"
    assert form.signed.url.startswith("https://s3.eu-de.cloud-object-storage.appdomain.cloud/")
    assert form.signed.scope.text.endswith("/eu-de/s3/aws4_request")


@pytest.mark.parametrize(
    "field, value",
    [
        ("bucket", ""),
        ("bucket", "a/b"),
        ("endpoint", "s3.example.com"),
        ("endpoint", "ftp://x"),
        ("region", "us south"),
        ("expires", "soon"),
        ("expires", "0"),
    ],
)
def test_a_bad_value_is_said_at_its_field_and_nothing_is_lost(form, field, value):
    before = form.signed
    form.fields[field].value = value
    assert form.notes[field].tone == "error"
    assert form.notes[field].text
    assert [name for name in form.fields if form.notes[name].tone == "error"] == [field]
    assert form.signed is before
    assert form.stages.stale
    assert not form.panel.ready


def test_an_error_at_one_field_leaves_what_is_said_beside_the_others(form):
    said = {name: form.notes[name].text for name in form.fields}
    form.fields["bucket"].value = ""
    kept = {name: form.notes[name].text for name in form.fields if name != "bucket"}
    assert kept == {name: text for name, text in said.items() if name != "bucket"}
    assert kept["expires"] == "3600 s"
    form.fields["expires"].value = "2 hours"
    assert form.notes["expires"].text == ""
    form.fields["bucket"].value = "demo"
    assert form.notes["expires"].text == "7200 s"


def test_undo_takes_a_whole_field_back(form, monkeypatch):
    monkeypatch.setattr(form._history, "_clock", lambda: 0.0)
    for text in ("a", "ab", "abc"):
        form.fields["key"].value = text
    form.fields["region"].value = "eu-de"
    form._history.travel(-1)
    assert (form.fields["key"].value, form.fields["region"].value) == ("abc", "")
    form._history.travel(-1)
    assert form.fields["key"].value == "hello.txt"
    form._history.travel(1)
    form._history.travel(1)
    assert form.fields["region"].value == "eu-de"
    assert not form.panel.can_redo


def test_an_unknown_field_is_refused_by_name(box):
    with pytest.raises(InputError, match="keys"):
        PresignForm(credentials=box.credentials, keys="a")
    with pytest.raises(InputError, match="PATCH"):
        PresignForm(credentials=box.credentials, method="PATCH")


def test_send_asks_the_store_and_shows_its_answer(form):
    form.panel._receive(form.panel, {"send": True}, [])
    assert form.panel.last_answer.status == 200
    assert "Hello from the sandbox" in json.dumps(form.panel.answer)


def test_an_edited_url_is_what_is_sent(form):
    form.panel._receive(form.panel, {"send": True, "edited": form.signed.url[:-1] + "x"}, [])
    assert form.panel.last_answer.status == 403
    assert "SignatureDoesNotMatch" in json.dumps(form.panel.answer)


def test_an_answer_is_marked_as_an_earlier_one_while_another_link_is_offered(form):
    form.panel._receive(form.panel, {"send": True}, [])
    assert form.panel.answer
    assert not form.panel.earlier
    for field, other in {"key": "else.txt", "method": "HEAD", "expires": "2 hours"}.items():
        before = form.fields[field].value
        form.fields[field].value = other
        assert form.panel.earlier
        form.fields[field].value = before
        assert not form.panel.earlier


@pytest.mark.parametrize("asked", [{"send": True}, {"server": True, "edited": "http://"}])
def test_a_request_that_fails_leaves_no_answer_of_another(form, asked):
    form.panel._receive(form.panel, {"send": True}, [])
    form.fields["endpoint"].value = "http://127.0.0.1:9"
    sent = messages(form.panel)
    form.panel._receive(form.panel, asked, [])
    assert sent[0]["problem"]
    assert (form.panel.answer, form.panel.last_answer) == ([], None)


def test_the_stores_side_says_which_side_is_whose(form):
    form.panel._receive(form.panel, {"server": True, "edited": form.signed.url.replace("hello", "hallo")}, [])
    shown = json.dumps(form.panel.answer)
    assert '["signed"]' in shown
    assert '["the store has"]' in shown
    assert '["second"]' not in shown


def test_a_file_is_sent_as_it_is(form):
    form.fields["method"].value = "PUT"
    form.fields["key"].value = "upload.bin"
    form.panel._receive(form.panel, {"send": True, "file": "x"}, [memoryview(b"\x00\xff")])
    form.fields["method"].value = "GET"
    form.panel._receive(form.panel, {"send": True}, [])
    assert form.panel.last_answer.body == b"\x00\xff"


def test_what_cannot_be_reached_is_said_in_a_sentence(form):
    form.fields["endpoint"].value = "http://127.0.0.1:9"
    sent = messages(form.panel)
    form.panel._receive(form.panel, {"send": True}, [])
    assert sent[0]["done"] is True
    assert "127.0.0.1" in sent[0]["problem"]
    assert form.signed.signature not in sent[0]["problem"]


def test_the_panels_state_holds_no_live_url_of_real_credentials():
    form = PresignForm(credentials=pair(example=False), endpoint="us-south", bucket="b", key="k", now=NOW)
    assert form.signed.signature not in json.dumps(form.panel.get_state(), default=str)
    sent = messages(form.panel)
    form.panel._receive(form.panel, {"url": "copy", "view": "a"}, [])
    assert sent == [{"use": "copy", "url": form.signed.url, "view": "a"}]


def test_a_typed_pair_signs_and_is_forgotten(form):
    form.fields["credentials"].value = "typed"
    assert form.notes["credentials"].tone == "error"
    form.pair.key_id.value = "0123456789abcdef0123456789abcdef"
    form.pair.secret._receive(form.pair.secret, {"secret": SECRET}, [])
    assert form.notes["credentials"].tone != "error"
    assert "0123456789abcdef0123456789abcdef" in form.signed.url
    form.pair.secret.forget()
    assert form.notes["credentials"].tone == "error"


SECRETS = [
    SECRET,
    SECRET.upper(),
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjE" * 10,
    '{"access_key_id": "a", "secret_access_key": "b"}',
    "AWS_SECRET_ACCESS_KEY=abc",
    "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI",
    "a\nb",
]
# AWS, IBM, Google (24 and 61 characters), Oracle (40 hex digits), Backblaze, Storj, MinIO, a UUID.
IDS = [
    "AKIAIOSFODNN7EXAMPLE",
    "0123456789abcdef0123456789abcdef",
    "GOOGTS7C7FUP3AIRVJTE2BCD",
    "GOOG1EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE",
    "0123456789abcdef0123456789abcdef01234567",
    "0123456789ABCDEF0123456789ABCDEF01234567",
    "0034a7b2c3d4e5f0000000001",
    "jwaohtj3dhixxfpzhwj522x7z3pb",
    "minio-admin",
    "me@example.com",
    "2f1e4b1c-0c1d-4a39-9f0e-1a2b3c4d5e6f",
    "A" * 128,
]


@pytest.mark.parametrize("text", SECRETS)
def test_what_can_only_be_a_secret_never_becomes_the_key_id(form, text):
    form.pair.key_id.value = text
    assert form.pair.key_id.value == ""
    assert text not in json.dumps(form.pair.key_id.get_state(), default=str)


@pytest.mark.parametrize("text", IDS)
def test_every_form_of_access_key_id_is_taken(form, text):
    form.pair.key_id.value = f" {text}"
    assert form.pair.key_id.value == text


def test_a_secret_field_holds_nothing_in_its_state():
    field = SecretField()
    sent = messages(field)
    field._receive(field, {"secret": SECRET}, [])
    assert field.secret.reveal() == SECRET.encode()
    assert field.has_secret
    for shown in (json.dumps(field.get_state(), default=str), repr(field), json.dumps(sent)):
        assert SECRET not in shown
    assert sent[-1]["state"]["length"] == 48


def test_the_same_secret_has_the_same_fingerprint_and_another_another():
    a, b, c = SecretField(), SecretField(), SecretField()
    for field, value in ((a, SECRET), (b, SECRET), (c, SECRET[:-1] + "0")):
        field._receive(field, {"secret": value}, [])
    assert fingerprint(a.secret) == fingerprint(b.secret) != fingerprint(c.secret)


def test_a_secret_is_forgotten_when_its_time_is_over(monkeypatch):
    field = SecretField(minutes=15)
    field._receive(field, {"secret": SECRET}, [])
    start = field._deadline - 15 * 60
    monkeypatch.setattr("cosnb.widgets.credential_fields.time.monotonic", lambda: start + 15 * 60)
    assert field.secret is None
    assert not field.has_secret


def test_history_is_bounded_by_its_ends():
    state = {"v": "0"}
    history = History(lambda: dict(state), state.update)
    history.record(None)
    history.travel(-1)
    history.travel(1)
    assert state == {"v": "0"}
    state["v"] = "1"
    history.record("v")
    history.travel(-1)
    state["v"] = "2"
    history.record("v")
    assert not history.can_redo
    history.travel(-1)
    assert state == {"v": "0"}


class Typed:
    """A form of one text, with a clock that a test sets."""

    def __init__(self) -> None:
        self.values, self.seconds = {"v": ""}, 0.0
        self.history = History(lambda: dict(self.values), self.values.update, clock=lambda: self.seconds)
        self.history.record(None)

    def type(self, text: str, *, after: float = 0.1) -> None:
        self.seconds += after
        self.values["v"] = text
        self.history.record("v")

    def undone(self) -> list[str]:
        """What stands there before each undo, and after the last."""
        seen = [self.values["v"]]
        while self.history.can_undo:
            self.history.travel(-1)
            seen.append(self.values["v"])
        return seen


def test_keystrokes_are_one_step_until_a_pause_or_a_press():
    typed = Typed()
    typed.type("a")
    typed.type("ab")
    typed.type("abc", after=60)
    typed.type("abcd")
    typed.history.end()
    typed.type("abcde")
    assert typed.undone() == ["abcde", "abcd", "ab", ""]


def test_an_edit_that_takes_itself_back_is_no_step():
    typed = Typed()
    typed.type("a")
    typed.type("")
    assert not typed.history.can_undo
    typed.type("b")
    assert typed.undone() == ["b", ""]


def test_each_choice_from_a_list_is_a_step_and_so_is_what_follows_a_send(form):
    method, key = form.fields["method"], form.fields["key"]
    method.value = "PUT"
    method.value = "GET"
    key.value = "a.txt"
    form.panel._receive(form.panel, {"send": True}, [])
    key.value = "ab.txt"
    seen = []
    for _ in range(4):
        form.panel._receive(form.panel, {"history": -1}, [])
        seen.append((method.value, key.value))
    assert seen == [("GET", "a.txt"), ("GET", "hello.txt"), ("PUT", "hello.txt"), ("GET", "hello.txt")]


@pytest.mark.parametrize("city, code", [("Frankfurt", "eu-de"), (" dallas", "us-south"), ("us-so", "us-south")])
def test_a_city_in_the_endpoint_field_is_answered_with_the_endpoints_there(city, code):
    form = PresignForm(credentials=pair(example=True), now=NOW, bucket="b", endpoint="us-south")
    form.fields["endpoint"].value = city
    note = form.notes["endpoint"]
    assert note.tone == "error"
    assert f"· {code}" in note.text.partition(";")[0]
    assert "Choose one of them" in note.text


def test_what_is_no_endpoint_and_no_search_keeps_its_own_error():
    form = PresignForm(credentials=pair(example=True), now=NOW, bucket="b", endpoint="us-south")
    form.fields["endpoint"].value = "https://user:password@host"
    assert "password" not in form.notes["endpoint"].text.replace("a user name or password", "")


def test_advice_on_a_field_leaves_what_the_field_was_taken_to_mean():
    form = PresignForm(
        credentials=pair(example=True), now=NOW, bucket="b", endpoint="https://minio.example", expires="8 days"
    )
    assert form.notes["expires"].text.startswith("691200 s · ")
    assert "whether this store does is not confirmed" in form.notes["expires"].text
