"""A signing with everything in it that a stage can have."""

from __future__ import annotations

import pytest

from cosnb import presign


@pytest.fixture(scope="session")
def link(credentials, now):
    return presign(
        "my-bucket",
        "a b/ü+.txt",
        method="PUT",
        endpoint="us-south",
        headers={"Content-Type": "text/plain", "x-amz-meta-team": "blue"},
        query={"versionId": "null"},
        credentials=credentials,
        now=now,
    )
