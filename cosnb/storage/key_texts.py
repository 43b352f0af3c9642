"""Texts that hold settings, as the mappings they stand for; no format is asked for, and nothing in them is expanded."""

import csv
import json
import re
from typing import Any
from urllib.parse import unquote

from ..errors import CredentialsError

_SECTION = re.compile(r"\[[\s']*([\w./@:\" -]{1,100}?)[\s']*\]\s*")
_SETTING = re.compile(
    r"(?P<indent>[ \t]*)(?P<item>-[ \t]+)?(?:export[ \t]+|set[ \t]+(?:-\w+[ \t]+)?|\$env:)?"
    r"(?P<name>\"[^\"]{1,100}\"|'[^']{1,100}'|[\w][\w.()/ -]{0,100}?)[ \t]*(?P<sign>=|:(?=\s|$)|[ \t](?=\S+$))[ \t]*(?P<value>.*)",
    re.IGNORECASE,
)
_HEADER = 500  # characters in which a CSV names its columns
_COLUMNS = re.compile(r"[^\n]*access key id[^\n]*,|[^\n]*,[ \"]*access key id|access_key(?:_id)?,secret", re.IGNORECASE)
# The file of s3fs-fuse: a bucket, if one is named, the id, and the secret.
_NAMED = re.compile(
    # In code and statements, by a whole name; in Hadoop's XML; under a label on a web page; in an address (MC_HOST_…, Airflow's).
    r"""(?=([a-z_][\w.-]{0,99}))\1["']?[ ]{0,9}[:=]?[ ]{0,9}(?:"([^"'\s]+)"|'([^"'\s]+)')"""
    r"|<name>([^<\s]{1,100})</name>\s*<value>([^<\s]+)"
    r"|^[ ]{0,9}([a-z][\w .-]{1,40}?):?[ ]{0,9}\n\s*(\S+)[ ]{0,9}$"
    r"|(?:(https?)|s3|aws)://([^:/@\s]{3,200}):([^/@\s]{8,200})@([\w.:-]*)"
    # In front of a command, or behind its -e.
    r"|(?<![^\s\"'])([a-z]\w{3,99})=((?!\w+://[^\s/]*@)[^\s\"'&]{3,})",
    re.IGNORECASE | re.MULTILINE,
)
_PASSWD = re.compile(r"(?:[\w.-]+:)?(?P<id>[\w.-]{3,}):(?P<secret>[\w/+=-]{8,})")


def read_structure(text: str, field: str, where: str, *, whole: bool = False) -> Any:
    """Mappings and lists; None for a text that is no settings, which may be a path.

    Raises:
        CredentialsError: it begins as JSON and is none, or holds no setting.
    """
    text = text.lstrip("\ufeff \t\r\n") if not whole else text
    begun = text.lstrip()
    if begun[:1] in ("{", "[") and not _SECTION.fullmatch(begun.partition("\n")[0].rstrip()):
        return _json(text, field, where)
    if _COLUMNS.match(text[:_HEADER]):
        return [dict(row) for row in csv.DictReader(text.splitlines())]
    lines = _lines(text)
    if len(lines) == 1 and (match := _PASSWD.fullmatch(lines[0].strip())):
        return {"access_key_id": match["id"], "secret_access_key": match["secret"]}
    if whole or len(lines) > 1:
        # A Kubernetes manifest holds several documents.
        if found := [*filter(None, map(settings, re.split(r"(?m)^---[ \t]*$", text)))]:
            return found if len(found) > 1 else found[0]
        return _json(text, field, where)
    return None


def named_values(text: str) -> dict[str, str]:
    """What stands behind names in a text that is no settings: code, a statement, XML, a copied page, an address."""
    found: dict[str, str] = {}
    for name, double, single, element, inside, label, below, scheme, key_id, secret, host, word, bare in _NAMED.findall(
        text
    ):
        found[name or element or label or word] = double or single or inside or below or bare
        if key_id:
            found |= {"access_key_id": key_id, "secret_access_key": unquote(secret)}
            found |= {"endpoint": f"{scheme}://{host}"} if scheme else {}
    return found


def _json(text: str, field: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        # The text of a JSON error's document would be a copy of the keys.
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        remedy = "Give it as it was printed; of a command's table give what --output json prints."
        raise CredentialsError(field, f"{where} is not valid JSON{line}.", remedy) from None


def settings(text: str) -> dict[str, Any]:
    """Lines of ``name = value`` and ``name: value``, in sections or indented below a name without a value; others are left out."""
    root: dict[str, Any] = {}
    nested: list[tuple[int, dict[str, Any]]] = [(-1, root)]
    for number, line in enumerate(_lines(text)):
        if section := _SECTION.fullmatch(line):
            nested = [(-1, root.setdefault(section[1], {}))]
            continue
        match = _SETTING.fullmatch(line.rstrip())
        if not match:
            continue
        depth = len(match["indent"])
        while depth <= nested[-1][0]:
            nested.pop()
        if match["item"] and match["sign"] == ":":
            nested.append((depth, nested[-1][1].setdefault(str(number), {})))
            depth += len(match["item"])
        name, value = match["name"].strip("\"'"), _unquoted(match["value"])
        nested[-1][1][name] = value or {}
        if not value:
            nested.append((depth, nested[-1][1][name]))
    return root


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", ";", "//"))]


def _unquoted(value: str) -> str:
    """A value as a shell reads it, and JSON's with a comma behind it; what breaks their rules keeps its quotes."""
    if quoted := re.fullmatch(r"'([^']*)'[,;]?(?:\s+#.*)?|\"((?:[^\"\\]|\\[\"\\$])*)\"[,;]?(?:\s+#.*)?", value):
        return quoted[1] if quoted[2] is None else re.sub(r"\\(.)", r"\1", quoted[2])
    return re.split(r"\s#", value, maxsplit=1)[0].strip()
