"""The operations of boto3 and ibm_boto3 that make presigned URLs, and how each names what is signed.

Source: the S3 service model (2006-03-01) of botocore 1.43.106 and ibm-cos-sdk-core 2.16.2, what both have. Dates,
switches and lists are left out: the SDKs write them in a form of their own. A test holds each row against both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Names = Mapping[str, str]

_OWNER: Names = {"x-amz-expected-bucket-owner": "ExpectedBucketOwner"}
_BASIC: Names = {**_OWNER, "x-amz-request-payer": "RequestPayer"}
_SSE_C: Names = {
    "x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
    "x-amz-server-side-encryption-customer-key": "SSECustomerKey",
    "x-amz-server-side-encryption-customer-key-md5": "SSECustomerKeyMD5",
}
_READ: Names = {
    **_BASIC,
    **_SSE_C,
    "if-match": "IfMatch",
    "if-none-match": "IfNoneMatch",
    "range": "Range",
    "x-amz-checksum-mode": "ChecksumMode",
}
_GRANTS: Names = {
    "x-amz-acl": "ACL",
    "x-amz-grant-full-control": "GrantFullControl",
    "x-amz-grant-read": "GrantRead",
    "x-amz-grant-read-acp": "GrantReadACP",
    "x-amz-grant-write-acp": "GrantWriteACP",
}
_WRITE: Names = {
    **_BASIC,
    **_SSE_C,
    **_GRANTS,
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "content-type": "ContentType",
    "x-amz-object-lock-legal-hold": "ObjectLockLegalHoldStatus",
    "x-amz-object-lock-mode": "ObjectLockMode",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
    "x-amz-storage-class": "StorageClass",
    "x-amz-tagging": "Tagging",
    "x-amz-website-redirect-location": "WebsiteRedirectLocation",
}
_CHECKSUMS: Names = {
    "content-md5": "ContentMD5",
    "x-amz-checksum-crc32": "ChecksumCRC32",
    "x-amz-checksum-crc32c": "ChecksumCRC32C",
    "x-amz-checksum-crc64nvme": "ChecksumCRC64NVME",
    "x-amz-checksum-sha1": "ChecksumSHA1",
    "x-amz-checksum-sha256": "ChecksumSHA256",
}
_VERSION: Names = {"versionId": "VersionId"}
_PART: Names = {"partNumber": "PartNumber"}
_UPLOAD: Names = {"uploadId": "UploadId"}
_RESPONSE: Names = {
    "response-cache-control": "ResponseCacheControl",
    "response-content-disposition": "ResponseContentDisposition",
    "response-content-encoding": "ResponseContentEncoding",
    "response-content-language": "ResponseContentLanguage",
    "response-content-type": "ResponseContentType",
}
_LIST: Names = {"delimiter": "Delimiter", "encoding-type": "EncodingType", "prefix": "Prefix"}
_MARKERS: Names = {"key-marker": "KeyMarker"}

INTEGERS = frozenset({"MaxKeys", "MaxParts", "MaxUploads", "PartNumber", "PartNumberMarker"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        fixed: the parameter that marks it, such as ``acl`` or ``list-type=2``; it writes that itself.
        query, headers: parameters and headers on the wire → the SDK's names.
        required: parameters it does not work without.
        metadata: whether it takes ``x-amz-meta-`` headers.
    """

    name: str
    method: str
    level: Literal["bucket", "object"]
    fixed: str = ""
    query: Names = field(default_factory=dict)
    headers: Names = field(default_factory=lambda: _OWNER)
    required: tuple[str, ...] = ()
    metadata: bool = False


OPERATIONS = (
    Operation("get_object", "GET", "object", query={**_RESPONSE, **_VERSION, **_PART}, headers=_READ),
    Operation("head_object", "HEAD", "object", query={**_VERSION, **_PART}, headers=_READ),
    Operation("put_object", "PUT", "object", headers={**_WRITE, **_CHECKSUMS}, metadata=True),
    Operation("delete_object", "DELETE", "object", query=_VERSION, headers={**_BASIC, "x-amz-mfa": "MFA"}),
    Operation("create_multipart_upload", "POST", "object", "uploads", headers=_WRITE, metadata=True),
    Operation(
        "upload_part",
        "PUT",
        "object",
        query={**_PART, **_UPLOAD},
        headers={**_BASIC, **_SSE_C, **_CHECKSUMS},
        required=("partNumber", "uploadId"),
    ),
    Operation(
        "complete_multipart_upload",
        "POST",
        "object",
        query=_UPLOAD,
        headers={**_BASIC, **_SSE_C},
        required=("uploadId",),
    ),
    Operation("abort_multipart_upload", "DELETE", "object", query=_UPLOAD, headers=_BASIC, required=("uploadId",)),
    Operation(
        "list_parts",
        "GET",
        "object",
        query={**_UPLOAD, "max-parts": "MaxParts", "part-number-marker": "PartNumberMarker"},
        headers=_BASIC,
        required=("uploadId",),
    ),
    Operation("get_object_acl", "GET", "object", "acl", query=_VERSION, headers=_BASIC),
    Operation("get_object_legal_hold", "GET", "object", "legal-hold", query=_VERSION, headers=_BASIC),
    Operation("get_object_retention", "GET", "object", "retention", query=_VERSION, headers=_BASIC),
    Operation("get_object_tagging", "GET", "object", "tagging", query=_VERSION, headers=_BASIC),
    Operation("delete_object_tagging", "DELETE", "object", "tagging", query=_VERSION),
    Operation("head_bucket", "HEAD", "bucket"),
    Operation("create_bucket", "PUT", "bucket", headers={**_GRANTS, "x-amz-grant-write": "GrantWrite"}),
    Operation("delete_bucket", "DELETE", "bucket"),
    # The SDKs add encoding-type=url to a listing, whether it is asked for or not.
    Operation(
        "list_objects",
        "GET",
        "bucket",
        query={**_LIST, "marker": "Marker", "max-keys": "MaxKeys"},
        headers=_BASIC,
        required=("encoding-type",),
    ),
    Operation(
        "list_objects_v2",
        "GET",
        "bucket",
        "list-type=2",
        query={**_LIST, "max-keys": "MaxKeys", "continuation-token": "ContinuationToken", "start-after": "StartAfter"},
        required=("encoding-type",),
    ),
    Operation(
        "list_object_versions",
        "GET",
        "bucket",
        "versions",
        query={**_LIST, **_MARKERS, "max-keys": "MaxKeys", "version-id-marker": "VersionIdMarker"},
        required=("encoding-type",),
    ),
    Operation(
        "list_multipart_uploads",
        "GET",
        "bucket",
        "uploads",
        query={**_LIST, **_MARKERS, "max-uploads": "MaxUploads", "upload-id-marker": "UploadIdMarker"},
    ),
    Operation("get_bucket_acl", "GET", "bucket", "acl"),
    Operation("get_bucket_cors", "GET", "bucket", "cors"),
    Operation("get_bucket_lifecycle_configuration", "GET", "bucket", "lifecycle"),
    Operation("get_bucket_location", "GET", "bucket", "location"),
    Operation("get_bucket_tagging", "GET", "bucket", "tagging"),
    Operation("get_bucket_versioning", "GET", "bucket", "versioning"),
    Operation("get_bucket_website", "GET", "bucket", "website"),
)
