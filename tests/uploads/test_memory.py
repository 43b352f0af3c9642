"""A large file needs no more memory than a small one. COSNB_UPLOAD_MB=1024 makes it a gigabyte."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from faulty_store import MIB, Store

from cosnb.uploads import Uploaded

SIZE = int(os.environ.get("COSNB_UPLOAD_MB", "64")) * MIB


def test_memory_does_not_grow_with_the_file(store: Store, send_to: Callable[..., Uploaded], tmp_path: Path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(SIZE)
    tracemalloc.start()
    try:
        done = send_to(path=path, part_size=None, workers=4)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert store.objects["/b/k"] == (SIZE, f'"{done.etag}"')
    assert done.parts == max(8, SIZE // (8 * MIB))
    assert peak < 12 * MIB  # four workers with pieces of 256 KiB each, and the store's own
