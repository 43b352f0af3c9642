"""The second group: what a URL was made from, by its parts, and code that makes an equivalent one with keys from the environment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...sigv4 import UNSIGNED_PAYLOAD, Signed, Url, uri_decode, uri_encode
from ...sigv4.canonical import header_lines
from ...sigv4.live import is_live, is_live_name
from ...sigv4.parts import join
from ...storage.checks import SIGNING_PARAMS
from ...storage.credential_places import AWS_NAMES, AWS_TOKENS, COS_NAMES
from ...storage.provider import Addressing, provider_of
from ..operations import INTEGERS, NOT_TEXT, OPERATIONS, Operation
from .snippet import TABLE, Snippet, Way, program, python, sh

# What botocore accepts, and where it leaves a bucket out of the host name whatever it is told.
_BOTO_BUCKET = re.compile(r"[A-Za-z0-9._-]{1,255}")
_BOTO_HOST_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_BOTO_REGION = re.compile(r"(?![0-9]+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_METADATA = "x-amz-meta-"
_SSE_KEY = "x-amz-server-side-encryption-customer-key"
_LISTS = ("list_objects", "list_objects_v2", "list_object_versions")

# Headers whose value is a secret come from the environment, like the keys.
SECRET_HEADERS: Mapping[str, str] = TABLE["secret_headers"]


@dataclass(frozen=True, slots=True, repr=False)
class Origin:
    """The inputs of a presigned URL, as :func:`cosnb.presign` takes them.

    Attributes:
        variables: the environment variables that hold the access key id, the secret, and the token if there is one.
    """

    method: str
    bucket: str
    key: str | None
    endpoint: str
    region: str
    expires: int
    addressing: Addressing
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    variables: tuple[str, ...]


def trace(signed: Signed) -> Origin | str:
    """The inputs, or one sentence that says why they cannot be told."""
    parts = signed.result.parts
    made = {part.source: part for part in parts if part.source in ("bucket", "key", "expires")}
    if signed.authorization is not None:
        return "The request is signed in its headers, and these make URLs."
    if "bucket" not in made:
        return "It was signed from a ready-made URL, which does not tell the bucket and the key apart."
    if signed.scope.parts[4].text != "s3" or "expires" not in made:
        return "It is signed for another service than S3, or without an expiry."
    if signed.canonical_request.parts[-1].text != UNSIGNED_PAYLOAD:
        return "Its body is signed too, which is not done by any of these."
    url = Url.parse(signed.url)
    headers = {name: join(value) for name, value in header_lines(signed.headers, url).items() if name != "host"}
    query = _pairs(url)
    if query is None or any(is_live_name(name) and name not in SECRET_HEADERS for name in headers):
        return "It holds a parameter or a header that these cannot write."
    endpoint, host = join(part for part in parts if part.source == "endpoint"), url.host[0].text
    return Origin(
        method=signed.method,
        bucket=made["bucket"].raw or made["bucket"].text,
        key=made["key"].raw or made["key"].text if "key" in made else None,
        endpoint=endpoint,
        region=signed.scope.parts[2].text,
        expires=int(made["expires"].text),
        addressing="path" if endpoint == f"{url.scheme}://{host}{url.port}" else "virtual",
        query=query,
        headers=headers,
        variables=_variables(signed, endpoint),
    )


def _pairs(url: Url) -> tuple[tuple[str, str], ...] | None:
    """The parameters that are not the signature's own; None where one is not text, or is a secret."""
    pairs = []
    for name, value in url.query:
        pair = uri_decode(name.text), uri_decode(join(value))
        if pair[0].lower() in SIGNING_PARAMS:
            continue
        if tuple(map(uri_encode, pair)) != (name.text, join(value)) or (pair[1] and is_live(*pair)):
            return None
        pairs.append(pair)
    return tuple(pairs)


def _variables(signed: Signed, endpoint: str) -> tuple[str, ...]:
    """IBM's names for IBM and the sandbox, AWS's for every other store and wherever there is a session token."""
    if any(part.source == "session_token" for part in signed.result.parts):
        return (*AWS_NAMES, AWS_TOKENS[-1])
    provider, _ = provider_of(Url.parse(endpoint).host[0].text)
    return COS_NAMES if provider.id == "ibm" or (provider.id == "custom" and signed.example) else AWS_NAMES


def made_by(way: Way, origin: Origin | str) -> Snippet:
    """The code of one way to make the URL again; instead of an origin it takes why there is none."""
    refusal, write = _WAYS.get(way.id, (_sdk_refusal, _sdk))
    reason = origin if isinstance(origin, str) else refusal(way, origin)
    if reason or isinstance(origin, str):
        return Snippet(way.id, way.label, "signs", way.language, "", False, "", reason)
    names = [*origin.variables, *(SECRET_HEADERS[name] for name in origin.headers if name in SECRET_HEADERS)]
    note = f"Reads {', '.join(names[:-1])} and {names[-1]} from the environment. {way.needs}".rstrip()
    return Snippet(way.id, way.label, "signs", way.language, write(way, origin), False, note)


def _environ(name: str) -> str:
    return f'os.environ["{name}"]'


def _value(name: str, value: str) -> str:
    return _environ(SECRET_HEADERS[name]) if name in SECRET_HEADERS else python(value)


def _dict(rows: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{python(name)}: {code}" for name, code in rows.items()) + "}"


def _cosnb(_: Way, origin: Origin) -> str:
    keys = ", ".join(map(_environ, origin.variables))
    headers = _dict({name: _value(name, value) for name, value in origin.headers.items()})
    pairs = [f"({python(name)}, {python(value)})" for name, value in origin.query]
    rows = [
        python(origin.bucket),
        *([] if origin.key is None else [python(origin.key)]),
        *([] if origin.method == "GET" else [f"method={python(origin.method)}"]),
        f"endpoint={python(origin.endpoint)}",
        f"region={python(origin.region)}",
        f"expires={origin.expires}",
        f"credentials=Credentials({keys})",
        f"addressing={python(origin.addressing)}",
        *([f"query=[{', '.join(pairs)}]"] if origin.query else []),
        *([f"headers={headers}"] if origin.headers else []),
    ]
    return program("cosnb", arguments="".join(f"    {row},\n" for row in rows))


def _operation_of(origin: Origin, sdk: str) -> Operation | None:
    """The operation of an SDK that signs this method with these parameters, or None."""
    level = "bucket" if origin.key is None else "object"
    given = dict(origin.query)
    for operation in OPERATIONS:
        name, _, value = operation.fixed.partition("=")
        if (operation.method, operation.level) != (origin.method, level) or (name and given.get(name) != value):
            continue
        if {*operation.required} <= {*given} and {*given} <= {*operation.query[sdk], *([name] if name else [])}:
            return operation
    return None


def _members(operation: Operation, origin: Origin, sdk: str) -> list[tuple[str, str, str]]:
    """Each parameter and header, its value, and what the SDK calls it: nothing where it does not sign it."""
    named = (operation.query[sdk], origin.query), (operation.headers[sdk], origin.headers.items())
    return [(name, value, names.get(name, "")) for names, pairs in named for name, value in pairs]


def _sdk_refusal(way: Way, origin: Origin) -> str:
    operation = _operation_of(origin, way.id)
    if len(dict(origin.query)) < len(origin.query):
        return "A parameter is in the URL twice, which the SDK cannot write."
    if operation is None:
        named = f" with {', '.join(name for name, _ in origin.query)}" if origin.query else ""
        return f"No operation of the SDK makes this {origin.method} URL{named}."
    for name, value, member in _members(operation, origin, way.id):
        if member in NOT_TEXT:
            return f"The SDK writes {name} in a form of its own."
        if member in INTEGERS and not re.fullmatch("0|[1-9][0-9]{0,9}", value):
            return f"The SDK writes {name} as a whole number, and it is none."
    if operation.name in _LISTS and dict(origin.query)["encoding-type"] != "url":
        return "The SDK sets encoding-type to url by itself."
    for name, value in origin.headers.items():
        if name not in operation.headers[way.id] and not (operation.metadata and name.startswith(_METADATA)):
            return f"The SDK's {operation.name} does not sign the header {name}."
        if not value or not value.isascii():
            return f"The SDK signs no header that is empty or not in ASCII, and {name} is."
    if _SSE_KEY in origin.headers and f"{_SSE_KEY}-md5" not in origin.headers:
        return f"The SDK adds the header {_SSE_KEY}-md5, which is not signed here."
    return _sdk_place_refusal(origin)


def _sdk_place_refusal(origin: Origin) -> str:
    if not _BOTO_REGION.fullmatch(origin.region):
        return "The SDK refuses this region: it takes letters, digits and hyphens."
    if not _BOTO_BUCKET.fullmatch(origin.bucket):
        return "The SDK refuses this bucket's name."
    if origin.addressing == "virtual" and not _BOTO_HOST_BUCKET.fullmatch(origin.bucket):
        return "The SDK puts this bucket in the path, not in the host."
    return ""


def _sdk(way: Way, origin: Origin) -> str:
    operation = _operation_of(origin, way.id)
    assert operation
    names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    keys = zip(names, origin.variables, strict=False)
    return program(
        "boto3",
        package=way.id,
        config=way.client,
        endpoint=python(origin.endpoint),
        region=python(origin.region),
        keys="".join(f"    {name}={_environ(variable)},\n" for name, variable in keys),
        addressing=origin.addressing,
        operation=operation.name,
        parameters="".join(f'        "{member}": {code},\n' for member, code in _arguments(operation, origin, way.id)),
        expires=str(origin.expires),
    )


def _arguments(operation: Operation, origin: Origin, sdk: str) -> Iterator[tuple[str, str]]:
    metadata = dict[str, str]()
    yield "Bucket", python(origin.bucket)
    if origin.key is not None:
        yield "Key", python(origin.key)
    for name, value, member in _members(operation, origin, sdk):
        if member:
            yield member, f"{int(value)}" if member in INTEGERS else _value(name, value)
        elif name.startswith(_METADATA):
            metadata[name.removeprefix(_METADATA)] = python(value)
    if metadata:
        yield "Metadata", _dict(metadata)


def _cli_refusal(_: Way, origin: Origin) -> str:
    if origin.method != "GET" or origin.key is None:
        return "aws s3 presign makes URLs to GET an object, and no others."
    if origin.query or origin.headers:
        return "aws s3 presign signs no further parameters or headers."
    if not f"{origin.bucket}{origin.key}".isprintable():
        return "The key holds a character that a terminal cannot show."
    return _sdk_place_refusal(origin)


def _cli(_: Way, origin: Origin) -> str:
    """The signature version has no option of its own, so it is set in a configuration file that is removed again."""
    names = (*AWS_NAMES, AWS_TOKENS[-1])
    given = (*(f'"${{{variable}:?}}"' for variable in origin.variables), "''")
    keys = " ".join(f"{name}={value}" for name, value in zip(names, given, strict=False))
    return program(
        "aws",
        addressing=origin.addressing,
        keys=keys,
        object=sh(f"s3://{origin.bucket}/{origin.key}"),
        endpoint=sh(origin.endpoint),
        region=sh(origin.region),
        expires=str(origin.expires),
    )


_WAYS = {"cosnb": (lambda *_: "", _cosnb), "aws": (_cli_refusal, _cli)}
