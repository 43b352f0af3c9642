"""A verdict rests on all of the text: however much stands around a request or in it, or else that is said."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

import pytest
from answers import canonical, mismatch
from cases import KEYS, NOW, ibm

from cosnb import parse, verify
from cosnb.diagnosis import diagnose
from cosnb.links.reading import parsing, shells

GET, PUT = ibm(), ibm(method="PUT")
TYPED = ibm(method="PUT", headers={"content-type": "text/plain"})
REFUSED = "HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
LOG = '2024-05-01 12:00:00,123 INFO [worker-7] app: "GET /api/v1/items/42?page=3 HTTP/1.1" 200 took 35 ms\n'
PROSE = 'the quick brown fox (jumps) over: the lazy dog\'s "back" & away; 100 % = sure\n'
DATA = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODk=\n"
SIZES = (1_000, 330_000)

AROUND = {
    "healthy": GET,
    "refused": f"{GET}\n{REFUSED}",
    "damaged": GET.replace("&", "&amp;"),
    "expired": ibm(expires="30"),
    "method": f"curl -X POST '{PUT}'",
    "typed": f"curl -T a.txt '{TYPED}'",
}
# The method and a header stand behind a body that is as long as one likes.
INSIDE = {
    "Copy as fetch": 'fetch("{url}", {{"headers": {{"content-type": "{type}"}}, "body": "{body}", "method": "{method}"}});',
    "fetch in a program": "fetch('{url}', {{ body: '{body}', headers: {{ 'Content-Type': '{type}' }}, method: '{method}' }})",
    "curl": "curl '{url}' --data-binary '{body}' -H 'Content-Type: {type}' -X {method}",
    "cmd": 'curl.exe "{url}" ^\n --data-binary "{body}" -H "Content-Type: {type}" -X {method}',
    "wget": "wget --body-data='{body}' '{url}' --header 'Content-Type: {type}' --method {method}",
    "PowerShell": "iwr -Uri '{url}' -Body '{body}' -ContentType '{type}' -Method {method}",
    "requests": "requests.request(data='{body}', url='{url}', headers={{'Content-Type': '{type}'}}, method='{method}')",
}


def verdict(text: str, **given: Any) -> list[tuple[str, str]]:
    found = diagnose(text, credentials=KEYS, now=NOW, progress=False, budget=20.0, **given)
    return [(finding.id, finding.certainty) for finding in found.findings]


def filled(line: str, size: int) -> str:
    return line * (size // len(line) + 1)


@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("line", [LOG, PROSE, DATA], ids=["log", "prose", "data"])
def test_what_stands_around_a_request_changes_no_verdict(name: str, line: str) -> None:
    text = AROUND[name]
    expected = verdict(f"see:\n\n{text}\n\n")
    for size in SIZES:
        more = filled(line, size)
        assert verdict(f"{more}\n\n{text}\n\n") == expected, size
        assert verdict(f"see:\n\n{text}\n\n{more}") == expected, size


def test_a_log_of_25_megabytes_changes_no_verdict() -> None:
    text, half = AROUND["refused"], filled(LOG, 12_500_000)
    assert verdict(f"{half}\n\n{text}\n\n{half}") == verdict(text)


def test_a_body_of_25_megabytes_changes_no_verdict() -> None:
    short, long = (INSIDE["wget"].format(url=TYPED, type="text/plain", method="POST", body=body)
                   for body in ("x", filled(DATA, 25_000_000)))  # fmt: skip
    assert verdict(long) == verdict(short) == [("method", "proven")]


ESCAPES = {
    "curl": "curl '{}' -X PUT --data-binary '{}'",
    "double quotes": 'curl "{}" -X PUT --data-binary "{}"',
    "ANSI quotes": "curl '{}' -X PUT --data-binary $'{}'",
    "URL-encoded": "curl '{}' -X PUT --data-urlencode 'a={}'",
    "cmd": 'curl.exe "{}" ^\n -X PUT --data-binary "{}"',
    "wget": "wget '{}' --method=PUT --body-data='{}'",
    "PowerShell": 'iwr -Uri "{}" -Method PUT -Body "{}"',
    "Copy as fetch": 'fetch("{}", {{"method": "PUT", "body": "{}"}})',
    "fetch in a program": "fetch('{}', {{method: 'PUT', body: `{}`}})",
    "requests": 'requests.put("{}", data="{}")',
    "an answer": "{}\n<Error><Code>SignatureDoesNotMatch</Code><Message>{}</Message></Error>",
}


@pytest.mark.parametrize("form", ESCAPES)
def test_a_long_text_with_many_escapes_takes_a_few_times_its_length_in_memory(form: str) -> None:
    few, text = (ESCAPES[form].format(TYPED, "a \\n\\\\ `n " * size) for size in (20, 30_000))
    diagnose(few, now=NOW, progress=False)  # whatever is imported then
    tracemalloc.start()
    diagnose(text, now=NOW, progress=False)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 7 * len(text), most / len(text)


@pytest.mark.parametrize("form", INSIDE)
@pytest.mark.parametrize(("method", "kind"), [("PUT", "text/plain"), ("POST", "text/plain"), ("PUT", "text/html")])
def test_a_long_body_changes_no_verdict(form: str, method: str, kind: str) -> None:
    def written(size: int) -> str:
        return INSIDE[form].format(url=TYPED, type=kind, method=method, body="x y " * (size // 4))

    expected = verdict(written(40))
    assert not expected if (method, kind) == ("PUT", "text/plain") else expected[0][1] == "proven"
    for size in SIZES:
        found = verdict(written(size))
        if found != expected:
            assert "code-unread" in parse(written(size)).marks, size
            assert not {"proven", "certain"} & {sure for _, sure in found}, size


def entry(url: str, status: int, body: str = "") -> dict[str, Any]:
    headers = [{"name": f"x-{n}", "value": "x"} for n in range(20)]
    content = {"status": status, "headers": [], "content": {"text": body}}
    return {"request": {"method": "GET", "url": url, "headers": headers}, "response": content}


def test_the_refused_entry_of_a_har_is_found_at_its_end_with_its_answer() -> None:
    quiet = [entry("https://example.com/a.js", 200) for _ in range(3_000)]
    last = entry(PUT, 403, mismatch(canonical(PUT)))
    text = json.dumps({"log": {"entries": [entry(GET, 200), *quiet, last]}})
    found = diagnose(text, now=NOW, progress=False)
    assert found.request.wire == PUT
    assert found.findings[0].id == "signature-mismatch" or "SignatureDoesNotMatch" in " ".join(found.checked)


def test_nothing_is_sure_about_what_stands_in_front_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_TEXT", 5_000)
    for text in (filled(PROSE, 6_000) + GET, f"curl -X POST '{PUT}'\n" + filled(PROSE, 6_000)):
        found = diagnose(text, credentials=KEYS, now=NOW, progress=False)
        assert found.findings
        assert all(
            finding.certainty in ("likely", "possible") and not finding.repaired_url for finding in found.findings
        )
        assert "Only the beginning of the text was read" in " ".join(found.checked)
    healthy = diagnose(f"{GET}\n" + filled(PROSE, 6_000), credentials=KEYS, now=NOW, progress=False)
    assert "all that was read" in healthy.summary
    assert verify(f"{GET}\n" + filled(PROSE, 6_000), KEYS, now=NOW).accepted is False


def test_a_command_of_too_many_words_is_not_said_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shells, "MAX_WORDS", 50)
    for name in ("curl", "curl.exe ^\n", "wget", "iwr"):
        found = diagnose(f"{name} '{PUT}' " + "-H 'a: b' " * 50 + "-X PUT", credentials=KEYS, now=NOW, progress=False)
        assert "cut" in found.request.marks
        assert not {"proven", "certain"} & {finding.certainty for finding in found.findings}


@pytest.mark.parametrize(
    "call", ["fetch('{}', options)", "fetch('{}', {{method: how}})", "fetch('{}', {{ headers, body }})"]
)
def test_what_a_program_computes_is_not_taken_for_the_default(call: str) -> None:
    request = parse(call.format(PUT))
    assert "code-unread" in request.marks
    assert request.method is None or "method" not in call


SQUARES = {
    "addresses in an address": "http://a=" * 120_000 + "X-Amz-Signature=0",
    "addresses behind an error": "<Error>" + "=http://a" * 120_000,
    "an unquoted address": "curl http://" + "a" * 300_000 + "&" * 300_000,
    "a query for each of many": "curl -G -d " + "a" * 300_000 + " b" * 40_000,
    "headers that a client adds": "curl " + "-H a:b " * 40_000 + "--json a -F a=b " * 40_000,
    "fields that never end": "<form>" + "<input name='" * 60_000,
    "texts that never end": "fetch('http://a', {" + "\\'" * 200_000,
}


@pytest.mark.parametrize("name", SQUARES)
def test_no_reader_compares_everything_with_everything(name: str) -> None:
    start = time.process_time()
    parse(SQUARES[name])
    # What takes the square of this length takes many minutes, or more memory than there is.
    assert time.process_time() - start < 40
