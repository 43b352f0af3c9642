"""What names an object, in all the ways people have it: ``object_names.json`` lists the forms of URIs, ARNs and consoles.

A name that can be read in two ways is asked about, never signed.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from ..errors import InputError
from ..sigv4 import uri_decode
from .endpoints import find_endpoint
from .known_hosts import ibm_locations, recognise
from .provider import Addressing, load

# A listing's row, a pathlib path, or the text of a key.
Key = Any


class Named(NamedTuple):
    """An object, or a bucket where ``key`` is None, with what its name says of the place and the version."""

    bucket: Any
    key: Any = None
    endpoint: str | None = None
    version: str | None = None
    addressing: Addressing | None = None


def find_object(bucket: Any, key: Key = None, *, endpoint: str | None = None) -> Named:
    """The object that is named.

    Args:
        bucket: a bucket's name, an ``s3://`` or ``cos://`` URI, an ARN, a CRN, the address of a console's page, or the
            URL of the object, signed or not; or a row that names bucket and key.
        key: a key, a path, or a row of a listing.
        endpoint: the endpoint that is given beside it.

    Raises:
        InputError: the name is none of an object, can be read in two ways, or says another thing than what is beside it.
    """
    if isinstance(bucket, Mapping) and key is None:
        names = [name for name in load("object_names.json")["bucket"] if name in bucket]
        bucket, key = bucket[names[0]] if names else None, bucket
    text = str(bucket) if isinstance(bucket, os.PathLike) else bucket
    is_more = isinstance(text, str) and ("/" in text or ":" in text or text.endswith("--x-s3"))
    named = _read(text, endpoint) if is_more else Named(bucket)
    own, version = (None, None) if key is None else read_row(key, named.bucket)
    if named.key is not None and own is not None:
        raise InputError("key", "the bucket's field names an object already.", "Give the bucket's name, or no key.")
    if named.endpoint and endpoint and find_endpoint(endpoint).host != find_endpoint(named.endpoint).host:
        problem = f"it stands at {find_endpoint(named.endpoint).url}, and another endpoint is given."
        raise InputError("bucket", problem, "Give one of them.")
    return named._replace(key=own if named.key is None else named.key, version=version or named.version)


def _read(text: str, endpoint: str | None) -> Named:
    for row in load("object_names.json")["names"]:
        match = re.fullmatch(row["match"], text, re.DOTALL)
        if not match or (row.get("locations") and match["location"] not in ibm_locations()):
            continue
        if "why" in row:
            raise InputError("bucket", f"{row['why']}.", row["instead"])
        said = {name: value or "" for name, value in match.groupdict().items()}
        at = row.get("endpoint", "").format(**said) + (".cn" if said.get("partition") == "aws-cn" else "")
        bucket = row.get("bucket", "{bucket}").format(**said)
        return Named(bucket, said.get("key") or None, at or None, None, row.get("addressing"))
    if "://" not in text and recognise(text.partition("/")[0].lower()).provider.id != "custom":
        text = f"https://{text}"
    return _from_url(text.strip(), endpoint) if text.lower().startswith(("http://", "https://")) else Named(text)


def _from_url(text: str, endpoint: str | None) -> Named:
    """The object of a URL, whose path is encoded; what signs it is left out."""
    try:
        parts = urlsplit(text)
        host, query = (parts.hostname or "").lower(), dict(parse_qsl(parts.query))
    except ValueError:
        raise InputError("bucket", "it is a URL that cannot be read.", "Give bucket and key by themselves.") from None
    for row in load("object_names.json")["consoles"]:
        if match := re.fullmatch(row["match"], text):
            return _from_console(row, {name: unquote(value or "") for name, value in match.groupdict().items()}, query)
    if {"#", "+"} & set(text.partition("?")[0]) or parts.username:
        problem = "it is a URL with a user name, a '#' or a '+', which is a plus or a space."
        raise InputError("bucket", problem, "Give bucket and key by themselves.")
    front = _bucket_in(host, endpoint)
    before = find_endpoint(endpoint).path if endpoint else recognise(host).provider.path
    path = uri_decode(parts.path.removeprefix(before).removeprefix("/"))
    bucket, _, key = (front[:-1], "", path) if front else path.partition("/")
    at = find_endpoint(f"{parts.scheme}://{parts.netloc.lower().removeprefix(front)}")
    if not bucket:
        raise InputError("bucket", "it is the URL of an endpoint.", "Give the bucket's name; the host is the endpoint.")
    return Named(bucket, key or None, at.url, query.get("versionId"))


def _bucket_in(host: str, endpoint: str | None) -> str:
    """What stands in front of the endpoint's host: a bucket and a dot, or nothing. Raises InputError if nobody can tell."""
    known = recognise(host)
    if known.provider.id != "custom" or known.not_s3 or re.fullmatch(r"localhost|[0-9.]+|[0-9a-f:]*:[0-9a-f:]*", host):
        return f"{known.bucket}." if known.bucket else ""
    given = find_endpoint(endpoint).host if endpoint else None
    if given and (host == given or host.endswith(f".{given}")):
        return host.removesuffix(given)
    remedy = "Give endpoint= as well, or bucket and key by themselves; the host alone is the endpoint."
    raise InputError("bucket", "it is a URL that does not tell where the bucket stands.", remedy)


def _from_console(row: dict[str, str], said: dict[str, str], query: dict[str, str]) -> Named:
    """The object of a page that a console shows, by what its address says."""
    asked = {name: query.get(row.get(name, ""), said.get(name, "")) for name in ("bucket", "key", "endpoint", "region")}
    if "why" in row:
        raise InputError("bucket", f"{row['why']}.", row["instead"])
    if not asked["bucket"]:
        raise InputError("bucket", "it is a console's page without a bucket.", "Give the bucket's name.")
    at = f"https://{asked['endpoint']}" if asked["endpoint"] else asked["region"] or row.get("at", "").format(**said)
    return Named(asked["bucket"], asked["key"] or None, at or None, query.get(row.get("version", "")))


# A text that names the bucket as well; a key that begins so by itself is given as {"Key": …}.
WITH_BUCKET = re.compile(r"(?:(?:s3[an]?|cosn?|gs|oss|obs)://|arn:aws[a-z-]*:s3:::)[^/]+/.|crn:v1:.+:object:.")


def read_row(row: Any, bucket: Any = None) -> tuple[Any, str | None]:
    """The key and the version in a row of a listing, by what boto3, s3fs, MinIO, obstore or pandas call them.

    Raises:
        InputError: it is a folder, or names another bucket.
    """
    if isinstance(row, os.PathLike):
        return row.as_posix() if isinstance(row, PurePath) else str(row), None
    if isinstance(row, str):
        if not WITH_BUCKET.match(row):
            return row, None
        row = find_object(row)
    as_mapping = getattr(row, "_asdict", None) or getattr(row, "to_dict", None)
    fields = as_mapping() if as_mapping else row
    of_name: Any = fields.get if isinstance(fields, Mapping) else lambda name: getattr(fields, name, None)

    def first(kind: str) -> Any:
        found = map(of_name, load("object_names.json")[kind])
        return next((value for value in found if isinstance(value, str) and value), None)

    key, version, own = first("key"), first("version"), first("bucket")
    if key is None:
        return row, None
    if isinstance(fields, Mapping):
        if fields.get("type") in ("directory", "folder") or fields.get("IsDir"):
            raise InputError("key", f"{key!r} is a folder, and a link is for one object.", "List what is in it.")
        if "name" in fields and "type" in fields:  # of s3fs, whose keys begin so
            own, _, key = key.partition("/")
        elif "type" in fields and WITH_BUCKET.match(key):  # of s5cmd
            own, key, *_ = find_object(key)
    if own and bucket and own != bucket:
        raise InputError("key", f"it is an object of the bucket {own!r}.", f"Give bucket={own!r}.")
    return key, version


def listed_keys(file: BinaryIO, place: Named, *, rows: bool) -> Iterator[Any]:
    """The keys of a listing of a bucket or folder, each as text or as a row of key and version. Raises InputError at its turn."""
    for number, row in enumerate(filter(None, _rows(file)), 1):
        named = _name_in(row, number, rows) if isinstance(row, str) else row
        key, version = read_row(named, place.bucket)
        if not isinstance(key, str):
            raise InputError("keys-from", f"row {number} has no key.", "Give keys, or objects with a Key.")
        if not WITH_BUCKET.match(str(named.get("key") if isinstance(named, dict) else named)):
            if place.key and key.startswith(place.key):
                problem = f"row {number} begins with {place.key!r} itself."
                raise InputError("keys-from", problem, "Name the bucket alone where the rows are whole keys.")
            key = (place.key or "") + key
        yield {"Key": key, "VersionId": version} if version or WITH_BUCKET.match(key) else key


def _rows(file: BinaryIO) -> Iterator[Any]:
    """Each line as text, or the objects of its JSON; a line that only opens JSON begins a document."""
    with file:
        for line in file:
            text = line + file.read() if line.strip() in (b"[", b"{") else line
            yield from _objects(text.decode("utf-8-sig", "surrogateescape").rstrip("\r\n"))


def _objects(text: str) -> list[Any]:
    """The rows of a JSON text, in which a key is a key whatever it looks like; else the text."""
    try:
        value = json.loads(text) if text.lstrip()[:1] in ("[", "{") else None
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        value = next((value[name] or [] for name in ("Contents", "Versions") if name in value), [value])
    if value is None:
        return [text]
    return [{"Key": one} if isinstance(one, str) else one for one in (value if isinstance(value, list) else [value])]


def _name_in(line: str, number: int, rows: bool) -> str:
    if not rows and not re.search(r"[\s\"|+:]|--", line):  # as nearly every key, of perhaps a million
        return line
    for form in load("object_names.json")["listings"]:
        match = re.fullmatch(form["match"], line, re.DOTALL)
        if match and rows and "key" in match.re.groupindex:
            return str(match["key"])
        if match and (rows or "rest" not in form):
            raise InputError("keys-from", f"row {number} {form['why']}.", form["instead"])
    return line
