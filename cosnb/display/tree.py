"""The tree that everything shown is made of.

An object becomes one tree; the tree becomes HTML, text, or elements in the page. The layout is decided here in
Python once, and the three serialisers know nothing but nodes.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from ..results import Result
from ..sigv4 import Part
from ..visible import LIMIT, hex_dump, visible

# The HTML element of each kind of node, shared with the page. A kind that is not listed is a div.
TAGS: Mapping[str, str] = json.loads(files(__package__).joinpath("tags.json").read_text("utf-8"))


@dataclass(slots=True)
class Node(Result):
    """One piece of what is shown.

    kind: what it is; gives the element and the CSS class.
    parts: its text, in pieces that remember their source.
    children: nodes inside it, after the text.
    attrs: attributes for the element, such as ``aria-label``; texts only.
    """

    kind: str
    parts: tuple[Part, ...] = ()
    children: tuple["Node", ...] = ()
    attrs: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


Content = str | Part | Node | None


# A tuple, because a union would be made again for each item.
_ONE = (str, Part, Node)


def node(kind: str, *content: Content | Iterable[Content], **attrs: str) -> Node:
    """A node of texts, parts and nodes; None is left out. ``aria_label`` becomes the attribute ``aria-label``."""
    parts: list[Part] = []
    children: list[Node] = []
    for one in content:
        for item in () if one is None else (one,) if isinstance(one, _ONE) else one:
            if isinstance(item, Node):
                children.append(item)
            elif item is not None:
                parts.append(Part(item) if isinstance(item, str) else item)
    return Node(kind, tuple(parts), tuple(children), {name.replace("_", "-"): text for name, text in attrs.items()})


def box(kind: str, label: str, *content: Content | Iterable[Content], **attrs: str) -> Node:
    """A box of text that may scroll, so it can be reached by keyboard and has a name."""
    return node(kind, *content, tabindex="0", role="group", aria_label=label, **attrs)


def line(label: str, *content: Content | Iterable[Content], kind: str = "code") -> Node:
    """A name and its value."""
    return node("line", node("label", label), node(kind, *content))


def tr(*cells: Content | Iterable[Content], kind: str = "td") -> Node:
    """A row of a table."""
    return node("tr", [node(kind, cell) for cell in cells])


def view(label: str, *content: Content | Iterable[Content]) -> Node:
    """What stands by itself, and has a name."""
    return node("view", *content, role="group", aria_label=label)


def fold(title: str, *content: Content | Iterable[Content]) -> Node:
    """What is seen when somebody opens it."""
    return node("details", node("summary", title), *content)


def page(name: str, **values: str) -> str:
    """A page of the folder ``pages``, with each value, which is HTML, in place of its name in «guillemets»."""
    text = files(__package__).joinpath(f"pages/{name}.html").read_text("utf-8")
    return re.sub(r"«(\w+)»", lambda match: values[match[1]], text)


def hidden(tree: Node, hide: Callable[[str], str]) -> Node:
    """The same tree with ``hide`` applied to every text in it."""
    parts = tuple(Part(hide(p.text), p.source, None if p.raw is None else hide(p.raw)) for p in tree.parts)
    attrs = {name: hide(text) for name, text in tree.attrs.items()}
    return Node(tree.kind, parts, tuple(hidden(child, hide) for child in tree.children), attrs)


def made_safe(tree: Node) -> Node:
    """The same tree with every text visible: what each serialiser starts from, so that none can forget it."""
    texts, attrs = safe_texts(tree)
    children = tuple([made_safe(child) for child in tree.children])
    return Node(tree.kind, tuple([Part(*one) for one in texts]), children, attrs)


def safe_texts(tree: Node) -> tuple[list[tuple[str, str | None]], Mapping[str, str]]:
    """The parts of a node, as texts and sources, and its attributes, with every text visible."""
    # A byte view is ASCII, of up to four characters a byte, and has been cut already.
    limit = 4 * LIMIT if tree.kind == "dump" else LIMIT
    texts = [(visible(text, limit), source and visible(source, 100)) for text, source, _ in tree.parts]
    return texts, {name: visible(text, 300) for name, text in tree.attrs.items()}


# More bytes than these nobody reads, and the page would have to draw them at every keystroke.
DUMP_LIMIT = 2048
# A tree holds bytes once, as text; whatever shows it draws the table of them (the page does so in tree.js). A byte is
# written as itself where it is printable ASCII, else, and for the backslash, \x and two hex digits.
_BYTES = {byte: f"\\x{byte:02x}" for byte in range(256) if not 32 <= byte < 127 or byte == 0x5C}


def dump(parts: Iterable[Part]) -> Node:
    """A byte view, in which each byte has the source of its text."""
    shown, size = [], 0
    for source, run in groupby((part for part in parts if part.text), itemgetter(1)):
        data = "".join(part.text for part in run).encode()
        text = data[: max(DUMP_LIMIT - size, 0)].decode("latin-1").translate(_BYTES)
        shown.append(Part(text, source))
        size += len(data)
    more = {"data_more": str(size - DUMP_LIMIT)} if size > DUMP_LIMIT else {}
    return box("dump", "Bytes", (part for part in shown if part.text), **more)


def drawn(tree: Node) -> list[Part]:
    """What a byte view shows: the text of :func:`hex_dump`, whose hex digits have their sources."""
    found = [(one, part.source) for part in tree.parts for one in re.findall(r"\\x[0-9a-f]{2}|.", part.text)]
    data = bytes(int(one[2:], 16) if len(one) > 1 else ord(one) for one, _ in found)
    rows = hex_dump(data, more=int(tree.attrs.get("data-more", "0"))).splitlines(keepends=True)
    shown = []
    for at, row in zip(range(0, len(data), 16), rows, strict=False):
        place = 6
        shown.append(Part(row[:place]))
        for source, run in groupby(found[at : at + 16], itemgetter(1)):
            piece = row[place:][: 3 * len([*run])]
            shown += [Part(piece[:-1], source), Part(" ")]
            place += len(piece)
        shown.append(Part(row[place:]))
    return [*shown, *map(Part, rows[-(-len(data) // 16) :])]
