"""An upload form: its stages as cards, and as a page that sends it from a browser."""

from html import escape

from ..links.forms.form import PostForm
from ..sigv4 import Stage
from ..sigv4.secrets import MASK
from ..visible import visible
from .derivation import derivation_steps
from .stages import card_head, masked, stage_card
from .tree import Node, line, node, page, tr, view


def form_tree(form: PostForm, *, reveal: bool | None = None) -> Node:
    """What the form sends, and how its policy was signed. Live values are masked unless ``reveal``."""
    shown = form.example if reveal is None else reveal
    scope, document, encoded, signature = form.stages
    return view(
        f"Signing stages of an upload form for {form.url}",
        node(
            "heading",
            node("title", f"POST {form.url}"),
            node("meta", f"works until {form.expires_at:%Y-%m-%d %H:%M:%S} UTC"),
        ),
        [node("note", f"{advice.field}: {advice.text}", data_tone="advice") for advice in form.advice],
        _card(1, document, "policy (JSON)", shown),
        _card(2, encoded, "string to sign", shown),
        _card(3, scope, "scope", shown),
        node(
            "card",
            card_head(4, "derivation"),
            derivation_steps(form.derivation, shown=shown, example=form.example),
            data_stage="derivation",
        ),
        _card(5, signature, "signature", shown),
        node("card", card_head(6, "fields"), node("table", _fields(form, shown)), data_stage="fields"),
    )


def _card(number: int, stage: Stage, label: str, shown: bool) -> Node:
    return stage_card(number, stage, shown, line(label, masked(stage.parts, shown)))


def _fields(form: PostForm, shown: bool) -> list[Node]:
    live = () if shown else form.live_texts
    rows = [(name, MASK if value in live else value) for name, value in form.fields.items()]
    rows += [(name, "to be filled in by whoever sends it") for name in form.required_fields]
    return [tr(node("code", name), node("code", value)) for name, value in rows]


def form_page(form: PostForm, *, title: str = "Upload a file") -> str:
    """One self-contained page with the form: whoever opens it can upload one file until it expires.

    The page is as live as the form: it holds the policy and the signature. It has no script and loads nothing.
    """
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in form.fields.items()
    )
    asked = "\n".join(
        f'<p><label>{escape(visible(name))} <input name="{escape(name)}" required></label></p>'
        for name in form.required_fields
    )
    return page(
        "form",
        title=escape(visible(title)),
        url=escape(form.url),
        hidden=hidden,
        asked=asked,
        until=f"{form.expires_at:%Y-%m-%d %H:%M:%S}",
    )
