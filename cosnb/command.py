"""The words of the commands and the magics, made of the table of options and of ``commands.json``; and what they do."""

from __future__ import annotations

import json
import os
import re
import shlex
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from . import links, storage
from .errors import InputError
from .links.options import OPTIONS, LinkOption
from .sigv4 import Credentials, Signed

if TYPE_CHECKING:
    from .diagnosis import Diagnosis, DiagnosisTable
    from .display import Node

COMMANDS: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("commands.json").read_text("utf-8"))
_LARGEST = 100_000_000  # bytes


class Parser(ArgumentParser):
    """A parser whose errors are ours, and repeat no value: it may be a secret that a variable put there."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("unrecognized"):
            unknown = re.findall(r"(?<!\S)--?[A-Za-z][\w-]*", message)
            message = " ".join(["unrecognized arguments", *(unknown or ["behind the options"])])
        message = re.sub(r"invalid choice: .* \(", "invalid choice (", message, flags=re.DOTALL)
        raise InputError(self.prog.split()[-1], f"{message}.", f"{self.prog} --help lists what it takes.")


def add_words(parser: ArgumentParser, command: str, *, own: bool = False) -> None:
    """Make a parser take what a command takes; ``own``: with what only a terminal prints."""
    row = COMMANDS[command]
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.description = row["about"]
    parser.epilog = "\n".join(["examples:", *(f"  {line}" for line in row["examples"])]) if own else None
    if command == "presign":
        _add_options(parser)
    for word, how in (*row.get("shared", ()), *(row["own"] if own else ())):
        parser.add_argument(*word.split(), **how)


def _add_options(parser: ArgumentParser) -> None:
    for name, row in OPTIONS.items():
        if row.word.startswith("-"):
            action = "append" if row.value.startswith("NAME") else "store"
            words = [row.word, *row.also.split()]
            parser.add_argument(*words, dest=name, action=action, metavar=row.value or None, help=row.help)
        elif row.word:
            parser.add_argument(row.word, nargs="?" if name == "key" else None, help=row.help)


def offered(parser: ArgumentParser, line: str) -> list[str]:
    """What can stand at the end of a line: the values of the option in front of it, else the options."""
    option = parser._option_string_actions.get(("", *line.rpartition(" ")[0].split())[-1])
    if option is None or option.nargs == 0:
        return list(parser._option_string_actions)
    if option.dest == "endpoint":
        found = storage.search_endpoints("")
        return list(dict.fromkeys(x.code for x in found if x.provider.id in ("ibm", "aws") and x.status == "active"))
    known = {"method": storage.METHODS, "addressing": ("path", "virtual"), "provider": storage.providers()}
    return [*(option.choices or known.get(option.dest, ()))]


def presign_parsed(parsed: Namespace) -> Signed:
    """The link of what a parser has read. Raises InputError as presign() does, and for a key that is not named."""
    from .storage.object_names import find_object  # a shell that learns the magics needs none of it

    named = find_object(parsed.bucket, parsed.key or None, endpoint=parsed.endpoint)
    storage.check_bucket(named.bucket)
    # A variable that is not set expands to nothing, and must not turn a link for an object into one for the bucket.
    if bool(named.key) == parsed.bucket_itself:
        problem = "it is missing or empty, or it was given beside --bucket-itself."
        raise InputError("key", problem, "Give a key, or --bucket-itself for the bucket.", value=parsed.key)
    return links.presign(**{**_given(parsed), "bucket": parsed.bucket, "key": parsed.key or None})


def presign_many_parsed(parsed: Namespace) -> tuple[links.Presigner, Iterator[Any]]:
    """What makes links, and the keys of the listing that a parser has read. Raises InputError as :class:`Presigner` does."""
    from .storage.object_names import find_object, listed_keys

    named = find_object(parsed.bucket, parsed.key or None, endpoint=parsed.endpoint)
    given = {"endpoint": named.endpoint, "addressing": named.addressing, **_given(parsed)}
    presigner = links.Presigner(named.bucket, **given)
    return presigner, listed_keys(_opened("keys-from", parsed.keys_from), named, rows=parsed.listing)


def _given(parsed: Namespace) -> dict[str, Any]:
    """The options that a parser has read, but for what names the object."""
    words = (name for name, row in OPTIONS.items() if row.word.startswith("-"))
    given = {name: vars(parsed)[name] for name in words if vars(parsed)[name] is not None}
    for name, value in given.items():
        given[name] = [_pair(text, OPTIONS[name]) for text in value] if isinstance(value, list) else value
    if parsed.version_id and "versionId" in dict(given.get("query", ())):
        raise InputError("version-id", "the query has versionId already.", "Give one of them.")
    if parsed.version_id:
        given["query"] = [*given.get("query", ()), ("versionId", parsed.version_id)]
    return given | ({"credentials": keys} if (keys := _keys(parsed)) else {})


def diagnose_parsed(parsed: Namespace) -> Diagnosis | DiagnosisTable:
    """What is wrong with what a parser has read; of several links a table of causes. Raises InputError, CredentialsError."""
    from .diagnosis import diagnose, diagnose_many
    from .diagnosis.copies import signed_in

    keys, text, budget = _keys(parsed), content(parsed.evidence), parsed.budget or ""
    more: dict[str, Any] = {"budget": float(budget) if budget.isdecimal() else budget} if budget else {}
    if len(signed_in(text)) > 1:
        return diagnose_many(text, credentials=keys, **more)
    response = content(parsed.response) if parsed.response else None
    return diagnose(text, credentials=keys, response=response, **_sent(parsed), **more)


def verify_parsed(parsed: Namespace) -> links.Verification:
    """The verdict of a store on what a parser has read. Raises what :func:`cosnb.verify` raises."""
    request, keys = links.parse(content(parsed.evidence)), _keys(parsed) or storage.find_credentials()
    return links.verify(request, keys, provider=parsed.provider, **_sent(parsed))


def stages_parsed(parsed: Namespace) -> Node:
    """What is signed of what a parser has read, to be shown. Raises InputError as request_tree() does."""
    from .display.comparison import request_tree

    return request_tree(content(parsed.evidence), **_sent(parsed))


def _sent(parsed: Namespace) -> dict[str, Any]:
    from .storage.checks import check_sent_method

    headers = [_pair(text, OPTIONS["headers"]) for text in parsed.headers or ()]
    method = parsed.method and check_sent_method(parsed.method)
    return {"method": method, "headers": headers, "body": _bytes("body", parsed.body) if parsed.body else None}


def _keys(parsed: Namespace) -> Credentials | None:
    """The keys that are asked for by name."""
    text = content("-") if parsed.keys == "-" else parsed.keys
    return storage.find_credentials(text, profile=parsed.profile) if text or parsed.profile else None


def content(word: str) -> str:
    """What stands in a file or comes in by standard input; else the word itself."""
    if word == "-" or os.path.exists(word[:4096]) or re.fullmatch(r"[\w./\\-]+\.(?:har|log|txt|json|xml)", word):
        return _bytes("evidence", word).decode("utf-8", "replace")
    return word


def _bytes(field: str, path: str) -> bytes:
    with _opened(field, path) as file:
        return file.read(_LARGEST)


def _opened(field: str, path: str) -> BinaryIO:
    try:
        return open(0 if path == "-" else path, "rb", closefd=path != "-")
    except OSError:
        raise InputError(field, "the file cannot be read.", "Check the path and who may read it.") from None


def _pair(text: str, row: LinkOption) -> tuple[str, str]:
    name, sign, value = text.partition(row.value[len("NAME")])
    if not sign and row.value.startswith("NAME:"):
        raise InputError("headers", "one is given without a colon.", f"Write {shlex.quote('Name: value')}.")
    return name.strip(), value.strip() if row.value[len("NAME")] == ":" else value
