"""A body on its way from the page through this kernel to a store."""

import contextvars
import tempfile
import threading
from collections.abc import Callable, Iterator

from ..errors import SendError

_CHUNK = 256 * 1024
# So often is told how far it has come.
_STEP = 2 * 1024 * 1024


class PageUpload:
    """What comes from the page in pieces, in a temporary file until it is whole, and then goes to the store."""

    def __init__(self, name: str, size: int, told: Callable[[int], None]) -> None:
        self.name, self.size, self.came = name, size, 0
        self._told, self._given_up = told, False
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # it is closed by give_up

    @property
    def is_whole(self) -> bool:
        return self.came >= self.size

    def take(self, at: int, piece: memoryview) -> None:
        """Keep a piece; one that comes again, after a connection broke, is here already. Raises SendError if it cannot be kept."""
        if at != self.came or self._given_up:
            return
        try:
            self._file.write(piece)
        except OSError as error:
            raise SendError(f"The kernel cannot keep the file: {error.strerror}. Free some space there.") from None
        self.came += len(piece)

    def give_up(self) -> None:
        """Cut it off where it is; what is half-way to a store is stored by none."""
        self._given_up = True
        if not self.is_whole:
            self._file.close()

    def __iter__(self) -> Iterator[bytes]:
        gone = 0
        with self._file as file:
            file.seek(0)
            while chunk := file.read(_CHUNK):
                if self._given_up:
                    raise SendError("Cancelled: nothing was stored.")
                yield chunk
                gone += len(chunk)
                if gone % _STEP < len(chunk):
                    self._told(gone)


def in_thread(work: Callable[[], None]) -> None:
    """Run it beside what else the kernel does, so that it hears of a cancel; in a browser's kernel there are no threads."""
    try:
        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    except RuntimeError:
        work()
