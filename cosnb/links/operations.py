"""The operations of boto3 and ibm_boto3 that make presigned URLs, and how each names what is signed.

A test holds each row against the service models of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .members import (
    BASIC,
    BODY,
    BOTO_CHECKSUMS,
    BOTO_LIST,
    BOTO_PAYER,
    BOTO_WRITE,
    CHECKSUM_TYPE,
    CHECKSUMS,
    CONDITIONS,
    GRANTS,
    IBM_MIRROR,
    IBM_RETENTION,
    IF_MATCH,
    LIST,
    MARKERS,
    OWNER,
    PART,
    READ,
    RESPONSE,
    SSE_C,
    UPLOAD,
    VERSION,
    WRITE,
    Names,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes:
        fixed: the parameter that marks it, such as ``acl`` or ``list-type=2``; it writes that itself.
        query, headers: parameters and headers on the wire → the names that both SDKs have for them.
        boto, ibm: headers that boto3 alone signs, and ibm_boto3 alone; boto_query: its parameters.
        required: parameters it does not work without.
        metadata: whether it takes ``x-amz-meta-`` headers.
    """

    name: str
    method: str
    level: Literal["bucket", "object"]
    fixed: str = ""
    query: Names = field(default_factory=dict)
    headers: Names = field(default_factory=lambda: OWNER)
    boto: Names = field(default_factory=dict)
    boto_query: Names = field(default_factory=dict)
    ibm: Names = field(default_factory=dict)
    required: tuple[str, ...] = ()
    metadata: bool = False

    def parameters_of(self, sdk: str) -> Names:
        """The parameters that ``boto3`` or ``ibm_boto3`` signs."""
        return {**self.query, **self.boto_query} if sdk == "boto3" else self.query

    def headers_of(self, sdk: str) -> Names:
        """The headers that ``boto3`` or ``ibm_boto3`` signs."""
        return {**self.headers, **(self.boto if sdk == "boto3" else self.ibm)}


OPERATIONS = (
    Operation("get_object", "GET", "object", query={**RESPONSE, **VERSION, **PART}, headers=READ, ibm=IBM_MIRROR),
    Operation(
        "head_object",
        "HEAD",
        "object",
        query={**VERSION, **PART},
        headers=READ,
        boto_query=RESPONSE,
        ibm=IBM_MIRROR,
    ),
    Operation(
        "put_object",
        "PUT",
        "object",
        headers={**WRITE, **BODY},
        boto={**CONDITIONS, **BOTO_CHECKSUMS, **BOTO_WRITE, "x-amz-write-offset-bytes": "WriteOffsetBytes"},
        ibm=IBM_RETENTION,
        metadata=True,
    ),
    Operation(
        "delete_object",
        "DELETE",
        "object",
        query=VERSION,
        headers={**BASIC, "x-amz-bypass-governance-retention": "BypassGovernanceRetention", "x-amz-mfa": "MFA"},
        boto={
            **IF_MATCH,
            "x-amz-if-match-last-modified-time": "IfMatchLastModifiedTime",
            "x-amz-if-match-size": "IfMatchSize",
        },
        ibm={"x-amz-sdk-checksum-algorithm": "ChecksumAlgorithm"},
    ),
    Operation(
        "create_multipart_upload",
        "POST",
        "object",
        "uploads",
        headers={**WRITE, **CHECKSUM_TYPE, "x-amz-checksum-algorithm": "ChecksumAlgorithm"},
        boto=BOTO_WRITE,
        metadata=True,
    ),
    Operation(
        "upload_part",
        "PUT",
        "object",
        query={**PART, **UPLOAD},
        headers={**BASIC, **SSE_C, **BODY},
        boto=BOTO_CHECKSUMS,
        required=("partNumber", "uploadId"),
    ),
    Operation(
        "complete_multipart_upload",
        "POST",
        "object",
        query=UPLOAD,
        headers={**BASIC, **SSE_C, **CHECKSUMS, **CHECKSUM_TYPE},
        boto={**CONDITIONS, **BOTO_CHECKSUMS, "x-amz-mp-object-size": "MpuObjectSize"},
        ibm=IBM_RETENTION,
        required=("uploadId",),
    ),
    Operation(
        "abort_multipart_upload",
        "DELETE",
        "object",
        query=UPLOAD,
        headers=BASIC,
        boto={"x-amz-if-match-initiated-time": "IfMatchInitiatedTime"},
        required=("uploadId",),
    ),
    Operation(
        "list_parts",
        "GET",
        "object",
        query={**UPLOAD, "max-parts": "MaxParts", "part-number-marker": "PartNumberMarker"},
        headers=BASIC,
        boto=SSE_C,
        ibm=IBM_MIRROR,
        required=("uploadId",),
    ),
    Operation("get_object_acl", "GET", "object", "acl", query=VERSION, headers=BASIC, ibm=IBM_MIRROR),
    Operation(
        "get_object_legal_hold",
        "GET",
        "object",
        "legal-hold",
        query=VERSION,
        headers=BASIC,
        ibm={"content-md5": "ContentMD5"},
    ),
    Operation("get_object_retention", "GET", "object", "retention", query=VERSION, headers=BASIC),
    Operation("get_object_tagging", "GET", "object", "tagging", query=VERSION, headers=BASIC),
    Operation("delete_object_tagging", "DELETE", "object", "tagging", query=VERSION),
    Operation("head_bucket", "HEAD", "bucket"),
    Operation(
        "create_bucket",
        "PUT",
        "bucket",
        headers={
            **GRANTS,
            "x-amz-bucket-object-lock-enabled": "ObjectLockEnabledForBucket",
            "x-amz-grant-write": "GrantWrite",
        },
        boto={"x-amz-bucket-namespace": "BucketNamespace", "x-amz-object-ownership": "ObjectOwnership"},
        ibm={
            "ibm-service-instance-id": "IBMServiceInstanceId",
            "ibm-sse-kp-customer-root-key-crn": "IBMSSEKPCustomerRootKeyCrn",
            "ibm-sse-kp-encryption-algorithm": "IBMSSEKPEncryptionAlgorithm",
        },
    ),
    Operation("delete_bucket", "DELETE", "bucket"),
    # The SDKs add encoding-type=url to a listing, whether it is asked for or not.
    Operation(
        "list_objects",
        "GET",
        "bucket",
        query={**LIST, "marker": "Marker", "max-keys": "MaxKeys"},
        headers=BASIC,
        boto=BOTO_LIST,
        ibm=IBM_MIRROR,
        required=("encoding-type",),
    ),
    Operation(
        "list_objects_v2",
        "GET",
        "bucket",
        "list-type=2",
        query={
            **LIST,
            "continuation-token": "ContinuationToken",
            "fetch-owner": "FetchOwner",
            "max-keys": "MaxKeys",
            "start-after": "StartAfter",
        },
        boto={**BOTO_LIST, **BOTO_PAYER},
        required=("encoding-type",),
    ),
    Operation(
        "list_object_versions",
        "GET",
        "bucket",
        "versions",
        query={**LIST, **MARKERS, "max-keys": "MaxKeys", "version-id-marker": "VersionIdMarker"},
        boto={**BOTO_LIST, **BOTO_PAYER},
        required=("encoding-type",),
    ),
    Operation(
        "list_multipart_uploads",
        "GET",
        "bucket",
        "uploads",
        query={**LIST, **MARKERS, "max-uploads": "MaxUploads", "upload-id-marker": "UploadIdMarker"},
        boto=BOTO_PAYER,
        ibm=IBM_MIRROR,
    ),
    Operation("get_bucket_acl", "GET", "bucket", "acl"),
    Operation("get_bucket_cors", "GET", "bucket", "cors", ibm=IBM_MIRROR),
    Operation("get_bucket_lifecycle_configuration", "GET", "bucket", "lifecycle"),
    Operation("get_bucket_location", "GET", "bucket", "location"),
    Operation("get_bucket_tagging", "GET", "bucket", "tagging", ibm=IBM_MIRROR),
    Operation("get_bucket_versioning", "GET", "bucket", "versioning"),
    Operation("get_bucket_website", "GET", "bucket", "website"),
)
