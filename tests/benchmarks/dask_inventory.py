"""Presign a whole inventory with Dask: shards of a listing in, shards of links out, on every core of every worker.

    python tests/benchmarks/dask_inventory.py 5000000

Workers need cosnb, the listing, and the key pair in their environment: the presigner is sent to them without it.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote_plus, unquote_plus

from cosnb import Presigner, write_links

EXAMPLE_KEYS = {
    "COS_HMAC_ACCESS_KEY_ID": "0123456789abcdef" * 2,
    "COS_HMAC_SECRET_ACCESS_KEY": "00112233445566778899aabb" * 2,
}


def presign_inventory(listings: Iterable[Path], folder: Path, presigner: Presigner) -> list[str]:
    """Presign every object of an inventory in CSV: bucket, URL-encoded key, version or nothing, and more columns.

    Args:
        listings: its shards, ``….csv.gz``.
        folder: where the shards of links are written, one for each, as ``….jsonl``.
        presigner: made with ``now``, so that all links are signed, and expire, together.

    Returns:
        The paths of the shards of links, with columns ``key``, ``url`` and ``expires_at``.
    """
    from dask import bag

    pairs = [(str(listing), str(folder / f"links-{listing.name.partition('.')[0]}.jsonl")) for listing in listings]
    return list(bag.from_sequence(pairs, partition_size=1).starmap(presign_shard, presigner=presigner).compute())


def presign_shard(listing: str, links: str, presigner: Presigner) -> str:
    """The links of one shard, streamed: neither the listing nor the links are ever in memory as a whole."""
    with gzip.open(listing, "rt", newline="", encoding="utf-8") as lines:
        columns = ((key, version) for _, key, version, *_ in csv.reader(lines))
        rows = (
            (unquote_plus(key) if "%" in key or "+" in key else key, {"versionId": v} if v else {})
            for key, v in columns
        )
        write_links(presigner, rows, links, progress=False)
    return links


def make_inventory(directory: Path, objects: int, shards: int) -> None:
    """A listing of the shape that S3 Inventory writes, with names that need care among the plain ones."""
    names = (
        "photos/{:07d}.jpg",
        "été/Nr. {:07d} (Kopie).pdf",
        "=sum({:07d})",
        "two\nlines {:07d}",
        "照片/{:07d}+%.png",
    )
    for shard in range(shards):
        with gzip.open(directory / f"{shard:04d}.csv.gz", "wt", newline="", compresslevel=1) as file:
            rows = csv.writer(file, quoting=csv.QUOTE_ALL)
            for number in range(shard, objects, shards):
                key = names[0 if number % 16 else number // 16 % 5].format(number)
                rows.writerow(("my-bucket", quote_plus(key, safe="/"), f"v{number:09d}", number % 100_000))


def main(objects: int) -> None:
    from dask.distributed import Client, LocalCluster

    os.environ.update(EXAMPLE_KEYS)
    presigner = Presigner("my-bucket", endpoint="us-south").at()
    with TemporaryDirectory() as place:
        make_inventory(Path(place), objects, shards=max(8, objects // 250_000))
        with LocalCluster(threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster, Client(cluster):
            begin = time.perf_counter()
            shards = presign_inventory(sorted(Path(place).glob("*.csv.gz")), Path(place), presigner)
            seconds = time.perf_counter() - begin
            workers = len(cluster.workers)
        written = sum(Path(shard).read_bytes().count(b"\n") for shard in shards)
    print(f"{written:,} links in {len(shards)} shards by {workers} workers in {seconds:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
