"""A request and the answer to it, out of what a client gave: its response, or the error that it raised.

By attributes, so none of them is imported: requests, httpx, aiohttp, urllib, botocore, and what wraps their errors.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from os import PathLike
from typing import Any
from urllib.response import addinfourl

from ..errors import InputError
from ..links import ParsedRequest, parse
from ..links.reading.pasted import MAX_TEXT
from .reply import MAX_BODY, held

_REQUEST = ("request", "request_info", "sent")
_MOST_CAUSES = 20


def exchange_of(thing: object, name: str = "evidence") -> tuple[ParsedRequest | str, object]:
    """The request that was sent and the answer; of an error without a request its words.

    Args:
        thing: a client's response, its error or one that was raised because of that, a prepared request; or a Signed, an
            Answer or a Diagnosis. The body of urllib's error is read, where nobody did.
        name: the argument that it was given as.

    Raises:
        InputError: it is none of these.
    """
    for one in _causes(thing):
        answer = held(one, "response") or one
        sent = held(answer, *_REQUEST) or held(one, *_REQUEST) or answer
        if isinstance(sent, ParsedRequest):
            return sent, held(one, "reply")
        url = str(held(sent, "real_url", "url", "full_url") or "")
        if "://" in url and sent is not answer:
            return _request(url, sent), answer
        if isinstance(answer, addinfourl) and "://" in url:
            return parse(url), {"status": answer.code, "headers": answer.headers, "body": answer.read(MAX_BODY)}
        if "://" in url:
            return _request(url, sent), None
    if isinstance(thing, BaseException):
        told = next((one for one in _causes(thing) if held(one, "response")), None)
        return f"{type(thing).__name__}: {thing}", told
    remedy = "Give a URL, a command or another text; a client's response or error; or what presign, send or parse gave."
    raise InputError(name, f"a {type(thing).__name__} is no text and no request.", remedy)


def _causes(thing: object) -> Iterator[object]:
    """An error and those because of which it was raised; anything else alone."""
    for _ in range(_MOST_CAUSES):
        yield thing
        if not isinstance(thing, BaseException) or not (cause := thing.__cause__ or thing.__context__):
            return
        thing = cause


def _request(url: str, sent: object) -> ParsedRequest:
    headers: Any = held(sent, "headers") or ()
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    method, body = held(sent, "method"), held(sent, "body", "content")
    return replace(
        parse(url),
        method=method if isinstance(method, str) else None,
        headers=tuple((str(name), str(value)) for name, value in pairs),
        body=body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None,
        source="http",
    )


def text_of(path: PathLike[str]) -> str:
    """The text of a file, such as a log. Raises InputError where it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read(MAX_TEXT + 1)
    except OSError as error:
        raise InputError("evidence", f"the file cannot be read: {error.strerror}.", "Check the path.") from None
    if len(text) > MAX_TEXT:
        raise InputError("evidence", f"the file has more than {MAX_TEXT:,} characters.", "Give it in pieces.")
    return text
