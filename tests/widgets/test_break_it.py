"""The break-it panel without a browser: what each tick does, what the sandbox answers, and what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from itertools import combinations

import pytest

from cosnb import BreakIt, InputError, compare, parse
from cosnb.links import verify
from cosnb.widgets import break_it
from cosnb.widgets.mutations import MUTATIONS, Outgoing, mutated

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
CANONICAL = ["canonical_request", "string_to_sign", "signature"]

# What happens, the stages that change, the status the sandbox answers, and the surest finding.
EFFECTS = [
    ("method", CANONICAL, 403, "method"),
    ("key", [*CANONICAL, "url"], 403, "unproven"),
    ("plus", [*CANONICAL, "url"], 403, "path-plus"),
    ("twice", [*CANONICAL, "url"], 403, "path-double-encoded"),
    ("extra", [*CANONICAL, "url"], 403, "extra-parameters"),
    ("expires", [*CANONICAL, "url"], 403, "expires-changed"),
    ("order", ["url"], 200, None),
    ("unsent", CANONICAL, 403, "signed-header"),
    ("type", CANONICAL, 403, "signed-header"),
    ("host", [*CANONICAL, "url"], 403, "host-changed"),
    ("region", ["canonical_request", "scope", "string_to_sign", "signature", "url"], 403, "region"),
    ("date", ["canonical_request", "scope", "string_to_sign", "signature", "url"], 403, "scope-date"),
    ("digit", ["url"], 403, "unproven"),
    ("end", ["url"], 403, "truncated"),
    ("stop", ["url"], 403, "decorated"),
    ("amp", [*CANONICAL, "url"], 400, "html-escaped"),
    ("shell", ["canonical_request", "scope", "string_to_sign", "signature", "url"], 400, "shell-truncated"),
]


@pytest.fixture(scope="module")
def shared():
    return BreakIt(now=NOW)


@pytest.fixture
def panel(shared):
    """A panel with nothing ticked."""
    shared.ticked = []
    return shared


def press_send(panel, **more):
    sent = []
    panel.send = lambda content, buffers=None: sent.append(content)
    try:
        panel._receive(panel, {"send": True, **more}, [])
    finally:
        del panel.send
    return sent


def good(panel):
    return Outgoing(panel.link.method, panel.link.url, tuple(panel.link.headers.items()))


def test_it_opens_on_a_link_that_works(panel):
    assert panel.outgoing == good(panel)
    assert panel.verification.accepted
    assert [finding.id for finding in panel.diagnosis.findings if finding.certainty != "possible"] == []
    press_send(panel)
    assert panel.last_answer.ok


def test_the_table_has_every_mutation():
    assert [row[0] for row in EFFECTS] == list(BreakIt.names()) == [mutation.id for mutation in MUTATIONS]


@pytest.mark.parametrize("name, stages, status, finding", EFFECTS, ids=[row[0] for row in EFFECTS])
def test_each_tick_moves_its_stages_and_is_answered_and_explained(panel, monkeypatch, name, stages, status, finding):
    # No long search for what cannot be proven, and time enough for what can, however busy the machine is.
    monkeypatch.setattr(break_it, "BUDGET_SECONDS", 0.1 if finding == "unproven" else 60)
    panel.ticked = [name]
    assert [stage.name for stage in compare(panel.link, panel.verification).stages if not stage.equal] == stages
    assert panel.verification.accepted == (status == 200)
    press_send(panel)
    assert panel.last_answer.status == status
    causes = [each.id for each in panel.diagnosis.findings if each.certainty != "possible"]
    assert causes[:1] == ([finding] if finding else [])


def test_the_stages_say_which_of_them_changed(panel):
    panel.ticked = ["plus"]
    shown = json.dumps(panel.stages)
    assert "canonical URI, byte" in shown
    assert "Canonical request \\u00b7 String to sign \\u00b7 Signature \\u00b7 Presigned URL" in shown
    assert '"Scope"' in shown
    assert "would refuse it: SignatureDoesNotMatch" in shown


@pytest.mark.parametrize("name", ["date", "shell"])
def test_the_code_of_a_malformed_request_is_not_promised_for_every_store(panel, name):
    panel.ticked = [name]
    assert "AuthorizationQueryParametersError in the words of AWS; another store may" in json.dumps(panel.stages)
    press_send(panel)
    assert panel.last_answer.error.code != panel.verification.code


def test_two_faults_are_both_found(panel):
    panel.ticked = ["amp", "plus"]
    assert {"html-escaped", "path-plus"} <= {finding.id for finding in panel.diagnosis.findings}


def test_the_order_of_the_ticks_does_not_matter(panel):
    names = [mutation.id for mutation in MUTATIONS]
    assert mutated(good(panel), names) == mutated(good(panel), names[::-1])


def test_no_three_things_at_once_break_the_panel(panel):
    pair = panel._box.credentials
    for names in combinations(BreakIt.names(), 3):
        sent = mutated(good(panel), names)
        try:
            seen = verify(sent.url, pair, method=sent.method, headers=sent.headers, now=NOW)
        except InputError:
            assert parse(sent.url).kind == "unsigned"
            seen = None
        assert seen is None or not seen.accepted
        assert break_it.stages_tree(panel.link, seen).children


def test_what_arrives_without_a_signature_is_said(panel):
    panel.ticked = ["extra", "order", "shell"]
    assert panel.verification is None
    assert "Nothing of the signature arrives." in json.dumps(panel.stages)
    press_send(panel)
    assert panel.last_answer.status in (400, 403)


def test_nothing_is_sent_until_send_is_pressed(panel, monkeypatch):
    sends = []
    monkeypatch.setattr(break_it, "send", lambda *a, **k: sends.append(a))
    panel.ticked = ["plus"]
    panel._receive(panel, {"ticked": ["amp"]}, [])
    assert sends == []
    assert panel.ticked == ["plus"]


def test_another_tick_takes_the_answer_away(panel):
    press_send(panel)
    assert panel.answer
    panel.ticked = ["stop"]
    assert panel.answer == []
    assert panel.last_answer is None


def test_send_takes_the_ticks_of_the_page_and_no_unknown_ones(panel):
    press_send(panel, ticked=["nonsense", "stop"])
    assert panel.ticked == ["stop"]
    assert panel.last_answer.status == 403


def test_what_does_not_arrive_is_said_in_a_sentence(panel, monkeypatch):
    dead = panel.link.url.replace(panel._box.endpoint, "http://127.0.0.1:9")
    monkeypatch.setattr(panel, "link", replace(panel.link, url=dead))
    panel.ticked = ["order"]
    (message,) = press_send(panel)
    assert message["done"] is True
    assert "127.0.0.1:9" in message["problem"]
    assert panel.answer == []


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(InputError, match=r"there is no 'nonsense'\. There are method, key"):
        BreakIt("nonsense", now=NOW)
    with pytest.raises(InputError, match="ticked"):
        BreakIt(["plus"], now=NOW)


def test_a_saved_panel_shows_ticks_stages_and_diagnosis(panel):
    panel.ticked = ["plus"]
    data, _ = panel._repr_mimebundle_()
    for shown in (data["text/plain"], data["text/html"]):
        assert "☑ the spaces as +" in shown
        assert "☐ another key" in shown
        assert "canonical URI, byte" in shown
        assert "Spaces of the object key are plus signs" in shown
    assert "<script" not in data["text/html"]
    assert "<button" not in data["text/html"]
    assert repr(panel) == "BreakIt('plus')"


def test_what_is_saved_is_the_same_each_time(panel):
    panel.ticked = ["plus"]
    first = panel._repr_mimebundle_()[0]
    panel.ticked = []
    panel.ticked = ["plus"]
    again = panel._repr_mimebundle_()[0]
    assert (first["text/plain"], first["text/html"]) == (again["text/plain"], again["text/html"])
