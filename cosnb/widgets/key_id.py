"""The field for an access key id, which takes nothing that can only be a secret."""

from __future__ import annotations

import re

import anywidget
import traitlets

from ..sigv4.live import SECRET
from .assets import script

# What no store gives as an access key id: more than 128 characters (a session token; AWS's longest id has 128), a text
# of several values, and what has the form of a secret. The page has it as it is.
NOT_AN_ID = rf"^(?:[^]{{129,}}|[^]*[\s\"'{{}}<>=:,;][^]*|{SECRET})$"
_NOT_AN_ID = re.compile(NOT_AN_ID.replace("[^]", r"[\s\S]"))


class KeyIdField(anywidget.AnyWidget):
    """An access key id is no secret, so it is saved with the widgets; a secret that is pasted here must not be.

    The page refuses it at the paste and says where it belongs; it is no state and does not come to the kernel.
    """

    _esm = script("controls", "key_id", sheet="")

    value = traitlets.Unicode("").tag(sync=True)
    refused = traitlets.Unicode(NOT_AN_ID, read_only=True).tag(sync=True)

    @traitlets.validate("value")
    def _only_an_id(self, proposal: dict[str, str]) -> str:
        """A page that did not refuse it gets the empty text back."""
        text = proposal["value"].strip()
        return "" if _NOT_AN_ID.search(text) else text

    def __repr__(self) -> str:
        return f"KeyIdField({self.value!r})"
