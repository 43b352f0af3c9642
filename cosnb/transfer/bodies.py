"""Bodies: a request's has a known length, because stores refuse chunked uploads; an answer's is kept up to a limit, or in a whole file."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import requests
from requests.structures import CaseInsensitiveDict

from ..errors import InputError, SendError
from ..notices import progress_bar
from ..storage.files import whole_file
from .problems import FAILURES, explain, too_late
from .request_options import RequestOptions

CHUNK = 256 * 1024

Data = bytes | bytearray | memoryview | str | Path | BinaryIO | Iterable[bytes]


class Body:
    """Bytes of a known length, counted as they go."""

    def __init__(self, chunks: Iterable[bytes], length: int) -> None:
        self._chunks, self._length = chunks, length
        self.on_sent: Callable[[int], object] = lambda size: None

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for chunk in self._chunks:
            sent += len(chunk)
            if sent > self._length:
                break
            yield chunk
            self.on_sent(len(chunk))
        if sent != self._length:
            less = "fewer" if sent < self._length else "more"
            raise SendError(f"The data has {less} bytes than the {self._length} announced. Send it again.")


def prepare(data: Data, announced: str | None, opened: ExitStack) -> Body:
    """The body of what was given.

    Raises:
        InputError: it is no body, its length is unknown, or it is not the announced one.
    """
    chunks, length = _chunks_of(data, opened)
    if announced is not None:
        if not (announced.isascii() and announced.isdigit()):
            problem = f"Content-Length {announced!r} is not a number."
            raise InputError("headers", problem, "Leave it out.", value=announced)
        if length not in (None, int(announced)):
            problem = f"Content-Length is {announced}, but the data has {length} bytes."
            raise InputError("headers", problem, "Leave it out.")
        length = int(announced)
    if length is None:
        problem = "its length is not known before it is read, and stores refuse chunked uploads."
        raise InputError("data", problem, "Give bytes or a file, or its length in headers={'Content-Length': …}.")
    return Body(chunks, length)


def _chunks_of(data: Any, opened: ExitStack) -> tuple[Iterable[bytes], int | None]:
    if isinstance(data, str):
        data = data.encode()
    if isinstance(data, bytes | bytearray | memoryview):
        view = memoryview(data).cast("B")
        return (bytes(view[at : at + CHUNK]) for at in range(0, len(view), CHUNK)), len(view)
    if isinstance(data, Path):
        try:
            data = opened.enter_context(data.open("rb"))
        except OSError as error:
            problem = f"{data} cannot be read ({error.strerror})."
            raise InputError("data", problem, "Check the path.", value=data) from error
    if isinstance(data, io.TextIOBase):
        raise InputError("data", "the file is open as text.", "Open it with mode 'rb'.")
    if hasattr(data, "read"):
        return iter(lambda: data.read(CHUNK), b""), _rest_of(data)
    if isinstance(data, Iterable) and not isinstance(data, dict):
        return data, None
    raise InputError("data", f"a {type(data).__name__} cannot be sent.", "Give bytes, text, a path or an open file.")


def _rest_of(file: Any) -> int | None:
    """How many bytes a file has from its position to its end; None for a pipe."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (OSError, AttributeError):
        return None
    return int(end - here)


MEMORY_LIMIT = 16 * 1024 * 1024
PREVIEW_LIMIT = 1024 * 1024


class Received(NamedTuple):
    """What came: the bytes in memory, how many there are in all, and the file they are in."""

    kept: bytes
    size: int
    saved_to: Path | None


def receive(response: requests.Response, asked: RequestOptions, place: Path | None) -> Received:
    """The body. Only an object goes into the file, never the explanation why there is none. Raises SendError."""
    if place and response.status_code == 206 and not asked.wants_part:
        problem = f"sent a part of the object (206), which was not asked for, and {place} is for the whole."
        remedy = "Try again, or ask for a part with headers={'Range': …}."
        raise SendError(f"{asked.wire.host} {problem} {remedy}")
    into = place if response.status_code in (200, 206) else None
    limit, size, kept = PREVIEW_LIMIT if into else MEMORY_LIMIT, 0, bytearray()
    with progress_bar(asked.progress, "receiving", announced(response)) as step, _file(into) as file:
        for chunk in _chunks(response, asked):
            kept += chunk[: limit - len(kept)]
            size += len(chunk)
            step(len(chunk))
            if file:
                file.write(chunk)
            elif size > limit:
                size = max(size, announced(response) or 0)
                break
    return Received(bytes(kept), size, into)


@contextmanager
def _file(place: Path | None) -> Iterator[BinaryIO | None]:
    """The file to write to, if there is one. Raises SendError if it cannot be written."""
    try:
        with whole_file(place) if place else nullcontext() as file:
            yield file
    except OSError as error:
        if not place:
            raise
        raise SendError(f"The file {place} cannot be written: {error.strerror}. Name another one.") from None


def headers_of(response: requests.Response) -> CaseInsensitiveDict[str]:
    """The headers of an answer, as UTF-8 where they are: metadata comes back as it was sent."""
    return CaseInsensitiveDict({name: _as_utf_8(value) for name, value in response.headers.items()})


def _as_utf_8(value: str) -> str:
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def announced(response: requests.Response) -> int | None:
    """The Content-Length of an answer, or None."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else None


def _chunks(response: requests.Response, asked: RequestOptions) -> Iterator[bytes]:
    """The body as it comes: what is stored with a Content-Encoding is not decoded."""
    try:
        yield from response.raw.stream(CHUNK, decode_content=False)
    except FAILURES as error:
        raise explain(error, asked) from None
    if asked.deadline.over:
        raise too_late(asked)  # a connection that was cut can look like the end of the body
