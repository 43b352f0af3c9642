"""The page's side of the URL inspector: what is pasted comes as a message, findings go back as a tree."""

from collections.abc import Callable
from typing import Any, NamedTuple

import anywidget
import traitlets

from ..diagnosis.exchange import exchange_of
from ..diagnosis.reply import read_reply
from ..links import parse
from ..transfer.answer import preview_of
from .assets import script

# What every client adds to a request by itself.
_OF_CLIENTS = frozenset(("host", "user-agent", "accept", "accept-encoding", "connection", "content-length"))


class Pasted(NamedTuple):
    """What is in the inspector's boxes, and what no box shows.

    answer: as text, or as the object that its text was made of.
    body: what was sent with the request.
    """

    text: str = ""
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    answer: object = None
    body: bytes | None = None

    @classmethod
    def of(cls, thing: object) -> "Pasted":
        """A text; or a request, an answer with the request that it is to, or an error, as :func:`cosnb.diagnose` takes them.

        Raises:
            InputError: it is none of these.
        """
        if isinstance(thing, str):
            return cls(thing)
        sent, answer = exchange_of(thing, "text")
        if isinstance(sent, str):
            return cls(sent, answer=answer)
        said = parse(sent.text)
        headers = tuple(pair for pair in sent.headers if pair[0].lower() not in _OF_CLIENTS)
        # What the text says itself needs no box.
        method = None if sent.method == said.method else sent.method
        return cls(sent.text, method, () if sent.headers == said.headers else headers, answer, sent.body)

    @property
    def told(self) -> str:
        """The answer as the page shows it."""
        if isinstance(self.answer, str) or not (reply := read_reply(self.answer)):
            return str(self.answer or "")
        head = f"HTTP/1.1 {reply.status}\n\n" if reply.status else ""
        return f"{head}{preview_of(reply.text.encode())}"

    @property
    def boxes(self) -> dict[str, str]:
        """What the page has of it."""
        headers = "\n".join(map(": ".join, self.headers))
        return {"text": self.text, "method": self.method or "", "headers": headers, "answer": self.told}

    def __repr__(self) -> str:
        # It may be a live link, and a widget's attributes are shown by every tool that lists them.
        return f"Pasted({len(self.text)} characters)"


class InspectorPanel(anywidget.AnyWidget):
    """Boxes to paste into, and the findings below them.

    Args:
        on_message: called with what was pasted and what is asked for: ``""``, ``"send"``, ``"form"``; ``"paste N"``
            or ``"copy N"`` for the URL of a finding.
    """

    _esm = script("tree", "controls", "clipboard", "inspector")

    tree: traitlets.List[Any] = traitlets.List().tag(sync=True)
    ready = traitlets.Bool(False).tag(sync=True)

    def __init__(self, on_message: Callable[[Pasted, str], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pasted = Pasted()
        self._on_message = on_message
        self._asking: str | None = None
        self.on_msg(self._receive)

    def reply(self, content: dict[str, Any]) -> None:
        """Answer the view whose message this is."""
        self.send({**content, "view": self._asking})

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        self._asking = content.get("view")
        if content.get("opened"):
            # What it was made with is in no state, so a view that opens asks for it.
            self.reply({"fill": self.pasted.boxes})
            return
        if isinstance(content.get("inspect"), dict):
            self.pasted = _pasted(content["inspect"], self.pasted)
        wanted = next((name for name in ("send", "form") if content.get(name)), "")
        if isinstance(content.get("use"), int):
            wanted = f"{'copy' if content.get('copy') else 'paste'} {abs(content['use'])}"
        self._on_message(self.pasted, wanted)

    def __repr__(self) -> str:
        return f"InspectorPanel({len(self.pasted.text)} characters pasted)"


def _pasted(boxes: dict[str, Any], before: Pasted) -> Pasted:
    """What stands in the boxes by now; what they do not show stays while its text does."""
    lines = str(boxes.get("headers") or "").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    text, answer = (str(boxes.get(name) or "") for name in ("text", "answer"))
    return Pasted(
        text=text,
        method=boxes.get("method") or None,
        headers=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        answer=before.answer if answer == before.told else answer or None,
        body=before.body if text == before.text else None,
    )
