"""A repaired URL is one that a store takes: whatever was damaged, and whatever else was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import test_by_answer
import test_by_proof
import test_by_request
import test_by_url
import test_two_faults
from answers import error
from by_hand import ACCESS_KEY_ID, IBM_HOST, SECRET
from cases import AWS_KEYS, KEYS, NOW, Case, aws, ibm
from hypothesis import given, settings
from hypothesis import strategies as st
from one_search import one_search_for_each_request

from cosnb.diagnosis import Diagnosis, Finding, diagnose
from cosnb.diagnosis.causes import url as urls
from cosnb.links import parse, verify
from cosnb.sigv4 import Credentials

S = SECRET.encode()
# What happens to a whole URL and can be undone without doubt, whatever else is wrong with it.
DAMAGE = {
    one.id: one.do for one in urls.CAUSES if one.do and one.id not in ("pasted-twice", "question-mark", "case-folded")
}
ALL = [
    *test_by_proof.CASES,
    *test_two_faults.CASES,
    *test_by_url.CASES,
    *test_by_request.CASES,
    *test_by_answer.CASES,
]
METHODS = ["GET", "PUT", "HEAD", "POST", "DELETE"]
BY_ID = {ACCESS_KEY_ID: KEYS, AWS_KEYS.access_key_id: AWS_KEYS}


def right_pair(given: Credentials) -> Credentials:
    """The key pair on record, where the one that was given is mistyped or swapped, or lacks its session token."""
    if given == replace(test_by_proof.SESSION_KEYS, session_token=None):
        return test_by_proof.SESSION_KEYS
    if SECRET in (given.access_key_id, given.secret_access_key.reveal().decode().strip('"\n')):
        return KEYS
    return given


def assert_taken(finding: Finding, case: Case, diagnosis: Diagnosis) -> None:
    """A store takes the finding's repaired URL, sent as the case says."""
    assert finding.repaired_url
    headers = dict(case.given.get("headers", diagnosis.request.headers))
    sent = {name: value for name, value in headers.items() if name.lower() not in ("host", "authorization")}
    pair, now = right_pair(case.given["credentials"]), case.given.get("now", NOW)
    methods = [method.upper()] if (method := case.given.get("method")) else METHODS
    answers = [verify(finding.repaired_url, pair, method=method, headers=sent, now=now) for method in methods]
    assert any(answer.accepted for answer in answers), (finding, answers[0].code, answers[0].message)


def assert_together(diagnosis: Diagnosis) -> None:
    """Each of several proven findings names each other one."""
    proven = [one for one in diagnosis.findings if one.certainty == "proven"]
    for one in proven:
        for other in proven:
            assert one is other or f"together with: {other.title}" in one.evidence, (one, other)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_every_proven_finding_of_the_tables_has_a_url_that_is_taken(case: Case) -> None:
    pairs = [pair for name, pair in BY_ID.items() if name in case.evidence]
    if "credentials" not in case.given:
        case = replace(case, given={**case.given, "credentials": pairs[0] if pairs else KEYS, "budget": 0.01})
    diagnosis = case.run()
    for finding in diagnosis.findings:
        if finding.certainty == "proven" and finding.repaired_url:
            assert_taken(finding, case, diagnosis)


def changed(name: str, url: str, **given: Any) -> Case:
    return Case(name, url, "", "proven", "", {}, {"credentials": KEYS, **given})


CHANGES = [
    changed("plus", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt"), method="GET"),
    changed("method", ibm(method="PUT"), method="GET"),
    changed("line end", ibm(secret=S + b"\n")),
    changed("given with a line end", ibm(), credentials=Credentials(ACCESS_KEY_ID, SECRET + "\n")),
    changed("given the wrong way round", ibm(), credentials=Credentials(SECRET, ACCESS_KEY_ID)),
    changed("host header of a proxy", ibm(), headers={"Host": "backend:8080"}),
    changed("default port", ibm(signed_host=f"{IBM_HOST}:443")),
    changed("type", ibm(method="PUT", headers={"content-type": "text/plain"}), method="PUT"),
    changed("tracker", f"{ibm()}&utm_source=mail"),
    changed("plus and line end", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt", secret=S + b"\n"),
            method="GET"),
    changed("plus, and given in quotes", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt"),
            credentials=Credentials(ACCESS_KEY_ID, f'"{SECRET}"'), method="GET"),
    changed("addressing", aws(signed_host="s3.eu-central-1.amazonaws.com", signed_path="/my-bucket/a.txt"),
            credentials=AWS_KEYS),
    changed("expired", ibm(), now=NOW.replace(day=4)),
    changed("plus, expired", ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt"), now=NOW.replace(day=4)),
    changed("addressing, expired", aws(signed_host="s3.eu-central-1.amazonaws.com", signed_path="/my-bucket/a.txt"),
            credentials=AWS_KEYS, now=NOW.replace(day=4)),
    changed("nothing", ibm()),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def each_request_is_searched_once() -> Iterator[None]:
    with one_search_for_each_request():
        yield


def check_damaged(case: Case, names: tuple[str, ...]) -> None:
    """The damage is proven together with whatever else was wrong, and all findings have one URL, which is taken."""
    url = case.evidence
    for name in names:
        url = DAMAGE[name](url)
    names = names if url != case.evidence else ()
    diagnosis = replace(case, evidence=url).run()
    proven = [one for one in diagnosis.findings if one.certainty == "proven"]
    assert {*names} <= {one.id for one in proven}, diagnosis
    assert len({one.repaired_url for one in proven}) <= 1, diagnosis
    assert_together(diagnosis)
    for one in diagnosis.findings:
        if one.repaired_url:
            assert_taken(one, case, diagnosis)


@pytest.mark.parametrize("case", CHANGES, ids=str)
@pytest.mark.parametrize("name", DAMAGE)
def test_damage_and_a_change_are_proven_together(name: str, case: Case) -> None:
    check_damaged(case, (name,))


@settings(max_examples=40, deadline=None)
@given(
    case=st.sampled_from(CHANGES),
    names=st.lists(st.sampled_from(sorted(DAMAGE)), min_size=2, max_size=3, unique=True),
)
def test_a_repaired_url_of_several_damages_is_taken(case: Case, names: list[str]) -> None:
    url = case.evidence
    for name in names:
        url = DAMAGE[name](url)
    diagnosis = replace(case, evidence=url).run()
    for one in diagnosis.findings:
        if one.repaired_url and one.certainty == "proven":
            assert_taken(one, case, diagnosis)


def test_the_url_that_is_right_is_not_repaired() -> None:
    found = diagnose(ibm(), credentials=Credentials(ACCESS_KEY_ID, SECRET + "\n"), now=NOW, progress=False).findings
    assert [(one.id, one.repaired_url) for one in found] == [("secret-given-with", None)]


def test_no_url_is_signed_for_a_method_that_cannot_be_sent() -> None:
    found = diagnose(replace(parse(ibm()), method="PU\nT"), credentials=KEYS, now=NOW, progress=False).findings[0]
    assert (found.id, found.certainty, found.repaired_url) == ("method", "proven", None)
    assert found.fix == "Send GET, or sign for the method that is sent."


def test_a_url_of_temporary_credentials_is_signed_again_with_its_token() -> None:
    pair = Credentials("ASIAIOSFODNN7EXAMPLE", AWS_KEYS.secret_access_key)
    url = aws(access_key_id=pair.access_key_id, token="abc+/=")
    found = diagnose(url, credentials=pair, now=NOW.replace(day=4), progress=False).findings[0]
    assert found.id == "expired"
    assert parse(found.repaired_url or "").session_token == "abc+/="


def test_a_key_that_was_proven_is_the_one_that_is_signed_again() -> None:
    url = ibm(path="/my-bucket/a+b.txt", signed_path="/my-bucket/a%20b.txt")
    found = diagnose(url, credentials=KEYS, now=NOW.replace(day=4), progress=False).findings
    assert [one.id for one in found] == ["path-plus", "expired"]
    assert all("/my-bucket/a%20b.txt?" in (one.repaired_url or "") for one in found)


def test_a_guess_about_the_query_is_silent_where_the_query_is_proven() -> None:
    url = ibm(query=(("utm_source", "x"),), secret=S + b"\n")
    assert [one.id for one in diagnose(url, credentials=KEYS, now=NOW, progress=False).findings] == ["secret-blank"]


def test_damage_is_not_all_where_nothing_is_proven() -> None:
    url = ibm(expires="777").replace("Expires=777", "Expires=700").replace("&", "&amp;")
    found = {one.id: one for one in diagnose(url, credentials=KEYS, now=NOW, progress=False, budget=0.1).findings}
    assert {name: one.certainty for name, one in found.items()} == {"html-escaped": "certain", "unproven": "likely"}
    assert "still not the one that the credentials given here make" in found["html-escaped"].evidence


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (ibm(signed_path="/a.txt"), "/my-bucket/a.txt?"),
        (ibm(path="/my-bucket/a+b.txt", signed_path="/a%20b.txt"), "/my-bucket/a%20b.txt?"),
        (ibm(host=f"my-bucket.{IBM_HOST}", path="/a.txt", signed_path="/my-bucket/a.txt"), f"//my-bucket.{IBM_HOST}/a.txt?"),
        (ibm(host=f"my-bucket.{IBM_HOST}", path="/my-bucket/a.txt", signed_path="/a.txt"), f"//my-bucket.{IBM_HOST}/a.txt?"),
    ],
)  # fmt: skip
def test_a_repaired_url_names_the_object_in_its_bucket(url: str, expected: str) -> None:
    diagnosis = diagnose(url, credentials=KEYS, method="GET", now=NOW, progress=False)
    proven = [one for one in diagnosis.findings if one.certainty == "proven"]
    assert proven
    assert all(expected in (one.repaired_url or "") for one in proven)


def test_where_the_clocks_differ_too_much_it_is_signed_at_the_time_of_the_store() -> None:
    response = error("RequestTimeTooSkewed", "The difference is too large.", ServerTime="2024-01-02T01:00:00Z")
    found = diagnose(aws(), credentials=AWS_KEYS, response=response, now=NOW, progress=False).findings[0]
    assert "X-Amz-Date=20240102T010000Z" in (found.repaired_url or "")
    there = NOW.replace(hour=1, minute=0)
    assert verify(found.repaired_url or "", AWS_KEYS, method="GET", now=there).accepted
