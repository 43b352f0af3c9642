"""What works as a credential in a text that was pasted or answered, and the same text without it.

A store repeats what it received: in its words, percent-encoded, as bytes in hex; and what repeats it may be cut. So not
only a whole value is hidden, but every piece of it that is long enough to be of use.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from ..sigv4.live import is_live_name, secret_for_id
from ..visible import MASK
from .reading.wrapped import unescaped

# A value behind a name that says what it is, in a query, a header, JSON, XML or prose.
_ASSIGNED = re.compile(
    r"(?:signature|security-token|customer-key|\bsig)(?:provided>|[\"']?\s{0,9}[=:]\s{0,9}[\"']?)([\w%+/=.~-]{16,4096})",
    re.IGNORECASE,
)
_VALUE = r"\s{0,9}[=:]\s{0,9}[\"']{0,2}([\w%+/=.~-]{16,4096})"
_NAMED = re.compile(rf"(?<![\w-])(?=([\w-]{{3,60}}))\1[\"']?{_VALUE}")
_HOLDS_VALUE = re.compile(_VALUE.removeprefix(r"\s{0,9}"))  # asked first: most of a long text has none
_COOKIE = re.compile(r"(?<![\w-])(?P<set>set-)?cookie[\"']?\s{0,9}:\s{0,9}[\"']?([^\r\n\"']{1,4096})", re.IGNORECASE)
# An Authorization header tells its scheme, and behind it who signs and how; a signature stands behind its name.
_AUTHORIZED = re.compile(
    r"\b(?:basic|bearer|token|negotiate|digest)\s{1,9}[\"']?([\w%+/=.~-]{12,4096})|\bAWS\s[^\s:]{1,200}:([\w+/=]{12,200})",
    re.IGNORECASE,
)
# The same where the sign between them was lost, or is one that nothing here decodes: then the looks of the value count.
_LOOSE = re.compile(
    r"signature[^0-9a-z]{0,24}(?:[0-9a-z]{1,10}[^0-9a-z]{1,6}){0,3}?(?:0?[xu])?([0-9a-f]{40,4096})"
    r"|(?:security|session)[^0-9a-z]{0,3}token[^0-9a-z]{0,24}([\w%+/=.~-]{100,4096})",
    re.IGNORECASE,
)
# A value as it stands in markup, so that a piece of it is known by its looks there.
_SIGN = r"&(?:amp;)*(?:#0*(?:37|4[3567]|61|95|126)|#x0*(?:2[5bdef]|3d|5f|7e)|equals|sol|percnt|plus|period|lowbar);"
_ESCAPED = re.compile(
    r"(?:signature|token|customer-key)(?:[=:]|&(?:amp;)*(?:#0*61|#x0*3d|equals);)((?:[\w%+/=.~-]|"
    + _SIGN
    + "){16,4096})",
    re.IGNORECASE,
)
# An access key id, where the store or a program tells it; it is a secret where two halves were swapped.
_KEY_ID = re.compile(
    r"(?:credential|access_?key_?(?:id)?)[\"']?\s{0,9}[=:>]\s{0,9}[\"']?([\w/+-]{40,200})", re.IGNORECASE
)
_SCRIPT = re.compile(r"\\(?:u00|x)([0-9a-fA-F]{2})")
_LEVELS = 3  # how often a text can be encoded on its way, in each of the ways, and still be read
_PIECE = 12  # bytes; a piece of a value that is shorter is of no use

# More than any request carries, and than anybody is shown: hostile text must not cost more than it is worth.
_MOST_VALUES = 32
_MOST_CHARACTERS = 20_000
_MOST_IN_ALL = 16 * _MOST_CHARACTERS

# Of a long text only the surroundings of these words are looked at, as far as the patterns above can see.
_WORDS = (
    *("sig", "token", "customer-key", "cookie", "basic", "bearer", "negotiate", "digest"),
    *("aws", "credential", "access"),
)
_SEEN_BEFORE, _SEEN_BEHIND = 100, 4500
_GAP = "\n" * 40
# A long text is looked at in windows, so that not all of it is held decoded: a value that begins in one ends in its overlap.
_WINDOW, _OVERLAP = 200_000, 40_000


def live_texts(text: str) -> tuple[str, ...]:
    """Every value in a text that stands behind the name of a signature, a token, a cookie or a customer's key."""
    windows = (text[at : at + _WINDOW + _OVERLAP] for at in range(0, len(text), _WINDOW))
    return tuple(dict.fromkeys(value for window in windows for value in _live_near(window)))[:_MOST_VALUES]


def _live_near(text: str) -> Iterator[str]:
    if "&" in text:
        yield from (match[1] for match in _ESCAPED.finditer(text))
    for _ in range(_LEVELS):
        yield from _live_in(text)
        if (plain := _decoded(text)) == text:
            break
        text = plain


def _decoded(text: str) -> str:
    """The text without the escapes of markup, of scripts and of URLs, each undone once or more."""
    text = unescaped(text)
    if "\\" in text:
        text = _SCRIPT.sub(lambda match: chr(int(match[1], 16)), text).replace("\\/", "/")
    return unquote(text) if "%" in text else text


def _near_words(text: str) -> str:
    """The surroundings of all that can introduce a value; a short text is given whole."""
    lower = text.lower()
    if len(text) <= _MOST_CHARACTERS or len(lower) != len(text):
        return text
    parts: list[list[int]] = []
    for place in sorted(match.start() for word in _WORDS for match in re.finditer(word, lower)):
        if parts and place - _SEEN_BEFORE <= parts[-1][1]:
            parts[-1][1] = place + _SEEN_BEHIND
        else:
            parts.append([max(0, place - _SEEN_BEFORE), place + _SEEN_BEHIND])
    return _GAP.join(text[start:end] for start, end in parts)


def _live_in(text: str) -> Iterator[str]:
    # A name may be misspelt, and so be none of the words.
    for match in _NAMED.finditer(text) if _HOLDS_VALUE.search(text) else ():
        if is_live_name(match[1]) and not match[2].startswith("AWS4-HMAC-SHA256"):
            yield match[2]
    text = _near_words(text)
    yield from (match[1] for match in _ASSIGNED.finditer(text))
    for match in _COOKIE.finditer(text):
        yield from _of_cookie(match[2], is_set=bool(match["set"]))
    yield from (match[1] or match[2] for match in _AUTHORIZED.finditer(text))
    yield from (secret for match in _KEY_ID.finditer(text) if (secret := secret_for_id(match[1])))
    yield from (match[1] or match[2] for match in _LOOSE.finditer(text))


def _of_cookie(value: str, *, is_set: bool) -> Iterator[str]:
    """The values of cookies; behind one that is set stand a domain and a path, which are no secrets."""
    for pair in value.split(";")[: 1 if is_set else None]:
        name, equals, content = pair.partition("=")
        yield (content if equals else name).strip()


def live_of_headers(headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What of headers works as a credential: of an Authorization header by what signs, of the others the value."""
    for name, value in headers:
        if not is_live_name(name):
            continue
        scheme, space, rest = value.strip().partition(" ")
        if "cookie" in name.lower():
            yield from _of_cookie(value, is_set=name.strip().lower().startswith("set"))
        elif "authorization" not in name.lower() or not space:
            yield value
        elif scheme.upper().startswith("AWS"):
            yield from live_texts(value)
        else:
            yield rest.strip()


# Where a text holds nothing that looks so, the pieces of that length, which are many, are not even made.
_LOOKS = {_PIECE: "", 2 * _PIECE: "[0-9a-fA-F]{24}", 3 * _PIECE - 1: "[0-9a-fA-F]{2}(?: [0-9a-fA-F]{2}){10}"}


class Hider:
    """Puts dots in the place of values wherever they stand in a text: whole or in pieces, encoded, in hex.

    Args:
        values: signatures, tokens, keys; what has less than 12 characters is none.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._values: list[str] = []
        self._pieces: dict[int, set[str]] = {}
        room = _MOST_IN_ALL
        for value in list(dict.fromkeys(values))[:_MOST_VALUES]:
            self._values.append(value[: min(room, _MOST_CHARACTERS)])
            room -= len(self._values[-1])

    def __call__(self, text: str) -> str:
        """The text without them. Of a very long one only the beginning is given, which is all that is shown."""
        if not self._values or len(text) < _PIECE:
            return text
        text = text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
        shown: list[str] = []
        place = 0
        for start, end in sorted(span for size in _LOOKS for span in self._spans(text, size)):
            if start > place or not shown:
                shown += text[place:start], MASK
            place = max(place, end)
        return "".join((*shown, text[place:]))

    def _spans(self, text: str, size: int) -> list[tuple[int, int]]:
        if not re.search(_LOOKS[size], text):
            return []
        pieces = self._pieces.get(size)
        if pieces is None:
            forms = [form for value in self._values for form in _forms(value, size)]
            pieces = self._pieces[size] = {form[at : at + size] for form in forms for at in range(len(form) - size + 1)}
        return [(at, at + size) for at in range(len(text) - size + 1) if text[at : at + size] in pieces]


def _forms(value: str, size: int) -> set[str]:
    """Every way of writing a value of which a piece must be so long to count: as text, in hex, in hex with spaces."""
    plain = unquote(value)
    encoded = quote(plain, safe="")
    if size == _PIECE:
        return {value, plain, encoded, quote(encoded, safe=""), plain.replace("/", "\\/")}
    data = (text.encode("utf-8", "replace") for text in {value, plain, encoded})
    found = {one.hex() if size == 2 * _PIECE else one.hex(" ") for one in data}
    return {*found, *map(str.upper, found)}
