"""What version 0.1 called a cause: its ids, the ticks of the break-it panel, the guesses of mystery 403; and the id now."""

from collections.abc import Container

from ...notices import advise
from .rows import data_of

_FORMER: dict[str, str] = data_of("renamed")["former"]
RENAMED = {old: new for new, former in _FORMER.items() for old in former.split()}


def current(name: str, known: Container[str]) -> str:
    """The id of a cause, by the one that it has or had; of one that it had there is a warning, which says the new one."""
    now = RENAMED.get(name, name)
    if name in known or now not in known:
        return name
    advise(f"{name!r} is called {now!r} now.", DeprecationWarning)
    return now
