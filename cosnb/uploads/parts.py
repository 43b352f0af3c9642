"""Send the parts of a file, several at a time, and have the store make one object of them."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path

from .. import in_process
from ..errors import InputError, SendError, UploadError
from ..notices import progress_bar
from ..scrub_frames import scrub_frames
from ..storage.files import check_path
from .journal import SUFFIX, Journal, SourceFile, Stored, Upload
from .plan import UploadPlan
from .sender import PartSender, StoppedError
from .sizes import part_span

Timeout = float | tuple[float | None, float | None] | None

_MAX_WORKERS = 32


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that became an object.

    Attributes:
        bucket, key: the object.
        etag: the store's name for its content.
        size, parts: in bytes, and in how many parts.
        resumed: how many of the parts were there from an earlier call.
        checked: how it was compared with the file: ``"md5"`` of each part, ``"length"`` of the object where the
            store's ETags are not MD5s, or ``"nothing"`` where the store does not tell the length.
        content_type: what it is served as: what was asked for, or what its name's ending says; empty where somebody
            else began the upload.
    """

    bucket: str
    key: str
    etag: str
    size: int
    parts: int
    resumed: int
    checked: str
    content_type: str


@scrub_frames
def send_parts(
    path: str | os.PathLike[str],
    plan: UploadPlan,
    *,
    journal: str | os.PathLike[str] | None = None,
    workers: int = 4,
    md5: bool = True,
    progress: bool | None = None,
    timeout: Timeout = (5, 60),
    trust_env: bool = False,
) -> Uploaded:
    """Upload a file by a plan of presigned URLs. No keys are needed.

    After an interruption, the same call continues where it was. A plan whose URLs have expired can be replaced by
    another one of the same upload: ``plan_upload(…, upload_id=plan.upload_id, part_size=plan.part_size)``.

    Args:
        path: the file; nobody may write to it meanwhile.
        plan: its URLs, from :func:`plan_upload`.
        journal: the file that remembers what is done; None puts it beside the file. It is removed at the end.
        workers: how many parts are sent at the same time, 1 to 32.
        md5: compare ETags that look like an MD5 with the part's MD5; False for a store whose ETags are something else.
        progress, timeout, trust_env: as in :func:`cosnb.send`.

    Raises:
        InputError: the file is not the one of the plan, or a value cannot be used.
        UploadError: the store refused a part or the whole, or stored something else than was sent.
        SendError: no answer came back, three times.
    """
    source = SourceFile.of(path)
    if source.size != plan.size:
        problem = f"{source.path} has {source.size} bytes, and the plan is for {plan.size}."
        raise InputError("path", problem, "Make a plan for this file.", value=source.path)
    check_workers(workers)
    record = _journal_for(journal_path(source.path, journal), source, plan)
    resumed = len(record.stored)
    sender = PartSender(source, plan, md5, {"timeout": timeout, "trust_env": trust_env})
    with _advised(plan, record), progress_bar(progress, f"uploading {source.path.name}", plan.size) as step:
        _send_missing(sender, record, workers, step)
    source.check_unchanged()
    with _advised(plan, record):
        etag, checked = sender.complete(record.stored)
    record.remove()
    kind = record.upload.content_type
    return Uploaded(plan.bucket, plan.key, etag, plan.size, len(plan.part_urls), resumed, checked, kind)


def check_workers(workers: int) -> None:
    """How many parts are sent at the same time. Raises InputError if it is not a whole number from 1 to 32."""
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= _MAX_WORKERS:
        raise InputError("workers", f"{workers!r} is not 1 to {_MAX_WORKERS}.", "Leave it out.", value=workers)


@contextmanager
def _advised(plan: UploadPlan, record: Journal) -> Iterator[None]:
    """Add to an error what can be done now."""
    try:
        yield
    except (SendError, UploadError) as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        advice = f"{record.path} remembers what arrived: the same call continues, and abort_upload() gives up."
        if code == "NoSuchUpload":
            advice = f"That upload is over: it was completed or given up. Remove {record.path}, and make a new plan."
        elif status == 403:
            advice += f" The URLs work until {plan.expires_at:%Y-%m-%d %H:%M:%S} UTC."
        error.args = (f"{error} {advice}",)
        raise


def journal_path(path: Path, journal: str | os.PathLike[str] | None) -> Path:
    """Where the journal of a file is, if nobody says otherwise: beside it."""
    return check_path("journal", journal) if journal is not None else path.with_name(path.name + SUFFIX)


def _journal_for(path: Path, source: SourceFile, plan: UploadPlan) -> Journal:
    """The journal of this plan's upload, found or begun. Raises InputError if there is another's."""
    known = {field.name: getattr(plan, field.name) for field in fields(Upload) if field.name != "mtime_ns"}
    upload = Upload(**known, mtime_ns=source.mtime_ns)
    found = Journal.read(path)
    if found is None:
        return Journal.begin(path, upload)
    if found.upload != upload:
        problem = f"{path} belongs to another upload, or the file was changed since."
        remedy = "Give up that upload with abort_upload(), or give another path as journal."
        raise InputError("journal", problem, remedy, value=path)
    return found


def _send_missing(sender: PartSender, record: Journal, workers: int, step: Callable[[int], object]) -> None:
    """Send every part that the journal lacks, and write down each that arrived."""
    plan = sender.plan
    missing = [number for number in range(1, len(plan.part_urls) + 1) if number not in record.stored]
    step(sum(part_span(number, plan.size, plan.part_size)[1] for number in record.stored))
    waiting, running = iter(missing), dict[Future[Stored], int]()
    if in_process.ALONE:  # there are no threads
        for number in missing:
            record.add(number, sender.send(number))
            step(sender.taken())
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="cosnb-upload") as pool:
        try:
            while True:
                for number in islice(waiting, 2 * workers - len(running)):
                    running[pool.submit(sender.send, number)] = number
                if not running:
                    return
                # The bar is moved and the journal written by this thread alone: neither is made for several.
                arrived, _ = wait(running, 0.1, FIRST_COMPLETED)
                step(sender.taken())
                for future in arrived:
                    record.add(running[future], future.result())
                    del running[future]
        except BaseException as error:
            sender.stop.set()
            # One part's failure stops the others, and what stopped may be seen first.
            failure = sender.failure if isinstance(error, StoppedError) else None
            raise failure or error from None
        finally:
            pool.shutdown(cancel_futures=True)
            for future, number in running.items():  # what arrived while the others were stopped
                if future.done() and not future.cancelled() and not future.exception():
                    record.add(number, future.result())
