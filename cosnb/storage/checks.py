"""Input is checked here, once, at the edge: what cannot work is an error, what may not is advice."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone

from ..errors import InputError
from ..sigv4 import utc
from .endpoints import Endpoint
from .input_errors import Advice, may_be_live, refused
from .provider import Provider, providers

METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")
LONGEST_METHOD = 20  # characters; IANA has none that is longer
WEEK = 604_800
MAX_KEY_BYTES = 1024
MAX_BUCKET = 255  # characters: well above the 3 to 63 that S3 and IBM COS document

# The name of a header or a method. Source: RFC 9110, 5.6.2 and 9.1.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Scheme, host and port as a browser writes them: in lower case, without the usual port; a CORS rule may hold one "*".
ORIGIN = re.compile(r"(?!.*\*.*\*)(?:https://(?!.*:443$)|http://(?!.*:80$))[a-z0-9.*\[\]:_-]+")

# These carry the signature itself; everything else in a query is the caller's.
_NAMES = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token")
SIGNING = tuple(f"X-Amz-{name}" for name in _NAMES)
SIGNING_PARAMS = frozenset(map(str.lower, SIGNING))

Pairs = Mapping[str, str] | Iterable[tuple[str, str]]


def check_method(method: str) -> str:
    """The method, upper-case. Raises InputError if it is none that an object store serves."""
    if isinstance(method, str) and method.upper() in METHODS:
        return method.upper()
    remedy = f"Use one of {', '.join(METHODS)}."
    raise refused("method", method, "is not an HTTP method of the S3 API.", remedy, longest=LONGEST_METHOD)


def check_provider(provider: object) -> Provider | None:
    """The store of an id, or None where none is given. Raises InputError if it is not known."""
    if provider is None or isinstance(provider, Provider):
        return provider
    if isinstance(provider, str) and provider in providers():
        return providers()[provider]
    remedy = f"Use one of {', '.join(providers())}."
    raise refused("provider", provider, "is not known.", remedy, longest=LONGEST_METHOD)


def moment(now: datetime | None) -> datetime:
    """The moment of signing: the one given, or what the clock shows where that is None. Raises as utc() does."""
    return datetime.now(timezone.utc).replace(microsecond=0) if now is None else utc(now)


def check_expiry_limit(expires: int, endpoint: Endpoint) -> list[Advice]:
    """A provider's longest expiry: an InputError where it refuses a longer one, advice where that is not certain."""
    provider = endpoint.provider
    limit = provider.max_expires or WEEK
    if expires <= limit:
        return []
    if provider.over_max == "refused":
        accepted = f"{provider.name} accepts ({limit} seconds, {limit // 86400} days)."
        problem = f"{expires} seconds is longer than {accepted}"
        raise InputError("expires", problem, f"Give {limit} at most.", value=expires)
    text = f"Most stores refuse more than {limit} seconds (7 days); whether {provider.called} does is not confirmed."
    if provider.over_max == "allowed":
        text = (
            f"{provider.name} documents no maximum, so {expires} seconds may work; it recommends a public-access "
            "policy for long access, and the link dies earlier if its service credential is deleted."
        )
    return [Advice("expires", text)]


def check_region(region: str) -> str:
    """The region of the scope: any text that cannot break the scope or the query; empty is allowed, IBM COS accepts it.

    Raises:
        InputError: it holds ``/``, ``&``, ``=``, white space or a control character, or has no UTF-8 form.
    """
    if not isinstance(region, str):
        raise refused("region", region, "is not text.", "Give a region such as 'us-south'.")
    if bad := re.search(r"[/&=\s\x00-\x1f\x7f]", region):
        problem = f"holds {bad[0]!r}, which would cut the scope in the wrong place."
        raise refused("region", region, problem, "Give the region alone, such as 'us-south'.")
    return encodable("region", region)


def check_bucket(bucket: str) -> str:
    """The bucket name.

    Raises:
        InputError: it is empty, a URL, holds a slash, white space or a control character, is over 255
            characters, or is not text.
    """
    if bucket == "":
        raise InputError("bucket", "it is empty.", "Give the bucket's name.", value=bucket)
    if not isinstance(bucket, str):
        raise refused("bucket", bucket, "is not text.", "Give the bucket's name.")
    if "://" in bucket or {"/", "?"} <= set(bucket) or ("?" in bucket and may_be_live(bucket)):
        # It may be a presigned URL, which is not repeated here.
        raise InputError("bucket", "it is a URL.", "Give the bucket's name; the host is the endpoint.")
    if "/" in bucket:
        name, _, rest = bucket.strip("/").partition("/")
        remedy = f"Give bucket={name!r}, key={rest!r}." if rest else f"Give bucket={name!r}."
        if may_be_live(bucket):
            remedy = "Give the bucket's name."
        raise refused("bucket", bucket, "holds a slash.", remedy, longest=MAX_BUCKET + MAX_KEY_BYTES)
    if len(bucket) > MAX_BUCKET:
        raise InputError("bucket", f"it has {len(bucket):,} characters.", f"Give a name of {MAX_BUCKET} at most.")
    if re.search(r"[\s\x00-\x1f\x7f]", bucket):
        problem = "holds white space or a control character."
        raise refused("bucket", bucket, problem, "Remove it.", longest=MAX_BUCKET)
    return encodable("bucket", bucket)


def check_pairs(field: str, given: Pairs) -> tuple[tuple[str, str], ...]:
    """Query parameters or headers as pairs of text.

    Raises:
        InputError: a pair is not two texts, a name is empty or reserved, or a header holds a line end.
    """
    rows = () if type(given) is tuple and not given else pairs_of_text(field, given)
    for name, value in rows:
        if field == "query" and (not name or name.lower() in SIGNING_PARAMS):
            raise InputError(field, f"{name!r} is set by the signature itself.", "Leave it out.", value=name)
        if field == "headers":
            if name.lower() in ("host", "authorization"):
                raise InputError("headers", f"'{name}' is set by the request itself.", "Leave it out.", value=name)
            check_header(name, value)
        encodable(field, name)
        encodable(field, value, shown=f"the value of {name!r}")
    return rows


def pairs_of_text(field: str, given: Pairs) -> tuple[tuple[str, str], ...]:
    """A mapping or pairs as pairs of text, whatever they hold. Raises InputError if a pair is not two texts."""
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise _not_pairs(field, given)
    return tuple(_pair(field, row) for row in (given.items() if isinstance(given, Mapping) else given))


def _pair(field: str, row: object) -> tuple[str, str]:
    """Values may be secrets (a customer's encryption key is one), so only names are shown."""
    if not (isinstance(row, tuple | list) and len(row) == 2 and isinstance(row[0], str)):
        raise _not_pairs(field, row)
    name, value = row
    if not isinstance(value, str):
        problem = f"the value of {name!r} is not text but a {type(value).__name__}."
        raise InputError(field, problem, "Give it as a str.", value=name)
    return name, value


def _not_pairs(field: str, given: object) -> InputError:
    problem = f"a {type(given).__name__} is not a pair of texts, nor a mapping or list of them."
    return InputError(field, problem, 'Give a mapping such as {"name": "value"}, or pairs.')


def check_header(name: str, value: str) -> None:
    """Raises InputError if it is no name of a header, or a value that would end it."""
    if not TOKEN.fullmatch(name):
        raise InputError("headers", f"{name!r} is not a header name.", "Use letters, digits and hyphens.", value=name)
    if re.search(r"[\r\n\x00]", value):
        problem = f"the value of {name!r} holds a line end or a NUL."
        raise InputError("headers", problem, "Give it on one line.", value=name)


def encodable(field: str, text: str, shown: str | None = None) -> str:
    """The text, which has a UTF-8 form. Raises InputError if it holds a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        problem, remedy = "holds a lone surrogate, which has no UTF-8 form.", "Decode it as UTF-8."
        if shown:
            raise InputError(field, f"{shown} {problem}", remedy, value=shown) from None
        raise refused(field, text, problem, remedy) from None
    return text


# Of what was sent, or is to be sent as it is, only the form is checked: a store gets whatever a client sends.


def check_sent_method(method: str) -> str:
    """Any HTTP method, upper-case as it is signed and sent. Raises InputError if it is no word that can be one."""
    if isinstance(method, str) and len(method) <= LONGEST_METHOD and TOKEN.fullmatch(method):
        return method.upper()
    # It may be a URL or a key in the wrong place, which is not repeated here.
    shown = f"a {type(method).__name__}"
    if isinstance(method, str):
        shown = "an empty text" if not method else f"this text of {len(method)} characters"
    raise InputError("method", f"{shown} is no HTTP method.", "Give GET, PUT, HEAD, DELETE or POST.")


def check_sent_body(body: bytes | str | None) -> bytes | None:
    """A body as its bytes; text is sent as UTF-8. Raises InputError if it is neither, or has no UTF-8 form."""
    if isinstance(body, str):
        return encodable("body", body, shown="the text").encode()
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, bytearray | memoryview):
        return bytes(body)
    raise InputError("body", f"a {type(body).__name__} is no body.", "Give the bytes that were sent, or None.")
