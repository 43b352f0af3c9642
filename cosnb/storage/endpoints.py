"""Endpoints: the address of a store, what region it signs for, and who can reach it.

IBM's hosts live in ``endpoints.json``, copied from its documentation with the source of each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..errors import InputError
from .providers import Provider, load, provider_of, providers

Network = Literal["public", "private", "direct"]

_AWS_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_LOCAL = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\])$|\.localhost$")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A store's address.

    Attributes:
        scheme: ``"https"`` or ``"http"``.
        host: the host name, lower-case, without a port.
        port: ``":9000"`` as written, or the empty text.
        provider: who runs it, and that provider's rules.
        region: the region to sign for, or None where the address does not tell.
        network: where it can be reached from; private and direct hosts open only inside IBM Cloud.
    """

    scheme: str
    host: str
    port: str
    provider: Provider
    region: str | None
    network: Network = "public"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.port}"

    @property
    def is_loopback(self) -> bool:
        """True for this machine itself, where plain http is no risk."""
        return bool(_LOCAL.search(self.host))


def find_endpoint(text: str) -> Endpoint:
    """An endpoint from what a person writes: a URL, an IBM COS location (``us-south``), an AWS region (``eu-west-1``).

    Raises:
        InputError: no scheme or two, another scheme than http and https, a path, a user name, or an unknown location.
    """
    if "://" in text:
        return _from_url(text)
    if host := _ibm_hosts().get(text):
        return _from_url(f"https://{host}")
    if _AWS_REGION.fullmatch(text):
        return _from_url(f"https://s3.{text}.amazonaws.com")
    if "." in text or ":" in text:
        raise _refused(text, "has no scheme.", f"Write 'https://{text.rstrip('/')}'.")
    raise _refused(text, "is no URL, IBM COS location or AWS region.", choices())


def choices() -> str:
    """One sentence that lists what an endpoint can be."""
    locations = ", ".join(name for name, row in ibm_locations().items() if row["status"] == "active")
    return (
        f"Give an IBM COS location ({locations}), an AWS region (such as eu-central-1), "
        "or the store's URL (such as https://minio.example.com:9000)."
    )


@cache
def ibm_locations() -> dict[str, dict[str, str]]:
    """IBM COS locations by id: regional, cross-region, single-site and tethered, with status and city."""
    data = load("endpoints.json")
    return {row["id"]: row for row in (*data["endpoints"], *data["tethered"])}


@cache
def _ibm_hosts() -> dict[str, str]:
    return {name: row["hosts"]["public"] for name, row in ibm_locations().items()}  # type: ignore[index]


@cache
def _ibm_host_pattern() -> re.Pattern[str]:
    return re.compile(load("endpoints.json")["meta"]["host_regex"])


def _from_url(text: str) -> Endpoint:
    scheme, _, rest = text.partition("://")
    if "://" in rest:
        raise _refused(text, "has its scheme twice.", f"Write '{rest}'.")
    if scheme.lower() not in ("http", "https"):
        raise _refused(text, f"has the scheme '{scheme}'.", "Use https:// (or http:// for a store on this machine).")
    authority, _, path = rest.partition("/")
    if path or "?" in authority or "#" in authority:
        raise _refused(text, "goes on after the host.", "Give the host alone; bucket and key are fields of their own.")
    if "@" in authority:
        raise _refused("(not shown)", "holds a user name or password.", "Give the host alone; keys are credentials.")
    match = re.fullmatch(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:\[\]\\<>\"'%]+)(?P<port>:\d{1,5})?", authority)
    if not match or not 0 < int((match["port"] or ":1")[1:]) < 65536:
        raise _refused(text, "has no valid host and port.", "Write it as 'https://host' or 'https://host:port'.")
    return _known(scheme.lower(), match["host"].lower(), match["port"] or "")


def _known(scheme: str, host: str, port: str) -> Endpoint:
    provider, region = provider_of(host)
    network: Network = "public"
    if match := _ibm_host_pattern().fullmatch(host):
        if match["bucket"]:
            raise _refused(
                f"{scheme}://{host}",
                f"has the bucket '{match['bucket']}' in its host.",
                f"Write '{scheme}://{host[len(match['bucket']) + 1 :]}' and give the bucket as a field of its own.",
            )
        region = ibm_locations().get(match["loc"], {}).get("suggested_signing_region", match["loc"])
        network = match["network"] or "public"  # type: ignore[assignment]
    elif provider.scope_region not in ("host", "any", "us-east-1"):
        region = provider.scope_region
    elif host in ("s3.amazonaws.com", "s3.wasabisys.com"):
        region = "us-east-1"
    return Endpoint(scheme, host, port, provider, region, network)


def _refused(text: str, problem: str, remedy: str) -> InputError:
    return InputError("endpoint", f"'{text}' {problem}", remedy, value=text)


__all__ = ["Endpoint", "choices", "find_endpoint", "ibm_locations", "providers"]
