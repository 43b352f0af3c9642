"""What each parameter of a signed request means, in one sentence, and the signing schemes that are not those of S3, which
are known by the names of their parameters.

Source: "Authenticating requests: using query parameters", Amazon S3 API reference, and the operations' pages there.
"""

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from ...storage.checks import SIGNING as SIGNING
from ...storage.durations import format_duration

REQUIRED = SIGNING[:-1]  # all but the token
V2 = ("AWSAccessKeyId", "Signature", "Expires")

_KNOWN: dict[str, Any] = json.loads(files(__package__).joinpath("meanings.json").read_text("utf-8"))

_SUBRESOURCES = {name: f"The subresource '{name}'." for name in _KNOWN["subresources"]}
MEANINGS = MappingProxyType(_SUBRESOURCES | _KNOWN["parameters"])
_BY_LOWER_NAME = {name.lower(): text for name, text in MEANINGS.items()}
_BY_LOWER_FIELD: dict[str, str] = _BY_LOWER_NAME | _KNOWN["form"]


def meaning_of(name: str, value: str = "", *, in_form: bool = False) -> str:
    """What a parameter of a query (or of a form) means, in one sentence; the empty text where nothing is known."""
    if name == "X-Amz-Expires" and value.isascii() and value.isdigit() and 0 < len(value) < 10:
        return f"How long the URL works from X-Amz-Date on: {format_duration(int(value))}."
    lower = name.lower()
    if lower.startswith("x-amz-checksum-") and lower != "x-amz-checksum-mode":
        return "The checksum of the body, signed with the URL."
    if lower.startswith("x-amz-meta-"):
        return "Metadata of the new object."
    return (_BY_LOWER_FIELD if in_form else _BY_LOWER_NAME).get(lower, "")


def is_s3_parameter(name: str) -> bool:
    """Whether S3, or a signer that writes headers into the query, gives this name a meaning; any other is ignored, but signed."""
    return name in MEANINGS or name.lower().startswith(("x-amz-", "response-", "x-ibm-", "ibm-", "content-"))


class Scheme(NamedTuple):
    """Another scheme than Signature Version 2 or 4 of S3.

    Attributes:
        names: parameters that a URL of it carries, in lower case; all of them.
        what: whose it is, in words.
        unchecked: what cannot be checked here.
        where: where to look into such a URL.
        source: the document that says so.
        host: a pattern of the host and path, where the names alone do not tell.
        sure: False where other links carry such parameters, too.
    """

    names: tuple[str, ...]
    what: str
    unchecked: str
    where: str
    source: str
    host: str = ""
    sure: bool = True


# Sources: the documentation of each service, named in its row. The first that fits is taken.
SCHEMES = tuple(Scheme(**{**row, "names": tuple(row["names"])}) for row in _KNOWN["schemes"])
_S3 = frozenset({"x-amz-algorithm", "x-amz-signature", "x-amz-credential", "awsaccesskeyid"})


def scheme_of(names: Iterable[str], address: str = "") -> Scheme | None:
    """The scheme of a URL, or None where it is one of S3's or none that is known."""
    given = {name.lower() for name in names}
    if given & _S3:
        return None
    for scheme in SCHEMES:
        if given.issuperset(scheme.names) and (not scheme.host or re.match(scheme.host, address[:2_000].lower())):
            return scheme
    return None
