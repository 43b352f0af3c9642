"""Rules about the signed headers as the URL names them."""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..showing import header_line, shown

# Headers that clients, proxies and CDNs set or rewrite by themselves.
REWRITTEN = (
    "accept-encoding",
    "user-agent",
    "connection",
    "te",
    "expect",
    "transfer-encoding",
    "via",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-amz-te",
    "x-amzn-trace-id",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "accept",
    "referer",
    "origin",
    "cookie",
)


def host_not_signed(e: Evidence) -> Iterator[Finding]:
    """``host`` must be among the signed headers."""
    names = [name.lower() for name in e.request.signed_headers]
    if (
        e.request.kind in ("query", "header")
        and e.value("X-Amz-SignedHeaders") != ""
        and names != [""]
        and "host" not in names
    ):
        yield Finding(
            "host-not-signed",
            "certain",
            "headers",
            "'host' is not among the signed headers",
            "SigV4 takes the host to be signed in every request.",
            f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}",
            "Sign the host header, and name it in X-Amz-SignedHeaders.",
        )
    elif e.is_v4 and e.value("X-Amz-SignedHeaders") == "":
        yield Finding(
            "host-not-signed",
            "certain",
            "headers",
            "X-Amz-SignedHeaders is empty",
            "SigV4 takes at least the host to be signed.",
            "",
            "Sign the host header, and name it in X-Amz-SignedHeaders.",
        )


def list_form(e: Evidence) -> Iterator[Finding]:
    """The list is lower case, sorted, and joined by semicolons."""
    names = list(e.request.signed_headers)
    text = ";".join(names)
    if e.request.kind not in ("query", "header") or not text:
        return
    problem = (
        "it has capitals" if text != text.lower()
        else "its names are joined by commas" if "," in text
        else "it holds blanks" if any(sign.isspace() for sign in text)
        else "a name is empty" if "" in names
        else "a name stands twice" if len(set(names)) < len(names)
        else "it is not sorted" if names != sorted(names)
        else ""
    )  # fmt: skip
    if problem:
        yield Finding(
            "signed-headers-list",
            "likely",
            "headers",
            f"The list of signed headers is malformed: {problem}",
            "It is written in lower case, sorted, joined by semicolons, and the same in what is signed.",
            f"X-Amz-SignedHeaders: {shown(text, 120)}",
            "Write it in that form, and sign again.",
        )


def rewritten(e: Evidence) -> Iterator[Finding]:
    """Headers that proxies and CDNs rewrite should not be signed."""
    names = [name for name in e.request.signed_headers if name.lower() in REWRITTEN]
    if e.request.kind in ("query", "header") and names and not (e.request.kind == "header" and not e.mismatch):
        google = " Google changes Accept-Encoding." if e.provider.id == "gcs" else ""
        yield Finding(
            "rewritten-header",
            "likely",
            "headers",
            f"{', '.join(names[:4])} {'is' if len(names) == 1 else 'are'} signed, which clients and proxies set themselves",
            f"A value that changes on the way breaks the signature.{google}",
            f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}",
            "Sign 'host' alone, and only such headers as the receiver must send.",
        )


def to_send(e: Evidence) -> Iterator[Finding]:
    """Signed headers that whoever uses the URL must send."""
    names = [name for name in e.request.signed_headers if name and name.lower() != "host"]
    if not e.is_v4 or not names or e.is_sent:
        return
    yield Finding(
        "headers-to-send",
        "likely" if e.mismatch else "possible",
        "headers",
        f"Whoever uses the URL must send {', '.join(shown(name, 60) for name in names[:6])}",
        "The signature covers these headers; their values do not stand in the URL. Without them, or with other values, the "
        "store answers SignatureDoesNotMatch.",
        f"X-Amz-SignedHeaders: {shown(';'.join(e.request.signed_headers), 120)}",
        "Hand the headers and their values out together with the URL.",
    )


def sent_values(e: Evidence) -> Iterator[Finding]:
    """Signed headers that were sent, and a store that computed another signature: were they sent as they were signed?"""
    sent = {name.strip().lower(): value.strip() for name, value in e.headers}
    names = [name for name in dict.fromkeys(e.request.signed_headers) if name.lower() in sent.keys() - {"host"}]
    if not e.is_v4 or not e.is_sent or not e.mismatch or not names:
        return
    listed = ", ".join(shown(name, 60) for name in names[:6])
    its, is_are = ("its value", "is") if len(names) == 1 else ("their values", "are")
    is_typed = "content-type" in map(str.lower, names)
    own = (
        " Many clients choose a Content-Type by themselves: by the file's name, or the one of a form."
        if is_typed
        else ""
    )
    # With the credentials the search tries the values that clients choose, so what is left is a rarer one.
    yield Finding(
        "headers-to-send",
        "likely" if is_typed and not e.credentials else "possible",
        "headers",
        f"{listed} {is_are} signed, and {its} may have been sent otherwise than signed",
        f"The signature covers {its}, which the URL does not carry, and the store computes another one from what arrives.{own}",
        "\n".join(f"sent: {header_line(name, sent[name.lower()])}" for name in names[:6]),
        "Send exactly what was signed, or sign for what is sent. With the credentials, diagnose() looks for the signed value; "
        "if it is the same, the secret or the method is another one.",
    )


RULES = (host_not_signed, list_form, rewritten, to_send, sent_values)
