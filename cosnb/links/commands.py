"""Read a command that sends a request: curl, wget, PowerShell, and JavaScript's fetch."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from .pasted import find_url
from .shells import MAX_COMMAND, Words, words_of

FORM = "application/x-www-form-urlencoded"
PLAIN = "text/plain;charset=UTF-8"


class Sent(NamedTuple):
    """A request as some text describes it, before its signature is read."""

    url: str
    source: str
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    fields: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()


_CURL = re.compile(r"(?:^|[\s$#>;|&(/\\])curl(?:\.exe)?\s", re.IGNORECASE)
_WGET = re.compile(r"(?:^|[\s$#>;|&(/\\])wget(?:\.exe)?\s", re.IGNORECASE)
_POWERSHELL = re.compile(r"(?i)(?:^|[\s;|&(=])(?:invoke-webrequest|invoke-restmethod|iwr|irm)\s")
_FETCH = re.compile(r"\bfetch\(\s*([\"'`])")

# Short options of curl that take an argument, and long ones likewise; only then is the next word not a URL.
_CURL_SHORT = frozenset("AbcCdDeEFhHKmoPQrtTuUwxXyYz")
_CURL_LONG = frozenset(
    "request header upload-file data data-raw data-binary data-ascii data-urlencode json form form-string user "
    "user-agent referer cookie cookie-jar output dump-header max-time connect-timeout retry retry-delay range proxy "
    "resolve connect-to cacert capath cert key oauth2-bearer aws-sigv4 url write-out limit-rate interface config "
    "url-query variable trace trace-ascii stderr max-redirs dns-servers proto tls-max ciphers etag-save etag-compare "
    "retry-max-time noproxy preproxy proxy-user proxy-header request-target continue-at time-cond".split()
)
_SHORT_NAMES = {
    "X": "request",
    "H": "header",
    "T": "upload-file",
    "d": "data",
    "F": "form",
    "I": "head",
    "G": "get",
    "u": "user",
    "A": "user-agent",
    "e": "referer",
    "b": "cookie",
    "r": "range",
    "L": "location",
}


def read_command(text: str) -> Sent | None:
    """The request that a command sends, or None where the text is no such command."""
    head = text[:MAX_COMMAND]
    if match := _FETCH.search(head):
        return _fetch(head, match)
    for pattern, read in ((_CURL, _curl), (_WGET, _wget), (_POWERSHELL, _powershell)):
        if match := pattern.search(head):
            return read(words_of(head[match.start() :].lstrip("$#>;|&(/\\ \t\r\n")))
    return None


class _Reading:
    """What is gathered while a command's words are read."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.headers: list[tuple[str, str]] = []
        self.method: str | None = None
        self.implied: str | None = None
        self.body: bytes | None = None
        self.marks: list[str] = []

    def header(self, name: str, value: str) -> None:
        """A header that the client adds unless the person gave one of that name."""
        if name.lower() not in {given.lower() for given, _ in self.headers}:
            self.headers.append((name, value))

    def sent(self, source: str, cut_at: str | None = None) -> Sent | None:
        found = find_url(max(self.urls, key=lambda url: ("X-Amz-" in url, "://" in url), default=""))
        if not found:
            return None
        marks = [*found.marks, *self.marks, *(["shell-unquoted"] if cut_at else [])]
        method = self.method or self.implied
        return Sent(found.url, source, method, tuple(self.headers), self.body, (), tuple(marks))


def _curl(words: Words) -> Sent | None:
    reading, data = _Reading(), list[str]()
    for name, value in _curl_options(words.words[1:]):
        _curl_option(reading, data, name, value)
    if data:
        files = any(piece.startswith("@") for piece in data)
        reading.body = None if files else "&".join(data).encode("utf-8", "surrogatepass")
        if "as-query" in reading.marks:
            reading.body = None
        else:
            reading.implied = reading.implied or "POST"
            reading.header("Content-Type", FORM)
    reading.implied = reading.implied or "GET"
    return reading.sent("curl", words.cut_at)


def _curl_options(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Options by their long name with their argument; a bare word is a URL."""
    found: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            name = word[2:]
            found.append((name, next(rest, "") if name in _CURL_LONG else ""))
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:], 1):
                if letter in _CURL_SHORT:
                    found.append((_SHORT_NAMES.get(letter, letter), word[place + 1 :] or next(rest, "")))
                    break
                found.append((_SHORT_NAMES.get(letter, letter), ""))
        else:
            found.append(("url", word))
    return found


def _curl_option(reading: _Reading, data: list[str], name: str, value: str) -> None:
    if name == "url":
        reading.urls.append(value)
    elif name == "request":
        reading.method = value
    elif name == "header":
        field, colon, content = value.partition(":")
        if content.strip() or value.endswith(";"):
            reading.headers.append((field.rstrip(";").strip(), content.strip()))
    elif name in ("data", "data-raw", "data-binary", "data-ascii", "data-urlencode"):
        data.append(value)
    elif name == "json":
        data.append(value)
        reading.header("Content-Type", "application/json")
        reading.header("Accept", "application/json")
    elif name in ("form", "form-string"):
        reading.implied = "POST"
        reading.marks.append("form")
        reading.header("Content-Type", "multipart/form-data")
    elif name == "upload-file":
        reading.implied = "PUT"
        if value in ("-", "."):
            reading.header("Transfer-Encoding", "chunked")
    elif name == "head":
        reading.implied = "HEAD"
    elif name == "get":
        reading.implied = "GET"
        reading.marks.append("as-query")
    elif name in ("user", "oauth2-bearer", "aws-sigv4"):
        # What stands there is a password, so only its kind is kept.
        kind = {"user": "Basic", "oauth2-bearer": "Bearer"}.get(name, "AWS4-HMAC-SHA256")
        if "aws-sigv4" in reading.marks and name == "user":
            return
        reading.marks.append(name)
        reading.headers.append(("Authorization", f"{kind} …"))
    elif name in ("user-agent", "referer", "cookie", "range"):
        title = {"user-agent": "User-Agent", "referer": "Referer", "cookie": "Cookie", "range": "Range"}[name]
        reading.headers.append((title, f"bytes={value}" if name == "range" else value))
    elif name == "compressed":
        reading.header("Accept-Encoding", "deflate, gzip, br, zstd")
    elif name in ("path-as-is", "location", "globoff"):
        reading.marks.append(name)


def _wget(words: Words) -> Sent | None:
    reading = _Reading()
    rest = iter(words.words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if name in ("--header", "--method", "--body-data", "--body-file", "--post-data", "--post-file"):
            _wget_option(reading, name, value if equals else next(rest, ""))
        elif name in ("-O", "--output-document", "-o", "-P", "-U", "-T", "-t") and not equals:
            next(rest, None)
        elif not word.startswith("-"):
            reading.urls.append(word)
    reading.implied = reading.implied or "GET"
    return reading.sent("wget", words.cut_at)


def _wget_option(reading: _Reading, name: str, value: str) -> None:
    if name == "--header":
        field, _, content = value.partition(":")
        reading.headers.append((field.strip(), content.strip()))
    elif name == "--method":
        reading.method = value.upper()
    else:
        reading.implied = "POST" if name.startswith("--post") else reading.implied
        reading.body = value.encode() if name.endswith("data") else None
        reading.header("Content-Type", FORM)


def _powershell(words: Words) -> Sent | None:
    reading = _Reading()
    rest = list(words.words)
    place = 1
    while place < len(rest):
        name = rest[place].lower()
        value = rest[place + 1] if place + 1 < len(rest) else ""
        if name == "-headers" and value == "@{":
            place = _hash_table(rest, place + 2, reading)
            continue
        if name in ("-uri", "-method", "-contenttype", "-body", "-infile", "-useragent"):
            _powershell_option(reading, name, value)
            place += 1
        elif "://" in name:
            reading.urls.append(rest[place])
        place += 1
    reading.implied = reading.implied or "GET"
    return reading.sent("powershell", words.cut_at)


def _powershell_option(reading: _Reading, name: str, value: str) -> None:
    if name == "-uri":
        reading.urls.append(value)
    elif name == "-method":
        reading.method = value.upper()
    elif name == "-contenttype":
        reading.headers.append(("Content-Type", value))
    elif name == "-useragent":
        reading.headers.append(("User-Agent", value))
    elif name == "-body":
        reading.body = value.encode("utf-8", "surrogatepass")


def _hash_table(words: list[str], place: int, reading: _Reading) -> int:
    """``@{ "name"="value"; … }`` from behind its opening on; returns the place behind its end."""
    while place < len(words) and words[place] != "}":
        if place + 2 < len(words) and words[place + 1] == "=":
            reading.headers.append((words[place], words[place + 2]))
            place += 3
        else:
            place += 1
    return place + 1


def _fetch(text: str, match: re.Match[str]) -> Sent | None:
    """``fetch(url, {…})`` as a browser copies it, or as it stands in a program."""
    string = re.compile(r"((?:[^\\\n]|\\.)*?)" + re.escape(match[1]), re.DOTALL).match(text, match.end())
    found = find_url(_unescaped(string[1])) if string else None
    if not string or not found:
        return None
    options = _options(text[string.end() :])
    headers = tuple((str(name), str(value)) for name, value in _mapping(options.get("headers")).items())
    body = options.get("body")
    if isinstance(body, str) and "content-type" not in {name.lower() for name, _ in headers}:
        headers = (*headers, ("Content-Type", PLAIN))
    return Sent(
        found.url,
        "fetch",
        str(options.get("method") or "GET").upper(),
        headers,
        body.encode("utf-8", "surrogatepass") if isinstance(body, str) else None,
        (),
        found.marks,
    )


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _options(text: str) -> dict[str, Any]:
    """The second argument of fetch: JSON as browsers write it, else its method and headers as far as they are plain."""
    start = text.find("{")
    if 0 <= start < 50:
        try:
            value, _ = json.JSONDecoder().raw_decode(text, start)
            return _mapping(value)
        except (ValueError, RecursionError):
            pass
    plain = text[:20_000]
    method = re.search(r"method[\"']?\s*:\s*[\"'](\w{1,20})", plain)
    block = re.search(r"headers[\"']?\s*:\s*(?:new\s+Headers\()?\{([^{}]*)\}", plain)
    rows = re.findall(r"[\"']?([\w-]{1,100})[\"']?\s*:\s*[\"']([^\"'\n]*)[\"']", block[1]) if block else []
    return {"method": method[1] if method else None, "headers": dict(rows)}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
