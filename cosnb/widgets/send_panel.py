"""What to do with a presigned link: copy it, change a byte of it, send it, and read the store's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import anywidget
import traitlets

from .. import display, links, transfer
from ..errors import CosnbError, InputError
from .assets import script, style

if TYPE_CHECKING:
    from ..display import Node
    from ..sigv4 import Credentials, Signed
    from ..transfer import Answer


class History(Protocol):
    """What undo and redo ask for: go ``step`` states back (-1) or on (1)."""

    def __call__(self, step: int) -> None: ...


class Settle(Protocol):
    """Takes what the page's fields show, by name; after it, what the panel offers is what they say."""

    def __call__(self, page: dict[str, str]) -> None: ...


class SendPanel(anywidget.AnyWidget):
    """Copy, change and send one link. Nothing is sent until Send is pressed; the kernel sends it."""

    _esm = script("tree", "controls", "clipboard", "send_panel")
    _css = style("form")

    method = traitlets.Unicode("GET").tag(sync=True)
    url = traitlets.Unicode("").tag(sync=True)
    masked = traitlets.Bool(True).tag(sync=True)
    ready = traitlets.Bool(False).tag(sync=True)
    local = traitlets.Bool(False).tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    can_redo = traitlets.Bool(False).tag(sync=True)
    answer: traitlets.List[Any] = traitlets.List().tag(sync=True)
    # Whether the answer is to another link than the one that is offered now.
    earlier = traitlets.Bool(False).tag(sync=True)

    def __init__(self, history: History, settle: Settle, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.signed: Signed | None = None
        self.last_answer: Answer | None = None
        self._asked: Signed | None = None
        self._history, self._settle = history, settle
        self.on_msg(self._receive)

    def offer(self, signed: Signed, credentials: Credentials, *, local: bool) -> None:
        """Take a link and the pair that signed it. ``local``: its store is on the kernel's own machine."""
        self.signed, self._credentials = signed, credentials
        with self.hold_sync():
            self.method, self.local, self.ready = signed.method, local, True
            self.masked = not signed.example
            self.url = "".join(part.text for part in display.masked(signed.result.parts, signed.example))
            self.earlier = bool(self.answer) and _what_is_sent(signed) != _what_is_sent(self._asked)

    def _receive(self, _widget: object, content: dict[str, Any], buffers: list[memoryview]) -> None:
        if "history" in content:
            self._history(1 if content["history"] == 1 else -1)
            return
        if problem := self._apart(content):
            self.send({"done": True, "problem": problem})
        elif self.signed and "url" in content:
            use, url = content["url"], content.get("edited", self.signed.url)
            self.send({"use": use, "url": url, "view": content.get("view")})
        elif self.signed and content.get("send"):
            self._deliver(self.signed, content, buffers)
        elif self.signed and content.get("server"):
            self._show_server_side(self.signed, str(content.get("edited", self.signed.url)))

    def _apart(self, content: dict[str, Any]) -> str:
        """Why what the page shows and what the fields say are not one request, or the empty text.

        While the kernel is busy, a page goes on with the URL and the method of earlier fields.
        """
        try:
            self._settle(content.get("fields") or {})
        except InputError as error:
            return f"Nothing was done: {error}"
        if self.signed is None or not self.ready:
            return "Nothing was done: what a field says cannot be signed. The reason stands beside it."
        if "edited" in content and content.get("of", self.url) != self.url:
            return "Nothing was done: the fields were changed, so the URL is a new one, without your change of it."
        if content.get("method", self.method) != self.method:
            return f"Nothing was done: the method is {self.method} by now. Press again if that is what you want."
        return ""

    def _deliver(self, signed: Signed, content: dict[str, Any], buffers: list[memoryview]) -> None:
        data = None
        if signed.method in ("PUT", "POST"):
            data = bytes(buffers[0]) if buffers else str(content.get("text", "")).encode()
        target = content.get("edited", signed.url)
        try:
            self.last_answer = transfer.send(str(target), data, method=signed.method, headers=signed.headers)
        except CosnbError as error:
            self._fail(error)
            return
        self._show(signed, display.answer_tree(self.last_answer, hide=() if signed.example else signed.live_texts))

    def _show_server_side(self, signed: Signed, url: str) -> None:
        """What a store computes from the URL as it stands in the box, beside what was signed. Nothing is sent."""
        try:
            seen = links.verify(
                url, self._credentials, method=signed.method, headers=signed.headers, now=signed.signed_at
            )
        except CosnbError as error:
            self._fail(error)
            return
        self._show(signed, display.beside_tree(signed, seen))

    def _show(self, signed: Signed, tree: Node) -> None:
        self._asked = signed
        with self.hold_sync():
            self.answer, self.earlier = display.to_message(tree), False
        self.send({"done": True})

    def _fail(self, error: CosnbError) -> None:
        """Say what went wrong; an answer to an earlier request would be read as the one to this."""
        self.last_answer, self.answer, self.earlier = None, [], False
        self.send({"done": True, "problem": str(error)})

    def __repr__(self) -> str:
        return f"SendPanel({self.signed!r})"


def _what_is_sent(signed: Signed | None) -> tuple[object, ...]:
    return (signed.method, signed.url, signed.headers) if signed else ()
