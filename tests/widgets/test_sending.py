"""What a press of Send does: it says what has happened, and asks before it destroys anything but the sandbox's."""

from __future__ import annotations

import json
import os
import re
import socket
from dataclasses import replace
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

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


@pytest.mark.parametrize(
    "old, new, differ",
    [
        ("hello", "hellp", ["canonical_request", "string_to_sign", "signature", "url"]),
        ("us-south", "eu-de", ["canonical_request", "scope", "string_to_sign", "signature", "derivation", "url"]),
        ("X-Amz-Signature=", "X-Amz-Signature=0", ["url"]),
        ("X-Amz-", "X-Ams-", None),
        ("http://", "", ["url"]),
    ],
)
def test_of_a_url_that_was_changed_it_says_which_stages_differ_for_the_store(form, old, new, differ):
    told = told_by(form)
    url = form.signed.url.replace(old, new)
    form.panel._receive(form.panel, {"look": url, "edited": url, "of": form.panel.url, "view": "v"}, [])
    assert told == [{"look": url, "differs": differ, "view": "v"}]


def test_a_link_is_signed_again_when_it_is_asked_for(box):
    form = PresignForm(credentials=box.credentials, endpoint=box.endpoint, bucket=box.bucket, key="a", now=NOW)
    form._now = NOW.replace(hour=13)
    form.panel._receive(form.panel, {"history": 0}, [])
    assert form.signed.signed_at == form._now
    assert form.panel.link["until"] == "2026-01-15T14:00:00Z"


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


@pytest.fixture
def proxy(monkeypatch):
    """What a proxy was asked for: it answers everything itself, and no name of the world is known here."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    known = socket.getaddrinfo

    def look_up(host, *more, **other):
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return known(host, *more, **other)

    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    server = HTTPServer(("127.0.0.1", 0), Proxy)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HTTP_PROXY", f"http://user:canary@127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore:http.*not encrypted")
def test_where_a_proxy_is_set_the_form_offers_it_and_sends_through_it(box, proxy):
    form = PresignForm(credentials=box.credentials, endpoint="http://store.example", bucket="b", key="k", now=NOW)
    told = told_by(form)
    assert form.panel.proxy == "HTTP_PROXY"
    press(form)
    assert "A proxy is set (HTTP_PROXY) and was not used: tick 'through the proxy'" in told[-1]["problem"]
    assert proxy == []
    press(form, proxy=True)
    assert form.panel.last_answer.status == 200
    assert proxy == [form.signed.url]
    assert "canary" not in str([told, form.panel.get_state()])
    form.fields["endpoint"].value = box.endpoint
    assert form.panel.proxy == ""


def test_a_refused_request_is_explained_and_its_repaired_url_comes_when_it_is_asked_for(form, monkeypatch):
    told = told_by(form)
    assert form.why() is None
    press(form, edited=form.signed.url.replace("hello", "hellp"), of=form.panel.url)
    assert [one.certainty for one in form.why().findings] == ["proven"]
    assert told == [{"done": True, "view": None}]
    shown = str(form.panel.answer)
    assert shown.index("403 Forbidden") < shown.index("proven") < shown.index("What the store answered")
    told.clear()
    for how in ("copy", "repair"):
        form.panel._receive(form.panel, {"repair": 0, "how": how, "view": "a"}, [])
    form.panel._receive(form.panel, {"repair": 1, "view": "a"}, [])
    url = form.signed.url
    more = {"live": url, "parts": form.panel.link["parts"], "view": "a"}
    assert told == [{"use": how, "url": url, **more} for how in ("copy", "repair")]
    press(form)
    assert form.why() is None
    assert "proven" not in str(form.panel.answer)


def test_a_refused_request_of_a_real_pair_shows_no_signature(real):
    real.fill({"method": "GET"})
    press(real, edited=real.signed.url.replace("keep", "kept"), of=real.panel.url)
    (first, *_) = real.why().findings
    # No search can guess every change, but the form knows what it signed.
    assert (first.id, first.certainty, first.repaired_url) == ("url-changed", "certain", real.signed.url)
    assert re.search(r"signed: \S*/keep.txt\nreceived: \S*/kept.txt$", first.evidence)
    assert real.signed.signature not in str(real.panel.answer)


def test_the_last_links_that_were_used_are_listed_newest_first_and_shown_again(form):
    for key in ("a.txt", "b.txt", "a.txt", "c.txt", "d.txt", "e.txt", "f.txt"):
        form.fill({"key": key, "headers": {"x-amz-meta-of": key}})
        press(form)
    names = [f"GET {form.fields['bucket'].value}/{key}.txt" for key in "fedca"]
    assert form.panel.recent == names
    form.panel._receive(None, {"recent": 4}, [])
    assert (form.fields["key"].value, form.fields["headers"].value) == ("a.txt", [["x-amz-meta-of", "a.txt"]])
    assert form.panel.recent == names
    for wrong in (5, -2, "x", None):
        form.panel._receive(None, {"recent": 0}, [])
        form.panel._receive(None, {"recent": wrong}, [])
        assert form.panel.recent == []
        press(form)


def test_what_lists_the_last_links_holds_no_signature_and_no_long_key(form):
    form.fill({"key": "k" * 900 + "\u202e"})
    press(form)
    (told,) = form.panel.recent
    assert len(told) < 120
    assert form.signed.signature not in json.dumps(form.panel.recent)
