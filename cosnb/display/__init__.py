"""What people see: an object becomes one tree of nodes, and the tree HTML, text, or elements in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .answers import answer_tree
    from .copying import copy_as
    from .link_page import save_link_page
    from .page import shared, to_message
    from .posting import form_page
    from .showing import save_html, to_html, to_text, tree_of
    from .stages import masked, signed_tree
    from .tree import Node, node
    from .verification import beside_tree

__getattr__, __dir__ = lazily(
    __name__,
    {
        "answers": "answer_tree",
        "copying": "copy_as",
        "link_page": "save_link_page",
        "page": "shared to_message",
        "posting": "form_page",
        "showing": "save_html to_html to_text tree_of",
        "stages": "masked signed_tree",
        "tree": "Node node",
        "verification": "beside_tree",
    },
)
