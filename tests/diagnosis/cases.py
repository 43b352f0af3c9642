"""The form of a case, and the healthy URLs that cases break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from answers import error, mismatch
from by_hand import ACCESS_KEY_ID, AWS_HOST, SECRET, signed_url

from cosnb.diagnosis import Diagnosis, diagnose
from cosnb.sigv4 import Credentials, Request, authorize

NOW = datetime(2024, 1, 2, 3, 5, 0, tzinfo=timezone.utc)
KEYS = Credentials(ACCESS_KEY_ID, SECRET, example=True)
AWS_KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example=True)


def ibm(**changes: Any) -> str:
    """A URL for IBM COS, signed by hand."""
    return signed_url(**changes)


def aws(**changes: Any) -> str:
    """A URL for S3, virtual-hosted, signed by hand."""
    given: dict[str, Any] = {
        "host": AWS_HOST,
        "path": "/a.txt",
        "region": "eu-central-1",
        "access_key_id": AWS_KEYS.access_key_id,
        "secret": b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    }
    return signed_url(**{**given, **changes})


def minio(**changes: Any) -> str:
    """A URL for a store of one's own."""
    return signed_url(**{"host": "store.example.net:9000", "region": "us-east-1", "scheme": "http", **changes})


@dataclass(frozen=True)
class Case:
    """One broken request, and the finding it must give.

    id, certainty, stage: of the finding that is expected.
    also: ids of further findings that are expected, with their certainty.
    given: what else diagnose() is told.
    """

    name: str
    evidence: str
    id: str
    certainty: str
    stage: str
    also: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def run(self) -> Diagnosis:
        """The diagnosis of this case, by the clock of the tests unless the case has one."""
        return diagnose(self.evidence, **{"now": NOW, "progress": False, "budget": 20.0, **self.given})


def check(case: Case) -> Diagnosis:
    """The expected findings are there, as sure as expected, and nothing stands above them but what is expected too."""
    diagnosis = case.run()
    found = {finding.id: finding for finding in diagnosis.findings}
    assert case.id in found, f"{case.id} is not among {diagnosis!r}"
    finding = found[case.id]
    assert (finding.certainty, finding.stage) == (case.certainty, case.stage), finding
    for name, certainty in case.also.items():
        assert name in found, f"{name} is not among {diagnosis!r}"
        assert found[name].certainty == certainty, found[name]
    order = ("proven", "certain", "likely", "possible")
    surer = [one for one in diagnosis.findings if order.index(one.certainty) < order.index(case.certainty)]
    assert {one.id for one in surer} <= {case.id, *case.also}, diagnosis
    if case.certainty != "possible":
        same = [one for one in diagnosis.findings if one.certainty == case.certainty]
        assert {one.id for one in same} <= {case.id, *case.also}, diagnosis
    assert finding.title
    assert finding.explanation
    assert finding.fix
    return diagnosis


PAYLOAD = "x-amz-content-sha256"
ASKED, PASSED_ON = "front.example.com", "minio:9000"


def passed_on(*added: str, asked: str = f"http://{ASKED}/s3/bkt/a.txt", is_refused: bool = True) -> str:
    """A request as the store received it from a proxy that took /s3 off and wrote its own Host."""
    signed = authorize(Request("GET", asked, {PAYLOAD: "UNSIGNED-PAYLOAD"}), KEYS, region="us-south", now=NOW)
    lines = [f"{name}: {value}" for name, value in signed.headers.items() if name.lower() != "host"]
    path = asked.partition("bkt")[2]
    text = "\n".join((f"GET /bkt{path} HTTP/1.1", f"Host: {PASSED_ON}", *lines, *added))
    return f"{text}\n\n" + ("HTTP/1.1 403 Forbidden\n\n" + error("SignatureDoesNotMatch", "") if is_refused else "")


HOST_ASKED, PATH_ASKED = f"X-Forwarded-Host: {ASKED}, 10.0.0.7", "X-Envoy-Original-Path: /s3/bkt/a.txt?x"
ECHO = mismatch(
    f"GET\n/bkt/a.txt\n\nhost:{PASSED_ON}\n{PAYLOAD}:UNSIGNED-PAYLOAD\nx-amz-date:20240102T030500Z\n\n"
    f"host;{PAYLOAD};x-amz-date\nUNSIGNED-PAYLOAD",
    stamp="20240102T030500Z",
)
