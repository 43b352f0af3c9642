"""Undo and redo for a form."""

from __future__ import annotations

from collections.abc import Callable

Values = dict[str, str]


class History:
    """States of a form, with a place in them. Keystrokes in one field count as one step.

    Args:
        read: gives the form's values.
        write: puts values back into the form.
    """

    def __init__(self, read: Callable[[], Values], write: Callable[[Values], None]) -> None:
        self._read, self._write = read, write
        self._states: list[Values] = []
        self._at = -1
        self._field: str | None = None
        self._travelling = False

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def record(self, field: str | None) -> None:
        """Remember the form as it is now; ``field`` is the one that was edited, None for many at once."""
        if self._travelling:
            return
        same_field = field is not None and field == self._field and not self.can_redo and self._at > 0
        del self._states[self._at + (0 if same_field else 1) :]
        self._states.append(self._read())
        self._at = len(self._states) - 1
        self._field = field

    def travel(self, step: int) -> None:
        """Go back (-1) or on (1); at either end nothing happens."""
        if not 0 <= self._at + step < len(self._states):
            return
        self._at += step
        self._field = None
        self._travelling = True
        try:
            self._write(self._states[self._at])
        finally:
            self._travelling = False
