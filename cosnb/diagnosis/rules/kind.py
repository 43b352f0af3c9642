"""Rules about the kind of thing that was pasted: is it a URL, of a sane length, signed, and in which way?"""

from __future__ import annotations

from collections.abc import Iterator

from ...links.reading.meanings import REQUIRED
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

# Servers take 8,000 to 64,000 characters.
MAX_URL = 66_000


def too_long(e: Evidence) -> Iterator[Finding]:
    """A URL that no server reads to its end."""
    length = len(e.pasted.wire)
    if length > MAX_URL:
        yield Finding(
            "too-long",
            "certain",
            "url",
            f"The URL is {length:,} characters long",
            "Servers and clients refuse URLs beyond some thousand characters, so nothing else was looked at.",
            f"it begins: {shown(e.pasted.wire[:80])}",
            "Make a new URL; what is long belongs into headers or the body.",
        )


def nothing_to_read(e: Evidence) -> Iterator[Finding]:
    """The text holds no URL at all."""
    if "makes-link" in e.pasted.marks and not e.reply:
        yield Finding(
            "no-url",
            "certain",
            "url",
            "This is code that makes links, and there is no presigned URL in it",
            "What generate_presigned_url returns depends on the configuration, so the link itself has to be seen.",
            "",
            "Print what generate_presigned_url returned, and paste that. signature_version='s3v4' and region_name belong "
            "in the client, and an HMAC key pair: an API key (signature_version='oauth') cannot presign.",
        )
    elif not e.request.wire and not e.request.fields and e.request.kind == "unsigned" and not e.reply:
        yield Finding(
            "no-url",
            "certain",
            "url",
            "There is no URL in this text",
            "A presigned URL begins with https:// and carries X-Amz-Signature in its query.",
            "",
            "Paste the URL, the command that was run, or the store's answer.",
        )


def scheme(e: Evidence) -> Iterator[Finding]:
    """An address that no HTTP client can open, or that a store does not serve."""
    name = e.request.url.scheme
    if name == "s3":
        yield Finding(
            "s3-uri",
            "certain",
            "url",
            "This is an S3 URI, not a URL",
            "Only tools that hold credentials understand s3://; a browser or curl does not.",
            f"it begins with '{shown(e.request.wire[:40])}'",
            "Presign the object; the result begins with https://.",
        )
    elif name == "http" and any("HTTPS only" in rule for rule in e.provider.rules):
        yield Finding(
            "plain-http",
            "certain",
            "network",
            f"{e.provider.name} is reached by https alone",
            "The URL begins with http://.",
            "",
            "Sign for https://; the scheme is no part of the signature, so changing it in the URL is enough.",
            "https" + e.request.wire[4:],
        )


_OTHERS = (
    ("X-Goog-Signature", "Google's own scheme (GOOG4)", "Use Google's tools to look into it; cosnb reads SigV4 of S3."),
    ("GoogleAccessId", "Google's own scheme (V2)", "Use Google's tools to look into it; cosnb reads SigV4 of S3."),
    ("Key-Pair-Id", "CloudFront's scheme", "A CloudFront URL is checked by CloudFront, with a key pair of its own."),
    ("OSSAccessKeyId", "the scheme of Alibaba OSS", "cosnb reads SigV4 of S3."),
    ("x-oss-signature", "the scheme of Alibaba OSS", "cosnb reads SigV4 of S3."),
    ("sig", "a shared access signature of Azure", "Azure does not speak SigV4."),
)


def unsigned(e: Evidence) -> Iterator[Finding]:
    """A URL without a signature, or with that of another scheme."""
    if e.request.kind != "unsigned" or not e.request.wire:
        return
    names = {field.name for field in e.fields}
    for name, what, fix in _OTHERS:
        if name in names and (name != "sig" or "sv" in names):
            yield Finding(
                "other-scheme", "certain", "url", f"The URL is signed by {what}", f"It carries the parameter {name}.",
                f"the parameter {name}", fix,
            )  # fmt: skip
            return
    yield Finding(
        "unsigned",
        "certain",
        "signature",
        "The URL is not signed",
        "It carries no X-Amz-Signature, so the store takes the request for anonymous. An SDK makes such a URL when it has "
        "no credentials that can sign, and a shell when the URL was not in quotes.",
        f"parameters: {', '.join(shown(name, 40) for name in list(names)[:10]) or 'none'}",
        "Sign with an HMAC key pair; IAM tokens cannot presign." if e.is_ibm else "Sign with an access key pair.",
    )


def mixed_versions(e: Evidence) -> Iterator[Finding]:
    """Parameters of both signature versions in one URL."""
    names = {field.name for field in e.fields}
    v4 = sorted(names & set(REQUIRED))
    v2 = sorted(names & {"AWSAccessKeyId", "Signature"})
    if v4 and v2:
        yield Finding(
            "mixed-versions",
            "certain",
            "query",
            "The URL carries parameters of SigV2 and of SigV4",
            "A store takes one way of signing per request, and refuses or misreads both together.",
            f"SigV4: {', '.join(v4)}\nSigV2: {', '.join(v2)}",
            "Sign the plain URL again, with one version.",
        )


RULES = (nothing_to_read, scheme, unsigned, mixed_versions)
