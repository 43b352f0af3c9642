"""One sandbox for the session, on any free port, its clock standing at the instant at which tests sign."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from no_processes import without_processes

from cosnb.links import presign
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Signed


@pytest.fixture(scope="session")
def outside(now: datetime) -> Iterator[Sandbox]:
    with Sandbox(port=0, now=now) as running:
        yield running


@pytest.fixture
def sandbox(outside: Sandbox) -> Sandbox:
    """The store in a process of its own, as everywhere but in a browser."""
    return outside


@pytest.fixture(scope="session")
def inside(now: datetime) -> Iterator[Sandbox]:
    """The store in this process, at the same time, and at a port that no other test asks for."""
    with without_processes():
        running = Sandbox(port=4444, now=now)
    with running:
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
