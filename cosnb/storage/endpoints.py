"""Endpoints: the address of a store, what region it signs for, and who can reach it.

IBM's hosts live in ``endpoints.json``, copied from its documentation with the source of each.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ..errors import InputError
from .input_errors import Advice, may_be_live, refused
from .known_hosts import Network, ibm_locations, recognise, signs_otherwise
from .provider import Provider, load, providers

LONGEST_ENDPOINT = 300  # characters: a host name has 253 at most, with its scheme and port a few more
_AWS_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d")
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[0-9A-Za-z._-]+)(?P<port>:[0-9]{1,5})?")
_OFFERED = 4
_NETWORKS = ("private", "direct")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]{1,60}){1,6}")
_CLASS = re.compile(r"(.+)-(?:standard|vault|cold|smart|flex|onerate_active)")
_LOCAL = re.compile(r"(.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\]")


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
        path: what stands in front of the bucket in every path, such as ``"/storage/v1/s3"``; mostly the empty text.
    """

    scheme: str
    host: str
    port: str
    provider: Provider
    region: str | None
    network: Network = "public"
    path: str = ""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.port}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """True for this machine itself, where plain http is no risk."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True for a name of this machine itself."""
    return bool(_LOCAL.fullmatch(host))


def find_endpoint(text: str) -> Endpoint:
    """An endpoint from what a person writes.

    Args:
        text: a URL; an IBM COS location (``"us-south"``), with ``".private"`` or ``".direct"`` behind it for those
            networks (``"us-south.private"``); or an AWS region (``"eu-west-1"``).

    Raises:
        InputError: no scheme or two, another scheme than http and https, a path, a user name, an unknown location,
            a bucket in the host, or a host that takes no signed request (static websites, configuration).
    """
    if not isinstance(text, str):
        raise refused("endpoint", text, "is not text.", choices())
    return _found(text)


@lru_cache(maxsize=64)
def _found(text: str) -> Endpoint:
    for mark, what in (("@", "a user name or password"), ("?", "a query")):
        if mark in text:
            # What stands there may be a password or a live signature, so it is not repeated.
            raise InputError("endpoint", f"it holds {what} (not shown here).", "Give the host alone: https://host.")
    if "://" in text:
        return _from_url(text)
    if host := _ibm_host(text):
        return _from_url(f"https://{host}")
    if is_aws_region(text):
        return _from_url(providers()["aws"].endpoint_of(text))
    if (match := _HOST_AND_PORT.fullmatch(text.partition("/")[0].lower())) and is_loopback(match["host"]):
        raise _refused(text, "has no scheme.", f"Write 'http://{text.rstrip('/')}', as the sandbox has it.")
    if "." in text or ":" in text:
        raise _refused(text, "has no scheme.", f"Write 'https://{text.rstrip('/')}'.")
    if (match := _CLASS.fullmatch(text)) and match[1] in ibm_locations():
        raise _refused(text, f"is a storage class of buckets in {match[1]}.", f"Give '{match[1]}'.")
    raise _offer(text) or _refused(text, "is no URL, IBM COS location or AWS region.", _meant(text) or choices())


def _meant(text: str, provider: str = "aws") -> str:
    """The location or region of a provider that is written almost so, as a question; empty where none is or one is so."""
    from difflib import get_close_matches  # only where something is misspelt

    names = (*ibm_locations(), *(name for name, _ in providers()[provider].places))
    # A region of another number is more likely a new one.
    alike = [name for name in names if text not in names and re.sub(r"\D", "", name) == re.sub(r"\D", "", text)]
    return " ".join(f"Did you mean '{name}'?" for name in get_close_matches(text.lower(), alike, 1, 0.75))


def _offer(text: str) -> InputError | None:
    """What a search finds for it: endpoints of the list, or providers whose address nobody else can know."""
    from .search import search_listed  # which needs what is here

    found = search_listed(text) if text and not re.search(r"[:/@?#]", text) else ()
    if not found:
        return None
    listed = [one for one in found if one.endpoint and not one.placeholders]
    offered = [one.label for one in listed or found]
    more = f" and {len(offered) - _OFFERED} more" if len(offered) > _OFFERED else ""
    remedy = f"Write the URL, such as {_example(found[0].endpoint)}"
    if listed:
        code = listed[0].code if listed[0].provider.id in ("ibm", "aws") else listed[0].endpoint
        remedy = f"Choose one of them: for the first write '{code}'."
    return refused("endpoint", text, f"may be {'; '.join(offered[:_OFFERED])}{more}.", remedy)


def _example(template: str) -> str:
    for name, value in {"{scheme}": "https", "{host}": "store.example.com", "{port}": "9000"}.items():
        template = template.replace(name, value)
    return f"{template}, with your own in the braces." if "{" in template else f"{template}."


def choices() -> str:
    """One sentence that lists what an endpoint can be."""
    locations = ", ".join(name for name, row in ibm_locations().items() if row["status"] == "active")
    return (
        f"Give an IBM COS location ({locations}), an AWS region (such as eu-central-1), "
        "or the store's URL (such as https://minio.example.com:9000)."
    )


def is_aws_region(text: str) -> bool:
    """True for what has the form of an AWS region, listed or not."""
    return bool(_AWS_REGION.fullmatch(text))


def _ibm_host(text: str) -> str | None:
    """The host of a location, written as in tables (``us-south.private``), as in hosts (``s3.private.us-south``) or as ``us-geo``."""
    words = [word for word in text.removeprefix("s3.").removesuffix("-geo").split(".") if word not in _NETWORKS]
    networks = [word for word in text.split(".") if word in _NETWORKS] or ["public"]
    row = ibm_locations().get(".".join(words))
    return row["hosts"][networks[0]] if row and len(networks) == 1 else None


def _from_url(text: str) -> Endpoint:
    scheme, _, rest = text.partition("://")
    if "://" in rest:
        raise _refused(text, "has its scheme twice.", f"Write '{rest}'.")
    if scheme.lower() not in ("http", "https"):
        raise _refused(text, f"has the scheme '{scheme}'.", "Use https:// (or http:// for a store on this machine).")
    authority, _, path = rest.partition("/")
    authority, fragment, _ = authority.partition("#")
    match = _HOST_AND_PORT.fullmatch(authority)
    host = match["host"].lower() if match else ""
    known = signs_otherwise(host) or recognise(host)
    if known.not_s3:
        # Said first: whoever pastes such an address would only be told to cut it, and then be told this.
        raise _refused(authority, f"{known.not_s3}.", f"Use {known.instead}.")
    path = f"/{path.rstrip('/')}" if path else known.provider.path
    ours = path in ("", known.provider.path) or (known.provider.id == "custom" and _PATH.fullmatch(path))
    if fragment or not ours:
        raise _refused(text, "goes on after the host.", "Give the host alone; bucket and key are fields of their own.")
    if not match or not 0 < int((match["port"] or ":1")[1:]) < 65536:
        raise _refused(text, "has no valid host and port.", "Write it as 'https://host' or 'https://host:port'.")
    found = Endpoint(scheme.lower(), host, match["port"] or "", known.provider, known.region, known.network, path)
    if known.bucket:
        alone = replace(found, host=host[len(known.bucket) + 1 :])
        remedy = f"Write '{alone.url}' and give the bucket as a field of its own."
        raise _refused(text, f"has the bucket '{known.bucket}' in its host.", remedy)
    return found


def endpoint_advice(endpoint: Endpoint | None, *, method: str | None = None) -> list[Advice]:
    """What may not work at this endpoint, said at the moment it is chosen; None is an endpoint not yet chosen.

    Args:
        method: the method of the link, to be held against those the provider documents.
    """
    if endpoint is None:
        return [Advice("endpoint", "None is chosen. SDKs then sign for AWS without a word; cosnb asks for one.")]
    known = recognise(endpoint.host)
    texts = []
    if known.network != "public":
        reach = load("endpoints.json")["meta"]["network_notes"][known.network]
        texts.append(f"A {known.network} host opens only from {reach}: the link does not open from the internet.")
    if known.current:
        texts.append(f"This is an old name of https://{known.current}. Use the new one.")
    if known.location and (text := location_advice(known.location)):
        texts.append(text)
    elif not known.location and known.region and (meant := _meant(known.region, known.provider.id)):
        texts.append(f"cosnb's list of {known.provider.name} has no region '{known.region}'. {meant}")
    if endpoint.scheme == "http" and not endpoint.is_loopback:
        texts.append("Over plain http, whoever sees the link on its way can use it until it expires. Use https.")
    if endpoint.path != endpoint.provider.path:
        texts.append(f"Every link begins with {endpoint.url}/; if its path is a bucket, leave it out.")
    advice = [Advice("endpoint", text) for text in texts]
    methods = endpoint.provider.methods
    if method and methods and method not in methods:
        documented = f"{endpoint.provider.name} documents presigned URLs for {', '.join(methods)} only."
        advice.append(Advice("method", documented))
    return advice


def location_advice(location: str) -> str | None:
    """What to know before an IBM COS location is chosen; None for one that is in service."""
    row = ibm_locations().get(location)
    if row is None:
        return f"IBM's documentation lists no location '{location}'. {_meant(location) or 'Check the spelling.'}"
    use = f" Use {' or '.join(row['replacement'])} instead." if "replacement" in row else ""
    if row.get("mark") == "U":
        use += " This is inferred, not confirmed."
    return {
        "active": None,
        "withdrawal-announced": f"IBM ends the location '{location}' on {row.get('end_of_service')}.{use}",
        "unlisted": f"No table of endpoints in IBM's documentation lists the location '{location}'.{use}",
    }.get(row["status"], f"IBM has retired the location '{location}'.{use}")


def _refused(text: str, problem: str, remedy: str) -> InputError:
    if remedy.startswith("Write '") and (len(text) > LONGEST_ENDPOINT or may_be_live(text)):
        remedy = "Give the host alone: https://host."
    return refused("endpoint", text, problem, remedy, longest=LONGEST_ENDPOINT, url=True)
