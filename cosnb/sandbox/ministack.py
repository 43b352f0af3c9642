"""MiniStack as the sandbox's store: only S3 (and STS, for session tokens), for the one key that is seeded here."""

import datetime
import itertools
import json
import logging
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from functools import partial
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from .modules import Modules
from .process import LOOPBACK
from .seeds import ACCESS_KEY_ID, BUCKET, OBJECTS, REGION, SECRET_ACCESS_KEY

PACKAGES = ("ministack",)
ADMINISTRATION = ("/_ministack", "/_localstack", "/_aws", "/_alb")
_POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
_ONLY_V4 = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."


def load(
    port: int, now: datetime.datetime | None, *, inside: bool = False
) -> tuple[Any, Callable[[], Awaitable[None]]]:
    """MiniStack's application (ASGI), and what fills it; ``inside``: with nothing that a browser's Python has not."""
    modules = Modules("ministack", _instead(port, now) | (_ABSENT if inside else {}))
    evaluator = modules.load("ministack.core.iam_evaluator")
    # MiniStack serves a root key without a signature, and takes "test" and any 12 digits for one.
    evaluator.is_root_access_key = lambda key: not key
    if inside:
        # Only botocore verifies Version 2; and of its model of S3 nothing is used but that there is one.
        evaluator._sigv2_check = lambda *_: evaluator.AuthError("InvalidRequest", _ONLY_V4)
        modules.load("ministack.core.iam_actions")._load_botocore_model = lambda _service: {}
    return modules.load("ministack.app").app, partial(_fill, modules.load)


# A module that has whatever is imported from it: for the server and its parser, partly imported to be changed, and for a parser
# of another service. The SDK is larger than all the rest.
_UNUSED = ModuleType("unused")
vars(_UNUSED)["__getattr__"] = lambda name: type(name, (), {"__post_init__": None})
_ABSENT = {"hypercorn": _UNUSED, "h11": _UNUSED, "yaml": _UNUSED, "botocore": None}


def _instead(port: int, now: datetime.datetime | None) -> dict[str, Any]:
    """What MiniStack gets for what it imports: its settings, no log; and with ``now`` a clock that stands still, and
    ids that are the next of one row: the same answers in every run.
    """
    environment = {
        "AUTH": "true",
        "SERVICES": "s3,sts",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "root-" + secrets.token_hex(16),
        "AWS_SECRET_ACCESS_KEY": secrets.token_hex(32),
    }
    silent = logging.Logger("ministack", logging.CRITICAL + 1)
    own: dict[str, dict[str, Any]] = {
        "os": {"environ": environment},
        "logging": {"basicConfig": lambda **_: None, "getLogger": lambda *_: silent},
    }
    if now:
        row, stamp = itertools.count(1), now.timestamp()
        stopped = {"now": classmethod(lambda cls, zone: cls.fromtimestamp(stamp, zone))}
        own["os"]["urandom"] = lambda size: (next(row) % 256**size).to_bytes(size, "big")
        own["uuid"] = {"uuid4": lambda: uuid.UUID(int=next(row), version=4)}
        own["time"] = {"time": lambda: stamp, "gmtime": lambda seconds=stamp: time.gmtime(seconds)}
        own["datetime"] = {"datetime": type("datetime", (datetime.datetime,), stopped)}
        own["email.utils"] = {"formatdate": partial(formatdate, stamp)}
    return {name: SimpleNamespace(**{**vars(import_module(name)), **names}) for name, names in own.items()}


async def _fill(loaded: Callable[[str], Any]) -> None:
    """Make the user with its key, and the bucket with its objects."""
    iam, s3 = loaded("ministack.services.iam"), loaded("ministack.services.s3")
    user = {"UserName": ["sandbox"], "PolicyName": ["s3"], "PolicyDocument": [json.dumps(_POLICY)]}
    for action in ("CreateUser", "PutUserPolicy", "CreateAccessKey"):
        _expect(200, await iam.handle_request("POST", "/", {}, b"", {**user, "Action": [action]}))
    (made,) = iam._access_keys.values()
    del iam._access_keys[made["AccessKeyId"]]
    seeded = {"AccessKeyId": ACCESS_KEY_ID, "SecretAccessKey": SECRET_ACCESS_KEY}
    iam._access_keys[ACCESS_KEY_ID] = made | seeded
    _expect(200, await s3.handle_request("PUT", f"/{BUCKET}", {}, b"", {}, internal=True))
    for key, content_type, data in OBJECTS:
        headers = {"content-type": content_type}
        _expect(200, await s3.handle_request("PUT", f"/{BUCKET}/{key}", headers, data, {}, internal=True))


def _expect(status: int, answer: tuple[int, object, object]) -> None:
    if answer[0] != status:
        raise RuntimeError(f"the store answered {answer[0]} while it was filled: {answer[2]!r}")
