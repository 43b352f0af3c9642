"""What each source is called, and the CSS class that gives it its one colour everywhere. The page has the same rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

LABELS: Mapping[str, str] = json.loads(files(__package__).joinpath("sources.json").read_text("utf-8"))


def label(source: str) -> str:
    """What a person calls a source: ``"header:content-type"`` is "header content-type"."""
    group, _, name = source.partition(":")
    return f"{LABELS.get(group, group)} {name}".rstrip()


def css_class(source: str) -> str:
    """The class that colours a source; all headers share one colour, and so do all query parameters."""
    group = source.partition(":")[0]
    return f"cosnb-s-{group if group in LABELS else 'other'}"
