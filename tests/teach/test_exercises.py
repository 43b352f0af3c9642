"""The exercises of the lessons: tasks, hints one at a time, solutions last, and nothing given away before."""

from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
import sys
from datetime import datetime, timezone
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import quote, quote_plus

import ibm_boto3
import nbformat
import pytest
import time_machine
from ibm_botocore.client import Config

from cosnb import InputError, teach
from cosnb.sandbox.seeds import SECRET_ACCESS_KEY
from cosnb.teach.exercise import ChoiceJudge, Order
from cosnb.teach.stages import StageJudge

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = teach.names()


def right_answer(name: str) -> object:
    judge = teach.exercise(name).judge
    if isinstance(judge, ChoiceJudge):
        return judge.right
    if isinstance(judge, Order):
        return list(judge.items)
    assert isinstance(judge, StageJudge)
    text = next(made.text for made in judge.signed.stages if made.name == judge.stage)
    lines = text.split("\n")
    return "\n".join(lines[judge.given : len(lines) - judge.after])


def test_a_lesson_is_its_notebook_and_one_file_of_exercises():
    files = sorted((Path(teach.__file__).parent / "exercises").glob("lesson_*.json"))
    assert sorted(NAMES) == sorted(name for file in files for name in json.loads(file.read_text("utf-8")))
    for file in files:
        (notebook,) = NOTEBOOKS.glob(f"{file.stem.removeprefix('lesson_')}-*.ipynb")
        text = notebook.read_text("utf-8")
        assert [name for name in json.loads(file.read_text("utf-8")) if f'\\"{name}\\"' not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_right_answer_is_right_and_stands_in_the_solution_alone(name):
    answer = right_answer(name)
    assert teach.check(name, answer).right
    exercise = teach.exercise(name)
    shown_before = [repr(exercise), exercise._repr_html_(), *(repr(teach.hint(name)) for _ in range(3))]
    pieces = answer if isinstance(answer, list) else [answer]
    if isinstance(exercise.judge, StageJudge):
        assert not any(answer in text for text in shown_before)
    assert all(line in repr(teach.solution(name)) for piece in pieces for line in str(piece).splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_hints_come_one_at_a_time_and_the_last_one_names_the_solution(name):
    exercise = teach.exercise(name)
    shown = [repr(teach.hint(name)) for _ in range(4)]
    for number, hint in enumerate(exercise.hints):
        assert hint in shown[number]
        assert sum(other in shown[number] for other in exercise.hints) == 1
    assert shown[3] == shown[2]
    assert [f'solution("{name}")' in text for text in shown[:3]] == [False, False, True]


def test_showing_the_task_again_begins_with_the_first_hint_again():
    teach.exercise("string_to_sign")
    first = repr(teach.hint("string_to_sign"))
    assert repr(teach.hint("string_to_sign")) != first
    teach.exercise("string_to_sign")
    assert repr(teach.hint("string_to_sign")) == first


def test_hints_of_two_exercises_do_not_count_together():
    for name in NAMES[:2]:
        teach.exercise(name)
    first = repr(teach.hint(NAMES[0]))
    teach.hint(NAMES[1])
    teach.exercise(NAMES[1])
    assert repr(teach.hint(NAMES[0])) != first


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_says_its_task_and_how_to_go_on(name):
    exercise = teach.exercise(name)
    assert exercise.task in repr(exercise)
    for call in ("check", "hint", "solution"):
        assert f'{call}("{name}"' in repr(exercise)
    for value in exercise.given.values():
        assert value.strip() in repr(exercise)


@pytest.mark.parametrize("name", NAMES)
def test_every_card_says_the_same_in_html(name):
    for shown in (teach.exercise(name), teach.hint(name), teach.solution(name), teach.check(name, "x")):
        body = shown._repr_html_().partition("</style>")[2]
        plain = "".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())
        for word in repr(shown).split():
            assert word in plain


@pytest.mark.parametrize("name", NAMES)
def test_a_check_is_the_same_each_time(name):
    assert repr(teach.check(name, "b?")) == repr(teach.check(name, "b?"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", [None, "", 7, "zzz", b"\xff", object(), "\ud800", {"a": 1}])
def test_every_answer_is_answered_kindly(name, answer):
    feedback = teach.check(name, answer)
    assert not feedback.right
    assert repr(feedback).startswith("not yet")


def test_an_unknown_exercise_is_named_with_those_there_are():
    for call in (teach.exercise, teach.hint, teach.solution, lambda name: teach.check(name, "x")):
        with pytest.raises(InputError, match=r"'strings' is not an exercise. There are: string_to_sign, "):
            call("strings")
    with pytest.raises(InputError, match="is not an exercise"):
        teach.hint(["a list"])


CHOICES = [name for name in NAMES if isinstance(teach.exercise(name).judge, ChoiceJudge)]
ORDERS = [name for name in NAMES if isinstance(teach.exercise(name).judge, Order)]


@pytest.mark.parametrize("name", CHOICES)
def test_each_option_of_a_quiz_has_its_own_comment(name):
    judge = teach.exercise(name).judge
    for letter, (text, comment) in judge.options.items():
        feedback = teach.check(name, f" {letter.upper()}) ")
        assert feedback.right == (letter == judge.right)
        assert comment in repr(feedback)
        assert text in repr(feedback)


@pytest.mark.parametrize("name", CHOICES)
def test_a_quiz_can_be_read_in_its_lesson_word_for_word(name):
    cells = [cell.source for path in NOTEBOOKS.glob("*.ipynb") for cell in nbformat.read(path, as_version=4).cells]
    exercise = teach.exercise(name)
    cell = next(text for text in cells if exercise.task in text.replace("`", ""))
    for letter, (text, _) in exercise.judge.options.items():
        assert f"- **{letter}** {text}" in cell.replace("`", "")


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_says_which_place_is_wrong_and_what_is_missing(name):
    items = list(teach.exercise(name).judge.items)
    assert teach.check(name, " ".join(items)).right
    swapped = [*items[:2], items[3], items[2], *items[4:]]
    assert f"Place 3: {items[3]}" in repr(teach.check(name, swapped))
    assert f"missing                   {items[-1]}" in repr(teach.check(name, items[:-1]))
    assert "not asked for             x" in repr(teach.check(name, [*items, "x"]))
    assert f"more than once            {items[0]}" in repr(teach.check(name, [*items, items[0]]))


def test_an_endless_list_ends():
    assert not teach.check("query_order", count()).right


@pytest.mark.parametrize(
    ("form", "expires", "found"),
    [
        (quote, "900", None),
        (str, "900", "The object key is not percent-encoded."),
        (lambda key: key.replace(" ", "%20"), "900", "with only its spaces encoded"),
        (partial(quote_plus, safe="/"), "900", "with spaces as plus signs, as a form encoder writes them."),
        (quote_plus, "900", "with spaces as plus signs and slashes as %2F, by a form encoder."),
        (lambda key: re.sub("%..", lambda found: found[0].lower(), quote(key)), "900", "in lower-case hex"),
        (partial(quote, encoding="latin-1"), "900", "in Latin-1 instead of UTF-8"),
        (quote, "600", "X-Amz-Expires=600 is in what is signed"),
    ],
)
def test_the_task_of_lesson_05_is_solved_with_what_it_gives(form, expires, found):
    given = teach.exercise("string_to_sign").given
    scope = f"{given['timestamp'][:8]}/{given['region']}/s3/aws4_request"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={quote(given['access_key_id'] + '/' + scope, safe='')}"
        f"&X-Amz-Date={given['timestamp']}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host"
    )
    path = f"/{given['bucket']}/{form(given['key'])}"
    request = f"GET\n{path}\n{query}\nhost:{given['host']}\n\nhost\nUNSIGNED-PAYLOAD"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    feedback = teach.check("string_to_sign", f"AWS4-HMAC-SHA256\n{given['timestamp']}\n{scope}\n{hashed}")
    assert feedback.right == (found is None)
    assert (found or "All ") in repr(feedback)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"region_name": "us-south"}, None),
        ({"region_name": "us-south", "config": Config(signature_version="s3v4")}, None),
        ({}, "Signature Version 2"),
        ({"region_name": "us-east-1"}, "Signature Version 2"),
        ({"config": Config(signature_version="s3v4")}, "parameter X-Amz-Credential"),
        ({"region_name": "us-south", "config": Config(s3={"addressing_style": "virtual"})}, "Presigned URL: host"),
    ],
)
def test_the_task_of_lesson_06_is_solved_by_the_settings_that_it_asks_for(settings, said):
    given = teach.exercise("put_it_right").given
    keys = {"aws_access_key_id": given["access_key_id"], "aws_secret_access_key": SECRET_ACCESS_KEY}
    client = ibm_boto3.client("s3", endpoint_url=given["endpoint_url"], **keys, **settings)
    signed_at = datetime.strptime(given["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    with time_machine.travel(signed_at, tick=False):
        url = client.generate_presigned_url(
            "get_object", Params={"Bucket": given["bucket"], "Key": given["key"]}, ExpiresIn=int(given["expires"])
        )
    feedback = teach.check("put_it_right", url)
    assert feedback.right == (said is None)
    assert (said or "All ") in repr(feedback)


def test_no_answer_stands_in_a_lesson():
    for path in NOTEBOOKS.glob("*.ipynb"):
        text = path.read_text("utf-8")
        for name in NAMES:
            answer = right_answer(name)
            if isinstance(teach.exercise(name).judge, StageJudge):
                assert str(answer).replace("\n", "\\n") not in text
                tail = str(answer).rpartition("\n")[2][-64:]
                assert tail not in text or tail in repr(teach.exercise(name)) or name == "must_send"


def test_teach_knows_no_widget():
    code = "import sys, cosnb.teach; print([m for m in sys.modules if 'widgets' in m or m == 'IPython'])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=NOTEBOOKS.parent)
    assert out.stdout == "[]\n"
