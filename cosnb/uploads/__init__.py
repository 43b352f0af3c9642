"""Uploads that are more than one PUT: a large file in parts, and a form with a file."""

from ..lazy import lazily

__getattr__, __dir__ = lazily(__name__)
