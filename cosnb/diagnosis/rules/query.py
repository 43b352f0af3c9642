"""Rules about the query: parameters that were added, and values that encoders write otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...links.reading.meanings import REQUIRED, is_s3_parameter
from ..evidence import Evidence
from ..finding import Certainty, Finding
from ..showing import shown
from .path import MAX_PATH, worth

_TRACKERS = re.compile(
    r"(?i)utm_\w+|fbclid|gclid|msclkid|dclid|yclid|twclid|mc_[ce]id|_ga|_gl|igshid|_hs\w+|mkt_tok|ref|ref_src|si|spm|"
    r"cb|_|t|ts|v|rnd?|random|nocache|cachebust(?:er)?|timestamp|nonce|download|dl|filename|inline|token|"
    r"auth(?:user)?|api[_-]?key|session(?:id)?|raw|width|height|w|h|format|quality"
)


def plus_in_query(e: Evidence) -> Iterator[Finding]:
    """A plus sign in a value of the query."""
    names = [
        field.name for field in e.fields
        if "+" in (field.wire_value or "")[:MAX_PATH] and field.name.lower() not in ("x-amz-security-token", "signature")
    ]  # fmt: skip
    if names and e.is_v4:
        yield Finding(
            "plus-in-query",
            "likely" if e.mismatch else "possible",
            "query",
            f"{shown(names[0], 60)} holds a plus sign",
            "Form encoders write spaces as '+'. SigV4 takes a plus sign for itself and a space for %20, and stores differ in "
            "how they read it.",
            f"parameters: {', '.join(shown(name, 60) for name in names[:6])}",
            "Write spaces as %20 and plus signs as %2B.",
        )


def decoded_by_editor(e: Evidence) -> Iterator[Finding]:
    """Slashes in X-Amz-Credential that are not encoded: something decoded the URL."""
    wire = next((field.wire_value or "" for field in e.fields if field.name == "X-Amz-Credential"), "")
    if e.is_v4 and "/" in wire:
        yield Finding(
            "decoded-query",
            "likely" if e.mismatch else "possible",
            "query",
            "The query was decoded: X-Amz-Credential has its slashes unencoded",
            "Editors and terminals decode a URL before they open it on a click (VS Code does), and some signers never encode it. "
            "Stores that encode again do not mind; where a value holds '&', '+' or '%', its meaning is lost.",
            f"X-Amz-Credential has {wire.count('/')} slashes where %2F belongs",
            "Copy the URL instead of clicking it, and encode each value.",
        )


def disposition(e: Evidence) -> Iterator[Finding]:
    """A file name with letters beyond ASCII in response-content-disposition."""
    for field in e.fields:
        if field.name.lower() == "response-content-disposition":
            if not (field.wire_value or "").isascii() or (
                not field.value.isascii() and "filename*=" not in field.value
            ):
                yield Finding(
                    "disposition-encoding",
                    "possible",
                    "query",
                    "The file name in response-content-disposition has letters beyond ASCII",
                    "A header takes them only in the form filename*=UTF-8''…; stores and browsers treat anything else "
                    "differently.",
                    f"response-content-disposition: {shown(field.value, 120)}",
                    "Write filename*=UTF-8''<percent-encoded name>, and sign again.",
                )
            return


def extra_parameters(e: Evidence) -> Iterator[Finding]:
    """Parameters that were added after signing. SigV2 does not cover unknown ones, so there they do no harm."""
    if not e.is_v4:
        return
    names = [field.name for field in e.fields]
    if "X-Amz-Signature" not in names:
        return
    place = names.index("X-Amz-Signature")
    before, behind = names[:place], names[place:]
    # JavaScript's SDK sorts all parameters; others put the signature last.
    is_sorted = names == sorted(names) or (before == sorted(before) and behind == sorted(behind))
    in_order = is_sorted and any(name in REQUIRED for name in behind[1:])
    unknown = dict.fromkeys(name for name in names if not is_s3_parameter(name))
    later = {name for name in behind if name not in REQUIRED and name.lower() != "x-amz-security-token"}
    found = [name for name in unknown if _TRACKERS.fullmatch(name[:60]) or name in later]
    found += [name for name in dict.fromkeys(behind) if name in later and name not in unknown and not in_order]
    if not found and not unknown:
        return
    certainty: Certainty = "likely" if found else "possible"
    listed = found or list(unknown)
    gone = set(listed)
    kept = [field for field in e.fields if field.name not in gone]
    query = "&".join(f.wire_name if f.wire_value is None else f"{f.wire_name}={f.wire_value}" for f in kept)
    yield Finding(
        "extra-parameters",
        certainty,
        "query",
        f"{', '.join(shown(name, 40) for name in listed[:5])} seem{'s' if len(listed) == 1 else ''} to have been added after signing"
        if found
        else f"S3 gives {', '.join(shown(name, 40) for name in listed[:5])} no meaning",
        "SigV4 signs every parameter but the signature, so one that is added breaks it. Link trackers, cache busters and "
        "download switches are added by programs that do not know.",
        f"parameters: {', '.join(shown(name, 40) for name in listed[:10])}",
        "Use the URL as it was made; what shall be in the query must be there before signing.",
        f"{e.request.wire.partition('?')[0]}?{query}" if found else None,
    )


def sdk_checksum(e: Evidence) -> Iterator[Finding]:
    """Checksum parameters that an SDK put in: that of an empty body, where the upload has one."""
    for field in e.fields:
        name = field.name.lower()
        if not name.startswith(("x-amz-checksum-", "x-amz-sdk-checksum-algorithm")):
            continue
        if name == "x-amz-checksum-mode":
            yield Finding(
                "checksum-mode",
                "possible",
                "query",
                "An SDK asked for checksums in the answer",
                "x-amz-checksum-mode is signed with the URL; one user saw R2 refuse such a URL (403).",
                f"{field.name}={shown(field.value, 40)}",
                'Sign with responseChecksumValidation: "WHEN_REQUIRED" (JavaScript SDK).',
            )
            return
        empty = field.value == "AAAAAA==" and name == "x-amz-checksum-crc32"
        doubt = (
            " Sources disagree on whether S3 itself checks a checksum in the query; R2, SeaweedFS and Garage do, and MinIO "
            "was seen to ignore it."
        )
        yield Finding(
            "sdk-checksum",
            "certain" if empty else worth(e, missing=False),
            "query",
            "The URL carries the checksum of an empty body" if empty else "An SDK put a checksum into the URL",
            f"The SDK computed it when it signed, without knowing the body, so an upload with a body does not fit it.{doubt}",
            f"{field.name}={shown(field.value, 40)}",
            'Sign with requestChecksumCalculation: "WHEN_REQUIRED" (JavaScript), request_checksum_calculation="when_required" '
            "(boto3).",
        )
        return


RULES = (plus_in_query, decoded_by_editor, disposition, extra_parameters, sdk_checksum)
