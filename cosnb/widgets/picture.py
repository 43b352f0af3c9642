"""What a live view leaves in the notebook: a picture of it, for where no kernel runs, in print and on GitHub."""

import asyncio
from contextlib import suppress
from typing import Any

import anywidget

from ..display import Node, node, to_html, to_text

_VIEW = "application/vnd.jupyter.widget-view+json"
# A picture is painted again when the last edit is this many seconds old.
_PAUSE = 1.0


class Pictured:
    """A widget that shows itself as two outputs: its picture and, after it, the live view.

    A notebook that is opened again says of a live view alone that its model was not found. So the stylesheet hides the
    picture while the view after it is live, and the view where it is not. A picture is masked as all that is saved is.
    """

    _painting: asyncio.TimerHandle | None = None
    _is_shown = False
    model_id: str

    def picture(self) -> Node | None:
        """What the widget shows now, or None while it shows nothing."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_options: Any) -> Any:
        bundle, metadata = {**self._painted(), **self._view()}, self._metadata()
        return (bundle, metadata) if metadata else bundle

    def _ipython_display_(self) -> None:
        self._is_shown = True
        self._publish(self._painted(), display_id=self.model_id)
        self._publish({**self._view(), "text/html": ""}, metadata=self._metadata())

    def _view(self) -> dict[str, Any]:
        return {_VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}

    def _metadata(self) -> Any:
        """Which script shows the view where that is not known, as in Colab; elsewhere nothing."""
        return anywidget.AnyWidget._repr_mimebundle_(self)[1]  # type: ignore[arg-type,index]

    def _painted(self) -> dict[str, str]:
        if (tree := self.picture()) is None:
            return {"text/plain": repr(self)}
        return {"text/plain": to_text(tree), "text/html": to_html(node("picture", tree))}

    def _repaint(self) -> None:
        """Paint the picture anew, once a run of edits is over."""
        if not self._is_shown:
            return
        if self._painting:
            self._painting.cancel()
        with suppress(RuntimeError):  # a shell without a loop has no notebook either
            self._painting = asyncio.get_running_loop().call_later(_PAUSE, self._paint)

    def _paint(self) -> None:
        if self.model_id:  # it was not closed
            self._publish(self._painted(), display_id=self.model_id, update=True)

    @staticmethod
    def _publish(bundle: dict[str, Any], **how: Any) -> None:
        from IPython.display import display  # only where there is a notebook

        display(bundle, raw=True, **how)  # type: ignore[no-untyped-call]
