"""Rows of names and values in a form: the headers that are signed, and the parameters of the query."""

from __future__ import annotations

import json
from typing import Any

import anywidget
import traitlets

from .. import links, storage
from ..errors import InputError
from ..links.operations import header_advice, parameter_advice
from ..links.options import OPTIONS
from ..sigv4.live import is_live
from ..visible import visible
from .assets import script
from .form_box import Remark

Rows = list[list[str]]


class PairRows(anywidget.AnyWidget):
    """One row for each pair; *Add* offers what is common, with what it means for whoever uses the link.

    Args:
        name: the parameter of :func:`cosnb.presign` that takes the pairs, ``"headers"`` or ``"query"``.
    """

    _esm = script("pair_rows", sheet="")

    name = traitlets.Unicode().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    choices: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True)
    said: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, name: str, **kwargs: Any) -> None:
        row = OPTIONS[name]
        super().__init__(name=name, description=row.label, placeholder=row.hint, choices=row.choices, **kwargs)
        self.add_class(f"cosnb-field-{name}")

    @property
    def text(self) -> str:
        """The rows as one text, which the page writes in the same way."""
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))

    def read(self, given: storage.checks.Pairs | str) -> Rows:
        """The rows of what :func:`cosnb.presign` takes, or of a text that the page wrote.

        Raises:
            InputError: they are no pairs, or hold what works as a credential.
        """
        pairs = json.loads(given) if isinstance(given, str) else given
        rows = [list(pair) for pair in storage.pairs_of_text(self.name, pairs)]
        if is_secret(rows):
            problem = "a value works as a credential, and would be saved with the notebook."
            raise InputError(self.name, problem, f"Give it to presign() as {self.name}=, which saves nothing.")
        return rows

    def check(self, method: str) -> tuple[tuple[str, str], ...]:
        """The pairs to sign: the rows with a name. What is wrong with one is said at its row, and raised as InputError."""
        found = [self._checked(name, value, method) for name, value in self.value]
        self.said = [[visible(said.text), said.tone] for said, _ in found]
        if wrong := next((error for _, error in found if error), None):
            raise wrong
        return tuple((name, value) for name, value in self.value if name or value)

    def _checked(self, name: str, value: str, method: str) -> tuple[Remark, InputError | None]:
        advise = header_advice if self.name == "headers" else parameter_advice
        try:
            pairs = storage.check_pairs(self.name, [(name, value)]) if name or value else ()
        except InputError as error:
            return Remark(f"{error.problem} {error.remedy}".strip(), "error"), error
        return Remark(" ".join(one.text for one in advise(pairs, method)), "advice"), None

    def __repr__(self) -> str:
        return f"PairRows({self.name!r}, {len(self.value)} rows)"


def is_secret(rows: Rows) -> bool:
    """Whether a row holds what works as a credential, by its name or by its looks."""
    return any(value and (is_live(name, value) or links.live_texts(value)) for name, value in rows)
