"""What a form is in, a box that closes all it is made of and is saved with what it shows; and the message beside a field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

import anywidget
import ipywidgets as w
import traitlets

from ..visible import visible
from .assets import script
from .picture import Pictured


class Note(anywidget.AnyWidget):
    """An error, advice or a hint, as plain text."""

    _esm = script("note", sheet="")

    name = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Unicode("hint").tag(sync=True)

    def say(self, text: str, tone: str = "hint") -> None:
        """Show a text; ``tone`` is ``"error"``, ``"advice"`` or ``"hint"``."""
        with self.hold_sync():
            self.text, self.tone = visible(text), tone

    def __repr__(self) -> str:
        return f"Note({self.text!r})"


# The forms of each cell that made some: for its last run, and the run by the id of its message.
_of_cells: dict[str, tuple[str, WeakSet[FormBox]]] = {}


class FormBox(Pictured, w.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form of several widgets. A cell that is run again closes the forms of its last run, which nobody sees any more."""

    def __init__(self, children: Sequence[w.Widget]) -> None:
        super().__init__(children)
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
