"""Bytes as people read them.

A tree holds the bytes once, as text; whatever shows the tree draws the table of them (the page does so in tree.js).
"""

from __future__ import annotations

import re

from .tree import Node, box

# More bytes than these nobody reads, and the page would have to draw them at every keystroke.
LIMIT = 2048
# A byte as text: itself where it is printable ASCII, else, and for the backslash, \x and two hex digits.
_WRITTEN = {byte: f"\\x{byte:02x}" for byte in range(256) if not 32 <= byte < 127 or byte == 0x5C}


def dump(data: bytes) -> Node:
    """A byte view."""
    more = {"data_more": str(len(data) - LIMIT)} if len(data) > LIMIT else {}
    return box("dump", "Bytes", data[:LIMIT].decode("latin-1").translate(_WRITTEN), **more)


def drawn(node: Node) -> str:
    """What a byte view shows."""
    data = bytes(int(one[2:], 16) if len(one) > 1 else ord(one) for one in re.findall(r"\\x[0-9a-f]{2}|.", node.text))
    return hex_dump(data, more=int(node.attrs.get("data-more", "0")))


def hex_dump(data: bytes, more: int = 0) -> str:
    """Sixteen bytes a line: offset, hex, and the printable ones as ASCII. ``more``: how many follow that are not shown."""
    rows = []
    for at in range(0, len(data), 16):
        chunk = data[at : at + 16]
        ascii_text = "".join(chr(b) if 32 <= b < 127 else "·" for b in chunk)
        rows.append(f"{at:04x}  {chunk.hex(' '):<47}  {ascii_text}")
    return "\n".join(rows + ([f"… {more} more bytes"] if more else []))
