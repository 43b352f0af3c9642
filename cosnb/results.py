"""Results that show themselves as the last line of a cell, in any notebook.

The floors that make results do not know how they look: the front door tells them, from above. Until it does, as where
:mod:`cosnb.sigv4` is used alone, a result shows its repr.
"""

from collections.abc import Callable
from typing import Any, ClassVar

_display: Callable[[object], Any] | None = None


def display_with(display: Callable[[object], Any]) -> None:
    """From now on a result shows itself as this function says: by the texts of its MIME types."""
    global _display
    _display = display


class Result:
    """What can be shown."""

    __slots__ = ()

    # The protocol: "Integrating your objects with IPython", IPython documentation. marimo and Colab follow it, too.
    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        return _display(self) if _display else {"text/plain": repr(self)}


class Undecided(Result):
    """What is neither true nor false, as it may be read either way: ``ask`` says what to ask in its place."""

    __slots__ = ()
    ask: ClassVar[str]

    def __bool__(self) -> bool:
        """Refused: raises TypeError, which names what to ask."""
        raise TypeError(f"A {type(self).__name__.lower()} is neither true nor false. Ask {self.ask}.")
