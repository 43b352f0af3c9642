"""The one stylesheet, of saved output, of the page and of the widgets; and what each source is called, with its one colour.

The page has the same rule for the class of a source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
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


@cache
def stylesheet() -> str:
    """The one stylesheet, which the page uses too, without its comments and line ends."""
    css = files(__package__).joinpath("cosnb.css").read_text("utf-8")
    return outranking(re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)) + _linked())


def outranking(css: str) -> str:
    """Rules of a view that win over those which a notebook has for tables, code and headings in its saved outputs."""
    return css.replace(".cosnb-view", ".cosnb-view.cosnb-view")


def _linked() -> str:
    """Hovering a part lights its source everywhere in the view, without a script."""
    classes = [css_class(source) for source in LABELS]
    lit = ",".join(f".cosnb-view:has(.{name}:hover) .{name}" for name in classes)
    # Where colours are forced there is no background, and an outline is drawn even if it is transparent.
    return f"{lit}{{background:color-mix(in srgb,var(--hue) 42%,transparent);outline:2px solid transparent}}"
