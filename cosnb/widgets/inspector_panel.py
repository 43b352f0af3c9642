"""The page's side of the URL inspector: what is pasted comes as a message, findings go back as a tree."""

from collections.abc import Callable
from typing import Any, NamedTuple

import anywidget
import traitlets

from .assets import script


class Pasted(NamedTuple):
    """What is in the inspector's boxes."""

    text: str = ""
    method: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    answer: str | None = None

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
            self.send({"fill": self.pasted.text})
            return
        if isinstance(content.get("inspect"), dict):
            self.pasted = _pasted(content["inspect"])
        wanted = next((name for name in ("send", "form") if content.get(name)), "")
        if isinstance(content.get("use"), int):
            wanted = f"{'copy' if content.get('copy') else 'paste'} {abs(content['use'])}"
        self._on_message(self.pasted, wanted)

    def __repr__(self) -> str:
        return f"InspectorPanel({len(self.pasted.text)} characters pasted)"


def _pasted(boxes: dict[str, Any]) -> Pasted:
    lines = str(boxes.get("headers") or "").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return Pasted(
        text=str(boxes.get("text") or ""),
        method=boxes.get("method") or None,
        headers=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        answer=str(boxes.get("answer") or "") or None,
    )
