"""The store's side: recompute the signature of a received request, and say whether it would be served."""

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from ...errors import InputError
from ...results import Result
from ...scrub_frames import scrub_frames
from ...sigv4 import Credentials, Part, Secret, Signed, Stage, Url, uri_decode
from ...sigv4.canonical import UNSIGNED_PAYLOAD, Headers, canonical_request, header_lines, pairs
from ...sigv4.parts import join
from ...sigv4.signed import Computation
from ...sigv4.signing import ALGORITHM, compute, in_utf8, scope_pieces
from ...sigv4.url import Param
from ...storage.checks import Pairs, check_provider, check_sent_body, check_sent_method, moment, pairs_of_text
from ...storage.credential_checks import check_key_pair
from ...storage.known_hosts import region_wanted
from ...storage.provider import Provider
from ..reading.meanings import SIGNING
from ..reading.parsing import ParsedRequest, parse

# A clock this much ahead is still accepted: the figure AWS documents, and MinIO's source has.
ALLOWED_SKEW = timedelta(minutes=15)
_PAYLOAD = "x-amz-content-sha256"


@dataclass(frozen=True, slots=True)
class Verification(Result):
    """What a store would decide, and what it would compute on the way. It is true where the request is accepted.

    Attributes:
        accepted: whether the request would be served.
        code: the error code a store answers with, in AWS's words, or None.
        message: the reason in one sentence, or None.
        claimed: what the request says of itself.
        computed: the stages as the store computes them, or None where the request is too broken to compute.
        example: the credentials are published ones and the request is made with them, so that all may be shown and saved.
    """

    accepted: bool
    code: str | None
    message: str | None
    claimed: ParsedRequest
    computed: Computation | None
    example: bool = False

    def __bool__(self) -> bool:
        """Whether the request would be served, so that ``if verify(url, credentials):`` lets no bad link pass."""
        return self.accepted

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The computed texts, in order; empty where nothing could be computed."""
        return self.computed.stages if self.computed else ()


@scrub_frames
def verify(
    request: ParsedRequest | Signed | str,
    credentials: Credentials,
    *,
    method: str | None = None,
    headers: Pairs = (),
    body: bytes | str | None = None,
    provider: Provider | str | None = None,
    now: datetime | None = None,
) -> Verification:
    """Check a presigned request as a store does.

    The longest expiry, and the region, are those of the store whose host it is, where they are known, and so is whatever a
    store was seen to do otherwise than AWS documents. For the others, a parameter of the signature that is given more than
    once, with different values, is not accepted, and the order of the names in X-Amz-SignedHeaders is not checked: the
    stores that were tried differ, and for AWS and IBM it is not known.

    Args:
        request: a URL, a parsed request or a :class:`Signed`.
        credentials: the key pair the store has on record.
        method: the method it was sent with, in any case; None takes the request's own, else GET.
        headers: the headers it was sent with; ``Host`` among them if it differs from the URL's.
        body: the body that was sent, text as UTF-8; where x-amz-content-sha256 was sent with it, that has to be its hash.
        provider: the store, or its id, such as ``"ceph"``, where its host does not tell; see ``cosnb.providers()``.
        now: the store's clock, with a time zone; None reads the clock.

    Returns:
        The verdict, which is true where the request is accepted, and what led to it.

    Raises:
        InputError: a value cannot be used, ``provider`` is not known, the request is not signed with Signature Version 4 in its
            query, or it has no UTF-8 form.
        CredentialsError: the credentials are not a key pair.

    Source: "Authenticating requests: using query parameters (AWS Signature Version 4)", Amazon S3 API reference; the limits
    of the expiry, each store's own documentation or source.
    """
    if not isinstance(request, ParsedRequest | Signed | str):
        problem = f"a {type(request).__name__} is not a signed request."
        remedy = "Give a presigned URL, or what presign() or parse() made, and then the credentials."
        raise InputError("request", problem, remedy)
    pair, when = check_key_pair(credentials), moment(now)
    asked = None if method is None else check_sent_method(method)
    rows = pairs_of_text("headers", headers)
    if isinstance(request, Signed):
        asked, rows = asked or request.method, rows or pairs(request.headers)
        request = request.url
    claimed = parse(request) if isinstance(request, str) else request
    if claimed.kind != "query":
        raise InputError("request", "it carries no Signature Version 4 in its query.", "Give a presigned URL.")
    sent, store = rows or claimed.headers, check_provider(provider) or claimed.known_host.provider
    data = check_sent_body(body)
    computed = _compute(claimed, pair, asked or claimed.method or "GET", sent, store)
    code, message = _decide(claimed, pair, computed.signature, sent, when, store)
    if code is None and data is not None and "hash" not in store.habits:
        code, message = _check_body(sent, data)
    example = pair.example and claimed.access_key_id == pair.access_key_id
    return Verification(code is None, code, message, claimed, computed, example)


def payload_of(url: Url, headers: Headers) -> str:
    """The last line of the canonical request, as a store takes it for a presigned URL: never the hash of a body by itself."""
    sent = [value.strip() for name, value in pairs(headers) if name.strip().lower() == _PAYLOAD and value.strip()]
    in_query = [uri_decode(join(value)) for name, value in url.query if uri_decode(name.text).lower() == _PAYLOAD]
    return (sent[-1:] or in_query or [UNSIGNED_PAYLOAD])[0]


@in_utf8
def _compute(claimed: ParsedRequest, pair: Credentials, method: str, headers: Headers, store: Provider) -> Computation:
    sent = header_lines(headers, claimed.url)
    names = sorted(claimed.signed_headers) if "sorted" in store.habits else claimed.signed_headers
    # A signed header that was not sent counts with an empty value.
    lines = {name: sent.get(name, (Part("", f"header:{name}"),)) for name in names}
    payload = UNSIGNED_PAYLOAD if "hash" in store.habits else payload_of(claimed.url, headers)
    rows = claimed.url.query
    if "last" in store.habits:
        rows = tuple({name.text: Param(name, value) for name, value in rows}.values())
    if "plus" in store.habits:
        rows = tuple(Param(name, tuple(p.written(p.text.replace("+", "%20")) for p in value)) for name, value in rows)
    canonical = canonical_request(method, replace(claimed.url, query=rows), lines, payload)
    pieces = scope_pieces(Part(claimed.date, "date"), claimed.region, claimed.service, claimed.terminator)
    timestamp = (Part(claimed.timestamp[:8], "date"), Part(claimed.timestamp[8:], "time"))
    return compute(canonical, pair, pieces, timestamp)


def signed_texts(request: ParsedRequest, method: str, headers: Pairs, body: bytes | None = None) -> Computation:
    """What is signed, for which no key is needed; the key is none. Raises InputError: it is not signed for S3, a header is missing."""
    if request.kind not in ("query", "header") or not request.service.startswith("s3"):
        raise InputError("evidence", "nothing in it is signed for S3.", "Give a link, a raw or a canonical request.")
    sent = header_lines(pairs(headers), request.url)
    if name := next((name for name in request.signed_headers if name not in sent), ""):
        problem = f"{name!r} is signed, and its value is not told."
        raise InputError("headers", problem, f"Give --header '{name}: VALUE'.")
    # Without this header the hash is that of the body, in a request that is signed in its header.
    if request.kind == "header" and _PAYLOAD not in sent:
        headers = (*pairs(headers), (_PAYLOAD, sha256(body or request.body or b"").hexdigest()))
    return _compute(request, Credentials("none", "none"), method, headers, request.known_host.provider)


def _decide(
    claimed: ParsedRequest, credentials: Credentials, right: str, headers: Headers, now: datetime, store: Provider
) -> tuple[str | None, str | None]:
    """The first check that fails: form, key, time, headers, signature."""
    if problem := _malformed(claimed, store):
        return "AuthorizationQueryParametersError", problem
    if claimed.access_key_id != credentials.access_key_id:
        return "InvalidAccessKeyId", "The access key id is not the one on record."
    if claimed.session_token and not credentials.session_token and "token" not in store.habits:
        return "InvalidToken", "X-Amz-Security-Token is given, and no session token goes with the access key on record."
    if credentials.session_token and Secret(claimed.session_token) != credentials.session_token:
        return "InvalidToken", "X-Amz-Security-Token is not the session token that goes with the access key."
    if credentials.expires_at and now >= credentials.expires_at:
        return "ExpiredToken", f"The session of the credentials ended at {credentials.expires_at:%Y-%m-%dT%H:%M:%SZ}."
    if claimed.signed_at and claimed.signed_at > now + ALLOWED_SKEW and "future" not in store.habits:
        return "AccessDenied", f"Request is not yet valid: it is dated {claimed.timestamp}."
    if claimed.expires_at and now >= claimed.expires_at:
        return "AccessDenied", f"Request has expired at {claimed.expires_at:%Y-%m-%dT%H:%M:%SZ}."
    absent = {*claimed.signed_headers} - header_lines(headers, claimed.url).keys()
    if absent and "absent" in store.habits:
        return "AccessDenied", f"Headers are signed that were not sent: {', '.join(sorted(absent))}."
    loose = {name.lower() for name, _ in pairs(headers)} - {*claimed.signed_headers}
    taken = _PAYLOAD if "asked" not in store.habits else " ", *store.unsigned
    if unsigned := sorted(name for name in loose if name.startswith("x-amz-") and not name.startswith(taken)):
        listed = ", ".join(unsigned)
        return "AccessDenied", f"There were headers present in the request which were not signed: {listed}."
    given = _values(claimed, "X-Amz-Signature") or [claimed.signature]
    chosen = given[:1] if "first" in store.habits else given[-1:] if "last" in store.habits else given
    return _check_signatures(chosen, right)


def _check_signatures(given: list[str], right: str) -> tuple[str | None, str | None]:
    """What is given as the signature: once, or more than once, where stores differ in which one they take."""
    matches = [hmac.compare_digest(right.encode(), one.encode()) for one in given]
    if all(matches):
        return None, None
    if not any(matches):
        return "SignatureDoesNotMatch", "The signature in the URL is not the one computed from this request."
    right_ones = "the first" if matches[0] else "the last" if matches[-1] else "neither the first nor the last"
    differ = "Stores differ in which one they take: MinIO takes the first, Swift the last."
    return "SignatureDoesNotMatch", f"X-Amz-Signature is given {len(given)} times, and {right_ones} is right. {differ}"


def _check_body(headers: Headers, body: bytes) -> tuple[str | None, str | None]:
    """The body against the hash that was signed: a store comes to it last."""
    claimed = [value.strip() for name, value in pairs(headers) if name.lower() == _PAYLOAD]
    right = sha256(body).hexdigest()
    if any(re.fullmatch("[0-9a-f]{64}", value) and value != right for value in claimed):
        return "XAmzContentSHA256Mismatch", "x-amz-content-sha256 is not the SHA-256 of the body."
    return None, None


def _malformed(claimed: ParsedRequest, store: Provider) -> str | None:
    if claimed.problems:
        return claimed.problems[0]
    # More than one signature is compared at the end: whoever takes another one than the right one says so.
    for name in SIGNING:
        if name != "X-Amz-Signature" and len(set(_values(claimed, name))) > 1:
            return f"{name} is given more than once, and stores differ in which one they take."
    if _values(claimed, "X-Amz-Algorithm")[:1] != [ALGORITHM]:
        return f"X-Amz-Algorithm is not {ALGORITHM}."
    if (claimed.service != "s3" and "service" not in store.habits) or claimed.terminator != "aws4_request":
        return "X-Amz-Credential does not end in /s3/aws4_request."
    if claimed.signed_at is None:
        return f"X-Amz-Date {claimed.timestamp!r} is not in the form 20130524T000000Z."
    if claimed.date != claimed.timestamp[:8] and "day" not in store.habits:
        return f"The date of X-Amz-Credential, {claimed.date!r}, is not that of X-Amz-Date, {claimed.timestamp[:8]!r}."
    if claimed.expires is None or claimed.expires < 1:
        return "X-Amz-Expires is not a whole number of seconds, 1 or more."
    # Only where it is known: IBM documents no maximum, and of some stores nothing is known.
    if store.max_expires and claimed.expires > store.max_expires and store.over_max == "refused":
        return f"X-Amz-Expires is over {store.max_expires} seconds, which {store.name} refuses."
    if "host" not in claimed.signed_headers and not ("host" in store.habits and f"{claimed.signed_headers}".islower()):
        return "X-Amz-SignedHeaders does not name host."
    wanted = region_wanted(claimed.host, claimed.region)
    if wanted and store.mark("scope_region") == "V":
        return f"Error parsing the X-Amz-Credential parameter; the region {claimed.region!r} is wrong; expecting {wanted!r}."
    if "order" in store.habits and list(claimed.signed_headers) != sorted(claimed.signed_headers):
        return f"X-Amz-SignedHeaders is not in order, which {store.name} refuses."
    return None


def _values(claimed: ParsedRequest, wanted: str) -> list[str]:
    """Every value of a parameter, decoded."""
    return [uri_decode(join(value)) for name, value in claimed.url.query if uri_decode(name.text) == wanted]
