"""The requests of an upload, each tried again where that can help."""

import hashlib
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from ..errors import SendError, UploadError
from ..links.reading.answer import leaves_of
from ..notices import advise
from ..storage.checks import Pairs
from ..transfer import Answer, send
from ..transfer.bodies import CHUNK, Data
from .journal import SourceFile, Stored
from .plan import UploadPlan, refused
from .sizes import part_span

# Seconds to wait before a request is tried again; a store that is busy says so with one of these.
PAUSES = (0.5, 2.0)
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_LISTED = "<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>"

T = TypeVar("T")


class StoppedError(Exception):
    """Another part failed, or the person interrupted: this one ends as well."""


class PartSender:
    """One call's requests: what its threads share is the event that stops them and the counts of bytes sent."""

    def __init__(self, source: SourceFile, plan: UploadPlan, md5: bool, way: dict[str, Any]) -> None:
        self._source, self.plan, self._md5, self._way = source, plan, md5, way
        self._sent, self.stop = deque[int](), threading.Event()
        self.failure: BaseException | None = None

    def send(self, number: int) -> Stored:
        """Send one part. If it fails, every other one stops as well."""
        try:
            return self._again(lambda: self._put(number))
        except BaseException as error:
            self.failure = self.failure or error  # what is stopped by it comes later
            self.stop.set()
            raise

    def _put(self, number: int) -> Stored:
        """Send one part once."""
        self._check()
        start, length = part_span(number, self.plan.size, self.plan.part_size)
        digest, counted = hashlib.md5(usedforsecurity=False), 0

        def chunks() -> Iterator[bytes]:
            nonlocal counted
            with self._source.path.open("rb") as file:
                file.seek(start)
                while chunk := file.read(min(CHUNK, length - counted)):
                    self._check()
                    digest.update(chunk)
                    yield chunk
                    counted += len(chunk)
                    self._sent.append(len(chunk))

        try:
            size = {"Content-Length": str(length)}
            answer = self._ask("PUT", self.plan.part_urls[number - 1], chunks(), size, f"did not accept part {number}")
            return _stored(answer, number, digest.hexdigest() if self._md5 else None)
        except BaseException:
            self._sent.append(-counted)
            raise

    def complete(self, stored: Mapping[int, Stored]) -> tuple[str, str]:
        """Have the store make the object. Returns its ETag, and how it was checked."""
        listed = "".join(_LISTED.format(number, escape(part.etag)) for number, part in sorted(stored.items()))
        body = f'<CompleteMultipartUpload xmlns="{_NAMESPACE}">{listed}</CompleteMultipartUpload>'.encode()
        try:
            what = "did not make an object of the parts"
            answer = self._again(lambda: self._ask("POST", self.plan.complete_url, body, (), what))
        except UploadError as error:
            # The answer of an earlier try can have been lost on its way.
            etag = self._completed_before(stored) if error.code == "NoSuchUpload" else None
            if etag is None:
                raise
        else:
            etag = leaves_of(answer.body).get("ETag", "").strip('"')
        return etag, self._compared(stored)

    def _completed_before(self, stored: Mapping[int, Stored]) -> str | None:
        if not all(part.md5 for part in stored.values()):
            return None
        digests = b"".join(bytes.fromhex(part.etag.strip('"')) for _, part in sorted(stored.items()))
        expected = f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(stored)}"
        answer = send(self.plan.object_url, method="HEAD", progress=False, **self._way)
        return expected if answer.ok and answer.headers.get("ETag", "").strip('"') == expected else None

    def _compared(self, stored: Mapping[int, Stored]) -> str:
        """How the object was compared with the file."""
        if all(part.md5 for part in stored.values()):
            return "md5"
        answer = send(self.plan.object_url, method="HEAD", progress=False, **self._way)
        if not answer.ok:
            advise(f"The object's length was not checked: the store answered {answer.status}.")
            return "nothing"
        if answer.size != self.plan.size:
            raise UploadError(f"The object has {answer.size} bytes, and the file {self.plan.size}. Upload it again.")
        return "length"

    def _ask(self, method: str, url: str, data: Data, headers: Pairs, what: str) -> Answer:
        answer = send(url, data, method=method, headers=headers, progress=False, **self._way)
        if not answer.ok:
            raise refused(answer, what)
        return answer

    def _again(self, request: Callable[[], T]) -> T:
        """Try again where that can help: no answer, a busy store, or a part that arrived as something else."""
        for pause in PAUSES:
            try:
                return request()
            except (SendError, UploadError) as error:  # noqa: PERF203
                if getattr(error, "status", None) not in (None, *_BUSY) or self.stop.wait(pause):
                    raise
        return request()

    def _check(self) -> None:
        if self.stop.is_set():
            raise StoppedError

    def taken(self) -> int:
        """How many more bytes have been sent since this was asked last; fewer than none where a part begins again."""
        return sum(self._sent.popleft() for _ in range(len(self._sent)))


def _stored(answer: Answer, number: int, digest: str | None) -> Stored:
    """The part as the store has it, its ETag compared with the MD5 of what was sent. Raises UploadError if they differ."""
    etag = answer.headers.get("ETag", "")
    if not re.fullmatch(r"[!-~]{1,200}", etag):
        raise UploadError(f"The store named no ETag for part {number}.", status=answer.status)
    # Where a key of AWS KMS or of the customer encrypts, an ETag is not an MD5, even if it looks like one.
    kms = "kms" in answer.headers.get("x-amz-server-side-encryption", "")
    looks = re.fullmatch(r'"?[0-9a-f]{32}"?', etag)
    if digest is None or kms or not looks:
        return Stored(etag, md5=False)
    if etag.strip('"') != digest:
        problem = f"The store's ETag of part {number} is not the MD5 of what was sent: it arrived as something else."
        raise UploadError(f"{problem} Where a store's ETags are not MD5s, give md5=False.")
    return Stored(etag, md5=True)
