"""A store in a process of its own, started by ``python -m cosnb.sandbox.store``: a module of this folder that has what
``ministack`` has, here in a process that is shut off from everything else.

It reads one line of settings from its standard input, answers one line when it is ready, and serves until that
input ends. The input is a pipe from the owner, so it ends with the owner, however the owner ends.
"""

import asyncio
import json
import os
import re
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from .process import LOOPBACK, PATH

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
_STARTS_A_PROGRAM = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn")


def main() -> None:
    """Serve until the owner's end of the standard input closes."""
    settings = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_owner, daemon=True).start()
    try:
        listener = listen(settings["port"], strict=settings["strict"])
    except OSError as error:
        return _answer(port_error=str(error))
    try:
        engine = import_module(settings["engine"])
        sys.addaudithook(guard)
        now = settings["now"] and datetime.fromisoformat(settings["now"])
        app, fill = engine.load(listener.getsockname()[1], now)
        asyncio.run(_serve(closed(app, settings["holder"], engine.ADMINISTRATION), fill, listener))
    except Exception as error:
        _answer(error=f"{type(error).__name__}: {error}")


def _end_with_owner() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


def _answer(**line: object) -> None:
    print(json.dumps(line), flush=True)
    # The owner reads this line and no other: whatever is printed later goes nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def listen(port: int, *, strict: bool) -> socket.socket:
    """A listening socket on loopback: on the port asked for, else (unless ``strict``) on any free one."""
    # The protocol is named because asyncio sends small answers at once (TCP_NODELAY) only where it is.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # SO_REUSEADDR lets two processes share a port on Windows; elsewhere it only forgets closed connections.
    option = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(100)
    except OSError:
        listener.close()
        if strict:
            raise
        return listen(0, strict=True)
    return listener


def guard(event: str, args: tuple[Any, ...]) -> None:
    """Refuse, as an audit hook, to start a program or to connect to anything but loopback."""
    if event in _STARTS_A_PROGRAM:
        raise PermissionError(f"the sandbox store starts no programs ({event})")
    if event == "socket.connect" and not (isinstance(args[1], tuple) and str(args[1][0]).startswith("127.")):
        raise PermissionError("the sandbox store connects to nothing but loopback")


def closed(app: App, holder: str = "", administration: tuple[str, ...] = ()) -> App:
    """The application without its own life cycle, web sockets and administration, and signed requests only.

    Its life cycle would look for containers to remove and scripts to run, its administration asks for no key, and it
    lists and makes buckets for requests that are not signed.
    """

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["path"].startswith(administration):
            await _reply(send, 404, b"")
        elif scope["path"] == PATH and not _names_a_key(scope):
            await _reply(send, 200, holder.encode())
        elif (scope["path"] == "/" or scope["method"] == "PUT") and not _names_a_key(scope):
            await _reply(send, 403, _DENIED)
        else:
            await app(scope, receive, send)

    return serve


def _names_a_key(scope: dict[str, Any]) -> bool:
    """Whether a request claims to be signed; if it does, the application checks that it is."""
    in_header = any(name == b"authorization" and value.startswith(b"AWS") for name, value in scope["headers"])
    in_query = re.search(rb"(x-amz-algorithm|awsaccesskeyid)=[^&]", scope["query_string"].lower())
    return in_header or in_query is not None or scope["method"] == "OPTIONS"


async def _reply(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/xml"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})


async def _serve(app: App, fill: Callable[[], Awaitable[None]], listener: socket.socket) -> None:
    hypercorn = import_module("hypercorn.config")
    await fill()
    _answer(port=listener.getsockname()[1])
    config = hypercorn.Config()
    config.errorlog = None
    config.create_sockets = lambda: hypercorn.Sockets([], [listener], [])
    # The trigger never comes: the store ends with its owner.
    await import_module("hypercorn.asyncio").serve(app, config, shutdown_trigger=asyncio.Event().wait)


if __name__ == "__main__":
    main()
