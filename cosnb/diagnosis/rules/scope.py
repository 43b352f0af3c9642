"""Rules about the credential and its scope: shape, region, service, terminator, and the kind of key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...storage.hosts import global_host_of
from ..evidence import Evidence
from ..finding import Finding
from ..halves import looks_secret, swapper
from ..showing import shown
from .pair import swapped_keys

_SHAPE = "<access key id>/YYYYMMDD/<region>/s3/aws4_request"
# What R2 says it takes (an answer quoted in an issue), and the two names it documents for "auto".
_R2_REGIONS = ("auto", "", "us-east-1", "wnam", "enam", "weur", "eeur", "apac", "oc")
_S3_SERVICES = ("s3", "s3express", "s3-object-lambda", "s3-outposts")


def credential_shape(e: Evidence) -> Iterator[Finding]:
    """X-Amz-Credential does not have five pieces, or one of them is not what it should be."""
    text = e.value("X-Amz-Credential")
    if not e.is_v4 or text is None:
        return
    pieces = text.count("/") + 1
    request = e.request
    problem = (
        f"it has {pieces} pieces, not 5" if pieces < 5
        else "it begins with the scope: there is no access key id" if not request.access_key_id
        else f"its date '{shown(request.date, 20)}' is not 8 digits" if not re.fullmatch(r"\d{8}", request.date)
        else ""
    )  # fmt: skip
    if problem:
        yield Finding(
            "credential-malformed",
            "certain",
            "scope",
            "X-Amz-Credential is malformed",
            f"It is written as {_SHAPE}, with each slash as %2F.",
            problem,
            "Build it from the access key id and the scope, and sign again.",
        )


def service(e: Evidence) -> Iterator[Finding]:
    """The scope names another service than S3."""
    request = e.request
    if request.kind not in ("query", "header") or not request.terminator or request.service in _S3_SERVICES:
        return
    if request.service == "" and not re.fullmatch(r"\d{8}", request.date):
        return
    other = request.host.startswith(f"{request.service}.") or f".{request.service}." in request.host
    if request.service and other:
        return
    yield Finding(
        "service",
        "certain" if e.provider.id != "custom" else "likely",
        "scope",
        f"The scope names the service '{shown(request.service, 30)}', not 's3'",
        "The service is part of the scope and of the signing key; object stores take 's3'.",
        f"scope: {shown('/'.join((request.date, request.region, request.service, request.terminator)), 80)}",
        "Sign with the service 's3'.",
    )


def terminator(e: Evidence) -> Iterator[Finding]:
    """The scope does not end in aws4_request."""
    request = e.request
    if request.kind in ("query", "header") and request.terminator not in ("", "aws4_request"):
        yield Finding(
            "terminator",
            "certain",
            "scope",
            "The scope does not end in 'aws4_request'",
            "These words end every scope, and are the message of the last HMAC of the signing key.",
            f"it ends in '{shown(request.terminator, 40)}'",
            "End the scope in aws4_request, and sign again.",
        )


def region(e: Evidence) -> Iterator[Finding]:
    """The region in the scope is not the one the host names. Never for IBM COS, which documents any string."""
    request, wanted = e.request, e.host.region
    if request.kind not in ("query", "header") or e.is_ibm or not request.date or e.provider.id == "custom":
        return
    if global_host_of(request.host):
        if request.region not in ("us-east-1", ""):
            yield _global_host(e)
        return
    if wanted is None or request.region == wanted or (e.provider.id == "r2" and request.region in _R2_REGIONS):
        return
    sure = e.provider.mark("scope_region") == "V"
    doubt = "" if sure else f" How strict {e.store} is with it is not confirmed."
    yield Finding(
        "region",
        "certain" if sure else "possible",
        "scope",
        f"The scope says '{shown(request.region, 30)}', the host is that of '{wanted}'",
        f"{e.provider.name}: {e.provider.region_rule}.{doubt}",
        f"region in X-Amz-Credential: {shown(request.region, 40)}\nhost: {shown(request.host, 120)}",
        f"Sign with region '{wanted}'.",
    )


def _global_host(e: Evidence) -> Finding:
    redirected = e.reply is not None and e.reply.status in (301, 307)
    return Finding(
        "global-host",
        "certain" if redirected else "likely" if e.mismatch else "possible",
        "network",
        f"The URL goes to S3's global host, and is signed for '{shown(e.request.region, 30)}'",
        "S3 answers such a request with a redirect to the regional host while a bucket is new. Whoever follows it sends "
        "another Host header than was signed.",
        f"host: {shown(e.request.host, 120)}",
        "Sign for the regional host: with boto3, Config(s3={'addressing_style': 'virtual'}) and region_name, or endpoint_url.",
    )


def dirty_access_key(e: Evidence) -> Iterator[Finding]:
    """White space, quotes or invisible characters around the access key id."""
    text = e.request.access_key_id
    found = re.findall(r"[\s\"'`\x00-\x1f\x7f-\xa0\u200b-\u200f\ufeff]", text)
    if found:
        yield Finding(
            "access-key-characters",
            "certain",
            "credentials",
            "The access key id has characters that do not belong to it",
            "A line end, a space or a quote was copied with it; the store looks for a key of exactly this name.",
            f"the access key id holds {', '.join(dict.fromkeys(f'U+{ord(sign):04X}' for sign in found))}",
            "Copy the access key id again, alone; look at the secret too, which comes from the same place.",
        )


def kind_of_key(e: Evidence) -> Iterator[Finding]:
    """An access key id whose form is that of another provider, or that looks like a secret."""
    text = e.request.access_key_id.strip()
    if not text or e.request.kind == "unsigned":
        return
    if swapper(text, e.credentials):
        return  # the rule about the pair says whose fault it is
    if looks_secret(text) and not (e.credentials and text == e.credentials.access_key_id):
        yield swapped_keys(f"It has {len(text)} characters, in the form of a secret.", sure=False)
    elif e.is_ibm and re.fullmatch(r"A[KS]IA[A-Z0-9]{16}", text):
        yield _foreign("of AWS", e)
    elif e.is_ibm and re.fullmatch(r"[A-Za-z0-9_-]{44}", text):
        yield _foreign("of IAM: an API key, which cannot sign", e)
    elif e.is_ibm and re.match(r"(?i)(apikey-|iam-|serviceid-|crn:)", text):
        yield _foreign("of IAM, which cannot sign", e)
    elif e.provider.id == "aws" and re.fullmatch(r"[0-9a-f]{32}", text):
        yield _foreign("of IBM COS or R2 (32 hex digits)", e)
    elif e.provider.id not in ("gcs", "custom") and text.startswith("GOOG") and len(text) > 20:
        yield _foreign("of Google Cloud Storage", e)
    elif re.match(r"(?i)bearer ", text) or (text.count(".") == 2 and text.startswith("eyJ")):
        yield _foreign("of a token", e)


def _foreign(what: str, e: Evidence) -> Finding:
    return Finding(
        "foreign-key",
        "likely",
        "credentials",
        f"The access key id has the form {what}",
        f"{e.provider.name} knows only its own key pairs. IBM COS takes the HMAC keys of a service credential."
        if e.is_ibm
        else "A store knows only its own key pairs.",
        f"{len(e.request.access_key_id)} characters, beginning '{shown(e.request.access_key_id[:4])}'",
        "Use a key pair of this store.",
    )


def token(e: Evidence) -> Iterator[Finding]:
    """Temporary credentials: the token is missing, mangled, or ends earlier than the URL."""
    fields = e.all("X-Amz-Security-Token")
    request = e.request
    if re.fullmatch(r"ASIA[A-Z0-9]{16}", request.access_key_id) and not fields and not e.header("x-amz-security-token"):
        yield Finding(
            "token-missing",
            "certain" if e.provider.id == "aws" else "likely",
            "credentials",
            "The access key is a temporary one, and the session token is missing",
            "Keys that begin with ASIA work only together with their session token, which is signed as X-Amz-Security-Token.",
            f"access key id {shown(request.access_key_id[:4])}…, no X-Amz-Security-Token",
            "Sign with all three: access key id, secret and session token.",
        )
    elif e.credentials and e.credentials.session_token and not fields and e.is_v4:
        yield Finding(
            "token-missing",
            "certain",
            "credentials",
            "The credentials given here have a session token, and the URL has none",
            "A temporary key works only together with its session token, which is signed as X-Amz-Security-Token.",
            "no X-Amz-Security-Token in the URL",
            "Sign with all three: access key id, secret and session token.",
        )
    for field in fields[:1]:
        wire = field.wire_value or ""
        if " " in field.value or "+" in wire:
            sign = "a space" if " " in field.value else "a bare '+'"
            yield Finding(
                "token-mangled",
                "likely",
                "query",
                f"The session token holds {sign}",
                "A token is base64 and holds plus signs; in a query each is written %2B, or it is read as a space.",
                f"X-Amz-Security-Token, {len(field.value)} characters, not shown",
                "Write plus signs as %2B.",
                request.wire.replace(wire, re.sub(r"\+|%20| ", "%2B", wire)) if wire else None,
            )
        elif wire:
            yield Finding(
                "temporary-credentials",
                "possible",
                "credentials",
                "The URL ends with the session that signed it",
                "It carries a session token: once the session is over (often after 1 to 12 hours) the store refuses the URL, "
                "however long X-Amz-Expires still runs.",
                "X-Amz-Security-Token is present"
                + ("; IBM's documentation does not mention session tokens" if e.is_ibm else ""),
                "Sign with a lasting key pair, or keep the expiry shorter than the session.",
            )


RULES = (credential_shape, service, terminator, region, dirty_access_key, kind_of_key, token)
