"""The stage view: everything about one signing, live in the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from .. import display, links, sigv4
from ..scrub_frames import scrub_frames
from .assets import script
from .picture import Pictured

CODE = display.node("details", display.node("summary", "Copy as code"), data_ask="code")


class StageView(Pictured, anywidget.AnyWidget):
    """Every signing stage of a presigned URL, linked across cards and cells.

    What can be saved (the widget's state, text and HTML) is masked unless the credentials are published examples.
    A live value goes to the page only when it is copied or revealed, and stays in neither.

    Args:
        signed: what to show; None shows nothing yet.
    """

    _esm = script("tree", "controls", "light", "clock", "clipboard", "walk", "rail", "stage_view")

    tree: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stale = traitlets.Bool(False).tag(sync=True)
    # In a form one stage is shown at a time, behind a rail that says what the last edit did to each.
    has_rail = traitlets.Bool(False).tag(sync=True)
    edit: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    @scrub_frames
    def __init__(self, signed: sigv4.Signed | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.signed: sigv4.Signed | None = None
        self.on_msg(self._receive)
        if signed is not None:
            self.show(signed)

    @scrub_frames
    def show(self, signed: sigv4.Signed, edit: dict[str, Any] | None = None) -> None:
        """Show a signing; what differs from the last one is marked.

        Args:
            edit: what a form's last edit was, in words, and the names of the stages that it changed.

        Raises:
            InputError: it is no signing, and what was shown stays.
        """
        tree = self._message(signed)
        self.signed = signed
        with self.hold_sync():
            self.tree, self.edit, self.stale = tree, edit or {}, False
        self._repaint()

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if self.signed is None:
            return
        if "copy" in content:
            offered = {stage.name: stage.text for stage in self.signed.stages}
            offered |= {f"snippet:{each.id}": each.text for each in links.snippets(self.signed) if each.offered}
            if content["copy"] in offered:
                self.send({"copy": content["copy"], "text": offered[content["copy"]], "view": content.get("view")})
        if content.get("code"):
            self.send({"code": display.to_message(display.copy_as(self.signed)), "view": content.get("view")})
        if content.get("reveal"):
            self.send({"tree": self._message(self.signed, reveal=True), "view": content.get("view")})

    def _message(self, signed: sigv4.Signed, *, reveal: bool | None = None) -> list[Any]:
        """The stages, and at the end of the last card a place for code, which comes when it is opened."""
        tree = display.tree_of(signed, reveal=reveal)
        *cards, last = tree.children
        last = replace(last, children=(*last.children, CODE))
        if self.has_rail:
            head, legend, *cards = cards
            last, cards = legend, [head, *cards, last]
        return display.to_message(replace(tree, children=(*cards, last)))

    def __repr__(self) -> str:
        return f"StageView({self.signed!r})"

    def picture(self) -> display.Node | None:
        return display.tree_of(self.signed) if self.signed else None
