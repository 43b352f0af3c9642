"""What a store's answer and its side of a signature look like."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from cosnb import Credentials, Sandbox, presign, send, verify
from cosnb.display import answer_tree, beside_tree, to_html, to_text, tree_of
from cosnb.links import compare
from cosnb.transfer import Answer, Sent
from cosnb.visible import MASK

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
REAL = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")


@pytest.fixture(scope="module")
def box():
    with Sandbox(port=0, now=NOW) as box:
        yield box


def real(**more):
    return presign("my-bucket", "a.txt", endpoint="us-south", credentials=REAL, now=NOW, **more)


def test_an_answer_shows_status_body_and_the_request_on_the_wire(box):
    link = presign(box.bucket, "hello.txt", credentials=box.credentials, now=NOW)
    html = to_html(send(link))
    assert "200 OK" in html
    assert "Hello from the sandbox." in html
    assert "GET /demo-bucket/hello.txt?X-Amz-Algorithm" in html


def test_a_refusal_names_the_code_and_what_it_means(box):
    link = presign(box.bucket, "hello.txt", credentials=box.credentials, now=NOW)
    text = to_text(send(link.url.replace("hello", "hallo")))
    assert "403" in text
    assert "SignatureDoesNotMatch" in text
    assert "computed another signature" in text


def test_nothing_is_said_of_a_signature_that_was_not_sent(box):
    refused = to_text(send(f"{box.endpoint}/{box.bucket}/hello.txt"))
    assert "AccessDenied" in refused
    assert "carried no signature" in refused
    assert "was accepted" not in refused
    cut = presign(box.bucket, "hello.txt", credentials=box.credentials, now=NOW).url.partition("&")[0]
    assert "was accepted" not in to_text(send(cut))


@pytest.mark.parametrize(
    ("method", "target", "headers", "signed"),
    [
        ("GET", "/plain", (), False),
        ("GET", "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256", (), False),
        ("GET", "/b/k?X-Amz-Signature=00", (), True),
        ("GET", "/b/k?AWSAccessKeyId=a&Expires=1&Signature=b", (), True),
        ("GET", "/", (("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request,Signature=00"),), True),
        ("GET", "/", (("authorization", "Basic YTpi"),), False),
        ("POST", "/b", (("Content-Type", "multipart/form-data; boundary=x"),), True),
        ("PUT", "/b", (("Content-Type", "multipart/form-data; boundary=x"),), False),
    ],
)
def test_a_store_accepted_a_signature_only_where_one_was_sent(method, target, headers, signed):
    sent = Sent(method, target, headers)
    answer = Answer(200, "OK", {}, b"", 0, False, None, None, sent, 0.1)
    assert ("accepted the signature" in to_text(answer)) is signed
    assert ("carried no signature" in to_text(answer)) is not signed


def test_what_must_not_be_seen_is_masked_wherever_the_answer_repeats_it(box):
    link = presign(box.bucket, "hello.txt", credentials=box.credentials, now=NOW)
    html = to_html(answer_tree(send(link), hide=link.live_texts)).replace("<wbr>", "")
    assert link.signature not in html
    assert f"X-Amz-Signature={MASK}" in html


def test_the_stores_side_shows_the_computed_signature_of_examples_only():
    for example, seen in ((True, True), (False, False)):
        pair = Credentials(REAL.access_key_id, REAL.secret_access_key, example=example)
        link = presign("my-bucket", "a.txt", endpoint="us-south", credentials=pair, now=NOW)
        html = to_html(verify(link, pair, now=NOW)).replace("<wbr>", "")
        assert (link.signature in html) is seen
        assert "accept this" in html


def test_the_stores_side_beside_the_clients_marks_the_first_byte_that_differs():
    link = real()
    changed = link.url.replace("a.txt", "b.txt")
    text = to_text(beside_tree(link, verify(changed, REAL, now=NOW)))
    assert "refuse this: SignatureDoesNotMatch" in text
    assert "canonical URI" in text
    assert link.signature not in text


def test_a_comparison_of_real_links_never_shows_a_signature():
    a, b = real(), real(expires=60)
    html = to_html(compare(a, b))
    assert a.signature not in html
    assert b.signature not in html
    assert "_differs" in html


def test_equal_stages_are_said_to_be_the_same():
    text = to_text(compare(real(), real(expires=60)))
    assert "Scope  the same" in text
    assert "3600" in text


def test_an_object_that_is_a_tree_is_shown_as_it_is():
    tree = tree_of(real())
    assert tree_of(tree) is tree
