"""What people see: an object becomes one tree of nodes, and the tree HTML, text, or elements in the page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..discreet import discreet
from ..errors import InputError
from ..lazily import lazily
from ..storage.paths import check_path
from .html import to_html as html_of
from .html import to_page
from .node import Node, node
from .page import to_message
from .stages import masked, signed_tree
from .text import to_text as text_of

if TYPE_CHECKING:
    from os import PathLike

    from .answers import answer_tree
    from .copying import copy_as
    from .link_page import save_link_page
    from .posting import form_page
    from .verification import beside_tree

__getattr__, __dir__ = lazily(
    __name__,
    {
        "answers": "answer_tree",
        "copying": "copy_as",
        "link_page": "save_link_page",
        "posting": "form_page",
        "verification": "beside_tree",
    },
)

__all__ = [
    "Node",
    "answer_tree",
    "beside_tree",
    "copy_as",
    "form_page",
    "masked",
    "node",
    "save_html",
    "save_link_page",
    "signed_tree",
    "to_html",
    "to_message",
    "to_text",
    "tree_of",
]

# Who shows a kind of object. It is loaded when there is one to show; by then the kind itself is loaded.
_TREES = {
    "Signed": ("stages", "signed_tree"),
    "Verification": ("verification", "verification_tree"),
    "Diagnosis": ("findings", "diagnosis_tree"),
    "Comparison": ("comparison", "comparison_tree"),
    "PostForm": ("posting", "form_tree"),
    "Answer": ("answers", "answer_tree"),
}


@discreet
def tree_of(thing: object, *, reveal: bool | None = None) -> Node:
    """The tree of anything that can be shown.

    Args:
        thing: a Signed, Verification, Diagnosis, Comparison, PostForm or Answer.
        reveal: show what works as a credential; None shows it only for published example credentials.

    Raises:
        InputError: it is nothing that has a display.
    """
    if isinstance(thing, Node):
        return thing
    for kind in type(thing).__mro__:
        if kind.__module__.startswith("cosnb.") and kind.__name__ in _TREES:
            module, name = _TREES[kind.__name__]
            tree: Node = getattr(import_module(f".{module}", __name__), name)(thing, reveal=reveal)
            return tree
    problem = f"a {type(thing).__name__} has no display."
    remedy = "Give what presign, presign_post, verify, compare, diagnose or send returned."
    raise InputError("thing", problem, remedy)


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
    page = to_page(tree_of(thing), title="cosnb")
    check_path("path", path).write_text(page, encoding="utf-8")
