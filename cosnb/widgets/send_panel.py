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
    """Takes what the page's fields show, by name, and gives the link for it, or None where there is none."""

    def __call__(self, page: dict[str, str]) -> Signed | None: ...


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
    # Whether the answer is to another link than the one that is offered now, as it is without a change by hand.
    earlier = traitlets.Bool(False).tag(sync=True)

    def __init__(self, history: History, settle: Settle, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.signed: Signed | None = None
        self.last_answer: Answer | None = None
        self._asked = b""
        self._history, self._settle = history, settle
        self.on_msg(self._receive)

    def offer(self, signed: Signed, credentials: Credentials, *, local: bool) -> None:
        """Take a link and the pair that signed it. ``local``: its store is on the kernel's own machine."""
        self.signed, self._credentials = signed, credentials
        with self.hold_sync():
            self.method, self.local, self.ready = signed.method, local, True
            self.masked = not signed.example
            self.url = "".join(part.text for part in display.masked(signed.result.parts, signed.example))
            self.earlier = bool(self.answer) and _request(signed, signed.url) != self._asked

    def _receive(self, _widget: object, content: dict[str, Any], buffers: list[memoryview]) -> None:
        if "history" in content:
            self._history(1 if content["history"] == 1 else -1)
            return
        try:
            signed = self._settle(content.get("fields") or {})
        except InputError as error:
            self._decline(f"{error.problem} {error.remedy}")
            return
        if signed is None:
            self._decline("what a field says cannot be signed, or another edit came in between.")
        elif "edited" in content and content.get("of", self.url) != self.url:
            self._decline("the fields were changed, so the URL is a new one, without your change of it.")
        elif content.get("method", signed.method) != signed.method:
            # While the kernel is busy, the button goes on with the method of before.
            self._decline(f"the method is {signed.method} by now. Press again if that is what you want.")
        elif "url" in content:
            url = content.get("edited", signed.url)
            self.send({"use": content["url"], "url": url, "view": content.get("view")})
        elif content.get("send"):
            self._deliver(signed, content, buffers)
        elif content.get("server"):
            self._show_server_side(signed, str(content.get("edited", signed.url)))

    def _decline(self, reason: str) -> None:
        """Where what the page shows and what its fields say are not one request, none is made."""
        self.send({"done": True, "problem": f"Nothing was done: {reason}"})

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
        tree = display.answer_tree(self.last_answer, hide=() if signed.example else signed.live_texts)
        self._show(signed, str(target), tree)

    def _show_server_side(self, signed: Signed, url: str) -> None:
        """What a store computes from the URL as it stands in the box, beside what was signed. Nothing is sent."""
        try:
            seen = links.verify(
                url, self._credentials, method=signed.method, headers=signed.headers, now=signed.signed_at
            )
        except CosnbError as error:
            self._fail(error)
            return
        self._show(signed, url, display.beside_tree(signed, seen))

    def _show(self, signed: Signed, url: str, tree: Node) -> None:
        """The answer to a request, which may be to another URL than the one that is offered."""
        self._asked = _request(signed, url)
        with self.hold_sync():
            self.answer, self.earlier = display.to_message(tree), url != signed.url
        self.send({"done": True})

    def _fail(self, error: CosnbError) -> None:
        """Say what went wrong; an answer to an earlier request would be read as the one to this."""
        self.last_answer, self.answer, self.earlier = None, [], False
        self.send({"done": True, "problem": _said(error)})

    def __repr__(self) -> str:
        return f"SendPanel({self.signed!r})"


def _request(signed: Signed, url: str) -> bytes:
    """A request by its hash: it is a live link, which every tool that lists a widget's attributes would show."""
    from hashlib import sha256  # OpenSSL comes with it, which only a press of a button needs

    return sha256(repr((signed.method, url, sorted(signed.headers.items()))).encode("utf-8", "replace")).digest()


def _said(error: CosnbError) -> str:
    """The error, with what the page calls the field it is about."""
    if isinstance(error, InputError) and error.field in ("target", "request"):
        return f"The URL: {error.problem.removeprefix('the URL ')} {error.remedy}"
    return str(error)
