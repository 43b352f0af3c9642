"""What kind of thing was pasted: is it a URL, of a sane length, signed, and by which scheme?"""

import re
from collections.abc import Iterator

from ...links.reading.meanings import REQUIRED, Scheme, scheme_of
from ...links.reading.pasted import ENDPOINT
from ...storage.known_hosts import global_host_of
from ..cause import Cause, Sight
from ..evidence import Evidence
from ..finding import Certainty
from ..formatting import shown
from .rows import causes_of, data_of

# Servers take 8,000 to 64,000 characters.
MAX_URL = 66_000
_WITH_V2 = frozenset(data_of("scheme")["regions_with_v2"])
_VERDICTS = data_of("scheme")["version_2"]
# What shows that a client signs: parameters of S3 that nobody writes by hand, and the words for keys in its settings.
_LISTING = frozenset(data_of("scheme")["of_clients"])
_KEYED = re.compile("|".join(data_of("scheme")["keyed"]), re.IGNORECASE)


def _no_url(e: Evidence) -> Iterator[Sight]:
    nothing = not e.request.wire and not e.request.fields and e.request.kind == "unsigned"
    if nothing and not e.reply and "makes-link" not in e.pasted.marks:
        settings = ENDPOINT in e.pasted.marks
        yield Sight("likely", how=" of a request") if settings else Sight("certain")


def _s3_uri(e: Evidence) -> Iterator[Sight]:
    # Where a store has answered, a client with keys made a request of it.
    if e.request.url.scheme == "s3" and not e.failed:
        yield Sight("certain", f"it begins with '{shown(e.request.wire[:40])}'")


def _plain_http(e: Evidence) -> Iterator[Sight]:
    if e.request.url.scheme == "http" and any("HTTPS only" in rule for rule in e.provider.rules):
        yield Sight("certain", f"{e.provider.name} is reached by https alone", url="https" + e.request.wire[4:])


def _other(e: Evidence) -> Scheme | None:
    return scheme_of((field.name for field in e.fields), f"{e.request.host}{e.path}")


def _other_scheme(e: Evidence) -> Iterator[Sight]:
    if e.request.kind == "unsigned" and e.request.wire and (found := _other(e)):
        named = f"the parameters {', '.join(found.names)}" if found.names else f"host: {shown(e.request.host, 120)}"
        note = f"{found.unchecked} {_covered(e, found.what)}".strip()
        yield Sight("certain" if found.sure else "likely", named, found.what, note, found.where)


def _covered(e: Evidence, what: str) -> str:
    """The headers that a signature of another scheme covers, of which the URL has the names alone (alexandrubagu/gcs_signed_url#43)."""
    listed = ";".join(field.value.lower() for field in e.fields if "header" in field.name.lower())
    names = [name for name in listed.split(";") if name not in ("", "host")]
    got = [f"{name}: {shown(value, 80)}" for name in names if e.echo and (value := e.echo.header(name))]
    told = f"It covers {shown(', '.join(names), 120)}: send each exactly as it was signed." if names else ""
    if "Google" in what and "%2F" in e.path.upper():  # googleapis/nodejs-storage#859, cloudyr/googleCloudStorageR#102
        told += " Its path has slashes as %2F, and Google computes another signature then: sign with '/'."
    return f"{told} The store received {', '.join(got)}." if got else told


def _unsigned(e: Evidence) -> Iterator[Sight]:
    # A client that did not reach the host prints its address, and not what it signed.
    unreached = e.reply is not None and e.reply.failed_client
    # An upload form is signed in its body, which a client does not keep.
    is_form = e.method == "POST" and not e.body and (e.header("content-type") or "").startswith("multipart/form-data")
    shown_so = re.match(r"(?i)AWS|OSS|[*•x]{3}|\W?redacted", e.header("authorization") or "")
    is_signed = unreached or is_form or shown_so
    if e.request.kind == "unsigned" and e.request.wire and not (is_signed or _other(e) or _is_unseen(e)):
        names = ", ".join(shown(field.name, 40) for field in e.fields[:10])
        fix = "Sign with an HMAC key pair; IAM tokens cannot presign." if e.is_ibm else ""
        # Whoever sends an Authorization header may be sent on to a link that is signed, and an app's own address may lead to
        # one: another host than a store's, with an answer that no store gives (alphagov/asset-manager#169).
        leads_on = e.provider.id == "custom" and e.failed and not (e.reply and e.reply.error)
        sure: Certainty = "likely" if leads_on or e.header("authorization") else "certain"
        sure = "possible" if e.code == "CORS policy" else sure  # whatever it was, the browser does not tell
        yield Sight(sure, f"parameters: {names or 'none'}", fix=fix)


def _is_unseen(e: Evidence) -> bool:
    """A client that holds keys prints the address of what it asked for, and not the header that it signed."""
    plain = e.request.kind == "unsigned" and e.request.wire and e.pasted.source == "text"
    names = {field.name.lower() for field in e.fields}
    shortened = any(f"{e.request.wire.rstrip('.…')}{end}" in e.pasted.text for end in ("...", "…"))
    # A store that compares signatures, refuses their version or names who signed was sent one (Privado-Inc/privado#573).
    known = e.mismatch or e.failed == "version" or (e.reply and re.search(r"User: \S|\barn:aws", e.reply.message))
    judged = known or names & _LISTING or _KEYED.search(e.pasted.text[:100_000])
    return bool(plain and (shortened or (e.failed and judged)))


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
    if (computed and not computed.startswith("AWS4-")) or (e.mismatch and e.provider.sigv2 is not False):
        told = "the store computed a signature of Version 2 itself"
        yield Sight("possible", told, note=f"{e.provider.name} takes it here.")
        return
    known = "refused" if takes is False else "documented" if takes and sure else "unknown"
    verdict = _VERDICTS.get(e.provider.id, _VERDICTS[known]).format(name=e.provider.name, store=e.provider.called)
    certainty: Certainty = "certain" if takes is False else "possible" if takes and sure else "likely"
    if e.provider.id == "aws":
        # Regions from before 2014 take it for buckets of that time ("Signature Version 2 turned off", S3 user guide).
        region = None if global_host_of(e.request.host) else e.host.region
        certainty = "possible" if region in _WITH_V2 else "certain" if region else "likely"
    yield Sight(certainty, "the parameters AWSAccessKeyId, Signature and Expires", note=verdict)


def _asymmetric(e: Evidence) -> Iterator[Sight]:
    value = e.value("X-Amz-Algorithm") or ""
    if e.is_v4 and value.startswith("AWS4-ECDSA"):
        yield Sight("certain", f"X-Amz-Algorithm={shown(value, 60)}")


def _multi_region(e: Evidence) -> Iterator[Sight]:
    if e.is_v4 and e.request.host.endswith(".mrap.accesspoint.s3-global.amazonaws.com") and not any(_asymmetric(e)):
        region = shown(e.request.region, 40) or "none"
        yield Sight("certain", f"host: {shown(e.request.host, 120)}\nregion in X-Amz-Credential: {region}")


def _directory_bucket(e: Evidence) -> Iterator[Sight]:
    has_session = e.all("X-Amz-S3session-Token") or e.header("x-amz-s3session-token")
    if "--x-s3.s3express-" in e.request.host and not has_session:
        yield Sight("likely", f"host: {shown(e.request.host, 120)}")


_cause = causes_of("scheme")

CAUSES: tuple[Cause[None, None], ...] = (
    _cause("no-url", seen=_no_url),
    _cause("makes-links", seen=lambda e: [Sight("certain")] * ("makes-link" in e.pasted.marks and not e.reply)),
    _cause("s3-uri", seen=_s3_uri),
    _cause("plain-http", seen=_plain_http),
    _cause("other-scheme", seen=_other_scheme),
    _cause("unsigned", seen=_unsigned),
    _cause("header-unseen", seen=lambda e: (Sight(evidence=shown(e.request.wire, 120)),) if _is_unseen(e) else ()),
    _cause("mixed-versions", seen=_mixed),
    _cause("sigv2", seen=_version_2),
    _cause("multi-region", seen=_multi_region),
    _cause("directory-bucket", seen=_directory_bucket),
    _cause("sigv4a", seen=_asymmetric),
)
