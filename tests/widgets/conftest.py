"""A sandbox whose clock stands still, and a form on it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from cosnb import PresignForm, Sandbox

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def box():
    with Sandbox(port=0, now=NOW) as box:
        yield box


@pytest.fixture
def form(box):
    return PresignForm(credentials=box.credentials, endpoint=box.endpoint, bucket=box.bucket, key="hello.txt", now=NOW)
