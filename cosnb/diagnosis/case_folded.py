"""A URL that was put into lower case, or into capitals, as far as its own case is known."""

from __future__ import annotations

import re

from ..links.reading.meanings import SIGNING
from ..sigv4 import uri_decode, uri_encode
from .url_damage import Mended

_ALGORITHM = "AWS4-HMAC-SHA256"
_NAMES = {name.lower(): name for name in (*SIGNING, "versionId", "partNumber", "uploadId")}
# What JavaScript's SDK writes into x-id.
_OPERATIONS = ("GetObject", "HeadObject", "PutObject", "DeleteObject", "UploadPart", "ListObjectsV2")
_CASED = {name.lower(): name for name in (*_OPERATIONS, _ALGORITHM, "UNSIGNED-PAYLOAD")}


def case_folded(url: str) -> Mended | None:
    """The URL with all that has one case in every signed URL; its path and its token stay as they are."""
    path, _, query = url.partition("?")
    small = query == query.lower()
    if f"x-amz-algorithm={_ALGORITHM}".lower() not in query.lower() or (not small and query != query.upper()):
        return None
    rows = [field.partition("=") for field in query.split("&")[:200]]
    fields = ["".join(_row(name, equals, value)) for name, equals, value in rows] + query.split("&")[200:]
    what = "in the whole URL" if path == (path.lower() if small else path.upper()) else "in its query"
    path = re.sub(r"^[A-Za-z]{1,20}://[^/]*", lambda match: match[0].lower(), path)
    return Mended(f"{path}?{'&'.join(fields)}", f"there is no {'capital' if small else 'small letter'} {what}")


def _row(name: str, equals: str, value: str) -> tuple[str, str, str]:
    lower = uri_decode(name).lower()
    name = _NAMES.get(lower, name.lower() if lower.startswith(("x-amz-", "response-", "x-id")) else name)
    if lower == "x-amz-date":
        return name, equals, value.upper()
    if lower in ("x-amz-signature", "x-amz-signedheaders", "x-amz-expires"):
        return name, equals, uri_encode(uri_decode(value).lower())
    if lower == "x-amz-credential":
        return name, equals, uri_encode(_credential(uri_decode(value)))
    return name, equals, _CASED.get(uri_decode(value).lower(), value)


def _credential(text: str) -> str:
    """The scope is written small; of an access key id the form tells its case, or nothing does."""
    access_key_id, slash, scope = text.partition("/")
    if re.fullmatch(r"(?i)(?:A[KS]IA[A-Z0-9]{16}|GOOG1[A-Z0-9]{20,60})", access_key_id):
        access_key_id = access_key_id.upper()
    elif re.fullmatch(r"(?i)[0-9a-f]{32}", access_key_id):
        access_key_id = access_key_id.lower()
    return f"{access_key_id}{slash}{scope.lower()}"
