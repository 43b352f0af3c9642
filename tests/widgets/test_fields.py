"""What a form's fields show is what is sent, whatever the kernel has heard of them; and what a field may not keep."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from threading import Thread

import pytest

from cosnb import Credentials, InputError, presign
from cosnb.widgets.fields import shown

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True)


@pytest.fixture
def replies(form):
    """What the panel sends to the page by custom message."""
    sent: list[dict] = []
    form.panel.send = lambda content, buffers=None: sent.append(content)
    return sent


def ask(form, **content) -> None:
    form.panel._receive(form.panel, content, [])


def test_a_press_brings_the_fields_that_the_kernel_has_not_heard_of(form, replies):
    page = {"key": "a b.txt", "expires": "2 hours", "addressing": "path", "credentials": "given in the call"}
    ask(form, url="copy", fields=page)
    assert {name: form.fields[name].value for name in page} == {**page, "credentials": "given"}
    (reply,) = replies
    assert "/a%20b.txt?" in reply["url"]
    assert "X-Amz-Expires=7200&" in reply["url"]


def test_a_press_with_the_fields_as_they_are_is_no_edit(form, replies):
    form.fields["key"].value = "two\nlines"
    signed = form.signed
    page = {name: shown(field) for name, field in form.fields.items()}
    ask(form, url="copy", fields={**page, "key": "twolines", "credentials": "given in the call"})
    assert form.signed is signed
    assert replies == [{"use": "copy", "url": signed.url, "view": None}]


def test_an_edit_in_another_thread_is_not_sent_instead(form, replies, monkeypatch):
    plan = form._plan

    def overtaken(values):
        monkeypatch.setattr(form, "_plan", plan)
        thread = Thread(target=setattr, args=(form.fields["key"], "value", "h"))
        thread.start()
        while form.fields["key"].value != "h":
            thread.join(0.001)
        return plan(values)

    monkeypatch.setattr(form, "_plan", overtaken)
    ask(form, url="copy", fields={"key": "hello.txt.old"})
    (reply,) = replies
    assert "/hello.txt.old?" in reply["url"]


@pytest.mark.parametrize(
    "asked",
    [
        {"fields": {"expires": "soon"}},
        {"fields": {"method": "PUT"}, "method": "GET"},
        {"fields": {"key": "x"}, "edited": "https://h/k", "of": "https://h/another"},
    ],
)
@pytest.mark.parametrize("wanted", [{"url": "copy"}, {"send": True}, {"server": True}])
def test_nothing_is_done_where_the_page_and_its_fields_are_apart(form, replies, wanted, asked):
    ask(form, **wanted, **asked)
    (reply,) = replies
    assert reply["done"] is True
    assert reply["problem"].startswith("Nothing was done: ")
    assert form.panel.last_answer is None


def test_a_key_id_that_is_on_its_way_counts(form, replies):
    form.fields["credentials"].value = "typed"
    form.pair.secret._receive(form.pair.secret, {"secret": "00112233445566778899aabbccddeeff0011223344556677"}, [])
    ask(form, url="copy", fields={"access_key_id": "AKIAIOSFODNN7EXAMPLE"})
    assert "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F" in replies[-1]["url"]


@pytest.mark.parametrize(
    "text, remedy",
    [
        ("minio", "Write the URL, such as https://store.example.com:9000."),
        ("ceph", "Write the URL, such as https://store.example.com:9000."),
        ("r2", "Write the URL, such as https://{account_id}.r2.cloudflarestorage.com, with your own in the braces."),
        ("backblaze", "Write the URL, such as https://s3.{region}.backblazeb2.com, with your own in the braces."),
        ("google", "Choose one of them: for the first write 'https://storage.googleapis.com'."),
        ("wasabi", "Choose one of them: for the first write 'https://s3.wasabisys.com'."),
        ("127.0.0.1:9444", "Write 'http://127.0.0.1:9444', as the sandbox has it."),
    ],
)
def test_what_is_offered_for_an_endpoint_can_be_chosen_or_written(form, text, remedy):
    form.fields["endpoint"].value = text
    said = form.notes["endpoint"].text
    assert said.endswith(remedy)
    if remedy.startswith("Choose"):
        labels = said.partition(" may be ")[2].removesuffix(f". {remedy}").split("; ")
        assert {label.partition(" and ")[0] for label in labels} <= {*form.fields["endpoint"].options}


LIVE = f"https://s3.example.com/b/k.txt?X-Amz-Expires=60&X-Amz-Signature={'abab1234' * 8}"


@pytest.mark.parametrize("field", ["endpoint", "region", "bucket", "key", "expires"])
def test_a_live_link_that_is_pasted_into_a_field_does_not_stay_there(form, field):
    before = form.fields[field].value
    form.fields[field].value = LIVE
    assert form.fields[field].value == before
    assert form.notes[field].tone == "error"
    assert "was not taken" in form.notes[field].text
    assert form.panel.ready
    widgets = (*form.fields.values(), form.notes, form.panel, form.stages)
    assert "abab1234" not in json.dumps([widget.get_state() for widget in widgets], default=str)
    form.fields["key"].value = "b.txt"
    assert form.notes[field].tone != "error"


def test_a_live_link_is_in_no_error_of_a_form_and_not_in_its_history(form, replies):
    ask(form, url="copy", fields={"key": LIVE})
    form.fields["key"].value = LIVE
    form._history.travel(-1)
    with pytest.raises(InputError) as caught:
        form.fill({"key": LIVE})
    assert "abab1234" not in json.dumps([*replies, str(caught.value), form.fields["key"].value])
    assert "was not taken" in replies[0]["problem"]
    for values in ({"method": LIVE}, {"region": LIVE}, {"addressing": LIVE}):
        with pytest.raises(InputError) as caught:
            form.fill(values)
        assert "abab1234" not in repr(vars(caught.value))


@pytest.mark.parametrize("asked", [{"send": True}, {"server": True}])
def test_the_answer_to_a_url_changed_by_hand_stands_as_earlier_under_the_good_one(form, asked):
    changed = form.signed.url[:-1] + "x"
    ask(form, **asked, edited=changed, of=form.panel.url)
    assert form.panel.answer
    assert form.panel.get_state("earlier") == {"earlier": True}
    assert changed not in json.dumps(form.panel.get_state(), default=str)
    form.fields["key"].value, before = "else.txt", form.fields["key"].value
    form.fields["key"].value = before
    assert form.panel.earlier
    ask(form, **asked)
    assert not form.panel.earlier


def test_an_empty_text_is_an_empty_upload(form):
    form.fill({"method": "PUT", "key": "empty.txt"})
    ask(form, send=True, text="")
    form.fields["method"].value = "GET"
    ask(form, send=True)
    assert form.panel.last_answer.status == 200
    assert form.panel.last_answer.body == b""


def test_an_error_of_a_request_names_the_url_as_the_page_does(form, replies):
    for wanted in ({"server": True}, {"send": True}):
        ask(form, **wanted, edited="ftp://h/k", of=form.panel.url)
    assert [reply["problem"].partition(": ")[0] for reply in replies] == ["The URL", "The URL"]


def test_a_long_paste_into_the_endpoint_is_not_repeated_and_the_choices_are(form):
    form.fields["endpoint"].value = "x" * 3000
    assert form.notes["endpoint"].text.startswith("a text of 3,000 characters is no URL")
    assert "us-south" in form.notes["endpoint"].text
    assert "xxx" not in form.notes["endpoint"].text


def test_a_bucket_that_ibm_documents_as_impossible_is_advised_against_where_it_is_ibms(form):
    form.fill({"endpoint": "us-south", "bucket": "My_Bucket"})
    assert form.notes["bucket"].tone == "advice"
    assert "lower-case letters" in form.notes["bucket"].text
    form.fields["bucket"].value = "my-bucket"
    assert form.notes["bucket"].text == ""


def test_a_secret_of_white_space_stands_in_no_quotes(form):
    form.fields["credentials"].value = "typed"
    form.pair.key_id.value = "AKIAIOSFODNN7EXAMPLE"
    form.pair.secret._receive(form.pair.secret, {"secret": "  "}, [])
    said = form.notes["credentials"].text
    assert said.startswith("it is white space only, as found in the form.")
    assert "quotes" not in said


def test_an_empty_key_says_that_the_link_is_for_the_bucket(form):
    assert form.notes["key"].text == ""
    form.fields["key"].value = ""
    assert form.notes["key"].text == "no key: the link is for the bucket itself"
    assert form.signed.url.partition("?")[0].endswith("/demo-bucket")


def test_all_that_presign_warns_of_is_said_at_its_field(form):
    form.fields["key"].value = "/a%20b/*.txt"
    with pytest.warns(UserWarning, match="key: ") as caught:
        presign("b", "/a%20b/*.txt", endpoint="us-south", credentials=PAIR)
    warned = [str(one.message).removeprefix("key: ") for one in caught]
    assert len(warned) == 3
    assert form.notes["key"].text == " ".join(warned)
    assert form.notes["key"].tone == "advice"
