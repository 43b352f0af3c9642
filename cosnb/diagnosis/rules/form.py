"""Rules about the form of a signed URL: is it whole, and is each parameter what it should be?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...links.forms.policy import FILENAME
from ...links.reading.meanings import REQUIRED, SIGNING, V2
from ..evidence import Evidence
from ..finding import Finding
from ..showing import shown

_LOST = "Copy the whole URL again from where it was made."


_AGAIN = "Sign again with all six parameters: {names}."


def parameters(e: Evidence) -> Iterator[Finding]:
    """Parameters of the signature that are missing: because the URL was cut, or because nobody wrote them."""
    if not e.is_v4:
        return
    names = {field.name for field in e.fields}
    missing = [name for name in REQUIRED if name not in names]
    if not missing:
        return
    present = [name for name in REQUIRED if name in names]
    listed = f"present: {', '.join(present) or 'none'}\nmissing: {', '.join(missing)}"
    if present == ["X-Amz-Algorithm"] and e.fields[-1].name == "X-Amz-Algorithm":
        yield Finding(
            "shell-truncated",
            "certain",
            "url",
            "Only the first parameter of the signature is left: a shell cut the URL at its first '&'",
            "Without quotes, '&' ends a command in bash, cmd and PowerShell; the rest was never part of the URL.",
            listed,
            "Put the URL in quotes: single quotes in bash, double quotes in cmd and PowerShell.",
        )
    elif "X-Amz-Signature" in missing and present and _is_cut(e, present):
        yield Finding(
            "truncated", "certain", "url", "The URL is cut off", "Its last parameters are missing.", listed, _LOST
        )
    else:
        yield Finding(
            "missing-parameter",
            "certain",
            "query",
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing",
            "A store refuses a presigned URL that lacks one of the six parameters.",
            listed,
            _AGAIN.format(names=", ".join(REQUIRED)),
        )


def _is_cut(e: Evidence, present: list[str]) -> bool:
    """Whether the URL just ends too early: what is there is the beginning of the order in which SDKs write."""
    last = e.fields[-1]
    return list(REQUIRED[: len(present)]) == present and (last.name in REQUIRED or last.name.startswith("X-"))


def signature(e: Evidence) -> Iterator[Finding]:
    """A signature that is not 64 hex digits."""
    text = e.request.signature
    if not e.is_v4 or (not text and "X-Amz-Signature" not in {field.name for field in e.fields}):
        return
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return
    if re.fullmatch(r"[0-9a-f]{0,63}(?:…|\.{3})?", text):
        digits = len(text.rstrip("…."))
        yield Finding(
            "truncated",
            "certain",
            "signature",
            "The signature is cut off" if digits else "The signature is empty",
            "A signature is 64 hex digits.",
            f"{digits} digits",
            _LOST,
        )
    else:
        yield Finding(
            "signature-malformed",
            "certain",
            "signature",
            "The signature is not 64 hex digits",
            "A SigV4 signature is the HMAC in lower-case hex.",
            f"{len(text)} characters, {len(re.sub('[0-9a-f]', '', text))} of them no lower-case hex digits",
            "Write the HMAC's 32 bytes as hex." if len(text) in (43, 44) else _LOST,
        )


def duplicates(e: Evidence) -> Iterator[Finding]:
    """A parameter of the signature that stands twice."""
    for name in (*SIGNING, *(V2 if e.request.kind == "query-v2" else ())):
        values = [field.value for field in e.fields if field.name == name]
        if len(values) > 1:
            same = len(set(values)) == 1
            yield Finding(
                "duplicate-parameter",
                "certain",
                "query",
                f"{name} stands {len(values)} times in the URL",
                "A finished URL was signed again, or two were joined; stores differ in which one they take.",
                "the values are the same" if same else "the values differ",
                "Sign the plain URL, once.",
            )
            return


def algorithm(e: Evidence) -> Iterator[Finding]:
    """An algorithm that stores do not take."""
    value = e.value("X-Amz-Algorithm")
    if not e.is_v4 or value in (None, "AWS4-HMAC-SHA256"):
        return
    asymmetric = value.startswith("AWS4-ECDSA")
    yield Finding(
        "algorithm",
        "certain",
        "string_to_sign",
        "The URL is signed by SigV4A" if asymmetric else f"X-Amz-Algorithm is '{shown(value, 40)}'",
        "SigV4A is asymmetric and serves S3's multi-region access points; other stores take AWS4-HMAC-SHA256."
        if asymmetric
        else "Stores take AWS4-HMAC-SHA256 alone, written exactly so.",
        f"X-Amz-Algorithm={shown(value, 60)}",
        "Sign with AWS4-HMAC-SHA256.",
    )


_WORDS = {
    "undefined",
    "null",
    "none",
    "nan",
    "nil",
    "[object object]",
    "your_access_key",
    "your-access-key",
    "changeme",
}


_TEMPLATE = re.compile(r"<[^<>]{1,60}>|\{\{[^{}]{1,60}\}\}|\$\{[A-Za-z_][A-Za-z0-9_]{0,60}\}")


_BRACES = re.compile(
    _TEMPLATE.pattern
    + r"|\{[A-Za-z_][^{}]{0,60}\}|\$[A-Z_][A-Z0-9_]{1,60}|%[A-Z_]{3,40}%|\bYOUR[-_ ][A-Z_-]{2,40}|\bREPLACE[-_ ]?ME\b",
    re.IGNORECASE,
)


def placeholders(e: Evidence) -> Iterator[Finding]:
    """A word that stands where a value belongs: a variable that nobody set."""
    request = e.request
    if not request.wire:
        return
    places = {
        "host": request.host if _TEMPLATE.search(request.host) or re.search(r"\{\w+\}", request.host) else "",
        "bucket": request.bucket or "",
        "access key id": request.access_key_id,
        # IBM COS documents that its region can be any text.
        "region": "" if e.is_ibm else request.region,
        "date": request.date,
        "session token": request.session_token,
        "expiry": e.value("X-Amz-Expires") or "",
        "signature": request.signature,
    }
    found = {name: value for name, value in places.items() if value.strip().lower() in _WORDS or _is_braced(value)}
    key = (request.key or "")[:2_000]
    if request.kind == "post":
        # In a form it stands for the name of the file that is sent.
        key = key.replace(FILENAME, "")
    if _TEMPLATE.search(key) and key != FILENAME and not found:
        found["key"] = key
    labels = [label for label in request.host.split(".") if label in ("undefined", "null", "none", "nan")]
    if labels:
        found["host"] = request.host
    if found:
        yield Finding(
            "placeholder",
            "likely" if set(found) == {"key"} else "certain",
            "url",
            f"A placeholder stands where the {next(iter(found))} belongs",
            "A variable had no value when the URL was made, or a template was not filled in.",
            "\n".join(f"{name}: {shown(value, 60)}" for name, value in found.items()),
            "Set the value, and sign again.",
        )


def _is_braced(value: str) -> bool:
    return len(value) < 2_000 and bool(_BRACES.search(value))


RULES = (
    parameters,
    signature,
    duplicates,
    algorithm,
    placeholders,
)
