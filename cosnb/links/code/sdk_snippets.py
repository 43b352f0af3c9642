"""The second group: what a URL was made from, by its parts, and code that makes an equivalent one with keys from the environment."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...sigv4 import UNSIGNED_PAYLOAD, Signed, Url, uri_decode, uri_encode
from ...sigv4.canonical import header_lines
from ...sigv4.live import is_live, is_live_name
from ...sigv4.parts import join
from ...storage.checks import ORIGIN, SIGNING_PARAMS
from ...storage.credential_places import AWS_NAMES, AWS_TOKENS, COS_NAMES
from ...storage.provider import Addressing, provider_of
from ..operations import INTEGERS, NOT_TEXT, OPERATIONS, Operation
from .formats import CodeFormat
from .snippet import TABLE, Snippet, javascript, python, sh

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


def made_by(how: CodeFormat, origin: Origin | str) -> Snippet:
    """The code of one way to make the URL again; instead of an origin it takes why there is none."""
    refusal, write = _WAYS.get(how.id, (_sdk_refusal, _sdk))
    reason = origin if isinstance(origin, str) else refusal(how, origin)
    if reason or isinstance(origin, str):
        return Snippet(how.id, how.label, "signs", how.language, "", False, "", reason)
    names = [*origin.variables, *(SECRET_HEADERS[name] for name in origin.headers if name in SECRET_HEADERS)]
    note = f"Reads {', '.join(names[:-1])} and {names[-1]} from the environment. {how.needs}".rstrip()
    return Snippet(how.id, how.label, "signs", how.language, write(how, origin), False, note)


class _Language(NamedTuple):
    """How a language writes a text, and the value of an environment variable; how its SDKs name a key pair, and give it."""

    literal: Callable[[str], str]
    environ: Callable[[str], str]
    key_names: tuple[str, str, str]
    is_: str

    def value(self, name: str, value: str) -> str:
        return self.environ(SECRET_HEADERS[name]) if name in SECRET_HEADERS else self.literal(value)

    def table(self, rows: Mapping[str, str]) -> str:
        return "{" + ", ".join(f"{self.literal(name)}: {code}" for name, code in rows.items()) + "}"


_PYTHON = _Language(
    python, 'os.environ["{}"]'.format, ("aws_access_key_id", "aws_secret_access_key", "aws_session_token"), "="
)
_JAVASCRIPT = _Language(javascript, "process.env.{}".format, ("accessKeyId", "secretAccessKey", "sessionToken"), ": ")


def _cosnb(how: CodeFormat, origin: Origin) -> str:
    keys = ", ".join(map(_PYTHON.environ, origin.variables))
    headers = _PYTHON.table({name: _PYTHON.value(name, value) for name, value in origin.headers.items()})
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
    return how.write(arguments="".join(f"    {row},\n" for row in rows))


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


def _names_of(how: CodeFormat) -> str:
    """The SDK for JavaScript calls everything what boto3 calls it."""
    return "ibm_boto3" if how.id == "ibm_boto3" else "boto3"


def _sdk_refusal(how: CodeFormat, origin: Origin) -> str:
    sdk = _names_of(how)
    operation = _operation_of(origin, sdk)
    if len(dict(origin.query)) < len(origin.query):
        return "A parameter is in the URL twice, which the SDK cannot write."
    if operation is None:
        named = f" with {', '.join(name for name, _ in origin.query)}" if origin.query else ""
        return f"No operation of the SDK makes this {origin.method} URL{named}."
    for name, value, member in _members(operation, origin, sdk):
        if member in NOT_TEXT:
            return f"The SDK writes {name} in a form of its own."
        if member in INTEGERS and not re.fullmatch("0|[1-9][0-9]{0,9}", value):
            return f"The SDK writes {name} as a whole number, and it is none."
    if operation.name in _LISTS and how.language == "python" and dict(origin.query)["encoding-type"] != "url":
        return "The SDK sets encoding-type to url by itself."
    for name, value in origin.headers.items():
        if name not in operation.headers[sdk] and not (operation.metadata and name.startswith(_METADATA)):
            return f"The SDK's {operation.name} does not sign the header {name}."
        if not value or not value.isascii():
            return f"The SDK signs no header that is empty or not in ASCII, and {name} is."
    if _SSE_KEY in origin.headers and f"{_SSE_KEY}-md5" not in origin.headers:
        return f"The SDK adds the header {_SSE_KEY}-md5, which is not signed here."
    return (_javascript_refusal(origin) if how.language == "javascript" else "") or _sdk_place_refusal(origin)


def _javascript_refusal(origin: Origin) -> str:
    if not ORIGIN.fullmatch(origin.endpoint):
        return "The SDK changes upper case or the usual port in a host."
    if origin.key is None and origin.method == "PUT":
        return "The SDK signs the length of a body that it writes by itself."
    if origin.key is None and origin.addressing == "path":
        return "The SDK puts a slash behind a bucket in the path."
    return next((f"The SDK writes {name}-md5 by itself." for name in SECRET_HEADERS if name in origin.headers), "")


def _sdk_place_refusal(origin: Origin) -> str:
    if not _BOTO_REGION.fullmatch(origin.region):
        return "The SDK refuses this region: it takes letters, digits and hyphens."
    if not _BOTO_BUCKET.fullmatch(origin.bucket):
        return "The SDK refuses this bucket's name."
    if origin.addressing == "virtual" and not _BOTO_HOST_BUCKET.fullmatch(origin.bucket):
        return "The SDK puts this bucket in the path, not in the host."
    return ""


def _sdk(how: CodeFormat, origin: Origin) -> str:
    words = _JAVASCRIPT if how.language == "javascript" else _PYTHON
    operation = _operation_of(origin, _names_of(how))
    assert operation
    # The SDK for JavaScript would move the first into the query, and leave some of the others unsigned.
    ours = [name for name in origin.headers if name.startswith("x-amz-")]
    kept = {"unhoistableHeaders": ours, "signableHeaders": [name for name in origin.headers if name not in ours]}
    keys = zip(words.key_names, map(words.environ, origin.variables), strict=False)
    arguments = _arguments(operation, origin, how, words)
    return how.write(
        endpoint=words.literal(origin.endpoint),
        region=words.literal(origin.region),
        keys="".join(f"    {name}{words.is_}{code},\n" for name, code in keys),
        addressing=origin.addressing,
        path_style=javascript(origin.addressing == "path"),
        operation=operation.name,
        command=f"{operation.name.title().replace('_', '')}Command",
        parameters="".join(f"        {words.literal(member)}: {code},\n" for member, code in arguments),
        expires=str(origin.expires),
        signed="".join(f"    {option}: new Set({javascript(names)}),\n" for option, names in kept.items() if names),
    )


def _arguments(operation: Operation, origin: Origin, how: CodeFormat, words: _Language) -> Iterator[tuple[str, str]]:
    metadata = dict[str, str]()
    yield "Bucket", words.literal(origin.bucket)
    if origin.key is not None:
        yield "Key", words.literal(origin.key)
    for name, value, member in _members(operation, origin, _names_of(how)):
        if member:
            yield member, f"{int(value)}" if member in INTEGERS else words.value(name, value)
        elif name.startswith(_METADATA):
            metadata[name.removeprefix(_METADATA)] = words.literal(value)
    if metadata:
        yield "Metadata", words.table(metadata)


def _cli_refusal(how: CodeFormat, origin: Origin) -> str:
    if origin.method != "GET" or origin.key is None:
        return "aws s3 presign makes URLs to GET an object, and no others."
    if origin.query or origin.headers:
        return "aws s3 presign signs no further parameters or headers."
    if not f"{origin.bucket}{origin.key}".isprintable():
        return "The key holds a character that a terminal cannot show."
    return _sdk_place_refusal(origin)


def _cli(how: CodeFormat, origin: Origin) -> str:
    """The signature version has no option of its own, so it is set in a configuration file that is removed again."""
    names = (*AWS_NAMES, AWS_TOKENS[-1])
    given = (*(f'"${{{variable}:?}}"' for variable in origin.variables), "''")
    keys = " ".join(f"{name}={value}" for name, value in zip(names, given, strict=False))
    return how.write(
        addressing=origin.addressing,
        keys=keys,
        object=sh(f"s3://{origin.bucket}/{origin.key}"),
        endpoint=sh(origin.endpoint),
        region=sh(origin.region),
        expires=str(origin.expires),
    )


_WAYS = {"cosnb": (lambda *_: "", _cosnb), "aws": (_cli_refusal, _cli)}
