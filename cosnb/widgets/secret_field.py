"""The fields for a key pair: a secret never becomes a widget's state, and an access key id takes nothing that can only be one."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from .. import sigv4
from ..sigv4.live import SECRET
from .assets import script

if TYPE_CHECKING:
    from ..sigv4 import Secret


# Two pastes can be compared in this kernel, and nowhere else.
_SALT = os.urandom(16).hex()
# Of a field in a form, which has the sheet of the form.
IN_A_FORM = script("controls", "secret_field", sheet="")


class SecretField(anywidget.AnyWidget):
    """Take a secret from the page into the kernel by message, and hold it for a while.

    Only ``has_secret`` is synchronised. Nothing that is saved (notebook, checkpoint, widget state) holds the secret;
    the page gets its length and a fingerprint that means something in this kernel only.

    Args:
        label: the field's label.
        minutes: how long it is held before it is forgotten.
    """

    _esm = script("controls", "secret_field", sheet="used")

    label = traitlets.Unicode("Secret access key").tag(sync=True)
    has_secret = traitlets.Bool(False).tag(sync=True)

    def __init__(self, label: str = "Secret access key", *, minutes: int = 60, **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)
        self.minutes = minutes
        self._secret: Secret | None = None
        self._deadline = 0.0
        self._changed: list[Callable[[], None]] = []
        self.on_msg(self._receive)

    @property
    def secret(self) -> Secret | None:
        """The secret, or None where there is none or its time is over."""
        if self._secret is not None and time.monotonic() >= self._deadline:
            self.forget()
        return self._secret

    def forget(self) -> None:
        """Drop the secret now."""
        self._hold(None)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call ``callback()`` when a secret is taken or forgotten."""
        self._changed.append(callback)

    def _receive(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("forget"):
            self.forget()
        elif isinstance(content.get("secret"), str):
            self._hold(sigv4.Secret(content.pop("secret")))
        self._tell()

    def _hold(self, secret: Secret | None) -> None:
        self._secret = secret
        self._deadline = time.monotonic() + self.minutes * 60
        self.has_secret = secret is not None
        for callback in self._changed:
            callback()

    def _tell(self) -> None:
        secret = self.secret
        state = (
            {"length": 0}
            if secret is None
            else {
                "length": len(secret),
                "fingerprint": fingerprint(secret),
                "minutes": max(1, round((self._deadline - time.monotonic()) / 60)),
            }
        )
        self.send({"state": state})

    def __repr__(self) -> str:
        return f"SecretField({self.label!r}, {'holds a secret' if self.has_secret else 'empty'})"


def fingerprint(secret: Secret) -> str:
    """Six hex digits that are the same for the same secret, in this kernel only."""
    return secret.signature(_SALT)[:6]


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
