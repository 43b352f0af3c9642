"""What the S3 API calls parameters and headers on the wire, and what the SDKs for Python call them, by group.

Source: the S3 service model (2006-03-01) of botocore 1.43.106 and ibm-cos-sdk-core 2.16.2.
"""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, str]

OWNER: Names = {"x-amz-expected-bucket-owner": "ExpectedBucketOwner"}
BASIC: Names = {**OWNER, "x-amz-request-payer": "RequestPayer"}
SSE_C: Names = {
    "x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
    "x-amz-server-side-encryption-customer-key": "SSECustomerKey",
    "x-amz-server-side-encryption-customer-key-md5": "SSECustomerKeyMD5",
}
IF_MATCH: Names = {"if-match": "IfMatch"}
CONDITIONS: Names = {**IF_MATCH, "if-none-match": "IfNoneMatch"}
READ: Names = {
    **BASIC,
    **SSE_C,
    **CONDITIONS,
    "if-modified-since": "IfModifiedSince",
    "if-unmodified-since": "IfUnmodifiedSince",
    "range": "Range",
    "x-amz-checksum-mode": "ChecksumMode",
}
GRANTS: Names = {
    "x-amz-acl": "ACL",
    "x-amz-grant-full-control": "GrantFullControl",
    "x-amz-grant-read": "GrantRead",
    "x-amz-grant-read-acp": "GrantReadACP",
    "x-amz-grant-write-acp": "GrantWriteACP",
}
WRITE: Names = {
    **BASIC,
    **SSE_C,
    **GRANTS,
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "content-type": "ContentType",
    "expires": "Expires",
    "x-amz-object-lock-legal-hold": "ObjectLockLegalHoldStatus",
    "x-amz-object-lock-mode": "ObjectLockMode",
    "x-amz-object-lock-retain-until-date": "ObjectLockRetainUntilDate",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
    "x-amz-storage-class": "StorageClass",
    "x-amz-tagging": "Tagging",
    "x-amz-website-redirect-location": "WebsiteRedirectLocation",
}
CHECKSUMS: Names = {
    "x-amz-checksum-crc32": "ChecksumCRC32",
    "x-amz-checksum-crc32c": "ChecksumCRC32C",
    "x-amz-checksum-crc64nvme": "ChecksumCRC64NVME",
    "x-amz-checksum-sha1": "ChecksumSHA1",
    "x-amz-checksum-sha256": "ChecksumSHA256",
}
CHECKSUM_TYPE: Names = {"x-amz-checksum-type": "ChecksumType"}
BODY: Names = {
    **CHECKSUMS,
    "content-length": "ContentLength",
    "content-md5": "ContentMD5",
    "x-amz-sdk-checksum-algorithm": "ChecksumAlgorithm",
}
VERSION: Names = {"versionId": "VersionId"}
PART: Names = {"partNumber": "PartNumber"}
UPLOAD: Names = {"uploadId": "UploadId"}
RESPONSE: Names = {
    "response-cache-control": "ResponseCacheControl",
    "response-content-disposition": "ResponseContentDisposition",
    "response-content-encoding": "ResponseContentEncoding",
    "response-content-language": "ResponseContentLanguage",
    "response-content-type": "ResponseContentType",
    "response-expires": "ResponseExpires",
}
LIST: Names = {"delimiter": "Delimiter", "encoding-type": "EncodingType", "prefix": "Prefix"}
MARKERS: Names = {"key-marker": "KeyMarker"}

# What boto3 alone has, and ibm_boto3 alone.
BOTO_CHECKSUMS: Names = {
    "x-amz-checksum-md5": "ChecksumMD5",
    "x-amz-checksum-sha512": "ChecksumSHA512",
    "x-amz-checksum-xxhash128": "ChecksumXXHASH128",
    "x-amz-checksum-xxhash3": "ChecksumXXHASH3",
    "x-amz-checksum-xxhash64": "ChecksumXXHASH64",
}
BOTO_WRITE: Names = {
    "x-amz-object-lock-event-hold": "ObjectLockEventHold",
    "x-amz-object-lock-event-hold-duration-days": "ObjectLockEventHoldDurationDays",
    "x-amz-object-lock-event-hold-duration-years": "ObjectLockEventHoldDurationYears",
    "x-amz-server-side-encryption-bucket-key-enabled": "BucketKeyEnabled",
    "x-amz-server-side-encryption-context": "SSEKMSEncryptionContext",
}
BOTO_LIST: Names = {"x-amz-optional-object-attributes": "OptionalObjectAttributes"}
BOTO_PAYER: Names = {"x-amz-request-payer": "RequestPayer"}
IBM_MIRROR: Names = {"mirror-destination": "MirrorDestination"}
IBM_RETENTION: Names = {
    "retention-expiration-date": "RetentionExpirationDate",
    "retention-legal-hold-id": "RetentionLegalHoldId",
    "retention-period": "RetentionPeriod",
}

INTEGERS = frozenset({"MaxKeys", "MaxParts", "MaxUploads", "PartNumber", "PartNumberMarker"})

# Dates, numbers, switches and lists, which the SDKs write in a form of their own; and what makes them compute a checksum.
NOT_TEXT = frozenset(
    {"BucketKeyEnabled", "BypassGovernanceRetention", "ChecksumAlgorithm", "ContentLength", "Expires", "FetchOwner"}
    | {"IfMatchInitiatedTime", "IfMatchLastModifiedTime", "IfMatchSize", "IfModifiedSince", "IfUnmodifiedSince"}
    | {"MpuObjectSize", "ObjectLockEnabledForBucket", "ObjectLockEventHoldDurationDays"}
    | {"ObjectLockEventHoldDurationYears", "ObjectLockRetainUntilDate", "OptionalObjectAttributes", "ResponseExpires"}
    | {"RetentionExpirationDate", "RetentionPeriod", "WriteOffsetBytes"}
)
