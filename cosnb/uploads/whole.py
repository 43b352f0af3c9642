"""Upload a file with keys at hand, in one call; and give an upload up."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import CosnbError, InputError, UploadError
from ..links.making import LinkPlace
from ..notices import advise
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials
from ..storage import Addressing, Expires, Pairs
from ..storage.files import check_path
from ..transfer import send
from .journal import SUFFIX, Journal, SourceFile
from .parts import Timeout, Uploaded, check_workers, journal_path, send_parts
from .plan import DAY, PartSigner, UploadPlan, refused
from .sizes import choose_part_size

_ABORT_ROUNDS = 5


@scrub_frames
def upload(
    path: str | os.PathLike[str],
    bucket: str,
    key: str,
    *,
    headers: Pairs = (),
    part_size: int | None = None,
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = DAY,
    credentials: Credentials | None = None,
    addressing: Addressing | None = None,
    journal: str | os.PathLike[str] | None = None,
    workers: int = 4,
    md5: bool = True,
    progress: bool | None = None,
    timeout: Timeout = (5, 60),
    trust_env: bool = False,
    now: datetime | None = None,
) -> Uploaded:
    """Upload a large file in parts, through presigned URLs, several at a time, in constant memory.

    After an interruption the same call continues where it was. If the file has changed since, what was sent of it is
    dropped, and the upload begins again.

    Args:
        path: the file; nobody may write to it meanwhile.
        bucket, key: the object to come.
        headers, part_size: as in :func:`plan_upload`, taken when an upload begins, not when one goes on. The ending of the
            path tells the content type as well, where that of the key does not.
        endpoint, region, expires, credentials, addressing, now: as in :func:`plan_upload`; the URLs have to last for one call.
        journal, workers, md5, progress, timeout, trust_env: as in :func:`send_parts`.

    Raises:
        InputError: a value cannot be used, or the file is being uploaded to another place.
        CredentialsError, UploadError, SendError: what :func:`plan_upload` and :func:`send_parts` raise.
    """
    source = SourceFile.of(path)
    chosen = choose_part_size(source.size, part_size)
    check_workers(workers)
    place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
    signer = PartSigner.of(bucket, key, name=source.path.name, headers=headers, expires=expires, now=now, **place)
    way: dict[str, Any] = {"timeout": timeout, "trust_env": trust_env}
    options: dict[str, Any] = {"journal": journal, "workers": workers, "md5": md5, "progress": progress, **way}
    if old := _begun(journal_path(source.path, journal), source, signer, way):
        try:
            return send_parts(path, _plan_again(signer, old), **options)
        except UploadError as error:
            if error.code != "NoSuchUpload":
                raise
            old.remove()  # somebody else gave it up meanwhile
    plan = signer.plan(signer.begin(**way), source.size, chosen, signer.content_type)
    try:
        return send_parts(path, plan, **options)
    except BaseException:
        _leave_nothing(plan, journal_path(source.path, journal), way)
        raise


def _begun(path: Path, source: SourceFile, signer: PartSigner, way: dict[str, Any]) -> Journal | None:
    """The upload that an earlier call began; one of an earlier state of the file is given up. Raises InputError."""
    if not (found := Journal.read(path)):
        return None
    upload = found.upload
    if (upload.endpoint, upload.bucket, upload.key) != (signer.ready.endpoint.url, signer.ready.bucket, signer.key):
        problem = f"{path} belongs to an upload to {upload.bucket!r}, {upload.key!r} at {upload.endpoint}."
        remedy = "Finish that one, give it up with abort_upload(), or give another path as journal."
        raise InputError("journal", problem, remedy, value=path)
    if (upload.size, upload.mtime_ns) == (source.size, source.mtime_ns):  # the same file, unchanged
        return found
    _abort(_plan_again(signer, found), way)
    found.remove()
    return None


def _plan_again(signer: PartSigner, journal: Journal) -> UploadPlan:
    """The plan of an upload that was begun, signed again."""
    old = journal.upload
    return signer.plan(old.upload_id, old.size, old.part_size, old.content_type)


def _leave_nothing(plan: UploadPlan, path: Path, way: dict[str, Any]) -> None:
    """Give up an upload that no journal remembers: no call could continue it, and the store would keep its parts."""
    with suppress(InputError):
        if (found := Journal.read(path)) and found.upload.upload_id == plan.upload_id:
            return
    try:
        _abort(plan, way)
    except CosnbError as error:
        advise(f"The upload that failed may be left at the store, where its parts are paid for: {error}")


@scrub_frames
def abort_upload(
    what: UploadPlan | str | os.PathLike[str],
    *,
    credentials: Credentials | None = None,
    timeout: Timeout = (5, 60),
    trust_env: bool = False,
    now: datetime | None = None,
) -> None:
    """Give an upload up: the store drops every part, and the journal is removed.

    Args:
        what: the plan of the upload, or the path of its journal.
        credentials: the key pair, which only a journal needs; None looks where :func:`cosnb.find_credentials` looks.
        timeout, trust_env: as in :func:`send_parts`.
        now: the moment of signing, with a time zone; None reads the clock.

    Raises:
        InputError: there is no such journal.
        UploadError: the store refused, or still has parts.
        SendError: no answer came back.
    """
    way = {"timeout": timeout, "trust_env": trust_env}
    if isinstance(what, UploadPlan):
        return _abort(what, way)
    place = check_path("what", what)
    if not (record := Journal.read(place)):
        problem = f"there is no journal {place}."
        raise InputError("what", problem, f"Give the path that ends in {SUFFIX}, or the plan.", value=what)
    old = record.upload
    where: dict[str, Any] = {"endpoint": old.endpoint, "region": old.region, "addressing": old.addressing}
    signer = PartSigner.of(old.bucket, old.key, expires=DAY, credentials=credentials, now=now, **where)
    _abort(_plan_again(signer, record), way)
    return record.remove()


def _abort(plan: UploadPlan, way: dict[str, Any]) -> None:
    """Drop the parts until the store says that it has none: one that was on its way can arrive after the first time."""
    for _ in range(_ABORT_ROUNDS):
        answer = send(plan.abort_url, method="DELETE", **way)
        if not answer.ok and answer.status != 404:
            raise refused(answer, "did not abort the upload")
        left = send(plan.parts_url, **way)
        if left.status == 404:
            return
        if not left.ok:
            advise(f"Whether parts are left could not be checked ({left.status}).")
            return
    raise UploadError(f"The store still has parts of the upload to {plan.bucket!r}, {plan.key!r}. Try again.")
