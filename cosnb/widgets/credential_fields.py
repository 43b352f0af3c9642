"""Where a form's credentials come from: what was given, the sandbox, what is typed, or a place on this machine.

A secret never becomes a widget's state, and the field for an access key id takes nothing that can only be a secret.
"""

from __future__ import annotations

import os
import re
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as w
import traitlets

from .. import sigv4, storage
from ..errors import CosnbError, CredentialsError
from ..sigv4.live import SECRET
from ..visible import visible
from .assets import script

if TYPE_CHECKING:
    from ..sandbox import Sandbox


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
        super().__init__(label=visible(label), **kwargs)
        self.minutes = minutes
        self._secret: sigv4.Secret | None = None
        self._deadline = 0.0
        self._changed: list[Callable[[], None]] = []
        self.on_msg(self._receive)

    @property
    def secret(self) -> sigv4.Secret | None:
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

    def _hold(self, secret: sigv4.Secret | None) -> None:
        self._secret = secret
        self._deadline = time.monotonic() + self.minutes * 60
        self.has_secret = secret is not None
        for callback in self._changed:
            callback()

    def _tell(self) -> None:
        secret = self.secret
        minutes = max(1, round((self._deadline - time.monotonic()) / 60))
        held = {} if secret is None else {"fingerprint": fingerprint(secret), "minutes": minutes}
        self.send({"state": {"length": 0 if secret is None else len(secret), **held}})

    def __repr__(self) -> str:
        return f"SecretField({self.label!r}, {'holds a secret' if self.has_secret else 'empty'})"


def fingerprint(secret: sigv4.Secret) -> str:
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


def sandbox_at(now: datetime | None) -> Sandbox:
    """The sandbox for a form, which shows its endpoint; so which port it has is no warning there."""
    from ..sandbox import Sandbox  # it brings all that runs a process

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return Sandbox(now=now)


GIVEN, SANDBOX, TYPED = "given", "sandbox", "typed"


class CredentialChooser:
    """The choice of a source, and the fields for typing a pair."""

    def __init__(self, given: sigv4.Credentials | None, now: datetime | None, changed: Callable[[], None]) -> None:
        self._given, self._now = None if given is None else storage.check_key_pair(given), now
        self._places: dict[str, storage.Source] = {place.id: place for place in storage.credential_sources()}
        own = [("given in the call", GIVEN)] if given else []
        states = {place.id: "" if place.state == "found" else f" ({place.state})" for place in self._places.values()}
        places = [(f"{place.label}{states[place.id]}", place.id) for place in self._places.values()]
        choices = [*own, ("sandbox (this machine)", SANDBOX), ("typed here", TYPED), *places]
        self.chooser = w.Dropdown(description="Credentials", options=choices, layout=w.Layout(width="auto"))
        self._changed = changed
        self.typed = w.VBox(layout=self.chooser.layout)
        self.typed.add_class("cosnb-typed")

    # Fields for a pair are made when somebody types one, for they are a good part of what a form saves.
    @cached_property
    def key_id(self) -> KeyIdField:
        field = KeyIdField(layout=self.chooser.layout)
        field.observe(lambda _change: self._changed(), "value")
        return field

    @cached_property
    def secret(self) -> SecretField:
        return self._secret_field("Secret key")

    @cached_property
    def token(self) -> SecretField:
        return self._secret_field("Session token")

    def _secret_field(self, label: str) -> SecretField:
        field = SecretField(label, layout=self.chooser.layout, _esm=IN_A_FORM)
        field.on_change(self._changed)
        return field

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox, started when it is first asked for. Raises SandboxError if it cannot be."""
        return sandbox_at(self._now)

    def load(self) -> sigv4.Credentials:
        """The pair of the chosen source. Raises CredentialsError if there is none, or it cannot be used."""
        choice = self.chooser.value
        (self.typed.remove_class if choice == TYPED else self.typed.add_class)("cosnb-off")
        if choice == TYPED and not self.typed.children:
            self.typed.children = [self.key_id, self.secret, self.token]
        if choice == GIVEN and self._given:
            return self._given
        if choice == TYPED:
            return self._typed()
        if choice != SANDBOX:
            return self._places[choice].load()
        try:
            return self.sandbox.credentials
        except CosnbError as error:
            raise CredentialsError("credentials", str(error), "") from None

    def _typed(self) -> sigv4.Credentials:
        secret = self.secret.secret
        if not self.key_id.value or secret is None:
            problem = "one half of the pair is missing."
            raise CredentialsError("credentials", problem, "Type the key id and the secret below.")
        return sigv4.Credentials(self.key_id.value, secret, self.token.secret, source="the form")
