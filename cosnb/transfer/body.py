"""What a request carries, with its length known before the first byte: stores refuse chunked uploads."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import InputError, SendError

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

    Args:
        data: bytes, text (as UTF-8), a path, an open binary file, or an iterable of bytes.
        announced: the Content-Length that the caller gave, if any; an iterable needs it.
        opened: closes what is opened here.

    Raises:
        InputError: it is none of these, its length is unknown, or it is not the announced one.
    """
    chunks, length = _chunks_of(data, opened)
    if announced is not None and not (announced.isascii() and announced.isdigit()):
        raise InputError("headers", f"Content-Length {announced!r} is no number.", "Leave it out.", value=announced)
    if length is None and announced is None:
        raise InputError(
            "data",
            "its length is not known before it is read, and stores refuse chunked uploads.",
            "Give bytes or a file, or its length in headers={'Content-Length': …}.",
        )
    if length is not None and announced is not None and int(announced) != length:
        raise InputError("headers", f"Content-Length is {announced}, but the data has {length} bytes.", "Leave it out.")
    return Body(chunks, length if length is not None else int(announced or 0))


def _chunks_of(data: Any, opened: ExitStack) -> tuple[Iterable[bytes], int | None]:
    if isinstance(data, str):
        data = data.encode()
    if isinstance(data, bytes | bytearray | memoryview):
        view = memoryview(data).cast("B")
        return (bytes(view[at : at + CHUNK]) for at in range(0, len(view), CHUNK)), len(view)
    if isinstance(data, Path):
        data = _open(data, opened)
    if isinstance(data, io.TextIOBase):
        raise InputError("data", "the file is open as text.", "Open it with mode 'rb'.")
    if hasattr(data, "read"):
        return iter(lambda: data.read(CHUNK), b""), _rest_of(data)
    if isinstance(data, Iterable) and not isinstance(data, dict):
        return data, None
    raise InputError("data", f"a {type(data).__name__} cannot be sent.", "Give bytes, text, a path or an open file.")


def _open(path: Path, opened: ExitStack) -> BinaryIO:
    try:
        return opened.enter_context(path.open("rb"))
    except OSError as error:
        raise InputError("data", f"{path} cannot be read ({error.strerror}).", "Check the path.", value=path) from error


def _rest_of(file: Any) -> int | None:
    """How many bytes a file has from where it stands to its end; None for a pipe."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (OSError, AttributeError):
        return None
    return int(end - here)
