"""The words of ``cosnb presign`` and ``%presign``, made of the table of options."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from . import links
from .errors import InputError
from .links.options import OPTIONS, LinkOption
from .sigv4 import Signed

BUCKET_ITSELF = "--bucket-itself"


def add_options(parser: ArgumentParser) -> None:
    """Make a parser take the options of a presigned link."""
    for name, row in OPTIONS.items():
        if row.word.startswith("-"):
            action = "append" if _has_pairs(row) else "store"
            parser.add_argument(row.word, dest=name, action=action, metavar=row.value or None, help=row.help)
        elif row.word:
            parser.add_argument(row.word, nargs="?" if name == "key" else None, help=row.help)
    parser.add_argument(BUCKET_ITSELF, action="store_true", help="instead of a key: sign for the bucket")


def presign_parsed(parsed: Namespace) -> Signed:
    """The link of what a parser has read.

    Raises:
        InputError: what :func:`cosnb.presign` raises; or neither a key nor ``--bucket-itself`` was given, or both.
    """
    # A variable that is not set expands to nothing, and must not turn a link for an object into one for the bucket.
    if bool(parsed.key) == parsed.bucket_itself:
        problem = f"it is missing or empty, or it was given beside {BUCKET_ITSELF}."
        remedy = f"Give the object's key, or {BUCKET_ITSELF} to sign for the bucket."
        raise InputError("key", problem, remedy, value=parsed.key)
    given = {name: vars(parsed)[name] for name, row in OPTIONS.items() if row.word and vars(parsed)[name] is not None}
    for name in given:
        if _has_pairs(OPTIONS[name]):
            given[name] = [_pair(text, OPTIONS[name]) for text in given[name]]
    return links.presign(**{**given, "key": parsed.key or None})


def _has_pairs(row: LinkOption) -> bool:
    return row.value.startswith("NAME")


def _pair(text: str, row: LinkOption) -> tuple[str, str]:
    name, _, value = text.partition(row.value[len("NAME")])
    return name.strip(), value.strip() if row.value[len("NAME")] == ":" else value
