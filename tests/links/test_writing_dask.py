"""The recipe for more than one machine: a presigner works in Dask's processes, which find the key pair themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qsl, urlsplit

import pytest
from dask.distributed import Client, LocalCluster

from cosnb import Credentials, CredentialsError
from cosnb.links.many.bulk import Presigner

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    import dask_inventory

    return dask_inventory


@pytest.fixture
def presigner(credentials: Credentials, now: datetime) -> Presigner:
    return Presigner("my-bucket", endpoint="us-south", credentials=credentials, now=now)


@pytest.fixture
def key_pair(credentials: Credentials) -> dict[str, str]:
    secret = credentials.secret_access_key.reveal().decode()
    return {"COS_HMAC_ACCESS_KEY_ID": credentials.access_key_id, "COS_HMAC_SECRET_ACCESS_KEY": secret}


@contextmanager
def cluster(environment: dict[str, str]) -> Iterator[None]:
    """Two worker processes with an environment that this process does not share."""
    with (
        pytest.MonkeyPatch.context() as patch,
        LocalCluster(n_workers=0, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as made,
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        made.scale(2)
        with Client(made) as client:
            client.wait_for_workers(2, timeout=60)
            patch.undo()
            yield


def test_an_inventory_is_presigned_by_processes_that_have_the_key_pair(
    recipe: ModuleType, presigner: Presigner, key_pair: dict[str, str], tmp_path: Path
) -> None:
    recipe.make_inventory(tmp_path, objects=1000, shards=3)
    with cluster(key_pair):
        shards = recipe.presign_inventory(sorted(tmp_path.glob("*.csv.gz")), tmp_path, presigner)
    assert len(shards) == 3
    rows = [json.loads(line) for shard in shards for line in Path(shard).read_text().splitlines()]
    versions = [dict(parse_qsl(urlsplit(row["url"]).query))["versionId"] for row in rows]
    assert len({*versions}) == len(rows) == 1000
    assert {row["key"][:2] for row in rows} == {"ph", "ét", "=s", "tw", "照片"}
    pairs = zip(rows, versions, strict=True)
    assert all(row["url"] == presigner.url(row["key"], {"versionId": version}) for row, version in pairs)


def test_a_process_without_the_key_pair_says_so(
    recipe: ModuleType,
    presigner: Presigner,
    key_pair: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipe.make_inventory(tmp_path, objects=10, shards=1)
    with cluster({}):
        for name, value in key_pair.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(CredentialsError, match="none were found"):
            recipe.presign_inventory(sorted(tmp_path.glob("*.csv.gz")), tmp_path, presigner)
