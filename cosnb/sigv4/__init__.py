"""Signature Version 4: the algorithm alone. Standard library only; no network, no clock, no provider."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
