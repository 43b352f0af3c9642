"""What diagnose() is given, checked once, at the edge. What is pasted or answered may be anything; the rest may not."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from ..sigv4 import Credentials, utc
from ..storage.checks import Pairs, check_provider, check_sent_body, check_sent_method, pairs_of_text
from ..storage.credential_checks import check_key_pair
from ..storage.input_errors import refused
from ..storage.provider import Provider

_SURROGATES = re.compile("[\ud800-\udfff]")


class Arguments(NamedTuple):
    """The arguments of diagnose() beside the evidence and the answer, in one form each.

    look: finds a key pair of this machine by its access key id.
    """

    credentials: Credentials | None
    method: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    provider: Provider | None
    hosts: tuple[str, ...]
    budget: float
    now: datetime | None
    look: Callable[[str], Credentials | None] | None = None


def check_arguments(
    credentials: Credentials | Literal[False] | None,
    method: str | None,
    headers: Pairs,
    body: bytes | str | None,
    provider: object,
    hosts: object,
    budget: object,
    now: datetime | None,
) -> Arguments:
    """The arguments of diagnose(). Raises InputError or CredentialsError for one that cannot be used, which it names."""
    return Arguments(
        None if credentials is None or credentials is False else check_key_pair(credentials),
        check_sent_method(method.strip() if isinstance(method, str) else method) if method else None,
        tuple((clean(name), clean(value)) for name, value in pairs_of_text("headers", headers)),
        check_sent_body(clean(body) if isinstance(body, str) else body),
        check_provider(provider),
        _hosts(hosts),
        _budget(budget),
        None if now is None else utc(now),
    )


def clean(text: str) -> str:
    """Text without lone surrogates, which have no UTF-8 form."""
    return _SURROGATES.sub("\ufffd", text)


def _hosts(hosts: object) -> tuple[str, ...]:
    rows = (hosts,) if isinstance(hosts, str) else hosts
    if isinstance(rows, bytes) or not isinstance(rows, Iterable):
        raise refused("hosts", rows, "is no list of hosts.", "Give names such as ['minio:9000'].", longest=20)
    found = []
    for row in rows:
        if not isinstance(row, str):
            raise refused("hosts", row, "is not text.", "Give names such as ['minio:9000'].", longest=20)
        # An address with its scheme is a host as well; what stands behind the host is none of its business.
        name = re.sub(r"^[a-z]+://", "", clean(row).strip().lower()).partition("/")[0]
        found += [name] if name else []
    return tuple(found)


def _budget(budget: object) -> float:
    if isinstance(budget, bool) or not isinstance(budget, int | float) or budget != budget:
        raise refused("budget", budget, "is no number of seconds.", "Give seconds, such as 2.0.", longest=20)
    return max(0.0, float(budget))
