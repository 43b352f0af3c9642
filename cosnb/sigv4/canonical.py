"""The canonical request: one text that signer and store both make, and must make alike.

    GET                                   method
    /my-bucket/a%20b                      canonical URI
    X-Amz-Algorithm=…&versionId=1         canonical query string
    host:s3.eu-de.cloud-object-…          canonical headers, one line each
                                          (an empty line)
    host                                  signed headers
    UNSIGNED-PAYLOAD                      payload hash

Source of the rules: "Create a canonical request", SigV4 signing elements, AWS IAM user guide.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from .encoding import normalize_path, reencode, uri_encode
from .parts import AMPERSAND, EQUALS, NEWLINE, Part, Parts, Stage, join, joined
from .url import Param, Url

UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
SIGNATURE_PARAM = "X-Amz-Signature"

Headers = Mapping[str, str] | Iterable[tuple[str, str]]
Payload = bytes | str


class Rules(NamedTuple):
    """How a service makes the canonical URI from the path on the wire."""

    normalize_path: bool
    encode_path_twice: bool


S3 = Rules(normalize_path=False, encode_path_twice=False)
AWS = Rules(normalize_path=True, encode_path_twice=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed.

    Args:
        method: the HTTP method, upper-case.
        url: as it goes on the wire, percent-encoded.
        headers: a mapping or pairs; each of them is signed. The host is taken from the URL unless it is among them.
        payload: the body, which is hashed, or the ready-made last line, such as ``UNSIGNED-PAYLOAD``.
    """

    method: str
    url: Url | str
    headers: Headers = ()
    payload: Payload = UNSIGNED_PAYLOAD

    def __post_init__(self) -> None:
        object.__setattr__(self, "headers", pairs(self.headers))


def pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Headers as pairs, however they were given."""
    return tuple(headers.items() if isinstance(headers, Mapping) else headers)


def to_send(headers: Headers, without: Container[str]) -> dict[str, str]:
    """Headers as the receiver sends them: a name given twice goes out once, its values joined as they are signed."""
    sent: dict[str, tuple[str, str]] = {}
    for name, value in pairs(headers):
        if (lower := name.strip().lower()) not in without:
            sent[lower] = (sent[lower][0], f"{sent[lower][1]},{value}") if lower in sent else (name, value)
    return dict(sent.values())


# The blanks that are trimmed and folded. A no-break space is not among them: the store keeps it, so the signer must.
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


def header_lines(headers: Headers, url: Url) -> dict[str, Parts]:
    """Header values, sorted by lower-case name: trimmed, runs of blanks folded, equal names joined by commas."""
    lines: dict[str, Parts] = {}
    for name, value in pairs(headers):
        name = name.strip().lower()
        part = Part(_BLANKS.sub(" ", value).strip(" "), f"header:{name}", value)
        lines[name] = (*lines[name], Part(","), part) if name in lines else (part,)
    lines.setdefault("host", url.signed_host)
    return dict(sorted(lines.items()))


def canonical_uri(path: Parts, rules: Rules) -> Parts:
    """The path, encoded once for S3; normalised, then encoded a second time for every other service."""
    if rules.normalize_path:
        text = join(path)
        if (normal := normalize_path(text)) != text:
            path = (Part(normal, "path", text),)
    # S3: the store decodes what it receives and encodes it again, so every spelling of a path comes to one.
    encode = uri_encode if rules.encode_path_twice else reencode
    return tuple([part.written(encode(part.text, keep_slash=True)) for part in path])


def canonical_query(query: Iterable[Param]) -> Parts:
    """Every parameter but the signature, encoded again, sorted by name and value: ``name=value`` joined by ``&``."""
    rows = []
    for name, value in query:
        encoded = reencode(name.text)
        if encoded != SIGNATURE_PARAM:
            recoded = tuple([part.written(reencode(part.text)) for part in value])
            rows.append((encoded, join(recoded), name.written(encoded), recoded))
    parts: list[Part] = []
    for _, _, name, value in sorted(rows, key=itemgetter(0, 1)):
        parts += AMPERSAND, name, EQUALS, *value
    return tuple(parts[1:])


def signed_headers(names: Iterable[str]) -> Parts:
    """The names of the signed headers, joined by semicolons."""
    return joined([Part(name, None if name == "host" else f"header:{name}") for name in names], ";")


def payload_hash(payload: Payload) -> Part:
    """The last line: the SHA-256 of the body in hex, or the ready-made text."""
    if isinstance(payload, str):
        return Part(payload, None if payload == UNSIGNED_PAYLOAD else "payload")
    return Part(hashlib.sha256(payload).hexdigest(), "payload")


def canonical_request(method: str, url: Url, lines: Mapping[str, Parts], payload: Payload, rules: Rules = S3) -> Stage:
    """Put the six pieces together. ``lines`` are the signed headers, as :func:`header_lines` makes them."""
    headers: list[Part] = []
    for name, value in lines.items():
        headers += (Part(f"{name}:"), *value, NEWLINE)
    return Stage(
        "canonical_request",
        (
            Part(method, "method"),
            NEWLINE,
            *canonical_uri(url.path, rules),
            NEWLINE,
            *canonical_query(url.query),
            NEWLINE,
            *headers,
            NEWLINE,
            *signed_headers(lines),
            NEWLINE,
            payload_hash(payload),
        ),
    )
