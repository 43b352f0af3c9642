"""A rule about the key pair that was given: is it the one that signed?"""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown


def other_pair(e: Evidence) -> Iterator[Finding]:
    """Credentials for another access key id than the one that the request names."""
    if not e.credentials or not e.is_other_pair:
        return
    limit = min(len(e.credentials.secret_access_key), 33)
    where = {"query": "URL", "query-v2": "URL", "post": "form"}.get(e.request.kind, "request")
    yield Finding(
        "other-access-key",
        "certain",
        "credentials",
        f"The credentials given here have another access key id than the {where}",
        f"A store looks up the secret by the access key id in the {where}, so these credentials say nothing about it.",
        f"access key id given: {_named(e.credentials.access_key_id, limit)}\n"
        f"access key id in the {where}: {_named(e.request.access_key_id, limit)}",
        f"Give the key pair that the {where} names, or make a new {where} with this one.",
    )


def _named(access_key_id: str, limit: int) -> str:
    """An access key id, which is public; but one that is as long as a secret may be one, in the wrong field."""
    length = len(access_key_id)
    return shown(access_key_id, 60) if length < limit else f"not shown, as it may be a secret: {length} characters"


RULES = (other_pair,)
