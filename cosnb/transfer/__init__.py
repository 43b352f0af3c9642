"""Sending a request exactly as it was signed, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .answer import Answer, Sent
    from .problems import proxy_for
    from .sending import send

__getattr__, __dir__ = lazily(__name__, {"answer": "Answer Sent", "problems": "proxy_for", "sending": "send"})
