"""Which tree shows an object, and the tree as HTML, text or a page of its own."""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from typing import Any

from ..discreet import discreet
from ..errors import InputError
from ..storage.paths import check_path, whole_file
from .html import to_html as html_of
from .html import to_page
from .text import to_text as text_of
from .tree import Node

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
            tree: Node = getattr(import_module(f".{module}", __package__), name)(thing, reveal=reveal)
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
    """Write one self-contained page: no script, nothing loaded. Masked as everything that can be saved is.

    Args:
        thing: a Signed, Verification, Diagnosis, Comparison, PostForm or Answer.
        path: the file. It appears, or is replaced, only when the page is written completely.

    Raises:
        InputError: it has no display, or the path is none.
        OSError: the file cannot be written.
    """
    page = to_page(tree_of(thing), title="cosnb")
    with whole_file(check_path("path", path)) as file:
        file.write(page.encode())
