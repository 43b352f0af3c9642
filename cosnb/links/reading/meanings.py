"""What each parameter of a signed request means, in one sentence, and the signing schemes that are not those of S3, which
are known by the names of their parameters.

Source: "Authenticating requests: using query parameters", Amazon S3 API reference, and the operations' pages there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

from ...storage.durations import format_duration

REQUIRED = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)
SIGNING = (*REQUIRED, "X-Amz-Security-Token")
V2 = ("AWSAccessKeyId", "Signature", "Expires")

_MEANINGS = {
    "X-Amz-Algorithm": "The signing algorithm: Signature Version 4.",
    "X-Amz-Credential": "The access key id and the scope: date, region, service and a constant.",
    "X-Amz-Date": "The moment of signing, UTC.",
    "X-Amz-Expires": "How many seconds the URL works from that moment on.",
    "X-Amz-SignedHeaders": "The headers that are part of the signature: the receiver must send each as it was signed.",
    "X-Amz-Signature": "The signature over all the rest: 64 hex digits.",
    "X-Amz-Security-Token": "The session token of temporary credentials.",
    "X-Amz-Content-Sha256": "The payload hash that was signed.",
    "AWSAccessKeyId": "The access key id (Signature Version 2).",
    "Signature": "The signature (Signature Version 2): 28 characters of base64.",
    "Expires": "The moment at which the URL stops working, as Unix time (Signature Version 2).",
    "versionId": "The version of the object.",
    "partNumber": "The number of a part of a multipart upload.",
    "uploadId": "The multipart upload that this request belongs to.",
    "uploads": "Starts a multipart upload, or lists those that are open.",
    "list-type": "The version of the list operation.",
    "prefix": "Lists only keys that begin with this.",
    "delimiter": "Groups listed keys at this character.",
    "max-keys": "How many keys to list at most.",
    "marker": "Lists keys after this one.",
    "start-after": "Lists keys after this one.",
    "continuation-token": "Goes on with a list where the last answer ended.",
    "encoding-type": "How keys are written in the answer.",
    "fetch-owner": "Lists owners too.",
    "x-id": "The operation, as a hint added by an SDK; it is signed like every parameter.",
    "Content-Type": "The type of the new object; JavaScript's SDK 2 writes it here, and signs it.",
    "Content-MD5": "The MD5 of the body; JavaScript's SDK 2 writes it here, and signs it.",
    "x-amz-acl": "The canned access control list of the new object.",
    "x-amz-checksum-mode": "Asks for the object's checksum in the answer.",
    "x-amz-sdk-checksum-algorithm": "The checksum algorithm an SDK chose when it signed.",
    "response-content-type": "The Content-Type that the answer shall have.",
    "response-content-disposition": "The Content-Disposition of the answer: the file name a browser saves under.",
    "response-content-encoding": "The Content-Encoding that the answer shall have.",
    "response-content-language": "The Content-Language that the answer shall have.",
    "response-cache-control": "The Cache-Control that the answer shall have.",
    "response-expires": "The Expires header that the answer shall have.",
}
_FORM = {
    "key": "The object's key; ${filename} stands for the name of the chosen file.",
    "policy": "What the form may do, as base64 of a JSON document: this text is what is signed.",
    "success_action_status": "The status of the answer after an upload.",
    "success_action_redirect": "Where the browser goes after an upload.",
    "acl": "The canned access control list of the new object.",
}
_SUBRESOURCES = (
    "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering",
    "inventory", "legal-hold", "lifecycle", "location", "logging", "metrics", "notification", "object-lock",
    "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication", "requestPayment", "restore",
    "retention", "select", "select-type", "session", "tagging", "torrent", "versioning", "versions", "website",
    "protection", "key-marker", "upload-id-marker", "version-id-marker", "max-uploads", "max-parts",
    "part-number-marker", "extendedRetention", "legalHold", "add", "remove",
)  # fmt: skip

MEANINGS = MappingProxyType({**{name: f"The subresource '{name}'." for name in _SUBRESOURCES}, **_MEANINGS})
_BY_LOWER_NAME = {name.lower(): text for name, text in MEANINGS.items()}
_BY_LOWER_FIELD = _BY_LOWER_NAME | _FORM


def meaning_of(name: str, value: str = "", *, in_form: bool = False) -> str:
    """What a parameter of a query (or of a form) means, in one sentence; the empty text where nothing is known."""
    if name == "X-Amz-Expires" and value.isascii() and value.isdigit() and 0 < len(value) < 10:
        return f"How long the URL works from X-Amz-Date on: {format_duration(int(value))}."
    lower = name.lower()
    if lower.startswith("x-amz-checksum-") and lower != "x-amz-checksum-mode":
        return "The checksum of the body, signed with the URL."
    if lower.startswith("x-amz-meta-"):
        return "Metadata of the new object."
    return (_BY_LOWER_FIELD if in_form else _BY_LOWER_NAME).get(lower, "")


def is_s3_parameter(name: str) -> bool:
    """Whether S3 gives a query parameter of this name a meaning; any other one is ignored, but signed all the same."""
    return name in MEANINGS or name.lower().startswith(("x-amz-", "response-", "x-ibm-", "ibm-"))


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
