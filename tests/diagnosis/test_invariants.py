"""What holds of every diagnosis, whatever was pasted and answered, over all cases of the tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from answers import MISMATCH, ceph_error, error, ibm_error
from cases import AWS_KEYS, KEYS, NOW, Case
from test_by_answer import CASES as BY_ANSWER
from test_by_proof import CASES as BY_PROOF
from test_by_request import CASES as BY_REQUEST
from test_by_url import CASES as BY_URL

from cosnb.diagnosis import diagnose
from cosnb.diagnosis.causes import BY_ID
from cosnb.diagnosis.guessing import failure_of
from cosnb.diagnosis.reply import read_reply
from cosnb.links import parse, verify

ANSWERS = {
    "mismatch": error("SignatureDoesNotMatch", MISMATCH),
    "mismatch at ceph": ceph_error("SignatureDoesNotMatch"),
    "denied": error("AccessDenied", "Access Denied"),
    "denied at ibm": ibm_error("AccessDenied", "Access Denied"),
    "expired": error("AccessDenied", "Request has expired"),
    "unknown key": error("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    "no such key": error("NoSuchKey", "The specified key does not exist."),
    "wrong region": error("AuthorizationHeaderMalformed", "the region is wrong; expecting 'eu-de'", Region="eu-de"),
    "unknown code": error("SomethingNew", "Never seen"),
    "a page": {"status": 502, "body": "<html><body>Bad gateway</body></html>"},
    "a bare status": 403,
}
SILENT = ("unknown", "unreached", "server", None)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_refusal_never_ends_in_silence_nor_in_what_it_refutes(answer: object) -> None:
    failure = failure_of(read_reply(answer))
    for case in (*BY_URL, *BY_REQUEST):
        diagnosis = replace(case, given={**case.given, "response": answer}).run()
        assert diagnosis.findings, case
        for finding in diagnosis.findings:
            cause = BY_ID[finding.id]
            may_be = failure in SILENT or failure in cause.leads_to or cause.holds
            assert may_be or finding.certainty in ("proven", "possible", "likely"), (case, finding)


@pytest.mark.parametrize("case", [*BY_URL, *BY_ANSWER, *BY_REQUEST], ids=str)
def test_the_right_keys_never_lose_the_right_cause(case: Case) -> None:
    if "credentials" in case.given or case.certainty == "possible" or BY_ID[case.id].symptom:
        return
    named = case.run().request.access_key_id
    for keys in (KEYS, AWS_KEYS):
        if keys.access_key_id == named:
            # A search that is cut short must not lose it either.
            found = replace(case, given={**case.given, "credentials": keys, "budget": 0.05}).run()
            assert found.request.access_key_id == named
            is_right = not found.findings and not case.given.get("response")
            proven = bool(found.findings) and found.findings[0].certainty == "proven"
            assert is_right or proven or case.id in [one.id for one in found.findings], found


@pytest.mark.parametrize("case", [*BY_URL, *BY_PROOF], ids=str)
def test_diagnose_and_verify_agree_about_a_link(case: Case) -> None:
    link = parse(case.evidence)
    if link.kind != "query":
        return
    keys = AWS_KEYS if link.access_key_id == AWS_KEYS.access_key_id else KEYS
    given = {
        name: value for name, value in case.given.items() if name in ("method", "headers", "body", "provider", "now")
    }
    asked = {name: value for name, value in given.items() if name != "provider"}
    store = verify(link, keys, **{"now": NOW, **asked})
    # Whether a request is right as it is shows at once, and a refused one is never without a finding, however short the search.
    found = diagnose(
        case.evidence, **{"now": NOW, "progress": False, "budget": 0.01, **given, "credentials": keys}
    ).findings
    sure = [BY_ID[one.id] for one in found if one.certainty in ("proven", "certain")]
    if store.accepted:
        # What was undone while the text was read is no fault of the link that is left.
        faults = [one.id for one in sure if one.side != "url" and one.stage not in ("network", "transfer")]
        assert not faults, found
    else:
        assert found, store
