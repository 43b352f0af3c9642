"""What tests share: example keys, one fixed instant, and no keys of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from hypothesis import settings

from cosnb.sigv4 import Credentials

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("repeatable")

ACCESS_KEY_ID = "0123456789abcdef0123456789abcdef"
SECRET_ACCESS_KEY = "00112233445566778899aabbccddeeff0011223344556677"


@pytest.fixture(scope="session", autouse=True)
def no_keys_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads, or could show, the keys and endpoints of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "COS_", "IBM_"))]:
            patch.delenv(name)
        home = str(tmp_path_factory.mktemp("home"))
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, home)
        yield


@pytest.fixture(autouse=True)
def no_widget_outlives_its_test() -> Iterator[None]:
    """What saves the widgets of a page would save those of every test before it."""
    yield
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].Widget.close_all()


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    """An example key pair in the form of IBM's HMAC keys; what it signs may be shown."""
    return Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, example=True)


@pytest.fixture(scope="session")
def now() -> datetime:
    """The instant at which tests sign."""
    return datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
