"""The rules, in the order in which they are asked. Each is one small function with its wording beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..evidence import Evidence
from ..finding import Finding
from . import answered, echoed, form, headers, scope, sent, target, version2, when, where

Rule = Callable[[Evidence], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *form.RULES,
    *version2.RULES,
    *when.RULES,
    *scope.RULES,
    *where.RULES,
    *target.RULES,
    *headers.RULES,
    *sent.RULES,
    *answered.RULES,
    *echoed.RULES,
)
