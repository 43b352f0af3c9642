"""Advice: what may not work, said at the moment it is chosen. What cannot work is an error."""

from __future__ import annotations

from typing import NamedTuple


class Advice(NamedTuple):
    """Something that may not work: the field it belongs to, and a sentence that says why."""

    field: str
    text: str
