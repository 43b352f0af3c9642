"""The code that cosnb copies for a link is read again as the request that it sends."""

from __future__ import annotations

import warnings

import pytest

from cosnb import Credentials, parse, presign, snippets

PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True)
REQUESTS = {
    "a download": ("GET", "reports/a b.txt", {}),
    "an upload": ("PUT", "x'y.txt", {"Content-Type": "text/plain", "x-amz-meta-note": 'it\'s "quoted", (twice)'}),
    "a deletion": ("DELETE", "ü/€ (1).bin", {}),
    "a question": ("HEAD", "a", {"x-amz-meta-a": "back\\slash"}),
    "a post": ("POST", "q?x", {"x-amz-acl": "private"}),
}
# These say where the link is, or make one: they send nothing.
SENDS_NOTHING = {"url", "markdown", "html", "cosnb", "boto3", "ibm_boto3", "sdk_js", "aws"}


@pytest.mark.parametrize("name", REQUESTS)
def test_code_that_was_copied_is_read_with_its_method_its_url_and_its_headers(name: str) -> None:
    method, key, headers = REQUESTS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a key that holds a question mark
        link = presign("b", key, method=method, headers=headers, endpoint="us-south", credentials=PAIR)
    codes = [snippet for snippet in snippets(link) if snippet.id not in SENDS_NOTHING]
    assert {"curl"} <= {snippet.id for snippet in codes}
    for snippet in codes:
        read = parse(snippet.text)
        assert (read.method, read.wire) == (method, link.url), snippet.id
        sent = {name.lower(): value for name, value in read.headers}
        assert {name: sent.get(name.lower()) for name in link.headers} == dict(link.headers), snippet.id


@pytest.mark.parametrize("url", ["https://h.example.com/b/a(1).txt?X-Amz-Signature=0", "https://h.example.com/b/(2)/c"])
def test_a_bracket_inside_an_address_ends_no_word(url: str) -> None:
    assert parse(f"curl {url} -o x").wire == url
    assert parse(f"$(curl {url})").wire == url
