"""What a form is in, a box that closes all it is made of and is saved with what it shows; what is said at its fields, and undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakSet

import anywidget
import ipywidgets as w
import traitlets

from ..visible import visible
from .assets import script
from .picture import Pictured


class Remark(NamedTuple):
    """What is said at a field; ``tone`` is ``"error"``, ``"advice"`` or ``"hint"``."""

    text: str = ""
    tone: str = "hint"


class Notes(anywidget.AnyWidget):
    """What is said at each field of a form, as plain text; what has the empty name is said below the fields."""

    _esm = script("notes", sheet="")

    said: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    # What each field is, in words.
    help: traitlets.Dict[str, str] = traitlets.Dict().tag(sync=True)

    def __getitem__(self, name: str) -> Remark:
        return Remark(*self.said.get(name, ()))

    def say(self, said: Mapping[str, Remark]) -> None:
        """Say this at these fields; at the others stays what was said."""
        self.said = {**self.said, **{name: [visible(one.text), one.tone] for name, one in said.items()}}

    def __repr__(self) -> str:
        return f"Notes({', '.join(name for name in self.said if self[name].tone == 'error')})"


# The forms of each cell that made some: for its last run, and the run by the id of its message.
_of_cells: dict[str, tuple[str, WeakSet[FormBox]]] = {}


class FormBox(Pictured, w.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form of several widgets. A cell that is run again closes the forms of its last run, which nobody sees any more."""

    def __init__(self, children: Sequence[w.Widget], layout: w.Layout) -> None:
        super().__init__(children, layout=layout)
        self.add_class("cosnb-form")
        cell, run = _running_cell()
        last, forms = _of_cells.get(cell, ("", WeakSet()))
        if last != run:
            for form in tuple(forms):
                form.close()
            forms = WeakSet()
        if cell:
            _of_cells[cell] = run, forms
            forms.add(self)

    def close(self) -> None:
        """Close it and all that it is made of; a saved notebook holds nothing of it any more."""
        for part in _parts(self):
            part.close()
        super().close()


def close_all(widget: w.Widget) -> None:
    """Close a widget with its layout and style, which its own close() leaves."""
    for part in (*_parts(widget), widget):
        part.close()


def _parts(widget: w.Widget) -> list[w.Widget]:
    """All that a widget holds, and what that holds: children, layouts and styles."""
    held = (value if isinstance(value, list | tuple) else (value,) for value in widget.trait_values(sync=True).values())
    own = [one for values in held for one in values if isinstance(one, w.Widget)]
    return [part for one in own for part in (one, *_parts(one))]


def _running_cell() -> tuple[str, str]:
    """The cell that runs now and its run, as the notebook names them; two empty texts where there is none."""
    from IPython import get_ipython  # it is loaded where there are widgets

    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)() or {}
    return str(parent.get("metadata", {}).get("cellId", "")), str(parent.get("header", {}).get("msg_id", ""))


Values = dict[str, Any]

# So long without a keystroke ends an edit, in seconds.
PAUSE = 1.5


class History:
    """States of a form, with a place in them. Keystrokes in one field are one step, until a pause or :meth:`end`.

    Attributes:
        edits: a number that is another one for each edit.
    """

    def __init__(
        self, read: Callable[[], Values], write: Callable[[Values], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read, self._write, self._clock = read, write, clock
        self._states: list[Values] = []
        self._at = -1
        self._field: str | None = None
        self._last = 0.0
        self._travelling = False
        self.edits = 0

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def record(self, field: str | None) -> None:
        """Remember the form as it is now; ``field`` is the text that is being edited, None for any other change."""
        if self._travelling:
            return
        now = self._clock()
        goes_on = field is not None and field == self._field and now - self._last < PAUSE
        del self._states[self._at + (0 if goes_on else 1) :]
        self._field, self._last = field, now
        self.edits += not goes_on
        if self._read() in self._states[-1:]:
            self.end()  # the edit took itself back
        else:
            self._states.append(self._read())
        self._at = len(self._states) - 1

    def end(self) -> None:
        """The edit is done: the next one is a step of its own."""
        self._field = None
        self.edits += 1

    def travel(self, step: int) -> None:
        """Go back (-1) or on (1); at either end nothing happens."""
        if not 0 <= self._at + step < len(self._states):
            return
        self._at += step
        self.end()
        self._travelling = True
        try:
            self._write(self._states[self._at])
        finally:
            self._travelling = False
