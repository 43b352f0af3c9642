"""Read a presigned link or a signed request back into its pieces. Needs no secret, sends nothing."""

import re
from dataclasses import replace

from ...errors import InputError
from ...scrub_frames import scrub_frames
from ...sigv4 import Url
from .answer import refusal_in
from .claims import claimed, named
from .commands import read_command
from .curl import TextRequest, multipart_fields
from .log_line import in_log
from .pasted import CUT, ENDPOINT, MAX_TEXT, find_url
from .python import read_python
from .recorded import read_authorization, read_form, read_json, read_message, read_shown
from .request import Kind, Parameter, ParsedRequest
from .wrapped import MARKERS, START, legible, mentions

# A lone surrogate has no UTF-8 form, so no URL holds one: it comes of text that was decoded wrongly.
_SURROGATES = re.compile("[\ud800-\udfff]")

_ALONE = re.compile(r"\s*https?://[^ \t\r\n]*\s*", re.IGNORECASE)
# Code that makes links: a URL in it is an endpoint.
_MAKES = re.compile(
    r"\bgenerate_presigned_(?:url|post)\b|\b(?:ibm_)?boto3\s*\.\s*(?:client|resource|Session)\s*\(|oauth-query|\baws\s[^\n]{0,200}\bpresign\b"
)

__all__ = ["Kind", "Parameter", "ParsedRequest", "parse"]


@scrub_frames
def parse(text: str) -> ParsedRequest:
    """Decode whatever a person has of a signed request.

    Args:
        text: a presigned URL (SigV4 or SigV2), alone or somewhere in a text; a curl, wget or PowerShell command
            (bash, cmd and PowerShell quoting); ``fetch(…)``; Python code that calls requests or httpx; a HAR or one
            entry of it; a raw HTTP request; an Authorization header; a presigned POST as HTML or JSON.

    Returns:
        What the request says of itself. It never raises on its text: what cannot be read is said in ``.problems``.

    Raises:
        InputError: what was given is no text at all.
    """
    if not isinstance(text, str):
        raise InputError("text", f"a {type(text).__name__} is no text.", "Give a URL, a command or a record as a str.")
    plain = legible(text[:MAX_TEXT])
    told = None if _ALONE.fullmatch(plain) else refusal_in(plain)
    return read_request(text, plain, told.place if told else None)


def read_request(text: str, plain: str, near: int | None) -> ParsedRequest:
    """The request in a text, by what of it is read; of several the one nearest to a place, such as that of a refusal."""
    sent = _read(_SURROGATES.sub("\ufffd", plain[:MAX_TEXT]), near)
    if len(text) > MAX_TEXT:
        sent = sent._replace(marks=(*sent.marks, CUT))
    return request_of(sent, text)


def request_of(sent: TextRequest, text: str) -> ParsedRequest:
    """The request that was read out of a text, with what its signature claims."""
    # Where a script wrote each slash behind a backslash, all of it would be a scheme.
    wire = sent.url.replace("\\/", "/") if re.match(r"\w{1,10}:\\/", sent.url) else sent.url
    url = Url.parse(wire) if wire else Url("https", ())
    fields = sent.fields or (multipart_fields(sent.body) if sent.method == "POST" else ())
    told = ParsedRequest("unsigned", text, named(url), sent.method, sent.headers, sent.body)
    request = claimed(replace(told, wire=sent.url, source=sent.source, fields=fields, marks=sent.marks))
    unread = []
    if sent.unread:
        unread.append(f"What the text says of {' and '.join(sent.unread)} was not read, and is part of what is sent.")
    if CUT in sent.marks:
        unread.append("Only the beginning of the text was read; what stands behind it may say otherwise.")
    return replace(request, problems=(*request.problems, *unread)) if unread else request


def _read(text: str, near: int | None) -> TextRequest:
    if _ALONE.fullmatch(text):
        return _as_text(text)
    if sent := read_shown(text) or read_json(text) or read_form(text) or read_command(text, near):
        return sent
    return read_message(text) or read_authorization(text) or read_python(text) or _as_text(text, near)


def _as_text(text: str, near: int | None = None) -> TextRequest:
    found = find_url(text, near)
    makes = mentions(text, "presign", "boto3", "oauth-query") and _MAKES.search(text)
    if makes and not (found and MARKERS.search(found.url)):
        return TextRequest("", "text", marks=("makes-link",))
    if not found:
        return TextRequest("", "text", marks=(ENDPOINT,) if START.search(text) else ())
    return TextRequest(found.url, "url", marks=found.marks) if found.url == text.strip() else in_log(text, found)
