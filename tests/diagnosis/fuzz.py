"""A long run of mutated evidence through parse() and diagnose(). On demand:

    PYTHONPATH=. python tests/diagnosis/fuzz.py [how many] [seed]

Prints how many inputs were tried, exceptions and proven repairs that no store takes if there are any, and the slowest.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

from answers import canonical, error, ibm_error, mismatch
from cases import AWS_KEYS, KEYS, NOW, aws, ibm, minio
from mutations import mutated

from cosnb.diagnosis import Diagnosis, Finding, diagnose
from cosnb.links import parse, verify
from cosnb.sigv4 import Credentials

BUDGET = 0.002
METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE", "PATCH")
SEEDS = (
    ibm(),
    ibm(path="/my-bucket/%C3%BC%20b.txt", query=(("versionId", "1"), ("response-content-type", "text/csv"))),
    ibm(method="PUT", headers={"content-type": "text/csv", "x-amz-acl": "private"}),
    aws(access_key_id="ASIAIOSFODNN7EXAMPLE", token="FwoG+/abc=="),
    minio(),
    f"curl -X PUT -H 'Content-Type: text/csv' -T a.csv '{ibm()}'",
    f'Invoke-WebRequest -Uri "{ibm()}" -Method PUT -Headers @{{ "a"="b" }}',
    f'fetch("{ibm()}", {{"method": "PUT", "headers": {{"a": "b"}}, "body": "x"}})',
    f'{{"log": {{"entries": [{{"request": {{"method": "GET", "url": "{ibm()}", "headers": []}}, "response": {{"status": 403}}}}]}}}}',
    "https://s3.amazonaws.com/b/k?AWSAccessKeyId=AK&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1704170000",
    f"> {ibm()[:76]}\n> {ibm()[76:]}",
)
ANSWERS = (
    None,
    mismatch(canonical(ibm())),
    mismatch(canonical(ibm(), host="minio:9000"), form="flat"),
    mismatch(canonical(ibm()), form="bytes"),
    error("AccessDenied", "Request has expired", ServerTime="2024-01-02T04:00:00Z"),
    ibm_error("NoSuchKey", "The specified key does not exist.", 404),
    "HTTP/1.1 403 Forbidden\r\nDate: Tue, 02 Jan 2024 03:04:05 GMT\r\n\r\n<Error><Code>AccessDenied</Code></Error>",
)


def not_taken(diagnosis: Diagnosis, keys: Credentials) -> Iterator[Finding]:
    """The proven findings whose repaired URL no store takes, sent as it was sent."""
    sent = [row for row in diagnosis.request.headers if row[0].strip().lower() not in ("host", "authorization")]
    for finding in diagnosis.findings:
        url = finding.repaired_url if finding.certainty == "proven" else None
        if url and not any(verify(url, keys, method=method, headers=sent, now=NOW).accepted for method in METHODS):
            yield finding


def main(count: int, seed: int) -> int:
    """Run, report, and return the exit status."""
    random = Random(seed)
    failures: list[str] = []
    slow: list[tuple[float, str]] = []
    ids: Counter[str] = Counter()
    began = time.monotonic()
    for number in range(count):
        text = mutated(random.choice(SEEDS), random)
        answer = random.choice(ANSWERS)
        response = mutated(answer, random) if answer and random.random() < 0.7 else answer
        keys = random.choice((None, None, KEYS, AWS_KEYS))
        start = time.monotonic()
        try:
            parse(text)
            diagnosis = diagnose(text, response=response, credentials=keys, now=NOW, budget=BUDGET, progress=False)
            repr(diagnosis)
            ids.update(finding.id for finding in diagnosis.findings)
            if keys and (refused := next(not_taken(diagnosis, keys), None)):
                failures.append(
                    f"{number}: no store takes the repaired URL of {refused!r} for {text!r} and {response!r}"
                )
        except Exception as problem:
            failures.append(f"{number}: {problem!r} for {text!r} and {response!r}")
        slow.append((time.monotonic() - start, text))
        if number % 5_000 == 4_999:
            slow = sorted(slow, key=lambda row: -row[0])[:3]
            print(f"{number + 1:,} inputs, {len(failures)} failures, {time.monotonic() - began:.0f} s", flush=True)
    slowest = sorted(slow, key=lambda row: -row[0])[:3]
    print(f"{count:,} inputs, seed {seed}: {len(failures)} failures, {len(ids)} kinds of finding")
    print("slowest:", ", ".join(f"{spent:.3f} s ({len(text):,} characters)" for spent, text in slowest))
    for line in failures[:5]:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*(int(text) for text in (sys.argv[1:] + ["100000", "1"][len(sys.argv) - 1 :]))))
