"""Rules about the request that was sent: what differs from what was signed, and what clients add."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from ...sigv4.parts import join
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

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
_SIGNED = ("query", "header")


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
        yield Finding(
            "preflight",
            "certain",
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


def signed_headers_missing(e: Evidence) -> Iterator[Finding]:
    """Signed headers that were not sent."""
    if e.request.kind not in _SIGNED or not e.is_sent:
        return
    sent = {name.strip().lower() for name, _ in e.headers}
    missing = [
        name for name in e.request.signed_headers if name and name.lower() not in sent | {"host", "content-length"}
    ]
    if missing:
        note = " MinIO answers with 'headers present in the request which were not signed' then, which misleads." if (
            e.provider.id in ("minio", "custom")
        ) else ""  # fmt: skip
        yield Finding(
            "signed-header-missing",
            "certain",
            "headers",
            f"{', '.join(shown(name, 60) for name in missing[:6])} {'is' if len(missing) == 1 else 'are'} signed but not sent",
            f"The store puts an empty value in place of a signed header that is missing, and computes another signature.{note}",
            f"signed: {shown(';'.join(e.request.signed_headers), 120)}\nsent: {', '.join(sorted(sent)) or 'none'}",
            "Send each of them with the value that was signed, or sign without them.",
        )


def unsigned_amz_headers(e: Evidence) -> Iterator[Finding]:
    """``x-amz-*`` headers that were sent but not signed."""
    if e.request.kind not in _SIGNED:
        return
    signed = {name.lower() for name in e.request.signed_headers}
    names = sorted({name.strip().lower() for name, _ in e.headers})
    loose = [
        name for name in names if name.startswith("x-amz-") and name not in signed and name != "x-amz-content-sha256"
    ]
    if e.provider.id == "minio":
        loose = [name for name in loose if name.startswith("x-amz-meta-")]
    if not loose:
        return
    sure = e.provider.id in ("aws", "minio", "ceph")
    doubt = " Whether IBM COS does so is documented nowhere and was not seen on the server." if e.is_ibm else ""
    yield Finding(
        "unsigned-headers",
        "certain" if sure else "likely",
        "headers",
        f"{', '.join(shown(name, 60) for name in loose[:6])} {'was' if len(loose) == 1 else 'were'} sent but not signed",
        f"AWS refuses every x-amz-* header that is not signed, Ceph too, MinIO those of metadata.{doubt}",
        f"sent and not signed: {', '.join(loose[:10])}\nsigned: {shown(';'.join(e.request.signed_headers), 120)}",
        "Sign them, or do not send them.",
    )


def header_and_parameter(e: Evidence) -> Iterator[Finding]:
    """A name that stands among the headers and in the query."""
    sent = {name.strip().lower() for name, _ in e.headers}
    both = sorted({field.name.lower() for field in e.fields if field.name.lower().startswith("x-amz-")} & sent)
    if both and e.is_v4:
        yield Finding(
            "header-and-parameter",
            "certain" if e.provider.id == "aws" else "likely",
            "headers",
            f"{', '.join(shown(name, 60) for name in both[:4])} stands in the query and among the headers",
            "S3 answers SignatureDoesNotMatch where one name comes in both ways.",
            f"both: {', '.join(both[:6])}",
            "Send it one way: as it was signed.",
        )


def two_mechanisms(e: Evidence) -> Iterator[Finding]:
    """An Authorization header beside a presigned URL."""
    given = e.header("authorization")
    if given is None or e.request.kind not in ("query", "query-v2"):
        return
    kind = shown(given.strip().split(" ")[0], 30)
    why = {
        "basic": " requests adds it from ~/.netrc; curl does for -u.",
        "bearer": " An application adds it to each request.",
    }
    yield Finding(
        "two-mechanisms",
        "certain" if e.provider.id == "aws" else "likely",
        "headers",
        "An Authorization header was sent along with a presigned URL",
        f"The signature in the URL is the one way of signing; S3 refuses two. MinIO lets it pass.{why.get(kind.lower(), '')}",
        f"Authorization: {kind} …",
        "Send the URL without it; with requests, a Session whose trust_env is False.",
    )


def host_header(e: Evidence) -> Iterator[Finding]:
    """A Host header that is not the URL's."""
    sent = (e.header("host") or "").strip()
    host = join(e.request.url.signed_host)
    plain = join(e.request.url.host) + e.request.url.port
    if sent and e.request.wire and sent.lower() not in (host.lower(), plain.lower()):
        yield Finding(
            "host-changed",
            "certain",
            "headers",
            "The Host header that was sent is not the URL's host",
            "The host is part of every signature. A proxy that passes requests on has to keep the Host header.",
            f"Host: {shown(sent, 120)}\nURL: {shown(host, 120)}",
            "Keep the Host header (nginx: proxy_set_header Host $http_host), or sign for the host that arrives.",
        )


def content_type_v2(e: Evidence) -> Iterator[Finding]:
    """Under SigV2 a Content-Type counts, signed or not."""
    given = e.header("content-type")
    if e.request.kind == "query-v2" and given and not e.all("content-type"):
        yield Finding(
            "content-type",
            "likely",
            "headers",
            "A Content-Type was sent, and Signature Version 2 signs it",
            "Under SigV2 the Content-Type is always part of the signature: one that the client adds by itself breaks the URL.",
            f"Content-Type: {shown(given, 80)}",
            "Send none, sign with the one that is sent, or use SigV4.",
        )


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


def header_mode(e: Evidence) -> Iterator[Finding]:
    """S3 wants the payload hash among the headers of a request that is signed in its header."""
    if e.request.kind == "header" and e.provider.id == "aws" and e.is_sent and e.header("x-amz-content-sha256") is None:
        if e.request.service in ("s3", "") and len(e.headers) > 1:
            yield Finding(
                "content-sha256-missing",
                "certain",
                "payload",
                "x-amz-content-sha256 is missing",
                "S3 takes it as part of every request that is signed in its Authorization header.",
                f"sent: {', '.join(sorted(name.lower() for name, _ in e.headers))}",
                "Send and sign it: the hash of the body, or UNSIGNED-PAYLOAD.",
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
    signed_headers_missing,
    unsigned_amz_headers,
    header_and_parameter,
    two_mechanisms,
    host_header,
    content_type_v2,
    body_form,
    chunked,
    digests,
    header_mode,
    form_fields,
)
