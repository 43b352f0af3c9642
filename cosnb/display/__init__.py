"""What people see: an object becomes one tree of nodes, and the tree HTML, text, or elements in the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..diagnosis import Diagnosis
from ..discreet import discreet
from ..links import Comparison, PostForm, Verification
from ..sigv4 import Signed
from ..transfer import Answer
from .answers import answer_tree
from .comparison import comparison_tree
from .copying import copy_as
from .findings import diagnosis_tree
from .html import to_html as html_of
from .html import to_page
from .node import Node, node
from .page import to_message
from .posting import form_page, form_tree
from .stages import masked, signed_tree
from .text import to_text as text_of
from .verification import beside_tree, verification_tree

if TYPE_CHECKING:
    from os import PathLike

__all__ = [
    "Node",
    "answer_tree",
    "beside_tree",
    "copy_as",
    "form_page",
    "masked",
    "node",
    "save_html",
    "signed_tree",
    "to_html",
    "to_message",
    "to_text",
    "tree_of",
]

_TREES: dict[type, Callable[..., Node]] = {
    Signed: signed_tree,
    Verification: verification_tree,
    Diagnosis: diagnosis_tree,
    Comparison: comparison_tree,
    PostForm: form_tree,
}


@discreet
def tree_of(thing: object, *, reveal: bool | None = None) -> Node:
    """The tree of anything that can be shown.

    Args:
        thing: a Signed, Verification, Diagnosis, Comparison, PostForm or Answer.
        reveal: show what works as a credential; None shows it only for published example credentials.

    Raises:
        TypeError: it is nothing that has a display.
    """
    if isinstance(thing, Node):
        return thing
    if isinstance(thing, Answer):
        return answer_tree(thing)
    for kind, tree in _TREES.items():
        if isinstance(thing, kind):
            return tree(thing, reveal=reveal)
    raise TypeError(f"a {type(thing).__name__} has no display")


@discreet
def to_html(thing: Any) -> str:
    """An object, or a tree, as an HTML fragment; masked as everything that can be saved is."""
    return html_of(tree_of(thing))


@discreet
def to_text(thing: Any) -> str:
    """An object, or a tree, as plain text; masked as everything that can be saved is."""
    return text_of(tree_of(thing))


@discreet
def save_html(thing: Any, path: str | PathLike[str]) -> None:
    """Write one self-contained page: no script, nothing loaded. Masked as everything that can be saved is."""
    Path(path).write_text(to_page(tree_of(thing), title="cosnb"), encoding="utf-8")
