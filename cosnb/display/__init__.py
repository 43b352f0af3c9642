"""What people see: an object becomes one tree of nodes, and the tree HTML, text, or elements in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .answers import answer_tree
    from .comparison import beside_tree
    from .formatting import save_html, to_html, to_text, tree_of
    from .link_page import save_link_page
    from .page import copy_as, shared, to_message
    from .posting import form_page
    from .stages import masked, signed_tree
    from .tree import Node, node

__getattr__, __dir__ = lazily(
    __name__,
    {
        "answers": "answer_tree",
        "comparison": "beside_tree",
        "formatting": "save_html to_html to_text tree_of",
        "link_page": "save_link_page",
        "page": "copy_as shared to_message",
        "posting": "form_page",
        "stages": "masked signed_tree",
        "tree": "Node node",
    },
)
