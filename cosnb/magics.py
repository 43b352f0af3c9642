"""What a notebook gets: ``%presign``, and the display of results."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from . import links, sigv4
from .errors import CosnbError

if TYPE_CHECKING:
    from .sigv4 import Signed

_BUCKET = "--bucket-itself"
OPTIONS = ("method", "endpoint", "region", "expires", "addressing")


def presign_magic(line: str) -> Signed | None:
    """``%presign BUCKET KEY [--endpoint us-south] [--expires '1 hour'] [--method PUT] …``.

    ``--bucket-itself`` instead of the key signs for the bucket. Shows the stages; the value is the :class:`Signed`.
    Credentials come from where ``find_credentials()`` looks.
    """
    try:
        words = shlex.split(line)
        return _presign(words)
    except (CosnbError, ValueError) as error:
        print(f"%presign: {error}")
        return None


def _presign(words: list[str]) -> Signed:
    places: list[str] = []
    options: dict[str, Any] = {}
    rest = iter([word for word in words if word != _BUCKET])
    for word in rest:
        if not word.startswith("--"):
            places.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if name not in OPTIONS:
            raise ValueError(f"--{name} is no option; there are --{', --'.join(OPTIONS)}, {_BUCKET}.")
        options[name] = value if equals else next(rest, "")
    if len(places) != (1 if _BUCKET in words else 2) or "" in places:
        raise ValueError(f"write %presign BUCKET KEY [--endpoint …], or {_BUCKET} instead of the key.")
    return links.presign(*places, **options)


def display(result: object) -> Any:
    """Every form in which a notebook can show a result: a live view for a Signed, HTML and text for the others."""
    if isinstance(result, sigv4.Signed):
        from .widgets import StageView

        return StageView(result)._repr_mimebundle_()
    from .display import to_html, to_text, tree_of

    tree = tree_of(result)
    return {"text/plain": to_text(tree), "text/html": to_html(tree)}


def load_ipython_extension(shell: Any) -> None:
    """Make ``%presign`` known to an IPython shell; ``import cosnb`` does it by itself."""
    shell.register_magic_function(presign_magic, "line", "presign")
