"""The URL inspector without a browser."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from cosnb import Credentials, PresignForm, Sandbox, UrlInspector, diagnose, presign, send, teach
from cosnb.teach.mystery import BODY

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
REAL = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")


@pytest.fixture(scope="module")
def box():
    with Sandbox(port=0, now=NOW) as box:
        yield box


def messages(widget) -> list[dict]:
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    return sent


def link(box, key="hello.txt", **more):
    return presign(box.bucket, key, credentials=box.credentials, now=NOW, **more)


def test_it_opens_empty_and_says_nothing(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    assert inspector.diagnosis is None
    assert inspector.panel.tree == []


def test_a_view_that_opens_is_given_the_text_it_was_made_with(box):
    inspector = UrlInspector(link(box).url, credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"opened": True}, [])
    boxes = {"text": link(box).url, "method": "", "headers": "", "answer": ""}
    assert sent == [{"fill": boxes, "view": None}]


def refused(box):
    """An upload that is refused: its answer."""
    put = link(box, method="PUT", headers={"content-type": "text/plain"})
    return send(put.url, b"body", method="PUT", headers={"content-type": "text/csv"})


def shown_form(box):
    form = PresignForm(credentials=box.credentials, endpoint=box.endpoint, bucket=box.bucket, key="a.txt", now=NOW)
    form.fill({"method": "PUT", "headers": {"content-type": "text/plain"}})
    form.panel._receive(None, {"send": True, "edited": f"{form.signed.url}0", "of": form.panel.url}, [memoryview(b"1")])
    return form


def riddle_of(box):
    """A riddle about an upload whose headers are sent."""
    riddles = (teach.mystery(seed, box=box) for seed in range(200))
    return next(riddle for riddle in riddles if riddle.method == "PUT" and riddle.headers)


@pytest.mark.parametrize(
    ("made", "method", "header", "body", "answer"),
    [
        (lambda box: link(box, method="PUT", headers={"content-type": "text/a"}), "PUT", "text/a", None, ""),
        (riddle_of, "PUT", "text/", BODY, ""),
        (refused, "PUT", "text/csv", b"body", "SignatureDoesNotMatch"),
        (
            lambda box: diagnose(refused(box).sent.url, response=refused(box)),
            "PUT",
            "text/csv",
            b"body",
            "DoesNotMatch",
        ),
        (lambda box: diagnose(f"curl -X PUT -d x '{link(box).url}'"), "", "", b"x", ""),
        (lambda box: shown_form(box).why(), "PUT", "text/plain", b"1", "SignatureDoesNotMatch"),
    ],
    ids=["signed", "mystery", "answer", "diagnosis", "diagnosis of a command", "form"],
)
def test_what_belongs_to_a_request_comes_along_and_stays_while_the_page_shows_it(
    box, made, method, header, body, answer
):
    inspector = UrlInspector(made(box), credentials=box.credentials, now=NOW)
    boxes = inspector.panel.pasted.boxes
    assert boxes["method"] == method
    assert header in boxes["headers"]
    assert answer in boxes["answer"]
    assert "Host" not in boxes["headers"]
    found = [finding.id for finding in inspector.diagnosis.findings]
    inspector.panel._receive(None, {"inspect": boxes}, [])
    assert [finding.id for finding in inspector.diagnosis.findings] == found
    assert inspector.panel.pasted.body == body
    inspector.panel._receive(None, {"inspect": {**boxes, "text": link(box).url, "answer": ""}}, [])
    assert (inspector.panel.pasted.body, inspector.panel.pasted.answer) == (None, None)


def test_a_riddle_is_sent_as_it_is(box):
    riddle = riddle_of(box)
    inspector = UrlInspector(riddle, credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"inspect": inspector.panel.pasted.boxes, "send": True}, [])
    assert sent[0]["fill"]["answer"].startswith(f"HTTP/1.1 {riddle.send().status}\n")
    assert sent[-1]["problem"] == ""


def test_a_pasted_url_is_diagnosed_with_proof(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    inspector.panel._receive(None, {"inspect": {"text": link(box).url.replace("hello.txt", "hallo.txt")}}, [])
    assert inspector.diagnosis.findings
    assert inspector.panel.tree
    assert inspector.panel.ready


def test_several_links_are_a_table_of_causes_and_one_that_stands_there_twice_is_not(box):
    urls = [link(box, f"hello {number}.txt").url.replace("%20", "+") for number in range(3)]
    inspector = UrlInspector("\n".join([*urls, link(box).url]), credentials=box.credentials, now=NOW)
    assert [(row.id, row.count) for row in inspector.table.rows] == [("path-plus", 3), (None, 1)]
    assert inspector.diagnosis is None
    assert not inspector.panel.ready
    assert "4 links by cause" in str(inspector.panel.tree)
    assert inspector.picture() is not None
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"use": 0, "copy": True, "view": "v"}, [])
    inspector.panel._receive(None, {"use": 1, "copy": True, "view": "v"}, [])
    assert sent == [{"copy": link(box, "hello 0.txt").url, "view": "v"}]
    inspector.inspect(f"{urls[0]}\nGET {urls[0]}")
    assert inspector.table is None
    assert inspector.diagnosis.findings[0].id == "path-plus"


def test_an_expired_url_says_so_first(box):
    old = presign(box.bucket, "hello.txt", expires=60, credentials=box.credentials, now=NOW - timedelta(hours=1))
    assert UrlInspector(old.url, credentials=box.credentials, now=NOW).diagnosis.findings[0].id == "expired"


def test_method_headers_and_answer_are_evidence(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    put = link(box, method="PUT")
    inspector.panel._receive(None, {"inspect": {"text": put.url, "method": "GET"}}, [])
    assert inspector.diagnosis.findings[0].certainty == "proven"
    boxes = {"text": link(box).url, "answer": "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>"}
    inspector.panel._receive(None, {"inspect": boxes}, [])
    assert inspector.diagnosis.findings[0].stage != "method"


def test_send_puts_the_stores_answer_into_the_evidence(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"inspect": {"text": link(box, key="missing.txt").url}, "send": True}, [])
    assert any("NoSuchKey" in str(message.get("fill")) for message in sent)
    assert "NoSuchKey" in json.dumps(inspector.panel.tree)


def test_a_pasted_upload_is_sent_with_the_body_that_was_pasted_and_never_with_none(box):
    put, get = link(box, key="kept.txt", method="PUT"), link(box, key="kept.txt")
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"inspect": {"text": f"curl -X PUT -d good '{put.url}'"}, "send": True}, [])
    assert send(get).body == b"good"
    inspector.panel._receive(None, {"inspect": {"text": put.url, "method": "PUT"}, "send": True}, [])
    assert send(get).body == b"good"
    assert sent[-1]["problem"].startswith("Nothing was sent: what was pasted has no body")


def test_a_repaired_url_is_handed_back_for_inspection(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    inspector.panel._receive(None, {"inspect": {"text": link(box).url.replace("&", "&amp;")}}, [])
    number = next(at for at, finding in enumerate(inspector.diagnosis.findings) if finding.repaired_url)
    inspector.panel._receive(None, {"use": number, "view": "a"}, [])
    assert sent[-1] == {"paste": inspector.diagnosis.findings[number].repaired_url, "view": "a"}
    inspector.panel._receive(None, {"use": 99}, [])


def test_a_link_opens_in_a_form_with_its_fields(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    inspector.panel._receive(None, {"inspect": {"text": link(box, key="a b.txt", expires=600).url}, "form": True}, [])
    form = inspector.children[-1]
    assert form.fields["key"].value == "a b.txt"
    assert form.fields["bucket"].value == box.bucket
    assert form.fields["expires"].value == "600"


def test_another_text_is_inspected_without_the_answer_to_the_one_before(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    inspector.panel._receive(None, {"inspect": {"text": link(box, key="missing.txt").url}, "send": True}, [])
    assert "no such object" in inspector.diagnosis.findings[0].title
    assert not any("object" in finding.title for finding in inspector.inspect(link(box).url).findings)


@pytest.mark.parametrize("method", ["PUT", "HEAD", "DELETE"])
def test_a_link_opens_in_a_form_with_the_method_it_was_sent_with(box, method):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    sent = messages(inspector.panel)
    pasted = f"curl -X {method} '{link(box, method=method).url}'"
    inspector.panel._receive(None, {"inspect": {"text": pasted}, "form": True, "view": "a"}, [])
    assert inspector.children[-1].signed.method == method
    assert {"form": True, "view": "a"} in sent
    assert inspector.children[-2][""].text == ""
    inspector.panel._receive(None, {"inspect": {"text": pasted, "method": "GET"}, "form": True}, [])
    assert inspector.children[-1].signed.method == "GET"


def test_a_link_opens_with_its_headers_and_parameters_and_what_has_no_value_is_said_above(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    more = {"method": "PUT", "headers": {"x-amz-meta-a": "1"}, "query": {"versionId": "3 é"}}
    key = "x-amz-server-side-encryption-customer-key: MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    pasted = f"curl -X PUT -H 'Content-Type: text/plain' -H 'Accept: */*' -H '{key}' '{link(box, **more).url}'"
    inspector.panel._receive(None, {"inspect": {"text": pasted}, "form": True}, [])
    note, form = inspector.children[-2][""], inspector.children[-1]
    assert form.fields["headers"].value == [["content-type", "text/plain"]]
    assert form.fields["query"].value == [["versionId", "3 é"]]
    assert "without x-amz-meta-a, x-amz-server-side-encryption-customer-key: " in note.text
    assert note.tone == "advice"
    inspector.panel._receive(None, {"inspect": {"text": pasted, "method": "POST"}, "form": True}, [])
    assert "no POST" in inspector.children[-2][""].text


def test_what_is_pasted_is_in_no_state_and_no_repr():
    signed = presign("my-bucket", "a.txt", endpoint="us-south", credentials=REAL, now=NOW)
    inspector = UrlInspector(signed.url.replace("a.txt", "b.txt"), credentials=REAL, now=NOW)
    bundle = inspector._repr_mimebundle_()
    for shown in (
        json.dumps(inspector.panel.get_state(), default=str),
        repr(inspector),
        repr(inspector.panel),
        str(bundle),
    ):
        assert signed.signature not in shown


@pytest.mark.parametrize(
    "text",
    ["", " ", "nonsense", "<script>alert(1)</script>", "http://", "\x00" * 100, "x" * 200_000],
    ids=range(7),
)
def test_nothing_that_is_pasted_breaks_it(box, text):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    inspector.panel._receive(None, {"inspect": {"text": text, "headers": text, "answer": text}}, [])
    assert "<script" not in json.dumps(inspector._repr_mimebundle_().get("text/html", ""))


@pytest.fixture
def unchosen(box, monkeypatch):
    """An inspector in which nobody chose a key pair, beside a sandbox."""
    monkeypatch.setattr("cosnb.sandbox.Sandbox", lambda now=None: box)
    return UrlInspector(now=NOW)


def real_link(**more):
    host = "https://s3.us-south.cloud-object-storage.appdomain.cloud"
    return presign("my-bucket", "a.txt", endpoint=host, credentials=REAL, now=NOW, **more)


def test_a_link_of_another_store_is_not_judged_by_the_pair_of_the_sandbox(unchosen):
    assert unchosen.pair.chooser.value == "sandbox"
    assert unchosen.inspect(real_link().url).findings == ()
    assert (
        unchosen.notes["credentials"].text
        == "No proof: choose the key pair that signed the link. The sandbox's did not."
    )


def test_without_a_chosen_pair_the_cause_is_what_diagnose_finds_and_is_not_signed_by_the_sandbox(unchosen):
    late = presign("b", "a", endpoint="https://s3.us-east.cloud-object-storage.appdomain.cloud", credentials=REAL, expires=1,
                   now=NOW - timedelta(hours=1))  # fmt: skip
    (found,) = unchosen.inspect(late.url).findings
    assert (found.id, found.repaired_url) == ("expired", None)


def test_a_link_of_the_sandbox_is_proven_without_a_choice_whatever_is_wrong_with_it(unchosen, box):
    assert unchosen.inspect(link(box, "a b.txt").url.replace("a%20b", "a+b")).findings[0].certainty == "proven"
    assert unchosen.inspect(link(box).url.partition("X-Amz-Credential")[0] + "X-Amz-Expires=5").findings[0].repaired_url


def test_the_pair_of_the_sandbox_that_somebody_chose_is_judged_by(unchosen):
    unchosen.inspect(real_link().url)
    unchosen.pair.chooser.value = "typed"
    unchosen.pair.chooser.value = "sandbox"
    assert [one.id for one in unchosen.diagnosis.findings] == ["other-access-key"]


def test_what_is_given_already_is_not_asked_for(box):
    inspector = UrlInspector(credentials=box.credentials, now=NOW)
    (found,) = inspector.inspect("<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>").findings
    assert found.fix.startswith("Give the URL that was sent and the credentials that signed it: ")
