"""Causes that only the store's answer tells, out of ``answers.json``: what refuses a request that is signed rightly, and what
is missing, archived or in the way at the store."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from ..cause import Cause, Said


def _cause(row: dict[str, Any]) -> Cause[None, None]:
    said = tuple(Said(tuple(one.pop("codes")), **one) for one in row.pop("answers"))
    row |= {name: frozenset(row[name]) for name in ("leads_to", "explains") if name in row}
    return Cause(answers=said, side="store", **row)


CAUSES = tuple(map(_cause, json.loads(files(__package__).joinpath("answers.json").read_text("utf-8"))["causes"]))
