"""An upload as URLs: made by whoever has the keys, used by whoever has the file."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import InputError, UploadError
from ..links import plan as plan_link
from ..links.making import LinkPlace, Plan
from ..links.reading.answer import leaves_of
from ..scrub_frames import scrub_frames
from ..sigv4 import Credentials, Request, Signed, utc
from ..sigv4.canonical import pairs
from ..storage import Addressing, Expires, Pairs, endpoint_advice, moment, object_url, warn_of
from ..transfer import Answer, send
from .journal import fields_of
from .sizes import choose_part_size, count_parts, with_type

DAY = 86_400
_OWN_KEY = "x-amz-server-side-encryption-customer"


@dataclass(frozen=True, slots=True, repr=False)
class UploadPlan:
    """Everything that is needed to upload one file in parts, without keys.

    Whoever holds it can write this one object until ``expires_at``: hand it on as you would a presigned URL.

    Attributes:
        endpoint, region, addressing, bucket, key: where the object will be.
        upload_id: the store's name for this upload.
        size, part_size: of the file, and of every part but the last, in bytes.
        part_urls: one presigned PUT for each part, in order.
        complete_url, abort_url: a presigned POST that makes the object of the parts, and a DELETE that drops them.
        parts_url, object_url: a presigned GET of the parts the store has, and a HEAD of the object.
        expires_at: when the URLs stop working (UTC).
        content_type: what the object will be served as; empty where somebody else began the upload.
    """

    endpoint: str
    region: str
    addressing: Addressing
    bucket: str
    key: str
    upload_id: str
    size: int
    part_size: int
    part_urls: tuple[str, ...]
    complete_url: str
    abort_url: str
    parts_url: str
    object_url: str
    expires_at: datetime
    content_type: str = ""

    def __repr__(self) -> str:
        until = f"{self.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        return f"UploadPlan({self.bucket!r}, {self.key!r}, {self.size:,} bytes, {len(self.part_urls)} parts, {until})"

    def to_json(self) -> str:
        """The plan as a text to hand on. It holds live URLs."""
        return json.dumps({**asdict(self), "expires_at": self.expires_at.isoformat()})

    @classmethod
    @scrub_frames
    def from_json(cls, text: str) -> "UploadPlan":
        """A plan from the text that :meth:`to_json` made.

        Raises:
            InputError: it is not such a text.
        """
        try:
            found = fields_of(cls, json.loads(text))
            urls, size = tuple(found["part_urls"]), found["size"]
            parts = count_parts(size, choose_part_size(size, found["part_size"]))
            if {*map(type, urls)} != {str} or len(urls) != parts or found["addressing"] not in ("path", "virtual"):
                raise ValueError
            until = utc(datetime.fromisoformat(found["expires_at"]))
            return cls(**{**found, "part_urls": urls, "expires_at": until})
        except (TypeError, ValueError, RecursionError, OverflowError):
            # The text is not shown: its URLs work.
            problem = "this text is not an upload plan."
            raise InputError("plan", problem, "Give what UploadPlan.to_json() made.") from None


@scrub_frames
def plan_upload(
    bucket: str,
    key: str,
    size: int,
    *,
    part_size: int | None = None,
    upload_id: str | None = None,
    headers: Pairs = (),
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = DAY,
    credentials: Credentials | None = None,
    addressing: Addressing | None = None,
    trust_env: bool = False,
    now: datetime | None = None,
) -> UploadPlan:
    """Begin an upload, and sign a URL for every request it needs. Sends one request: the one that begins it.

    Args:
        bucket, key: the object to come.
        size: the file's size in bytes.
        part_size: bytes of every part but the last, 5 MiB to 5 GiB; None takes 8 MiB, and more for a large file.
        upload_id: an upload that was begun already, to be signed again; None begins one.
        headers: what the object is to have, such as ``{"Content-Type": "video/mp4"}``, which otherwise follows from the
            key's ending, and else is ``application/octet-stream``; not used with ``upload_id``.
        endpoint, region, credentials, addressing, now: as in :func:`cosnb.presign`.
        expires: how long the URLs work, as in :func:`cosnb.presign`, which is the time there is for the upload.
        trust_env: use the proxies and certificates that the environment names.

    Raises:
        InputError: a value cannot be used.
        CredentialsError: no usable credentials.
        UploadError: the store did not begin the upload.
        SendError: no answer came back.

    Source: "Uploading and copying objects using multipart upload", Amazon S3 user guide.
    """
    place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
    signer = PartSigner.of(bucket, key, headers=headers, expires=expires, now=now, **place)
    part_size = choose_part_size(size, part_size)
    if upload_id:
        return signer.plan(upload_id, size, part_size, "")
    return signer.plan(signer.begin(trust_env=trust_env), size, part_size, signer.content_type)


@dataclass(frozen=True, slots=True)
class PartSigner:
    """Signs every request about one object, at one moment."""

    ready: Plan
    key: str
    now: datetime

    @classmethod
    def of(
        cls, bucket: str, key: str, *, name: str = "", headers: Pairs = (), now: datetime | None = None, **place: Any
    ) -> "PartSigner":
        """From what :func:`plan_upload` is given, and the file's name. Raises what it raises, before anything is sent."""
        when = moment(now)
        ready = plan_link(bucket, key, method="PUT", headers=with_type(headers, str(key), name), now=when, **place)
        if ready.key is None:
            raise InputError("key", "it is None.", "Give the object's key.")
        if any(name.lower().startswith(_OWN_KEY) for name, _ in pairs(ready.request.headers)):
            problem = (
                "a customer's own key would have to be sent with every part, and a plan of URLs would give it away."
            )
            remedy = "Upload with presign(…, method='PUT', headers=…), or let the store keep the key."
            raise InputError("headers", problem, remedy)
        warn_of(dict.fromkeys((*ready.advice, *endpoint_advice(ready.endpoint, method="POST"))))
        return cls(ready, ready.key, when)

    @property
    def content_type(self) -> str:
        """What an object whose upload begins now will be served as."""
        return next(value for name, value in pairs(self.ready.request.headers) if name.lower() == "content-type")

    def sign(self, method: str, headers: Pairs = (), **query: str) -> Signed:
        where = self.ready
        url = object_url(where.endpoint, where.bucket, self.key, where.addressing, query.items())
        return replace(where, request=Request(method, url, headers)).sign(self.now)

    def begin(self, **way: Any) -> str:
        """Ask the store to begin an upload. Returns its name for it."""
        answer = send(self.sign("POST", self.ready.request.headers, uploads=""), **way)
        upload_id = leaves_of(answer.body).get("UploadId") if answer.ok else None
        if not upload_id:
            raise refused(answer, "did not begin the upload")
        return upload_id

    def plan(self, upload_id: str, size: int, part_size: int, content_type: str) -> UploadPlan:
        """Every URL of an upload that was begun."""
        numbers = range(1, count_parts(size, part_size) + 1)
        end = self.now + timedelta(seconds=self.ready.expires)
        parts = tuple(self.sign("PUT", partNumber=str(number), uploadId=upload_id).url for number in numbers)
        return UploadPlan(
            endpoint=self.ready.endpoint.url,
            region=self.ready.region,
            addressing=self.ready.addressing,
            bucket=self.ready.bucket,
            key=self.key,
            upload_id=upload_id,
            size=size,
            part_size=part_size,
            part_urls=parts,
            complete_url=self.sign("POST", uploadId=upload_id).url,
            abort_url=self.sign("DELETE", uploadId=upload_id).url,
            parts_url=self.sign("GET", uploadId=upload_id).url,
            object_url=self.sign("HEAD").url,
            expires_at=min(end, self.ready.credentials.expires_at or end),
            content_type=content_type,
        )


def refused(answer: Answer, what: str) -> UploadError:
    """The error for an answer other than the one that was hoped for."""
    code = answer.error.code if answer.error else None
    return UploadError(f"The store {what} ({answer.said}).", status=answer.status, code=code)
