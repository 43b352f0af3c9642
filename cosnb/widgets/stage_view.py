"""The stage view: everything about one signing, live in the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from .. import display, links
from ..display import to_html, to_message, to_text, tree_of
from ..display.page import shared
from ..sigv4 import Signed
from .assets import script, style


class StageView(anywidget.AnyWidget):
    """Every signing stage of a presigned URL, linked across cards and cells.

    What can be saved (the widget's state, text and HTML) is masked unless the credentials are published examples.
    A live value goes to the page only when it is copied or revealed, and stays in neither.

    Args:
        signed: what to show; None shows nothing yet.
    """

    _esm = script("tree", "light", "clock", "clipboard", "play", "stage_view")
    _css = style()

    tree: traitlets.List[Any] = traitlets.List().tag(sync=True)
    texts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stale = traitlets.Bool(False).tag(sync=True)

    def __init__(self, signed: Signed | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.signed: Signed | None = None
        self.on_msg(self._receive)
        if signed is not None:
            self.show(signed)

    def show(self, signed: Signed) -> None:
        """Show a signing; what differs from the last one is marked."""
        self.signed = signed
        with self.hold_sync():
            self.tree, self.texts = self._message(signed)
            self.stale = False

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if self.signed is None:
            return
        if "copy" in content:
            offered = {stage.name: stage.text for stage in self.signed.stages}
            offered |= {f"snippet:{each.id}": each.text for each in links.snippets(self.signed) if each.offered}
            if content["copy"] in offered:
                self.send({"copy": content["copy"], "text": offered[content["copy"]]})
        if content.get("reveal"):
            tree, texts = self._message(self.signed, reveal=True)
            self.send({"tree": tree, "texts": texts})

    def _message(self, signed: Signed, *, reveal: bool | None = None) -> tuple[list[Any], list[str]]:
        """The stages, and at the end of the last card what can be copied; only the page can copy."""
        tree = tree_of(signed, reveal=reveal)
        *cards, last = tree.children
        last = replace(last, children=(*last.children, display.copy_as(signed)))
        return shared(to_message(replace(tree, children=(*cards, last))))

    def __repr__(self) -> str:
        return f"StageView({self.signed!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None or self.signed is None:
            return bundle
        data, metadata = bundle
        tree = tree_of(self.signed)
        return {**data, "text/plain": to_text(tree), "text/html": to_html(tree)}, metadata
