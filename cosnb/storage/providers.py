"""What is known of each provider: its hosts, its region in the scope, its addressing, its limits.

The facts live in ``providers.json``, each with its source and a mark: V (seen in the cited source) or U (unconfirmed).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Addressing = Literal["path", "virtual"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's rules.

    Attributes:
        scope_region: where the region in the scope comes from: ``"host"``, ``"any"`` (IBM COS), or the text itself.
        addressing: the default addressing style.
        max_expires: the longest expiry in seconds, or None where none is documented.
        over_max: what a longer one meets: ``"refused"``, ``"allowed"`` or ``"unknown"``.
        status: the mark of these facts, V or U, in words.
    """

    id: str
    name: str
    endpoint: str
    host: str | None
    scope_region: str
    region_rule: str
    addressing: Addressing
    max_expires: int | None
    over_max: Literal["refused", "allowed", "unknown"]
    rules: tuple[str, ...]
    status: str
    sources: tuple[str, ...]


def load(name: str) -> Any:
    """One of the data files of this package."""
    return json.loads(files(__package__).joinpath(name).read_text("utf-8"))


@cache
def providers() -> dict[str, Provider]:
    """Every known provider by id, in the order of the data file; ``"custom"`` is any other S3-compatible store."""
    return {
        row["id"]: Provider(
            id=row["id"],
            name=row["name"],
            endpoint=row["endpoint"],
            host=row["host"],
            scope_region=row["scope_region"],
            region_rule=row["region_rule"],
            addressing=row["style"],
            max_expires=row["max_expires"],
            over_max=row["over_max"],
            rules=tuple(row["rules"]),
            status=row["status"],
            sources=tuple(row["sources"]),
        )
        for row in load("providers.json")["providers"]
    }


def provider_of(host: str) -> tuple[Provider, str | None]:
    """The provider a host belongs to, and the region its name gives, if it gives one; ``"custom"`` when unknown."""
    for provider in providers().values():
        if provider.host and (match := re.search(provider.host, host)):
            return provider, match.groupdict().get("region")
    return providers()["custom"], None
