"""The fast core: hash what changed, reuse the rest.

A hypothesis costs one SHA-256 over what follows the piece that changed (the hash of what stands before it is copied),
and one HMAC from two copied states. A signing key costs its four HMACs once.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from ...sigv4 import Secret
from ..slots import ALGORITHM, SCOPE, KeyValues

# The time is asked for after this many hypotheses.
CHUNK = 4096

Digest = bytes  # the SHA-256 of a canonical request in hex, as the string to sign ends with


class Signer(NamedTuple):
    """An HMAC that stands just before its message ends: the key is in, and the string to sign but its last line."""

    inner: Callable[[], Any]
    outer: Callable[[], Any]


def signer(key: bytes, prefix: bytes) -> Signer:
    """An HMAC-SHA256 with its key, fed with the beginning of each message."""
    inner, outer = Secret(key).hmac_states()
    inner.update(prefix)
    return Signer(inner.copy, outer.copy)


def matches(made_by: Signer, digests: Sequence[Digest], target: bytes) -> list[int]:
    """The places of the digests whose signature is the target."""
    inner_copy, outer_copy = made_by
    found = []
    for place, digest in enumerate(digests):
        inner = inner_copy()
        inner.update(digest)
        outer = outer_copy()
        outer.update(inner.digest())
        if outer.digest() == target:
            found.append(place)
    return found


class SigningKeys:
    """Signers for signing keys, each derived once; the steps that two keys share are shared."""

    def __init__(self) -> None:
        self._steps: dict[tuple[object, ...], bytes] = {}

    def signer(self, values: KeyValues) -> Signer:
        """The signer of a string to sign with these pieces, which waits for its last line."""
        scope = b"/".join([values.pieces[name].shown for name in SCOPE])
        return signer(self.key(values), b"\n".join((ALGORITHM, values.pieces["timestamp"].shown, scope, b"")))

    def key(self, values: KeyValues, last: int = 3) -> bytes:
        """The signing key of a set of pieces, or the key before it that the piece at a place of the scope is the last of."""
        key = values.root.key
        done: tuple[object, ...] = (values.root,)
        for step in values.root.steps:
            if step <= last:
                message = values.pieces[SCOPE[step]].in_key
                done = (*done, message)
                key = self._step(done, key, message, values.root.mode)
        return key

    def _step(self, done: tuple[object, ...], key: bytes, message: bytes, mode: str) -> bytes:
        output = self._steps.get(done)
        if output is None:
            key, message = (message, key) if mode == "turned" else (key, message)
            output = hmac.digest(key, message, "sha256")
            output = output.hex().encode() if mode == "hex" else output
            self._steps[done] = output
        return output


class Prefixes:
    """A canonical request as pieces, with the hash of everything before each piece and the bytes behind it."""

    def __init__(self, slots: Sequence[str], values: Mapping[str, bytes]) -> None:
        self.slots = tuple(slots)
        self.values = values
        self._places = {slot: place for place, slot in enumerate(self.slots)}
        self._pieces = [values[slot] for slot in self.slots]
        state = sha256()
        self._states = []
        for piece in self._pieces:
            self._states.append(state.copy())
            state.update(piece)
        self.digest: Digest = state.hexdigest().encode()

    def between(self, start: int, end: int | None = None) -> bytes:
        """The bytes of the pieces from one place up to another, or up to the end."""
        return b"".join(self._pieces[start:end])

    def digests(self, changed: Sequence[tuple[str, bytes]], slot: str, values: Sequence[bytes]) -> list[Digest]:
        """The digests with some pieces changed, and in the last of the changed slots each of many values in turn.

        Args:
            changed: slots that stand before ``slot``, in order, and their values.
            slot: the slot that takes each of the values.
        """
        place = self._places[slot]
        first = self._places[changed[0][0]] if changed else place
        state = self._states[first].copy()
        at = first
        for name, value in changed:
            state.update(self.between(at, self._places[name]) + value)
            at = self._places[name] + 1
        state.update(self.between(at, place))
        tail = self.between(place + 1)
        copy = state.copy
        made = []
        for value in values:
            whole = copy()
            whole.update(value + tail)
            made.append(whole.hexdigest().encode())
        return made

    def order(self, slot: str) -> int:
        """The place of a slot."""
        return self._places[slot]
