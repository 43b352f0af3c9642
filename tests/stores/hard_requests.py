"""Keys and requests that have broken signers: every one must come through byte for byte."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

KEYS: dict[str, str] = {
    "plain": "a/b/c.txt",
    "space": "a b/c d.txt",
    "spaces around": " lead and tail ",
    "two spaces": "a  b",
    "umlauts": "Übersicht März/größe.csv",
    "decomposed umlaut": "u\u0308",
    "Japanese": "日本語/テスト",
    "emoji": "🎉👩‍🚀",
    "plus": "a+b+.txt",
    "percent": "100%",
    "an escape": "a%20b",
    "a slash's escape": "a%2Fb",
    "no escape": "%zz%",
    "query and fragment": "a?b=c&d#e",
    "a signature": "?X-Amz-Signature=0&X-Amz-Date=1",
    "unreserved": "AZaz09-._~",
    "sub-delimiters": "!$&'()*+,;=",
    "other reserved": ":@[]",
    "not for URLs": '"<>\\^`{|}',
    "line end": "a\nb\r\nc",
    "tabulator": "a\tb",
    "controls": "\x01\x1b\x7f",
    "no-break space": "a\u00a0b",
    "right to left": "a\u202egpj.exe",
    "three dots": ".../..a/b..",
    "a segment of 255 bytes": f"{'ä' * 127}x",
    "1,024 bytes": "/".join(["x" * 204] * 5),
}

# What a client or a file system would tidy up.
SLASHES: dict[str, str] = {"two slashes": "a//b", "leading slash": "/lead"}
DOTS: dict[str, str] = {"dots": "a/../b", "one dot": "./a", "dots at the end": "a/..", "a dot at the end": "a/."}
TRAILING: dict[str, str] = {"trailing slash": "folder/"}

OVERRIDES = {
    "response-content-type": 'text/csv; charset="utf-8"',
    "response-content-disposition": "attachment; filename=\"März 1+1.csv\"; filename*=UTF-8''M%C3%A4rz.csv",
    "response-content-language": "de, en",
    "response-content-encoding": "identity",
    "response-cache-control": "no-store, max-age=0",
    "response-expires": "Thu, 01 Jan 2032 00:00:00 GMT",
}
HEADERS = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="a b.csv"',
    "Cache-Control": "no-store",
    "x-amz-meta-by": "somebody",
    "X-Amz-Meta-Blanks": "a   b",
    "x-amz-acl": "private",
}
HASH = {"x-amz-content-sha256": sha256(b"data").hexdigest()}

UPLOAD = {"partNumber": "7", "uploadId": "VXBsb2FkIElE+/=="}
LISTING = {"list-type": "2", "prefix": "ä b/+%", "delimiter": "/", "start-after": "~!'()*", "max-keys": "3"}

NAMES = ("b", "a", "B", "a-b", "a.b", "a_b", "a~", "aa")

# Beside every key: what else can be in a request. "style" and "key" say where the object is.
OTHERS: dict[str, dict[str, Any]] = {
    "a bucket": {"key": None},
    "a listing": {"key": None, "query": LISTING},
    "a parameter without a value": {"key": "a", "method": "POST", "query": {"uploads": ""}},
    "a part": {"key": "a b", "method": "PUT", "query": UPLOAD},
    "every override": {"key": "a b", "query": OVERRIDES},
    "names in every order": {"key": "a", "query": dict.fromkeys(NAMES, "1")},
    "names before and behind the signature's": {"key": "a", "query": {"A": "1", "X-Amz-E": "2", "Y": "3", "x": "4"}},
    "names that are encoded": {"key": "a", "query": {"z ä": "1", "+": "2", "%": "3", "&=": "4", "a/b": "5"}},
    "values that are encoded": {"key": "a", "query": {"a": "ä +%&=;/?#[]@!$'()*,:~", "b": "\n", "c": " "}},
    "a content type": {"key": "a", "method": "PUT", "headers": {"Content-Type": "text/csv; charset=utf-8"}},
    "every header": {"key": "ä", "method": "PUT", "headers": HEADERS},
    "headers in every order": {
        "key": "a",
        "headers": {"x-z": "1", "X-A": "2", "Range": "bytes=0-1", "a-a": "3", "a": "4"},
    },
    "a header with blanks": {"key": "a", "headers": {"x-amz-meta-a": "  a \t  b  "}},
    "a header without a value": {"key": "a", "headers": {"x-amz-meta-a": ""}},
    "a header twice": {"key": "a", "headers": [("x-amz-meta-a", "1"), ("X-Amz-Meta-A", "2")]},
    "a header with an umlaut": {"key": "a", "headers": {"x-amz-meta-a": "Größe"}},
    "a payload hash": {"key": "a", "method": "PUT", "headers": HASH},
    "a deletion": {"key": "a b", "method": "DELETE"},
    "a minute": {"key": "a b", "expires": 60},
    "a week": {"key": "a b", "expires": 604_800},
    "a bucket in the host": {"key": None, "style": "virtual"},
    "a key behind it": {"key": "ä b/c+d%", "style": "virtual"},
    "two slashes behind it": {"key": "a//b/", "style": "virtual"},
    "an upload behind it": {"key": "a", "style": "virtual", "method": "PUT", "headers": HEADERS},
}

REQUESTS: dict[str, dict[str, Any]] = {
    **{f"the key {name}": {"key": key} for name, key in {**KEYS, **SLASHES, **DOTS, **TRAILING}.items()},
    **OTHERS,
}
