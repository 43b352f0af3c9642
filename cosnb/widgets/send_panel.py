"""What to do with a presigned link: copy it, change a byte of it, send it, and read the store's answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

import anywidget
import traitlets

from .. import diagnosis, display, links, sigv4, transfer
from ..errors import CosnbError, InputError, SendError
from ..visible import visible
from .assets import script
from .form_box import Values
from .last_edit import changed
from .upload import PageUpload, in_thread

# Long enough for every single and most pairs of hypotheses, short enough to type on.
BUDGET_SECONDS = 1.5


class Press(NamedTuple):
    """A request that somebody pressed a button for: a link for a key, the URL as it stood in the box, and the view."""

    signed: sigv4.Signed
    target: str
    key: str = ""
    view: str | None = None
    by_proxy: bool = False

    @property
    def is_edited(self) -> bool:
        return self.target != self.signed.url

    @property
    def digest(self) -> bytes:
        """A live link is known by its hash, for every tool that lists a widget's attributes would show it."""
        from hashlib import sha256  # OpenSSL comes with it, which only a press of a button needs

        asked = (self.signed.method, self.target, sorted(self.signed.headers.items()))
        return sha256(repr(asked).encode("utf-8", "replace")).digest()

    def __repr__(self) -> str:
        return f"Press({self.signed!r})"


class SendPanel(anywidget.AnyWidget):
    """Copy, change and send one link. Nothing is sent until Send is pressed; the kernel sends it."""

    _esm = script("tree", "controls", "question", "clipboard", "clock", "url_box", "upload", "send_panel", sheet="")

    method = traitlets.Unicode("GET").tag(sync=True)
    url = traitlets.Unicode("").tag(sync=True)
    # The parts of the URL, and its times.
    link: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    masked = traitlets.Bool(True).tag(sync=True)
    ready = traitlets.Bool(False).tag(sync=True)
    local = traitlets.Bool(False).tag(sync=True)
    proxy = traitlets.Unicode("").tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    can_redo = traitlets.Bool(False).tag(sync=True)
    # The last links that were used, newest first: method, bucket and key of each.
    recent: traitlets.List[Any] = traitlets.List().tag(sync=True)
    # What common requests are called.
    presets: traitlets.List[str] = traitlets.List().tag(sync=True)
    answer: traitlets.List[Any] = traitlets.List().tag(sync=True)
    # Whether the answer is to another link than the one that is offered now, as it is without a change by hand.
    earlier = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        act: Callable[[Values], None],
        settle: Callable[[dict[str, str]], sigv4.Signed | None],
        share: Callable[[], str],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.signed: sigv4.Signed | None = None
        self.last_answer: transfer.Answer | None = None
        self.diagnosis: diagnosis.Diagnosis | None = None
        # What a link is judged by that a lesson signed at a moment of its own.
        self.now: datetime | None = None
        self._asked = self._questioned = b""
        self._upload: PageUpload | None = None
        self._pressed: Press | None = None
        self._act, self._settle, self._share = act, settle, share
        self.on_msg(self._receive)

    def offer(self, signed: sigv4.Signed, credentials: sigv4.Credentials, *, local: bool, key: str) -> None:
        """Take the link for a key, and the pair that signed it. ``local``: its store is on the kernel's own machine."""
        self.signed, self._credentials, self._key = signed, credentials, key
        with self.hold_sync():
            self.method, self.local, self.ready = signed.method, local, True
            self.masked, self.proxy = not signed.example, _proxy_set(signed.url)
            times = {"until": _iso(signed.expires_at), "signed": _iso(signed.signed_at)}
            self.link = {"parts": _parts(signed, signed.example), **times}
            self.url = "".join(part if isinstance(part, str) else part[0] for part in self.link["parts"])
            self.earlier = bool(self.answer) and self._is_earlier()

    def _receive(self, _widget: object, content: dict[str, Any], buffers: list[memoryview]) -> None:
        if content.keys() & {"history", "recent", "preset"}:
            self._act(content)
        elif "repair" in content:
            self._repair(content)
        elif content.get("cancel") or content.get("piece"):
            self._continue(content, buffers)
        else:
            self._press(content, buffers)

    def _press(self, content: dict[str, Any], buffers: list[memoryview]) -> None:
        view = content.get("view")
        try:
            signed = self._settle(content.get("fields") or {})
        except InputError as error:
            self._decline(view, f"{error.problem} {error.remedy}")
            return
        if signed is None:
            self._decline(view, "what a field says cannot be signed, or another edit came in between.")
        elif "edited" in content and content.get("of", self.url) != self.url:
            self._decline(view, "the fields were changed, so the URL is a new one, without your change of it.")
        elif content.get("method", signed.method) != signed.method:
            # While the kernel is busy, the button goes on with the method of before.
            self._decline(view, f"the method is {signed.method} by now. Press again if that is what you want.")
        elif content.get("share"):
            self.send({"share": self._share(), "view": view})
        elif "url" in content:
            url = content.get("edited", signed.url)
            more = {"parts": _parts(signed, True)} if content["url"] == "edit" else {}
            self.send({"use": content["url"], "url": url, **more, "view": view})
        else:
            press = Press(signed, str(content.get("edited", signed.url)), self._key, view, bool(content.get("proxy")))
            if content.get("send"):
                self._ask_or_start(press, content, buffers)
            elif content.get("look"):
                self.send({"look": content["look"], "differs": self._differing(press), "view": view})
            elif content.get("server"):
                self._show_server_side(press)

    def _decline(self, view: str | None, reason: str) -> None:
        """Where what the page shows and what its fields say are not one request, none is made."""
        self.send({"done": True, "problem": f"Nothing was done: {reason}", "view": view})

    def _ask_or_start(self, press: Press, content: dict[str, Any], buffers: list[memoryview]) -> None:
        """What destroys something outside of the sandbox is asked for first, and a yes is for that one request."""
        in_sandbox = press.signed.example and self.local and not press.is_edited
        sure = content.get("sure") and self._questioned == press.digest
        if press.signed.method != "DELETE" or in_sandbox or sure:
            self._questioned = b""
            self._start(press, content, buffers)
            return
        self._questioned = press.digest
        what = f"Delete {press.key or 'this bucket'} ({press.signed.url.partition('?')[0]})?"
        question = "Send this DELETE, with your change of the URL?" if press.is_edited else visible(what)
        self.send({"question": question, "view": press.view})

    def _start(self, press: Press, content: dict[str, Any], buffers: list[memoryview]) -> None:
        """Send at once what came with the press; a body of several pieces when the last of them is here."""
        if self._upload and self._upload.is_whole:
            self._decline(press.view, "a file is on its way to the store. Wait for it, or cancel it.")
            return
        if self._upload:
            self._upload.give_up()  # its page has gone, or somebody pressed in another view
        self._upload = None
        piece = buffers[0] if buffers else memoryview(b"")
        size = int(content.get("size", len(piece)))
        if size <= len(piece):
            self._deliver(press, bytes(piece) if press.signed.method in ("PUT", "POST") else None)
            return
        name = str(content.get("upload"))
        self._pressed = press
        self._upload = PageUpload(name, size, lambda sent: self.send({"upload": name, "sent": sent}))
        self._continue(content, buffers)

    def _continue(self, content: dict[str, Any], buffers: list[memoryview]) -> None:
        """Take the next piece of the body that is on its way, or give it up."""
        upload, press = self._upload, self._pressed
        if upload is None or press is None or upload.name != content.get("upload"):
            self.send({"upload": content.get("upload"), "lost": True})
        elif content.get("cancel"):
            upload.give_up()
            self._upload = upload if upload.is_whole else None
        elif not upload.is_whole:
            try:
                upload.take(int(content["piece"]), buffers[0])
            except SendError as error:
                self._upload = None
                self._fail(press, error)
                return
            self.send({"upload": upload.name, "came": upload.came})
            if upload.is_whole:
                in_thread(lambda: self._deliver(press, upload))

    def _deliver(self, press: Press, data: bytes | PageUpload | None) -> None:
        signed = press.signed
        size = {"Content-Length": str(data.size)} if isinstance(data, PageUpload) else {}
        headers = {**signed.headers, **size}
        try:
            answer = transfer.send(press.target, data, method=signed.method, headers=headers, trust_env=press.by_proxy)
        except CosnbError as error:
            self._fail(press, error)
            return
        finally:
            self._upload = None
        self.last_answer, self.diagnosis = answer, None
        key = "" if press.is_edited else press.key
        tree = display.answer_tree(answer, () if signed.example else signed.live_texts, key=key)
        self._show(press, tree)
        if not answer.ok:
            self._explain(press, answer, tree)

    def _explain(self, press: Press, answer: transfer.Answer, tree: display.Node) -> None:
        """Why the store refused it, in the place of its answer, which keeps the request as it was sent."""
        known: dict[str, Any] = {"credentials": self._credentials, "budget": BUDGET_SECONDS, "now": self.now}
        found = diagnosis.diagnose(press.target, response=answer, progress=False, **known)
        # A search cannot guess every change by hand, and the form knows what it signed.
        if press.is_edited and found.findings and found.findings[0].id == "unproven":
            found = replace(found, findings=(_changed(press), *found.findings[1:]))
        self.diagnosis = found
        why = display.tree_of(self.diagnosis, reveal=press.signed.example)
        self.answer = display.to_message(display.with_causes(tree, why))

    def _repair(self, content: dict[str, Any]) -> None:
        """Give the page the URL of a finding, to copy it or to put it into the box."""
        found = () if self.diagnosis is None else self.diagnosis.findings
        number = content["repair"]
        if self.signed and isinstance(number, int) and 0 <= number < len(found):
            url = found[number].repaired_url
            more = {"live": self.signed.url, "parts": _parts(self.signed, True), "view": content.get("view")}
            self.send({"use": content.get("how"), "url": url, **more})

    def _differing(self, press: Press) -> list[str] | None:
        """The stages that differ for a store which gets the URL as it stands in the box; None is not known."""
        with suppress(CosnbError):
            if computed := self._verified(press).computed:
                return [*changed(press.signed.computation, computed), "url"]
        return None

    def _verified(self, press: Press) -> links.Verification:
        how = press.signed
        return links.verify(press.target, self._credentials, method=how.method, headers=how.headers, now=how.signed_at)

    def _show_server_side(self, press: Press) -> None:
        """What a store computes from the URL as it stands in the box, beside what was signed. Nothing is sent."""
        try:
            self._show(press, display.beside_tree(press.signed, self._verified(press)))
        except CosnbError as error:
            self._fail(press, error)

    def _show(self, press: Press, tree: display.Node) -> None:
        """The answer to a request, which may be to another URL than the one that is offered by now."""
        self._asked = press.digest
        with self.hold_sync():
            self.answer, self.earlier = display.to_message(tree), self._is_earlier()
        self.send({"done": True, "view": press.view})

    def _is_earlier(self) -> bool:
        return self.signed is None or Press(self.signed, self.signed.url).digest != self._asked

    def _fail(self, press: Press, error: CosnbError) -> None:
        """Say what went wrong; an answer to an earlier request would be read as the one to this."""
        self.last_answer, self.diagnosis, self.answer, self.earlier = None, None, [], False
        self.send({"done": True, "problem": _said(error), "view": press.view})

    def __repr__(self) -> str:
        return f"SendPanel({self.signed!r})"


def _parts(signed: sigv4.Signed, shown: bool) -> list[Any]:
    """The parts of the URL as the page gets them: whole, for what is shown there is what is sent."""
    parts = display.masked(signed.result.parts, shown)
    return [[part.text, visible(part.source, 100)] if part.source else part.text for part in parts]


def _iso(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def _changed(press: Press) -> diagnosis.Finding:
    """That the URL was changed after it was signed, with the first piece of it that differs."""
    from ..diagnosis.cause import Sight  # with a refused request all of this is loaded, and with no other
    from ..diagnosis.causes import BY_ID
    from ..links.redaction import Hider

    sides = [re.split("(?=[?&])", Hider(press.signed.live_texts)(url)) for url in (press.signed.url, press.target)]
    pair = next((pair for pair in zip_longest(*sides, fillvalue="nothing") if pair[0] != pair[1]), ("", ""))
    told = "signed: {}\nreceived: {}".format(*pair)
    return BY_ID["url-changed"].found(Sight("certain", told, url=press.signed.url))


def _proxy_set(url: str) -> str:
    """What names a proxy for a store; empty where none is set, without loading what sends."""
    from urllib.request import getproxies

    return (transfer.proxy_for(url) or "") if getproxies() else ""


def _said(error: CosnbError) -> str:
    """The error, with what the page calls the field it is about, and what is done there in the place of an argument."""
    if isinstance(error, InputError) and error.field in ("target", "request"):
        return f"The URL: {error.problem.removeprefix('the URL ')} {error.remedy}"
    said = str(error).replace("trust_env=True goes through it", "tick 'through the proxy' to go through it")
    return said.replace("or send with trust_env=False", "or send without the tick")
