"""Rules about the request that was sent: its method, its body, and the command that made it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..showing import difference, shown

_OPERATIONS = {
    "get": "GET",
    "list": "GET",
    "head": "HEAD",
    "put": "PUT",
    "upload": "PUT",
    "copy": "PUT",
    "delete": "DELETE",
    "create": "POST",
    "complete": "POST",
    "select": "POST",
}


_POSTED = {"uploads", "uploadid", "delete", "restore", "select", "select-type"}


def shell_unquoted(e: Evidence) -> Iterator[Finding]:
    """A command whose URL is not in quotes."""
    if "shell-unquoted" in e.pasted.marks:
        yield Finding(
            "shell-unquoted",
            "certain",
            "url",
            "The URL in the command is not in quotes, so the shell cuts it at its first '&'",
            "'&' ends a command in bash, cmd and PowerShell; only the first parameter is sent.",
            f"the command runs {e.pasted.source} with an unquoted URL",
            "Put the URL in quotes: single quotes in bash, double quotes in cmd and PowerShell.",
        )


def method_hint(e: Evidence) -> Iterator[Finding]:
    """The SDK's hint of the operation says another method than the one that was sent."""
    operation = e.value("x-id")
    wanted = next((m for start, m in _OPERATIONS.items() if (operation or "").lower().startswith(start)), None)
    if e.method and wanted and wanted != e.method.upper():
        yield Finding(
            "method",
            "certain",
            "method",
            f"The URL was made for {shown(operation or '', 40)}, which is a {wanted}, and {shown(e.method, 20)} was sent",
            "The method is the first line of what is signed, so a URL works for one method alone.",
            f"x-id={shown(operation or '', 40)}\nmethod: {shown(e.method, 20)}",
            f"Send {wanted}, or sign for the method that is sent.",
        )
    elif e.method and e.method != e.method.upper() and e.is_v4:
        yield Finding(
            "method",
            "likely",
            "method",
            f"The method is written '{shown(e.method, 20)}'",
            "Methods are written in capitals, on the wire and where they are signed.",
            f"method: {shown(e.method, 20)}",
            f"Send {shown(e.method.upper(), 20)}.",
        )


def method_unserved(e: Evidence) -> Iterator[Finding]:
    """A method that the provider does not serve by presigned URL, a preflight, or a POST to a URL made for PUT."""
    if not e.method or e.request.kind not in ("query", "query-v2", "post"):
        return
    method = e.method.upper()
    if method == "OPTIONS":
        answered = e.reply is not None and e.reply.ok
        yield Finding(
            "preflight",
            "possible" if answered else "certain",
            "method",
            "This is a preflight: the browser asks the store for its CORS rules first",
            "It carries no signature of its own, and no store checks one on it. If it fails, the bucket's CORS rules do not "
            "allow the page's origin, the method or a header.",
            "method: OPTIONS",
            "Add a CORS rule for the origin, the method and each signed header; look at the answer to the request itself.",
        )
    elif e.provider.methods and method not in e.provider.methods:
        yield Finding(
            "method-unserved",
            "certain" if e.provider.mark("methods") == "V" else "likely",
            "method",
            f"{e.provider.name} does not serve {method} by presigned URL",
            f"It serves {', '.join(e.provider.methods)}.",
            f"method: {shown(method, 20)}",
            "Sign a PUT for uploads.",
        )
    elif method == "POST" and e.is_v4 and not _POSTED & {field.name.lower() for field in e.fields}:
        form = " A presigned POST is a form with a policy, not a URL with a signature." if _is_multipart(e) else ""
        yield Finding(
            "method",
            "likely",
            "method",
            "POST was sent to a URL that is most likely made for PUT or GET",
            "S3 takes POST for multipart uploads, bulk deletes and forms; a file goes to a presigned URL by PUT. curl sends "
            f"POST for -d and -F.{form}",
            "method: POST",
            "Send PUT: curl -T FILE 'URL', or requests.put(url, data=file).",
        )


def _is_multipart(e: Evidence) -> bool:
    return (e.header("content-type") or "").strip().lower().startswith("multipart/form-data")


def body_form(e: Evidence) -> Iterator[Finding]:
    """A body in the form of an upload form, where the store takes the bytes themselves."""
    body = e.body or b""
    framed = body.startswith(b"--") and b"form-data" in body[:500]
    if (e.method or "").upper() == "PUT" and (_is_multipart(e) or framed):
        yield Finding(
            "multipart-body",
            "certain",
            "transfer",
            "The body is a multipart form, and PUT stores it as it is",
            "The object then holds the form's boundaries around the file. requests sends such a body for files=, curl for -F.",
            f"Content-Type: {shown(e.header('content-type') or 'none', 80)}",
            "Send the file itself: requests.put(url, data=open(name, 'rb')), or curl -T name.",
        )


def chunked(e: Evidence) -> Iterator[Finding]:
    """A body without a length."""
    if "chunked" in (e.header("transfer-encoding") or "").lower():
        yield Finding(
            "chunked",
            "certain" if e.provider.id == "aws" else "likely",
            "transfer",
            "The body is sent in chunks, without Content-Length",
            "S3 answers 501 NotImplemented or 411. requests does so for generators and empty files, curl for -T -, fetch for "
            "streams.",
            "Transfer-Encoding: chunked",
            "Send bytes, or a file whose size is known.",
        )


def digests(e: Evidence) -> Iterator[Finding]:
    """A hash among the headers that is not that of the body."""
    claimed = (e.header("x-amz-content-sha256") or "").strip()
    if e.body is not None and re.fullmatch(r"[0-9a-f]{64}", claimed) and claimed != hashlib.sha256(e.body).hexdigest():
        empty = " It is the hash of an empty body." if claimed == hashlib.sha256(b"").hexdigest() else ""
        yield Finding(
            "payload-mismatch",
            "certain",
            "payload",
            "x-amz-content-sha256 is not the hash of the body",
            f"The store hashes what it receives and compares.{empty}",
            f"claimed: {claimed}\nbody: {hashlib.sha256(e.body).hexdigest()}",
            "Hash the body as it is sent.",
        )
    md5 = (e.header("content-md5") or "").strip()
    if e.body is not None and md5:
        right = base64.b64encode(hashlib.md5(e.body, usedforsecurity=False).digest()).decode()
        if md5 != right:
            yield Finding(
                "payload-mismatch",
                "certain",
                "payload",
                "Content-MD5 is not that of the body",
                "The store hashes what it receives and compares.",
                f"claimed: {shown(md5, 60)}\nbody: {right}",
                "Compute it over the bytes that are sent, in base64.",
            )


def rewritten_by_client(e: Evidence) -> Iterator[Finding]:
    """What went on the wire is not what the URL says: the client library rewrote it."""
    wanted = e.request.wire.partition("://")[2].partition("#")[0]
    wanted = "/" + wanted.partition("/")[2] if "/" in wanted else "/"
    if e.target is None or not e.request.wire or e.target in (wanted, e.request.wire):
        return
    ours, theirs = wanted.partition("?")[0], e.target.partition("?")[0]
    where = "path" if ours != theirs else "query"
    yield Finding(
        "rewritten-by-client",
        "certain" if e.pasted.wire == e.request.wire else "likely",
        "path" if where == "path" else "query",
        f"The client sent another {where} than the URL has",
        "Client libraries resolve dot segments, decode or encode escapes, and drop what stands behind '#'.",
        difference(ours, theirs, left_is="URL", right_is="sent") if where == "path" else "the path is the same",
        "Send the URL byte for byte: cosnb.send(), curl --path-as-is, or yarl.URL(url, encoded=True) with aiohttp.",
    )


def form_fields(e: Evidence) -> Iterator[Finding]:
    """A presigned POST sent by another method than POST."""
    if e.request.kind == "post" and e.method and e.method.upper() != "POST":
        yield Finding(
            "post-form",
            "certain",
            "method",
            f"A presigned form was sent by {shown(e.method, 20)}",
            "Its signature covers a policy, not a method and a path: it works by POST alone, with its fields, the file last.",
            f"method: {shown(e.method, 20)}",
            "Send a multipart/form-data POST with every field, and 'file' as the last one.",
        )


RULES = (
    shell_unquoted,
    method_hint,
    method_unserved,
    body_form,
    chunked,
    digests,
    rewritten_by_client,
    form_fields,
)
