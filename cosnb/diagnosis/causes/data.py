"""Causes that need no code, out of the files beside this one.

``answers.json``: only the store's answer tells them. ``conclusions.json``: nothing shows them by itself; the comparison with
the store's echo, the search for a proof or the diagnosis as a whole comes to them.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from ..cause import Cause, Said


def _causes(name: str, **common: Any) -> tuple[Cause[None, None], ...]:
    rows = json.loads(files(__package__).joinpath(name).read_text("utf-8"))["causes"]
    return tuple(_cause({**common, **row}) for row in rows)


def _cause(row: dict[str, Any]) -> Cause[None, None]:
    said = tuple(Said(tuple(one.pop("codes")), **one) for one in row.pop("answers", ()))
    row |= {name: frozenset(row[name]) for name in ("leads_to", "explains") if name in row}
    return Cause(answers=said, **row)


ANSWERS = _causes("answers.json", side="store")
CONCLUSIONS = _causes("conclusions.json")
