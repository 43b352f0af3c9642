"""Find the URL in what a person pasted: alone, in prose, in markup, wrapped over lines. Linear in the text's length."""

import quopri
import re
from collections import deque
from typing import NamedTuple
from urllib.parse import unquote

from ...sigv4 import Url
from ...sigv4.parts import join
from ...storage.endpoints import is_loopback
from . import wrapped
from .wrapped import MARKERS, START, URL_PIECE, unescaped

MAX_TEXT = 64_000_000  # characters; whoever has more is told that the rest was not read
# The mark that there is more text than was read: what stands behind may say otherwise.
CUT = "cut"
# The mark that a URL stood there as its target alone, as in the first line of a request.
TARGET = "target"
# The mark that a text holds addresses, and none of them is that of a request.
ENDPOINT = "endpoint"
MAX_PIECES = 2_000  # of a URL that is wrapped: far more than fit into the longest one that is looked into

_ENCODED = re.compile(r"(?:https?|s3)%3A%2F%2F[^\s\"'<>`]*", re.IGNORECASE)
_CLOSING = {'"': '"', "'": "'", "<": ">", "(": ")", "[": "]", "{": "}", "`": "`", "“": "”", "‘": "’", "«": "»"}
# A no-break space at the very end sticks to the URL wherever it is pasted.
_STOP = re.compile(r"[ \t\r\n\f\v\"<>`]|\xa0(?=\S)")
# What stands in front of the address of a server, in a configuration, a program or a command for a whole service.
_CONFIGURED = re.compile(
    r"(?:endpoint(?:[-_]?url)?|proxy_pass|base[-_]?url|upstream)[\"']?\s{0,3}[:=]?\s{0,3}[\"']?\Z|\baws (?:-[^\n]* )?s3(?:api)? [^\n]*\Z"
    r"|<!doctype [^<>]*\Z|\bxmlns(?::\w{1,20})?=[\"']\Z|<Location>\Z|\breturn 30\d \Z",
    re.IGNORECASE,
)
# Addresses that a text tells of beside the request: pages of documentation, and where a CDN is told of errors.
_PAGE = re.compile(r"(?<=[^\0])https?://(?:docs\.(?:min\.io|aws\.amazon)|github\.com/|[\w.-]{1,40}\.cloudflare\.com)")
# A Host header in a log, and what an address without a scheme begins with.
_HOST = re.compile(r"Host(?<!\wHost)\b\\?[\"']?\s{0,3}[:=]\s{0,3}[\[\"'\\]{0,3}([A-Za-z0-9.-]{1,250}(?::\d{1,5})?)")
_REQUEST = re.compile(r"\b(?:GET|PUT|POST|HEAD|DELETE|OPTIONS) \Z")
_NAMED = re.compile(
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[\w.-]{1,250})(?::\d{1,5})?/|[\w-]{1,100}\.[\w.-]{1,200}(?::\d{1,5})?\?"
)
_HELD = re.compile(r"<[\w .:*-]{1,60}>(?=[&/%:.?\"\s]|\Z)")
_NAME = re.compile(r"(?<=/)<[\w *-]{1,60}>(?=[/?.])")
_IN_BRACKETS = re.compile(r"(X-Amz-Signature=[0-9A-Fa-f]{64})[)\]}](?![&?/]).*\Z", re.DOTALL)  # gaul/s3proxy#652
_WHOLE_HEX = re.compile(r"X-Amz-Signature=[0-9A-Fa-f]{64}(?:[&#]|\Z)")


class Found(NamedTuple):
    """A URL found in a text.

    url: the URL as it stands there, line ends taken out.
    marks: what had to be done to read it: ``"line-break"``, ``"quoted-printable"``, ``"no-scheme"``, ``"markup"``,
        ``"html-escaped"``.
    """

    url: str
    marks: tuple[str, ...] = ()


def find_url(text: str, near: int | None = None) -> Found | None:
    """The signed URL in a text, else its first URL, else None; of several signed ones the nearest to a place."""
    found = _find(text, near)
    sure = found if found and "no-scheme" not in found.marks else None
    marks: tuple[str, ...] = ()
    if sure and wrapped.has_cutting_reference(sure.url):
        text, marks = sure.url, sure.marks
    elif (sure and MARKERS.search(sure.url)) or not wrapped.has_cutting_reference(text):
        return found
    whole = _find(unescaped(text))
    if not whole or (found and whole.url == found.url):
        return found
    marks = (*marks, *whole.marks)
    return Found(whole.url, tuple(dict.fromkeys(marks if "markup" in marks else (*marks, "html-escaped"))))


def _find(text: str, near: int | None = None) -> Found | None:
    marks: list[str] = []
    if "=3D" in text and re.search(r"(?:Algorithm|Credential|Signature|Expires|AWSAccessKeyId)=3D", text):
        text = quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
        marks.append("quoted-printable")
    if not START.search(text) and (encoded := _ENCODED.search(text)):
        text = unquote(encoded[0])
        marks.append("percent-encoded")
    marker = MARKERS.search(text) if near is None else _nearest(text, near)
    start = _start_of_url(text, marker.start()) if marker else _start_of_unsigned(text)
    if start is None:
        if not marker:
            return None
        start = _start_of_word(text, marker.start())
        marks.append(TARGET if text[start] == "/" else "no-scheme")
    url = _from(text, start, marks)
    before = text[max(0, start - 7) : start]
    if before[-1:] == ">" or (before[-1:] in ("'", '"') and before[:-1].rstrip().endswith("=")):
        # A text or an attribute of markup, where & is written &amp;: that is no damage.
        marks.append("markup")
        url = unescaped(url)
    elif before[-1:] == '"' and ("\\u0026" in url or (before[-2:] == '\\"' and url.endswith("\\"))):
        # A string of JSON, in which & may be written so, or one that stands inside another.
        marks.append("markup")
        url = url.removesuffix("\\").replace("\\u0026", "&").replace("\\/", "/")
    if TARGET in marks:
        # The first line of a request: its host stands elsewhere, or nowhere.
        return Found(f"https://{host[1] if (host := _HOST.search(text)) else ''}{url}", tuple(dict.fromkeys(marks)))
    if "no-scheme" in marks and not _NAMED.match(url):
        return None
    if "no-scheme" in marks:
        # A store on this machine has no certificate; the scheme is not signed, so nothing else tells.
        url = f"{'http' if is_loopback(join(Url.parse(f'http://{url}').host)) else 'https'}://{url}"
    return Found(url, tuple(dict.fromkeys(marks)))


def _nearest(text: str, place: int) -> re.Match[str] | None:
    """The sign of the signed URL that a place speaks of: one in its line, else the last before it, else the first behind it."""
    before = deque(MARKERS.finditer(text, 0, place), maxlen=1)
    behind = MARKERS.search(text, place)
    if not before or not behind:
        return before[0] if before else behind
    is_here = "\n" in text[before[0].end() : place] and "\n" not in text[place : behind.start()]
    return behind if is_here else before[0]


def _start_of_url(text: str, marker: int) -> int | None:
    """Where the URL that holds the marker starts: the last start before it that does not stand inside another URL."""
    first = best = None
    stop = -1  # where the word that starts at the best place ends
    for match in START.finditer(text):
        place = match.start()
        if place > marker and best is not None:
            break
        before = text[place - 1] if place else " "
        if best is not None and stop < best:
            found = _STOP.search(text, best)
            stop = found.start() if found else len(text)
        # Whatever else stands in front was glued to it, unless it makes an address or another scheme of both.
        inside = before in "/+.-%&" if best is None or place > stop else before not in "\"'<>([{`“‘«|,:"
        if not inside or before.isspace():
            first = place if first is None else first
            if place <= marker:
                best = place
    word = _start_of_word(text, marker)
    if text.startswith("/", word) and _REQUEST.search(text, max(0, word - 8), word):
        return None  # the target of a request line, whatever address stands in front of it
    # What a target stands in front of, as in a log, is another address.
    return best if best is not None or text.startswith("/", word) else first


def _start_of_unsigned(text: str) -> int | None:
    """Where the first URL starts that is no setting: one of a server says nothing about a request to it."""
    place = _start_of_url(text, 0)
    # The address of a server in a configuration, a program or a command.
    while place is not None and (_PAGE.match(text, place) or _CONFIGURED.search(text[max(0, place - 120) : place])):
        rest = START.search(text, place + 1)
        place = rest.start() if rest else None
    return place


def _start_of_word(text: str, marker: int) -> int:
    window = text[max(0, marker - 3000) : marker]
    # What stands for a name, as in host/<bucket>/key, ends no address.
    window = _NAME.sub(lambda match: "_" * len(match[0]), window)
    behind_space = max((window.rfind(char) for char in " \t\r\n\"'<>`"), default=-1)
    return max(0, marker - 3000) + behind_space + 1


def _from(text: str, start: int, marks: list[str]) -> str:
    opening = text[start - 1] if start else ""
    closing = _CLOSING.get(opening)
    if closing and closing not in ")]}":
        end = text.find(closing, start)
        inside = text[start:end] if end >= 0 else ""
        if opening == "<":
            # A chat writes a link as <address|words>.
            inside = inside.partition("|")[0]
        pieces = inside.split()
        if inside and (len(inside) < 8_000 or all(URL_PIECE.fullmatch(piece) for piece in pieces)):
            return _joined(pieces, inside, marks)
    url = _word_at(text, start)
    url, end = _continued(text, start, url, marks)
    if closing and closing in url and (opening != "(" or url.count("(") < url.count(")")):
        return url[: url.rindex(closing)]
    is_prose = text[max(0, start - 200) : start].strip() or text[end : end + 200].strip()
    return _without_punctuation(url) if is_prose else url


def _joined(pieces: list[str], inside: str, marks: list[str]) -> str:
    if len(pieces) < 2:
        return inside
    if "\n" in inside or "\r" in inside:
        marks.append("line-break")
        return "".join(pieces)
    return inside.strip()


def _word_at(text: str, start: int) -> str:
    stop = _STOP.search(text, start)
    # What somebody put in the place of a value, with more parameters behind it.
    while stop and text[stop.start() - 1] in "=/" and (held := _HELD.match(text, stop.start())):
        stop = _STOP.search(text, held.end())
    return text[start : stop.start()] if stop else text[start:]


def _is_raw_sign(text: str, start: int, end: int) -> bool:
    """A quote, a bracket or a blank that stands inside a URL, because the signature is still to come on the same line."""
    if text[end : end + 1] not in ('"', "<", ">", "`", " ") or (start and text[start - 1] in _CLOSING):
        return False
    line_end = text.find("\n", end, end + 4_000)
    return bool(MARKERS.search(text, end, line_end if line_end >= 0 else end + 4_000))


def _continued(text: str, start: int, url: str, marks: list[str]) -> tuple[str, int]:
    """Go on over line ends and spaces as long as what follows belongs to the URL."""
    pieces, end = [url], start + len(url)
    tail, breaks = url, list[bool]()
    for _ in range(MAX_PIECES):
        if text[end : end + 1] != " " and _is_raw_sign(text, start, end):
            # A quote or bracket that was decoded: the signature is still to come, on the same line.
            piece = text[end] + _word_at(text, end + 1)
            pieces.append(piece)
            tail = (tail + piece)[-20_000:]
            end += len(piece)
            continue
        gap = wrapped.MAIL_QUOTE.match(text, end)
        if not gap:
            break
        piece = _word_at(text, gap.end())
        over_lines = any(char in gap[0] for char in "\r\n")
        blank = not over_lines and "?" in tail and not wrapped.inside_signing(tail)
        decoded = blank and _is_raw_sign(text, start, gap.end() - 1)
        is_line = over_lines and wrapped.is_whole_line(gap[0], text, gap.end() + len(piece))
        goes_on = decoded or wrapped.belongs(tail, piece, text, gap.end())
        if not piece or not (goes_on or (is_line and wrapped.is_between(tail, piece, text, gap.end()))):
            break
        # A blank in a session token was a plus sign, which is another thing to say.
        if over_lines or not wrapped.inside_token(tail):
            marks.append("line-break" if over_lines else "space")
        breaks += [piece[0] in "?&" or tail[-1] in "?&/"] if over_lines else []
        keep = not over_lines and not wrapped.inside_signing(tail)
        # Each blank of a token was a plus sign of its own.
        lost = gap[0] if keep and wrapped.inside_token(tail) and gap[0].isspace() else " " if keep else ""
        pieces += lost, piece
        tail = (tail + lost + piece)[-20_000:]
        end = gap.end() + len(piece)
    else:
        marks.append(CUT)
    if len(breaks) > 2 and all(breaks):
        # Somebody who shows it has set each parameter in a line of its own.
        marks[:] = (mark for mark in marks if mark != "line-break")
    return "".join(pieces), end


def _without_punctuation(url: str) -> str:
    """In running text a full stop, comma or bracket at the end belongs to the sentence."""
    url = _IN_BRACKETS.sub(r"\1", url)
    stripped = url[:-100] + re.sub(r"(?:\\[nrt]|[.,;:!?)\]}'*_~’”»…。，、；：！？）】」』》])+\Z", "", url[-100:])
    return stripped if _WHOLE_HEX.search(stripped) or "?" not in stripped or "Signature=" not in stripped else url
