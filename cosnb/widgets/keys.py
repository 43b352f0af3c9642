"""Where a form's credentials come from: what was given, the sandbox, what is typed, or a place on this machine."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import ipywidgets as w

from .. import sigv4, storage
from ..errors import CosnbError, CredentialsError
from .secret_field import IN_A_FORM, KeyIdField, SecretField

if TYPE_CHECKING:
    from ..sandbox import Sandbox
    from ..sigv4 import Credentials
    from ..storage import Source

GIVEN, SANDBOX, TYPED = "given", "sandbox", "typed"


class Keys:
    """The choice of a source, and the fields for typing a pair.

    Args:
        given: a pair that was passed in the call; it is offered first.
        now: the sandbox's clock.
        changed: called when a typed secret is taken or forgotten.
    """

    def __init__(self, given: Credentials | None, now: datetime | None, changed: Callable[[], None]) -> None:
        self._given, self._now = None if given is None else storage.check_key_pair(given), now
        self._sandbox: Sandbox | None = None
        self._places: dict[str, Source] = {place.id: place for place in storage.credential_sources()}
        own = [("given in the call", GIVEN)] if given else []
        places = [(_named(place), place.id) for place in self._places.values()]
        self.chooser = w.Dropdown(
            description="Credentials",
            options=[*own, ("sandbox (this machine)", SANDBOX), ("typed here", TYPED), *places],
            layout=w.Layout(width="auto"),
        )
        layout = self.chooser.layout
        self.key_id = KeyIdField(layout=layout)
        self.secret, self.token = (
            SecretField(label, layout=layout, _esm=IN_A_FORM) for label in ("Secret key", "Session token")
        )
        self.typed = w.VBox([self.key_id, self.secret, self.token])
        self.typed.add_class("cosnb-typed")
        self.key_id.observe(lambda _change: changed(), "value")
        self.secret.on_change(changed)
        self.token.on_change(changed)

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox, started when it is first asked for.

        Raises:
            SandboxError: it cannot be started.
        """
        if self._sandbox is None:
            from ..sandbox import Sandbox  # it brings all that runs a process

            with warnings.catch_warnings():
                # A form shows the endpoint; which port it has is no warning there.
                warnings.simplefilter("ignore", UserWarning)
                self._sandbox = Sandbox(now=self._now)
        return self._sandbox

    def load(self) -> Credentials:
        """The pair of the chosen source.

        Raises:
            CredentialsError: there is none, or it cannot be used.
        """
        choice = self.chooser.value
        self.typed.layout.display = None if choice == TYPED else "none"
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

    def _typed(self) -> Credentials:
        secret = self.secret.secret
        if not self.key_id.value or secret is None:
            raise CredentialsError("credentials", "the pair is not complete.", "Type the key id and the secret below.")
        return sigv4.Credentials(self.key_id.value, secret, self.token.secret, source="the form")


def _named(place: Source) -> str:
    return place.label if place.state == "found" else f"{place.label} ({place.state})"
