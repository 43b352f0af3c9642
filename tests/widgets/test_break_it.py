"""The break-it panel without a browser: what each tick does, what the sandbox answers, and what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from itertools import combinations

import pytest

from cosnb import BreakIt, InputError, compare, parse
from cosnb.diagnosis.causes import current
from cosnb.diagnosis.damage import Outgoing, damaged
from cosnb.links import verify
from cosnb.widgets import break_it

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
CANONICAL = ["canonical_request", "string_to_sign", "signature"]
MOVED = [*CANONICAL, "url"]
ALL = ["canonical_request", "scope", "string_to_sign", "signature", "url"]
# Where the search finds nothing: letters or digits are lost.
SURE = ("access-key-characters", "case-folded")
# What version 0.1 called them.
FORMER = {
    "method": "method", "key": "key-edited", "plus": "path-plus", "twice": "path-double-encoded", "extra": "extra-parameters",
    "expires": "expires-changed", "order": "query-encoding", "unsent": "signed-header-missing", "type": "signed-header",
    "host": "host-changed", "region": "region", "date": "scope-date", "digit": "signature-edited", "end": "truncated",
    "stop": "decorated", "amp": "html-escaped", "shell": "shell-truncated",
}  # fmt: skip

# What happens, the stages that change, the status the sandbox answers, and the surest finding.
EFFECTS = [
    ("method", CANONICAL, 403, "method"),
    ("key-edited", MOVED, 403, "key-edited"),
    ("path-plus", MOVED, 403, "path-plus"),
    ("path-double-encoded", MOVED, 403, "path-double-encoded"),
    ("path-slashes", MOVED, 403, "path-slashes"),
    ("path-slash-end", MOVED, 403, "path-slash-end"),
    ("path-case", MOVED, 403, "path-case"),
    ("extra-parameters", MOVED, 403, "extra-parameters"),
    ("expires-changed", MOVED, 403, "expires-changed"),
    ("query-decoded", ["url"], 200, None),
    ("query-encoding", ["url"], 200, None),
    ("access-key-characters", MOVED, 403, "access-key-characters"),
    ("signed-header", CANONICAL, 403, "signed-header"),
    ("signed-header-missing", CANONICAL, 403, "signed-header"),
    ("host-changed", MOVED, 403, "host-changed"),
    ("region", ALL, 403, "region"),
    ("scope-date", ALL, 403, "scope-date"),
    ("shell-truncated", ALL, 400, "shell-truncated"),
    ("truncated", ["url"], 403, "truncated"),
    ("signature-edited", ["url"], 403, "signature-edited"),
    ("json-escaped", ALL, 400, "json-escaped"),
    ("shell-escaped", ALL, 400, "shell-escaped"),
    ("html-escaped", MOVED, 400, "html-escaped"),
    ("pasted-twice", MOVED, 403, "pasted-twice"),
    ("question-mark", None, 403, "question-mark"),
    ("double-encoded", ALL, 400, "double-encoded"),
    ("case-folded", MOVED, 400, "case-folded"),
    ("misspelt-parameter", ALL, 400, "misspelt-parameter"),
    ("decorated", ["url"], 403, "decorated"),
    ("signature-case", ["url"], 403, "signature-case"),
]


@pytest.fixture
def panel():
    """A panel with nothing ticked."""
    return BreakIt(now=NOW)


def press_send(panel, **more):
    sent = []
    panel.send = lambda content, buffers=None: sent.append(content)
    try:
        panel._receive(panel, {"send": True, **more}, [])
    finally:
        del panel.send
    return sent


def good(panel):
    return Outgoing.of(panel.link)


def test_it_opens_on_a_link_that_works(panel):
    assert panel.outgoing == good(panel)
    assert panel.verification.accepted
    assert [finding.id for finding in panel.diagnosis.findings if finding.certainty != "possible"] == []
    press_send(panel)
    assert panel.last_answer.ok


def test_the_table_has_everything_that_can_happen():
    assert [row[0] for row in EFFECTS] == list(BreakIt.names())


@pytest.mark.parametrize("name, stages, status, finding", EFFECTS, ids=[row[0] for row in EFFECTS])
def test_each_tick_moves_its_stages_and_is_answered_and_explained(panel, monkeypatch, name, stages, status, finding):
    # Time enough for the proof, however busy the machine is; no long search where nothing of the signature arrives.
    monkeypatch.setattr(break_it, "BUDGET_SECONDS", 0.1 if finding in SURE else 60)
    panel.ticked = [name]
    if panel.verification is None:
        assert stages is None
    else:
        assert [stage.name for stage in compare(panel.link, panel.verification).stages if not stage.equal] == stages
        assert panel.verification.accepted == (status == 200)
    press_send(panel)
    assert panel.last_answer.status == status
    causes = [each.id for each in panel.diagnosis.findings if each.certainty != "possible"]
    assert causes[:1] == ([finding] if finding else [])


def test_the_stages_say_which_of_them_changed(panel):
    panel.ticked = ["path-plus"]
    shown = json.dumps(panel.stages)
    assert "canonical URI, byte" in shown
    assert "Canonical request \\u00b7 String to sign \\u00b7 Signature \\u00b7 Presigned URL" in shown
    assert '"Scope"' in shown
    assert "would refuse it: SignatureDoesNotMatch" in shown


@pytest.mark.parametrize("name", ["scope-date", "shell-truncated"])
def test_the_code_of_a_malformed_request_is_not_promised_for_every_store(panel, name):
    panel.ticked = [name]
    assert "AuthorizationQueryParametersError in the words of AWS; another store may" in json.dumps(panel.stages)
    press_send(panel)
    assert panel.last_answer.error.code != panel.verification.code


def test_two_faults_are_both_found(panel):
    panel.ticked = ["html-escaped", "path-plus"]
    assert {"html-escaped", "path-plus"} <= {finding.id for finding in panel.diagnosis.findings}


def test_the_order_of_the_ticks_does_not_matter(panel):
    panel.ticked = ["html-escaped", "path-plus", "method"]
    sent = panel.outgoing
    panel.ticked = panel.ticked[::-1]
    assert panel.outgoing == sent


def test_no_two_things_at_once_break_the_panel(panel):
    pair = panel._box.credentials
    for names in combinations(BreakIt.names(), 2):
        sent = damaged(good(panel), names)
        try:
            seen = verify(sent.url, pair, method=sent.method, headers=sent.headers, now=NOW)
        except InputError:
            assert parse(sent.url).kind == "unsigned"
            seen = None
        assert seen is None or not seen.accepted or {*names} == {"query-decoded", "query-encoding"}
        assert break_it.stages_tree(panel.link, seen).children


def test_what_arrives_without_a_signature_is_said(panel):
    panel.ticked = ["extra-parameters", "query-encoding", "shell-truncated"]
    assert panel.verification is None
    assert "Nothing of the signature arrives." in json.dumps(panel.stages)
    press_send(panel)
    assert panel.last_answer.status in (400, 403)


def test_nothing_is_sent_until_send_is_pressed(panel, monkeypatch):
    sends = []
    monkeypatch.setattr(break_it, "send", lambda *a, **k: sends.append(a))
    panel.ticked = ["path-plus"]
    panel._receive(panel, {"ticked": ["html-escaped"]}, [])
    assert sends == []
    assert panel.ticked == ["path-plus"]


def test_another_tick_takes_the_answer_away(panel):
    press_send(panel)
    assert panel.answer
    panel.ticked = ["decorated"]
    assert panel.answer == []
    assert panel.last_answer is None


def test_send_takes_the_ticks_of_the_page_and_no_unknown_ones(panel):
    press_send(panel, ticked=["nonsense", "decorated"])
    assert panel.ticked == ["decorated"]
    assert panel.last_answer.status == 403


def test_what_does_not_arrive_is_said_in_a_sentence(panel, monkeypatch):
    dead = panel.link.url.replace(panel._box.endpoint, "http://127.0.0.1:9")
    monkeypatch.setattr(panel, "link", replace(panel.link, url=dead))
    panel.ticked = ["query-encoding"]
    (message,) = press_send(panel)
    assert message["done"] is True
    assert "127.0.0.1:9" in message["problem"]
    assert panel.answer == []


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(InputError, match=r"there is no 'nonsense'\. There are method, key-edited"):
        BreakIt("nonsense", now=NOW)
    with pytest.raises(InputError, match="ticked"):
        BreakIt(["path-plus"], now=NOW)


@pytest.mark.parametrize("former", [former for former, name in FORMER.items() if former != name])
def test_a_former_name_is_taken_with_a_warning_that_says_the_new_one(former):
    with pytest.warns(DeprecationWarning, match=f"'{former}' is called '{FORMER[former]}' now") as said:
        assert current(former, BreakIt.names()) == FORMER[former]
    assert len(said) == 1


def test_the_panel_takes_a_former_name():
    with pytest.warns(DeprecationWarning, match="'plus' is called 'path-plus' now") as said:
        assert BreakIt("plus", now=NOW).ticked == ["path-plus"]
    assert [one.filename for one in said] == [__file__]


def test_the_panel_has_everything_that_version_0_1_had():
    assert set(FORMER.values()) <= set(BreakIt.names())


def test_a_saved_panel_shows_ticks_stages_and_diagnosis(panel):
    panel.ticked = ["path-plus"]
    data = panel._repr_mimebundle_()
    for shown in (data["text/plain"], data["text/html"]):
        assert "☑ the spaces as +" in shown
        assert "☐ another key" in shown
        assert "canonical URI, byte" in shown
        assert "Spaces of the object key are plus signs" in shown
    assert "<script" not in data["text/html"]
    assert "<button" not in data["text/html"]
    assert repr(panel) == "BreakIt('path-plus')"


def test_what_is_saved_is_the_same_each_time(panel):
    panel.ticked = ["path-plus"]
    first = panel._repr_mimebundle_()
    panel.ticked = []
    panel.ticked = ["path-plus"]
    again = panel._repr_mimebundle_()
    assert (first["text/plain"], first["text/html"]) == (again["text/plain"], again["text/html"])
