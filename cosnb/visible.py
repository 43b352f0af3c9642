"""Text that can be seen: what every message, repr and display makes of text that somebody else wrote.

Whatever was typed, pasted or answered by a server is hostile: it may hold control characters, terminal escapes, or
marks that reorder the text around them.
"""

import re

MASK = "••••••••"  # shown instead of a secret
# Nothing that a person reads is longer; how much is cut is said.
LIMIT = 4000

# C0 and C1 controls but newline, no-break and other odd spaces, zero-width marks, and everything that changes the
# direction of text (Unicode bidirectional formatting characters).
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def visible(text: str, limit: int = LIMIT) -> str:
    """Text whose every character can be seen, in reading order; what is longer than ``limit`` is cut, and says so."""
    if len(text) > limit:
        return f"{visible(text[:limit])}… ({len(text) - limit:,} more characters)"
    if text.isascii() and text.isprintable():  # nearly every text is, and a search takes twice as long
        return text
    return _UNSEEN.sub(_picture, text)


def hex_dump(data: bytes, more: int = 0) -> str:
    """Sixteen bytes a line: offset, hex, and the printable ones as ASCII. ``more``: how many follow that are not shown."""
    rows = []
    for at in range(0, len(data), 16):
        chunk = data[at : at + 16]
        ascii_text = "".join(chr(b) if 32 <= b < 127 else "·" for b in chunk)
        rows.append(f"{at:04x}  {chunk.hex(' '):<47}  {ascii_text}")
    return "\n".join(rows + ([f"… {more} more bytes"] if more else []))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"
