"""The inputs of the presign form, in order."""

from __future__ import annotations

import re
from typing import Any

import ipywidgets as w
from ipywidgets.widgets.widget_string import TextStyle

from .. import storage
from ..links.options import OPTIONS
from .pair_rows import PairRows

ADDRESSING: dict[str, storage.Addressing | None] = {"automatic": None, "path": "path", "virtual host": "virtual"}
EXPIRIES = ("15 minutes", "1 hour", "1 day", "7 days")


def inputs(like: w.Dropdown) -> dict[str, w.Widget]:
    """Name to input; the names are the parameters of presign(). Layout and style are models, and shared with ``like``."""
    chosen = {"layout": like.layout, "style": like.style}
    typed = {"layout": like.layout, "style": TextStyle(), "continuous_update": True}
    return {
        "method": w.Dropdown(options=storage.METHODS[:4], **_said("method"), **chosen),
        "endpoint": w.Combobox(options=tuple(endpoint_labels(public=True)), **_said("endpoint"), **typed),
        "region": w.Text(**_said("region"), **typed),
        "bucket": w.Text(**_said("bucket"), **typed),
        "key": w.Text(**_said("key"), **typed),
        "expires": w.Combobox(options=EXPIRIES, value="1 hour", **_said("expires"), **typed),
        "addressing": w.Dropdown(options=list(ADDRESSING), **_said("addressing"), **chosen),
        "download_as": w.Text(**_said("download_as"), **typed),
    }


def _said(name: str) -> dict[str, Any]:
    hint = {} if name in ("method", "addressing") else {"placeholder": OPTIONS[name].hint}
    return {"description": OPTIONS[name].label, **hint}


def explained(name: str) -> str:
    """What a field is, where it goes, and what it asks of whoever uses the link."""
    row = OPTIONS[name]
    receiver = f" Whoever uses the link must {row.receiver}." if row.receiver else ""
    return f"{row.help[0].upper()}{row.help[1:]}. Where it goes: {row.goes}.{receiver}"


def shown(field: w.Widget) -> str:
    """What a page shows of a field: of a list the label, of a text what its input holds, which has no line ends."""
    if isinstance(field, PairRows):
        return field.text
    return str(field.label) if isinstance(field, w.Dropdown) else re.sub(r"[\r\n]", "", field.value)


def in_words(field: w.Widget) -> str:
    """What a field holds, for a picture of it."""
    return ", ".join(map(": ".join, field.value)) if isinstance(field, PairRows) else shown(field)


def meant(field: w.Widget, text: str) -> Any:
    """The value that what a page shows stands for."""
    if isinstance(field, PairRows):
        return field.read(text)
    labels: dict[str, str] = dict(row for row in getattr(field, "options", ()) if isinstance(row, tuple))
    return labels.get(text, text)


def endpoint_typed(text: str, labels: dict[str, str]) -> str | None:
    """The endpoint that the field means: one of the list, else what is written there.

    Raises:
        InputError: it is no endpoint; where a search finds some for it, they are offered.
    """
    text = text.strip()
    return labels.get(text) if not text or text in labels else storage.find_endpoint(text).url


def endpoint_labels(*, public: bool = False) -> dict[str, str]:
    """What can be typed into the endpoint field, to the endpoint it stands for; no templates, and nothing unconfirmed.

    ``public``: only what is reached from everywhere, which the field offers; the others are long lists.
    """
    sure = (choice for choice in storage.search_endpoints() if choice.certain and not choice.placeholders)
    return {choice.label: choice.endpoint for choice in sure if not public or choice.network == "public"}


def named(name: str, field: w.Widget) -> w.Widget:
    """The field, known to the page by the name of the source it feeds."""
    field.add_class("cosnb-field")
    field.add_class(f"cosnb-field-{name}")
    return field
