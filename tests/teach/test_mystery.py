"""The riddle of the broken link: the same for a seed, refused for the cause it has, and silent about it until guessed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from cosnb import InputError, Sandbox, diagnose, send, teach, verify
from cosnb.diagnosis.causes import CAUSES as ROWS
from cosnb.teach.mystery import KEY, Mystery, causes

TEACHERS = (Path(__file__).parents[2] / "notebooks" / "for-teachers.md").read_text("utf-8")
CAUSES = causes()
SEEDS = range(len(CAUSES))
# Causes that no riddle has: a store takes the damage, no client sends it to the sandbox, or its links have no token, no
# percent sign, no dots and no blank in a value.
NEVER = {
    *(
        "query-decoded",
        "query-encoding",
        "query-plus",
        "path-decoded",
        "path-dots",
        "token-plus",
        "token-double-encoded",
    ),
    *("invisible-characters", "link-wrapper", "scheme", "line-break", "quoted-printable"),
}
# The code that the sandbox answers with, where it is not that of a wrong signature.
CODES = {
    **dict.fromkeys(("expired", "not-yet-valid", "question-mark"), "AccessDenied"),
    **dict.fromkeys(("json-escaped", "shell-escaped", "case-folded"), "InvalidRequest"),
    **dict.fromkeys(
        ("html-escaped", "double-encoded", "misspelt-parameter", "shell-truncated"), "AuthorizationHeaderMalformed"
    ),
    "access-key-characters": "InvalidAccessKeyId",
}


@pytest.fixture(scope="module")
def box(now):
    with Sandbox(port=0, now=now) as running:
        yield running


@pytest.fixture(scope="module")
def riddles(box):
    """One riddle of each cause, by its cause."""
    made = [teach.mystery(seed, box=box) for seed in SEEDS]
    return {riddle._cause.id: riddle for riddle in made}


def test_every_cause_that_can_be_done_to_a_link_is_in_a_riddle():
    assert set(CAUSES) == {one.id for one in ROWS if one.do} - NEVER


def request_of(riddle: Mystery) -> tuple[str, str, dict[str, str]]:
    return riddle.url, riddle.method, dict(riddle.headers)


@pytest.mark.parametrize("first", [0, -len(CAUSES), 7 * len(CAUSES)])
def test_as_many_seeds_in_a_row_as_there_are_causes_give_each_cause_once(box, first):
    drawn = [teach.mystery(seed, box=box)._cause.id for seed in range(first, first + len(CAUSES))]
    assert sorted(drawn) == sorted(CAUSES)


def test_a_seed_gives_the_same_riddle_each_time(box):
    for seed in SEEDS:
        assert request_of(teach.mystery(seed, box=box)) == request_of(teach.mystery(seed, box=box))
        assert repr(teach.mystery(seed, box=box)) == repr(teach.mystery(seed, box=box))


def test_the_riddles_of_the_lesson_keep_their_causes(box):
    for seed, cause in ((11, "extra-parameters"), (33, "signature-edited"), (15, "host-changed")):
        assert teach.mystery(seed, box=box).guess(cause).right


def test_all_riddles_differ(riddles):
    assert len({repr(request_of(riddle)) for riddle in riddles.values()}) == len(CAUSES)


@pytest.mark.parametrize("name", CAUSES)
def test_the_store_refuses_each(riddles, name):
    answer = riddles[name].send()
    assert not answer.ok
    assert answer.error.code == CODES.get(name, "SignatureDoesNotMatch")


def test_the_link_is_good_where_nothing_has_happened_to_it(riddles):
    assert send(riddles["method"].url).ok
    for name in ("signed-header", "signed-header-missing"):
        assert send(riddles[name].url, b"x", method="PUT", headers={"Content-Type": "text/plain"}).ok
    for name, now_there, before in (
        ("host-changed", "localhost", "127.0.0.1"),
        ("path-plus", "+", "%20"),
        ("key-edited", "lists.txt", "list.txt"),
        ("expires-changed", "86400", "600"),
        ("extra-parameters", "&utm_source=mail", ""),
        ("path-double-encoded", "%2520", "%20"),
        ("region", "eu-de", "us-south"),
        ("access-key-characters", "%0A", ""),
    ):
        assert now_there in riddles[name].url
        assert send(riddles[name].url.replace(now_there, before)).ok


def told_to_teachers(condition: str) -> set[str]:
    """The causes that the page for teachers names in the sentence with these words."""
    told = TEACHERS.partition("**Mystery 403.**")[2].partition("\n## ")[0]
    (sentence,) = [text for text in re.split(r"(?<=\.)\s+", told) if condition in text]
    return set(re.findall(r"`([a-z-]+)`", sentence)) & set(CAUSES)


def test_teachers_are_told_the_causes_of_the_first_riddles(box):
    told = {int(seed): cause for seed, cause in re.findall(r"\| (\d+) \| `([a-z-]+)`", TEACHERS) if cause in CAUSES}
    assert sorted(told) == list(SEEDS)
    for seed, cause in told.items():
        assert teach.mystery(seed, box=box)._cause.id == cause


@pytest.mark.parametrize("name", CAUSES)
def test_teachers_are_told_what_the_inspector_needs_to_find_it(riddles, box, now, name):
    riddle = riddles[name]

    def found(**more):
        given = {"credentials": box.credentials, "now": now, "progress": False, **more}
        # What is certain without a proof needs no search for one.
        return any(
            diagnose(riddle.url, budget=budget, **given).findings[0].certainty in ("proven", "certain")
            for budget in (0, 20)
        )

    assert found(response=riddle.send(), hosts=[box.endpoint])
    assert found(response=riddle.send()) == (name not in told_to_teachers("hosts="))
    assert found() == (name not in told_to_teachers("hosts=") | told_to_teachers("the store's answer"))


def test_a_changed_digit_is_seen_beside_the_signature_that_the_store_computes(riddles, box, now):
    url = riddles["signature-edited"].url
    computed = verify(url, box.credentials, now=now).computed.signature
    assert sum(a != b for a, b in zip(computed, url[-64:], strict=True)) == 1


def test_a_changed_key_and_a_longer_expiry_are_seen_beside_what_the_link_was_made_for(riddles):
    shown = repr(riddles["key-edited"])
    assert f"{KEY} in demo-bucket, for 600 seconds" in shown
    assert "to%20do%20lists.txt" in shown
    assert "X-Amz-Expires=86400" in repr(riddles["expires-changed"])


@pytest.mark.parametrize("name", CAUSES)
def test_a_wrong_guess_is_answered_with_the_request_that_it_would_be(riddles, name):
    for truth in ("method", "path-plus", "expired"):
        if truth != name:
            feedback = riddles[truth].guess(name)
            assert not feedback.right
            assert riddles[name].url in repr(feedback)
            assert CAUSES[name].done in repr(feedback)
            assert CAUSES[truth].title.partition("{")[0] not in repr(feedback)


def test_a_wrong_guess_with_another_answer_says_which_answer_it_would_be(riddles):
    assert "Then the store would answer AccessDenied." in repr(riddles["path-plus"].guess("expired"))
    assert "The store would answer the same" in repr(riddles["path-plus"].guess("key-edited"))


@pytest.mark.parametrize("name", CAUSES)
def test_the_right_guess_says_why_and_what_mends_it_and_the_solution_what_shows_it(riddles, name):
    shown, solution = repr(riddles[name].guess(name)), repr(riddles[name].solution())
    # A header that is not sent is one that was signed with another value.
    row = CAUSES["signed-header" if name == "signed-header-missing" else name]
    for text in (shown, solution):
        assert row.why in text
        assert "fix" in text
    assert f"{name}: {CAUSES[name].done}" in solution
    assert "seen" in solution


def test_a_guess_may_be_written_in_several_ways(riddles):
    for guess in (" EXTRA-PARAMETERS ", "extra_parameters", "extra parameters"):
        assert riddles["extra-parameters"].guess(guess).right


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("key", "key-edited"), ("plus", "path-plus"), ("parameter", "extra-parameters"), ("longer", "expires-changed"),
        ("signature", "signature-edited"), ("header", "signed-header-missing"), ("host", "host-changed"),
        ("secret", "secret-cut"), ("access-key", "access-key-characters"), ("future", "not-yet-valid"), ("cut", "shell-truncated"),
    ],
)  # fmt: skip
def test_a_guess_of_version_0_1_is_taken_with_a_warning(riddles, former, name):
    with pytest.warns(DeprecationWarning, match=f"'{former}' is called '{name}' now"):
        assert riddles[name].guess(former).right


@pytest.mark.parametrize("guess", [None, "", 7, b"method", object(), ["method"], "\ud800", "no such"])
def test_every_other_guess_is_answered_kindly(riddles, guess):
    feedback = riddles["path-plus"].guess(guess)
    assert not feedback.right
    assert "Name one of: method, key-edited, path-plus, " in repr(feedback)


@pytest.mark.parametrize("name", CAUSES)
def test_a_riddle_lists_all_causes_and_tells_none(riddles, name):
    shown = repr(riddles[name])
    for cause in CAUSES.values():
        assert f"{cause.id}: {cause.done}" in shown
        assert cause.why not in shown
    assert riddles[name].url in shown


def test_a_riddle_says_the_same_in_html(riddles):
    for riddle in riddles.values():
        body = riddle._repr_html_().partition("</style>")[2]
        plain = "".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())
        assert all(word in plain for word in repr(riddle).split())


@pytest.mark.parametrize("seed", ["7", 1.0, None, True])
def test_a_seed_is_a_whole_number(box, seed):
    with pytest.raises(InputError, match=r"is not a whole number. Give one, such as 1\."):
        teach.mystery(seed, box=box)


def test_without_a_fixed_clock_the_riddles_are_of_this_moment():
    with Sandbox(port=0) as today:
        for seed in SEEDS:
            riddle = teach.mystery(seed, box=today)
            assert riddle.send().error.code == CODES.get(riddle._cause.id, "SignatureDoesNotMatch")
