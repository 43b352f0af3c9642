"""Bytes as people read them."""

from __future__ import annotations


def hex_dump(data: bytes, limit: int = 2048) -> str:
    """Sixteen bytes a line: offset, hex, and the printable ones as ASCII."""
    rows = []
    for at in range(0, min(len(data), limit), 16):
        chunk = data[at : at + 16]
        ascii_text = "".join(chr(b) if 32 <= b < 127 else "·" for b in chunk)
        rows.append(f"{at:04x}  {chunk.hex(' '):<47}  {ascii_text}")
    return "\n".join(rows + ([f"… {len(data) - limit} more bytes"] if len(data) > limit else []))
