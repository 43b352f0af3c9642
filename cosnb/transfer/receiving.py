"""The body of an answer: kept in memory up to a limit, or written to a file that is never left half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import requests
from requests.structures import CaseInsensitiveDict

from ..errors import SendError
from ..progress import progress_bar
from ..storage.files import whole_file
from .problems import FAILURES, explain, too_late
from .request_options import Asked

CHUNK = 256 * 1024
MEMORY_LIMIT = 16 * 1024 * 1024
PREVIEW_LIMIT = 1024 * 1024


class Received(NamedTuple):
    """What came: the bytes in memory, how many there are in all, and the file they are in."""

    kept: bytes
    size: int
    saved_to: Path | None


def receive(response: requests.Response, asked: Asked, place: Path | None) -> Received:
    """Read the body. Only an object goes into the file; the store's word on why there is none does not.

    Raises:
        SendError: the body did not come completely, the store sent a part that was not asked for, or the file cannot be
            written.
    """
    if place and response.status_code == 206 and not asked.wants_part:
        raise SendError(
            f"{asked.wire.host} sent a part of the object (206), which was not asked for, and {place} is for the whole. "
            "Try again, or ask for a part with headers={'Range': …}."
        )
    chunks = _chunks(response, asked)
    with progress_bar(asked.progress, "receiving", announced(response)) as step:
        if place and response.status_code in (200, 206):
            return _into_file(place, chunks, step)
        kept = bytearray()
        for chunk in chunks:
            kept += chunk
            step(len(chunk))
            if len(kept) > MEMORY_LIMIT:
                return Received(bytes(kept[:MEMORY_LIMIT]), max(len(kept), announced(response) or 0), None)
    return Received(bytes(kept), len(kept), None)


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


def _chunks(response: requests.Response, asked: Asked) -> Iterator[bytes]:
    """The body as it comes: what is stored with a Content-Encoding is not decoded."""
    pieces = response.raw.stream(CHUNK, decode_content=False)
    while True:
        try:
            piece = next(pieces, None)
        except FAILURES as error:
            raise explain(error, asked) from None
        if piece is None and asked.deadline.over:
            raise too_late(asked)  # what was cut can look as if it were at its end
        if piece is None:
            return
        yield piece


def _into_file(place: Path, chunks: Iterator[bytes], step: Callable[[int], object]) -> Received:
    kept, size = bytearray(), 0
    try:
        with whole_file(place) as file:
            for chunk in chunks:
                file.write(chunk)
                kept += chunk[: PREVIEW_LIMIT - len(kept)]
                size += len(chunk)
                step(len(chunk))
    except OSError as error:
        raise SendError(f"The file {place} cannot be written: {error.strerror}. Name another one.") from None
    return Received(bytes(kept), size, place)
