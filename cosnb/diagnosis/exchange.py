"""A request and the answer to it, out of what a client gave: its response, or the error that it raised.

By attributes, so none of them is imported: requests, httpx, aiohttp, urllib, botocore, and what wraps their errors.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from os import PathLike
from traceback import format_exception_only
from typing import Any
from urllib.response import addinfourl

from ..errors import InputError
from ..links import ParsedRequest, parse
from ..links.reading.pasted import MAX_TEXT
from ..links.reading.wrapped import MARKERS
from .reply import MAX_BODY, held, pairs_of, read_reply

_REQUEST = ("request", "request_info", "sent")


def exchange_of(thing: object, name: str = "evidence") -> tuple[ParsedRequest | str, object]:
    """The request that was sent and the answer; of an error without a request its words.

    Args:
        thing: a client's response, its error or one that was raised because of that, a prepared request; or a Signed, an
            Answer or a Diagnosis; or text as bytes, or the path of a file with it. The body of urllib's error is read,
            where nobody did.
        name: the argument that it was given as.

    Raises:
        InputError: it is none of these.
    """
    if isinstance(thing, PathLike):
        return text_of(thing, name), None
    if isinstance(thing, bytes):
        return thing.decode("utf-8", "replace"), None
    for one in _causes(thing):
        answer = _first_signed(held(one, "response") or one)
        sent = held(answer, *_REQUEST) or held(one, *_REQUEST) or answer
        if isinstance(sent, ParsedRequest):
            return sent, held(one, "reply")
        url = str(held(sent, "real_url", "url", "full_url") or "")
        if isinstance(sent, addinfourl):
            answer = {"status": sent.code, "headers": sent.headers, "body": b"" if sent.closed else sent.read(MAX_BODY)}
        if "://" in url and held(sent, "status", "status_code") is not None:
            return parse(url), answer  # which does not hold what was sent: the headers and the body are its own
        if "://" in url:
            return _request(url, sent), None if answer is sent else answer
    if isinstance(thing, BaseException):
        reply = read_reply(next((one for one in _causes(thing) if held(one, "response") is not None), thing))
        is_answer = reply and (reply.status or reply.error or reply.failed_client)
        return "".join(format_exception_only(thing)).strip(), reply if is_answer else None
    remedy = "Give a URL, a command or another text; a client's response or error; or what presign, send or parse gave."
    raise InputError(name, f"a {type(thing).__name__} is no text and no request.", remedy)


def _first_signed(answer: Any) -> Any:
    """The answer by which a signed link was sent on to where its signature is not for; else the one that came last."""
    before = held(answer, "history")
    if not isinstance(before, list | tuple) or (held(answer, "status_code", "status") or 0) < 400:
        return answer
    for past in before:
        if MARKERS.search(str(held(held(past, *_REQUEST), "real_url", "url"))):
            return past
    return answer


def _causes(thing: object) -> Iterator[object]:
    """An error, those of its group and those because of which it was raised; anything else alone."""
    waiting = [thing]
    for one in islice(waiting, 20):  # they may go in a circle
        yield one
        if isinstance(one, BaseException):
            group = held(one, "exceptions")
            waiting += filter(None, [*(group if isinstance(group, tuple) else ()), one.__cause__ or one.__context__])


def _request(url: str, sent: object) -> ParsedRequest:
    method, body = held(sent, "method"), held(sent, "body", "content")
    return replace(
        parse(url),
        method=method if isinstance(method, str) else None,
        headers=pairs_of(held(sent, "headers")),
        body=body.encode("utf-8", "replace") if isinstance(body, str) else body if isinstance(body, bytes) else None,
        source="http",
    )


def text_of(path: PathLike[str], name: str = "evidence") -> str:
    """The text of a file, such as a log. Raises InputError where it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read(MAX_TEXT + 1)
    except OSError as error:
        raise InputError(name, f"the file cannot be read: {error.strerror}.", "Check the path.") from None
    if len(text) > MAX_TEXT:
        raise InputError(name, f"the file has more than {MAX_TEXT:,} characters.", "Give it in pieces.")
    return text
