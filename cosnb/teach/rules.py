"""The rule behind every piece of every stage, in a sentence or two, for whoever got that piece wrong.

Source of the rules: "Create a signed AWS API request", IAM user guide; "Authenticating requests: using query
parameters (AWS Signature Version 4)", Amazon S3 API reference.
"""

from __future__ import annotations

_SCOPE_PIECES = {
    "date": "Eight digits, the UTC date of the signing time.",
    "region": "The region that the link is signed for, as text. Most stores accept no other than their own.",
    "service": "The service in lower case: s3.",
    "terminator": "Always aws4_request.",
}

RULES = {
    **_SCOPE_PIECES,
    "method": "The HTTP method in capitals, and nothing else on the line.",
    "canonical URI": (
        "The path as it goes on the wire: a slash, then every byte of the UTF-8 form that is not a letter, a digit or "
        "one of - . _ ~ / as % and two hex digits in capitals."
    ),
    "canonical query string": (
        "Every parameter but X-Amz-Signature, name and value encoded one by one (the slash too), sorted by name with "
        "capitals before small letters, = after every name, & between them."
    ),
    "canonical header": (
        "One line for each signed header, sorted by name: the name in small letters, a colon, no blank after it, the "
        "value without blanks around it and with runs of blanks folded to one."
    ),
    "end of the canonical headers": "An empty line ends the headers.",
    "signed headers": "The names of the headers above, in small letters, in the same order, semicolons between them.",
    "payload hash": "A presigned URL is made before its body is known, so the last line is UNSIGNED-PAYLOAD.",
    "algorithm": "Always AWS4-HMAC-SHA256.",
    "timestamp": "The signing time in UTC, written 20260115T120000Z: the same text as X-Amz-Date.",
    "scope": "date/region/service/aws4_request, with slashes.",
    "hash of the canonical request": "The SHA-256 of the canonical request, as 64 hex digits in small letters.",
    "signature": "HMAC-SHA256 of the string to sign, keyed with the 32 bytes of kSigning, as 64 small hex digits.",
    "host": "The address of the store, with its scheme, and its port where that is not the usual one.",
    "path": (
        "The path as in line 2 of the canonical request: every byte of the UTF-8 form that is not a letter, a digit or "
        "one of - . _ ~ / is written as % and two hex digits in capitals, and that is done once."
    ),
    "parameter X-Amz-Algorithm": "AWS4-HMAC-SHA256: it is the mark of Signature Version 4.",
    "parameter X-Amz-Credential": "The access key id and the scope, joined by slashes that are written %2F.",
    "parameter X-Amz-Date": "The moment of signing, in UTC.",
    "parameter X-Amz-Expires": "Seconds from X-Amz-Date on.",
    "parameter X-Amz-SignedHeaders": "The names of the signed headers; the semicolon is written %3B.",
    "parameter X-Amz-Signature": "The signature comes last, after everything that it covers.",
    "parameter": "Each parameter as name=value, & between them, in any order; values are percent-encoded.",
}


def rule_for(place: str) -> str:
    """The rule for a piece by its name, such as ``"canonical header host"``; "" where there is none."""
    general = "canonical header" if place.startswith("canonical header ") else place.partition(" ")[0]
    return RULES.get(place) or RULES.get(general, "")
