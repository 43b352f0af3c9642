"""The rules, in the order in which they are asked. Each is one small function with its wording beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..evidence import Evidence
from ..finding import Finding
from . import (
    answered,
    buckets,
    echoed,
    form,
    headers,
    kind,
    pair,
    path,
    policy,
    query,
    scope,
    sent,
    sent_headers,
    version2,
    when,
    where,
)

Rule = Callable[[Evidence], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *kind.RULES,
    *form.RULES,
    *policy.RULES,
    *version2.RULES,
    *when.RULES,
    *scope.RULES,
    *where.RULES,
    *buckets.RULES,
    *path.RULES,
    *query.RULES,
    *headers.RULES,
    *sent.RULES,
    *sent_headers.RULES,
    *answered.RULES,
    *echoed.RULES,
    # Behind what the store says of the key: that comes first where both are certain.
    *pair.RULES,
)
