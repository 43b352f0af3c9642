"""Presign URLs for IBM Cloud Object Storage and every S3-compatible store, see every stage, and learn why one fails.

Every public name, loaded when it is first used: ``import cosnb`` alone loads no Jupyter package.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import CosnbError, CredentialsError, InputError, SandboxError, SendError
    from .links import SignedRequest, Verification, parse, presign, verify
    from .sigv4 import Credentials, Part, Signed, Stage
    from .storage import find_credentials

__version__ = "0.1.0"

_HOMES = {
    "errors": ("CosnbError", "CredentialsError", "InputError", "SandboxError", "SendError"),
    "sigv4": ("Credentials", "Part", "Signed", "Stage"),
    "storage": ("find_credentials",),
    "links": ("SignedRequest", "Verification", "parse", "presign", "verify"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CosnbError",
    "Credentials",
    "CredentialsError",
    "InputError",
    "Part",
    "SandboxError",
    "SendError",
    "Signed",
    "SignedRequest",
    "Stage",
    "Verification",
    "find_credentials",
    "parse",
    "presign",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'cosnb' has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    setattr(sys.modules[__name__], name, value)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
