"""What learners hand in, as text; and a byte of it, in words."""

from __future__ import annotations

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


def describe_byte(answer: str, offset: int, expected: str) -> str:
    """The first byte that differs, on both sides."""
    return f"yours is {_byte(answer, offset)}, right is {_byte(expected, offset)}"


def _byte(text: str, offset: int) -> str:
    data = text.encode()
    if offset >= len(data):
        return "the end of the text"
    char = text[len(data[:offset].decode("utf-8", "ignore"))]
    return f"{_NAMES.get(char, char)} ({data[offset]:02x})"
