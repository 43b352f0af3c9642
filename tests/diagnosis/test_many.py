"""Many links out of one log: each diagnosed, and counted by cause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cases import KEYS, NOW, ibm

from cosnb import InputError, to_html, to_text
from cosnb.diagnosis import DiagnosisTable, diagnose_many
from cosnb.links.redaction import live_texts

URL = ibm(path="/my-bucket/a%20b.txt")
SIGNATURE = URL[-64:]
REFUSED = "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>"
PLUS, AMP = URL.replace("%20", "+"), URL.replace("&", "&amp;")
LONGER = URL.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")


def table(evidence: object, **given: object) -> DiagnosisTable:
    return diagnose_many(evidence, credentials=KEYS, now=NOW, progress=False, **given)  # type: ignore[arg-type]


def counts(made: DiagnosisTable) -> dict[str | None, tuple[int, ...]]:
    return {row.id: row.places for row in made.rows}


def logged(url: str) -> str:
    return f'2024-01-02 INFO "GET {url}" 403 SignatureDoesNotMatch'


LOG = "\n".join(["started", "at noon", "", *map(logged, [PLUS, AMP, PLUS]), "2024-01-02 INFO bye", logged(PLUS)])


def test_each_line_is_counted_under_its_cause_the_most_frequent_first() -> None:
    made = table(LOG)
    assert list(counts(made).items()) == [("path-plus", (4, 6, 8)), ("html-escaped", (5,))]
    assert [dict(row.certainties) for row in made.rows] == [{"proven": 3}, {"proven": 1}]
    assert made.rows[0].example.findings[0].repaired_url
    assert not made.unread + made.unfinished
    coloured = LOG.replace("https://", "\x1b[36mhttps://").replace("X-Amz-", "\x1b[1mX-Amz-\x1b[0m")
    assert counts(table(coloured)) == counts(made)


def test_keys_of_this_machine_prove_what_they_signed_unless_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def certainties(**given: object) -> list[dict[str, int]]:
        return [dict(row.certainties) for row in diagnose_many(LOG, now=NOW, progress=False, **given).rows]  # type: ignore[arg-type]

    assert certainties() == [{"likely": 3}, {"certain": 1}]
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "another-key-pair-of-somebody-els")
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", "0" * 48)
    assert certainties() == [{"likely": 3}, {"certain": 1}]
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", KEYS.access_key_id)
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", KEYS.secret_access_key.reveal().decode())
    assert certainties() == [{"proven": 3}, {"proven": 1}]
    assert certainties(credentials=False) == [{"likely": 3}, {"certain": 1}]


@pytest.mark.parametrize("form", ["lines", "path", "HAR", "HAR path"])
def test_lines_files_and_recordings_say_the_same(form: str, tmp_path: Path) -> None:
    urls = [PLUS, AMP, PLUS]
    entries = [{"request": {"method": "GET", "url": url, "headers": []}, "response": {"status": 403}} for url in urls]
    har = json.dumps({"log": {"entries": [{"request": {"method": "GET", "url": "https://example.com/"}}, *entries]}})
    (tmp_path / "log").write_text(har if "HAR" in form else "\n".join(urls))
    made = table({"lines": iter(urls), "HAR": har}.get(form, tmp_path / "log"))
    first = 2 if "HAR" in form else 1
    assert counts(made) == {"path-plus": (first, first + 2), "html-escaped": (first + 1,)}
    assert made.without_link == first - 1
    assert made.unit == {"lines": "item", "path": "line"}.get(form, "entry")


def test_an_answer_belongs_to_the_link_before_it_and_a_lead_to_the_link_behind() -> None:
    head = "HTTP/1.1 403 Forbidden\nServer: x\n\n"
    expired = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
    made = table(f"{URL}\n{head}{expired}\n{URL}\nHTTP/1.1 200 OK\n\ncurl -X PUT \\\n  '{URL}'\n{head}{REFUSED}")
    assert counts(made)["method"] == (10,)
    assert len(counts(made)) == 3
    assert counts(made)[None] == (6,)


def test_what_works_is_no_cause() -> None:
    made = table("\n".join([URL, PLUS]))
    assert list(counts(made).items()) == [("path-plus", (2,)), (None, (1,))]


def test_two_causes_that_were_found_are_tried_together() -> None:
    both = LONGER.replace("%20", "+")
    made = table([PLUS, LONGER, both], budget=60.0)
    assert all(set(row.certainties) == {"proven"} for row in made.rows)
    assert not made.unfinished


def test_what_was_not_looked_at_is_said() -> None:
    made = table([PLUS] * 5, budget=1e-9)
    assert (made.rows, made.unread) == ((), 5)
    assert made.notes == ("Links not looked at, because the budget was over or it was interrupted: 5.",)
    unprovable = table([URL[:-64] + "0" * 64], budget=0.05)
    assert unprovable.unfinished == 1
    assert unprovable.notes == ("Links not searched to the end: 1. A larger budget tries more.",)


def test_it_shows_itself_without_a_live_signature() -> None:
    made = table(LOG)
    for shown in (repr(made), to_text(made), to_html(made).replace("<wbr>", ""), str(made.rows[0].example)):
        assert SIGNATURE not in shown
        assert not live_texts(shown)
    assert "3 proven" in to_text(made)
    assert "Lines that belong to no presigned URL, and were not judged: 2." in to_text(made)


def test_a_text_without_any_link_gives_an_empty_table() -> None:
    assert table("nothing\nhere").notes == ("Lines that belong to no presigned URL, and were not judged: 2.",)


def test_a_name_of_a_file_as_text_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text(LOG)
    with pytest.raises(InputError, match=r"Path\("):
        table(str(tmp_path / "access.log"))
    with pytest.raises(InputError, match="cannot be read"):
        table(tmp_path / "other.log")
    with pytest.raises(InputError, match="int"):
        table(3)
