"""Several processes, each with its own listing and its own file of links: nothing but the key count comes back.

    python tests/benchmarks/shards.py 1000000 2        links, processes

Sending the URLs back to one process costs more than signing them; writing them where they are made costs nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from workload import ACCESS_KEY_ID, BUCKET, HOST, SECRET_ACCESS_KEY, name_of

from cosnb.links.many.bulk import Presigner
from cosnb.links.many.writing import write_links


@dataclass(frozen=True)
class Listing:
    """Keys that are made, or read, where they are used: what is sent to the process is only where to find them."""

    first: int
    last: int

    def __iter__(self) -> Iterator[str]:
        return map(name_of, range(self.first, self.last))


def write_shards(count: int, processes: int, directory: Path) -> float:
    """Seconds it takes to write ``count`` links as one shard for each process, when the processes are there."""
    presigner = Presigner(BUCKET, endpoint=f"https://{HOST}").at()
    cuts = [count * shard // processes for shard in range(processes + 1)]
    listings = [Listing(*pair) for pair in pairwise(cuts)]
    paths = [directory / f"links-{shard}.txt" for shard in range(processes)]
    write = partial(write_links, presigner, progress=False)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(write, [Listing(0, 20_000)] * processes, paths))  # starts them all
        begin = time.perf_counter()
        written = list(pool.map(write, listings, paths))
        seconds = time.perf_counter() - begin
    assert sum(written) == count
    return seconds


def main(count: int, processes: int) -> None:
    os.environ.update(COS_HMAC_ACCESS_KEY_ID=ACCESS_KEY_ID, COS_HMAC_SECRET_ACCESS_KEY=SECRET_ACCESS_KEY)
    with TemporaryDirectory() as directory:
        print(f"{write_shards(count, processes, Path(directory)):.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
