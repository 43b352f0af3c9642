"""The store's answer inside a paste: whole, cut off, without its root, or with its tags spelt as a forum or a log has them."""

import re
from collections import deque

from ..links.reading.answer import StoreError, error_of
from ..links.reading.wrapped import MARKERS, START, unescaped

# As HTTP and curl -v have it, and as the trace of a server does: without a version, the headers next.
STATUS_LINE = re.compile(
    r"^(?:< )?HTTP/[\d.]{1,4} (\d{3})[^\r\n]*\r?\n"
    r"|^[ \t]{0,8}([2-5]\d\d) [A-Z][A-Za-z ]{1,40}\r?\n(?=[ \t]{0,8}[A-Z][A-Za-z0-9-]{1,60}: )",
    re.MULTILINE,
)

_LESS, _MORE = r"(?:<|&lt;|\\u003[cC])-?", r"(?:>|&gt;|\\u003[eE])"
_BEGIN = re.compile(
    rf"(?:{_LESS}\?xml[^<>&]{{0,100}}\?{_MORE}\s{{0,9}})?{_LESS}(?:Error(?: [^<>]{{0,200}})?|Code|CanonicalRequest){_MORE}"
)
_LEAF = re.compile(rf"{_LESS}([A-Za-z][A-Za-z0-9-]{{1,60}}){_MORE}")
_TAG = re.compile(_LESS)
_BREAK = re.compile(rf"\n[ \t]*\r?\n|{START.pattern}", re.IGNORECASE)
_CODE = re.compile(r"\s*[A-Z][A-Za-z.]{2,60}\s*")
_MAX_GAP = 300  # characters between two elements of one error
_BOXES = ("Error", "ErrorResponse", "Response")


def read_pieces(text: str, begin: re.Match[str] | None = None) -> tuple[StoreError, int] | None:
    """The error in what is left of its XML, and where it ends; None without a code and something else beside it."""
    begin = begin or _BEGIN.search(text)
    fields: dict[str, str] = {}
    end = begin.start() if begin else 0
    for leaf in _LEAF.finditer(text, end) if begin else ():
        if leaf.start() - end > _MAX_GAP:
            break
        tag = _TAG.search(text, leaf.end())
        end = tag.start() if tag else len(text)
        if not (tag and text.startswith("/", tag.end())) and (cut := _BREAK.search(text, leaf.end(), end)):
            end = cut.start()
        if leaf[1] not in _BOXES:
            fields.setdefault(leaf[1], unescaped(text[leaf.end() : end]))
    if "CanonicalRequest" in fields:
        fields.setdefault("Code", "SignatureDoesNotMatch")  # nothing else has a store show what it computed
    if len(fields) < 2 or not _CODE.fullmatch(fields.get("Code", "")):
        return None
    closing = re.compile(rf"(?:{_LESS}/[A-Za-z0-9-]{{1,60}}{_MORE}\s*)+").match(text, end)
    return error_of(fields), closing.end() if closing else end


def answer_in(text: str) -> str | None:
    """The store's answer that stands in a paste beside the request, or as all of it; else None."""
    begin = _BEGIN.search(text) if any(name in text for name in ("Error", "Code", "CanonicalRequest")) else None
    pieces = read_pieces(text, begin) if begin else None
    if begin and (pieces or "Error" in begin[0]):
        closing = text.find("</Error>", begin.start()) if "<Error" in begin[0] else -1
        heads = deque(STATUS_LINE.finditer(text, 0, begin.start()), maxlen=1)
        first = heads[0].start() if heads else begin.start()
        return text[first : closing + 8 if closing >= 0 else pieces[1] if pieces else None]
    opening = text[:1000].lstrip()
    # A document that holds a link is no answer to it.
    of_xml = opening.startswith("<?xml") and not MARKERS.search(text)
    if of_xml or opening.startswith(("<html", "<!DOCTYPE", "<!doctype", "<HTML")):
        return text
    if head := STATUS_LINE.search(text):
        end, link = -1, MARKERS.search(text, head.end())
        # A link behind the answer is not in it, but what it redirects to is.
        if link and "ocation:" not in text[head.end() : link.start()]:
            end = text.rfind("\n", head.end(), link.start())
        return text[head.start() : end if end >= 0 else None]
    start = text.find('{"message":')
    return text[start : text.rfind("}") + 1] if start >= 0 else None
