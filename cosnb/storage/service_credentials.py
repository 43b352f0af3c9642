"""IBM service credentials: the JSON that the console and the command line give, in every shape it is met in."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import CredentialsError
from ..sigv4 import Credentials
from .credential_checks import HOW_TO_GET_KEYS
from .files import read_text, shown

ServiceCredential = Mapping[str, Any] | Sequence[Mapping[str, Any]] | str | os.PathLike[str]

# What the key pair is wrapped in: by the command line, and by the project metadata of Watson Studio.
_WRAPPERS = ("credentials", "properties", "editor")
_PAIR = ("access_key_id", "secret_access_key")


def read_service_credential(given: ServiceCredential, *, field: str, named_by: str = "") -> Credentials:
    """The HMAC keys of a service credential.

    Args:
        given: the credential as a mapping, as JSON text, or as the path of a file that holds it; the command line's
            list, ``{"credentials": …}`` and the project metadata of Watson Studio are read as well.
        field: what to call it in an error.
        named_by: what named the file, in words, for :attr:`Credentials.source`.

    Raises:
        CredentialsError: it cannot be read, is no JSON, holds no HMAC keys, half of a pair, or more than one pair.
    """
    if not isinstance(given, str | os.PathLike):
        return _pair(given, field, "the service credential given")
    if isinstance(given, str) and given.lstrip(" \t\r\n\ufeff")[:1] in ("{", "["):
        return _pair(_json(given, field, "the JSON given"), field, "the service credential given as JSON")
    data = _json(read_text(given, field), field, shown(given))
    return _pair(data, field, f"the service credential in {shown(given)}{named_by}")


def _json(text: str, field: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        # The text of a JSON error's document would be a copy of the keys.
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        remedy = "Give the JSON of the service credential as it was printed."
        raise CredentialsError(field, f"{where} is not valid JSON{line}.", remedy) from None


def _pair(data: Any, field: str, source: str) -> Credentials:
    found = [row for row in _objects(data) if _keys(row)]
    if not found:
        raise _no_keys(data, field, source)
    if len(found) > 1:
        remedy = "Give the one to use."
        raise CredentialsError(field, f"{source} holds {len(found)} key pairs.", remedy)
    keys = _keys(found[0])
    missing = [name for name in _PAIR if not keys.get(name)]
    if missing:
        raise CredentialsError(field, f"{source} holds no {' and no '.join(missing)}.", HOW_TO_GET_KEYS)
    if any(not isinstance(keys[name], str) for name in _PAIR):
        raise CredentialsError(field, f"the keys in {source} are not texts.", HOW_TO_GET_KEYS)
    return Credentials(keys[_PAIR[0]], keys[_PAIR[1]], source=source, endpoint=_endpoint(data))


def _objects(data: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object that may hold the keys: the data itself, its list items, and what its known wrappers hold."""
    if depth > 4:
        return
    if isinstance(data, Mapping):
        yield data
        for name in _WRAPPERS:
            yield from _objects(data.get(name), depth + 1)
    elif isinstance(data, list | tuple):
        for item in data:
            yield from _objects(item, depth + 1)


def _keys(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object that holds the pair, or half of it; an empty one where the row holds neither."""
    keys = row.get("cos_hmac_keys", row)
    return keys if isinstance(keys, Mapping) and ("cos_hmac_keys" in row or set(_PAIR) & set(keys)) else {}


def _endpoint(data: Any) -> str | None:
    """Watson Studio names an endpoint; the ``endpoints`` of a service credential are the address of a list of them."""
    found = (row.get("endpoint_url") for row in _objects(data))
    return next((url for url in found if isinstance(url, str) and url), None)


def _no_keys(data: Any, field: str, source: str) -> CredentialsError:
    iam = any(row.get("apikey") or row.get("iam_apikey_name") for row in _objects(data))
    if iam:
        problem = f"{source} holds an IAM API key but no HMAC keys (cos_hmac_keys), and IAM keys cannot presign."
    else:
        problem = f"{source} holds no HMAC keys (cos_hmac_keys)."
    return CredentialsError(field, problem, HOW_TO_GET_KEYS)
