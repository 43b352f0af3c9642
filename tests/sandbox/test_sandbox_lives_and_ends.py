"""When the sandbox's store starts, what it is closed to, and that it never outlives its owner."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from raw_client import ask, listens

import cosnb
from cosnb import sandbox as module
from cosnb.errors import InputError, SandboxError
from cosnb.links import presign
from cosnb.sandbox import Sandbox, process, store
from cosnb.sandbox.process import holder_of, this_process

ROOT = Path(cosnb.__file__).parents[1]
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def none_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No store of another test's is there to be joined."""
    monkeypatch.setattr(module, "_running", [])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another process listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def process_of(running: Sandbox) -> subprocess.Popen[bytes]:
    assert running._store
    return running._store._process


def becomes(state: Callable[[], bool], seconds: float) -> bool:
    """Whether the state comes about in time."""
    end = time.monotonic() + seconds
    while not state():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


# --- what it is ---------------------------------------------------------------------------------------------------


def test_it_says_where_it_is_and_how_to_sign_for_it(sandbox):
    assert sandbox.endpoint == f"http://127.0.0.1:{sandbox.port}"
    assert (sandbox.region, sandbox.bucket) == ("us-south", "demo-bucket")
    pair = sandbox.credentials
    assert (pair.source, pair.example, pair.endpoint, pair.region) == ("sandbox", True, sandbox.endpoint, "us-south")
    assert repr(sandbox) == f"Sandbox({sandbox.endpoint}, bucket='demo-bucket', now=2024-01-02T03:04:05Z)"


def test_its_keys_are_the_same_every_time():
    with Sandbox(port=0) as one, Sandbox(port=0, now=NOW) as two:
        assert one.port != two.port
        for pair in (one.credentials, two.credentials):
            assert pair.access_key_id == "SANDBOXEXAMPLEKEY001"
            assert pair.secret_access_key.reveal() == b"not/a+secret/EXAMPLE/key/of/the/sandbox0"


def test_importing_it_starts_and_loads_nothing():
    code = (
        "import sys, cosnb.sandbox as s; bad = {'ministack', 'hypercorn', 'requests', 'botocore', 'asyncio'};"
        "print(bad & set(sys.modules), s._running)"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout == "set() []\n"


def test_it_prints_nothing(capfd):
    Sandbox(port=0).close()
    assert capfd.readouterr() == ("", "")


# --- reuse --------------------------------------------------------------------------------------------------------


def test_the_running_one_is_given_again_and_the_last_to_close_ends_it():
    one, two = Sandbox(port=0), Sandbox(port=0)
    child = process_of(one)
    assert process_of(two) is child
    one.close()
    one.close()
    assert child.poll() is None
    assert listens(two.port)
    two.close()
    assert child.poll() == 0
    assert not listens(two.port)
    assert repr(two).endswith("closed)")


def test_the_running_one_is_found_by_its_real_port_too():
    with Sandbox(port=0) as one, Sandbox(port=one.port) as two:
        assert process_of(one) is process_of(two)


def test_another_clock_is_another_store():
    with Sandbox(port=0) as one, Sandbox(port=0, now=NOW) as two:
        assert process_of(one) is not process_of(two)


def test_the_same_instant_in_another_time_zone_is_the_same_clock():
    with Sandbox(port=0, now=NOW) as one, Sandbox(port=0, now=NOW.astimezone()) as two:
        assert process_of(one) is process_of(two)


def test_a_store_that_died_is_started_anew():
    with Sandbox(port=0) as one:
        process_of(one).kill()
        process_of(one).wait()
        with Sandbox(port=0) as two:
            assert listens(two.port)


# --- the port -----------------------------------------------------------------------------------------------------


def test_it_prefers_its_own_port(free, monkeypatch):
    assert module.PORT == 9444
    monkeypatch.setattr(module, "PORT", free)
    with Sandbox() as running:
        assert running.port == free


def test_it_takes_another_port_when_its_own_is_busy_and_says_so(taken, monkeypatch):
    monkeypatch.setattr(module, "PORT", taken)
    with pytest.warns(UserWarning, match=f"Port {taken} is held by another program, so this sandbox uses port") as said:
        running = Sandbox()
    with running:
        assert running.port != taken
        assert str(running.port) in str(said[0].message)
        assert said[0].filename == __file__
        assert ask(running.endpoint).status == 403


@pytest.mark.parametrize("notebook", ["", "lessons/01 teilen – für alle.ipynb"])
def test_it_says_which_notebook_or_process_holds_its_own_port(own, monkeypatch, notebook):
    owner, port = own(env={**os.environ, "JPY_SESSION_NAME": notebook})
    monkeypatch.setattr(module, "PORT", port)
    name = "the notebook 01 teilen – für alle.ipynb" if notebook else f"process {owner.pid} (-c)"
    with pytest.warns(UserWarning, match=re.escape(f"Port {port} is held by {name}, so")), Sandbox():
        pass


def test_it_says_that_its_own_process_holds_the_port(free, monkeypatch):
    monkeypatch.setattr(module, "PORT", free)
    held = f"held by another sandbox of process {os.getpid()} "
    with Sandbox(), pytest.warns(UserWarning, match=re.escape(held)), Sandbox(now=NOW):
        pass


def test_in_a_notebook_it_says_so_in_one_plain_sentence(taken, monkeypatch, capsys):
    monkeypatch.setattr(module, "PORT", taken)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=object))
    with Sandbox() as running, Sandbox():
        said, error = capsys.readouterr()
    assert said.startswith(f"Port {taken} is held by another program, so this sandbox uses port {running.port}, and")
    assert said.endswith("shut that one down (in a notebook: Kernel → Shut Down Kernel), then restart this one.\n")
    assert (said.count("\n"), error) == (1, "")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense",
        b"HTTP/1.1 200 OK\r\n\r\n<img src=x>",
        b"HTTP/1.1 200 OK\r\n\r\nthe notebook \x1b[2J\nb" + b"c" * 999,
    ],
)
def test_whoever_holds_the_port_says_nothing_that_cannot_be_seen(answer):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def reply() -> None:
            with listener.accept()[0] as connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        said = holder_of(listener.getsockname()[1])
        thread.join()
    assert said == ("the notebook ␛[2J" if b"the notebook" in answer else "another program")


def test_only_the_holder_is_told_without_a_signature(sandbox):
    assert ask(f"{sandbox.endpoint}/_cosnb/holder").body.decode() == this_process()
    for path in ("/_cosnb", "/_cosnb/holder/", "/_cosnb/holder?X-Amz-Algorithm=AWS4-HMAC-SHA256"):
        assert ask(sandbox.endpoint + path).status in (400, 403, 404)


def test_a_port_asked_for_is_taken_or_refused(taken, free):
    with Sandbox(port=free) as running:
        assert running.port == free
    with pytest.raises(SandboxError, match=r"port cannot be used: .*in use.*give 0"):
        Sandbox(port=taken)


def test_a_port_just_closed_can_be_used_at_once(free):
    for _ in range(2):
        with Sandbox(port=free) as running:
            assert ask(running.endpoint).status == 403


@pytest.mark.parametrize("port", [-1, 65536, "9444", 1.5, True])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(InputError) as caught:
        Sandbox(port=port)
    assert (caught.value.field, caught.value.value) == ("port", port)


def test_a_small_answer_does_not_wait_for_the_clients_acknowledgement():
    async def option() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(look, sock=store.listen(0, strict=True)) as server:
            with socket.create_connection(server.sockets[0].getsockname()):
                return await accepted

    assert asyncio.run(option()) != 0


# --- the clock ----------------------------------------------------------------------------------------------------


def test_its_clock_stands_still_and_its_answers_are_the_same_in_every_run(free):
    def run() -> list[object]:
        with Sandbox(port=free, now=NOW) as running:
            signed = presign(running.bucket, "hello.txt", credentials=running.credentials, now=NOW)
            return [ask(signed.url), ask(signed.url + "x"), ask(signed.url)]

    first, second = run(), run()
    assert first == second
    served, refused, _ = first
    assert (served.status, refused.status) == (200, 403)
    for header in ("date", "last-modified"):
        assert served.headers[header] == "Tue, 02 Jan 2024 03:04:05 GMT"


def test_without_a_clock_of_its_own_it_has_the_real_time():
    with Sandbox(port=0) as running:
        fresh = presign(running.bucket, "hello.txt", credentials=running.credentials)
        stale = presign(running.bucket, "hello.txt", credentials=running.credentials, now=NOW)
        assert (ask(fresh.url).status, ask(stale.url).status) == (200, 403)


@pytest.mark.parametrize("now", [NOW.replace(tzinfo=None), "2024-01-02", 0])
def test_what_is_no_instant_is_refused(now):
    with pytest.raises(InputError) as caught:
        Sandbox(now=now)
    assert caught.value.field == "now"


# --- what it is closed to -----------------------------------------------------------------------------------------


def test_it_listens_on_loopback_alone(sandbox):
    with socket.socket() as elsewhere:
        elsewhere.settimeout(5)
        assert elsewhere.connect_ex(("127.0.0.2", sandbox.port)) != 0
    listening = Path(f"/proc/{process_of(sandbox).pid}/net/tcp").read_text()
    assert re.findall(rf" (\w+):{sandbox.port:04X} 00000000:0000 0A ", listening) == ["0100007F"]


@pytest.mark.parametrize(
    "path", ["/_ministack/health", "/_ministack/reset", "/_ministack/config", "/_localstack/health"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_has_no_administration(sandbox, path, method):
    assert ask(sandbox.endpoint + path, method)[:2] == (404, b"")


def test_a_key_may_begin_with_an_underscore(sandbox, link):
    signed = link("_a", endpoint=f"http://localhost:{sandbox.port}", region="us-south", addressing="virtual")
    assert ask(signed.url).code == "NoSuchKey"


def test_it_serves_no_other_service(sandbox):
    for target in ("DynamoDB_20120810.ListTables", "AWSLambda.ListFunctions", "secretsmanager.ListSecrets"):
        headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
        assert ask(sandbox.endpoint, "POST", b"{}", headers).status in (400, 403, 405)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ask(sandbox.endpoint, "POST", b"Action=CreateUser&Version=2010-05-08&UserName=x", form).status in (400, 403)


def test_it_closes_web_sockets(sandbox):
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    assert ask(sandbox.endpoint, headers={**upgrade, "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}).status == 403


@pytest.mark.parametrize(
    "event, args",
    [
        ("subprocess.Popen", ("sh",)),
        ("os.system", ("sh",)),
        ("os.posix_spawn", ("sh",)),
        ("os.exec", ("sh",)),
        ("os.fork", ()),
        ("socket.connect", (None, ("192.0.2.1", 443))),
        ("socket.connect", (None, ("::1", 443, 0, 0))),
        ("socket.connect", (None, "/var/run/docker.sock")),
    ],
)
def test_it_starts_no_program_and_connects_to_nothing_outside(event, args):
    with pytest.raises(PermissionError):
        store.guard(event, args)


def test_it_may_open_files_and_connect_to_itself():
    store.guard("socket.connect", (None, ("127.0.0.1", 80)))
    store.guard("open", ("x", "r", 0))


def test_nothing_of_the_stores_own_life_cycle_runs():
    async def life() -> list[str]:
        sent: list[str] = []

        async def send(message: dict[str, str]) -> None:
            sent.append(message["type"])

        async def app(*_: object) -> None:
            raise AssertionError("the store's own life cycle looks for containers and scripts")

        waiting = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            if (kind := next(waiting, None)) is None:
                await asyncio.Event().wait()
            return {"type": str(kind)}

        serve = store.closed(app)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(serve({"type": "lifespan"}, receive, send), 0.01)
        return sent

    assert asyncio.run(life()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_it_inherits_no_secret_and_no_proxy(monkeypatch):
    for name in ("AWS_SECRET_ACCESS_KEY", "COS_HMAC_SECRET_ACCESS_KEY", "HTTPS_PROXY", "https_proxy", "LC_CANARY"):
        monkeypatch.setenv(name, "canary")
    with Sandbox(port=0) as running:
        folder = Path(f"/proc/{process_of(running).pid}")
        environment, command = (folder / "environ").read_text(), (folder / "cmdline").read_text()
    assert "PYTHONPATH" in environment
    assert "canary" not in environment
    assert command == "\0".join([sys.executable, "-m", "cosnb.sandbox.store", ""])


# --- the extra is missing, or the store does not start -------------------------------------------------------------


def test_a_missing_extra_is_an_error_with_the_command(monkeypatch):
    monkeypatch.setattr(process, "find_spec", lambda name: None)
    before = list(module._running)
    with pytest.raises(SandboxError, match=r'ministack, which is not installed. Run: pip install "ministack==\S+"$'):
        Sandbox(port=0)
    assert module._running == before


def test_a_store_that_cannot_load_says_why(monkeypatch, tmp_path):
    broken = tmp_path / "ministack" / "__init__.py"
    broken.parent.mkdir()
    broken.write_text("raise ImportError('half installed')")
    monkeypatch.setattr(process, "find_spec", lambda name: SimpleNamespace(origin=str(broken)))
    with pytest.raises(SandboxError, match=r"did not start: ImportError: half installed\. .*pip install"):
        Sandbox(port=0)


def test_a_store_that_never_answers_is_given_up(monkeypatch):
    before = list(module._running)
    monkeypatch.setattr(process, "START_SECONDS", 0.01)
    monkeypatch.setattr(process, "END_SECONDS", 0.01)
    monkeypatch.setattr(process, "_COMMAND", [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(SandboxError, match=r"no answer within 0\.01 seconds"):
        Sandbox(port=0)
    assert module._running == before


# --- it ends with its owner ---------------------------------------------------------------------------------------

OWNER = """
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from cosnb.sandbox import Sandbox
running = Sandbox(port=0)
{more}
print(running.port, flush=True)
{then}
"""


@pytest.fixture
def own() -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """Start a process that owns a sandbox; gives it and the sandbox's port."""
    owners: list[subprocess.Popen[str]] = []

    def start(
        more: str = "", then: str = "signal.pause()", prefix: Sequence[str] = (), **options: object
    ) -> tuple[subprocess.Popen[str], int]:
        code = OWNER.format(more=more, then=then)
        owner: subprocess.Popen[str] = subprocess.Popen(
            [*prefix, sys.executable, "-c", code],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            **options,  # type: ignore[call-overload]
        )
        owners.append(owner)
        assert owner.stdout
        return owner, int(owner.stdout.readline())

    yield start
    for owner in owners:
        owner.kill()
        owner.wait()
        assert owner.stdout
        owner.stdout.close()


def test_it_ends_when_its_owner_is_killed(own):
    owner, port = own()
    assert listens(port)
    owner.kill()
    owner.wait()
    assert becomes(lambda: not listens(port), seconds=5)


def test_it_ends_when_its_owner_is_killed_and_leaves_a_fork_behind(own):
    owner, port = own(more="child = os.fork() or signal.pause(); print(child, flush=True)")
    left = port  # the first number printed is the fork's
    assert owner.stdout
    port = int(owner.stdout.readline())
    try:
        assert listens(port)
        owner.kill()
        owner.wait()
        assert becomes(lambda: not listens(port), seconds=5)
    finally:
        os.kill(left, signal.SIGKILL)


def test_it_ends_when_its_owner_ends(own):
    owner, port = own(then="")
    assert owner.wait(10) == 0
    assert becomes(lambda: not listens(port), seconds=5)


def test_it_outlives_an_interrupt_of_its_owners_group(own):
    owner, port = own(start_new_session=True)
    os.killpg(owner.pid, signal.SIGINT)
    assert listens(port)
    assert owner.poll() is None


def test_a_fork_of_its_owner_cannot_end_it(own):
    _, port = own(more="pid = os.fork()\nif not pid: running.close(); os._exit(0)\nos.waitpid(pid, 0)")
    assert listens(port)


def unprivileged() -> list[str]:
    """What to put in front of a command so that it has no privileges: a user name space, where there is one."""
    command = ["unshare", "--user"]
    is_root = os.geteuid() == 0 and shutil.which("unshare")
    return command if is_root and subprocess.run([*command, "true"], check=False).returncode == 0 else []


def test_anyone_may_run_it_and_it_leaves_no_file(own, tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TMPDIR": str(tmp_path)}
    before = set(ROOT.iterdir())
    owner, port = own(prefix=unprivileged(), env=environment)
    assert ask(f"http://127.0.0.1:{port}/demo-bucket").status == 403
    owner.kill()
    owner.wait()
    assert becomes(lambda: not listens(port), seconds=5)
    assert list(tmp_path.iterdir()) == []
    assert {path for path in ROOT.iterdir() if "ministack" in path.name} <= before


def test_many_threads_share_one():
    before = list(module._running)
    got: list[Sandbox] = []
    threads = [threading.Thread(target=lambda: got.append(Sandbox(port=0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    children = {process_of(one).pid for one in got}
    assert len(children) == 1
    for one in got:
        one.close()
    assert module._running == before


ANOTHER_STORE = """
PACKAGES = (__name__,)
ADMINISTRATION = ("/admin",)
objects = {}

def load(port, now):
    async def serve(scope, receive, send):
        body = objects[scope["path"]]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    async def fill():
        objects["/demo-bucket/hello.txt"] = b"from another store"

    return serve, fill
"""


def test_another_store_is_one_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "another_store").mkdir()
    (tmp_path / "another_store" / "__init__.py").write_text(ANOTHER_STORE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(process, "ENGINE", "another_store")
    with Sandbox(port=0) as running:
        assert ask(f"{running.endpoint}/demo-bucket/hello.txt").body == b"from another store"
        assert ask(f"{running.endpoint}/admin").status == 404
        assert ask(f"{running.endpoint}/b", "PUT").status == 403
