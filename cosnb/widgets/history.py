"""Undo and redo for a form."""

from __future__ import annotations

import time
from collections.abc import Callable

Values = dict[str, str]

# So long without a keystroke ends an edit, in seconds.
PAUSE = 1.5


class History:
    """States of a form, with a place in them. Keystrokes in one field are one step, until a pause or :meth:`end`.

    Args:
        read: gives the form's values.
        write: puts values back into the form.
        clock: tells the seconds, from wherever.
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
        if self._read() in self._states[-1:]:
            self.end()  # the edit took itself back
        else:
            self._states.append(self._read())
        self._at = len(self._states) - 1

    def end(self) -> None:
        """The edit is done: the next one is a step of its own."""
        self._field = None

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
