"""What the cards are called, their rules in one sentence each, and what the parameters mean."""

from __future__ import annotations

RULES = {
    "canonical_request": "The request written in the one form that signer and store agree on. Every byte counts.",
    "scope": "What the signature is good for: one day, one region, one service.",
    "string_to_sign": "Four lines: the algorithm, the time, the scope, and the SHA-256 of the canonical request.",
    "derivation": "Four HMACs turn the secret key into a signing key. Each is keyed with the output of the one before.",
    "signature": "The string to sign, run through one last HMAC with the signing key, in hex.",
    "url": "The same parameters with the signature added. Whoever holds this URL can use it until it expires.",
    "policy": "What the form may do, as a JSON text: until when, into which bucket, and what each field may hold.",
    "policy_base64": "The policy in Base64. This text is signed, and it is a field of the form; it hides nothing.",
    "authorization": "The header that carries the signature; the URL stays as it was.",
}
TITLES = {
    "canonical_request": "Canonical request",
    "scope": "Scope",
    "string_to_sign": "String to sign",
    "derivation": "Key derivation",
    "signature": "Signature",
    "url": "Presigned URL",
    "policy": "Policy",
    "policy_base64": "Policy in Base64",
    "fields": "Fields of the form",
    "authorization": "Authorization header",
}
SCOPE_LINES = ("date (UTC)", "region", "service", "terminator")
STRING_LINES = ("algorithm", "time (UTC)", "scope", "hashed canonical request")
