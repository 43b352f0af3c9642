"""Sending a request exactly as it was signed, and what came back."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
