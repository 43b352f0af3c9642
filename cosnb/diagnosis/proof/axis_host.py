"""Hypotheses about the host: the name the URL was signed for, where it is used under another."""

from __future__ import annotations

from collections.abc import Iterator

from ...sigv4 import uri_encode
from ...sigv4.encoding import reencode
from ...sigv4.url import DEFAULT_PORTS
from ...storage.hosts import other_names
from .hypotheses import Change, Edit, Option
from .subject import Subject, line

_LOCAL = (
    "localhost",
    "127.0.0.1",
    "minio",
    "host.docker.internal",
    "localstack",
    "s3",
    "rustfs",
    "garage",
    "ceph",
    "rgw",
)
_PORTS = (":9000", ":9001", ":443", ":80", ":4566", ":8333", ":8080", ":3900", ":7480", ":8000", ":5000")

OTHER_HOST_SENT = "The request carried another Host header than the URL names, which the URL was signed for"
_SIGN = "Sign for the host under which the URL is used, or use it under the host it was signed for."


def host_hypotheses(subject: Subject) -> Iterator[Option]:
    """Other names for the host, most likely first."""
    seen = {subject.host}
    for name, host, why, likely in _names(subject):
        if host and host not in seen:
            seen.add(host)
            yield _option(
                subject, {"header:host": line(f"host:{host}")}, name, host, why, likely, (Edit("host", host),)
            )
    yield from _moved_buckets(subject)


def _names(subject: Subject) -> Iterator[tuple[str, str, str, bool]]:
    host, port = subject.request.host, subject.request.url.port
    given = subject.sent.get("host")
    url_host = "".join(part.text for part in subject.request.url.signed_host)
    if given and given != url_host:
        yield "host-changed", url_host, OTHER_HOST_SENT, True
    for other in subject.hosts:
        why = "The URL was made for a host that its user does not see, behind a proxy or inside a network."
        yield "host-changed", other, why, True
        if port and ":" not in other:
            yield "host-changed", f"{other}{port}", why, True
        elif ":" in other:
            yield "host-changed", other.rpartition(":")[0], why, True
    if subject.host != subject.host.lower():
        case = "Host names are signed in lower case, however they are written in a URL."
        yield "host-case", subject.host.lower(), case, True
    bare = "The port is part of the signed host unless it is the default one of the scheme."
    yield "host-port", host, bare, True
    yield "host-port", f"{host}{DEFAULT_PORTS.get(subject.request.url.scheme, ':443')}", bare, True
    yield "host-case", host.lower(), "Host names are signed in lower case.", True
    yield (
        "host-case",
        "".join(part.text for part in subject.request.url.host),
        "Host names are signed in lower case.",
        True,
    )
    for port_ in _PORTS:
        yield "host-port", f"{host}{port_}", bare, port_ in (":9000", ":443", ":80")
    for name, other, why in other_names(host, subject.request.region):
        yield name, other, why, True
    scheme = subject.request.url.scheme
    for odd in (f"{scheme}://{subject.host}", f"{subject.host}/", f"{subject.host}.", f"{scheme}://{subject.host}/"):
        yield "host-malformed", odd, "The signer took an address with scheme, slash or dot for the host.", False
    if subject.request.provider == "custom":
        for other in _LOCAL:
            for port_ in ("", ":9000", ":4566", ":8333", ":8080", ":3900"):
                why = "It was made inside a network where the store has another name."
                yield "host-changed", f"{other}{port_}", why, other in ("localhost", "minio") and port_ == ":9000"


def _moved_buckets(subject: Subject) -> Iterator[Option]:
    """The bucket in the path where the URL has it in the host, or the other way round; host names alike."""
    request = subject.request
    bucket, port = request.known_host.bucket, request.url.port if subject.host.endswith(request.url.port) else ""
    path = reencode(subject.path, keep_slash=True)
    why = "The bucket moved between host and path after signing, or the signer addressed it otherwise than the URL."
    if bucket:
        endpoint = request.host.removeprefix(f"{bucket}.")
        names = [endpoint, *_near(endpoint, request.region)]
        yield _option(
            subject,
            {"header:host": line(f"host:{endpoint}{port}")},
            "host-without-bucket",
            f"{endpoint}{port}",
            "The signer took the endpoint's host, without the bucket that stands in front of it in the URL.",
            True,
        )
        for place, name in enumerate(names):
            moved = f"/{uri_encode(bucket)}{'' if path == '/' else path}"
            values = {"header:host": line(f"host:{name}{port}"), "path": line(moved)}
            edits = Edit("host", name + port), Edit("path", moved)
            yield _option(subject, values, "addressing", f"{name}{port}{moved}", why, place == 0, edits)
        return
    first, _, rest = subject.path.removeprefix("/").partition("/")
    if not first or "%" in first:
        return
    names = [request.host, *_near(request.host, request.region)]
    for place, name in enumerate(names):
        host, moved = f"{first}.{name}{port}", reencode("/" + rest, keep_slash=True)
        edits = Edit("host", host), Edit("path", moved)
        values = {"header:host": line(f"host:{host}"), "path": line(moved)}
        yield _option(subject, values, "addressing", f"{host}{moved}", why, place == 0, edits)
        only = {"header:host": line(f"host:{host}")}
        yield _option(subject, only, "host-with-bucket", host, why, place == 0)


def _near(endpoint: str, region: str) -> list[str]:
    """Other names of the same place; those of other places are tried alone, not together with a moved bucket."""
    return [name for kind, name, _ in other_names(endpoint, region) if kind not in ("host-location", "host-region")]


def _option(
    subject: Subject,
    values: dict[str, bytes],
    name: str,
    signed: str,
    why: str,
    likely: bool,
    edits: tuple[Edit, ...] = (),
) -> Option:
    instead = subject.host + (subject.path if len(values) > 1 else "")
    title = why if why == OTHER_HOST_SENT else f"The URL was signed for the host {signed}"
    change = Change(name, "headers", title, signed, instead, why, _SIGN)
    return Option(dict(values), (change,), edits, likely=likely)
