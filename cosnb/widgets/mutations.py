"""What can happen to a presigned request between its signing and its sending."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Outgoing(NamedTuple):
    """A request as it leaves the client."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]


class Mutation(NamedTuple):
    """One thing that happens to a request.

    group: the piece that it hits, in words; id: how a call names it; label: what happens; apply: does it.
    """

    group: str
    id: str
    label: str
    apply: Callable[[Outgoing], Outgoing]


def _url(pattern: str, text: str | Callable[[re.Match[str]], str]) -> Callable[[Outgoing], Outgoing]:
    """The first match of a pattern in the URL, written otherwise."""
    return lambda sent: sent._replace(url=re.sub(pattern, text, sent.url, count=1))


def _everywhere(old: str, new: str, pattern: str = r".+") -> Callable[[Outgoing], Outgoing]:
    """Every ``old`` in a piece of the URL, written otherwise."""
    return _url(pattern, lambda match: match[0].replace(old, new))


def _typed(content_type: str) -> Callable[[Outgoing], Outgoing]:
    """Every header that is sent, with another value; there is only the content type."""
    return lambda sent: sent._replace(headers=tuple((name, content_type) for name, _ in sent.headers))


def _day_before(match: re.Match[str]) -> str:
    return f"{datetime.strptime(match[0], '%Y%m%d') - timedelta(days=1):%Y%m%d}"


_PATH = r"^[^?]*"
_WHOLE = "The whole URL"

# In the order in which they are applied: what damages the whole URL comes last.
MUTATIONS = (
    Mutation("Method", "method", "sent with GET", lambda sent: sent._replace(method="GET")),
    Mutation("Path", "key", "another key", _everywhere("list", "lists", _PATH)),
    Mutation("Path", "plus", "the spaces as +", _everywhere("%20", "+", _PATH)),
    Mutation("Path", "twice", "percent-encoded twice", _everywhere("%20", "%2520", _PATH)),
    Mutation("Query", "extra", "utm_source=mail added", _url(r"\Z", "&utm_source=mail")),
    Mutation("Query", "expires", "the expiry raised to a day", _url(r"(?<=X-Amz-Expires=)\d+", "86400")),
    Mutation(
        "Query",
        "order",
        "the parameters in another order",
        _url(r"(?<=\?).+", lambda match: "&".join(match[0].split("&")[::-1])),
    ),
    Mutation("Headers", "unsent", "Content-Type not sent", lambda sent: sent._replace(headers=())),
    Mutation("Headers", "type", "Content-Type: text/html", _typed("text/html")),
    Mutation("Headers", "host", "sent to localhost", _url(r"127\.0\.0\.1", "localhost")),
    Mutation("Scope", "region", "another region", _url(r"(?<=%2F)us-south(?=%2F)", "eu-de")),
    Mutation("Scope", "date", "the day before", _url(r"(?<=%2F)\d{8}(?=%2F)", _day_before)),
    Mutation("Signature", "digit", "one digit changed", _url(r"(?<=Signature=).", lambda match: "10"[match[0] == "1"])),
    Mutation(_WHOLE, "end", "the last ten characters lost", _url(r".{10}\Z", "")),
    Mutation(_WHOLE, "stop", "a full stop behind it", _url(r"\Z", ".")),
    Mutation(_WHOLE, "amp", "& written as &amp;", _everywhere("&", "&amp;")),
    Mutation(_WHOLE, "shell", "cut at the first &", _url(r"&.*", "")),
)


def mutated(sent: Outgoing, ids: Iterable[str]) -> Outgoing:
    """The request after all of these happened to it, in whatever order they are named."""
    wanted = set(ids)
    for mutation in MUTATIONS:
        if mutation.id in wanted:
            sent = mutation.apply(sent)
    return sent


def by_group() -> dict[str, list[tuple[str, str]]]:
    """Every mutation as ``(id, label)``, by the piece that it hits."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for mutation in MUTATIONS:
        groups.setdefault(mutation.group, []).append((mutation.id, mutation.label))
    return groups
