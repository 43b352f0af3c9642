"""What is known of each provider: its hosts, its region in the scope, its addressing, its limits.

The facts live in ``providers.json``, each with its source and a mark: V (seen in the cited source) or U (unconfirmed).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

Addressing = Literal["path", "virtual"]
Mark = Literal["V", "U"]


class Fact(NamedTuple):
    """One rule of a provider, as text, with its mark: V (seen in a cited source) or U (unconfirmed)."""

    name: str
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's rules.

    Attributes:
        endpoint: its address, with what is to fill in in braces.
        host: a regular expression of its endpoints' hosts, or None where it has no host of its own.
        default_region: the region to sign for where the host names none, or None.
        scope_region: where the region in the scope comes from: ``"host"``, ``"any"`` (IBM COS), or the text itself.
        regions_taken: what it takes beside that, as far as it says so itself.
        addressing: the default addressing style.
        styles: every addressing style that works, the preferred one first.
        max_expires: the longest expiry in seconds, or None where none is documented.
        over_max: what a longer one meets: ``"refused"``, ``"allowed"`` or ``"unknown"``.
        sigv2: whether it takes Signature Version 2 as well, None where that is not known.
        methods: the methods a presigned URL works for, None for all.
        post_form: whether it takes presigned POST, None where that is not confirmed.
        status: how these facts are known, V or U, in words.
        unconfirmed: the names of the fields whose value is not confirmed, whatever ``status`` says.
        region_hosts: endpoints of regions that differ from ``endpoint``, by the beginning of the region's code.
        places: the listed regions by code, and where they are; a region that is not listed may exist.
        places_source: where that list was read.
        not_s3: its hosts that take no signed request: a regular expression, what they do, and what to use instead.
        path: what stands in front of the bucket in every path, where that is not nothing.
        habits: what it was seen to do otherwise than AWS documents, and does in newer releases too; see ``stores.json``.
    """

    id: str
    name: str
    endpoint: str
    host: str | None
    scope_region: str
    region_rule: str
    addressing: Addressing
    styles: tuple[Addressing, ...]
    max_expires: int | None
    over_max: Literal["refused", "allowed", "unknown"]
    sigv2: bool | None
    methods: tuple[str, ...] | None
    rules: tuple[str, ...]
    status: str
    unconfirmed: tuple[str, ...]
    sources: tuple[str, ...]
    default_region: str | None = None
    post_form: bool | None = None
    region_hosts: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    places_source: str = ""
    not_s3: tuple[Mapping[str, str], ...] = field(default=(), repr=False, hash=False)
    path: str = ""
    regions_taken: tuple[str, ...] = ()
    habits: tuple[str, ...] = ()

    @property
    def fixed_region(self) -> str | None:
        """The one region it is signed for, or None where the host or the store's own settings decide."""
        # "us-east-1" is only what such stores are set to when nobody sets them, so whoever knows better may say so.
        return None if self.scope_region in ("host", "any", "us-east-1") else self.scope_region

    @property
    def called(self) -> str:
        """Its name in the middle of a sentence."""
        return "this store" if self.id == "custom" else self.name

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The beginnings of the x-amz-* headers that it takes though they are not signed."""
        return tuple(habit.partition(" ")[2] for habit in self.habits if habit.startswith("unsigned "))

    def mark(self, field: str) -> Mark:
        """V or U for the value of one field."""
        return "V" if self.status.startswith("V") and field not in self.unconfirmed else "U"

    def endpoint_of(self, region: str) -> str:
        """The URL of a region's endpoint, whether the region is listed or not."""
        other = (url for start, url in self.region_hosts if region.startswith(start))
        return next(other, self.endpoint).replace("{region}", region)

    def facts(self) -> tuple[Fact, ...]:
        """Its rules in words, each with its mark, for showing."""
        longest = f"{self.max_expires} seconds" if self.max_expires else "no maximum is documented"
        v2 = {True: "accepted as well", False: "not accepted", None: "not known"}[self.sigv2]
        rows = [
            ("region in the scope", self.region_rule, "scope_region"),
            ("addressing", " or ".join(self.styles), "styles"),
            ("longest expiry", longest, "max_expires"),
            ("Signature Version 2", v2, "sigv2"),
            ("methods", ", ".join(self.methods or ("all",)), "methods"),
            *(("also", rule, "rules") for rule in self.rules),
        ]
        return tuple(Fact(name, text, self.mark(field)) for name, text, field in rows)


@cache
def load(name: str) -> Any:
    """One of the data files of this package, read once; nobody changes what it holds."""
    return json.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def providers() -> dict[str, Provider]:
    """Every known provider by id, in the order of the data file; ``"custom"`` is any other S3-compatible store."""
    found = {}
    for row in load("providers.json")["providers"]:
        seen = load("stores.json")["stores"].get(row["id"], {})
        habits = tuple(habit for habit in seen.get("differs", ()) if habit not in seen.get("newer", ()))
        found[row["id"]] = Provider(**{name: _fixed(value) for name, value in row.items()}, habits=habits)
    return found


def _fixed(value: Any) -> Any:
    """What JSON has as a list or a mapping, as a tuple."""
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value


def provider_of(host: str) -> tuple[Provider, str | None]:
    """The provider a host belongs to, and the region its name gives, if it gives one; ``"custom"`` when unknown."""
    for provider in providers().values():
        if provider.host and (match := re.fullmatch(provider.host, host)):
            return provider, match.groupdict().get("region") or provider.default_region
    return providers()["custom"], None
