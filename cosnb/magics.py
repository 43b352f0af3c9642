"""What a notebook gets: ``%presign``, and the display of results."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from typing import Any, NoReturn

from . import sigv4
from .command import add_options, presign_parsed
from .errors import CosnbError


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if message.startswith("unrecognized"):
            # Names alone: what stands behind one may be a secret that a variable put there, and this would be saved.
            message = " ".join(["unrecognized arguments", *re.findall(r"(?<!\S)--[\w-]+", message)])
        raise ValueError(f"{message}. Write %presign BUCKET KEY [--endpoint …]; %presign --help lists the options.")


def presign_magic(line: str) -> sigv4.Signed | None:
    """``%presign BUCKET KEY [--endpoint us-south] [--expires '1 hour'] [--header 'Content-Type: text/csv'] …``.

    The options are those of ``cosnb presign``; ``%presign --help`` lists them. Shows the stages; the value is the
    :class:`Signed`. Credentials come from where ``find_credentials()`` looks.
    """
    about = "Make a presigned URL, with the keys that find_credentials() finds."
    parser = _Parser(prog="%presign", description=about, allow_abbrev=False)
    add_options(parser)
    try:
        return presign_parsed(parser.parse_args(shlex.split(line)))
    except (CosnbError, ValueError) as error:
        print(f"%presign: {error}")
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
    """Make ``%presign`` known to an IPython shell; ``import cosnb`` does it by itself."""
    shell.register_magic_function(presign_magic, "line", "presign")
    # A live view and its picture are two outputs, and a bundle is one.
    shell.display_formatter.ipython_display_formatter.for_type_by_name("cosnb.sigv4.signed", "Signed", _show)


def _show(signed: sigv4.Signed) -> None:
    from .widgets import StageView

    StageView(signed)._ipython_display_()
