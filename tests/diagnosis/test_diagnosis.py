"""The object that diagnose() returns, and how it takes what it is given."""

from __future__ import annotations

import dataclasses
import pickle
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from answers import canonical, mismatch
from by_hand import ACCESS_KEY_ID, SECRET
from cases import KEYS, NOW, ibm

from cosnb import InputError, presign
from cosnb.diagnosis import Diagnosis, Finding, diagnose
from cosnb.diagnosis.finding import CERTAINTIES
from cosnb.diagnosis.search import searching as search_module
from cosnb.links import parse
from cosnb.sigv4 import Credentials

U = ibm()


def test_findings_and_diagnoses_are_frozen() -> None:
    diagnosis = diagnose(f"{U}.", now=NOW)
    with pytest.raises(dataclasses.FrozenInstanceError):
        diagnosis.tried = 1  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        diagnosis.findings[0].id = "x"  # type: ignore[misc]


def test_no_repr_shows_a_signature_a_token_or_a_secret() -> None:
    token = "FwoGZXIvYXdzEXAMPLE"
    keys = Credentials(ACCESS_KEY_ID, SECRET, token)
    url = ibm(token=token, secret=SECRET.encode() + b"\n")
    diagnosis = diagnose(url, credentials=keys, method="GET", now=NOW)
    repaired = diagnosis.findings[0].repaired_url
    assert repaired
    shown = repr(diagnosis) + repr(diagnosis.findings) + repr(diagnosis.request) + repr(diagnosis.superseded)
    for secret in (SECRET, token, url[-64:], repaired[-64:]):
        assert secret not in shown


def test_no_words_show_a_signature_a_token_or_a_secret() -> None:
    token = "FwoGZXIvYXdzEXAMPLE+/="
    keys = Credentials(ACCESS_KEY_ID, SECRET, token)
    for url in (ibm(token=token), ibm(token=token) + ".", ibm(token=token).replace("%2B", "+"), ibm(token=token)[:-3]):
        for response in (None, mismatch(canonical(url, path="/x"), provided=url[-64:])):
            diagnosis = diagnose(
                url, credentials=keys, method="GET", now=NOW, response=response, budget=0.2, progress=False
            )
            for one in (*diagnosis.findings, *diagnosis.superseded):
                words = f"{one.title}{one.explanation}{one.evidence}{one.fix}"
                assert url[-60:] not in words
                assert "FwoGZXIvYXdz" not in words
                assert SECRET not in words


def test_the_surest_finding_comes_first() -> None:
    url = ibm(secret=SECRET.encode() + b"\n", path="/my-bucket//a.txt")
    order = [
        finding.certainty for finding in diagnose(url, credentials=KEYS, method="GET", now=NOW.replace(day=3)).findings
    ]
    assert order == sorted(order, key=CERTAINTIES.index)
    assert order[:2] == ["proven", "certain"]


def test_the_same_evidence_gives_the_same_findings() -> None:
    url = ibm(method="PUT") + "&utm_source=x"
    first, second = (diagnose(url, credentials=KEYS, method="GET", now=NOW, budget=30) for _ in range(2))
    assert first.findings == second.findings
    assert first.tried == second.tried


def test_a_signed_link_and_a_parsed_one_are_taken_too() -> None:
    signed = presign("my-bucket", "a.txt", method="PUT", endpoint="us-south", credentials=KEYS, now=NOW)
    for evidence in (signed, parse(signed.url), signed.url):
        assert diagnose(evidence, credentials=KEYS, method="PUT", now=NOW).findings == ()


def test_an_answer_object_is_taken() -> None:
    class Answer:
        status = 403
        headers = {"Content-Type": "application/xml"}  # noqa: RUF012
        body = mismatch(canonical(U)).encode()

    assert diagnose(U, response=Answer(), now=NOW).findings[0].id == "unchanged-on-the-way"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"provider": "nobody"}, "provider"),
        ({"now": datetime(2024, 1, 2)}, "now"),
        ({"budget": "long"}, "budget"),
        ({"budget": float("nan")}, "budget"),
        ({"credentials": "secret"}, "credentials"),
        ({"body": 7}, "body"),
        ({"method": 7}, "method"),
        ({"method": "FOO BAR"}, "method"),
        ({"method": "x" * 100}, "method"),
        ({"method": "PU\nT"}, "method"),
        ({"method": "\ud800"}, "method"),
        ({"headers": 7}, "headers"),
        ({"headers": ["x"]}, "headers"),
        ({"hosts": 7}, "hosts"),
        ({"hosts": [7]}, "hosts"),
        ({"response": 7}, "response"),
    ],
)
def test_bad_input_is_named(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        diagnose(U, **given)
    assert caught.value.field == field


@pytest.mark.parametrize("method", ["get", "Get", " GET "])
def test_the_method_is_taken_in_capitals(method: str) -> None:
    assert diagnose(U, credentials=KEYS, method=method, now=NOW).findings == ()


@pytest.mark.parametrize("evidence", [None, 7, ["https://x"], object()])
def test_evidence_that_is_no_text_is_named(evidence: Any) -> None:
    with pytest.raises(InputError) as caught:
        diagnose(evidence)
    assert caught.value.field == "evidence"


def test_the_provider_can_be_said() -> None:
    url = ibm(host="store.example.net", expires="700000")
    assert diagnose(url, now=NOW, provider="minio").findings[0].certainty == "certain"
    assert diagnose(url, now=NOW, provider="ibm").findings == ()


def test_the_answer_tells_the_provider_where_the_host_does_not() -> None:
    url = ibm(host="store.example.net", expires="700000")
    answer = {"status": 403, "headers": {"X-Clv-Request-Id": "x"}, "body": ""}
    assert "expires-too-long" not in {one.id for one in diagnose(url, response=answer, now=NOW).findings}


def test_a_budget_ends_the_search_and_says_so() -> None:
    wrong = Credentials(ACCESS_KEY_ID, "wrong")
    diagnosis = diagnose(U, credentials=wrong, method="GET", now=NOW, budget=0.0)
    assert not diagnosis.complete
    assert any("its budget was used up" in note for note in diagnosis.checked)
    assert diagnosis.findings[0].id == "unproven"


def test_an_interrupt_ends_the_search_and_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = search_module.matches

    def interrupted(*args: Any) -> list[int]:
        nonlocal calls
        calls += 1
        if calls > 40:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(search_module, "matches", interrupted)
    diagnosis = diagnose(f"{U}&X-Amz-Date=1", credentials=Credentials(ACCESS_KEY_ID, "wrong"), method="GET", now=NOW)
    assert not diagnosis.complete
    assert any("interrupted" in note for note in diagnosis.checked)
    assert "duplicate-parameter" in {finding.id for finding in diagnosis.findings}


def test_a_quick_search_shows_no_progress_bar(capsys: pytest.CaptureFixture[str]) -> None:
    diagnose(ibm(method="PUT"), credentials=KEYS, method="GET", now=NOW)
    assert capsys.readouterr() == ("", "")


def test_a_search_of_over_half_a_second_shows_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cosnb.notices.DELAY", 0.0)
    wrong = Credentials(ACCESS_KEY_ID, "wrong")
    diagnose(U, credentials=wrong, method="GET", now=NOW, budget=0.3)
    assert "searching for proof" in "".join(capsys.readouterr())
    diagnose(U, credentials=wrong, method="GET", now=NOW, budget=0.3, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_summary_is_one_line() -> None:
    assert diagnose(U, now=NOW).summary == "Nothing wrong found."
    assert diagnose(f"{U}.", now=NOW).summary == "Extra characters stick to the signature"
    assert diagnose(ibm(path="/b//a"), now=NOW).summary.startswith("Nothing wrong found; worth knowing:")


def test_a_diagnosis_without_credentials_can_be_pickled() -> None:
    diagnosis = diagnose(f"{U}.", now=NOW)
    assert pickle.loads(pickle.dumps(diagnosis)) == diagnosis
    assert isinstance(diagnosis, Diagnosis)
    assert isinstance(diagnosis.findings[0], Finding)


def test_a_right_signature_that_the_store_refuses_was_changed_on_the_way() -> None:
    refused = {"response": "<Error><Code>SignatureDoesNotMatch</Code></Error>", "credentials": KEYS, "now": NOW}
    assert [one.id for one in diagnose(U, method="GET", **refused).findings] == ["changed-on-the-way"]
    dotted = diagnose(ibm(path="/my-bucket/a/../b.txt"), method="GET", **refused)
    assert [one.id for one in dotted.findings] == ["path-dots"]


def test_where_a_cause_is_sure_the_stores_own_machine_is_no_matter() -> None:
    link = presign("b", "k", endpoint="http://127.0.0.1:9000", region="r", credentials=KEYS, now=NOW)
    assert [one.id for one in diagnose(link.url, now=NOW).findings] == ["local-host"]
    assert [one.id for one in diagnose(link.url, now=NOW.replace(year=2030)).findings] == ["expired"]


def test_what_of_a_program_was_not_read_is_said_beside_what_was_checked() -> None:
    code = f"import httpx\nhttpx.get('{U}', params={{'download': '1'}})"
    assert "What the text says of params was not read" in " ".join(diagnose(code, now=NOW).checked)


@pytest.mark.parametrize("place", ["environment", "profile"])
def test_a_key_pair_of_this_machine_is_used_where_it_is_the_requests_and_that_is_said(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = U.replace("a.txt", "b.txt")

    def certainty(**given: Any) -> str:
        return diagnose(changed, now=NOW, progress=False, **given).findings[0].certainty

    def told() -> str:
        return " ".join(diagnose(changed, now=NOW, progress=False).checked)

    before = diagnose(changed, now=NOW, progress=False)
    assert not before.findings
    assert "was found here" not in told()
    if place == "environment":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    else:
        # Others there are passed over, and one that a command would have to be run for is not asked.
        (tmp_path / "config").write_text(f"[profile asks]\ncredential_process = touch {tmp_path / 'ran'}\n")
        (tmp_path / "credentials").write_text(
            f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x{SECRET}\n"
            f"[cos]\naws_access_key_id = {ACCESS_KEY_ID}\naws_secret_access_key = {SECRET}\n"
        )
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    assert certainty() == "proven"
    assert f"was found here: {place}" in told()
    assert not diagnose(changed, now=NOW, progress=False, credentials=False).findings
    other = changed.replace(ACCESS_KEY_ID, "0" * 32)
    assert not diagnose(other, now=NOW, progress=False).findings
    assert not (tmp_path / "ran").exists()


def test_the_former_name_of_what_is_superseded_works_with_a_warning() -> None:
    diagnosis = diagnose(U, now=NOW)
    with pytest.warns(DeprecationWarning, match=r"set_aside is now Diagnosis\.superseded"):
        assert diagnosis.set_aside == diagnosis.superseded
