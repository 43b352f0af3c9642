"""A store that fails when it is told to, one that really verifies, and a file in five parts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from faulty_store import PART, Store

from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials
from cosnb.uploads import sender, upload


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test waits for nothing between two tries."""
    monkeypatch.setattr(sender, "PAUSES", (0, 0))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Five parts, the last of them short; every part differs."""
    path = tmp_path / "big file ü.bin"
    with path.open("wb") as out:
        for number in range(4):
            out.write(bytes([number]) * PART)
        out.write(b"the rest")
    return path


@pytest.fixture
def journal(file: Path) -> Path:
    """Where the journal is while the file is being uploaded."""
    return file.with_name(file.name + ".upload.jsonl")


@pytest.fixture
def send_to(store: Store, credentials: Credentials, now: datetime, file: Path) -> Callable[..., Any]:
    """Upload the file to the store that fails when it is told to."""

    def call(path: Path = file, **options: Any) -> Any:
        chosen = {"part_size": PART, "progress": False, "workers": 2, **options}
        return upload(path, "b", "k", endpoint=store.endpoint, credentials=credentials, now=now, **chosen)

    return call


@pytest.fixture(scope="session")
def box(now: datetime) -> Iterator[Sandbox]:
    """The store that verifies; its clock stands still."""
    with Sandbox(port=0, now=now) as box:
        yield box
