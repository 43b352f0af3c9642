"""Anything that can be shown, as HTML for saved notebooks and exports, as plain text, or as a page of its own.

Both have the same content. The HTML is readable where styles are stripped, and linked by CSS alone; the text is for
terminals, screen readers and diffs.
"""

import json
import re
from collections.abc import Iterable
from html import escape
from importlib import import_module
from importlib.resources import files
from itertools import groupby
from os import PathLike
from typing import Any

from ..errors import InputError
from ..scrub_frames import scrub_frames
from ..sigv4 import Part
from ..storage.files import check_path, whole_file
from .style import css_class, rules_for, shortened
from .tree import TAGS, Node, drawn, made_safe, page

_SKIP = frozenset({"copy", "reveal", "blanks", "legend", "countdown", "details", "player", "use"})


def text_of(tree: Node) -> str:
    """The tree as lines of text."""
    return "\n".join(line.rstrip() for line in _lines(made_safe(tree))).strip("\n")


def _lines(tree: Node) -> list[str]:
    if tree.kind in _SKIP:
        return []
    if tree.kind in ("heading", "line", "tr", "item", "step", "value"):
        return _row(tree)
    own = tree.text.split("\n") if tree.text else []
    inner = [line for child in tree.children for line in _lines(child)]
    if tree.kind in ("card", "finding", "answer"):
        return ["", *own, *(f"  {line}" if n else line for n, line in enumerate(inner))]
    return own + inner


def _row(tree: Node) -> list[str]:
    """A label and its text side by side; further lines of the text align with the first."""
    cells = [c for c in tree.children if c.kind not in _SKIP]
    texts = [_flat(cell).split("\n") for cell in cells]
    if tree.kind == "heading" or len(texts) < 2:
        return ["  ".join(" ".join(lines) for lines in texts) or tree.text]
    first, *rest = texts
    body = [line for lines in rest for line in lines]
    return [f"{name:<24}  {line}".rstrip() for name, line in zip([*first, *[""] * len(body)], body, strict=False)]


def _flat(tree: Node) -> str:
    if tree.kind == "place":
        return "" if tree.text == " =" else f"  ({tree.text.strip()})"
    separator = "\n" if any(child.kind == "row" for child in tree.children) else ""
    return tree.text + separator.join(_flat(child) for child in tree.children if child.kind not in _SKIP)


# What stands in another element than in the page: a list of names and values, a heading with all that belongs to it.
_TAGS = {"label": "b", "number": "b", "heading": "h4", "title": "span", "note": "div", "finding": "section"}
# Where styles are stripped, as in a notebook that is not trusted, this stands between words; the stylesheet hides it.
_BETWEEN = {"heading": " · ", "value": " · "}
_AFTER = {"number": ". ", "status": ": ", "label": ""}
_BREAKS = {"row": "\n<br>", "same": "<wbr>", "differs": "<wbr>"}
# These do something only where a script runs.
_NEED_SCRIPT = frozenset({"copy", "reveal", "blanks", "player", "use"})
_FOR_SCRIPT = frozenset({"data-stage", "data-signed", "data-certainty", "aria-hidden"})


def to_page(tree: Node, title: str) -> str:
    """The tree as one self-contained HTML page: no script, nothing loaded from anywhere."""
    return page("result", title=escape(title), shown=to_html(tree))


def _element(tree: Node, top: bool = False, longest: int = 24) -> str:
    """``longest``: so many characters of a text stay together where no style says more; a cell has less room."""
    longest = 13 if tree.kind == "td" else longest
    if tree.kind == "row" and not tree.children:
        return _inside(tree, longest)
    tag = _TAGS.get(tree.kind) or TAGS.get(tree.kind, "div")
    tag = "h3" if top and tree.kind == "heading" else tag
    attrs = "".join(f' {name}="{escape(text)}"' for name, text in tree.attrs.items() if name not in _FOR_SCRIPT)
    return f'<{tag} class="cosnb-{tree.kind}"{attrs}>{_inside(tree, longest)}{": " * (tree.kind == "label")}</{tag}>'


def _inside(tree: Node, longest: int = 0) -> str:
    if tree.kind == "dump":
        return _spans(drawn(tree))
    if tree.kind == "place":
        # The stylesheet says of an empty one that its line stayed where it was.
        return "" if tree.text == " =" else f"<i> (</i>{escape(tree.text.strip())}<i>)</i>"
    shown = [child for child in tree.children if child.kind not in _NEED_SCRIPT]
    if tree.kind == "legend":
        return f"{escape(tree.attrs['aria-label'])}: {', '.join(map(_inside, tree.children))}"
    runs = groupby(shown, lambda child: child.kind == "line")
    inner = [_list(run, longest) if lines else _joined(tree, [*run], longest) for lines, run in runs]
    longest = 0 if TAGS.get(tree.kind) == "pre" else longest
    return _spans(tree.parts, longest) + "".join(inner)


def _list(lines: Iterable[Node], longest: int) -> str:
    """Names and their values; a line without a name goes on with the one before it.

    A list of definitions would float, and overlap in a narrow place, where JupyterLab shows it without our style.
    """
    found = ""
    for line in lines:
        name, *values = (child for child in line.children if child.kind not in _NEED_SCRIPT)
        value = "".join(_element(one, longest=longest) for one in values)
        if name.text:
            ended = "</li>" if found else ""
            found += f'{ended}<li class="cosnb-line">{_element(name)}{value}'
        else:
            found += f"<br>{value}"
    return f'<ul class="cosnb-lines">{found}</li></ul>'


def _joined(parent: Node, children: list[Node], longest: int) -> str:
    """Children with what separates their words where each of them is not a block of its own."""
    ends = [_AFTER.get(child.kind, _BETWEEN.get(parent.kind, "")) for child in children]
    ends = [_BREAKS.get(child.kind) or (end and f"<i>{end}</i>") for child, end in zip(children, ends, strict=True)]
    elements = [_element(child, parent.kind == "view", longest) for child in children]
    return "".join(element + end for element, end in zip(elements, [*ends[:-1], ""], strict=True))


def _spans(parts: Iterable[Part], longest: int = 0) -> str:
    """``longest``: of a text that is no verbatim one, so many characters stay together where no style says more."""
    whole = "".join(part.text for part in parts)
    if longest:  # what is made visible has no NUL
        whole = re.sub(rf"[^\s-]{{{longest}}}(?=[^\s-])", "\\g<0>\0", whole)
    found, at = "", 0
    for text, source, _ in parts:
        size = len(re.findall(f"^(?:\0?[^\0]){{{len(text)}}}", whole[at:])[0])
        shown = escape(whole[at : at + size]).replace("&#x27;", "'").replace("\0", "<wbr>")
        shown = shown.replace("\n", "\n<br>") if longest else shown
        found += shown if source is None else f'<u class="cosnb-part {css_class(source)}">{shown}</u>'
        at += size
    return found


# Who shows a kind of object. It is loaded when there is one to show; by then the kind itself is loaded.
_TREES: dict[str, list[str]] = json.loads(files(__package__).joinpath("trees.json").read_text("utf-8"))


@scrub_frames
def tree_of(thing: object, *, reveal: bool | None = None) -> Node:
    """The tree of anything that can be shown.

    Args:
        thing: a Signed, Verification, Diagnosis, DiagnosisTable, Comparison, PostForm or Answer; or what has a ``tree``.
        reveal: show what works as a credential; None shows it only for published example credentials.

    Raises:
        InputError: it is nothing that has a display.
    """
    if isinstance(thing, Node):
        return thing
    if isinstance(own := getattr(thing, "tree", None), Node):
        return own
    for kind in type(thing).__mro__:
        if kind.__module__.startswith("cosnb.") and kind.__name__ in _TREES:
            module, name = _TREES[kind.__name__]
            tree: Node = getattr(import_module(f".{module}", __package__), name)(thing, reveal=reveal)
            return tree
    problem = f"a {type(thing).__name__} has no display."
    remedy = "Give what presign, presign_post, verify, compare, diagnose or send returned."
    raise InputError("thing", problem, remedy)


@scrub_frames
def to_html(thing: Any) -> str:
    """An object, or a tree, as an HTML fragment with the style that it uses; masked as all that can be saved is."""
    shown = _element(made_safe(tree_of(thing)))
    return shortened(f"<style>{rules_for(shown)}</style>{shown}")


@scrub_frames
def to_text(thing: Any) -> str:
    """An object, or a tree, as plain text; masked as everything that can be saved is."""
    return text_of(tree_of(thing))


@scrub_frames
def save_html(thing: Any, path: str | PathLike[str]) -> None:
    """Write one self-contained page: no script, nothing loaded. Masked as everything that can be saved is.

    Args:
        thing: a Signed, Verification, Diagnosis, DiagnosisTable, Comparison, PostForm or Answer.
        path: the file. It appears, or is replaced, only when the page is written completely.

    Raises:
        InputError: it has no display, or the path is none.
        OSError: the file cannot be written.
    """
    data = to_page(tree_of(thing), title="cosnb").encode()
    with whole_file(check_path("path", path)) as file:
        file.write(data)
