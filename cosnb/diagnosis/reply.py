"""The store's answer in whatever form a person has it: an object, a mapping, the body alone, or curl's output."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.resources import files
from traceback import format_exception_only
from types import MappingProxyType
from typing import Any, Literal

from ..links.reading.answer import StoreError, error_of, read_error
from ..links.reading.recorded import fields_behind
from ..storage.durations import read_moment
from .answer_in_text import STATUS_LINE, read_pieces

# No store's error is longer; of a longer body only this much is looked at.
MAX_BODY = 1024 * 1024

BodyKind = Literal["error", "html", "empty", "other"]

WORDS = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
# How clients say that no answer came: those of Python, of Node, curl and the browsers. A browser's 'Failed to fetch' is not
# among them: it says so of an answer too that the page may not read.
_UNREACHED = re.compile(rf"\b(?:{'|'.join(WORDS['unreached'])})\b|\bcurl: \((?:{'|'.join(map(str, WORDS['curl']))})\)")
_SPELT = {code.lower(): code for code in WORDS["codes"]}
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """A store's answer."""

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    size: int = 0
    error: StoreError | None = None
    # When it came, by a log that names no zone, as if that were UTC.
    local_time: datetime | None = None

    def __repr__(self) -> str:
        return f"Reply({self.status}, {self.error!r}, {self.size:,} bytes)"

    @property
    def code(self) -> str:
        """The store's error code, or the empty text."""
        return _SPELT.get(self.error.code.lower(), self.error.code) if self.error else ""

    @property
    def message(self) -> str:
        """The store's own words, or the empty text."""
        return self.error.message if self.error else ""

    @property
    def fields(self) -> Mapping[str, str]:
        """The other elements of the error."""
        return self.error.fields if self.error else _EMPTY

    @property
    def kind(self) -> BodyKind:
        """What the body is."""
        start = self.text[:2000].lstrip("\ufeff \t\r\n").lower()
        if self.error:
            return "error"
        if not start:
            return "empty"
        return "html" if start.startswith(("<!doctype html", "<head", "<body")) or "<html" in start else "other"

    @property
    def is_of_store(self) -> bool:
        """Its headers are those of an object store, whatever stands behind them."""
        return any(name.startswith(("x-amz-request-id", "x-amz-id-", "x-minio-", "x-clv-")) for name in self.headers)

    @property
    def failed_client(self) -> bool:
        """It is no answer: a client says that it did not reach the host."""
        return self.status is None and self.kind == "other" and bool(_UNREACHED.search(self.text[:20_000]))

    @property
    def ok(self) -> bool:
        """The store did what was asked."""
        return self.status is not None and 200 <= self.status < 300 and self.error is None

    @property
    def server_time(self) -> datetime | None:
        """The store's clock when it answered, by ``ServerTime`` in the error, else by the ``Date`` header or a log's stamp."""
        if there := read_moment(self.fields.get("ServerTime") or self.headers.get("date")):
            return there
        if "age" in self.headers:
            # A cached answer carries the time at which it was made.
            return None
        with suppress(TypeError, ValueError, IndexError, OverflowError):
            return parsedate_to_datetime(self.headers.get("date", "")[:100]).astimezone(timezone.utc)
        return None


def read_reply(response: object) -> Reply | None:
    """The answer in a response, whatever it is.

    Args:
        response: None; the body as text or bytes, also with the status line and headers in front of it; the status
            alone; a mapping with ``status``, ``headers`` and ``body``, or any object with attributes of these names;
            the exception of an SDK or a client, or its words.
    """
    if response is None or isinstance(response, Reply):
        return response
    if isinstance(response, int):
        return Reply(response)
    if isinstance(response, str | bytes | bytearray):
        return _from_text(_text(response)[0], len(response))
    if (told := _from_sdk(response)) is not None:
        return told
    if isinstance(response, BaseException) and held(response, "status", "status_code", "code") is None:
        inside = held(response, "response")
        return read_reply("".join(format_exception_only(response)) if inside is None else inside)
    status = held(response, "status", "status_code", "code")
    # aiohttp keeps what was read of it under another name.
    body, size = _text(held(response, "body", "_body", "content", "text") or "")
    error = _error(body) if size <= MAX_BODY else None
    return Reply(_status(status), _headers(held(response, "headers")), body, size, error)


def held(thing: object, *names: str) -> Any:
    """The first of these that a mapping or an object has, and is not None; a client may refuse to give one."""
    for name in names:
        with suppress(Exception):
            value = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name)
            if value is not None:
                return value
    return None


def _status(value: object) -> int | None:
    with suppress(ValueError):
        return int(str(value))
    return None


def pairs_of(headers: object) -> tuple[tuple[str, str], ...]:
    """Names and values of headers, as far as they are looked at."""
    rows = list(headers.items()) if isinstance(headers, Mapping | Message) else headers
    pairs = [row for row in rows[:500] if isinstance(row, list | tuple)] if isinstance(rows, list | tuple) else []
    return tuple((_word(row[0]), _word(row[1])) for row in pairs if len(row) == 2)


def _word(value: object) -> str:
    return _text(value)[0] if isinstance(value, bytes) else str(value)


def _headers(value: object) -> Mapping[str, str]:
    return {name.lower(): content for name, content in pairs_of(value)}


def _text(body: object) -> tuple[str, int]:
    if isinstance(body, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", body[:MAX_BODY]), len(body)
    if isinstance(body, bytes | bytearray):
        return bytes(body[:MAX_BODY]).decode("utf-8", "replace"), len(body)
    return "", 0


def _from_sdk(response: object) -> Reply | None:
    """What botocore gives, or its exception holds: the answer as a mapping, and the store's error in it."""
    told = response if isinstance(response, Mapping) else held(response, "response")
    error, about = held(told, "Error"), held(told, "ResponseMetadata")
    if not isinstance(told, Mapping) or not isinstance(error if about is None else about, Mapping):
        return None
    fields = {str(name): str(value) for name, value in error.items()} if isinstance(error, Mapping) else {}
    is_bare = fields.get("Code", "0").isdigit()  # a HEAD has no body, so botocore takes the status for the code
    found = None if is_bare else error_of(fields)
    return Reply(_status(held(about, "HTTPStatusCode")), _headers(held(about, "HTTPHeaders")), "", 0, found)


def _from_text(text: str, size: int) -> Reply:
    """A body alone, or with the head that ``curl -i`` and ``curl -v`` print, or an error in somebody's words."""
    heads = list(STATUS_LINE.finditer(text[:200_000]))
    if heads:
        return _from_message(text, heads[-1])
    error = _error(text) if size <= MAX_BODY else None
    return Reply(None, _EMPTY, text, size, error or spoken(text[:20_000]))


def _from_message(text: str, head: re.Match[str]) -> Reply:
    rows, place = fields_behind(text, head.end() - 1)
    headers = {name.lower(): value for name, value in rows}
    body = text[place:]
    if body.startswith("<") and not body.startswith(("<?xml", "<Error", "<html", "<!")):
        # curl -v ends the headers in a line of its own, and may tell of the connection before the body comes.
        body = re.sub(r"^[<>*{} ][^\n]*\n", "", body.lstrip("< \r\n"), count=3)
    start = min((at for at in (body.find("<?xml"), body.find("<Error"), body.find("{")) if at >= 0), default=0)
    return Reply(int(head[1] or head[2]), headers, body, len(body), _error(body[start:].strip()))


def _error(body: str) -> StoreError | None:
    """The error in a body, else in what a copy has left of it."""
    pieces = None if (whole := read_error(body)) else read_pieces(body[:MAX_BODY])
    return whole or (pieces[0] if pieces else None)


_CODES = re.compile(rf"\b({'|'.join(WORDS['codes'])})\b")


def spoken(text: str) -> StoreError | None:
    """An error without its markup: the words of an SDK's exception, or a page that shows the text alone."""
    found = None if "<" in text else _CODES.search(text)
    return error_of({"Code": found[1], "Message": text[found.end() :].strip(" :)\r\n")}) if found else None
