"""Rules about the headers that were sent: what is missing, what is too much, what differs from what was signed."""

from __future__ import annotations

from collections.abc import Iterator

from ...sigv4.parts import join
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

_SIGNED = ("query", "header")


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


def header_mode(e: Evidence) -> Iterator[Finding]:
    """S3 wants the payload hash among the headers of a request that is signed in its header."""
    if e.request.kind != "header" or e.provider.id != "aws" or e.request.service not in ("s3", ""):
        return
    if e.is_sent and len(e.headers) > 1 and e.header("x-amz-content-sha256") is None:
        yield Finding(
            "content-sha256-missing",
            "certain",
            "payload",
            "x-amz-content-sha256 is missing",
            "S3 takes it as part of every request that is signed in its Authorization header.",
            f"sent: {', '.join(sorted(name.lower() for name, _ in e.headers))}",
            "Send and sign it: the hash of the body, or UNSIGNED-PAYLOAD.",
        )


RULES = (
    signed_headers_missing,
    unsigned_amz_headers,
    header_and_parameter,
    two_mechanisms,
    host_header,
    content_type_v2,
    header_mode,
)
