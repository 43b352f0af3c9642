"""What can be chosen as an endpoint: every known one, found by city, code or provider."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..errors import InputError
from .endpoints import Endpoint, endpoint_advice, find_endpoint, is_aws_region
from .known_hosts import Location, Network, ibm_locations, recognise
from .provider import Mark, Provider, providers

# Longer than any host name; the rest of a longer search is not read.
_MAX_SEARCH = 300

# What people call a provider besides its name.
_NICKNAMES = {"ibm": "cos", "aws": "amazon", "spaces": "do", "gcs": "google"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One endpoint to choose.

    Attributes:
        code: the location's id, the region's code or the provider's id.
        label: what it is, for a list.
        endpoint: its URL, or a template with what is to fill in in braces (:attr:`placeholders`).
        provider: who runs it.
        region: the region to sign for, or None where the address does not tell.
        network: where it can be reached from.
        kind: regional, cross-region, single-site, cross-region-tethered (IBM COS), region, store or template.
        status: active, withdrawal-announced, decommissioned, retired, unlisted; or typed, for what was typed.
        mark: V where its source was read, U where it is inferred.
        source: where it was read.
        notes: what to know before it is chosen, and which of the provider's rules are not confirmed.
        location_constraints: for creating a bucket there: the location with the storage class.
    """

    code: str
    label: str
    endpoint: str
    provider: Provider
    region: str | None = None
    network: Network = "public"
    kind: str = "region"
    status: str = "active"
    mark: Mark = "V"
    source: str = ""
    notes: tuple[str, ...] = ()
    location_constraints: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """False where the endpoint itself is inferred, not read."""
        return self.mark == "V"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What is to fill in before the endpoint is an address."""
        return tuple(re.findall(r"\{(\w+)\}", self.endpoint))

    def fill(self, **values: str) -> Endpoint:
        """The endpoint, with a value for each placeholder.

        Raises:
            InputError: a placeholder has no value, or the address that results cannot be used.
        """
        missing = [name for name in self.placeholders if not values.get(name)]
        if missing:
            raise InputError(missing[0], f"{self.provider.name} needs it for its address.", f"See {self.endpoint}.")
        return find_endpoint(re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self.endpoint))


def search_endpoints(text: str = "") -> tuple[Choice, ...]:
    """The endpoints that a search finds, best first; all of them for an empty one.

    Case and accents do not matter; every word of the search must be found. Active and public endpoints come before
    others, IBM COS before other providers. A URL or region that is in no list comes back as a choice of its own.

    Args:
        text: a city, a code, a provider, a network or a host, or several: ``"frankfurt"``, ``"us-south private"``.
    """
    search = text[:_MAX_SEARCH].strip()
    return search_listed(search) or _typed(search)


def search_listed(text: str) -> tuple[Choice, ...]:
    """What a search finds of the list alone."""
    words = _fold(_host(text[:_MAX_SEARCH].strip())).replace(",", " ").split()
    found = [(rank, place, choice) for place, (choice, known) in enumerate(_index()) if (rank := _rank(words, known))]
    return tuple(choice for _, _, choice in sorted(found, key=lambda row: row[:2]))


def _host(text: str) -> str:
    """The host to look for where a URL or a host was given: an old name's new one, without a bucket in front."""
    host = text.partition("://")[2] or text
    host = re.split(r"[/?#:]", host)[0].lower()
    known = recognise(host)
    if known.not_s3:
        return (known.instead or "").partition("://")[2]
    return known.current or (host[len(known.bucket) + 1 :] if known.bucket else host if "://" in text else text)


def _rank(words: list[str], known: tuple[str, ...]) -> int | None:
    """1 for no words, more for worse matches, None for no match."""
    total = 1
    for word in words:
        if word in known:
            total += word != known[0]
        elif any(text.startswith(word) for text in known):
            total += 2
        elif len(word) > 2 and any(word in text for text in known):
            total += 3
        else:
            return None
    return total


def _typed(text: str) -> tuple[Choice, ...]:
    try:
        endpoint = find_endpoint(text)
    except InputError:
        return ()
    if listed := next((choice for choice, _ in _index() if choice.endpoint == endpoint.url), None):
        return (listed,)
    notes = [advice.text for advice in endpoint_advice(endpoint)]
    if is_aws_region(text):
        notes.append("It has the form of an AWS region, but is in no list here.")
    provider, label = endpoint.provider, f"{endpoint.provider.name} · {endpoint.host}{endpoint.port}"
    place = endpoint.host, label, endpoint.url, provider, endpoint.region, endpoint.network
    return (Choice(*place, kind="store", status="typed", mark="U", notes=(*notes, *_unconfirmed(provider))),)


@cache
def _index() -> tuple[tuple[Choice, tuple[str, ...]], ...]:
    """Every choice, in the order an empty search shows, with the folded words it is found by, its code first."""
    networks: tuple[Network, ...] = ("public", "private", "direct")
    choices = [_ibm_choice(row, network) for network in networks for row in ibm_locations().values()]
    choices += _provider_choices()
    in_service = ("active", "withdrawal-announced")
    choices.sort(key=lambda choice: (choice.status not in in_service, choice.network != "public"))
    return tuple((choice, _words(choice)) for choice in choices)


def _words(choice: Choice) -> tuple[str, ...]:
    host = choice.endpoint.partition("://")[2]
    texts = (choice.label, choice.kind, choice.network, choice.provider.id, _NICKNAMES.get(choice.provider.id, ""))
    return (choice.code, host, *re.findall(r"[^\s·,()/;]+", _fold(" ".join(texts))))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _ibm_choice(row: Location, network: Network) -> Choice:
    url = f"https://{row['hosts'][network]}"
    notes = [advice.text for advice in endpoint_advice(find_endpoint(url))]
    notes += [row[name] for name in ("note", "onerate_note") if name in row]
    classes = [*row.get("location_constraints", ()), row.get("onerate_location_constraint")]
    label = f"IBM COS · {row['city']} · {row['id']}{'' if network == 'public' else f' · {network}'}"
    place = row["id"], label, url, providers()["ibm"], row["suggested_signing_region"], network
    mark: Mark = "U" if row.get("mark") == "U" else "V"
    told = row["resiliency"], row["status"], mark, row.get("source", "")
    return Choice(*place, *told, tuple(notes), tuple(filter(None, classes)))


def _provider_choices() -> Iterator[Choice]:
    for provider in providers().values():
        if provider.id == "ibm":
            continue
        known: dict[str, Any] = {"mark": provider.mark("endpoint"), "notes": _unconfirmed(provider)}
        for code, place in provider.places:
            label = " · ".join(dict.fromkeys((provider.name, place, code)))
            source = provider.places_source
            yield Choice(code, label, provider.endpoint_of(code), provider, code, source=source, **known)
        if not (provider.places and provider.id == "aws"):  # whose regions' codes alone are endpoints
            other = ("", f"{provider.name} · another region") if provider.places else (provider.id, provider.name)
            kind, source = "template" if "{" in provider.endpoint else "store", " ".join(provider.sources[:1])
            yield Choice(*other, provider.endpoint, provider, provider.fixed_region, kind=kind, source=source, **known)


def _unconfirmed(provider: Provider) -> tuple[str, ...]:
    return tuple(f"Not confirmed: {fact.name}: {fact.text}." for fact in provider.facts() if fact.mark == "U")
