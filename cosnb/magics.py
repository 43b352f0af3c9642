"""What a notebook gets: ``%presign``, ``%diagnose``, ``%verify``, and the display of results."""

import shlex
from argparse import Namespace
from collections.abc import Callable
from typing import Any, TypeVar

from . import sigv4
from .command import Parser, add_words, diagnose_parsed, presign_parsed, verify_parsed
from .errors import CosnbError

Answer = TypeVar("Answer")


def presign_magic(line: str) -> sigv4.Signed | None:
    """``%presign BUCKET KEY [--endpoint us-south] [--expires '1 hour'] [--header 'Content-Type: text/csv'] …``.

    The options are those of ``cosnb presign``; ``%presign --help`` lists them. Shows the stages; the value is the
    :class:`Signed`. Credentials come from where ``find_credentials()`` looks.
    """
    return _run("presign", presign_parsed, line)


def diagnose_magic(line: str) -> object:
    """``%diagnose URL|FILE [--response TEXT] [--method PUT] …``: why a link fails, as ``cosnb diagnose`` says it.

    ``%diagnose --help`` lists the options; the value is the :class:`Diagnosis`, or a table of causes for several links.
    """
    return _run("diagnose", diagnose_parsed, line)


def verify_magic(line: str) -> object:
    """``%verify URL|FILE [--method PUT] …``: whether a store would serve a link; ``%verify --help`` lists the options."""
    return _run("verify", verify_parsed, line)


def _run(name: str, command: Callable[[Namespace], Answer], line: str) -> Answer | None:
    parser = Parser(prog=f"%{name}", allow_abbrev=False)
    add_words(parser, name)
    try:
        return command(parser.parse_args(shlex.split(line)))
    except (CosnbError, ValueError) as error:
        print(str(error) if str(error).startswith("%") else f"%{name}: {error}")
    except SystemExit:
        pass  # it was asked for help
    return None


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
    shell.register_magic_function(presign_magic, "line", "presign")
    shell.register_magic_function(diagnose_magic, "line", "diagnose")
    shell.register_magic_function(verify_magic, "line", "verify")
    # A live view and its picture are two outputs, and a bundle is one.
    shell.display_formatter.ipython_display_formatter.for_type_by_name("cosnb.sigv4.signed", "Signed", _show)


def _show(signed: sigv4.Signed) -> None:
    from .widgets import StageView

    StageView(signed)._ipython_display_()
