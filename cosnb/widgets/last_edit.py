"""What the last edit of a form was, in words, and which stages it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import links, sigv4
from ..links.checking.differences import ends
from ..visible import visible

# So many characters of a text fit into the line.
_MOST = 24


class LastEdit:
    """Holds what was signed before the last edit and since."""

    def __init__(self) -> None:
        self._edit = 0
        self._before: tuple[Mapping[str, str], links.Plan] | None = None
        self._since: tuple[Mapping[str, str], links.Plan] | None = None
        self._old: tuple[links.Plan, sigv4.Signed] | None = None

    def told(self, edit: int, fields: Mapping[str, str], plan: links.Plan, signed: sigv4.Signed) -> dict[str, Any]:
        """The fields that differ, how, and the names of the stages that changed; empty while nothing was edited.

        What was there before is signed again for the same moment, for the time goes on without an edit.
        """
        if edit != self._edit:
            self._edit, self._before = edit, self._since
        self._since = fields, plan
        if self._before is None:
            return {}
        old, before = self._before
        if not self._old or self._old[0] is not before or self._old[1].signed_at != signed.signed_at:
            self._old = before, before.sign(signed.signed_at)
        told = changed(self._old[1].computation, signed.computation)
        told += [signed.result.name] * (self._old[1].result.text != signed.result.text)
        labels = [label for label in fields if old[label] != fields[label]]
        if not labels and not told:
            return {}
        words = _difference(old[labels[0]], fields[labels[0]]) if len(labels) == 1 else ""
        return {"label": ", ".join(labels or ["Credentials"]), "words": words, "changed": told}


def changed(old: sigv4.signed.Computation, new: sigv4.signed.Computation) -> list[str]:
    """The names of the stages that differ."""
    texts = [stage.name for stage, was in zip(new.stages, old.stages, strict=True) if stage.text != was.text]
    return texts + ["derivation"] * (new.derivation[-1].output != old.derivation[-1].output)


def _difference(old: str, new: str) -> str:
    """What stands in the place of what, without what both have in common."""
    # Short words, such as a method, are told whole.
    front, back = ends(old, new) if max(len(old), len(new)) > 8 else (0, 0)
    was, now = (visible(text[front : len(text) - back], _MOST) for text in (old, new))
    return f"{was} → {now}" if was and now else f"{now} added" if now else f"{was} removed"
