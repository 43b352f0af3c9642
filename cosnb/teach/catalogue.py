"""Every exercise by its name, lesson by lesson: a row of its lesson's data file, made when it is asked for.

A row has a ``task``, three ``hints`` and a ``why``, and one of these to judge the answer by:

choices    letter → the text of an option and what is said to whoever takes it; ``right`` is the letter of the right one
order      the items in their right order; ``rule`` is the piece whose rule orders them
stage      which stage of ``sign`` is the answer; ``ends`` says how many of its first and last lines the task gives

What the task gives: some first ``lines`` of a stage, the ``inputs`` of the signing, and what is ``given`` by name, where a
word in braces stands for a value of the signing. Its URL may have texts ``replaced`` in it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from importlib.resources import files
from typing import Any

from ..links import presign
from ..sandbox.seeds import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from ..sigv4 import Credentials, Signed
from .answers import RULES
from .exercise import ChoiceJudge, Exercise, Judge, Order
from .stages import StageJudge

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=timezone.utc)
CREDENTIALS = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, source="sandbox", example=True)
LOCATION = "us-south"
HOST = "s3.us-south.cloud-object-storage.appdomain.cloud"
# What a learner needs to make the same signing.
INPUTS = ("method", "host", "bucket", "key", "region", "access_key_id", "timestamp")

Row = Mapping[str, Any]

_LESSONS = sorted(files(__package__).joinpath("exercises").iterdir(), key=str)
EXERCISES: Mapping[str, Row] = {
    name: row for lesson in _LESSONS for name, row in json.loads(lesson.read_text("utf-8")).items()
}


def made(name: str) -> Exercise:
    """The exercise of that name."""
    row = EXERCISES[name]
    signed = _signed(**row["sign"]) if "sign" in row else None
    given = dict(_given(row, signed)) if signed else {}
    return Exercise(name, row["task"], _judge(row, signed), tuple(row["hints"]), row["why"], given)


def _signed(
    bucket: str, key: str, *, now: str = "", secret_access_key: str = SECRET_ACCESS_KEY, **options: Any
) -> Signed:
    """A link of an exercise: on a public IBM COS endpoint, so that no port has a part in it. Nobody sends it."""
    pair = Credentials(ACCESS_KEY_ID, secret_access_key, source="an exercise", example=True)
    when = datetime.fromisoformat(now) if now else NOW
    return presign(bucket, key, **{"endpoint": LOCATION, **options}, credentials=pair, now=when)


def _given(row: Row, signed: Signed) -> Iterator[tuple[str, str]]:
    stage, count = row.get("lines", ("scope", 0))
    lines = next(made.text for made in signed.stages if made.name == stage).split("\n")
    yield from ((f"line {number}", text) for number, text in enumerate(lines[:count], 1))
    known = {
        "method": signed.method,
        "host": HOST,
        "bucket": row["sign"]["bucket"],
        "key": row["sign"]["key"],
        "region": LOCATION,
        "access_key_id": ACCESS_KEY_ID,
        "timestamp": f"{signed.signed_at:%Y%m%dT%H%M%SZ}",
        "secret_access_key": SECRET_ACCESS_KEY,
        "signature": signed.signature,
        "url": signed.url,
    }
    for old, new in row.get("replaced", {}).items():
        known["url"] = known["url"].replace(old, new)
    if row.get("inputs"):
        yield from ((name, known[name]) for name in INPUTS)
    yield from ((name, text.format_map(known)) for name, text in row.get("given", {}).items())


def _judge(row: Row, signed: Signed | None) -> Judge:
    if "choices" in row:
        return ChoiceJudge(row["choices"], row["right"])
    if "order" in row:
        return Order(tuple(row["order"]), RULES.get(row.get("rule", ""), ""))
    assert signed
    return StageJudge(signed, row["stage"], *row.get("ends", ()))
