"""The keys in what a tool lists: one a line, JSON, or rows for people. What a row cannot tell is asked, not guessed."""

import json
import re
from collections.abc import Iterator
from typing import Any

from .errors import InputError
from .storage.object_names import WITH_BUCKET, read_row
from .storage.provider import load


def listed_keys(lines: Iterator[str], bucket: str, below: str = "", *, rows: bool = False) -> Iterator[Any]:
    """The keys of a bucket in a listing, in order: each as text, or as a row of key and version.

    Args:
        lines: a key each, or JSON: objects or one document; with ``rows`` what ``aws s3 ls`` and its kin print.
        below: the folder that was listed, which stands in front of each key but those that name their bucket.

    Raises:
        InputError: at its turn, a row that can be read in two ways, is of a folder or another bucket, or has no key.
    """
    for number, row in enumerate(_rows(lines), 1):
        if row == "":
            continue
        named = _name_in(row, number, rows) if isinstance(row, str) else row
        key, version = read_row(named, bucket)
        if not isinstance(key, str):
            raise InputError("keys-from", f"row {number} has no key.", "Give keys, or objects with a Key.")
        is_whole = WITH_BUCKET.match(named if isinstance(named, str) else str(named.get("key")))
        key = key if is_whole else below + key
        yield {"Key": key, "VersionId": version} if version or WITH_BUCKET.match(key) else key


def _rows(lines: Iterator[str]) -> Iterator[Any]:
    """Each line as text, or the objects of its JSON; a line that only opens JSON begins a document."""
    for line in lines:
        text = line + "".join(lines) if line.strip() in ("[", "{") else line
        found = _objects(text)
        yield from [text.rstrip("\r\n")] if found is None else found


def _objects(text: str) -> list[Any] | None:
    """The rows of a JSON text; None where it is none. A key in it is a key, whatever it looks like."""
    try:
        value = json.loads(text) if text.lstrip()[:1] in ("[", "{") else None
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        value = next((value[name] or [] for name in ("Contents", "Versions") if name in value), [value])
    return [{"Key": one} if isinstance(one, str) else one for one in value] if isinstance(value, list) else None


def _name_in(line: str, number: int, rows: bool) -> str:
    for form in load("object_names.json")["listings"]:
        if match := re.fullmatch(form["match"], line, re.DOTALL):
            if "why" in form:
                raise InputError("keys-from", f"row {number}: {form['why']}.", form["instead"])
            if not rows:
                problem = f"row {number} may be a key, or what {form['tool']} prints."
                raise InputError("keys-from", problem, "Give --listing if it is a listing; else give the key as JSON.")
            return str(match["key"])
    if rows:
        raise InputError("keys-from", f"row {number} is none of a listing.", "Leave out what is no object, as totals.")
    return line
