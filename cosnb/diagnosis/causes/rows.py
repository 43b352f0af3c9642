"""The rows of the catalogue: what a cause is called, what it means, what leads to it and what it leads to.

They live in a JSON file for each module here. Code that looks for a cause, or undoes it, is joined to its row by the id. Two
files have no code: ``answers.json`` (only the store's answer tells) and ``conclusions.json`` (nothing shows them by itself:
the comparison with the store's echo, the search for a proof, or the diagnosis as a whole comes to them).
"""

import json
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Any

from ..cause import KEY, LOST, AnyCause, Cause, Failures, Said

Rows = dict[str, dict[str, Any]]

# What stands in capitals among the failures that a row leads to.
_SETS: dict[str, Failures] = {"KEY": KEY, "LOST": LOST}


def causes_of(name: str) -> Callable[..., AnyCause]:
    """What makes a cause of one file: of its id, and by keyword the code that goes with it (``do``, ``undo``, ``seen`` and so on)."""
    return partial(_cause, _rows(name))


def plain_causes(name: str) -> tuple[AnyCause, ...]:
    """The causes of a file that needs no code, in its order."""
    rows = _rows(name)
    return tuple(_cause(rows, id_) for id_ in rows)


def data_of(name: str) -> dict[str, Any]:
    """All that a file holds."""
    return dict(json.loads(files(__package__).joinpath(f"{name}.json").read_text("utf-8")))


def _rows(name: str) -> Rows:
    data = data_of(name)
    return {row["id"]: {**data.get("common", {}), **row} for row in data["causes"]}


def _cause(rows: Rows, id_: str, **code: Any) -> AnyCause:
    row = dict(rows[id_])
    row["answers"] = tuple(Said(**{**said, "codes": tuple(said["codes"])}) for said in row.get("answers", ()))
    if "leads_to" in row:
        row["leads_to"] = frozenset().union(*(_SETS.get(word, {word}) for word in row["leads_to"]))
    row["explains"] = frozenset(row.get("explains", ()))
    return Cause(**row, **code)
