"""Ids of causes that version 0.1 had, and the cause that took over."""

from __future__ import annotations

_FORMER = {
    "path-plus": "plus-in-path",
    "path-dots": "dot-segments",
    "path-slashes": "double-slash path-slash-added",
    "path-unicode": "unicode-nfd path-nfc path-nfd",
    "path-double-encoded": "double-encoded-path",
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
    "query-lower-escapes query-empty-signature",
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
    "secret-cut": "secret-named",
    "secret-mixed-up": "secret-swapped secret-pair",
    "secret-unset": "secret-placeholder",
    "derivation": "secret-no-aws4 secret-aws4-twice secret-hex-chained secret-underived",
    "path-encoding": "path-encoded-twice path-form-encoded path-tilde path-slash-encoded path-no-slash path-raw "
    "path-plus-kept path-latin-1 path-not-signed path-normalized",
    "content-type-v2": "content-type",
    "method": "method-changed",
}
RENAMED = {old: new for new, former in _FORMER.items() for old in former.split()}
