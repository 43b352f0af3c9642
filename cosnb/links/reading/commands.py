"""Read a command that sends a request: curl, wget, PowerShell, and JavaScript's fetch."""

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from typing import Any

from .curl import FORM, PLAIN, UNREAD, Reading, TextRequest, read_curl
from .pasted import find_url
from .shells import Words, words_of
from .wrapped import mentions

_CURL = re.compile(r"(?:^|[\s$#>;|&(/\\`])curl(?:\.exe)?\s", re.IGNORECASE)
_WGET = re.compile(r"(?:^|[\s$#>;|&(/\\`])wget(?:\.exe)?\s", re.IGNORECASE)
_POWERSHELL = re.compile(r"(?i)(?:^|[\s;|&(=])(?:invoke-webrequest|invoke-restmethod|iwr|irm)\s")
_FETCH = re.compile(r"fetch(?<!\wfetch)\(\s*([\"'`])")


def read_command(text: str, near: int | None = None) -> TextRequest | None:
    """The request that a command sends, of several the last before a place, or None where the text is no such command."""
    if match := _FETCH.search(text):
        return _fetch(text, match)
    curl, wget = (("curl",), _CURL, read_curl), (("wget",), _WGET, _wget)
    for names, pattern, read in (curl, wget, (("invoke-", "iwr", "irm"), _POWERSHELL, _powershell)):
        first = pattern.search(text) if mentions(text, *names) else None
        last = deque(pattern.finditer(text, first.start(), near), maxlen=1) if first and near else ()
        # The name of a command stands in prose, too.
        for match in (*last, *([first] if first else ())):
            command = text[match.start() :]
            # In running text a command stands between backticks.
            command = command[1:].partition("`")[0] if command[0] == "`" else command.lstrip("$#>;|&(/\\ \t\r\n")
            if sent := read(words_of(command)):
                return sent
    return None


def _wget(words: Words) -> TextRequest | None:
    reading, rest = Reading(), iter(words.words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if name in ("--header", "--method", "--body-data", "--body-file", "--post-data", "--post-file"):
            _wget_option(reading, name, value if equals else next(rest, ""))
        elif name in ("-O", "--output-document", "-o", "-P", "-U", "-T", "-t") and not equals:
            next(rest, None)
        elif name == "--spider":
            reading.implied = "HEAD"
        elif not word.startswith("-"):
            reading.urls.append(word)
    return reading.sent("wget", words)


def _wget_option(reading: Reading, name: str, value: str) -> None:
    if name == "--header":
        field, _, content = value.partition(":")
        reading.headers.append((field.strip(), content.strip()))
    elif name == "--method":
        reading.method = value.upper()
    else:
        reading.implied = "POST" if name.startswith("--post") else reading.implied
        reading.body = value.encode() if name.endswith("data") else None
        reading.header("Content-Type", FORM)


def _powershell(words: Words) -> TextRequest | None:
    reading, rest = Reading(), iter(words.words[1:])
    for word in rest:
        name = word.lower()
        if name in ("-uri", "-method", "-contenttype", "-body", "-infile", "-useragent", "-headers"):
            _powershell_option(reading, name, next(rest, ""), rest)
        elif "://" in name:
            reading.urls.append(word)
    return reading.sent("powershell", words)


def _powershell_option(reading: Reading, name: str, value: str, rest: Iterator[str]) -> None:
    if name == "-uri":
        reading.urls.append(value)
    elif name == "-method":
        reading.method = value.upper()
    elif header := {"-contenttype": "Content-Type", "-useragent": "User-Agent"}.get(name):
        reading.headers.append((header, value))
    elif name == "-body":
        reading.body = value.encode("utf-8", "surrogatepass")
    elif name == "-headers" and value == "@{":
        table = [*takewhile(lambda word: word != "}", rest)]
        rows = zip(table, table[1:], table[2:], strict=False)
        reading.headers += [(field, content) for field, sign, content in rows if sign == "=" and field != "="]


def _fetch(text: str, match: re.Match[str]) -> TextRequest | None:
    """``fetch(url, {…})`` as a browser copies it, or as it stands in a program."""
    quote = match[1]
    string = re.compile(rf"([^\\\n{quote}]*(?:\\.[^\\\n{quote}]*)*){quote}", re.DOTALL).match(text, match.end())
    found = find_url(_unescaped(string[1])) if string else None
    if not string or not found:
        return None
    options, unread = _options(text, string.end())
    method = None if "method" in unread else str(options.get("method") or "GET").upper()
    headers = tuple((str(name), str(value)) for name, value in _mapping(options.get("headers")).items())
    body = options["body"].encode("utf-8", "surrogatepass") if isinstance(options.get("body"), str) else None
    if body is not None and "content-type" not in {name.lower() for name, _ in headers}:
        headers = (*headers, ("Content-Type", PLAIN))
    marks = (*found.marks, UNREAD) if unread else found.marks
    return TextRequest(found.url, "fetch", method, headers, body, marks=marks, unread=unread)


def _unescaped(text: str) -> str:
    with suppress(ValueError):
        return str(json.loads(f'"{text}"'))
    return text


_BEHIND_URL = re.compile(r"\s*,\s*")
# What opens or closes something in JavaScript; and what may stand before the end of a text in quotes.
_OPENS = re.compile(r"""["'`{}]""")
_ENDS = {quote: re.compile(rf"\\.|{quote}", re.DOTALL) for quote in "\"'`"}


# A name, and a text in quotes of either kind.
_ROW = re.compile(r"""["']?([\w-]{1,100})["']?\s*:\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')""")


# What is written otherwise between single quotes than between double ones.
_QUOTED, _IN_DOUBLE = re.compile(r"""\\.|\""""), {"\\'": "'", '"': '\\"'}


def _options(text: str, place: int) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The second argument of fetch, and what of it could not be read: JSON as browsers write it, else what is plain."""
    comma = _BEHIND_URL.match(text, place)
    if not comma:
        return {}, ()
    if text[comma.end() : comma.end() + 1] != "{":
        return {}, ("method", "headers")
    with suppress(ValueError, RecursionError):
        value, _ = json.JSONDecoder().raw_decode(text, comma.end())
        return _mapping(value), ()
    plain, whole = _plain(text, comma.end())
    method = re.search(r"method[\"']?\s*:\s*[\"'](\w{1,20})", plain)
    block = re.search(r"headers[\"']?\s*:\s*(?:new\s+Headers\()?\{([^{}]*)\}", plain)
    found = _ROW.findall(block[1]) if block else []
    rows = [(name, _unescaped(a or _QUOTED.sub(lambda one: _IN_DOUBLE.get(one[0], one[0]), b))) for name, a, b in found]
    read = {"method": method, "headers": block}
    unread = tuple(name for name in read if not read[name] and (not whole or re.search(rf"\b{name}\b", plain)))
    return {"method": method[1] if method else None, "headers": dict(rows)}, unread


def _plain(text: str, start: int) -> tuple[str, bool]:
    """The object that opens at a place, its long texts left out, and whether its end was found."""
    pieces, place, depth, at = list[str](), start, 0, start
    while mark := _OPENS.search(text, at):
        at = mark.end()
        if ends := _ENDS.get(mark[0]):
            at = next((one.end() for one in ends.finditer(text, at) if one[0] == mark[0]), len(text))
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if at - mark.start() > 2_000:
            pieces.append(f"{text[place : mark.start()]}''")
            place = at
        if depth == 0:
            return "".join((*pieces, text[place:at])), True
    return "".join((*pieces, text[place:])), False


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
