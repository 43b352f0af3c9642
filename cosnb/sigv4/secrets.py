"""Secret values, and the credentials that hold one."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import NoReturn

MASK = "••••••••"


class Secret:
    """Bytes that show as dots wherever an object can be shown, and refuse to be pickled or turned into JSON.

    The value is reached by :meth:`reveal` and no other way. Comparison takes the same time wherever two secrets differ.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str | bytes) -> None:
        self._value = value.encode() if isinstance(value, str) else value

    def reveal(self) -> bytes:
        """The secret bytes. Whoever calls this answers for where they go."""
        return self._value

    def prefixed(self, prefix: bytes) -> Secret:
        """The secret with a constant in front, as the key derivation begins."""
        return Secret(prefix + self._value)

    def hmac(self, message: str) -> Secret:
        """HMAC-SHA256 of a message, keyed with this secret."""
        return Secret(hmac.digest(self._value, message.encode(), "sha256"))

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return hmac.compare_digest(self._value, other._value) if isinstance(other, Secret) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # a hash would tell two secrets apart in a dump

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

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
    """

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None = None
    source: str = field(default="arguments", kw_only=True)
    example: bool = field(default=False, kw_only=True)
    endpoint: str | None = field(default=None, kw_only=True)
    region: str | None = field(default=None, kw_only=True)

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
    ) -> None:
        put = object.__setattr__
        put(self, "access_key_id", access_key_id)
        put(self, "secret_access_key", _secret(secret_access_key))
        put(self, "session_token", _secret(session_token) if session_token else None)
        put(self, "source", source)
        put(self, "example", example)
        put(self, "endpoint", endpoint)
        put(self, "region", region)


def _secret(value: str | Secret) -> Secret:
    return value if isinstance(value, Secret) else Secret(value)
