"""What each code and message of a store means: a table, and the row that an answer falls under."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..finding import Certainty, Stage
from ..reply import Reply


class Row(NamedTuple):
    """What an answer means. The first row that fits is taken.

    codes: error codes, or empty for any. message: a pattern to be found in the message, or empty for any.
    failure: what has failed; see :data:`FAILURES`.
    """

    codes: tuple[str, ...]
    message: str
    failure: str
    id: str
    certainty: Certainty
    stage: Stage
    title: str
    explanation: str
    fix: str


# What has failed, and whether the store had accepted the signature by then (None: it had not come to that).
FAILURES: dict[str, bool | None] = {
    "form": None,
    "time": None,
    "identity": None,
    "version": None,
    "mechanism": None,
    "region": None,
    "routing": None,
    "headers": None,
    "signature": False,
    "denied": True,
    "missing": True,
    "transfer": True,
    "state": True,
    "server": None,
    "unreached": None,
    "policy": True,
    "unknown": None,
}


_PARAMETERS = ("AuthorizationQueryParametersError", "AuthorizationQueryParameterserror", "InvalidQueryParameters")


_SCOPED = (
    *_PARAMETERS,
    "AuthorizationHeaderMalformed",
    "InvalidRegionName",
    "InvalidArgument",
    "SignatureDoesNotMatch",
)


_RESIGN = "Make a new URL."


ROWS: tuple[Row, ...] = (
    Row(("AccessDenied",), r"(?i)difference between the request time", "time", "expired", "likely", "time",
        "The store calls the URL expired", "rclone's server says so in these words for a URL that has expired.", _RESIGN),
    Row(("AccessDenied", "ExpiredRequest", "RequestExpired", "ExpiredToken", "ERR_PRESIGNED_URL_EXPIRED", "InvalidRequest"),
        r"(?i)request has expired|url has expired|expired request", "time", "expired", "certain", "time",
        "The store says that the URL has expired", "It compares X-Amz-Date and X-Amz-Expires with its own clock.", _RESIGN),
    Row(("ExpiredRequest", "RequestExpired", "ERR_PRESIGNED_URL_EXPIRED"), "", "time", "expired", "certain", "time",
        "The store says that the URL has expired", "It compares X-Amz-Date and X-Amz-Expires with its own clock.", _RESIGN),
    Row(("AccessDenied",), r"(?i)not (?:yet valid|valid yet)", "time", "not-yet-valid", "certain", "time",
        "The store says that the URL is not valid yet", "Its X-Amz-Date is ahead of the store's clock.",
        "Set the clock of the machine that signs, in UTC."),
    Row(("RequestTimeTooSkewed",), "", "time", "clock-skew", "certain", "time",
        "The clock of the machine that signed is off", "A signed request is taken only close to the time it names.",
        "Set the clock of the machine that signs, or sign with the store's time."),
    Row(("AccessDenied", "SignatureDoesNotMatch"), r"(?i)headers present in the request which were not signed", "headers",
        "unsigned-headers", "certain", "headers", "Headers were sent that are not signed",
        "Every x-amz-* header has to be signed. MinIO says the same when a signed header was not sent at all.",
        "Sign them, or do not send them; and send every signed header."),
    Row(("AccessDenied", *_PARAMETERS, "MissingFields", "MissingSecurityHeader"),
        r"(?i)query-string authentication|requires the (?:x-amz|signature)|missing", "form", "missing-parameter", "certain",
        "query", "The store misses parameters of the signature", "Not all of them arrived under their exact names.",
        "Send the whole URL: in quotes in a shell, with '&' and not '&amp;'."),
    Row(("MissingFields",), "", "form", "missing-parameter", "certain", "query",
        "The store misses parameters of the signature", "Not all of them arrived.", "Send the whole URL, in quotes."),
    Row(("AccessDenied", "EntityTooLarge", "EntityTooSmall"), r"(?i)according to policy|policy condition|your proposed upload",
        "policy", "policy-violated", "certain", "permission", "The form breaks a condition of its policy",
        "The policy was signed together with the form: each field must meet its condition, and the file its size.",
        "Send the fields as they were made, the file last; or make the form with other conditions."),
    Row(("ExpiredToken", "TokenRefreshRequired"), "", "identity", "token-expired", "certain", "credentials",
        "The session that signed the URL is over", "A URL of temporary credentials ends with them, whatever its expiry says.",
        "Get new credentials, and make a new URL."),
    Row(("InvalidToken",), "", "identity", "token-invalid", "certain", "credentials",
        "The store does not take the session token", "It is mangled (plus signs read as spaces), cut, or of another session.",
        "Write plus signs of the token as %2B; use the token that came with the key."),
    Row(("InvalidAccessKeyId",), "", "identity", "unknown-access-key", "certain", "credentials",
        "The store does not know the access key id",
        "The key was deleted or disabled, is one of another provider or account, or is misspelt. IBM COS: deleting a service "
        "credential ends every URL that it signed.", "Sign with a key pair that this store has."),
    Row(("InvalidSecurity", "CredentialsNotSupported"), "", "identity", "credentials-refused", "likely", "credentials",
        "The store does not take these credentials", "IBM's table of errors names this code for credentials that are not valid "
        "or not supported.", "Sign with the HMAC keys of a service credential."),
    Row(("InvalidRequest",), r"AWS4-HMAC-SHA256", "version", "sigv2", "certain", "signature",
        "The store takes Signature Version 4 only", "The request is signed by Version 2.",
        "Sign with signature_version='s3v4' and a region."),
    Row(("InvalidArgument",), r"(?i)KMS managed keys require", "version", "sigv2", "certain", "signature",
        "The object is encrypted by KMS, which takes Signature Version 4", "The request is signed by Version 2.",
        "Sign with signature_version='s3v4' and a region."),
    Row(("Unauthorized",), r"(?i)sigv2", "version", "sigv2", "certain", "signature",
        "The store takes Signature Version 4 only", "The request is signed by Version 2.",
        "Sign with signature_version='s3v4' and a region."),
    Row(("InvalidArgument", "InvalidRequest", "AccessDenied"), r"(?i)only one auth mechanism|unsupported authorization type",
        "mechanism", "two-mechanisms", "certain", "headers", "The request was signed in two ways",
        "Beside the signature in the URL an Authorization header was sent: by an application, by curl -u, or from ~/.netrc.",
        "Send the URL without an Authorization header."),
    Row(_PARAMETERS, r"(?i)mal-?formed|expecting \"<", "form", "credential-malformed", "certain", "scope",
        "The store cannot read X-Amz-Credential", "It is written <access key id>/YYYYMMDD/<region>/s3/aws4_request, each "
        "slash as %2F once.", "Sign again; do not encode a finished URL again."),
    Row((*_SCOPED, "InvalidRequest"), r"(?i)region|location constraint", "region", "region", "certain", "scope",
        "The store is in another region than the URL is signed for", "The region in the scope must be the bucket's.",
        "Sign with the region that the store expects."),
    Row((*_PARAMETERS, "InvalidArgument"), r"(?i)less than a week|604800|1 week|one week", "form", "expires-too-long",
        "certain", "query", "The URL is valid for longer than the store allows", "It takes 604800 seconds, 7 days, at most.",
        "Sign with 604800 seconds at most."),
    Row((*_PARAMETERS, "MalformedExpires"), r"(?i)should be a number|non-negative|expires", "form", "expires-invalid",
        "certain", "query", "The store cannot use X-Amz-Expires", "It takes whole seconds, 1 or more.",
        "Sign with a whole number of seconds."),
    Row(("MalformedExpires",), "", "form", "expires-invalid", "certain", "query", "The store cannot use X-Amz-Expires",
        "It takes whole seconds, 1 or more.", "Sign with a whole number of seconds."),
    Row(_PARAMETERS, r"(?i)credential date|not the same as x-amz-date", "form", "scope-date", "certain", "scope",
        "The date in the scope is not that of X-Amz-Date", "Both are the date in UTC.", "Take both from one clock, in UTC."),
    Row(_PARAMETERS, r"(?i)ISO ?8601", "form", "date-format", "certain", "string_to_sign",
        "The store cannot read X-Amz-Date", "It is written 20130524T000000Z.", "Write the time as %Y%m%dT%H%M%SZ in UTC."),
    Row(_PARAMETERS, r"(?i)service", "form", "service", "certain", "scope", "The scope names another service than s3",
        "The service is part of the scope.", "Sign with the service 's3'."),
    Row(_PARAMETERS, r"(?i)terminal", "form", "terminator", "certain", "scope", "The scope does not end in 'aws4_request'",
        "These words end every scope.", "End the scope in aws4_request."),
    Row(_PARAMETERS, r"(?i)algorithm", "form", "algorithm", "certain", "string_to_sign",
        "The store does not know X-Amz-Algorithm", "It takes AWS4-HMAC-SHA256.", "Sign with AWS4-HMAC-SHA256."),
    Row((*_PARAMETERS, "AuthorizationHeaderMalformed", "MalformedAuthHeader"), "", "form", "parameters", "certain", "query",
        "The store cannot read the parameters of the signature", "Its message says which.", "Sign again."),
    Row(("MalformedSecurityHeader",), r"(?i)signedheaders, but not in the request", "headers", "signed-header-missing",
        "certain", "headers", "A signed header was not sent", "Google names it in ParameterName.",
        "Send it with the value that was signed, or sign without it."),
    Row(("MalformedSecurityHeader",), "", "form", "parameters", "certain", "query",
        "Google cannot read a part of the signature", "ParameterName and Details say which.", "Sign again."),
    Row(("SignatureDoesNotMatch", "SignatureMismatch"), "", "signature", "signature-mismatch", "likely", "signature",
        "The store computed another signature",
        "Left as causes: the secret, the method, a signed header's value, or a URL that was changed after signing.",
        "Give diagnose() the credentials: it recomputes the signature under each cause until one is equal."),
    Row(("PermanentRedirect", "TemporaryRedirect", "Redirect"), "", "routing", "redirect", "certain", "network",
        "The store sends the request on to another host",
        "The bucket is in another region than the host, or too new for the global name. Whoever follows sends another Host "
        "header than was signed.", "Sign for the host that the answer names."),
    Row(("NoSuchBucket",), "", "missing", "no-such-bucket", "certain", "network",
        "There is no such bucket at this endpoint",
        "The request was understood. The bucket is misspelt, or lives at another endpoint.",
        "Sign for the endpoint of the bucket's own location."),
    Row(("NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchObject"), "", "missing", "no-such-key", "certain", "permission",
        "The signature was accepted: there is no such object", "The key in the URL names nothing in this bucket.",
        "Compare the key in the URL with that of the object, letter by letter: case, spaces, slashes, Unicode form."),
    Row(("NoSuchUpload",), "", "missing", "no-such-upload", "certain", "permission",
        "The signature was accepted: there is no such multipart upload", "It was completed, aborted, or never started.",
        "Start a new upload."),
    Row(("UnauthorizedAccess",), "", "denied", "access-denied", "likely", "permission",
        "The store refuses access to the bucket",
        "Backblaze B2 says so for keys that are limited to another bucket, and for URLs that are signed by Version 2.",
        "Check what the key may do; sign by SigV4."),
    Row(("MethodNotAllowed",), "", "state", "method-unserved", "certain", "method",
        "The store does not serve this method here", "The method does not fit the resource.", "Use GET, HEAD, PUT or DELETE."),
    Row(("NotImplemented",), "", "transfer", "not-implemented", "certain", "transfer",
        "The store does not know what a header asks for",
        "Most often the body came in chunks, without a length; else a checksum that an SDK added.",
        "Send the body with its length; sign without checksums."),
    Row(("MissingContentLength",), "", "transfer", "chunked", "certain", "transfer",
        "The body was sent without Content-Length", "The client streamed it in chunks.",
        "Send bytes, or a file whose size is known."),
    Row(("BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch", "ChecksumMismatch"), "",
        "transfer", "payload-mismatch", "certain", "payload", "The body does not fit the checksum that came with it",
        "The body was changed, or the checksum was made for another one: SDKs put that of an empty body into presigned URLs.",
        "Sign without a checksum, or send the body it was made for."),
    Row(("MalformedPOSTRequest", "RequestIsNotMultiPartContent", "IncorrectNumberOfFilesInPostRequest",
         "MaxPostPreDataLengthExceededError"), "", "form", "post-form", "certain", "transfer",
        "The form is not a multipart/form-data POST as the store takes it",
        "A presigned POST is sent with every field, and the file last.", "Send the fields first, 'file' last."),
    Row(("EntityTooLarge", "EntityTooSmall", "MaxMessageLengthExceeded"), "", "transfer", "size", "certain", "transfer",
        "The store does not take a body of this size", "One PUT takes up to 5 GB.", "Use a multipart upload."),
    Row(("KeyTooLong", "KeyTooLongError", "InvalidURI", "InvalidBucketName", "InvalidObjectName"), "", "form", "bad-name",
        "certain", "path", "The store does not take this name", "The bucket or the key breaks its rules.",
        "Check the bucket's name, and the key: at most 1,024 bytes."),
    Row(("InvalidObjectState",), "", "state", "archived", "certain", "permission",
        "The signature was accepted: the object is archived", "It has to be restored before it can be read.", "Restore it."),
    Row(("PreconditionFailed", "InvalidRange"), "", "state", "condition", "certain", "permission",
        "The signature was accepted: a condition of the request is not met",
        "An If-* or Range header does not fit the object.", "Send the request without it."),
    Row(("SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "OperationAborted"), "", "server", "server-busy",
        "certain", "network", "The store could not serve the request just now", "That is no fault of the URL.",
        "Try again, with growing pauses."),
    Row(("AccessDenied", "Forbidden", "AllAccessDisabled"), "", "denied", "access-denied", "certain", "permission",
        "The signature was accepted: whoever signed may not do this",
        "A URL can do what its signer can. A policy, a firewall or an allow-list may refuse as well; and S3 says so for an "
        "object that does not exist if the signer may not list the bucket.",
        "Give the signer the right (read or write on this bucket), and check firewall and policies."),
)  # fmt: skip


def row_of(reply: Reply | None) -> Row | None:
    """The row that an answer falls under, or None where its code is in none."""
    if not reply or not reply.error:
        return None
    text = "\n".join((reply.message, reply.fields.get("Details", "")))[:20_000]
    code = reply.code or _code_by_message(text)
    for row in ROWS:
        if code in row.codes and (not row.message or re.search(row.message, text)):
            return row
    return None


def _code_by_message(text: str) -> str:
    """The code of an answer that has only words, as other services of AWS give them."""
    if "signature we calculated does not match" in text:
        return "SignatureDoesNotMatch"
    return "AccessDenied" if re.search(r"(?i)expired|forbidden", text) else ""


def failure_of(reply: Reply | None) -> str | None:
    """What has failed, by the answer; None without an answer or where all went well."""
    if reply is None or reply.ok:
        return None
    if row := row_of(reply):
        return row.failure
    if reply.status in (301, 307, 308):
        return "routing"
    if reply.status == 404 and reply.kind == "empty":
        return "missing"
    return "unreached" if reply.kind == "html" or reply.failed_client else "unknown"
