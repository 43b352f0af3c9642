"""The sixteen exercises of lesson 10: solved with what they give, and specific about usual wrong answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

from cosnb import diagnose, parse, teach
from cosnb.teach.catalogue import CREDENTIALS, NOW

HERE = Path(__file__).parents[2]
LESSON = HERE / "notebooks" / "10-exercises.ipynb"
EXERCISES = json.loads((HERE / "cosnb" / "teach" / "exercises" / "lesson_10.json").read_text("utf-8"))


def given(name):
    return teach.exercise(name).given


def lines_of(name, count):
    return [given(name)[f"line {number}"] for number in range(1, count + 1)]


def key_of(secret, words):
    for word in words:
        secret = hmac.new(secret, word.encode(), hashlib.sha256).digest()
    return secret


def said(name, answer):
    feedback = teach.check(name, answer)
    assert not feedback.right
    return repr(feedback)


def query_of(fields, expires, **more):
    scope = f"{fields['timestamp'][:8]}/{fields['region']}/s3/aws4_request"
    values = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{fields['access_key_id']}/{scope}",
        "X-Amz-Date": fields["timestamp"],
        "X-Amz-Expires": expires,
        "X-Amz-SignedHeaders": "host",
        **more,
    }
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in sorted(values.items()))


def test_there_are_sixteen_and_the_lesson_has_them_in_this_order():
    cells = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    checked = [text.rpartition('teach.check("')[2].partition('"')[0] for text in cells if "teach.check(" in text]
    assert len(EXERCISES) == 16
    assert checked == list(EXERCISES)


def test_every_exercise_is_found_by_its_name():
    for name in EXERCISES:
        assert teach.exercise(name).name == name


def test_the_scope_has_the_date_of_utc():
    clock = datetime.strptime(given("write_scope")["the clock in Frankfurt"], "%Y-%m-%d %H:%M %z")
    date = f"{clock.astimezone(timezone.utc):%Y%m%d}"
    assert teach.check("write_scope", f"{date}/eu-de/s3/aws4_request").right
    assert "Scope: date" in said("write_scope", f"{clock:%Y%m%d}/eu-de/s3/aws4_request")


def test_the_path_is_solved_with_quote_and_a_raw_one_is_told_its_first_byte():
    fields = given("encode_key")
    assert teach.check("encode_key", quote(f"/{fields['bucket']}/{fields['key']}")).right
    raw = said("encode_key", f"/{fields['bucket']}/{fields['key']}")
    assert "yours is é (c3), right is % (25)" in raw
    assert "line 2: canonical URI" in said("encode_key", quote(f"/{fields['bucket']}/{fields['key']}", safe=""))


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        (" ", "the spaces or line ends around it are too many"),
        ("\n", "the spaces or line ends around it are too many"),
        ("\n\n", "the spaces or line ends around it are too many"),
        ("\nhost", "more lines follow than are asked for"),
    ],
)
def test_an_answer_of_one_line_ends_with_it(behind, found):
    fields = given("encode_key")
    shown = said("encode_key", quote(f"/{fields['bucket']}/{fields['key']}") + behind)
    assert "line 2: canonical URI" in shown
    assert "right is the end of the text" in shown
    assert found in shown


def test_the_whole_rest_of_the_request_is_no_answer_of_one_line():
    judge = teach.exercise("encode_key").judge
    rest = judge.signed.canonical_request.text.split("\n", 1)[1]
    assert "right is the end of the text" in said("encode_key", rest)


def test_a_line_that_ends_too_early_ends_with_its_text():
    assert "yours is the end of the text, right is f (66)" in said("encode_key", "/")


def test_a_query_string_with_a_signature_is_told_that_it_has_none():
    fields = given("encode_query")
    more = {name: fields[name] for name in ("uploadId", "partNumber")}
    shown = said("encode_query", query_of(fields, fields["expires"], **more) + "&X-Amz-Signature=00ff")
    assert "right is the end of the text" in shown
    assert "X-Amz-Signature is not part of what is signed" in shown


def test_a_query_string_begins_behind_the_question_mark():
    shown = said("encode_query", f"?{teach.exercise('encode_query').judge._asked}")
    assert "it belongs between path and query" in shown


def test_a_right_answer_counts_the_bytes_that_were_handed_in():
    fields = given("encode_key")
    line = quote(f"/{fields['bucket']}/{fields['key']}")
    assert f"All {len(line)} bytes are the same." in repr(teach.check("encode_key", line))


def test_a_scope_has_plain_slashes():
    assert "plain in a path and in a scope" in said("write_scope", "20260329%2Feu-de%2Fs3%2Faws4_request")


ORDERS = {
    "url_order": "scheme host bucket key parameters signature",
    "key_order": "date region service aws4_request",
    "line_order": "method path query headers empty-line header-names payload-hash",
}


@pytest.mark.parametrize("name", ORDERS)
def test_a_wrong_order_is_told_one_pair_and_the_last_hint_has_the_rest(name):
    words = ORDERS[name].split()
    shown = said(name, [*words[:1], words[2], words[1], *words[3:]])
    assert f"{words[2]} comes before {words[1]}" in shown
    assert not any(word in shown for word in words[3:])
    places = [teach.exercise(name).hints[2].find(word) for word in words]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("answer", "title", "line"),
    [
        ("Scheme host bucket key parameters signature", "Capitals and small letters count", "scheme, not Scheme"),
        ("scheme host bucket key key parameters signature", "The list has something more than once", "key"),
        ("scheme host port bucket key parameters signature", "something that is not asked for", "port"),
        ("scheme host key parameters signature", "The list is not complete", "bucket"),
    ],
)
def test_a_list_is_told_what_is_wrong_with_it(answer, title, line):
    shown = said("url_order", answer)
    assert title in shown
    assert shown.rstrip().endswith(line)
    assert title == "The list is not complete" or "missing" not in shown


def test_the_solution_of_one_line_shows_that_line_alone():
    shown = repr(teach.solution("encode_key"))
    assert "/field-notes/Caf%C3%A9" in shown
    assert not any(word in shown for word in ("GET", "X-Amz", "host:", "UNSIGNED"))


def test_the_query_is_solved_with_quote_and_sorted():
    fields = given("encode_query")
    more = {name: fields[name] for name in ("uploadId", "partNumber")}
    right = query_of(fields, fields["expires"], **more)
    assert teach.check("encode_query", right).right
    assert "in another order" in said("encode_query", "&".join(reversed(right.split("&"))))
    assert "belongs to forms" in said("encode_query", right.replace("%20", "+"))


def test_the_string_to_sign_is_solved_with_the_seven_lines():
    lines = lines_of("hash_it", 7)
    head = "AWS4-HMAC-SHA256\n20260115T120000Z\n20260115/us-south/s3/aws4_request\n"
    for end, found in (("", None), ("\n", "with a line end after it")):
        answer = head + hashlib.sha256(("\n".join(lines) + end).encode()).hexdigest()
        assert teach.check("hash_it", answer).right if found is None else found in said("hash_it", answer)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (b"AWS4", "", None),
        (b"", "", "without 'AWS4' in front of the secret"),
        (b"AWS4", "\n", "the string to sign has a line end"),
    ],
)
def test_the_signature_is_solved_with_five_hmacs(start, end, found):
    fields, lines = given("sign_it"), lines_of("sign_it", 4)
    key = key_of(start + fields["secret_access_key"].encode(), lines[2].split("/"))
    answer = hmac.new(key, ("\n".join(lines) + end).encode(), hashlib.sha256).hexdigest()
    if found is None:
        assert teach.check("sign_it", answer).right
    else:
        assert found.lower() in said("sign_it", answer).lower()


def signing():
    """The secret with its prefix, the four words, and the string to sign."""
    fields, lines = given("sign_it"), lines_of("sign_it", 4)
    return b"AWS4" + fields["secret_access_key"].encode(), lines[2].split("/"), "\n".join(lines)


def hmac_hex(key, text):
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def test_the_right_signature_in_another_form_is_told_to_be_written_in_hex():
    secret, words, text = signing()
    made = hmac.new(key_of(secret, words), text.encode(), hashlib.sha256).digest()
    for answer, form in ((made, "These are 32 bytes"), (base64.b64encode(made).decode(), "This is base64")):
        assert f"It is the right signature in another form. {form}" in said("sign_it", answer)


def test_a_wrong_signature_in_another_form_is_told_both():
    secret, words, text = signing()
    shown = said("sign_it", hmac.new(key_of(secret[4:], words), text.encode(), hashlib.sha256).digest())
    assert "These are 32 bytes" in shown
    assert "without 'AWS4' in front of the secret" in shown


def test_a_usual_wrong_key_of_the_signature_is_found():
    secret, (date, region, *rest), text = signing()
    key, swapped = key_of(secret, (date, region, *rest)), secret
    for word in (date, region, *rest):
        swapped = hmac.new(word.encode(), swapped, hashlib.sha256).digest()
    answers = {
        "the signing key itself": key.hex(),
        "date and region swapped": hmac_hex(key_of(secret, (region, date, *rest)), text.encode()),
        "message of the last HMAC are swapped": hmac_hex(text.encode(), key),
        "key and message of each step swapped": hmac_hex(swapped, text.encode()),
    }
    for found, answer in answers.items():
        assert found in said("sign_it", answer)


def test_the_whole_link_is_put_together_of_what_is_given():
    fields = given("put_together")
    path, query = quote(f"/{fields['bucket']}/{fields['key']}"), query_of(fields, fields["expires"])
    url = f"https://{fields['host']}{path}?{query}&X-Amz-Signature={fields['signature']}"
    assert teach.check("put_together", url).right
    assert "parameter X-Amz-Signature" in said("put_together", url[:-1])
    assert "Presigned URL: path" in said("put_together", url.replace("%20", " ", 1))


def test_exactly_the_region_and_the_expiry_differ_from_what_was_ordered():
    fields = given("odd_input")
    request = parse(fields["url"])
    read = {
        "host": request.host,
        "bucket": request.bucket,
        "key": request.key,
        "region": request.region,
        "access_key_id": request.access_key_id,
        "timestamp": request.timestamp,
        "expires": str(request.expires),
    }
    assert [name for name, value in read.items() if value != fields[name]] == ["region", "expires"]


def test_the_broken_secret_is_proven_by_the_inspector():
    url = given("odd_secret")["url"]
    finding = diagnose(url, credentials=CREDENTIALS, now=NOW, budget=20, progress=False).findings[0]
    assert (finding.certainty, finding.id) == ("proven", "secret-cut")
    assert "without its first character" in finding.title


def test_the_mangled_link_is_mended_by_four_replacements():
    url = given("mend_it")["url"]
    assert not teach.check("mend_it", url).right
    for old, new in (("&amp;", "&"), ("%2520", "%20"), ("x-amz-expires", "X-Amz-Expires")):
        assert old in url
        url = url.replace(old, new)
        assert not teach.check("mend_it", url).right
    assert teach.check("mend_it", url.removesuffix(".")).right


def test_each_fault_of_the_mangled_link_is_named_while_the_others_are_still_there():
    answer = given("mend_it")["url"]
    for found, old, new in (
        ("encoded once too often", "%2520", "%20"),
        ("& is written &amp;, as in HTML", "&amp;", "&"),
        ("capitals and small letters differ", "x-amz-expires", "X-Amz-Expires"),
    ):
        assert found in said("mend_it", answer)
        answer = answer.replace(old, new)
    assert "it belongs to the sentence around" in said("mend_it", answer)
