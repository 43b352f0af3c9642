"""Signature Version 4: the algorithm alone. Standard library only; no network, no clock, no provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from .canonical import AWS, S3, UNSIGNED_PAYLOAD, Request, Rules
    from .encoding import uri_decode, uri_encode
    from .moments import utc
    from .parts import Part, Stage
    from .secrets import Credentials, Secret
    from .signed import HmacStep, Signed
    from .signing import authorize, presign
    from .url import Param, Url

__getattr__, __dir__ = lazily(
    __name__,
    {
        "canonical": "AWS S3 UNSIGNED_PAYLOAD Request Rules",
        "encoding": "uri_decode uri_encode",
        "moments": "utc",
        "parts": "Part Stage",
        "secrets": "Credentials Secret",
        "signed": "HmacStep Signed",
        "signing": "authorize presign",
        "url": "Param Url",
    },
)

__all__ = [
    "AWS",
    "S3",
    "UNSIGNED_PAYLOAD",
    "Credentials",
    "HmacStep",
    "Param",
    "Part",
    "Request",
    "Rules",
    "Secret",
    "Signed",
    "Stage",
    "Url",
    "authorize",
    "presign",
    "uri_decode",
    "uri_encode",
    "utc",
]
