"""Where text is made safe to show, once, for every way of showing it.

Markup is defused where HTML is written (:func:`escape`); everything else becomes visible before (:func:`visible`).
"""

from __future__ import annotations

import html

from ..visible import LIMIT, visible

__all__ = ["LIMIT", "escape", "visible"]


def escape(text: str) -> str:
    """Text for HTML, between tags and in quoted attributes alike."""
    return html.escape(text, quote=True)
