"""The store in this process answers as the one in its own does, and changes nothing of the process that it is in.

What both refuse and serve is in ``test_sandbox_verifies.py``.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email import utils
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore
import h11
import pytest
import yaml
from no_processes import without_processes
from urllib3.connectionpool import HTTPConnectionPool

from cosnb import in_process
from cosnb import sandbox as module
from cosnb.errors import SandboxError, SendError, UploadError
from cosnb.in_process import STORES
from cosnb.links import presign, presign_post
from cosnb.sandbox import Sandbox, modules
from cosnb.sigv4 import Credentials, Request, authorize
from cosnb.transfer import list_objects, send
from cosnb.uploads import send_form, upload

# Some keys and hosts are chosen for what presign advises against.
pytestmark = pytest.mark.filterwarnings("ignore:(key|endpoint|expires|http|credentials)")
LATER = datetime(2026, 2, 1, 9, 30, tzinfo=timezone.utc)


@pytest.fixture
def pair() -> Iterator[tuple[Sandbox, Sandbox]]:
    """A fresh store in a process of its own, and one in this process, at one time."""
    with Sandbox(port=0, now=LATER) as outside, without_processes():
        inside = Sandbox(port=0, now=LATER)
        with inside:
            yield outside, inside


def both(pair: tuple[Sandbox, Sandbox], sent: bytes) -> tuple[bytes, bytes]:
    """What each answers to the same bytes."""
    outside, inside = pair
    with socket.create_connection(("127.0.0.1", outside.port), 10) as connection:
        connection.sendall(sent)
        with connection.makefile("rb") as answer:
            first = answer.read()
    line = STORES[inside.port]()
    line.sendall(sent)
    return first, line.makefile("rb").read()


def raw(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """A request as bytes, for a connection that ends with the answer."""
    host, _, path = url.partition("://")[2].partition("/")
    length = {"Content-Length": str(len(body))} if body or method in ("PUT", "POST") else {}
    lines = {"Host": host, "Connection": "close", **length, **(headers or {})}
    return (
        "".join([f"{method} /{path} HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in lines.items()), "\r\n"]).encode()
        + body
    )


def requests_of_every_kind() -> Iterator[bytes]:
    """For one host, whatever the ports are: served, refused, broken."""
    pair = Credentials("SANDBOXEXAMPLEKEY001", "not/a+secret/EXAMPLE/key/of/the/sandbox0", example=True)
    place: dict[str, Any] = {
        "endpoint": "http://127.0.0.1:9444",
        "region": "us-south",
        "credentials": pair,
        "now": LATER,
    }

    def link(key: str | None, **more: Any) -> str:
        return presign("demo-bucket", key, **{**place, **more}).url

    good = link("hello.txt")
    yield raw("GET", good)
    yield raw("HEAD", link("hello.txt", method="HEAD"))
    yield raw("GET", link("images/pixel.png"), headers={"Range": "bytes=0-3"})
    yield raw("GET", link("reports/Übersicht März.csv", query={"response-content-type": "text/plain"}))
    yield raw("GET", link(None, query={"list-type": "2", "max-keys": "2"}))
    yield raw("PUT", link("a/../ü", method="PUT"), b"\0" * 100_000)
    yield raw("GET", link("a/../ü"))
    yield raw("DELETE", link("a/../ü", method="DELETE"))
    yield raw("GET", link("a/../ü"))
    yield raw("POST", link("large", method="POST", query={"uploads": ""}))
    yield raw("GET", link(None, query={"cors": ""}))
    yield raw(
        "OPTIONS",
        "http://127.0.0.1:9444/demo-bucket/hello.txt",
        headers={"Origin": "http://a", "Access-Control-Request-Method": "PUT"},
    )
    yield raw("PUT", presign("new-bucket", method="PUT", **place).url)
    request = Request(
        "GET", "http://127.0.0.1:9444/demo-bucket/hello.txt", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    )
    yield raw("GET", request.url, headers=dict(authorize(request, pair, region="us-south", now=LATER).headers))
    for changed in (
        good.replace("hello", "hullo"),
        good[:-1] + "g",
        good.partition("&X-Amz-Signature")[0],
        good.partition("?")[0],
        link("hello.txt", now=LATER - timedelta(hours=2)),
        link("hello.txt", now=LATER + timedelta(hours=2)),
        link("hello.txt", region="eu-de"),
        link("hello.txt", credentials=Credentials("AKIAUNKNOWN000000000", "00112233445566778899")),
        link("hello.txt", credentials=Credentials("SANDBOXEXAMPLEKEY001", "x", "token")),
        good + "&x=%ff%zz",
        "http://127.0.0.1:9444/_ministack/health",
        "http://127.0.0.1:9444/%ff",
        "http://127.0.0.1:9444/?Action=GetCallerIdentity",
    ):
        yield raw("GET", changed)
        yield raw("HEAD", changed)
        yield raw("PUT", changed, b"x")
    yield b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    yield b"nonsense\r\n\r\n"
    yield raw("GET", good, headers={"Content-Length": "many"})
    yield raw("PUT", link("up", method="PUT"), b"x", {"x-amz-content-sha256": "0" * 64})


def test_both_answer_every_request_byte_for_byte_alike(pair):
    statuses = set()
    for sent in requests_of_every_kind():
        first, second = (re.sub(rb"\r\ndate: .*\r", b"\r", answer) for answer in both(pair, sent))
        assert second == first, sent
        statuses.add(first.split(b" ", 2)[1])
    assert statuses >= {b"200", b"204", b"206", b"301", b"400", b"403", b"404"}


def test_it_does_not_take_a_signature_of_version_2_which_only_the_other_can_verify(pair):
    old = (
        "http://127.0.0.1:9444/demo-bucket/hello.txt?AWSAccessKeyId=SANDBOXEXAMPLEKEY001&Signature=x&Expires=9999999999"
    )
    outside, inside = both(pair, raw("GET", old))
    assert b"<Code>SignatureDoesNotMatch</Code>" in outside
    assert b"<Code>InvalidRequest</Code>" in inside
    assert b"Please use AWS4-HMAC-SHA256" in inside


def state() -> list[object]:
    """What a store in this process could change in it."""
    modules = {name for name in sys.modules if name.startswith(("ministack", "hypercorn", "h11", "yaml", "botocore"))}
    root = logging.root
    log = [root.level, [*root.handlers], root.manager.disable, logging.basicConfig, logging.getLogger("s3").disabled]
    seen = [time.time, uuid.uuid4, os.urandom, os.environ, utils.formatdate, sys.modules["datetime"].datetime]
    return [dict(os.environ), modules, log, seen, h11.Response.__post_init__]


def test_nothing_of_this_process_is_changed(monkeypatch, caplog, capfd):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "MINE")
    monkeypatch.setenv("S3_PERSIST", "1")
    caplog.set_level(logging.DEBUG)
    before, own = state(), (sys.modules["h11"], sys.modules["yaml"], sys.modules["botocore"])
    with without_processes(), Sandbox(now=LATER) as running:
        link = presign(running.bucket, "hello.txt", credentials=running.credentials, now=LATER)
        assert send(link).body == b"Hello from the sandbox.\n"
        assert not send(link.url + "x")
        assert state() == before
    assert (own, state()) == ((h11, yaml, botocore), before)
    assert [row for row in caplog.records if row.name in ("ministack", "s3", "iam")] == []
    assert capfd.readouterr() == ("", "")


def test_no_key_of_the_environment_opens_it(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    with without_processes(), Sandbox() as running:
        link = presign(running.bucket, "hello.txt", endpoint=running.endpoint, region=running.region)
        assert send(link).error.code == "InvalidAccessKeyId"


def test_whatever_sends_works_on_it(inside, now, tmp_path):
    place: dict[str, Any] = {"credentials": inside.credentials, "now": now}
    got = send(presign(inside.bucket, "hello.txt", **place), to=tmp_path / "here")
    assert (got.status, Path(tmp_path / "here").read_bytes()) == (200, b"Hello from the sandbox.\n")
    assert got.sent.target.startswith("/demo-bucket/hello.txt?X-Amz-Algorithm=")
    assert send(presign(inside.bucket, "a/../b", method="PUT", **place), b"x").sent.target.startswith(
        "/demo-bucket/a/../b?"
    )
    assert send(presign(inside.bucket, "a/../b", method="HEAD", **place)).size == 1
    assert send_form(presign_post(inside.bucket, "form", **place), b"data").status == 204
    large = tmp_path / "large"
    large.write_bytes(os.urandom(11 * 1024 * 1024))
    assert upload(large, inside.bucket, "large", part_size=5 * 1024 * 1024, **place)
    assert send(presign(inside.bucket, "large", **place)).body == large.read_bytes()
    assert {"a/../b", "form", "hello.txt", "large"} <= {*list_objects(inside.bucket, **place)}


def test_without_threads_there_is_a_deadline_and_parts_are_sent_one_after_the_other(inside, now, tmp_path, monkeypatch):
    monkeypatch.setattr(in_process, "ALONE", True)
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread was started"))
    place: dict[str, Any] = {"credentials": inside.credentials, "now": now}
    assert send(presign(inside.bucket, "hello.txt", **place), deadline=30).status == 200
    large = tmp_path / "large"
    large.write_bytes(os.urandom(11 * 1024 * 1024))
    assert upload(large, inside.bucket, "in turn", part_size=5 * 1024 * 1024, **place).parts == 3
    assert send(presign(inside.bucket, "in turn", **place)).body == large.read_bytes()
    with pytest.raises(UploadError, match="NoSuchBucket"):
        upload(large, "no-such-bucket", "in turn", part_size=5 * 1024 * 1024, **place)


class ByFetch:
    """As urllib3 has a connection for Pyodide: it speaks no HTTP, and would send what the browser makes of the URL."""

    def __init__(self, **_given: Any) -> None:
        raise AssertionError("it was asked")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "demo-bucket.localhost"])
def test_in_a_browser_it_alone_is_reached(inside, now, monkeypatch, host):
    monkeypatch.setattr(HTTPConnectionPool, "ConnectionCls", ByFetch)
    how = "virtual" if host.startswith("demo") else "path"
    place: dict[str, Any] = {"region": inside.region, "credentials": inside.credentials, "addressing": how, "now": now}
    name = host.removeprefix("demo-bucket.")
    assert send(presign(inside.bucket, "hello.txt", endpoint=f"http://{name}:{inside.port}", **place)).status == 200
    for endpoint in (f"http://{name}:9999", f"http://other.example:{inside.port}"):
        with pytest.raises(
            SendError, match=r"was not sent: through test_inside\.ByFetch the URL would not go out byte for byte"
        ):
            send(presign(inside.bucket, "hello.txt", endpoint=endpoint, **place))


def test_an_encrypted_connection_does_not_lead_to_it(inside):
    with pytest.raises(SendError, match="refused the connection"):
        send(f"https://127.0.0.1:{inside.port}/demo-bucket/hello.txt")


def test_two_share_nothing_and_one_that_is_closed_is_gone(monkeypatch):
    monkeypatch.setattr(module, "PORT", 4445)
    with without_processes():
        one = Sandbox(now=LATER)
        with pytest.warns(
            UserWarning, match="Port 4445 is held by another sandbox of process .* so this sandbox uses port 4446"
        ):
            two = Sandbox(now=LATER + timedelta(days=1))
        again = Sandbox(now=LATER)
        with pytest.raises(SandboxError, match="port cannot be used: 4446 is in use"):
            Sandbox(port=4446)
        link = presign("demo-bucket", "new", method="PUT", credentials=one.credentials, now=LATER)
        assert send(link, b"x").status == 200
        assert [*list_objects("demo-bucket", "new", credentials=one.credentials, now=LATER)] == ["new"]
        assert [*list_objects("demo-bucket", "new", credentials=two.credentials, now=two.now)] == []
        for running in (one, two):
            running.close()
        assert send(link, b"x").status == 200
        again.close()
        with pytest.raises(SendError, match="refused the connection"):
            send(link, b"x")


def test_it_has_the_real_time_unless_it_is_given_one():
    with without_processes(), Sandbox(port=4447) as running:
        assert send(presign(running.bucket, "hello.txt", credentials=running.credentials)).status == 200
        assert send(presign(running.bucket, "hello.txt", credentials=running.credentials, now=LATER)).status == 403


def test_without_ministack_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(modules, "PathFinder", SimpleNamespace(find_spec=lambda *_: None))
    with (
        without_processes(),
        pytest.raises(SandboxError, match=r"did not start: .*'ministack'.*Run: pip install .ministack"),
    ):
        Sandbox(port=4448)
    assert 4448 not in STORES


IMPORTING = """
import os, os.path, datetime as dt, pack.sub, importlib
from datetime import datetime
from pack import sub as again, VALUE
from pack.sub import where
by_name = __import__("pack.sub", fromlist=["where"])
by_function = importlib.import_module("pack.sub")
try:
    import absent.part
except ImportError as error:
    missing = error.name
"""


def test_modules_of_its_own_get_what_is_instead_of_others_and_share_nothing(tmp_path, monkeypatch):
    for name, text in {
        "__init__": "VALUE = 1",
        "sub": "import os\nwhere = os.environ['WHERE']",
        "user": IMPORTING,
    }.items():
        (tmp_path / "pack").mkdir(exist_ok=True)
        (tmp_path / "pack" / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    def made(where: str) -> Any:
        view = SimpleNamespace(**{**vars(os), "environ": {"WHERE": where}})
        return modules.Modules("pack", {"os": view, "absent": None}).load("pack.user")

    one, two = made("here"), made("there")
    assert (one.where, two.where, one.missing, one.VALUE) == ("here", "there", "absent.part", 1)
    assert one.by_name is one.by_function is one.again is one.pack.sub is not two.again
    assert (one.os.environ, one.os.path, one.datetime, one.dt.datetime) == (
        {"WHERE": "here"},
        os.path,
        datetime,
        datetime,
    )
    assert [name for name in sys.modules if name.partition(".")[0] == "pack"] == []
