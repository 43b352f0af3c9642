"""Signature Version 4: the algorithm alone. Standard library only; no network, no clock, no provider."""

from __future__ import annotations

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
