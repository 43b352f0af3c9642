"""Signature Version 4: the algorithm alone. Standard library only; no network, no clock, no provider."""

from .canonical import AWS, S3, UNSIGNED_PAYLOAD, Request, Rules
from .encoding import uri_decode, uri_encode
from .keys import HmacStep
from .parts import Part, Stage
from .secrets import Credentials, Secret
from .signed import Signed
from .signing import authorize, presign
from .url import Param, Url

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
]
