"""What uploads from a browser: a form, with its stages as cards, and the pages that send a form, or a file with a link."""

from dataclasses import replace
from html import escape

from ..errors import InputError
from ..links import snippets
from ..links.code.clients import Link, read, refusal
from ..links.code.snippet import javascript
from ..links.forms.form import PostForm
from ..links.reading.parsing import parse
from ..links.redaction import Hider
from ..scrub_frames import scrub_frames
from ..sigv4 import Signed, Stage
from ..uploads import UploadPlan
from ..visible import MASK, visible
from .derivation import derivation_steps
from .page import code
from .stages import card_head, masked, stage_card
from .tree import Node, line, node, page, tr, view


def form_tree(form: PostForm, *, reveal: bool | None = None) -> Node:
    """What the form sends, and how its policy was signed. Live values are masked unless ``reveal``."""
    shown = form.example if reveal is None else reveal
    scope, document, encoded, signature = form.stages
    until = f"works until {form.expires_at:%Y-%m-%d %H:%M:%S} UTC"
    derivation = card_head(4, "derivation"), derivation_steps(form.derivation, shown=shown)
    fields = card_head(6, "fields"), node("table", _fields(form, shown)), _codes(form, shown)
    return view(
        "Signing stages of an upload form",
        node("heading", node("title", f"POST {form.url}"), node("meta", until)),
        [node("note", f"{advice.field}: {advice.text}", data_tone="advice") for advice in form.advice],
        _card(1, document, "policy (JSON)", shown),
        _card(2, encoded, "string to sign", shown),
        _card(3, scope, "scope", shown),
        node("card", *derivation, data_stage="derivation"),
        _card(5, signature, "signature", shown),
        node("card", *fields, data_stage="fields"),
    )


def _codes(form: PostForm, shown: bool) -> Node:
    hide = str if shown else Hider(form.live_texts)
    said = node("rule", "Code that sends it, to copy from snippets(form)")
    return node("codes", said, [code(each, hide) for each in snippets(form)])


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
    rows, asked = form.fields.items(), form.required_fields
    hidden = [f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in rows]
    empty = [f'<p><label>{escape(visible(name))} <input name="{escape(name)}" required></label></p>' for name in asked]
    until = f"{form.expires_at:%Y-%m-%d %H:%M:%S}"
    title, url = escape(visible(title)), escape(form.url)
    return page("form", title=title, url=url, hidden="\n".join(hidden), asked="\n".join(empty), until=until)


@scrub_frames
def upload_page(link: Signed | UploadPlan, *, title: str = "Upload a file") -> str:
    """One self-contained page that uploads a file from a browser: with a link for PUT, or in the parts of a plan.

    The page is as live as the link: whoever opens it can upload until that expires. It shows how far it is, can be
    cancelled, and goes on where it was. It asks nobody but the store, whose bucket must allow it by a CORS rule:
    :func:`cosnb.allow_page` adds it, and the page says with which arguments.

    Args:
        link: what ``presign(…, method="PUT")`` returned; or ``plan_upload(…)``, for a file of exactly its size.

    Raises:
        InputError: it uploads no object, or a browser would not send it as it was signed; the message says why.
    """
    if isinstance(link, UploadPlan):
        sent, parts = Link("POST", link.complete_url, {}, link.key, "", True, False), link.part_urls
    elif isinstance(link, Signed) and link.method == "PUT" and link.expires_at and read(link).uploads:
        sent, parts = read(link), ()
    else:
        raise InputError("link", "it uploads no object.", "Give presign(…, method='PUT') or plan_upload(…).")
    if why := next(filter(None, (refusal("fetch", replace(sent, url=url)) for url in (sent.url, *parts))), ""):
        raise InputError("link", why, "Sign another key, header or endpoint, or send it from Python.")
    data = {
        "bucket": getattr(link, "bucket", None) or parse(sent.url).bucket,
        "name": visible(sent.name),
        "until": f"{link.expires_at:%Y-%m-%d %H:%M:%S}",
        "headers": {name: value.encode().decode("latin-1") for name, value in sent.headers.items()},
        "url": sent.url,
        **{name: getattr(link, name, None) for name in ("part_urls", "part_size", "size")},
    }
    origin = "/".join(sent.url.split("/", 3)[:3])
    return page("upload", origin=escape(origin), title=escape(visible(title)), data=javascript(data))
