"""Signing schemes that are not those of S3, by the names of their parameters: what each is, and where to look into it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Scheme(NamedTuple):
    """Another scheme than Signature Version 2 or 4 of S3.

    Attributes:
        names: parameters that a URL of it carries, in lower case; all of them.
        what: whose it is, in words.
        where: where to look into such a URL.
        host: a pattern of the host and path, where the names alone do not tell.
        sure: False where other links carry such parameters, too.
    """

    names: tuple[str, ...]
    what: str
    where: str
    host: str = ""
    sure: bool = True


_CLOUDFRONT = "CloudFront checks it with a key pair of its own: look at its trusted key groups, and at the URL's Expires or Policy."
_OSS = "Check it with ossutil or Alibaba's SDK; OSS offers an S3-compatible endpoint that takes SigV4, too."
_TOKEN = "Ask that service for a new link; its token is checked by itself, not by an object store."

# Sources: the documentation of each service on its signed URLs. The first that fits is taken.
SCHEMES = (
    Scheme(("x-goog-algorithm",), "Google Cloud Storage (V4, GOOG4)", "Check it with gcloud storage sign-url, or Google's SDK."),
    Scheme(("x-goog-signature",), "Google Cloud Storage (V4, GOOG4)", "Check it with gcloud storage sign-url, or Google's SDK."),
    Scheme(("googleaccessid",), "Google Cloud Storage (V2)", "Make a V4 URL with gcloud storage sign-url."),
    Scheme(("key-pair-id", "policy"), "CloudFront (custom policy)", _CLOUDFRONT),
    Scheme(("key-pair-id",), "CloudFront (canned policy)", _CLOUDFRONT),
    Scheme(("x-oss-signature-version",), "Alibaba Cloud OSS (V4)", _OSS),
    Scheme(("x-oss-signature",), "Alibaba Cloud OSS", _OSS),
    Scheme(("ossaccesskeyid",), "Alibaba Cloud OSS (V1), which signs the Content-Type like SigV2 does", _OSS),
    Scheme(("q-sign-algorithm",), "Tencent Cloud COS (q-sign)", "q-sign-time says until when it is valid; check it with Tencent's SDK."),
    Scheme(("accesskeyid", "signature", "expires"), "Huawei Cloud OBS", "Check it with obsutil, or Huawei's SDK."),
    Scheme(("sig", "sv"), "Azure Storage (a shared access signature)", "se says until when it is valid, sp what it allows."),
    Scheme(("sig", "se"), "Azure Storage (a shared access signature)", "se says until when it is valid, sp what it allows."),
    Scheme(("sig",), "Azure Storage (a shared access signature)", "Make a new one with az storage.", r"[^/]*\.core\.windows\.net/"),
    Scheme(("temp_url_sig",), "OpenStack Swift (TempURL)", "temp_url_expires says until when it is valid; check the account's key."),
    Scheme((), "Oracle Cloud (a pre-authenticated request)", "Look at the request in the bucket's list: it may have ended or been deleted.",
           r"objectstorage\.[^/]*oraclecloud\.com/p/"),
    Scheme(("authorization",), "Backblaze B2 (native)", "b2_get_download_authorization makes a new token.", r"[^/]*backblazeb2?\.com/"),
    Scheme(("token",), "Supabase Storage", _TOKEN, r"[^/]*/storage/v1/object/sign/"),
    Scheme(("token", "alt"), "Firebase Storage (a download token)", _TOKEN, r"firebasestorage\.googleapis\.com/"),
    Scheme(("token", "expires"), "a CDN with tokens of its own, such as bunny.net", _TOKEN, sure=False),
    Scheme(("hdnea",), "Akamai (token authentication)", _TOKEN),
    Scheme(("__token__",), "Akamai (token authentication)", _TOKEN),
)  # fmt: skip
_S3 = frozenset({"x-amz-algorithm", "x-amz-signature", "x-amz-credential", "awsaccesskeyid"})


def scheme_of(names: Iterable[str], address: str = "") -> Scheme | None:
    """The scheme of a URL, or None where it is one of S3's or none that is known.

    Args:
        names: the names of its parameters.
        address: its host and path, such as ``"example.com/a"``.
    """
    given = {name.lower() for name in names}
    if given & _S3:
        return None
    for scheme in SCHEMES:
        if given.issuperset(scheme.names) and (not scheme.host or re.match(scheme.host, address[:2_000].lower())):
            return scheme
    return None
