"""What a text does to a URL: references of HTML and codes of a terminal in it, and gaps where mails and chats break it over lines."""

import html
import re

from ...sigv4.live import is_live_name
from .meanings import REQUIRED

_REFERENCE = re.compile(r"&(?:#[0-9]{1,20}|#[xX][0-9a-fA-F]{1,20}|[A-Za-z]{2,30});")
# The signs that a URL is cut at. One of them as a reference hides the URL, or where it is cut; "&amp;" alone does neither.
_CUTTING = re.compile(
    r"&(?:(?:amp|#0{0,16}38|#x0{0,16}26);){0,4}"
    r"(?:#0{0,16}(?:35|37|47|58|61|63)|#x0{0,16}(?:23|25|2f|3a|3d|3f)|num|percnt|sol|colon|equals|quest);",
    re.IGNORECASE,
)
_LEVELS = 4  # how often a text can be escaped on its way


def unescaped(text: str) -> str:
    """The text without character references, however often it was escaped.

    Only those that end in a semicolon are taken for one: ``&region=`` and ``&copy=1`` are parameters.
    """
    for _ in range(_LEVELS):
        plain = _REFERENCE.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
        if plain == text:
            break
        text = plain
    return text


def has_cutting_reference(text: str) -> bool:
    """Whether one of ``= / : ? % #`` stands as a character reference in a text."""
    return "&" in text and bool(_CUTTING.search(text))


# How the character that begins a terminal's code is written where it was not lost: as it is, as cat -v, scripts, JSON and
# markup spell it, and as the sign that a console draws for it. Source: ECMA-48, and for links the OSC 8 of terminals.
_ESC = r"(?:[\x1b\u241b\u2190\ufffd]|\^\[|\\(?:x1[bB]|u001[bB]|033|e)|&#(?:27|x1[bB]);)"
_LINK = (
    rf"{_ESC}?\]8;[^;\s]{{0,200}};(?P<link>(?:https?://)?[^\x07\x1b\\^\s]*?)"
    rf"(?:\x07|\^G|{_ESC}?\\{{1,2}}|(?=https?://|[\s\x1b\\^]|\Z))(?P<same>https?://[^\x07\x1b\]\s]*)?"
)
_CONTROL = r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,4000}(?:\x07|\x1b\\)|\x1b[ -/]{0,8}[0-~]"
_COLOUR = rf"{_ESC}\[[\d;:]{{0,64}}[mK]|\[\d{{1,3}}(?:[;:]\d{{1,3}}){{0,9}}m(?!\])(?:\[K)?|\[m\[K"
_TERMINAL = re.compile(f"{_LINK}|{_COLOUR}|{_CONTROL}")
# A code that lost its first character is one where another of them ends what was begun.
_ENDS = ("]8;", "[0m", "[00m", "[0;", "[m[K", "[22m", "[24m", "[39m")
_SPELT = ("\x1b", "\x9b", "\u241b", "^[[", "\\x1b[", "\\x1B[", "\\u001b[", "\\u001B[", "\\033[", "\\e[", "&#27;[")

# A rule that a program draws before another's lines, and the fields of a log before its message (envoyproxy/envoy#14435).
_RULED = re.compile(r"^([^\n|│]{0,60}[|│])[^\n]*(?:\n\1[^\n]*){2}", re.MULTILINE)
_MESSAGE = re.compile(r'^[^\n]{0,120}? msg="((?:[^"\\\n]|\\.)*)"[ \t]*$', re.MULTILINE)


def legible(text: str) -> str:
    """The text without what a terminal or a log puts around it; of a link that it holds behind other words, the address."""
    text = _TERMINAL.sub(_address, text) if any(sign in text for sign in (*_ENDS, *_SPELT)) else text
    if ruled := _RULED.search(text):
        text = re.sub(rf"^{re.escape(ruled[1])} ?", "", text, flags=re.MULTILINE)
    # What mc draws before its lines; a parameter that an issue sets in bold type (alexandrubagu/gcs_signed_url#43).
    text = text.replace("mc: <DEBUG> ", "").replace("&**X-", "&X-")
    text = re.sub(r"(\*\*|`)([A-Z]{3,7}|[45]\d\d)\1", r"\2", text)  # a method or a status in bold type or as code
    return _MESSAGE.sub(lambda line: line[1].replace('\\"', '"'), text) if ' msg="' in text else text


def _address(code: re.Match[str]) -> str:
    return f"{code['link']} " if code["same"] else f"<{code['link']}> " if code["link"] else ""


START = re.compile(r"(?:https?|s3):(?:\\?/){2}", re.IGNORECASE)
MARKERS = re.compile(
    r"(?:x-(?:amz|goog)-(?:signature|algorithm|credential|date|expires)|awsaccesskeyid|googleaccessid)(?:=|%(?:25)?3d)",
    re.IGNORECASE,
)
MAIL_QUOTE = re.compile(r"\s+(?:>[ \t]*)*")
URL_PIECE = re.compile(r"[A-Za-z0-9%&=._~+/;:,@!$*'()?#\-\[\]]+")
_PARAGRAPH = re.compile(r"\n[ \t>]*\r?\n|(?:https?|s3):(?:\\?/){2}", re.IGNORECASE)
_HEX_END = re.compile(r"Signature=[0-9A-Fa-f]{0,63}\Z")


def mentions(text: str, *words: str) -> bool:
    """Whether one of some words in lower case stands in a text: a quick look, before a pattern that is slow over a long one."""
    lower = text.lower()
    return any(word in lower for word in words)


def belongs(url: str, piece: str, text: str, place: int) -> bool:
    """Whether a piece looks like the next one of a URL: a parameter, the rest of a signature, or of a path."""
    if not URL_PIECE.fullmatch(piece) or START.match(piece):
        return False
    if "?" not in url:
        # The gap stands in the path: only if the signature is still to come, close by.
        return bool(MARKERS.search(_ahead(text, place))) and not url.endswith((".", ","))
    if piece[0] in "&%" or url[-1] in "&=%":
        return True
    if _HEX_END.search(url[-80:]) and re.match(r"[0-9A-Fa-f]+(?:[&#.,;)\]]|\Z)", piece):
        return True
    if "=" not in re.split("[?&]", url[-200:])[-1] and "=" in piece[:60]:
        return True
    missing = any(f"{name}=" not in url for name in REQUIRED)
    signed = "X-Amz-" in url or MARKERS.search(text, place, place + 4_000)
    return bool(missing and signed) and ("=" in piece or "&" in piece)


def is_whole_line(gap: str, text: str, end: int) -> bool:
    """Whether a piece behind a gap is all that stands on its line, with no empty line above it."""
    line_ends = gap.count("\n") or gap.count("\r")
    return line_ends == 1 and not text[end : end + 200].partition("\n")[0].strip()


def is_between(url: str, piece: str, text: str, place: int) -> bool:
    """Whether a URL goes on at a place: it lacks names of the signature, and they follow before a blank line or another URL.

    Where a line is broken inside a long value, a session token most of all, nothing in it looks like a parameter.
    """
    if not URL_PIECE.fullmatch(piece) or START.match(piece):
        return False
    missing = [name for name in REQUIRED if f"{name}=" not in url]
    if not missing or ("?" in url and "X-Amz-" not in url):
        return False
    joined = MAIL_QUOTE.sub("", url[-30:] + _ahead(text, place))
    return any(f"{name}=" in joined for name in missing)


def _ahead(text: str, place: int) -> str:
    """What follows before a blank line or another URL."""
    ahead = text[place : place + 4_000]
    end = _PARAGRAPH.search(ahead)
    return ahead[: end.start() if end else None]


def inside_signing(url: str) -> bool:
    """Whether a URL breaks off inside one of the signing parameters, none of which holds a space but a token."""
    name, equals, _ = re.split(r"[?&]", url[-3_000:])[-1].partition("=")
    if "?" not in url or inside_token(url):
        return False
    return not equals or name.lower().startswith(("x-amz-", "awsaccess", "signature", "expires"))


def inside_token(url: str) -> bool:
    """Whether a URL breaks off inside a session token, whose plus signs become spaces when something decodes them."""
    name, equals, _ = re.split(r"[?&]", url[-3_000:])[-1].partition("=")
    return bool(equals) and name.lower().endswith("token") and is_live_name(name)
