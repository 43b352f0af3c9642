"""The rows of headers and parameters: what is signed is what presign() signs, and a secret is in none of them."""

from __future__ import annotations

import json

import pytest

from cosnb import InputError, PresignForm, presign
from cosnb.links.operations import _TABLE
from cosnb.links.options import OPTIONS

QUERY = [("versionId", "3 é"), ("partNumber", "1")]
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def test_what_the_rows_say_is_signed_as_presign_signs_it(form, box):
    rows = {"headers": {"content-type": "text/csv", "x-amz-meta-a": "1"}, "query": QUERY, "download_as": 'März "1".pdf'}
    form.fill(rows)
    more = {**rows, "now": form.signed.signed_at}
    link = presign(box.bucket, "hello.txt", credentials=box.credentials, endpoint=box.endpoint, **more)
    assert form.signed.url == link.url
    assert form.signed.headers == link.headers
    assert (
        form.signed.url
        == PresignForm(credentials=box.credentials, bucket=box.bucket, key="hello.txt", **more).signed.url
    )
    form.fields["headers"].value = []
    assert "content-type" not in form.signed.url


def test_a_row_without_a_name_and_value_is_not_there_yet(form):
    before = form.signed.url
    form.fields["query"].value = [["", ""]]
    assert form.signed.url == before
    assert form.fields["query"].said == [["", "advice"]]
    assert form.panel.ready


@pytest.mark.parametrize(
    "rows, method, pairs, row, tone, said",
    [
        ("query", "GET", [("prefix", "a"), ("VersionId", "3")], 1, "advice", "write 'versionId'"),
        ("query", "PUT", [("Content-Type", "a/b")], 0, "advice", "give the header 'content-type'"),
        ("headers", "PUT", [("x-amz-acl", "private"), ("contentType", "a/b")], 1, "advice", "write 'content-type'"),
        ("headers", "GET", [("host", "x")], 0, "error", "set by the request itself"),
        ("query", "GET", [("prefix", "a"), ("x-amz-date", "1")], 1, "error", "set by the signature itself"),
        ("headers", "GET", [("x-a", "1\n2")], 0, "error", "line"),
    ],
)
def test_advice_and_errors_stand_at_their_row(form, rows, method, pairs, row, tone, said):
    form.fill({"method": method, rows: pairs})
    found = form.fields[rows].said
    assert said in found[row][0]
    assert found[row][1] == tone
    assert [text for at, (text, _) in enumerate(found) if at != row] == [""] * (len(pairs) - 1)
    assert form.panel.ready is (tone == "advice")


def test_undo_takes_a_row_back_and_what_was_typed_in_it(form, monkeypatch):
    monkeypatch.setattr(form._history, "_clock", lambda: 0.0)
    rows = form.fields["headers"]
    for value in ("", "t", "te", "text/plain"):
        rows.value = [["content-type", value]]
    rows.value = []
    form._history.travel(-1)
    assert rows.value == [["content-type", "text/plain"]]
    form._history.travel(-1)
    assert rows.value == [["content-type", ""]]
    form._history.travel(-1)
    assert rows.value == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("x-amz-server-side-encryption-customer-key", KEY),
        ("x-note", "http://s/b/k?X-Amz-Signature=" + "ab" * 32),
        ("Authorization", "Bearer abcdefghijklmnop"),
    ],
)
def test_what_works_as_a_credential_stays_in_no_row(form, name, value):
    with pytest.raises(InputError, match="saves nothing"):
        PresignForm(headers={name: value})
    rows = form.fields["headers"]
    rows.value = [[name, value]]
    assert rows.value == []
    assert form.notes["headers"].tone == "error"
    assert value not in json.dumps([rows.get_state(), form.notes.get_state(), form.stages.tree], default=str)


def test_what_add_offers_is_a_name_on_the_wire_that_earns_no_advice(form):
    for name, methods in (("headers", ("PUT", "GET")), ("query", ("GET", "PUT"))):
        for choice in OPTIONS[name].choices:
            assert choice in _TABLE["names"]
            said = [
                form.fill({"method": method, name: [(choice, "1")]}) or form.fields[name].said for method in methods
            ]
            assert [["", "advice"]] in said
        form.fill({name: []})
    assert form.fields["headers"].choices == OPTIONS["headers"].choices


def test_a_picture_names_each_pair(form):
    form.fill({"headers": {"x-amz-acl": "private"}})
    assert "x-amz-acl: private" in form._repr_mimebundle_()["text/plain"]


def test_a_file_name_to_download_as_is_said_of_where_it_does_nothing_and_stands_once(form):
    form.fields["download_as"].value = "ü"
    assert form.notes["download_as"].text == ""
    form.fields["method"].value = "PUT"
    assert form.notes["download_as"] == ("only a GET downloads: stores ignore it here.", "advice")
    form.fields["query"].value = [["response-content-disposition", "inline"]]
    assert form.notes["download_as"].tone == "error"
