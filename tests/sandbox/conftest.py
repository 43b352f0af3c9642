"""One sandbox for the session, on any free port, its clock standing at the instant at which tests sign."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Signed


@pytest.fixture(scope="session")
def sandbox(now: datetime) -> Iterator[Sandbox]:
    with Sandbox(port=0, now=now) as running:
        yield running


@pytest.fixture
def link(sandbox: Sandbox, now: datetime) -> Callable[..., Signed]:
    """Presign for the sandbox, at its own time."""

    def make(key: str | None = "hello.txt", **options: object) -> Signed:
        given = {"credentials": sandbox.credentials, "now": now, **options}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # these keys are chosen for what presign advises against
            return presign(sandbox.bucket, key, **given)  # type: ignore[arg-type]

    return make
