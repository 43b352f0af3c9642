"""What is said to a stage: right, or the first byte that differs, the piece it stands in, and its rule."""

from __future__ import annotations

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb import InputError, presign, teach
from cosnb.sigv4 import Credentials
from cosnb.teach.answers import rule_for

TEXTS = ("canonical_request", "scope", "string_to_sign", "signature", "url")


def said(name: str, answer: object, link) -> str:
    feedback = teach.check(name, answer, of=link)
    assert not feedback.right
    return repr(feedback)


def stage(link, name: str) -> str:
    return next(made.text for made in link.stages if made.name == name)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_of_a_stage_is_right_in_every_form(link, name):
    text = stage(link, name)
    made = next(made for made in link.stages if made.name == name)
    for answer in (text, text.encode(), made, link):
        assert teach.check(name, answer, of=link).right


@pytest.mark.parametrize("name", TEXTS)
def test_a_changed_byte_anywhere_is_found_at_its_place(link, name):
    text = stage(link, name)
    for at in range(len(text)):
        wrong = f"{text[:at]}~{text[at + 1 :]}" if text[at] != "~" else f"{text[:at]}!{text[at + 1 :]}"
        column = len(text[:at].rpartition("\n")[2]) + 1
        assert f"byte {column} " in said(name, wrong, link)


@pytest.mark.parametrize(
    ("old", "new", "piece"),
    [
        ("PUT\n", "put\n", "line 1: method"),
        ("/my-bucket/a%20b", "/my-bucket/a b", "line 2: canonical URI"),
        ("versionId=null", "versionId=", "line 3: canonical query string"),
        ("content-type:", "Content-Type:", "line 4: canonical header content-type"),
        ("\nhost:", "\nhost: ", "line 5: canonical header host"),
        (":blue", ":red", "line 6: canonical header x-amz-meta-team"),
        ("blue\n\n", "blue\n", "line 7: end of the canonical headers"),
        ("content-type;host", "host;content-type", "line 8: signed headers"),
        ("UNSIGNED-PAYLOAD", "", "line 9: payload hash"),
    ],
)
def test_a_piece_of_the_canonical_request_is_named_as_the_specification_names_it(link, old, new, piece):
    text = link.canonical_request.text
    assert old in text
    assert f"Canonical request, {piece}" in said("canonical_request", text.replace(old, new, 1), link)


@pytest.mark.parametrize(
    ("name", "old", "new", "piece"),
    [
        ("string_to_sign", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", "line 1: algorithm"),
        ("string_to_sign", "T030405Z", "T040405Z", "line 2: timestamp"),
        ("string_to_sign", "/us-south/", "/us-east/", "line 3: scope"),
        ("scope", "20240102", "20240103", "Scope: date"),
        ("scope", "us-south", "us-east-1", "Scope: region"),
        ("scope", "/s3/", "/S3/", "Scope: service"),
        ("scope", "aws4_request", "aws4-request", "Scope: terminator"),
        ("url", "https://", "http://", "Presigned URL: host"),
        ("url", "/my-bucket", "/your-bucket", "Presigned URL: path"),
        ("url", "Expires=3600", "Expires=600", "Presigned URL: parameter X-Amz-Expires"),
    ],
)
def test_a_piece_of_every_other_stage_is_named_too(link, name, old, new, piece):
    text = stage(link, name)
    assert old in text
    assert piece in said(name, text.replace(old, new, 1), link)


def test_every_piece_has_a_rule(link):
    for name in TEXTS:
        text = stage(link, name)
        for at in range(len(text)):
            lines = said(name, text[:at] + "\x7f" + text[at + 1 :], link).splitlines()
            assert re.fullmatch(r"  rule {20} +\S.{10,}", next(line for line in lines if line.startswith("  rule")))
    assert rule_for("no such piece") == ""


def test_the_lines_before_the_difference_are_called_right(link):
    lines = link.canonical_request.text.split("\n")
    assert "Begin with the first line." in said("canonical_request", "\n".join(["x", *lines[1:]]), link)
    assert "Line 1 is right." in said("canonical_request", "\n".join([lines[0], "x", *lines[2:]]), link)
    assert "Lines 1 and 2 are right." in said("canonical_request", "\n".join([*lines[:2], "x", *lines[3:]]), link)
    assert "Lines 1 to 4 are right." in said("canonical_request", "\n".join([*lines[:4], "x", *lines[5:]]), link)


def test_both_bytes_are_shown_and_invisible_ones_are_named(link):
    text = link.canonical_request.text
    assert "yours is a space (20), right is % (25)" in said("canonical_request", text.replace("%20", " "), link)
    assert "yours is ü (c3), right is % (25)" in said("canonical_request", text.replace("%C3%BC", "ü"), link)
    assert "yours is the end of the text, right is a line end (0a)" in said("canonical_request", "PUT", link)
    assert "yours is ‹U+202E› (e2)" in said("canonical_request", "\u202eTUP", link)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t + "\n", "too many"),
        (lambda t: f'"{t}"', "quotes"),
        (lambda t: t.replace("\n", "\r\n"), "CR and LF"),
        (lambda t: t.replace("\n", "\\n"), "a backslash and an n"),
        (lambda t: t.replace("\n\n", "\n"), "empty line"),
        (lambda t: t.replace("%C3%BC", "%c3%bc"), "%C3, not %c3"),
        (lambda t: t.replace("host:", "Host:"), "capitals and small"),
        (lambda t: t.replace("a%20b", "a+b"), "belongs to forms"),
        (lambda t: t.replace("%20", "%2520"), "once too often"),
        (lambda t: t.replace("/a%20b/", "%2Fa%20b%2F"), "slashes"),
        (lambda t: t.replace("X-Amz-Algorithm=AWS4-HMAC-SHA256&", "").replace("&versionId", "&X-Amz-Algorithm=AWS4-HMAC-SHA256&versionId"), "another order"),  # noqa: E501
        (lambda t: t.replace("a%20b/%C3%BC%2B.txt", "a b/ü+.txt"), "not percent-encoded"),
    ],
)  # fmt: skip
def test_a_usual_slip_is_recognised(link, change, sentence):
    wrong = change(link.canonical_request.text)
    found = next(line for line in said("canonical_request", wrong, link).splitlines() if line.startswith("  found"))
    assert sentence in found


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t.replace("a%20b/%C3%BC%2B.txt", "a b/ü+.txt"), "The object key is not percent-encoded."),
        (
            lambda t: t.replace("a%20b/%C3%BC%2B.txt", "a%2520b/%25C3%25BC%252B.txt"),
            "The path was signed encoded twice",
        ),
        (lambda t: t.replace("/my-bucket/a%20b/", "%2Fmy-bucket%2Fa%20b%2F"), "with all its slashes as %2F."),
        (lambda t: t.replace("a%20b/", "a%20b%2F"), "with the slashes of the key as %2F."),
        (lambda t: t + "\n", "with a line end after it"),
        (lambda t: t.replace("\n", "\r\n"), "with Windows line ends"),
        (lambda t: t.replace("\n\n", "\n"), "without the empty line after the headers."),
        (lambda t: t.replace("UNSIGNED-PAYLOAD", sha256("")), "the hash of an empty body"),
        (lambda t: t.replace("UNSIGNED-PAYLOAD", ""), "an empty line."),
        (lambda _: "UNSIGNED-PAYLOAD", "of its last line alone."),
        (lambda _: "", "as an empty text."),
    ],
)
def test_a_hash_tells_what_was_hashed_in_the_string_to_sign_the_signature_and_the_url(link, change, sentence):
    text = change(link.canonical_request.text)
    to_sign = link.string_to_sign.text.rpartition("\n")[0] + "\n" + sha256(text)
    signature = hmac.new(link.derivation[-1].output.reveal(), to_sign.encode(), "sha256").hexdigest()
    assert sentence in said("string_to_sign", to_sign, link)
    assert sentence in said("signature", signature, link)
    assert sentence in said("url", link.url.replace(link.signature, signature), link)


def hmac_of(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), "sha256").digest()


HEXED = "the key is its 32 bytes"


def keys(link, secret: bytes) -> dict[str, bytes]:
    words = [step.message.text for step in link.derivation]
    right = link.derivation[-1].output.reveal()
    no_prefix, hex_chain, backwards = secret, b"AWS4" + secret, b"AWS4" + secret
    for word, last in zip(words, words[::-1], strict=True):
        no_prefix, backwards = hmac_of(no_prefix, word), hmac_of(backwards, last)
        hex_chain = hmac_of(hex_chain, word).hex().encode()
    return {
        HEXED: right.hex().encode(),
        "derived without 'AWS4' in front of the secret": no_prefix,
        "each step's result as hex text": hex_chain,
        "derived from the word 'key'": hmac_of(b"key", "aws4_request"),
        "its four steps in the opposite order": backwards,
        "without its last step": link.derivation[-2].output.reveal(),
        "not at all: 'AWS4' and the secret signed": b"AWS4" + secret,
    }


def test_a_wrong_signing_key_is_recognised_by_its_signature(link, credentials):
    for sentence, key in keys(link, credentials.secret_access_key.reveal()).items():
        wrong = hmac_of(key, link.string_to_sign.text).hex()
        found = said("signature", wrong, link)
        assert sentence in found


def test_a_wrong_signing_key_is_recognised_by_itself(link, credentials):
    for sentence, key in keys(link, credentials.secret_access_key.reveal()).items():
        if sentence != HEXED:
            for answer in (key, key.hex()):
                assert sentence in said("kSigning", answer, link).replace("The", "the")


def test_a_signature_without_a_key_or_with_a_line_end_too_many_is_recognised(link):
    text = link.string_to_sign.text
    assert "no key went into it" in said("signature", sha256(text), link)
    key = link.derivation[-1].output.reveal()
    assert "a line end after its last line" in said("signature", hmac_of(key, text + "\n").hex(), link)


@pytest.mark.parametrize("number", range(4))
def test_a_key_is_right_as_bytes_and_as_hex_and_is_never_shown(link, number):
    step = link.derivation[number]
    for answer in (step.output.reveal(), step.output.reveal().hex(), step.output):
        feedback = teach.check(step.name, answer, of=link)
        assert feedback.right
        assert step.output.reveal().hex() not in repr(feedback) + feedback._repr_html_().replace("<wbr>", "")


def test_a_wrong_key_is_not_shown_either(link):
    for wrong in (b"0123456789abcdef", "0123456789abcdef", None, 7):
        assert "0123456789abcdef" not in said("kSigning", wrong, link)


def test_a_version_2_url_is_called_that(link):
    wrong = "https://s3.us-south.cloud-object-storage.appdomain.cloud/b/k?AWSAccessKeyId=A&Signature=x%3D&Expires=1"
    assert "This is Signature Version 2: " in said("url", wrong, link)


@pytest.mark.parametrize("key", ["plain.txt", "a b.txt", "a/b.txt"])
def test_no_mistake_is_found_behind_a_right_signature(credentials, now, key):
    link = presign("b", key, endpoint="us-south", credentials=credentials, now=now)
    assert "found" not in said("url", link.url.replace("us-south.cloud", "us-east.cloud"), link)


def test_no_mistake_is_found_where_none_of_the_known_was_made(link):
    for name in ("canonical_request", "string_to_sign", "signature", "url"):
        text = stage(link, name)
        assert "found" not in said(name, text[:-9] + "0123~5678", link)


def test_a_live_signature_that_a_learner_hands_in_is_not_shown_whole(link):
    mine = "f" * 64
    answer = link.url.replace("us-south%2F", "eu-de%2F").replace(link.signature, mine)
    for text in (said("url", answer, link), said("signature", mine, link)):
        assert "f" * 26 not in text


@pytest.mark.parametrize("answer", [None, "", 7, [], object(), Ellipsis])
@pytest.mark.parametrize("name", [*TEXTS, "kSigning"])
def test_no_answer_at_all_is_answered_kindly(link, name, answer):
    assert "Hand in" in said(name, answer, link)


@given(st.one_of(st.text(), st.binary(), st.text(st.characters(categories=["Cs", "Cc", "Cf"]))))
def test_no_answer_raises_and_no_mark_of_it_survives(link, answer):
    for stage in link.stages:
        feedback = teach.check(stage.name, answer, of=link)
        shown = repr(feedback) + feedback._repr_html_().partition("</style>")[2]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200b\u202e\ud800-\udfff]", shown)


def test_a_very_long_answer_is_not_compared(link):
    assert "far too long" in said("canonical_request", "PUT\n" * 1_000_000, link)


def test_markup_in_an_answer_is_text(link):
    html = teach.check("scope", "20240102/<img src=x onerror=alert(1)>", of=link)._repr_html_()
    assert "<img" not in html


def test_a_live_signing_is_no_exercise(now):
    live = presign("b", "k", endpoint="us-south", credentials=Credentials("id", "secret" * 8), now=now)
    for name in ("signature", "kSigning"):
        with pytest.raises(InputError, match="live credentials"):
            teach.check(name, "x", of=live)


def test_a_stage_that_is_none_is_named_with_those_that_are(link):
    with pytest.raises(InputError, match=r"'canonical' is not a stage.*canonical_request.*kSigning"):
        teach.check("canonical", "x", of=link)
