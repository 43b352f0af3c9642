"""A tree as HTML, for saved notebooks and exports: readable where styles are stripped, linked by CSS alone."""

from __future__ import annotations

from ..sigv4 import Part
from .dump import drawn
from .safe import escape
from .sources import css_class, label
from .style import stylesheet
from .tree import TAGS, Node, made_safe

# These do something only where a script runs.
_NEED_SCRIPT = frozenset({"copy", "reveal", "blanks", "player", "use"})


def to_html(tree: Node) -> str:
    """The tree as an HTML fragment with its style."""
    return f"<style>{stylesheet()}</style>{_element(made_safe(tree))}"


def to_page(tree: Node, title: str) -> str:
    """The tree as one self-contained HTML page: no script, nothing loaded from anywhere."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>:root{{color-scheme:light dark}}body{{margin:2rem auto;max-width:66rem;"
        f"padding:0 1rem;font-family:system-ui,sans-serif}}@media(min-width:125rem){{body{{max-width:134rem}}}}</style>"
        f"<main>{to_html(tree)}</main></html>\n"
    )


def _element(tree: Node) -> str:
    if tree.kind in _NEED_SCRIPT:
        return ""
    # A chip is a button in the page; here it is a word of the legend.
    tag = "span" if tree.kind == "chip" else TAGS.get(tree.kind, "div")
    attrs = "".join(f' {name}="{escape(text)}"' for name, text in tree.attrs.items())
    text = escape(drawn(tree)) if tree.kind == "dump" else "".join(map(_span, tree.parts))
    inner = text + "".join(map(_element, tree.children))
    return f'<{tag} class="cosnb-{tree.kind}"{attrs}>{inner}</{tag}>'


def _span(part: Part) -> str:
    if part.source is None:
        return escape(part.text)
    name = escape(label(part.source))
    return f'<span class="cosnb-part {css_class(part.source)}" title="{name}">{escape(part.text)}</span>'
