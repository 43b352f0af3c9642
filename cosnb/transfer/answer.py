"""What came back, with its body as text that is safe to print, and what was sent."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..links.reading.answer import StoreError
from ..links.redaction import Hider
from ..results import Result
from ..visible import hex_dump, visible


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """A request as it went on the wire.

    Attributes:
        method: the HTTP method.
        target: the request target, byte for byte; in a presigned URL it holds a live signature.
        headers: every header, as pairs, in the order they were sent.
        url: the URL that was asked for; it holds what the target holds.
        body: what was sent with it, where that was given as bytes or text; None for a file, and where there was none.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    url: str = ""
    body: bytes | None = None

    @classmethod
    def of(cls, head: bytes, origin: str = "", data: object = None) -> Sent:
        """Read the request line and the headers back from the bytes that went out to an origin, with this data."""
        line, *rows = head.decode("utf-8", "replace").split("\r\n\r\n")[0].split("\r\n")
        method, target, _ = line.split(" ")
        names = (row.partition(":") for row in rows)
        body = data.encode() if isinstance(data, str) else data if isinstance(data, bytes) else None
        headers = tuple((name, value.strip(" ")) for name, _, value in names)
        return cls(method, target, headers, f"{origin}{target}", body)

    def __repr__(self) -> str:
        return f"Sent({self.method} {self.target.partition('?')[0]})"


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Result):
    """A store's answer. It is true where the store did what was asked.

    Attributes:
        status: the HTTP status; a redirect is never followed, so 301 and 307 are answers too.
        reason: the words beside it.
        headers: name to value; a name is found however it is written.
        body: the bytes that came, as they came; the first ones only where ``truncated``.
        size: how many bytes the body has; of a HEAD, what its Content-Length says.
        truncated: the body is longer than what was kept in memory.
        saved_to: the file that holds the whole body, if one was asked for and the store sent the object.
        error: the store's error, read from the body, or None.
        sent: the request as it went on the wire.
        elapsed: seconds from the connection to the last byte.
        live_texts: what of the request works as a credential; a store may repeat it, and the display hides it. Empty
            where it was signed with published example credentials.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    size: int
    truncated: bool
    saved_to: Path | None
    error: StoreError | None
    sent: Sent
    elapsed: float
    live_texts: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """The store did what was asked."""
        return 200 <= self.status < 300 and self.error is None

    def __bool__(self) -> bool:
        """What :attr:`ok` says, so that ``if send(link):`` takes no refusal for an answer."""
        return self.ok

    @property
    def said(self) -> str:
        """The status and the store's words for it on one line, in which nothing works as a credential."""
        words = ": ".join(filter(None, (self.error.code, self.error.message) if self.error else (self.reason,)))
        # Some stores repeat what they received, with the session token.
        return f"{self.status} {visible(Hider(self.live_texts)(words), 300).rstrip('.')}".replace("\n", " ")

    @property
    def preview(self) -> str:
        """The beginning of the body as text that is safe to print, whatever the bytes are."""
        return preview_of(self.body)

    def __repr__(self) -> str:
        code = f", {self.error.code[:100]!r}" if self.error else ""
        saved = f", saved_to={str(self.saved_to)!r}" if self.saved_to else ""
        return f"Answer({self.status} {visible(self.reason, 100)}{code}, {self.size:,} bytes{saved})"


TEXT_LIMIT = 2000
DUMP_LIMIT = 256


def preview_of(body: bytes) -> str:
    """The beginning of a body: as text if it is UTF-8, else as a hex dump."""
    head = body[: 4 * TEXT_LIMIT]
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) == len(body))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return hex_dump(body[:DUMP_LIMIT], more=max(0, len(body) - DUMP_LIMIT))
    # Controls, direction marks, joiners, private and unassigned characters are shown as escapes.
    shown = "".join(
        char if char in "\n\t " or unicodedata.category(char)[0] not in "CZ" else char.encode("unicode_escape").decode()
        for char in text[:TEXT_LIMIT]
    )
    rest = len(body) - len(text[:TEXT_LIMIT].encode())
    return f"{shown}\n… {rest:,} more bytes" if rest else shown
