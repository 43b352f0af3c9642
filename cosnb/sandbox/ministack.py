"""MiniStack as the sandbox's store: only S3 (and STS, for session tokens), for the one key that is seeded here."""

import json
import os
import secrets
from importlib import import_module
from typing import Any

from .process import LOOPBACK
from .seeds import ACCESS_KEY_ID, BUCKET, OBJECTS, REGION, SECRET_ACCESS_KEY

PACKAGES = ("ministack",)
ADMINISTRATION = ("/_ministack", "/_localstack", "/_aws", "/_alb")
_POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def load(port: int) -> Any:
    """MiniStack's application (ASGI)."""
    os.environ.update(
        AUTH="true",
        SERVICES="s3,sts",
        GATEWAY_PORT=str(port),
        BIND_HOST=LOOPBACK,
        MINISTACK_REGION=REGION,
        AWS_ACCESS_KEY_ID="root-" + secrets.token_hex(16),
        AWS_SECRET_ACCESS_KEY=secrets.token_hex(32),
    )
    # MiniStack serves a root key without a signature, and takes "test" and any 12 digits for one.
    import_module("ministack.core.iam_evaluator").is_root_access_key = lambda key: not key  # type: ignore[attr-defined]
    return import_module("ministack.app").app


async def fill() -> None:
    """Make the user with its key, and the bucket with its objects."""
    iam, s3 = import_module("ministack.services.iam"), import_module("ministack.services.s3")
    user = {"UserName": ["sandbox"], "PolicyName": ["s3"], "PolicyDocument": [json.dumps(_POLICY)]}
    for action in ("CreateUser", "PutUserPolicy", "CreateAccessKey"):
        _expect(200, await iam.handle_request("POST", "/", {}, b"", {**user, "Action": [action]}))
    (made,) = iam._access_keys.values()
    del iam._access_keys[made["AccessKeyId"]]
    iam._access_keys[ACCESS_KEY_ID] = {
        **made,
        "AccessKeyId": ACCESS_KEY_ID,
        "SecretAccessKey": SECRET_ACCESS_KEY,
    }
    _expect(200, await s3.handle_request("PUT", f"/{BUCKET}", {}, b"", {}, internal=True))
    for key, content_type, data in OBJECTS:
        headers = {"content-type": content_type}
        _expect(200, await s3.handle_request("PUT", f"/{BUCKET}/{key}", headers, data, {}, internal=True))


def _expect(status: int, answer: tuple[int, object, object]) -> None:
    if answer[0] != status:
        raise RuntimeError(f"the store answered {answer[0]} while it was filled: {answer[2]!r}")
