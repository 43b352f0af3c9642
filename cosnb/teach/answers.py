"""What learners hand in, as text; the usual typo in it, and the rule behind the piece that is wrong.

A typo is found by a normal form in which right and wrong are the same text, so what is said of an answer is proven, not guessed.
Source of the rules: "Create a signed AWS API request", IAM user guide; "Authenticating requests: using query
parameters (AWS Signature Version 4)", Amazon S3 API reference.
"""

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from urllib.parse import unquote

from ..sigv4 import Signed, Stage

_NAMES = {" ": "a space", "\n": "a line end", "\r": "a carriage return", "\t": "a tab", "\xa0": "a no-break space"}


def text_of(answer: object, stage: str = "") -> str:
    """An answer as text: a text, its UTF-8 bytes, a stage, or that stage of a signing; "" for everything else."""
    if isinstance(answer, Signed):
        answer = next((made for made in answer.stages if made.name == stage), "")
    if isinstance(answer, Stage):
        answer = answer.text
    if isinstance(answer, bytes | bytearray):
        return bytes(answer).decode("utf-8", "replace")
    # A lone surrogate has no bytes that could be compared.
    return answer.encode("utf-8", "replace").decode() if isinstance(answer, str) else ""


def byte_at(text: str, offset: int) -> str:
    """A byte in words, as the character that it begins and in hex."""
    data = text.encode()
    if offset >= len(data):
        return "the end of the text"
    char = text[len(data[:offset].decode("utf-8", "ignore"))]
    return f"{_NAMES.get(char, char)} ({data[offset]:02x})"


Typo = tuple[Callable[[str], str], str]


def _sorted_query(text: str) -> str:
    return "\n".join("&".join(sorted(line.split("&"))) for line in text.split("\n"))


def _unsigned(text: str) -> str:
    """A canonical text without X-Amz-Signature, which none has; a URL stays as it is, because it has to end with it."""
    return text if "://" in text else re.sub("&X-Amz-Signature=[^&\\s]*", "", text)


TYPOS: tuple[Typo, ...] = (
    (str.strip, "Only the spaces or line ends around it are too many: the text ends with its last character."),
    (lambda text: text.strip().strip("\"'"), "Only the quotes around it do not belong there."),
    (lambda text: text.replace("\r\n", "\n"), "Lines end with a line feed alone, and yours with CR and LF."),
    (lambda text: text.replace("\\n", "\n"), "Your line ends are a backslash and an n: write real ones."),
    (lambda text: re.sub("\n\n+", "\n", text), "Only an empty line is missing, or there is one too many."),
    (lambda text: re.sub("%..", lambda m: m[0].upper(), text), "Only the case of the escapes differs: %C3, not %c3."),
    (str.lower, "Only capitals and small letters differ."),
    (lambda text: text.replace("+", "%20"), "A space is %20 here; the plus sign belongs to forms."),
    (lambda text: text.replace("%25", "%"), "It is encoded once too often: %20 became %2520."),
    (
        lambda text: text.replace("%2F", "/"),
        "Only the slashes differ: they are %2F in a query, and plain in a path and in a scope.",
    ),
    (lambda text: text.replace("amp;", ""), "The & is written &amp;, as in HTML."),
    (lambda text: text.rstrip(".,;:)>"), "Only the mark after it is too much: it belongs to the sentence around it."),
    (lambda text: text.lstrip("?"), "Only the question mark is too much: it belongs between path and query."),
    (_unsigned, "X-Amz-Signature is not part of what is signed: it is made last."),
    (_sorted_query, "The right parameters, in another order."),
)
# What is said of a single piece, where nothing better is known about the whole answer.
_OF_A_PIECE = (*TYPOS, (unquote, "Only the percent-encoding differs."))


def typo(answer: str, expected: str, typos: tuple[Typo, ...] = TYPOS) -> str | None:
    """The one thing that is wrong with an answer, in a sentence; None if it is not a usual typo."""
    if answer == expected:
        return None
    return next((sentence for form, sentence in typos if form(answer) == form(expected)), None)


def typo_in(answer: str, expected: str) -> str | None:
    """The one thing that is wrong with a piece of an answer, which may have other faults elsewhere."""
    found = typo(answer, expected, _OF_A_PIECE)
    return f"in this piece: {found[0].lower()}{found[1:]}" if found else None


# The rule of each piece that a stage is made of, by the piece's name.
RULES: Mapping[str, str] = json.loads(files(__package__).joinpath("rules.json").read_text("utf-8"))


def rule_for(place: str) -> str:
    """The rule for a piece by its name, such as ``"canonical header host"``; "" where there is none."""
    general = "canonical header" if place.startswith("canonical header ") else place.partition(" ")[0]
    return RULES.get(place) or RULES.get(general, "")
