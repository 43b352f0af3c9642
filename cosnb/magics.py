"""What a notebook gets: ``%presign``, ``%diagnose``, ``%verify``, ``%%sigv4``, and the display of results."""

import shlex
import sys
from argparse import Namespace
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from . import command, sigv4
from .errors import CosnbError, InputError


class Magic:
    """A command of the terminal as one of a cell, whose text, where it has some, is the evidence."""

    def __init__(
        self, name: str, words: str, run: Callable[[Namespace], Any], alone: Callable[[], Any] | None = None
    ) -> None:
        self.name, self.run, self.alone, self.__name__ = name, run, alone, f"{name}_magic"
        self.parser = command.Parser(prog=f"%{name}", allow_abbrev=False)
        command.add_words(self.parser, words)
        self.parser.epilog = alone.__doc__ if alone else None
        self.__doc__ = self.parser.format_help()

    def __call__(self, line: str, cell: str | None = None) -> Any:
        """The result of the command; None where an error was printed, or its help."""
        try:
            if self.alone and cell is None and not line.strip():
                return self.alone()
            parsed = self.parser.parse_args([*shlex.split(line), *["-"] * (cell is not None)])
            return self.run(parsed if cell is None else Namespace(**{**vars(parsed), "evidence": cell}))
        except (CosnbError, ValueError) as error:
            print(str(error) if str(error).startswith("%") else f"%{self.name}: {error}")
        except SystemExit:
            pass  # it was asked for help
        return None


def _last_error() -> Any:
    """Alone in a line, it takes the error in which a cell ended last, such as that of raise_for_status()."""
    from .diagnosis import diagnose

    error = getattr(sys, "last_value", None)
    if error is None:
        raise InputError("evidence", "no cell has ended in an error.", "Give a URL, a command or a file.")
    return diagnose(error)


presign_magic = Magic("presign", "presign", command.presign_parsed)
diagnose_magic = Magic("diagnose", "diagnose", command.diagnose_parsed, alone=_last_error)
verify_magic = Magic("verify", "verify", command.verify_parsed)
sigv4_magic = Magic("sigv4", "stages", command.stages_parsed)
MAGICS = (presign_magic, diagnose_magic, verify_magic, sigv4_magic)


def _offered(context: Any) -> dict[str, Any]:
    """What Tab offers in a line of ours, and nothing beside it; from IPython 8.6 on."""
    ours = (magic for magic in MAGICS if context.line_with_cursor.lstrip("%").startswith(f"{magic.name} "))
    words = [word for magic in ours for word in command.offered(magic.parser, context.text_until_cursor)]
    found = [SimpleNamespace(text=word, type="magic") for word in words if word.startswith(context.token)]
    return {"completions": found, "suppress": bool(found)}


def display(result: object) -> Any:
    """Every form in which a notebook can show a result: a live view for a Signed, HTML and text for the others."""
    if isinstance(result, sigv4.Signed):
        from .widgets import StageView

        return StageView(result)._repr_mimebundle_()
    from .display import to_html, to_text, tree_of

    tree = tree_of(result)
    return {"text/plain": to_text(tree), "text/html": to_html(tree)}


def load_ipython_extension(shell: Any) -> None:
    """Make the magics known to an IPython shell; ``import cosnb`` does it by itself."""
    for magic in MAGICS:
        shell.register_magic_function(magic, "line" if magic is presign_magic else "line_cell", magic.name)
    _offered.matcher_api_version = 2  # type: ignore[attr-defined]
    if hasattr(shell.Completer, "custom_completer_matcher") and _offered not in shell.Completer.custom_matchers:
        shell.Completer.custom_matchers.append(_offered)
    # A live view and its picture are two outputs, and a bundle is one.
    shell.display_formatter.ipython_display_formatter.for_type_by_name("cosnb.sigv4.signed", "Signed", _show)


def _show(signed: sigv4.Signed) -> None:
    from .widgets import StageView

    StageView(signed)._ipython_display_()
