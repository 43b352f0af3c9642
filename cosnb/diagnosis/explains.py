"""Which finding is the cause of which other one."""

from __future__ import annotations

# A cause, and the findings that it explains: they are no causes of their own beside it.
_MANGLED = frozenset(
    {
        "missing-parameter",
        "extra-parameters",
        "truncated",
        "shell-truncated",
        "unsigned",
        "signature-malformed",
        "plus-in-query",
        "parameters",
        "credential-malformed",
    }
)
EXPLAINS: dict[str, frozenset[str]] = {
    "expired": frozenset(
        {"region", "global-host", "access-denied", "temporary-credentials", "clock-ahead",  "header-too-old"}
    ),
    "token-expired": frozenset({"temporary-credentials", "access-denied"}),
    "token-other": frozenset({"token-mangled", "token-invalid", "temporary-credentials"}),
    "token-missing": frozenset({"unknown-access-key", "temporary-credentials"}),
    "token-plus": frozenset({"token-mangled", "token-invalid"}),
    "token-mangled": frozenset({"token-invalid", "temporary-credentials"}),
    "shell-unquoted": frozenset({"shell-truncated", "missing-parameter", "unsigned", "access-denied"}),
    "shell-truncated": frozenset({"missing-parameter", "unsigned", "access-denied", "host-not-signed"}),
    "truncated": frozenset(
        {"missing-parameter", "signature-mismatch", "host-not-signed", "unproven", "credential-malformed", "terminator",
         "other-access-key"}
    ),
    "placeholder": frozenset(
        {"credential-malformed", "scope-date", "region", "expires-invalid", "unknown-access-key", "signature-malformed",
         "service", "unproven", "signature-mismatch", "local-host", "truncated", "other-access-key"}
    ),
    "sigv2": frozenset({"content-type-v2"}),
    # An answer to a request that was taken for anonymous says nothing about the signature.
    "missing-parameter": frozenset({"expires-invalid", "host-not-signed", "unproven", "access-denied"}),
    "unsigned": frozenset({"access-denied"}),
    "duplicate-parameter": frozenset({"credential-malformed", "extra-parameters", "unproven"}),
    "mixed-versions": frozenset({"missing-parameter", "extra-parameters", "sigv2"}),
    "secret-given-swapped": frozenset({"swapped-keys", "other-access-key", "foreign-key"}),
    "swapped-either": frozenset({"swapped-keys", "other-access-key", "foreign-key"}),
    "swapped-keys": frozenset({"foreign-key", "unknown-access-key", "other-access-key", "unproven"}),
    "foreign-key": frozenset({"unknown-access-key"}),
    "access-key-characters": frozenset({"unknown-access-key", "foreign-key", "other-access-key", "unproven"}),
    "multipart-body": frozenset({"content-type"}),
    "two-mechanisms": frozenset({"signature-mismatch"}),
    "preflight": frozenset(
        {"method", "access-denied", "no-reason", "signed-header-missing", "headers-to-send", "signature-mismatch"}
    ),
    "no-s3-host": frozenset({"region", "access-denied", "not-the-store", "private-endpoint", "direct-endpoint"}),
    "legacy-host": frozenset({"private-endpoint", "direct-endpoint"}),
    "console-page": frozenset({"unsigned", "not-the-store"}),
    "other-scheme": frozenset({"unsigned", "placeholder", "local-host"}),
    "no-url": frozenset({"unsigned"}),
    "s3-uri": frozenset({"unsigned", "local-host"}),
    "bucket-twice": frozenset({"no-such-key"}),
    "signed-header-missing": frozenset({"headers-to-send", "rewritten-header"}),
    "values-unknown": frozenset({"headers-to-send"}),
    "works-with": frozenset({"headers-to-send"}),
    "method-changed": frozenset({"method"}),
    "not-yet-valid": frozenset({"scope-date", "clock-skew", "clock-ahead"}),
    "expires-invalid": frozenset({"expired"}),
    "expires-changed": frozenset({"expires-invalid", "expires-too-long"}),
    "service": frozenset({"region"}),
    "credential-malformed": frozenset(
        {"service", "terminator", "scope-date", "region", "unproven", "foreign-key", "other-access-key"}
    ),
    "algorithm": frozenset({"unproven"}),
    "scope-date": frozenset({"unproven"}),
    "date-changed": frozenset({"scope-date", "not-yet-valid"}),
    "host-not-signed": frozenset({"signed-headers-list"}),
    "store-secret": frozenset({"unchanged-on-the-way", "changed-on-the-way"}),
    "unchanged-on-the-way": frozenset({"signature-mismatch"}),
    "recased": _MANGLED
    | {
        "algorithm", "lower-case-escapes", "signature-case", "host-case", "unproven", "other-access-key", "signature-mismatch",
        "unknown-access-key", "foreign-key", "date-format", "token-mangled", "temporary-credentials", "no-such-key",
    },
    **{
        # Of lines that were put together some may be missing, which is a cause of its own.
        mend: _MANGLED - {mend} - ({"truncated"} if mend in ("line-break", "space") else set())
        for mend in ("html-escaped", "double-encoded", "line-break", "quoted-printable", "json-escaped", "decorated",
                     "fragment", "question-mark", "misspelt-parameter", "link-wrapper", "pasted-twice", "scheme",
                     "shell-escaped", "invisible-characters", "space")
    },
}  # fmt: skip
