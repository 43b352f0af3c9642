"""A message beside a form's field."""

from __future__ import annotations

import anywidget
import traitlets

from ..visible import visible
from .assets import script


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
