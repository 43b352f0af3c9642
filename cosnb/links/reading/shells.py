"""Cut a command into its words as a shell does: bash, Windows cmd, PowerShell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

# No command has more; each costs far more memory than its text.
MAX_WORDS = 100_000

_ANSI_C = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "e": "\x1b", "?": "?"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)


class Words(NamedTuple):
    """The words of the first command.

    whole: all of them were read.
    cut_at: what of the URL's word the shell would really pass on, where an unquoted ``&`` cuts it; else None.
    """

    words: tuple[str, ...]
    cut_at: str | None = None
    whole: bool = True


def words_of(command: str) -> Words:
    """The words of a command, by the rules of the shell it was evidently written for."""
    if re.search(r"\^\s*\r?\n|\^[\"&%]", command):
        return _counted(_cmd(command))
    if re.search(r"(?i)\b(?:invoke-webrequest|invoke-restmethod|iwr|irm)\b|`\r?\n", command):
        return _counted(_powershell(command))
    return _bash(command)


def _counted(words: Iterable[str]) -> Words:
    kept = tuple(islice(words, MAX_WORDS + 1))
    return Words(kept[:MAX_WORDS], whole=len(kept) <= MAX_WORDS)


def _bash(text: str) -> Words:
    """POSIX quoting, ``$'…'`` and line continuations. An unquoted ``&`` inside a URL is read over, and reported."""
    words: list[str] = []
    word: list[str] | None = None
    cut_at: str | None = None
    place, end = 0, len(text)
    while place < end and len(words) < MAX_WORDS:
        char = text[place]
        if char == "\\":
            newline = _NEWLINE.match(text, place + 1)
            if not newline:
                word = word if word is not None else []
                word.append(text[place + 1 : place + 2])
            place = newline.end() if newline else place + 2
        elif char in "'\"" or text.startswith("$'", place):
            piece, place = _quoted(text, place)
            word = word if word is not None else []
            word.append(piece)
        elif char.isspace():
            if word is not None:
                words.append("".join(word))
                word = None
            blanks = _BLANKS.match(text, place)
            place = blanks.end() if blanks else place + 1
            if blanks and "\n" in blanks[0] and words and not _GOES_ON.match(text, place):
                break
        elif char == "&" and word is not None and "".join(piece[:8] for piece in word[:8]).startswith(_WEB):
            cut_at = "".join(word) if cut_at is None else cut_at
            word.append(char)
            place += 1
        elif (char in ";|&" or (char in "<>" and word is None)) or _CLOSES.match(text, place):
            if words:
                break
            place += 1
        else:
            stop = _BASH_PLAIN.match(text, place)
            word = word if word is not None else []
            word.append(stop[0] if stop else char)
            place = stop.end() if stop else place + 1
    if word is not None:
        words.append("".join(word))
    return Words(tuple(words), cut_at, whole=len(words) < MAX_WORDS)


_WEB = ("http://", "https://")
_NEWLINE = re.compile(r"\r?\n")
# A command that was pasted without its backslashes goes on with an option or an argument in quotes.
_GOES_ON = re.compile(r"--?[A-Za-z]|['\"]|https?:")
_BLANKS = re.compile(r"\s*")
# A bracket that ends $(…) or (…), and none in the middle of an address that was pasted without quotes.
_CLOSES = re.compile(r"""(?:(?<=['"])\)|\)(?=[\s;|&)"']|\Z))""")
_BASH_PLAIN = re.compile(r"[^\s\\'\"$;|&<>)]+")


def _quoted(text: str, place: int) -> tuple[str, int]:
    """The text inside the quotes that open at ``place``, and where the text goes on behind them."""
    if text[place] == "$":
        match = re.compile(r"\$'([^'\\]*(?:\\.[^'\\]*)*)'?", re.DOTALL).match(text, place)
        return (_ESCAPE.sub(_ansi_c, match[1]), match.end()) if match else ("$", place + 1)
    if text[place] == "'":
        end = text.find("'", place + 1)
        return (text[place + 1 : end], end + 1) if end >= 0 else (text[place + 1 :], len(text))
    match = _DOUBLE.match(text, place)
    if not match:
        return "", place + 1
    return re.sub(r'\\(\r?\n|[$`"\\])', lambda m: "" if m[1].endswith("\n") else m[1], match[1]), match.end()


_DOUBLE = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"?', re.DOTALL)


def _ansi_c(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ANSI_C.get(match[3], f"\\{match[3]}")


def _cmd(text: str) -> Iterator[str]:
    """Windows cmd: the caret escapes outside of quotes, then the C runtime's rules cut the words."""
    text = re.sub(r"\^\s*\r?\n", " ", text)
    line = re.sub(r'("[^"]*"?)|\^(.)', lambda match: match[1] or match[2], text, flags=re.DOTALL)
    found = re.finditer(r'(?:[^\s"\\]+|\\.|"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|\\)+', line, re.DOTALL)
    return (re.sub(r'\\(["\\])|"', lambda m: m[1] or "", match[0]) for match in found)


_POWERSHELL = re.compile(
    r"""'([^']*(?:''[^']*)*)'?|"([^"`]*(?:(?:`.|"")[^"`]*)*)"?|(@\{)|([{}=;()]|\r?\n)|`\r?\n|((?:[^\s'"`{}=;()]|`[^\r\n])+)|[^\S\n]+|.""",
    re.DOTALL,
)


def _powershell(text: str) -> Iterator[str]:
    """PowerShell: both kinds of quotes, the backtick; braces, ``=``, ``;`` and line ends stand as words of their own."""
    for match in _POWERSHELL.finditer(text):
        single, double, opening, mark, plain = match.groups()
        if single is not None:
            yield single.replace("''", "'")
        elif double is not None:
            yield re.sub(r'`(.)|""', lambda m: m[1] or '"', double, flags=re.DOTALL)
        elif opening or mark:
            yield "\n" if mark and mark.endswith("\n") else opening or mark
        elif plain:
            yield re.sub(r"`(.)", r"\1", plain)
