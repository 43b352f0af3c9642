"""What happens to the body and to the request as a client sends it."""

import re
from collections.abc import Iterator

from ..cause import Cause, Sight
from ..evidence import Evidence
from ..formatting import difference, shown
from .header_values import EMPTY_HASH, OF_BODY
from .rows import causes_of

_STORED_FORM = re.compile(r"--[-\w]{5,80}\r?\nContent-Disposition: form-data")


def is_multipart(e: Evidence) -> bool:
    """Whether the request says that its body is a form."""
    return (e.header("content-type") or "").strip().lower().startswith("multipart/form-data")


def _form_body(e: Evidence) -> Iterator[Sight]:
    body = e.body or b""
    is_form = is_multipart(e) or (body.startswith(b"--") and b"form-data" in body[:500])
    if (e.method or "").upper() == "PUT" and is_form:
        yield Sight("certain", f"Content-Type: {shown(e.header('content-type') or 'none', 80)}")
    elif e.reply and e.reply.ok and _STORED_FORM.match(e.reply.text):
        yield Sight("certain", f"the object begins: {shown(e.reply.text[:80], 80)}")


def _chunked(e: Evidence) -> Iterator[Sight]:
    if "chunked" in (e.header("transfer-encoding") or "").lower():
        yield Sight("certain" if e.provider.id == "aws" else "likely", "Transfer-Encoding: chunked")


def _digests(e: Evidence) -> Iterator[Sight]:
    if e.body is None:
        return
    for name, form in (("x-amz-content-sha256", "[0-9a-f]{64}"), ("Content-MD5", "(?s).+")):
        claimed, right = (e.header(name.lower()) or "").strip(), OF_BODY[name.lower()][0](e.body)
        if re.fullmatch(form, claimed) and claimed != right:
            note = "It is the hash of an empty body." if claimed == EMPTY_HASH else ""
            yield Sight("certain", f"{name}: {shown(claimed, 64)}\nbody: {right}", f": {name}", note)


def _target(url: str) -> str:
    """What of a URL goes on the wire behind the method."""
    return "/" + url.partition("://")[2].partition("#")[0].partition("/")[2]


def _rewritten(e: Evidence) -> Iterator[Sight]:
    """What went on the wire is not what the URL says."""
    wanted = _target(e.request.wire)
    if e.target is None or not e.request.wire or e.target in (wanted, e.request.wire, _target(e.pasted.wire)):
        return
    ours, theirs = wanted.partition("?")[0], e.target.partition("?")[0]
    where = "path" if ours != theirs else "query"
    evidence = difference(ours, theirs, left_is="URL", right_is="sent") if where == "path" else "the path is the same"
    yield Sight("certain" if e.pasted.wire == e.request.wire else "likely", evidence, where)


def _not_posted(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "post" and e.method and e.method.upper() != "POST":
        yield Sight("certain", f"method: {shown(e.method, 20)}")


def _no_hash(e: Evidence) -> Iterator[Sight]:
    """S3 wants the payload hash among the headers of a request that is signed in its header."""
    to_s3 = e.request.kind == "header" and e.provider.id == "aws" and e.request.service in ("s3", "")
    if to_s3 and e.is_sent and len(e.headers) > 1 and e.header("x-amz-content-sha256") is None:
        yield Sight("certain", f"sent: {', '.join(sorted(name.lower() for name, _ in e.headers))}")


_cause = causes_of("transfer")

CAUSES: tuple[Cause[None, None], ...] = (
    _cause("multipart-body", seen=_form_body),
    _cause("chunked", seen=_chunked),
    _cause("payload-mismatch", seen=_digests),
    _cause("content-sha256-missing", seen=_no_hash),
    _cause("rewritten-by-client", seen=_rewritten),
    _cause("post-form", seen=_not_posted),
)
