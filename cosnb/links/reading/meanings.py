"""What each parameter of a signed request means, in one sentence.

Source: "Authenticating requests: using query parameters", Amazon S3 API reference, and the operations' pages there.
"""

from __future__ import annotations

from types import MappingProxyType

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
