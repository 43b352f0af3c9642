"""Whatever holds a key pair, found by the names in it: ``key_shapes.json`` lists them, and what each shape is called.

JSON, YAML, INI, ``.env``, CSV, a command's table, a folder of mounted secrets, nested as deep as they come; or an object
that signs, such as a client of boto3, ``s3fs``, MinIO or obstore, known by what it offers: none of them is imported.
"""

import base64
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import CredentialsError
from ..sigv4 import Credentials
from .credential_checks import HOW_TO_GET_KEYS, is_placeholder
from .durations import read_moment
from .files import read_text, shown
from .key_texts import named_values, read_structure
from .provider import load

# A mapping, a list, a text, the path of a file or of a folder, or an object that signs.
KeySource = Any

_Holders = tuple[dict[str, Any], ...]
# A mapping and those around it, from the inside out, with the names that lead to it.
_Place = tuple[tuple[str, ...], _Holders]

_DEEPEST = 12
_OUTPUT = {"value", "type", "sensitive"}  # what Terraform says of an output
_REMEDY = "Give both halves: the access key id and its secret."
_ID, _SECRET = "access_key_id", "secret_access_key"


class _Pair(NamedTuple):
    """A key pair where it stands: the names that lead there, what holds it, from the inside out, and its halves."""

    path: tuple[str, ...]
    holders: _Holders
    key_id: Any
    secret: Any
    token: Any
    end: Any


def read_key_pair(given: KeySource, *, field: str, named_by: str = "", only: str | None = None) -> Credentials:
    """The key pair in what was given, with the endpoint and the region that are said beside it.

    Args:
        field: what to call it in an error.
        named_by: what named the file, in words, for :attr:`Credentials.source`.
        only: of several pairs the one in the section, remote or alias of this name.

    Raises:
        CredentialsError: it cannot be read, or holds no key pair, half of one, or more than one.
    """
    if isinstance(given, Credentials):
        return given
    data, where, shape = _structure(given, field)
    objects = list(_objects(data))
    found = [pair for pair in _pairs(objects) if only is None or only in pair.path]
    shape = shape or _shape(objects).get("shape") or ("key pair" if found else "data")
    source = f"the {shape} {where}{named_by}"
    alive = {(str(pair.key_id), str(pair.secret)): pair for pair in found if not is_placeholder(pair.key_id)}
    pairs = list(alive.values()) or found[:1]
    if not pairs:
        raise _nothing(objects, field, source)
    if len(pairs) > 1:
        names = [".".join(part for part in pair.path if not part.isdigit()) for pair in pairs[:6]]
        named = ", ".join(dict.fromkeys(filter(None, names)))
        problem = f"{source} holds {len(pairs)} key pairs{f': {named}' if named and len(named) < 200 else ''}."
        raise CredentialsError(field, problem, "Give the one to use, or its name as profile.")
    (pair,) = pairs
    if not all(isinstance(half, str) for half in (pair.key_id, pair.secret)):
        raise CredentialsError(field, f"the keys in {source} are not texts.", _REMEDY)
    endpoint, region = _beside(pair.holders)
    token = pair.token if isinstance(pair.token, str) and pair.token else None
    end = read_moment(pair.end) if token else None
    keys = pair.key_id, pair.secret, token
    return Credentials(*keys, source=source, endpoint=endpoint, region=region, expires_at=end)


def _structure(given: KeySource, field: str) -> tuple[Any, str, str]:
    """What was given as mappings and lists, where it stood, in words, and what it is, if that is known already."""
    if isinstance(given, str) and (data := _read(given, field, "the text given")) is not None:
        return data, "given as text", ""
    if isinstance(given, str | os.PathLike):
        name = shown(given)
        if isinstance(given, str) and not name.startswith("'"):
            raise CredentialsError(field, "a str is not a key pair, and the file given cannot be read.", _GIVE)
        if os.path.isdir(given):
            # A secret that is mounted has one file for each name.
            files = [file for file in sorted(Path(given).iterdir())[:50] if file.is_file()]
            return {file.name: read_text(file, field).strip() for file in files}, f"in the folder {name}", ""
        return _read(read_text(given, field), field, name, whole=True), f"in {name}", ""
    if hasattr(given, "_asdict"):
        given = given._asdict()
    elif isinstance(given, tuple):
        given = dict(zip((_ID, _SECRET, "session_token"), given, strict=False))
    return (given, "given", "") if isinstance(given, Mapping | list) else _signer(given, field)


def _read(text: str, field: str, where: str, *, whole: bool = False) -> Any:
    """The settings in a text; where they hold no pair, what stands behind names in it, if that holds one."""
    data, error = None, None
    try:
        data = read_structure(text, field, where, whole=whole)
    except CredentialsError as caught:
        error = caught
    is_cut = text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] not in ("}", "]", ")", ";")
    if not is_cut and not any(_pairs([*_objects(data)])) and any(_pairs([*_objects(named := named_values(text))])):
        return named
    if error:
        raise error
    return data


def _signer(given: object, field: str) -> tuple[Any, str, str]:
    """What an object that signs has for its keys, endpoint and region."""
    shape = ""
    for row in load("key_shapes.json")["objects"]:
        keys = _follow(given, row["keys"])
        if keys is None:
            continue
        shape = shape if row.get("common") else row["shape"]
        if getattr(keys, "token_manager", None) is not None:
            problem = f"the {shape} given has an IAM API key, which cannot presign."
            raise CredentialsError(field, problem, HOW_TO_GET_KEYS)
        frozen = _follow(keys, "get_frozen_credentials()") or keys
        names = ("access_key", "secret_key", "token", "session_token")
        held = frozen if isinstance(frozen, Mapping) else {name: _follow(frozen, name) for name in names}
        said = {name: _follow(given, row.get(name) or "-") for name in ("endpoint", "region")}
        said["expiration"] = _follow(keys, "_expiry_time") or _follow(keys, "_expiration")
        if any(_pairs(list(_objects(held)))):
            return {**{name: value for name, value in said.items() if value}, **held}, "given", row["shape"]
    if shape:
        problem = f"the {shape} given has no keys of its own, or gets them only when it sends."
        raise CredentialsError(field, problem, "Give credentials=Credentials(…), or what holds the keys.")
    if (offered := getattr(given, "__dict__", None)) and not isinstance(given, type):
        return offered, "given", ""
    raise CredentialsError(field, f"a {type(given).__name__} is not a key pair.", _GIVE)


_GIVE = "Give Credentials(access_key_id, secret_access_key), or what holds the pair: a mapping, a file or a client."


def _follow(given: Any, path: str) -> Any:
    """What is at the end of a dotted path; None where it breaks off, or has to be waited for."""
    try:
        for step in path.split("."):
            name = step.removesuffix("()")
            given = given[name] if isinstance(given, Mapping) else getattr(given, name)
            given = given() if step != name else given
    except Exception:  # what others wrote may raise anything, and say the keys in it
        return None
    if hasattr(given, "__await__"):
        given.close()
        return None
    return given


def _objects(value: Any, path: tuple[str, ...] = (), around: _Holders = ()) -> Iterator[_Place]:
    """Every mapping with the names that lead to it, and with those around it, from the inside out."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if isinstance(value, Mapping):
        around = ({str(name): _plain(each) for name, each in value.items()}, *around)
        if "apiVersion" in value and isinstance(coded := value.get("data"), Mapping):
            around[0]["data"] = {name: _decoded(each) for name, each in coded.items()}
        yield path, around
        value = around[0]
    elif isinstance(value, list | tuple):
        yield path, (_listed(value), *around)
        value = dict(enumerate(value))
    if isinstance(value, Mapping) and len(path) < _DEEPEST:
        for name, each in value.items():
            yield from _objects(each, (*path, str(name)), around)


def _listed(rows: Sequence[Any]) -> dict[str, Any]:
    """The variables of a container, which are listed as ``NAME=value``, or as a name and its value."""
    texts = dict(row.split("=", 1) for row in rows if isinstance(row, str) and "=" in row)
    named = [row for row in rows if isinstance(row, Mapping) and {"name", "value"} <= set(row)]
    return {**texts, **{str(row["name"]): row["value"] for row in named}}


def _plain(value: Any) -> Any:
    """A value without the wrapping of a settings library."""
    value = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    if isinstance(value, Mapping) and "value" in value and set(value) <= _OUTPUT:
        return value["value"]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _decoded(value: Any) -> Any:
    with suppress(ValueError, TypeError):
        return base64.b64decode(value, validate=True).decode().rstrip("\n")
    return value


def letters(name: str) -> str:
    """A name without what its spellings differ in: case, and every sign between the words."""
    return re.sub(r"[^a-z0-9]", "", name[:200].lower())


def _pairs(objects: list[_Place]) -> Iterator[_Pair]:
    """Every key pair; in one mapping may be several, with names that begin differently."""
    table = load("key_shapes.json")
    for path, holders in objects:
        names = {letters(name): value for name, value in holders[0].items() if value not in (None, "", {}, [])}
        seen: set[str] = set()
        for pattern, secrets in table["pairs"]:
            for name in [name for name in names if name not in seen]:
                begin = match[1] if (match := re.fullmatch(pattern, name)) else None
                secret, token = (_first(names, begin, ends) for ends in (secrets, table["token"]))
                end = _first(names, begin, table["end"]) or _first(names, "", table["end"])
                if secret is not None and not isinstance(names[name], Mapping):
                    seen.add(name)
                    yield _Pair(path, holders, names[name], secret, token, end)


def _first(names: dict[str, Any], begin: str | None, ends: list[str]) -> Any:
    return next((names[begin + end] for end in ends if begin is not None and begin + end in names), None)


def _beside(holders: _Holders) -> tuple[str | None, str | None]:
    """The endpoint and the region that stand with a pair, just below it, or around it."""
    below = [each for each in holders[0].values() if isinstance(each, Mapping)]
    found: dict[str, str] = {}
    for holder in (holders[0], *below, *holders[1:]):
        for name, value in holder.items():
            for kind in ("endpoint", "region"):
                if isinstance(value, str) and value and re.fullmatch(load("key_shapes.json")[kind], letters(name)):
                    found.setdefault(kind, value)
    plain = any(str(holders[0].get(name)).lower() == "false" for name in ("use_https", "secure", "use_ssl"))
    return with_scheme(found.get("endpoint"), plain=plain), found.get("region")


def with_scheme(endpoint: str | None, *, plain: bool = False) -> str | None:
    """An endpoint as settings name it, which leave out the scheme of a host."""
    if not endpoint or "://" in endpoint or "." not in endpoint.partition(":")[0]:
        return endpoint
    return f"{'http' if plain else 'https'}://{endpoint}"


def _shape(objects: list[_Place]) -> dict[str, Any]:
    names = {letters(name) for _, holders in objects for name in holders[0]}
    fits = (row for row in load("key_shapes.json")["shapes"] if names & set(row["marks"]))
    return next(fits, {"ibm": True})


def _nothing(objects: list[_Place], field: str, source: str) -> CredentialsError:
    """What is missing: one half, both, or HMAC keys beside an IAM key."""
    table, row = load("key_shapes.json"), _shape(objects)
    remedy = row.get("lacks") or (HOW_TO_GET_KEYS if row.get("ibm") else _REMEDY)
    rows = [(letters(name), value) for _, holders in objects for name, value in holders[0].items()]
    named = {name for name, value in rows if value not in (None, "", {}, [])}
    half = {kind: any(re.fullmatch(pattern, name) for name in named) for kind, pattern in table["halves"].items()}
    if half["id"] != half["secret"]:
        return CredentialsError(field, f"{source} holds no {_SECRET if half['id'] else _ID}.", remedy)
    if named & set(table["iam"]):
        problem = f"{source} holds an IAM API key but no HMAC keys (cos_hmac_keys), and IAM keys cannot presign."
        return CredentialsError(field, problem, HOW_TO_GET_KEYS)
    return CredentialsError(field, f"{source} holds no HMAC keys (an access key id and its secret).", remedy)
