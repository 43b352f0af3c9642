"""A tree as HTML, for saved notebooks and exports: readable where styles are stripped, linked by CSS alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import groupby

from ..sigv4 import Part
from .dump import drawn
from .style import css_class, rules_for
from .tree import TAGS, Node, made_safe

# What stands in another element than in the page: a list of names and values, a heading with all that belongs to it.
_TAGS = {"chip": "span", "label": "b", "heading": "h4", "title": "span"}
# Where styles are stripped, as in a notebook that is not trusted, this stands between words; the stylesheet hides it.
_BETWEEN = {"heading": " · ", "legend": ", ", "line": " "}
_AFTER = {"number": ". ", "status": ": "}
# These do something only where a script runs.
_NEED_SCRIPT = frozenset({"copy", "reveal", "blanks", "player", "use"})


def to_html(tree: Node) -> str:
    """The tree as an HTML fragment with the style that it uses."""
    shown = _element(made_safe(tree))
    return f"<style>{rules_for(shown)}</style>{shown}"


def to_page(tree: Node, title: str) -> str:
    """The tree as one self-contained HTML page: no script, nothing loaded from anywhere."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>:root{{color-scheme:light dark}}body{{margin:2rem auto;max-width:66rem;"
        f"padding:0 1rem;font-family:system-ui,sans-serif}}@media(min-width:125rem){{body{{max-width:134rem}}}}</style>"
        f"<main>{to_html(tree)}</main></html>\n"
    )


def _element(tree: Node, top: bool = False) -> str:
    # A chip is a button in the page; here it is a word of the legend.
    tag = _TAGS.get(tree.kind) or TAGS.get(tree.kind, "div")
    tag = "h3" if top and tree.kind == "heading" else tag
    attrs = "".join(f' {name}="{escape(text)}"' for name, text in tree.attrs.items() if name != "type")
    return f'<{tag} class="cosnb-{tree.kind}"{attrs}>{_inside(tree)}</{tag}>'


def _inside(tree: Node) -> str:
    if tree.kind == "dump":
        return escape(drawn(tree))
    if tree.kind == "place":
        # The stylesheet says of an empty one that its line stayed where it was.
        return "" if tree.text == " =" else f"<i> (</i>{escape(tree.text.strip())}<i>)</i>"
    shown = [child for child in tree.children if child.kind not in _NEED_SCRIPT]
    words = f"<i>{escape(tree.attrs['aria-label'])}: </i>" if tree.kind == "legend" else ""
    # The first line of a step is its heading.
    runs = groupby(shown, lambda child: child.kind == "line" and (tree.kind != "step" or child is not shown[0]))
    inner = [_list(run) if lines else _joined(tree, [*run]) for lines, run in runs]
    is_verbatim = TAGS.get(tree.kind) == "pre"
    return "".join([words, *(_span(part, is_verbatim) for part in tree.parts), *inner])


def _list(lines: Iterable[Node]) -> str:
    """Names and their values; a line without a name goes on with the one before it."""
    found = ""
    for line in lines:
        name, *values = (child for child in line.children if child.kind not in _NEED_SCRIPT)
        value = "".join(map(_element, values))
        if name.text:
            ended = "</dd></div>" if found else ""
            found += f'{ended}<div class="cosnb-line"><dt class="cosnb-label">{_inside(name)}</dt><dd>{value}'
        else:
            found += f"<br>{value}"
    return f"<dl>{found}</dd></div></dl>"


def _joined(parent: Node, children: list[Node]) -> str:
    """Children with what separates their words where each of them is not a block of its own."""
    ends = [_AFTER.get(child.kind) or _BETWEEN.get(parent.kind, "") for child in children]
    ends = [
        "<br>" if child.kind == "row" else end and f"<i>{end}</i>" for child, end in zip(children, ends, strict=True)
    ]
    elements = [_element(child, parent.kind == "view") for child in children]
    return "".join(element + end for element, end in zip(elements, [*ends[:-1], ""], strict=True))


def _span(part: Part, is_verbatim: bool) -> str:
    text = escape(part.text)
    if not is_verbatim:
        # Where no style says more a line ends only where an element does, and no token is broken.
        text = re.sub(r"\w{80}(?=\w)", r"\g<0><wbr>", text).replace("\n", "\n<br>")
    return text if part.source is None else f'<span class="cosnb-part {css_class(part.source)}">{text}</span>'
