"""What kind of thing was pasted: is it a URL, of a sane length, signed, and by which scheme?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...links.reading.meanings import REQUIRED
from ...links.reading.pasted import ENDPOINT
from ...links.reading.schemes import Scheme, scheme_of
from ..cause import LOST, SIGNATURE, Cause, Failures, Said, Sight
from ..evidence import Evidence
from ..finding import Certainty
from ..formatting import shown

# Servers take 8,000 to 64,000 characters.
MAX_URL = 66_000
_NEVER: Failures = frozenset(
    {"identity", "form", "denied", "version", "missing", "unknown", "signature", "argument", "routing"}
)


def _no_url(e: Evidence) -> Iterator[Sight]:
    nothing = not e.request.wire and not e.request.fields and e.request.kind == "unsigned"
    if nothing and not e.reply and "makes-link" not in e.pasted.marks:
        settings = ENDPOINT in e.pasted.marks
        yield Sight("likely", how=" of a request") if settings else Sight("certain")


def _code(e: Evidence) -> Iterator[Sight]:
    if "makes-link" in e.pasted.marks and not e.reply:
        yield Sight("certain")


def _s3_uri(e: Evidence) -> Iterator[Sight]:
    if e.request.url.scheme == "s3":
        yield Sight("certain", f"it begins with '{shown(e.request.wire[:40])}'")


def _plain_http(e: Evidence) -> Iterator[Sight]:
    if e.request.url.scheme == "http" and any("HTTPS only" in rule for rule in e.provider.rules):
        yield Sight("certain", f"{e.provider.name} is reached by https alone", url="https" + e.request.wire[4:])


def _other(e: Evidence) -> Scheme | None:
    return scheme_of((field.name for field in e.fields), f"{e.request.host}{e.path}")


def _other_scheme(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "unsigned" and e.request.wire and (found := _other(e)):
        named = f"the parameters {', '.join(found.names)}" if found.names else f"host: {shown(e.request.host, 120)}"
        yield Sight("certain" if found.sure else "likely", named, found.what, fix=found.where)


def _unsigned(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "unsigned" and e.request.wire and not _other(e):
        names = ", ".join(shown(field.name, 40) for field in e.fields[:10])
        fix = "Sign with an HMAC key pair; IAM tokens cannot presign." if e.is_ibm else ""
        yield Sight("certain", f"parameters: {names or 'none'}", fix=fix)


def _mixed(e: Evidence) -> Iterator[Sight]:
    names = {field.name for field in e.fields}
    v4, v2 = sorted(names & set(REQUIRED)), sorted(names & {"AWSAccessKeyId", "Signature"})
    if v4 and v2:
        yield Sight("certain", f"SigV4: {', '.join(v4)}\nSigV2: {', '.join(v2)}")


def _version_2(e: Evidence) -> Iterator[Sight]:
    if e.request.kind not in ("query-v2", "header-v2"):
        return
    takes, sure = e.provider.sigv2, e.provider.mark("sigv2") == "V"
    computed = (e.reply.error.string_to_sign or "") if e.reply and e.reply.error else ""
    if computed and not computed.startswith("AWS4-"):
        yield Sight(
            "possible", "the store computed a signature of Version 2 itself", note=f"{e.provider.name} takes it here."
        )
        return
    if e.provider.id == "aws":
        verdict = "S3 takes it for existing buckets in the regions from before 2014, and for nothing newer."
    elif takes is False:
        verdict = f"{e.provider.name} does not take it."
    elif takes and sure:
        verdict = f"{e.provider.name} is documented to take it."
    elif e.is_ibm:
        verdict = (
            "IBM's documents contradict each other on whether IBM COS takes it, and it was not seen on the server: older "
            "ones name both versions, its error table says 'Please use AWS4-HMAC-SHA256'."
        )
    else:
        verdict = f"Whether {e.store} takes it is not known."
    certainty: Certainty = "certain" if takes is False else "possible" if takes and sure else "likely"
    yield Sight(certainty, "the parameters AWSAccessKeyId, Signature and Expires", note=verdict)


def _asymmetric(e: Evidence) -> Iterator[Sight]:
    value = e.value("X-Amz-Algorithm") or ""
    if e.is_v4 and value.startswith("AWS4-ECDSA"):
        yield Sight("certain", f"X-Amz-Algorithm={shown(value, 60)}")


def _multi_region(e: Evidence) -> Iterator[Sight]:
    if e.is_v4 and e.request.host.endswith(".mrap.accesspoint.s3-global.amazonaws.com") and not any(_asymmetric(e)):
        told = (
            f"host: {shown(e.request.host, 120)}\nregion in X-Amz-Credential: {shown(e.request.region, 40) or 'none'}"
        )
        yield Sight("certain", told)


def _directory_bucket(e: Evidence) -> Iterator[Sight]:
    if (
        "--x-s3.s3express-" in e.request.host
        and not e.all("X-Amz-S3session-Token")
        and not e.header("x-amz-s3session-token")
    ):
        yield Sight("likely", f"host: {shown(e.request.host, 120)}")


_never = partial(Cause[None, None], leads_to=_NEVER)


CAUSES: tuple[Cause[None, None], ...] = (
    _never(
        id="no-url",
        stage="url",
        title="There is no URL{how} in this text",
        why="A presigned URL begins with https:// and carries X-Amz-Signature in its query.",
        fix="Paste the URL, the command that was run, or the store's answer.",
        seen=_no_url,
    ),
    _never(
        id="makes-links",
        stage="url",
        title="This is code that makes links, and there is no presigned URL in it",
        why="What generate_presigned_url returns depends on the configuration, so the link itself has to be seen.",
        fix="Print what generate_presigned_url returned, and paste that. signature_version='s3v4' and region_name belong "
        "in the client, and an HMAC key pair: an API key (signature_version='oauth') cannot presign.",
        seen=_code,
    ),
    _never(
        id="s3-uri",
        stage="url",
        title="This is an S3 URI, not a URL",
        why="Only tools that hold credentials understand s3://; a browser or curl does not.",
        fix="Presign the object; the result begins with https://.",
        seen=_s3_uri,
        explains=frozenset({"unsigned"}),
    ),
    Cause(
        id="plain-http",
        stage="network",
        title="The URL begins with http://, and the store is reached by https alone",
        why="The scheme is not signed.",
        fix="Write https:// in the URL: the signature stays the same.",
        seen=_plain_http,
        leads_to=_NEVER | {"unreached"},
    ),
    _never(
        id="other-scheme",
        stage="url",
        title="The URL is signed by another scheme than S3's: {how}",
        why="Its signature says nothing by the rules of Signature Version 4, which are those that cosnb checks.",
        fix="Look into it with the tools of that service.",
        seen=_other_scheme,
    ),
    _never(
        id="unsigned",
        stage="signature",
        title="The URL is not signed",
        why="It carries no X-Amz-Signature, so the store takes the request for anonymous. An SDK makes such a URL when it "
        "has no credentials that can sign, and a shell when the URL was not in quotes.",
        fix="Sign with an access key pair.",
        seen=_unsigned,
        explains=frozenset({"access-denied"}),
        resign=True,
    ),
    Cause(
        id="mixed-versions",
        stage="query",
        title="The URL carries parameters of SigV2 and of SigV4",
        why="A store takes one way of signing per request, and refuses or misreads both together.",
        fix="Sign the plain URL again, with one version.",
        seen=_mixed,
        leads_to=LOST,
        explains=frozenset({"extra-parameters"}),
        resign=True,
    ),
    Cause(
        id="sigv2",
        stage="signature",
        title="The URL is signed by Signature Version 2",
        why="boto3 and ibm_boto3 choose it when no region is given, or one that they know from the time before SigV4, such "
        "as us-east-1.",
        fix="Ask for SigV4: boto3 and ibm_boto3 take config=Config(signature_version='s3v4') and a region_name; the AWS "
        "CLI takes --region, or s3.signature_version = s3v4 in its configuration.",
        seen=_version_2,
        answers=(
            Said(("InvalidRequest",), "AWS4-HMAC-SHA256"),
            Said(("InvalidArgument",), "(?i)KMS managed keys require"),
            Said(("Unauthorized",), "(?i)sigv2"),
        ),
        fails="version",
        leads_to=SIGNATURE | {"version", "argument", "denied", "form", "unknown"},
        resign=True,
        heard=False,
    ),
    Cause(
        id="multi-region",
        stage="network",
        title="A multi-region access point takes SigV4A only, and the URL is signed by SigV4",
        why="Its signature is asymmetric (ECDSA) and valid for a set of regions, because the request may reach any of "
        "them: to sign for the region that one answer expects breaks for a reader elsewhere.",
        fix="Sign with SigV4A (AWS4-ECDSA-P256-SHA256) and region set '*': boto3 and the other SDKs do so with the AWS CRT "
        "installed.",
        seen=_multi_region,
        leads_to=_NEVER | {"region"},
        explains=frozenset({"placeholder", "region"}),
        beyond=True,
    ),
    Cause(
        id="directory-bucket",
        stage="credentials",
        title="A directory bucket (S3 Express) takes the credentials of a session",
        why="Requests to a bucket whose name ends in --x-s3 are signed with the service s3express and credentials that "
        "CreateSession gives for 5 minutes, whatever the expiry says.",
        fix="Let an SDK that knows directory buckets presign: it creates the session.",
        seen=_directory_bucket,
        leads_to=SIGNATURE | {"form", "identity", "denied", "region"},
        beyond=True,
    ),
    _never(
        id="sigv4a",
        stage="string_to_sign",
        title="The URL is signed by SigV4A",
        why="SigV4A is asymmetric and serves S3's multi-region access points; other stores take AWS4-HMAC-SHA256. Its "
        "signature cannot be recomputed with the secret alone.",
        fix="For a bucket, sign with AWS4-HMAC-SHA256.",
        seen=_asymmetric,
        beyond=True,
    ),
)
