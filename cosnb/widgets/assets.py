"""The page's scripts and style, put together from small files when a widget class is made. No bundler."""

from __future__ import annotations

from importlib.resources import files

from ..display.style import outranking, stylesheet

_STATIC = files(__package__).joinpath("static")
_SHARED = {"TAGS": "tags.json", "LABELS": "sources.json"}


def script(*names: str) -> str:
    """Several files as one module, with the rule for keys that all of them need; the last one exports ``render``."""
    display = files("cosnb.display")
    shared = [f"const {name} = {display.joinpath(file).read_text('utf-8')};" for name, file in _SHARED.items()]
    return "\n".join([*shared, *(_STATIC.joinpath(f"{name}.js").read_text("utf-8") for name in ("keys", *names))])


def style(*names: str) -> str:
    """The shared stylesheet, then a widget's own."""
    own = (outranking(_STATIC.joinpath(f"{name}.css").read_text("utf-8")) for name in names)
    return "\n".join([stylesheet(), *own])
