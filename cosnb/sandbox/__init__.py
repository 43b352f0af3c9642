"""A local store that verifies: every lesson and example works on it, with no account and nothing sent anywhere."""

from __future__ import annotations

import atexit
import os
import threading
from datetime import datetime
from importlib import import_module

from .. import in_process
from ..errors import InputError
from ..notices import tell
from ..sigv4 import Credentials, utc
from .process import Store, holder_of
from .seeds import ACCESS_KEY_ID, BUCKET, REGION, SECRET_ACCESS_KEY

__all__ = ["PORT", "Sandbox"]

PORT = 9444

_running: list[Store] = []
_lock = threading.Lock()


class Sandbox:
    """An object store on this machine that really checks signatures. ``Sandbox()`` starts it, or gives the running one.

    Args:
        port: the port to listen on. None prefers 9444, the one the lessons use; when that is busy it takes any free
            one, and says who holds the other; 0 takes any free one.
        now: what the store's clock shows, with a time zone. It stands still, so that a link signed for that moment
            is accepted however long the lesson takes, and ids in answers are the same in every run. None is the
            real time.

    Attributes:
        endpoint: its URL, ``"http://127.0.0.1:9444"``; only this machine can reach it. For virtual addressing give
            ``"http://localhost:9444"``: a bucket cannot be part of an IP address.
        port, region, now: the port it listens on, the region it signs for, and what its clock shows (UTC).
        bucket: a bucket with a few sample objects; more buckets can be made.
        credentials: a published example key pair, the same in every sandbox, that may do everything in S3.

    Everything is kept in memory, until the last of its users is closed or this process ends.

    Raises:
        SandboxError: the ``lab`` extra is not installed, the port asked for is busy, or the store does not start.
        InputError: ``port`` is not a port, or ``now`` has no time zone.

    The store is MiniStack 1.5.33. It refuses what AWS documents as refused, with these differences, each of which a
    test holds:

    - a wrong region is answered with 301, and an empty region is accepted;
    - it accepts a scope whose date is not that of ``X-Amz-Date``, signed headers without ``host``, an
      ``x-amz-meta-*`` header that was sent but not signed, and a body that is not the one hashed in
      ``x-amz-content-sha256``;
    - under an ``Authorization`` header it refuses a path with ``!'()*`` unencoded, which it takes in a presigned URL;
    - its answers to a presigned URL carry no ``CanonicalRequest`` and no ``StringToSign``.

    In a browser's Python (Pyodide) there are no processes, and it runs in this one, without a socket: :func:`cosnb.send`
    and what uses it reach it, and no other program can. It gives the same answers, except that it refuses Version 2.
    """

    def __init__(self, port: int | None = None, now: datetime | None = None) -> None:
        _check_port(port)
        self.now = None if now is None else utc(now)
        with _lock:
            self._store: Store | None = _find(port, self.now) or _start(port, self.now)
            self._store.users += 1
        self.port: int = self._store.port
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.region = REGION
        self.bucket = BUCKET
        pair = ACCESS_KEY_ID, SECRET_ACCESS_KEY
        self.credentials = Credentials(*pair, source="sandbox", example=True, endpoint=self.endpoint, region=REGION)

    def close(self) -> None:
        """Stop using the store; the last one to do so ends it, with all that is in it."""
        store, self._store = self._store, None
        if store is None:
            return
        with _lock:
            store.users -= 1
            if store.users == 0 and store in _running:
                _running.remove(store)
                store.end()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        clock = f", now={self.now:%Y-%m-%dT%H:%M:%SZ}" if self.now else ""
        return f"Sandbox({self.endpoint}, bucket={self.bucket!r}{clock}{', closed' if self._store is None else ''})"


def _check_port(port: int | None) -> None:
    if port is None or (isinstance(port, int) and not isinstance(port, bool) and 0 <= port < 65536):
        return
    raise InputError("port", f"{port!r} is not a port.", "Give a number from 1024 to 65535, or 0 for any.", value=port)


def _find(port: int | None, now: datetime | None) -> Store | None:
    alike = (store for store in _running if store.now == now and store.alive)
    at_port = (one for one in alike if port in (one.asked, one.port) or (port is None and one.port == PORT))
    return next(at_port, None)


def _start(port: int | None, now: datetime | None) -> Store:
    kind: type[Store] = import_module(".inside", __package__).Inside if in_process.ALONE else Store
    store = kind(port, now, prefer=PORT)
    _running.append(store)
    if port is None and store.port != PORT:
        tell(
            f"Port {PORT} is held by {holder_of(PORT)}, so this sandbox uses port {store.port}, and its URLs and "
            "signatures differ from those in the lessons. To have the same, shut that one down (in a notebook: Kernel → "
            "Shut Down Kernel), then restart this one."
        )
    return store


@atexit.register
def _end_all() -> None:
    while _running:
        _running.pop().end()


_of_the_parent: list[Store] = []


def _forget() -> None:
    """A forked copy owns no store, and must not hold the pipes that keep one alive."""
    global _lock
    _lock = threading.Lock()
    _of_the_parent.extend(_running)
    _running.clear()
    for store in _of_the_parent:
        store.disown()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
