"""Bytes in words: every character visible, the first difference between two texts, and nothing too long."""

from ..links.checking.differences import common
from ..sigv4.live import is_live_name
from ..visible import visible

LIMIT = 160


def shown(text: str, limit: int = LIMIT) -> str:
    """Text whose every character can be seen, cut in the middle where it is long."""
    if len(text) > limit:
        text = f"{text[: limit // 2]}…{text[-limit // 2 :]}"
    # A newline is seen as well here: what is shown stands on one line.
    return visible(text).replace("\n", "␊")


def header_line(name: str, value: str) -> str:
    """A header as it is sent; a value that works as a credential is not shown."""
    if is_live_name(name):
        return f"{shown(name, 60)} (its value is not shown)"
    return f"{shown(name, 60)}: {shown(value, 120)}" if value else f"{shown(name, 60)} with an empty value"


def difference(left: str, right: str, *, left_is: str, right_is: str) -> str:
    """Where two texts begin to differ, with what stands around that place in each."""
    if left == right:
        return f"{left_is} and {right_is} are the same"
    place = common(left, right)
    start = max(0, place - 20)
    lead = "…" if start else ""
    width = max(len(left_is), len(right_is)) + 1
    offset = len(left[:place].encode("utf-8", "surrogatepass"))
    lines = [f"they differ from byte {offset + 1} on:"]
    for name, text in ((left_is, left), (right_is, right)):
        lines.append(f"{name + ':':{width}} {lead}{shown(text[start:place])}▸{_window(text, place)}")
    return "\n".join(lines)


def _window(text: str, place: int) -> str:
    piece = text[place : place + 40]
    return (shown(piece) + ("…" if len(text) > place + 40 else "")) if piece else "(ends here)"
