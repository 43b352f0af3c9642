"""What version 0.1 called a cause: its ids, the ticks of the break-it panel, the guesses of mystery 403; and the id now."""

from __future__ import annotations

from collections.abc import Container

from ...notices import advise

_FORMER = {
    "path-plus": "plus-in-path plus",
    "path-dots": "dot-segments",
    "path-slashes": "double-slash path-slash-added",
    "path-unicode": "unicode-nfd path-nfc path-nfd",
    "path-double-encoded": "double-encoded-path twice",
    "path-lower-escapes": "lower-case-escapes",
    "path-unencoded": "unencoded-path",
    "path-reserved": "reserved-characters",
    "path-prefix": "bucket-missing",
    "bucket-twice": "bucket-doubled",
    "bad-escape": "path-percent",
    "query-plus": "plus-in-query",
    "query-decoded": "decoded-query credential-unencoded",
    "query-encoding": "signed-headers-unencoded token-unencoded query-unsorted query-sorted-otherwise query-unencoded "
    "query-encoded-twice query-form-encoded query-reserved query-not-signed query-bare-name query-raw "
    "query-lower-escapes query-empty-signature order",
    "query-unicode": "query-nfc query-nfd",
    "token-plus": "token-mangled",
    "token-unsigned": "token-not-signed",
    "region": "scope-region",
    "service": "scope-service",
    "terminator": "scope-terminator",
    "case-folded": "recased",
    "host-port": "default-port",
    "host-name": "host-legacy host-network host-global host-accelerate",
    "host-place": "host-location host-region",
    "secret-blank": "secret-line-end secret-crlf secret-cr secret-space",
    "secret-given-with": "secret-stripped",
    "secret-wrapped": "secret-quotes secret-bom secret-percent secret-twice secret-comma",
    "secret-encoded": "secret-url-decoded secret-url-encoded secret-json-escaped secret-case secret-utf-16 secret-base64 "
    "secret-hex secret-nul",
    "secret-cut": "secret-named secret",
    "secret-mixed-up": "secret-swapped secret-pair",
    "secret-unset": "secret-placeholder",
    "derivation": "secret-no-aws4 secret-aws4-twice secret-hex-chained secret-underived",
    "path-encoding": "path-encoded-twice path-form-encoded path-tilde path-slash-encoded path-no-slash path-raw "
    "path-plus-kept path-latin-1 path-not-signed path-normalized",
    "content-type-v2": "content-type",
    "method": "method-changed",
    "key-edited": "key",
    "extra-parameters": "extra parameter",
    "expires-changed": "expires longer",
    "signed-header": "type",
    "signed-header-missing": "unsent header",
    "host-changed": "host",
    "scope-date": "date",
    "signature-edited": "digit signature",
    "truncated": "end",
    "shell-truncated": "shell cut",
    "decorated": "stop",
    "html-escaped": "amp",
    "access-key-characters": "access-key",
    "not-yet-valid": "future",
}
RENAMED = {old: new for new, former in _FORMER.items() for old in former.split()}


def current(name: str, known: Container[str]) -> str:
    """The id of a cause, by the one that it has or had; of one that it had there is a warning, which says the new one."""
    now = RENAMED.get(name, name)
    if name in known or now not in known:
        return name
    advise(f"{name!r} is called {now!r} now.", DeprecationWarning)
    return now
