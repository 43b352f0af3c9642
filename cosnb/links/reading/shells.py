"""Cut a command into its words as a shell does: bash, Windows cmd, PowerShell."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

# No command has more; each costs far more memory than its text.
MAX_WORDS = 100_000


class Words(NamedTuple):
    """The words of the first command.

    is_cut: the shell would pass on less of the URL than stands there, which an unquoted ``&`` cuts.
    whole: all of them were read.
    """

    words: tuple[str, ...]
    is_cut: bool = False
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
    word: list[str] = []
    is_cut, place = False, 0
    while place < len(text) and len(words) < MAX_WORDS:
        char = text[place]
        if escaped := _ESCAPED.match(text, place):
            word += [] if escaped[1] is None else [escaped[1]]
            place = escaped.end()
        elif char in "'\"" or text.startswith("$'", place):
            piece, place = _quoted(text, place)
            word.append(piece)
        elif blanks := _BLANKS.match(text, place):
            if word:
                words.append("".join(word))
                word = []
            place = blanks.end()
            if "\n" in blanks[0] and words and not _GOES_ON.match(text, place):
                break
        elif char == "&" and word and "".join(piece[:8] for piece in word[:8]).startswith(_WEB):
            is_cut = True
            word.append(char)
            place += 1
        elif (char in ";|&" or (char in "<>" and not word)) or _CLOSES.match(text, place):
            if words:
                break
            place += 1
        elif plain := _BASH_PLAIN.match(text, place):
            word.append(plain[0])
            place = plain.end()
    if word:
        words.append("".join(word))
    return Words(tuple(words), is_cut, whole=len(words) < MAX_WORDS)


_WEB = ("http://", "https://")
# A backslash before a line end joins the lines.
_ESCAPED = re.compile(r"\\(?:\r?\n|(.?))", re.DOTALL)
# A command that was pasted without its backslashes goes on with an option or an argument in quotes.
_GOES_ON = re.compile(r"--?[A-Za-z]|['\"]|https?:")
_BLANKS = re.compile(r"\s+")
# A bracket that ends $(…) or (…), and none in the middle of an address that was pasted without quotes.
_CLOSES = re.compile(r"""(?:(?<=['"])\)|\)(?=[\s;|&)"']|\Z))""")
_BASH_PLAIN = re.compile(r"[^\s\\'\"$;|&<>)]+|.", re.DOTALL)


def _quoted(text: str, place: int) -> tuple[str, int]:
    """The text inside the quotes that open at ``place``, and where the text goes on behind them."""
    if text[place] == "'":
        end = text.find("'", place + 1)
        return (text[place + 1 : end], end + 1) if end >= 0 else (text[place + 1 :], len(text))
    if text[place] == "$":
        return _unquoted(text, place + 2, _ANSI_C, _ansi_c)
    return _unquoted(text, place + 1, _DOUBLE, lambda match: None if match[0] == '"' else match[0][1:].strip("\r\n"))


def _unquoted(
    text: str, at: int, escape: re.Pattern[str], plain: Callable[[re.Match[str]], str | None]
) -> tuple[str, int]:
    """The text up to the quotes that end it, with its escapes undone, and the place behind them.

    Piece by piece: a pattern for all of it would take twenty times the memory of a long text with many escapes.
    """
    read, place = bytearray(), at
    for match in escape.finditer(text, at):
        read += _bytes(text[place : match.start()])
        place = match.end()
        if (piece := plain(match)) is None:
            break
        read += _bytes(piece)
    else:
        read += _bytes(text[place:])
        place = len(text)
    return read.decode("utf-8", "surrogatepass"), place


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_DOUBLE = re.compile(r'"|\\(?:\r?\n|[$`"\\])')
_ANSI_C = re.compile(r"'|\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b"}


def _ansi_c(match: re.Match[str]) -> str | None:
    if match[0] == "'":
        return None
    code, name = match[1] or match[2], match[0][1:]
    return chr(int(code, 16)) if code else _CONTROLS.get(name, name if name in "\\'\"?" else match[0])


def _cmd(text: str) -> Iterator[str]:
    """Windows cmd: the caret escapes outside of quotes, then the C runtime's rules cut the words."""
    text = re.sub(r"\^\s*\r?\n", " ", text)
    line, _ = _unquoted(text, 0, _CARET, lambda match: match[1] or match[0])
    word, begun, quoted = bytearray(), False, False
    for match in _RUNTIME.finditer(line):
        if match[0].isspace() and not quoted:
            if begun:
                yield word.decode("utf-8", "surrogatepass")
            word, begun = bytearray(), False
        else:
            begun, quoted = True, quoted != (match[0] == '"')
            word += _bytes("" if match[0] == '"' else match[1] or match[0])
    if begun:
        yield word.decode("utf-8", "surrogatepass")


_CARET = re.compile(r'"[^"]*"?|\^(.)', re.DOTALL)
_RUNTIME = re.compile(r'\s+|"|\\(["\\])|[^\s"\\]+|\\')


def _powershell(text: str) -> Iterator[str]:
    """PowerShell: both kinds of quotes, the backtick; braces, ``=``, ``;`` and line ends stand as words of their own."""
    place = 0
    while match := _POWERSHELL.match(text, place):
        place = match.end()
        if match[1] is not None:
            yield match[1].replace("''", "'")
        elif match[0] == '"':
            piece, place = _unquoted(text, place, _BACKTICK, lambda m: None if m[0] == '"' else m[1] or '"')
            yield piece
        elif match[2]:
            yield "\n" if match[2].endswith("\n") else match[2]
        elif match[3]:
            yield re.sub(r"`(.)", r"\1", match[3])


_BACKTICK = re.compile(r'""|"|`(.)', re.DOTALL)
_POWERSHELL = re.compile(
    r"""'([^']*(?:''[^']*)*)'?|"|(@\{|[{}=;()]|\r?\n)|`\r?\n|([^\s'"`{}=;()]+(?:`[^\r\n][^\s'"`{}=;()]*)*"""
    r"""|(?:`[^\r\n][^\s'"`{}=;()]*)+)|[^\S\n]+|.""",
    re.DOTALL,
)
