"""Secret values, and the credentials that hold one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NoReturn

from ..errors import CredentialsError
from ..scrub_frames import scrub_frames
from ..visible import MASK
from .moments import utc

_BLOCK = 64  # bytes that SHA-256 takes at a time
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Secret:
    """Bytes that show as dots wherever an object can be shown, and refuse to be pickled or turned into JSON.

    The value is reached by :meth:`reveal` and no other way. Comparison takes the same time wherever two secrets differ.

    Raises:
        CredentialsError: it is text that has no UTF-8 form.
    """

    # The two underscores hide it from a verbose traceback, which evaluates the expressions on its line.
    __slots__ = ("__value",)

    def __init__(self, value: str | bytes) -> None:
        try:
            self.__value = value.encode() if isinstance(value, str) else value
            return
        except UnicodeEncodeError:
            del value  # and that error, which holds it too, is over where the next one is raised
        raise CredentialsError("secret", "it holds bytes that are not UTF-8.", "Copy the value again.")

    def reveal(self) -> bytes:
        """The secret bytes. Whoever calls this is responsible for where they go."""
        return self.__value

    def prefixed(self, prefix: bytes) -> Secret:
        """The secret with a constant in front, as the key derivation begins."""
        return Secret(prefix + self.__value)

    def in_hex(self) -> Secret:
        """Its hex digits, as secret as it is: the key of a derivation that takes digits for bytes."""
        return Secret(self.__value.hex())

    def hmac(self, message: str) -> Secret:
        """HMAC-SHA256 of a message, keyed with this secret: the next key of the derivation."""
        return Secret(hmac.digest(self.__value, message.encode(), "sha256"))

    def as_message(self, key: str) -> Secret:
        """HMAC-SHA256 of this secret, keyed with a text: the next key of a derivation that swaps the two."""
        return Secret(hmac.digest(key.encode(), self.__value, "sha256"))

    def signature(self, message: str) -> str:
        """HMAC-SHA256 of a message in lower-case hex, as it is sent. The secret cannot be computed from it."""
        return hmac.digest(self.__value, message.encode(), "sha256").hex()

    def hmac_states(self) -> tuple[Any, Any]:
        """HMAC-SHA256 as two hashes with the key in them: one wants the message, the other the digest of the first.

        HMAC(key, message) = H(key ^ opad, H(key ^ ipad, message)), RFC 2104. The secret cannot be computed from them.
        """
        key = self.__value if len(self.__value) <= _BLOCK else sha256(self.__value).digest()
        block = key.ljust(_BLOCK, b"\0")
        return sha256(block.translate(_INNER)), sha256(block.translate(_OUTER))

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __len__(self) -> int:
        return len(self.__value)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        return hmac.compare_digest(self.__value, other.__value) if isinstance(other, Secret) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # a hash would tell two secrets apart in a dump

    def __deepcopy__(self, memo: object = None) -> Secret:
        return self

    __copy__ = __deepcopy__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A secret is not pickled: pass the place it can be found in, and find it again there.")


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key pair.

    Args:
        access_key_id: the public half; it appears in every presigned URL.
        secret_access_key: the secret half, str or :class:`Secret`; kept as a :class:`Secret`.
        session_token: goes with temporary credentials only; kept as a :class:`Secret`.
        source: where the pair was found, in words.
        example: True for published examples and the sandbox, whose signatures may be shown and saved.
        endpoint: the endpoint named by the same source, if it named one.
        region: the region named by the same source, if it named one.
        expires_at: when the session of temporary credentials ends, with a time zone, if that is known; kept in UTC.

    Raises:
        CredentialsError: the id or the secret is an empty text, one of the three is not text, or the secret or the token
            has no UTF-8 form.
        InputError: ``expires_at`` is no datetime with a time zone.
    """

    access_key_id: str
    # Equality compares the secrets, in constant time; the hash leaves them out.
    secret_access_key: Secret = field(hash=False)
    session_token: Secret | None = field(default=None, hash=False)
    source: str = field(default="arguments", kw_only=True)
    example: bool = field(default=False, kw_only=True)
    endpoint: str | None = field(default=None, kw_only=True)
    region: str | None = field(default=None, kw_only=True)
    expires_at: datetime | None = field(default=None, kw_only=True)

    @scrub_frames
    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str | Secret,
        session_token: str | Secret | None = None,
        *,
        source: str = "arguments",
        example: bool = False,
        endpoint: str | None = None,
        region: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        put = object.__setattr__
        if not isinstance(access_key_id, str) or not access_key_id:
            raise _unusable("access_key_id", access_key_id, source)
        put(self, "access_key_id", access_key_id)
        put(self, "secret_access_key", _secret("secret_access_key", secret_access_key, source))
        put(self, "session_token", _secret("session_token", session_token, source) if session_token else None)
        put(self, "source", source)
        put(self, "example", example)
        put(self, "endpoint", endpoint)
        put(self, "region", region)
        put(self, "expires_at", expires_at and utc(expires_at))

    def __repr__(self) -> str:
        values = {name: getattr(self, name) for name in self.__slots__ if name != "expires_at" or self.expires_at}
        # The secret half is the longer one: an id that is not shorter may be a secret in the wrong field.
        short = len(str(self.access_key_id)) < min(len(self.secret_access_key), 33)
        if not (short or self.example):
            values["access_key_id"] = MASK
        return f"Credentials({', '.join(f'{name}={value!r}' for name, value in values.items())})"


def _secret(name: str, value: str | Secret, source: str) -> Secret:
    if isinstance(value, Secret):
        return value  # even an empty one: some scripts sign with a variable that is not set, and such a signature can be checked
    if not isinstance(value, str) or not value:
        raise _unusable(name, value, source)
    try:
        return Secret(value)
    except CredentialsError as error:
        raise CredentialsError(name, error.problem, error.remedy) from None


def _unusable(name: str, value: object, source: str) -> CredentialsError:
    where = "" if source == "arguments" else f", as found in {source}"
    if isinstance(value, str):
        return CredentialsError(name, f"it is empty{where}.", "Give the value from the service credential.")
    return CredentialsError(name, f"a {type(value).__name__} is not text{where}.", "Give the value as a str.")
