"""The riddle of the broken link: the same for a seed, refused for the cause it has, and silent about it until guessed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from cosnb import InputError, Sandbox, diagnose, send, teach, verify
from cosnb.teach.causes import CAUSES, KEY
from cosnb.teach.mystery import Mystery

TEACHERS = (Path(__file__).parents[2] / "notebooks" / "for-teachers.md").read_text("utf-8")
SEEDS = range(len(CAUSES))
PROVEN = {
    "method": "method",
    "plus": "path-plus",
    "double-encoded": "path-double-encoded",
    "parameter": "extra-parameters",
    "longer": "expires-changed",
    "header": "signed-header",
    "host": "host-changed",
    "secret": "secret-cut",
    "expired": "expired",
    "future": "not-yet-valid",
    "cut": "shell-truncated",
    "access-key": "unknown-access-key",
    "region": "redirect",
}


@pytest.fixture(scope="module")
def box(now):
    with Sandbox(port=0, now=now) as running:
        yield running


@pytest.fixture(scope="module")
def riddles(box):
    """One riddle of each cause, by its cause."""
    found = {}
    for seed in SEEDS:
        riddle = teach.mystery(seed, box=box)
        found[next(name for name in CAUSES if riddle.guess(name).right)] = riddle
    return found


def request_of(riddle: Mystery) -> tuple[str, str, dict[str, str]]:
    return riddle.url, riddle.method, dict(riddle.headers)


@pytest.mark.parametrize("first", [0, -len(CAUSES), 7 * len(CAUSES)])
def test_as_many_seeds_in_a_row_as_there_are_causes_give_each_cause_once(box, first):
    guessed = [
        name
        for seed in range(first, first + len(CAUSES))
        for name in CAUSES
        if teach.mystery(seed, box=box).guess(name).right
    ]
    assert sorted(guessed) == sorted(CAUSES)


def test_a_seed_gives_the_same_riddle_each_time(box):
    for seed in SEEDS:
        assert request_of(teach.mystery(seed, box=box)) == request_of(teach.mystery(seed, box=box))
        assert repr(teach.mystery(seed, box=box)) == repr(teach.mystery(seed, box=box))


def test_the_riddles_of_the_lesson_keep_their_causes(box):
    for seed, cause in ((9, "parameter"), (0, "signature"), (13, "host")):
        assert teach.mystery(seed, box=box).guess(cause).right


def test_all_riddles_differ(riddles):
    assert len({request_of(riddle)[:2] for riddle in riddles.values()}) == len(CAUSES)


@pytest.mark.parametrize("name", CAUSES)
def test_the_store_refuses_each_with_the_code_that_its_cause_names(riddles, name):
    answer = riddles[name].send()
    assert not answer.ok
    assert answer.error.code == CAUSES[name].answer


def test_the_link_is_good_where_nothing_has_happened_to_it(riddles):
    assert send(riddles["method"].url, b"x", method="PUT").ok
    assert send(riddles["header"].url, b"x", method="PUT", headers={"Content-Type": "text/plain"}).ok
    assert send(riddles["host"].url.replace("127.0.0.1", "localhost")).ok
    assert send(riddles["plus"].url.replace("+", "%20")).ok
    assert send(riddles["key"].url.replace("last.txt", "list.txt")).ok
    assert send(riddles["longer"].url.replace("86400", "600")).ok
    assert send(riddles["parameter"].url.replace("&utm_source=mail", "")).ok
    assert send(riddles["double-encoded"].url.replace("%2520", "%20")).ok


@pytest.mark.parametrize("name", PROVEN)
def test_the_inspector_can_find_it(riddles, box, now, name):
    riddle = riddles[name]
    diagnosis = diagnose(
        riddle.url,
        credentials=box.credentials,
        response=riddle.send(),
        method=riddle.method,
        headers=riddle.headers,
        hosts=[f"localhost:{box.port}"],
        budget=20,
        now=now,
        progress=False,
    )
    assert diagnosis.findings[0].id == PROVEN[name]
    assert diagnosis.findings[0].certainty in ("proven", "certain")


def told_to_teachers(condition: str) -> set[str]:
    """The causes that the page for teachers names in the sentence with these words."""
    told = TEACHERS.partition("**Mystery 403.**")[2].partition("\n## ")[0]
    (sentence,) = [text for text in re.split(r"(?<=\.)\s+", told) if condition in text]
    return set(re.findall(r"`([a-z-]+)`", sentence)) & set(CAUSES)


def test_teachers_are_told_the_causes_of_the_first_riddles(box):
    told = {int(seed): cause for seed, cause in re.findall(r"\| (\d+) \| `([a-z-]+)`", TEACHERS) if cause in CAUSES}
    assert sorted(told) == list(SEEDS)
    for seed, cause in told.items():
        assert teach.mystery(seed, box=box).guess(cause).right


@pytest.mark.parametrize("name", CAUSES)
def test_teachers_are_told_what_the_inspector_needs_to_find_it(riddles, box, now, name):
    riddle = riddles[name]

    def found(**more):
        given = {"credentials": box.credentials, "now": now, "budget": 20, "progress": False, **more}
        return diagnose(riddle.url, **given).findings[0].certainty in ("proven", "certain")

    answer, hosts = riddle.send(), [f"localhost:{box.port}"]
    assert found(response=answer, hosts=hosts) == (name not in told_to_teachers("no proof"))
    assert found(response=answer) == (name not in told_to_teachers("no proof") | told_to_teachers("hosts="))
    assert found() == (
        name not in told_to_teachers("no proof") | told_to_teachers("hosts=") | told_to_teachers("the store's answer")
    )


def test_a_changed_digit_is_seen_beside_the_signature_that_the_store_computes(riddles, box, now):
    url = riddles["signature"].url
    computed = verify(url, box.credentials, now=now).computed.signature
    assert sum(a != b for a, b in zip(computed, url[-64:], strict=True)) == 1


def test_a_changed_key_and_a_longer_expiry_are_seen_beside_what_the_link_was_made_for(riddles):
    shown = repr(riddles["key"])
    assert f"{KEY} in demo-bucket, for 600 seconds" in shown
    assert "to%20do%20last.txt" in shown
    assert "X-Amz-Expires=86400" in repr(riddles["longer"])


@pytest.mark.parametrize("name", CAUSES)
def test_a_wrong_guess_is_answered_with_what_it_would_show(riddles, name):
    for truth, riddle in riddles.items():
        if truth != name:
            feedback = riddle.guess(name)
            assert not feedback.right
            assert CAUSES[name].seen in repr(feedback)
            assert CAUSES[truth].label not in repr(feedback)
            assert CAUSES[truth].why not in repr(feedback)


def test_a_wrong_guess_with_another_answer_says_which_answer_it_would_be(riddles):
    assert "The store would answer AccessDenied then." in repr(riddles["plus"].guess("expired"))
    assert "The store would answer the same" in repr(riddles["plus"].guess("key"))


@pytest.mark.parametrize("name", CAUSES)
def test_the_right_guess_says_why_and_what_mends_it(riddles, name):
    for guess in (name, f" {name.upper()} ", name.replace("-", "_"), name.replace("-", " ")):
        feedback = riddles[name].guess(guess)
        assert feedback.right
        assert CAUSES[name].why in repr(feedback)
        assert CAUSES[name].mend in repr(feedback)


@pytest.mark.parametrize("guess", [None, "", 7, b"method", object(), ["method"], "\ud800", "no such"])
def test_every_other_guess_is_answered_kindly(riddles, guess):
    feedback = riddles["plus"].guess(guess)
    assert not feedback.right
    assert "Name one of: method, key, plus, " in repr(feedback)


@pytest.mark.parametrize("name", CAUSES)
def test_a_riddle_lists_all_causes_and_tells_none(riddles, name):
    shown = repr(riddles[name])
    for cause in CAUSES.values():
        assert f"{cause.name}: {cause.label}" in shown
        assert cause.why not in shown
        assert cause.seen not in shown
    assert riddles[name].url in shown


@pytest.mark.parametrize("name", CAUSES)
def test_the_solution_names_the_cause(riddles, name):
    shown = repr(riddles[name].solution())
    for text in (CAUSES[name].label, CAUSES[name].why, CAUSES[name].seen, CAUSES[name].mend):
        assert text in shown


def test_a_riddle_says_the_same_in_html(riddles):
    for riddle in riddles.values():
        body = riddle._repr_html_().partition("</style>")[2]
        plain = "".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())
        assert all(word in plain for word in repr(riddle).split())


@pytest.mark.parametrize("seed", ["7", 1.0, None, True])
def test_a_seed_is_a_whole_number(box, seed):
    with pytest.raises(InputError, match=r"is no whole number. Give one, such as 1\."):
        teach.mystery(seed, box=box)


def test_without_a_fixed_clock_the_riddles_are_of_this_moment():
    with Sandbox(port=0) as today:
        for seed in SEEDS:
            riddle = teach.mystery(seed, box=today)
            cause = next(name for name in CAUSES if riddle.guess(name).right)
            assert riddle.send().error.code == CAUSES[cause].answer
