"""The catalogue as a whole: each cause is declared once, its mechanisms fit together, and its symptoms are set aside for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from answers import canonical, error, ibm_error, mismatch
from cases import AWS_KEYS, ECHO, HOST_ASKED, KEYS, NOW, PATH_ASKED, aws, ibm, passed_on
from hypothesis import given
from hypothesis import strategies as st
from test_by_answer import CASES as BY_ANSWER
from test_by_proof import CASES as BY_PROOF
from test_by_url import CASES as BY_URL
from test_public import HOPS, RANGE

from cosnb import presign_post
from cosnb.diagnosis import Diagnosis, causes, diagnose
from cosnb.diagnosis.arguments import check_arguments
from cosnb.diagnosis.cause import AnyCause, Failure, Side
from cosnb.diagnosis.causes import BY_ID, CAUSES, RENAMED, cause, path, query, token, url
from cosnb.diagnosis.evidence import Evidence
from cosnb.diagnosis.finding import Certainty, Stage
from cosnb.diagnosis.reading import read_evidence

FAILURES = set(Failure.__args__)  # type: ignore[attr-defined]
A, U = aws(), ibm()
DENIED = error("AccessDenied", "Access Denied")
UNKNOWN = error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
TOKEN = "FwoGZXIv+++/aGk=" * 5 + "+end"
SESSION = aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token=TOKEN)
MRAP = aws(host="mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", region="us-east-1")
REGION = error(
    "AuthorizationQueryParametersError",
    "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
)
TYPED = ibm(method="PUT", headers={"content-type": "text/csv"})


def evidence_of(text: str = U) -> Evidence:
    return read_evidence(text, None, check_arguments(KEYS, "GET", (), None, None, (), 1.0, NOW))[0]


def of(evidence: Any, **given: Any) -> Diagnosis:
    return diagnose(evidence, **{"now": NOW, "progress": False, "budget": 20.0, **given})


def ids(diagnosis: Diagnosis) -> list[str]:
    return [finding.id for finding in diagnosis.findings]


def test_each_cause_has_words_a_stage_and_failures_that_exist() -> None:
    assert len(BY_ID) == len(CAUSES)
    for one in CAUSES:
        assert re.fullmatch(r"[a-z][a-z0-9-]+", one.id)
        assert one.title.strip(), one.id
        assert one.why.endswith("."), one.id
        assert one.fix.endswith((".", '"', ")", "when_required.")), one.id
        assert one.stage in Stage.__args__, one.id  # type: ignore[attr-defined]
        assert one.side in Side.__args__, one.id  # type: ignore[attr-defined]
        assert set(one.leads_to) <= FAILURES, one.id
        assert one.fails is None or one.fails in one.leads_to, one.id
        assert not one.answers or one.fails, one.id
        for said in one.answers:
            re.compile(said.pattern)
            assert said.certainty in Certainty.__args__, one.id  # type: ignore[attr-defined]


def test_each_row_is_in_the_catalogue_and_each_cause_in_one_row() -> None:
    files = sorted(Path(causes.__file__).parent.glob("*.json"))
    rows = [row["id"] for file in files for row in json.loads(file.read_text("utf-8")).get("causes", ())]
    assert sorted(rows) == sorted(BY_ID)


def test_what_a_cause_explains_is_a_cause() -> None:
    for one in CAUSES:
        assert one.explains <= BY_ID.keys() - {one.id}, one.id


def test_an_old_id_names_the_cause_that_took_over() -> None:
    for old, new in RENAMED.items():
        assert old not in BY_ID
        assert cause(old) is BY_ID[new]
    assert cause("expired") is BY_ID["expired"]
    assert cause("signed-header:content-type") is BY_ID["signed-header"]
    assert cause("no-such-cause") is None


def _values(one: AnyCause, value: Any) -> set[Any]:
    return {was.value for was in one.undo(value, evidence_of())} if one.undo else set()


def weak_law(rows: tuple[AnyCause, ...], value: Any) -> None:
    """What is done to a value can be undone to something that comes out the same: more is lost with the information."""
    for one in rows:
        if one.do and one.undo and (damaged := one.do(value)) != value:
            before = _values(one, damaged)
            assert any(one.do(was) == damaged for was in before), (one.id, value, damaged)


KEYS_OF_OBJECTS = st.text(st.sampled_from("abZ09-_.~ +%&=?#/äé€ü"), min_size=1, max_size=24)


@given(key=KEYS_OF_OBJECTS)
def test_damage_to_a_path_can_be_undone(key: str) -> None:
    from cosnb.sigv4 import uri_encode

    weak_law(path.CAUSES, "/my-bucket/" + uri_encode(key, keep_slash=True))


@given(value=KEYS_OF_OBJECTS)
def test_damage_to_a_query_can_be_undone(value: str) -> None:
    from cosnb.sigv4 import uri_encode

    rows = (("X-Amz-Expires", "600"), ("prefix", uri_encode(value)), ("X-Amz-Security-Token", uri_encode(value)))
    weak_law((*token.CAUSES, *query.DAMAGE), rows)


@pytest.mark.parametrize("one", [one for one in url.CAUSES if one.do], ids=lambda one: one.id)
def test_a_damaged_url_is_named_and_proven(one: AnyCause) -> None:
    assert one.do
    found = of(one.do(U), credentials=KEYS, method="GET").findings[0]
    assert (found.id, found.certainty) == (one.id, "proven")
    assert found.repaired_url == U or one.id == "case-folded"


@pytest.mark.parametrize("one", [one for one in path.CAUSES if one.do], ids=lambda one: one.id)
def test_a_damaged_path_is_named_and_proven_where_it_can_be_undone(one: AnyCause) -> None:
    keys = {
        "path-space": "/my-bucket/x%2By.txt",
        "path-decoded": "/my-bucket/x%2520y",
        "path-unicode": "/my-bucket/%C3%A4.txt",
        "path-slash-lost": "/my-bucket//a/b",
        "path-slash-end": "/my-bucket/a/",
    }
    before = keys.get(one.id, "/my-bucket/x%2By%20z%2525/../a")
    assert one.do
    after = one.do(before)
    assert after != before
    found = of(ibm(path=after, signed_path=before), credentials=KEYS, method="GET")
    if one.undo:
        assert found.findings[0].certainty == "proven"
        titles = " ".join((found.findings[0].title, found.findings[0].explanation))
        assert one.id == found.findings[0].id or one.title.partition("{")[0] in titles, found
    else:
        assert found.findings, one.id


TABLES = {case.name: case for case in (*BY_URL, *BY_ANSWER, *BY_PROOF)}
UNLISTED = re.sub("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", A)
GLOBAL = aws(host="my-bucket.s3.amazonaws.com")
LOGGED = f'10.0.0.1 "PUT {ibm().partition("domain.cloud")[2]} HTTP/1.1" 403 0'
AGED = aws(expires="86400") + ' {"NumericGreaterThan": {"s3:signatureAge": 600000}}'
PAIRS: list[tuple[str, str, Callable[[], Diagnosis]]] = [
    ("expired", "access-denied", lambda: of(U, response=ibm_error("AccessDenied", "Access Denied"), now=NOW.replace(day=9))),
    ("unsigned", "access-denied", lambda: of(U.partition("?")[0], response=ibm_error("AccessDenied", "Access Denied"))),
    ("double-encoded", "unsigned-headers",
     lambda: of(A.replace("SignedHeaders=", "SignedHeaders=content-type%253B"), response=error(
         "AccessDenied", "There were headers present in the request which were not signed", HeadersNotSigned="host"))),
    ("missing-parameter", "access-denied", lambda: of(re.sub("&X-Amz-Date=[^&]*", "", A), response=DENIED)),
    ("shell-truncated", "access-denied", lambda: of(A.partition("&")[0], response=DENIED)),
    ("truncated", "access-denied", lambda: of(A[: A.index("&X-Amz-SignedHeaders")], response=DENIED)),
    ("no-s3-host", "access-denied", lambda: of(aws(host="b.s3-website-eu-west-1.amazonaws.com"), response=DENIED)),
    ("token-missing", "unknown-access-key", lambda: of(aws(access_key_id="ASIAIOSFODNN7EXAMPLE"), response=UNKNOWN)),
    ("foreign-key", "unknown-access-key", lambda: of(aws(access_key_id="0123456789abcdef0123456789abcdef"), response=UNKNOWN)),
    ("swapped-keys", "unknown-access-key",
     lambda: of(aws(access_key_id=AWS_KEYS.secret_access_key.reveal().decode()), response=UNKNOWN)),
    ("access-key-characters", "unknown-access-key", lambda: of(aws(access_key_id="AKIAIOSFODNN7EXAMPLE\n"), response=UNKNOWN)),
    ("token-plus", "token-invalid", lambda: of(SESSION.replace("%2B", "+"), response=error("InvalidToken", "malformed"))),
    ("token-expired", "temporary-credentials", lambda: of(SESSION, response=error("ExpiredToken", "The token has expired."))),
    ("signature-age", "access-denied", lambda: of(f"{AGED}\n{DENIED}", now=NOW.replace(hour=4))),
    ("signature-age", "explicit-deny", lambda: of(f"{AGED}\n" + error("AccessDenied", "User: a is not authorized to perform: "
        "s3:GetObject on resource: b with an explicit deny in a resource-based policy"), now=NOW.replace(hour=4))),
    # usekaneo/kaneo#1173, seaweedfs#10216
    ("sdk-checksum", "payload-mismatch", lambda: of(ibm(method="PUT", query=(("x-amz-checksum-crc32", "AAAAAA=="),)),
        response=error("BadDigest", "The CRC32 you specified did not match the calculated checksum."))),
    # coderhaoxin/aliyun-oss#31
    *(("shell-unquoted", symptom, lambda: of("curl http://b.oss-cn-hangzhou.aliyuncs.com/a?OSSAccessKeyId=L&Expires=1&Signature=v",
        response=error("AccessDenied", "Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters")))
      for symptom in ("missing-parameter", "other-scheme")),
    ("query-encoding", "received-as-here", lambda: _bare_parameter()),
    ("multi-region", "region", lambda: of(MRAP, response=REGION)),
    ("host-not-signed", "unsigned-headers", lambda: of(UNLISTED, response=error(
        "AccessDenied", "There were headers present in the request which were not signed", HeadersNotSigned="host"))),
    ("policy-condition", "policy-violated", lambda: _form({"Content-Type": "text/html"})),
    ("policy-field-missing", "policy-violated", lambda: _form({"Content-Type": None})),
    ("policy-extra-field", "policy-violated", lambda: _form({"acl": "private"})),
    ("preflight", "access-denied", lambda: of(A, method="OPTIONS", response=DENIED)),
    ("signed-values", "unchanged-on-the-way", lambda: _other_type()),
    ("signed-values", "headers-to-send", lambda: _other_type()),
    ("host-rewritten", "received-as-here", lambda: of(passed_on(HOST_ASKED, is_refused=False), response=ECHO)),
    ("path-rewritten", "received-as-here", lambda: of(passed_on(PATH_ASKED, is_refused=False), response=ECHO)),
    ("received-as-here", "signature-mismatch", lambda: of(passed_on(is_refused=False), response=ECHO)),
    ("signed-header", "received-as-here", lambda: _blanks_in_a_row()),
    ("host-unknown", "no-reason", lambda: of(LOGGED, credentials=KEYS, budget=0.1)),
    ("host-unknown", "signature-mismatch", lambda: of(f"{LOGGED} SignatureDoesNotMatch", credentials=KEYS, budget=0.1)),
    ("values-unknown", "headers-to-send", lambda: of(ibm(method="PUT", headers={"x-amz-meta-a": "q7"}), credentials=KEYS, budget=0.1)),
    ("works-with", "headers-to-send", lambda: of(TYPED, credentials=KEYS)),
    ("double-encoded", "credential-malformed", lambda: of(U.replace("%2F", "%252F"), response=error(
        "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed"))),
    ("redirected", "global-host", lambda: of(HOPS["a command and its log"])),
    ("signed-header-missing", "rewritten-header", lambda: of(RANGE)),
    ("shell-unquoted", "access-denied", lambda: of(f"$ curl -T a.jpg {A}\n[1] 12345\n{DENIED}")),
    ("shell-unquoted", "unsigned", lambda: of("https://d.example.com/a\n403 Forbidden\n'Signature' is not recognized as an internal")),
    ("redirected", "copies-differ", lambda: of(HOPS["a command and its log"])),
    ("preflight", "signed-header-missing", lambda: of(TYPED, method="OPTIONS")),
    ("preflight", "no-reason", lambda: of(A, method="OPTIONS", response=403)),
    ("expired", "region", lambda: of(aws(region="us-east-1"), now=NOW.replace(day=4))),
    ("changed-on-the-way", "signature-mismatch",
     lambda: of(U, method="GET", credentials=KEYS, response=error("SignatureDoesNotMatch", "…"))),
    ("not-yet-valid", "clock-skew", lambda: of(
        aws(stamp="20240103T030405Z"), response=error("RequestTimeTooSkewed", "…", ServerTime="2024-01-02T03:05:00Z"))),
    ("case-folded", "unproven", lambda: of(ibm(path="/my-bucket/AbC.txt").lower(), credentials=KEYS, method="GET")),
    ("case-folded", "no-such-key", lambda: of(U.lower(), response=error("NoSuchKey", "…"))),
    ("unproven", "signature-mismatch", lambda: of(
        U.replace("a.txt", "zebra.txt"), method="GET", credentials=KEYS, budget=0.1,
        response=error("SignatureDoesNotMatch", "…"))),
    ("fifteen-minutes", "clock-skew", lambda: of(ibm(expires="86400"), now=NOW.replace(hour=9), response=error(
        "RequestTimeTooSkewed", "too large", ServerTime="2024-01-02T09:05:00Z"))),
    ("host-changed", "global-host", lambda: of(GLOBAL, response=mismatch(canonical(
        GLOBAL, host="my-bucket.s3.eu-central-1.amazonaws.com")))),
    ("space", "extra-parameters",
     lambda: of(TABLES["decoded with quotes and blanks"].evidence, method="GET")),
    ("not-yet-valid", "clock-ahead", lambda: of(
        A, now=NOW.replace(minute=3), response=error("AccessDenied", "Request is not yet valid"))),
    ("multi-region", "placeholder", lambda: of(MRAP.replace("us-east-1", "undefined"))),
    *((name, symptom, TABLES[case].run) for name, symptom, case in (
        ("console-page", "unsigned", "console"),
        ("credential-malformed", "terminator", "credential without scope"),
        ("date-changed", "scope-date", "day changed in the url"),
        ("expires-invalid", "expired", "no seconds"),
        ("headers-to-send", "signature-mismatch", "mismatch, content type signed"),
        ("host-name", "accelerate-host", "regional for accelerated"),
        ("mixed-versions", "extra-parameters", "both versions"),
        ("placeholder", "region", "undefined region"),
        ("s3-uri", "unsigned", "s3 uri"),
        ("secret-given-swapped", "other-access-key", "given the wrong way round"),
        ("swapped-either", "other-access-key", "swapped by one or the other"),
        ("swapped-keys", "other-access-key", "swapped by whoever signed"),
        ("signed-header", "signed-header-missing", "content type by the suffix"),
        ("token-other", "temporary-credentials", "token cut"),
        ("unchanged-on-the-way", "signature-mismatch", "nothing changed"),
    )),
]  # fmt: skip


def _other_type() -> Diagnosis:
    return of(TYPED, response=mismatch(canonical(TYPED, method="PUT", headers={"content-type": "text/plain"})))


def _bare_parameter() -> Diagnosis:
    """What curl's own signer sends, and the store computed (curl/curl#10129)."""
    names = "host;x-amz-content-sha256;x-amz-date"
    rows = {"host": "b.s3.amazonaws.com", "x-amz-content-sha256": "e" * 64, "x-amz-date": "20240102T030405Z"}
    lines = "".join(f"{name}:{value}\n" for name, value in rows.items())
    scope = "20240102/us-east-1/s3/aws4_request"
    key = f"Credential={AWS_KEYS.access_key_id}/{scope}, SignedHeaders={names}, Signature={'0' * 64}"
    head = "".join(
        f"> {name}: {value}\n" for name, value in {**rows, "Authorization": f"AWS4-HMAC-SHA256 {key}"}.items()
    )
    answer = mismatch(f"GET\n/\nversioning=\n{lines}\n{names}\n{'e' * 64}", scope=scope)
    return of(f"curl -v --aws-sigv4 aws:amz:us-east-1:s3 $URL\n> GET /?versioning HTTP/1.1\n{head}>\n{answer}")


def _blanks_in_a_row() -> Diagnosis:
    """A header that Java's signer signed as it is, and the store with one blank (aws/aws-sdk-java-v2#2501)."""
    names, scope = "host;x-amz-content-sha256;x-amz-date;x-amz-meta-note", "20240102/us-east-1/s3/aws4_request"
    rows = {"host": "b.s3.amazonaws.com", "x-amz-content-sha256": "e" * 64, "x-amz-date": "20240102T030405Z"}
    rows["x-amz-meta-note"] = "a   b"
    key = f"AWS4-HMAC-SHA256 Credential=AKIA4T7QXH2NBVC6LMPD/{scope}, SignedHeaders={names}, Signature={'0' * 64}"
    head = "".join(f"{name}: {value}\n" for name, value in {**rows, "Authorization": key}.items())
    lines = "".join(f"{name}:{' '.join(value.split())}\n" for name, value in rows.items())
    computed = f"GET\n/a\n\n{lines}\n{names}\n{'e' * 64}"
    return of(f"GET /a HTTP/1.1\n{head}\n{mismatch(computed, scope=scope)}")


def _form(changed: dict[str, str | None]) -> Diagnosis:
    made = presign_post("my-bucket", "a.txt", endpoint="eu-central-1", credentials=AWS_KEYS, now=NOW, expires=600,
                        conditions=[{"Content-Type": "text/csv"}])  # fmt: skip
    fields = {name: value for name, value in {**made.fields, **changed}.items() if value is not None}
    answer = error("AccessDenied", "Invalid according to Policy: Policy Condition failed")
    return of(json.dumps({"url": made.url, "fields": fields}), response=answer, method="POST")


@pytest.mark.parametrize(("name", "symptom", "run"), PAIRS, ids=[f"{name}>{symptom}" for name, symptom, _ in PAIRS])
def test_a_symptom_is_set_aside_for_its_cause(
    name: str, symptom: str, run: Callable[[], Diagnosis], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert symptom in BY_ID[name].explains
    with_pair = ids(run())
    assert with_pair[0] == name, with_pair
    assert symptom not in with_pair
    one = BY_ID[name]
    monkeypatch.setitem(BY_ID, name, replace(one, explains=one.explains - {symptom}))
    assert symptom in ids(run()), "the pair changes nothing"


def test_every_pair_of_cause_and_symptom_has_a_case() -> None:
    declared = {(one.id, symptom) for one in CAUSES for symptom in one.explains}
    assert declared == {(name, symptom) for name, symptom, _ in PAIRS}
