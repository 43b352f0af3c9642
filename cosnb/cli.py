"""The command line: ``cosnb lab`` opens the lessons, ``cosnb presign`` makes a link."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .command import add_options, presign_parsed
from .errors import CosnbError
from .visible import visible


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status. An error or a warning is one line on standard error."""
    # A console may have fewer characters than a key, a stage or a path: better an escape than no link.
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
    words, rest = _for_jupyter(list(sys.argv[1:] if arguments is None else arguments))
    options = _parser().parse_args(words)
    with warnings.catch_warnings():
        warnings.showwarning = _warn
        try:
            return _lab(options, rest) if options.command == "lab" else _presign(options)
        except CosnbError as error:
            _say(error)
            return 2
        except KeyboardInterrupt:
            return 130  # what a shell calls it


def _say(message: object) -> None:
    """One line on standard error, whatever a path or a value in it holds."""
    line = visible(str(message)).replace("\n", " ")
    print(f"cosnb: {line}", file=sys.stderr)


def _warn(message: Warning | str, *_where: object, **_how: object) -> None:
    _say(message)


def _for_jupyter(words: list[str]) -> tuple[list[str], list[str]]:
    """Part our words from Jupyter's: behind ``lab`` one word is ours if it names a folder, or asks for our help."""
    if words[:1] != ["lab"]:
        return words, []
    ours = [word for word in words[1:2] if word in ("-h", "--help") or not word.startswith("-")]
    return ["lab", *ours], words[1 + len(ours) :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cosnb", description="Presigned URLs for IBM COS and S3-compatible stores.")
    parser.add_argument("--version", action="version", version=f"cosnb {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    lab = commands.add_parser(
        "lab",
        usage="%(prog)s [-h] [folder] [option of JupyterLab ...]",
        help="copy the lessons to a folder and open JupyterLab on the first one",
        epilog="Every word behind the folder is passed on to JupyterLab as it stands, such as --port 8899 or --no-browser. "
        "So is the first one, if it begins with a hyphen: then the folder is ./cosnb-lessons.",
    )
    lab.add_argument("folder", nargs="?", type=Path, default=Path("cosnb-lessons"), help="default: ./cosnb-lessons")
    sign = commands.add_parser(
        "presign", help="print a presigned URL; credentials come from the environment, never from the command line"
    )
    add_options(sign)
    sign.add_argument("--stages", action="store_true", help="print every stage as well, masked")
    return parser


def _lab(options: argparse.Namespace, rest: list[str]) -> int:
    from .lab import check_installed, copy_lessons, open_lab

    def ask(path: Path) -> bool:
        if not sys.stdin.isatty():
            print(f"cosnb: {path} was edited; it stays as it is.")
            return False
        try:
            return input(f"{path} was edited. Replace it with the new lesson? [y/N] ").strip().lower() == "y"
        except EOFError:
            return False

    check_installed()
    copy_lessons(options.folder, ask)
    return open_lab(options.folder, rest)


def _presign(options: argparse.Namespace) -> int:
    signed = presign_parsed(options)
    if options.stages:
        from .display import to_text, tree_of

        print(to_text(tree_of(signed)), end="\n\n")
    print(signed.url)
    return 0
