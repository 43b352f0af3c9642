"""The operations of boto3 and ibm_boto3 that make presigned URLs, and how each names what is signed.

They live in ``operations.json``: names on the wire with those of the SDKs, groups of them, and a row for each operation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Names = Mapping[str, str]

_TABLE: dict[str, Any] = json.loads(files(__package__).joinpath("operations.json").read_text("utf-8"))
INTEGERS = frozenset(_TABLE["integers"])
# Dates, switches, lists and other numbers, which the SDKs write in a form of their own; and what makes them hash a body.
NOT_TEXT = frozenset(_TABLE["not_text"])


def _named(*words: str) -> Names:
    """Names on the wire, and groups of them such as ``@read``, with the SDKs' names for them."""
    named: dict[str, str] = {}
    for word in words:
        named |= _named(*_TABLE["groups"][word[1:]]) if word.startswith("@") else {word: _TABLE["names"][word]}
    return named


RESPONSE = _named("@response")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        fixed: the parameter that marks it, such as ``acl`` or ``list-type=2``; it writes that itself.
        query, headers: parameters and headers on the wire → the names that both SDKs have for them.
        boto, ibm: headers that boto3 alone signs, and ibm_boto3 alone; boto_query: its parameters.
        required: parameters it does not work without.
        metadata: whether it takes ``x-amz-meta-`` headers.
    """

    name: str
    method: str
    level: Literal["bucket", "object"]
    fixed: str
    query: Names
    headers: Names
    boto: Names
    boto_query: Names
    ibm: Names
    required: tuple[str, ...]
    metadata: bool

    def parameters_of(self, sdk: str) -> Names:
        """The parameters that ``boto3`` or ``ibm_boto3`` signs."""
        return {**self.query, **self.boto_query} if sdk == "boto3" else self.query

    def headers_of(self, sdk: str) -> Names:
        """The headers that ``boto3`` or ``ibm_boto3`` signs."""
        return {**self.headers, **(self.boto if sdk == "boto3" else self.ibm)}


def _operation(row: dict[str, Any]) -> Operation:
    names = {"query": [], "headers": ["@owner"], "boto": [], "boto_query": [], "ibm": []}
    named = {place: _named(*row.get(place, default)) for place, default in names.items()}
    rest = {"fixed": "", "metadata": False, **row, "required": tuple(row.get("required", ()))}
    return Operation(**{**rest, **named})


OPERATIONS = tuple(map(_operation, _TABLE["operations"]))
