"""Any bytes as text that is safe to print: nothing in it moves a cursor, hides or reverses what stands beside it."""

from __future__ import annotations

import codecs
import unicodedata

TEXT_LIMIT = 2000
DUMP_LIMIT = 256

_KEPT = frozenset("\n\t")


def preview_of(body: bytes) -> str:
    """The beginning of a body: as text if it is UTF-8, else as a hex dump."""
    head = body[: 4 * TEXT_LIMIT]
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) == len(body))
    except UnicodeDecodeError:
        return _dump(body)
    if "\0" in text:
        return _dump(body)
    shown = "".join(map(_visible, text[:TEXT_LIMIT]))
    rest = len(body) - len(text[:TEXT_LIMIT].encode())
    return f"{shown}\n… {rest:,} more bytes" if rest else shown


def _visible(char: str) -> str:
    """Controls, direction marks, joiners, private and unassigned characters as escapes; all else as it is."""
    if char in _KEPT or unicodedata.category(char)[0] not in "CZ" or char == " ":
        return char
    return char.encode("unicode_escape").decode() if ord(char) > 0xFF or char < " " else f"\\x{ord(char):02x}"


def _dump(body: bytes) -> str:
    lines = []
    for at in range(0, min(len(body), DUMP_LIMIT), 16):
        row = body[at : at + 16]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{at:08x}  {row.hex(' '):<47}  {text}")
    if len(body) > DUMP_LIMIT:
        lines.append(f"… {len(body) - DUMP_LIMIT:,} more bytes")
    return "\n".join(lines)
