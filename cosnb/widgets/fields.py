"""The inputs of the presign form, in order. None is a stock button: those let notebook shortcuts through."""

from __future__ import annotations

import ipywidgets as w

from ..storage import METHODS, Addressing, search_endpoints

ADDRESSING: dict[str, Addressing | None] = {"automatic": None, "path": "path", "virtual host": "virtual"}
EXPIRIES = ("15 minutes", "1 hour", "1 day", "7 days")


def inputs() -> dict[str, w.Widget]:
    """Name to input; the names are the parameters of presign()."""
    text = {"continuous_update": True, "layout": w.Layout(width="auto")}
    auto = w.Layout(width="auto")
    return {
        "method": w.Dropdown(description="Method", options=METHODS[:4], layout=auto),
        "endpoint": w.Combobox(
            description="Endpoint", options=tuple(endpoint_labels()), placeholder="a city, a code or a URL", **text
        ),
        "region": w.Text(description="Region", placeholder="the endpoint's", **text),
        "bucket": w.Text(description="Bucket", placeholder="my-bucket", **text),
        "key": w.Text(description="Key", placeholder="empty: the bucket itself", **text),
        "expires": w.Combobox(description="Expires in", options=EXPIRIES, value="1 hour", **text),
        "addressing": w.Dropdown(description="Addressing", options=list(ADDRESSING), layout=auto),
    }


def endpoint_labels() -> dict[str, str]:
    """What the endpoint field offers, to the endpoint it stands for; templates are left out."""
    return {choice.label: choice.endpoint for choice in search_endpoints() if not choice.placeholders}


def boxed(name: str, field: w.Widget, note: w.Widget) -> w.VBox:
    """A field with its message, known to the page by the name of the source it feeds."""
    box = w.VBox([field, note])
    box.add_class("cosnb-field")
    box.add_class(f"cosnb-field-{name}")
    return box
