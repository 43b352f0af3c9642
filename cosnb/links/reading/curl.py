"""Read a curl command: its options, and what curl adds to the request by itself."""

import json
import re
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from .pasted import CUT, find_url
from .shells import Words

FORM = "application/x-www-form-urlencoded"
PLAIN = "text/plain;charset=UTF-8"
# Any of them says that a form is a signed one.
FORM_FIELDS = frozenset({"policy", "x-amz-signature", "x-amz-credential", "signature", "awsaccesskeyid"})
# A part of a multipart form, as it goes on the wire or as a browser copies it.
_PART = re.compile(
    r'\bname="([^"\r\n]{1,200})"[^\r\n]*\r?\n(?:[^\r\n]{1,500}\r?\n){0,9}\r?\n(.{0,20000}?)(?=\r?\n--)', re.DOTALL
)


def multipart_fields(body: bytes | None) -> tuple[tuple[str, str], ...]:
    """The fields of a signed form that is a body; of the file only that it is there."""
    text = (body or b"")[:1_000_000].decode("utf-8", "replace")
    rows = [(name, "" if name.lower() == "file" else value) for name, value in _PART.findall(text)]
    return tuple(rows) if FORM_FIELDS & {name.lower() for name, _ in rows} else ()


class TextRequest(NamedTuple):
    """A request as some text describes it, before its signature is read."""

    url: str
    source: str
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    fields: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # what changes the request and could not be read, by its name


# What was written in the code and could not be read from it.
UNREAD = "code-unread"

_OPTIONS: dict[str, Any] = json.loads(files(__package__).joinpath("curl.json").read_text("utf-8"))
# Options that take an argument, long ones and short ones; only then is the next word not a URL.
_CURL_LONG, _CURL_SHORT = frozenset(_OPTIONS["long"]), frozenset(_OPTIONS["short"])
_SHORT_NAMES: dict[str, str] = _OPTIONS["names"]


class Reading:
    """What is gathered while a command's words are read."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.headers: list[tuple[str, str]] = []
        self.added: dict[str, tuple[str, str]] = {}
        self.method: str | None = None
        self.implied: str | None = None
        self.body: bytes | None = None
        self.query = ""
        self.fields: list[tuple[str, str]] = []
        self.marks: list[str] = []
        self.unread: list[str] = []

    def header(self, name: str, value: str) -> None:
        """A header that the client adds unless the person gave one of that name."""
        self.added.setdefault(name.lower(), (name, value))

    def sent(self, source: str, words: Words) -> TextRequest | None:
        url = max(self.urls, key=lambda url: ("X-Amz-" in url, "://" in url), default="")
        found = find_url(f"{url}{'&' if '?' in url else '?'}{self.query}" if self.query else url)
        if not found:
            return None
        cut = ["shell-unquoted"] if words.is_cut else []
        marks = [*found.marks, *self.marks, *cut, *([] if words.whole else [CUT])]
        given = {name.lower() for name, _ in self.headers}
        headers = (*self.headers, *(row for name, row in self.added.items() if name not in given))
        method = self.method or ((self.implied or "GET") if words.whole else None)
        # Only a signed form is read as one; of another the fields say nothing about the signature.
        is_signed = FORM_FIELDS & {name.lower() for name, _ in self.fields}
        fields = tuple(self.fields) if is_signed else ()
        marks += [UNREAD] if self.unread else []
        return TextRequest(found.url, source, method, headers, self.body, fields, tuple(marks), tuple(self.unread))


def read_curl(words: Words) -> TextRequest | None:
    reading, data = Reading(), list[str]()
    for name, value in _curl_options(words.words[1:]):
        _curl_option(reading, data, name, value)
    files = any(piece.startswith("@") for piece in data)
    if data and "as-query" in reading.marks:
        reading.unread += ["the file of -G"] if files else []
        reading.query = "" if files else "&".join(data)
    elif data:
        reading.body = None if files else "&".join(data).encode("utf-8", "surrogatepass")
        reading.implied = reading.implied or "POST"
        reading.header("Content-Type", FORM)
    return reading.sent("curl", words)


def _urlencoded(text: str) -> str:
    """What ``--data-urlencode`` makes of its argument: the content behind ``=`` is encoded, a file stays a file."""
    name, equals, content = text.partition("=")
    if not equals and "@" in text:
        return f"@{text.partition('@')[2]}"
    content = content if equals else text
    # A piece at a time, since for each character it makes a text of its own.
    encoded = "".join(quote_plus(content[at : at + 10_000], safe="~") for at in range(0, len(content), 10_000))
    return f"{name}={encoded}" if equals and name else encoded


def _form_field(reading: Reading, text: str, *, literal: bool) -> None:
    """``name=value``; behind ``@`` or ``<`` a file, whose content the command does not hold."""
    name, equals, value = text.partition("=")
    if not equals:
        return
    if not literal and value.startswith(("@", "<")):
        if name.lower() != "file":
            reading.marks.append("field-of-file")
            return
        value = ""
    elif not literal:
        quoted = _QUOTED.match(value)
        value = re.sub(r'\\([\\"])', r"\1", quoted[1]) if quoted else _ABOUT.sub("", value)
    reading.fields.append((name, value))


_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
# What curl is told about a field, behind its value.
_ABOUT = re.compile(r";(?:type|filename|headers|encoder)=[^\n]*\Z")


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


def _curl_option(reading: Reading, data: list[str], name: str, value: str) -> None:
    reading.implied = _OPTIONS["implied"].get(name, reading.implied)
    reading.marks += _OPTIONS["marks"].get(name, ())
    for header in _OPTIONS["headers"].get(name, ()):
        reading.header(*header)
    if name == "url":
        reading.urls.append(value)
    elif name == "request":
        reading.method = value
    elif name == "header":
        field, _, content = value.partition(":")
        if content.strip() or value.endswith(";"):
            reading.headers.append((field.rstrip(";").strip(), content.strip()))
    elif name in ("data", "data-raw", "data-binary", "data-ascii", "json"):
        data.append(value)
    elif name == "data-urlencode":
        data.append(_urlencoded(value))
    elif name in ("form", "form-string"):
        _form_field(reading, value, literal=name == "form-string")
    elif name == "upload-file" and value in ("-", "."):
        reading.header("Transfer-Encoding", "chunked")
    elif name in ("user", "oauth2-bearer", "aws-sigv4"):
        # What stands there is a password, so only its kind is kept.
        kind = {"user": "Basic", "oauth2-bearer": "Bearer"}.get(name, "AWS4-HMAC-SHA256")
        if "aws-sigv4" in reading.marks and name == "user":
            return
        reading.marks.append(name)
        reading.headers.append(("Authorization", f"{kind} …"))
    elif title := _OPTIONS["titles"].get(name):
        reading.headers.append((title, f"bytes={value}" if name == "range" else value))
