"""What people see: an object becomes one tree of nodes, and the tree HTML, text, or elements in the page."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
