"""Presets, and the line of Python that opens the same form elsewhere: neither has a key, a token or a signature."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import ipywidgets
import pytest

import cosnb
from cosnb import InputError, PresignForm
from cosnb.sigv4 import Credentials, Secret
from cosnb.widgets.presign_form import PRESETS

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
SECRET, TOKEN = "Canary/Secret+Key/of/forty/characters/00", "IQoJb3JpZ2lu/Canary+Token+of+a+session=="
SIGNATURE = f"http://s/b/k?X-Amz-Signature={'ab' * 32}"
FIELDS = {
    "method": "PUT",
    "key": 'it\'s "a" ü\u202e\\.txt',
    "expires": "15 minutes",
    "addressing": "path",
    "headers": [("content-type", "text/plain"), ("x-amz-acl", "private")],
    "query": [("versionId", "3 é"), ("a", "1"), ("a", "2")],
}


def opened(line: str) -> PresignForm:
    """What the line gives whoever runs it in a cell."""
    begin, _, call = line.partition("; ")
    assert begin == "from cosnb import PresignForm"
    assert "\n" not in line
    return eval(call, {"PresignForm": cosnb.PresignForm})


def fields_of(form: PresignForm) -> dict[str, object]:
    """But for the endpoint of a sandbox, of which every form has its own."""
    fields = {name: field.value for name, field in form.fields.items() if name != "credentials"}
    return fields | {"endpoint": fields["endpoint"].replace(form.pair.sandbox.endpoint, "")}


@pytest.mark.parametrize("fields", [{}, FIELDS, {"key": "", "download_as": "März.pdf"}, {"endpoint": "us-south"}])
def test_a_shared_line_opens_the_same_form(fields):
    form = PresignForm(now=NOW, **fields)
    assert fields_of(opened(form.share())) == fields_of(form)


def test_a_form_as_it_opens_is_shared_without_a_field_and_a_row_without_a_name_is_not_there(form):
    assert PresignForm().share() == "from cosnb import PresignForm; PresignForm()"
    other = PresignForm(query=[("a", "1")])
    other.fields["query"].value = [["a", "1"], ["", ""]]
    assert other.share().endswith("PresignForm(query=[('a', '1')])")


def test_with_a_pair_of_ones_own_the_place_is_named_and_the_pair_is_not():
    pair = Credentials("ASIACANARYCANARY0001", SECRET, TOKEN, endpoint="us-south")
    form = PresignForm(credentials=pair, bucket="my-bucket", key="hello.txt", now=NOW)
    assert form.share().endswith("PresignForm(endpoint='us-south', bucket='my-bucket', key='hello.txt')")


def said_of(form: PresignForm) -> str:
    """The line, the recent links, and everything that is saved."""
    sent: list[object] = []
    form.panel.send = lambda content, *_: sent.append(content)
    form.panel._receive(None, {"share": True, "fields": {}, "view": "v"}, [])
    assert sent == [{"share": form.share(), "view": "v"}]
    return json.dumps([sent, ipywidgets.Widget.get_manager_state()], default=str, ensure_ascii=False)


@pytest.mark.parametrize("preset", range(len(PRESETS)))
def test_no_secret_that_the_form_was_given_is_in_a_shared_line_a_preset_or_the_state(preset):
    form = PresignForm(endpoint="us-south", bucket="my-bucket", key="k", now=NOW)
    form.fields["credentials"].value = "typed"
    form.pair.key_id.value = "ASIACANARYCANARY0001"
    form.pair.secret._hold(Secret(SECRET))
    form.pair.token._hold(Secret(TOKEN))
    form._act({"preset": preset})
    key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    for rows, pair in {
        "headers": ["x-amz-server-side-encryption-customer-key", key],
        "query": ["X-Amz-Security-Token", TOKEN],
    }.items():
        before = form.fields[rows].value
        form.fields[rows].value = [*before, pair]
        assert form.fields[rows].value == before
    form.fields["key"].value = SIGNATURE
    assert form.signed is not None
    told = said_of(form)
    for secret in (SECRET, TOKEN, key, "ab" * 32, form.signed.signature):
        assert secret[:14] not in told
    assert "ASIACANARYCANARY0001" not in form.share()


@pytest.mark.parametrize("preset", range(len(PRESETS)))
def test_a_preset_is_one_step_that_leaves_place_and_pair_alone(form, preset):
    form.fill({**FIELDS, "download_as": ""})
    before = form._values()
    form._act({"preset": preset})
    after = form._values()
    assert form.panel.ready
    assert form.signed.headers == dict(after["headers"])
    assert after != before
    for name in ("credentials", "endpoint", "region", "bucket", "addressing"):
        assert after[name] == before[name]
    form._history.travel(-1)
    assert form._values() == before
    form._history.travel(1)
    assert form._values() == after


def test_a_preset_holds_fields_of_the_form_and_neither_place_nor_pair():
    for preset in PRESETS:
        assert preset["name"]
        assert set(preset["fields"]) - {"key"} == {"method", "expires", "download_as", "headers", "query"}
    assert PresignForm().panel.presets == [preset["name"] for preset in PRESETS]


@pytest.mark.parametrize("number", [-1, len(PRESETS), None, "1", 10**9])
def test_a_preset_that_is_not_there_changes_nothing(form, number):
    before = form._values()
    form._act({"preset": number})
    assert form._values() == before


def test_what_cannot_be_signed_is_not_shared_by_the_page(form):
    sent: list[dict[str, object]] = []
    form.panel.send = lambda content, *_: sent.append(content)
    form.panel._receive(None, {"share": True, "fields": {"expires": "soon"}, "view": "v"}, [])
    assert "share" not in sent[-1]
    assert "Nothing was done" in str(sent[-1]["problem"])


def test_a_line_with_a_field_that_is_none_says_so():
    with pytest.raises(InputError, match="no field of the form"):
        opened("from cosnb import PresignForm; PresignForm(buckets='a')")
