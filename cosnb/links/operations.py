"""The operations of boto3 and ibm_boto3 that make presigned URLs, and how each names what is signed.

They live in ``operations.json``: names on the wire with those of the SDKs, groups of them, and a row for each operation.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from ..storage import Advice

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
        query, headers: what ``"boto3"`` and ``"ibm_boto3"`` sign, by their names on the wire → the SDK's names for them.
        required: parameters it does not work without.
        metadata: whether it takes ``x-amz-meta-`` headers.
    """

    name: str
    method: str
    level: Literal["bucket", "object"]
    query: Mapping[str, Names]
    headers: Mapping[str, Names]
    fixed: str = ""
    required: Sequence[str] = ()
    metadata: bool = False


def _operation(query: Sequence[str] = (), headers: Sequence[str] = ("@owner",), **rest: Any) -> Operation:
    named: dict[str, Any] = {
        place: {sdk: _named(*both, *rest.pop(f"{place} of {sdk}", ())) for sdk in ("boto3", "ibm_boto3")}
        for place, both in (("query", query), ("headers", headers))
    }
    return Operation(**named, **rest)


OPERATIONS = tuple(_operation(**row) for row in _TABLE["operations"])

_FIXED = {operation.fixed.partition("=")[0] for operation in OPERATIONS}
_QUERY = dict(row for one in OPERATIONS for names in one.query.values() for row in names.items())
_HEADERS = dict(row for one in OPERATIONS for names in one.headers.values() for row in names.items())
# Two headers have another name as a field of a form. Source: "POST policy", Amazon S3 API reference.
_FIELDS = {{"x-amz-acl": "acl", "x-amz-tagging": "tagging"}.get(name, name): _HEADERS[name] for name in _HEADERS}
# What an upload stores and a download is not asked for.
_STORED = ("content-disposition", "content-encoding", "content-language")


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _spellings(names: dict[str, str]) -> dict[str, str]:
    """Each name by its letters, and by those of the SDKs' name for it where that name means one parameter only."""
    count = Counter(names.values())
    return {_letters(one): name for name, member in names.items() for one in (member, name) if count[one] < 2}


_QUERY_OF, _HEADER_OF, _FIELD_OF = map(_spellings, (_QUERY, _HEADERS, _FIELDS))
_FIXED_OF = {_letters(name): name for name in _FIXED if name}


def parameter_advice(pairs: Iterable[tuple[str, str]], method: str) -> list[Advice]:
    """Advice on the parameters of a query, in whose names S3 tells upper case from lower case."""
    return [Advice("query", said) for name, value in pairs if (said := _parameter(name, value, method))]


def _meant(name: str, method: str) -> tuple[str, str]:
    """The parameter and the header that have these letters; what an upload stores, a download asks for by a parameter."""
    known, header = _QUERY_OF.get(_letters(name), ""), _HEADER_OF.get(_letters(name), "")
    if method not in ("GET", "HEAD"):
        return ("", known.removeprefix("response-")) if known in RESPONSE else (known, header)
    return (f"response-{header}", "") if f"response-{header}" in RESPONSE else (known, header)


def _parameter(name: str, value: str, method: str) -> str:
    known, header = _meant(name, method)
    if not (header and value):
        known = _FIXED_OF.get(_letters(name), known)
    # A store takes a header x-amz-… from the query as well.
    if name in _FIXED or name == known or name.lower().startswith("x-amz-") or not (known or header):
        return ""
    if known:
        return _ignored("parameter", name, f"write {known!r}.")
    return _ignored("parameter", name, f"give the header {header!r}.", f" for a {method}")


def header_advice(pairs: Iterable[tuple[str, str]], method: str) -> list[Advice]:
    """Advice on headers, whose names are the same in every case."""
    return [Advice("headers", said) for name, _ in pairs if (said := _header(name, method))]


def _header(name: str, method: str) -> str:
    if name.lower() in _HEADERS and not (method in ("GET", "HEAD") and name.lower() in _STORED):
        return ""
    known, header = _meant(name, method)
    if header:
        return _ignored("header", name, f"write {header!r}.")
    return _ignored("header", name, f"give the parameter {known!r}.", f" for a {method}") if known else ""


def field_advice(given_as: str, names: Iterable[str]) -> list[Advice]:
    """Advice on the fields of an upload form, whose names are the same in every case.

    Args:
        given_as: the argument that names them, ``"fields"`` or ``"conditions"``.
    """
    wrong = ((name, _FIELD_OF.get(_letters(name), "")) for name in names if name.lower() not in _FIELDS)
    return [Advice(given_as, _ignored("form field", name, f"write {known!r}.")) for name, known in wrong if known]


def _ignored(what: str, name: str, remedy: str, where: str = "") -> str:
    return f"The S3 API has no {what} {name!r}{where}, and stores ignore it: {remedy}"
