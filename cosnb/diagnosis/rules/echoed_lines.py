"""The later lines of the store's canonical request, and its string to sign, against what the URL implies."""

from __future__ import annotations

from collections.abc import Iterator

from ...sigv4 import UNSIGNED_PAYLOAD
from ..echo import Echo
from ..evidence import Evidence
from ..finding import Finding
from ..proof.axis_headers import EMPTY_HASH
from ..showing import difference, shown

ON_THE_WAY = "Something changed the request between the URL and the store: the client library, a proxy, or whoever built the request."


def header_lines(e: Evidence, echo: Echo) -> Iterator[Finding]:
    """The list of signed headers, the host, and each other header."""
    listed = ";".join(e.request.signed_headers)
    if echo.signed_headers != listed and e.request.signed_headers != ("",):
        yield Finding(
            "signed-headers-list",
            "certain",
            "headers",
            "The store read another list of signed headers than the URL has",
            ON_THE_WAY,
            difference(listed, echo.signed_headers, left_is="URL", right_is="store"),
            "Send X-Amz-SignedHeaders as it was signed: lower case, sorted, joined by %3B.",
        )
    host = "".join(part.text for part in e.request.url.signed_host)
    received = echo.header("host")
    if received is not None and received.lower() != host.lower() and e.request.wire:
        yield Finding(
            "host-changed",
            "certain",
            "headers",
            f"The store received the host {shown(received, 80)}, the URL names {shown(host, 80)}",
            "A proxy put another Host header in, a redirect was followed, or the host was changed in the finished URL.",
            difference(host, received, left_is="URL", right_is="store"),
            "Keep the Host header on the way (nginx: proxy_set_header Host $http_host), or sign for the host that arrives.",
        )
    for name, value in echo.headers:
        if name != "host":
            yield from _header(e, name, value)


def _header(e: Evidence, name: str, value: str) -> Iterator[Finding]:
    sent = e.header(name)
    if not value.strip():
        yield Finding(
            "signed-header-missing",
            "certain",
            "headers",
            f"The signed header {shown(name, 60)} did not arrive",
            "The store puts an empty value in place of a signed header that is missing.",
            f"line in the store's canonical request: '{shown(name, 60)}:'",
            f"Send {shown(name, 60)} with the value that was signed, or sign without it.",
        )
    elif sent is not None and " ".join(sent.split()) != value and name != "authorization":
        yield Finding(
            "header-changed",
            "certain",
            "headers",
            f"The signed header {shown(name, 60)} arrived with another value than was sent",
            "Proxies and CDNs rewrite such headers; Google changes Accept-Encoding.",
            difference(sent, value, left_is="sent", right_is="store"),
            "Do not sign headers that change on the way: sign 'host' alone.",
        )


def payload_line(e: Evidence, echo: Echo) -> Iterator[Finding]:
    """The last line."""
    if (
        not e.is_v4
        or echo.payload == UNSIGNED_PAYLOAD
        or e.header("x-amz-content-sha256")
        or e.all("x-amz-content-sha256")
    ):
        return
    what = "the hash of an empty body" if echo.payload == EMPTY_HASH else "a hash of the body"
    yield Finding(
        "payload-hash",
        "likely",
        "payload",
        f"The store took {what} as the last line, not UNSIGNED-PAYLOAD",
        "Presigned S3 URLs are signed with UNSIGNED-PAYLOAD; other services take the hash of an empty body.",
        f"last line of the store's canonical request: {shown(echo.payload, 80)}",
        "Sign with the payload hash that this service takes.",
    )


def string_to_sign(e: Evidence, echo: Echo) -> list[Finding]:
    """Its time and its scope."""
    request = e.request
    claimed = "/".join((request.date, request.region, request.service, request.terminator))
    found = []
    if echo.scope and echo.scope != claimed and request.date:
        found.append(
            Finding(
                "scope-changed",
                "certain",
                "scope",
                "The store signed with another scope than the URL claims",
                ON_THE_WAY,
                difference(claimed, echo.scope, left_is="URL", right_is="store"),
                "Send X-Amz-Credential as it was signed.",
            )
        )
    if echo.timestamp and request.timestamp and echo.timestamp != request.timestamp:
        found.append(
            Finding(
                "time-changed",
                "certain",
                "string_to_sign",
                "The store signed with another time than the URL claims",
                "An x-amz-date or Date header was sent along, or X-Amz-Date was changed on the way.",
                f"URL: {shown(request.timestamp, 40)}\nstore: {shown(echo.timestamp, 40)}",
                "Send the URL without a date header.",
            )
        )
    return found
