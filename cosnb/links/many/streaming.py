"""Keys as they come, to links as they go: in order, a few hundred at a time, in constant memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeGuard

from ...errors import InputError
from ...notices import advise
from ...sigv4.encoding import is_plain_path, uri_encode, uri_encode_all
from ...storage import Pairs, check_key, check_pairs
from ...storage.names import decoded
from ...storage.object_names import WITH_BUCKET, Key, read_row
from ..template import Template

# A key, or a key with parameters of its own, such as ("a.txt", {"versionId": "…"}).
Item = str | tuple[str, Pairs] | Key

# The template for keys that bring parameters of these names.
Templates = Callable[[tuple[str, ...]], Template]

# Keys that are encoded at once. More gain nothing, and the texts of these still fit in a processor's cache.
AT_ONCE = 256


def series(keys: Iterable[Item]) -> Iterator[Item]:
    """Keys one after the other. Raises InputError if they are one text, a mapping, a table, or no series at all."""
    problem = f"a {type(keys).__name__} is not a series of keys."
    if isinstance(keys, str | bytes) or not isinstance(keys, Iterable):
        raise InputError("keys", problem, "Give a list, as [key].", value=keys)
    if isinstance(keys, Mapping):  # going through it would leave the parameters out
        raise InputError("keys", problem, "Give its .items(), or a list.")
    if getattr(keys, "ndim", 1) != 1:  # going through a data frame gives the names of its columns
        raise InputError("keys", f"a {type(keys).__name__} has more than one column.", "Give the one with the keys.")
    return iter(keys)


def stream(templates: Templates, keys: Iterator[Item], done: int, bucket: str) -> Iterator[Iterator[str]]:
    """The URLs of keys, in order, some hundreds at once. Raises InputError for a key, when its turn comes."""
    while chunk := list(islice(keys, AT_ONCE)):
        if not done:
            _advise(chunk)
        yield _together(templates, chunk) or _one_by_one(templates, chunk, done, bucket)
        done += len(chunk)


def _advise(items: list[Item]) -> None:
    """Inventories list their keys percent-encoded, which the first few hundred show."""
    for position, item in enumerate(items):
        key = item[0] if isinstance(item, tuple) and item else item
        if isinstance(key, str) and decoded(key) != key:
            text = "it looks percent-encoded, and is encoded once more: decode the keys of an inventory first."
            advise(f"keys[{position}]: {text}")
            return


def _together(templates: Templates, items: list[Item]) -> Iterator[str] | None:
    """The links of items that are all alike, encoded at once; None where they are not, or one cannot be used."""
    try:
        return _pairs(templates, items) if isinstance(items[0], tuple) else templates(()).urls(_encoded(items))
    except (TypeError, ValueError, KeyError):
        return None


def _encoded(keys: Sequence[Any]) -> Sequence[str]:
    """Keys, encoded at once. Raises ValueError if one is empty, or names its bucket as well."""
    encoded = uri_encode_all(keys, keep_slash=True)
    # What needs no encoding has no colon in it.
    if not all(encoded) or (encoded is not keys and ":" in "".join(keys) and any(map(WITH_BUCKET.match, keys))):
        raise ValueError
    return encoded


def _pairs(templates: Templates, items: Sequence[Any]) -> Iterator[str] | None:
    if set(map(type, items)) != {tuple}:
        return None
    keys, params = zip(*items, strict=True)
    (names,) = set(map(tuple, params))
    values = [uri_encode_all([each[name] for each in params]) for name in names]
    return map(templates(names).url, _encoded(keys), *values)


def _one_by_one(templates: Templates, items: list[Item], done: int, bucket: str) -> Iterator[str]:
    for position, item in enumerate(items, done):
        try:
            url = url_of(templates, *key_and_params(item, bucket))
        except InputError as error:
            raise InputError(f"keys[{position}]", error.problem, error.remedy, value=error.value) from error
        yield url
        del url  # it works, and the error of the next key would lead to it


def key_and_params(item: Item, bucket: str | None = None) -> tuple[Any, Pairs]:
    """A key, and the parameters of its own. Raises InputError if the item is of another bucket."""
    if type(item) is tuple and len(item) == 2:
        key, params = item
        return (read_row(key, bucket)[0] if isinstance(key, str) and ":" in key else key), params
    key, version = read_row(item, bucket)
    return key, {"versionId": version} if version else ()


def is_plain(key: object) -> TypeGuard[str]:
    """Whether it is a key that needs no check and no encoding, as most do."""
    return type(key) is str and key != "" and is_plain_path(key) is not None


def url_of(templates: Templates, key: str, params: Pairs = ()) -> str:
    """The URL of one key. Raises InputError if the key or one of its parameters cannot be used."""
    if not isinstance(key, str) or not key:
        problem = "it is empty." if key == "" else f"{key!r} is not text."
        raise InputError("key", problem, "Give the object's key, or the key and its parameters.", value=key)
    check_key(key)
    rows = check_pairs("query", params)
    template = templates(tuple(name for name, _ in rows))
    return template.url(uri_encode(key, keep_slash=True), *(uri_encode(value) for _, value in rows))
