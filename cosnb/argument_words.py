"""What to write for an argument that a function does not have, because people know it by the word of another tool."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from inspect import signature
from typing import Any

_PAIR = "credentials=Credentials(access_key_id, secret_access_key)"
# The words of boto3, the AWS CLI and the SDKs of MinIO and JavaScript, without case and underscores.
_HERE = {
    **dict.fromkeys(("expiresin", "expiration", "expiry", "ttl"), "expires=3600"),
    **dict.fromkeys(("endpointurl", "host", "url"), 'endpoint="https://…"'),
    **dict.fromkeys(("regionname", "location"), 'region="…"'),
    **dict.fromkeys(("httpmethod", "clientmethod", "operation"), 'method="GET"'),
    **dict.fromkeys(("bucketname", "container"), 'bucket="…"'),
    **dict.fromkeys(("objectname", "objectkey", "object", "path"), 'key="…"'),
    **dict.fromkeys(("contenttype", "mimetype"), 'headers={"content-type": "text/plain"}'),
    "body": 'data=b"…"',
    "metadata": 'headers={"x-amz-meta-name": "value"}',
    "versionid": 'query={"versionId": "…"}',
    **dict.fromkeys(("params", "queryparams", "parameters"), 'query={"name": "value"}'),
    **dict.fromkeys(("filename", "responsecontentdisposition"), 'download_as="name.txt"'),
    **dict.fromkeys(("addressingstyle", "forcepathstyle", "pathstyle"), 'addressing="path"'),
    **dict.fromkeys(("profile", "profilename"), "credentials=, of find_credentials by its profile="),
    **dict.fromkeys(("accesskey", "accesskeyid", "awsaccesskeyid", "keyid"), _PAIR),
    **dict.fromkeys(("secretkey", "secretaccesskey", "awssecretaccesskey", "secret"), _PAIR),
    **dict.fromkeys(("sessiontoken", "awssessiontoken"), f"{_PAIR[:-1]}, session_token)"),
}


def what_to_write(function: Callable[..., Any], error: BaseException) -> str:
    """The message for a call with such an argument; empty where the error is another one, or nothing is known."""
    found = re.search(r"unexpected keyword argument '(\w+)'", str(error)) if isinstance(error, TypeError) else None
    if not found or (error.__traceback__ and error.__traceback__.tb_next):
        return ""  # raised inside of it
    names = list(signature(function).parameters)
    here = _HERE.get(found[1].replace("_", "").lower(), "")
    if here.partition("=")[0] not in names:
        here = "".join(f"{name}=" for name in get_close_matches(found[1], names, 1))
    name = function.__qualname__.removesuffix(".__init__")
    return f"{name}() has no argument {found[1]!r}: write {here}" if here else ""
