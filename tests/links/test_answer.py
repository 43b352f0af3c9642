"""A store's error is read in every form that stores are known to use, and nothing hostile gets through."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb.links.reading.answer import LIMIT, read_error

CANONICAL = "GET\n/b/ä%20b\nX-Amz-Algorithm=AWS4-HMAC-SHA256\nhost:s3.example\n\nhost\nUNSIGNED-PAYLOAD"
TO_SIGN = "AWS4-HMAC-SHA256\n20240102T030405Z\n20240102/us-south/s3/aws4_request\n" + "7e" * 32


def xml(root: str = "Error", **elements: str) -> str:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in elements.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inner}</{root.partition(" ")[0]}>'


def test_the_form_of_aws():
    error = read_error(
        xml(
            Code="SignatureDoesNotMatch",
            Message="The request signature we calculated does not match.",
            AWSAccessKeyId="AKIAIOSFODNN7EXAMPLE",
            StringToSign=TO_SIGN,
            SignatureProvided="841d",
            StringToSignBytes=TO_SIGN.encode().hex(" "),
            CanonicalRequest=CANONICAL,
            CanonicalRequestBytes=CANONICAL.encode().hex(" "),
            RequestId="4442587FB7D0A2F9",
            HostId="abc=",
        ).encode()
    )
    assert (error.code, error.message) == (
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match.",
    )
    assert (error.canonical_request, error.string_to_sign) == (CANONICAL, TO_SIGN)
    assert dict(error.fields) == {
        "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "SignatureProvided": "841d",
        "RequestId": "4442587FB7D0A2F9",
        "HostId": "abc=",
    }


def test_the_form_of_ibm():
    error = read_error(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Error><Code>AccessDenied</Code>'
        "<Message>Access Denied</Message><Resource>/bucket/key</Resource><RequestId>9d2bbc00</RequestId>"
        "<httpStatusCode>403</httpStatusCode></Error>"
    )
    assert (error.code, error.message) == ("AccessDenied", "Access Denied")
    assert dict(error.fields) == {"Resource": "/bucket/key", "RequestId": "9d2bbc00", "httpStatusCode": "403"}
    assert (error.canonical_request, error.string_to_sign) == (None, None)


def test_the_form_of_minio():
    error = read_error(xml(Code="AccessDenied", Message="No.", Key="k", BucketName="b", Resource="/b/k", Region="x"))
    assert (error.fields["Key"], error.fields["BucketName"], error.fields["Region"]) == ("k", "b", "x")


def test_the_form_of_ceph_has_no_message():
    error = read_error("<Error><Code>SignatureDoesNotMatch</Code><RequestId>tx0</RequestId><HostId>h</HostId></Error>")
    assert (error.code, error.message, error.fields["RequestId"]) == ("SignatureDoesNotMatch", "", "tx0")


def test_the_form_of_google():
    error = read_error(xml(Code="ExpiredToken", Message="Invalid argument.", Details="Request has expired: 1"))
    assert error.fields["Details"] == "Request has expired: 1"


def test_a_namespace_is_no_part_of_a_name():
    error = read_error(xml('Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"', Code="NoSuchKey", Key="k"))
    assert (error.code, dict(error.fields)) == ("NoSuchKey", {"Key": "k"})


def test_an_error_inside_an_error_response():
    error = read_error(
        '<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>'
        "<Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error><RequestId>7</RequestId></ErrorResponse>"
    )
    assert (error.code, error.fields["Type"], error.fields["RequestId"]) == ("SignatureDoesNotMatch", "Sender", "7")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + xml(Code="X").encode(),
        "\ufeff" + xml(Code="X"),
        b"\r\n " + xml(Code="X").encode() + b"\n",
        xml(Code=" X\n"),
        xml(Code="X").replace("UTF-8", "ISO-8859-1"),
        "HTTP/1.1 403 Forbidden\n\n" + xml(Code="X") + "\n",
        "botocore: Response body: b'" + xml(Code="X").replace("\n", "") + "' (attempt 1)",
        "403: <Error><Code>X</Code></Error>",
    ],
)
def test_what_stands_around_an_error_does_not_matter(body):
    assert read_error(body).code == "X"


@pytest.mark.parametrize(
    "spelled",
    [
        CANONICAL.encode().hex(" "),
        CANONICAL.encode().hex(" ").upper(),
        CANONICAL.encode().hex(" ", 2).upper(),
        CANONICAL.encode().hex(),
        CANONICAL.encode().hex("\n"),
    ],
)
def test_bytes_of_every_case_and_grouping_are_preferred_to_a_flattened_text(spelled):
    flat = CANONICAL.replace("\n", " ")
    error = read_error(xml(Code="X", CanonicalRequest=flat, CanonicalRequestBytes=spelled))
    assert error.canonical_request == CANONICAL
    assert dict(error.fields) == {}


@pytest.mark.parametrize("broken", ["4", "zz", "c3 28", "…"])
def test_broken_bytes_leave_the_text(broken):
    error = read_error(xml(Code="X", StringToSign=TO_SIGN, StringToSignBytes=broken))
    assert error.string_to_sign == TO_SIGN
    assert error.fields["StringToSignBytes"] == broken


def test_bytes_without_a_text_are_enough():
    assert read_error(xml(Code="X", StringToSignBytes=TO_SIGN.encode().hex())).string_to_sign == TO_SIGN


def test_both_texts_can_stand_in_the_message():
    message = (
        "The request signature we calculated does not match the signature you provided.\n\n"
        f"The Canonical String for this request should have been\n'{CANONICAL}'\n\n"
        f"The String-to-Sign should have been\n'{TO_SIGN}'\n"
    )
    for body in (json.dumps({"message": message}), xml("ErrorResponse", Code="X", Message=message)):
        error = read_error(body)
        assert (error.canonical_request, error.string_to_sign) == (CANONICAL, TO_SIGN)


@pytest.mark.parametrize(
    "document, code",
    [
        ({"message": "No."}, ""),
        ({"Message": "No.", "Code": "X"}, "X"),
        (
            {"__type": "com.amazon.coral.service#InvalidSignatureException", "message": "No."},
            "InvalidSignatureException",
        ),
        ({"__type": "ExpiredToken:http://internal.amazon.com/", "Message": "No."}, "ExpiredToken"),
        ({"errorCode": "BXNIM0415E", "errorMessage": "No."}, "BXNIM0415E"),
        ({"error": {"code": 403, "message": "No."}}, "403"),
        ({"errors": [{"code": "not_authorized", "message": "No."}], "trace": "t"}, "not_authorized"),
    ],
)
def test_json_is_read(document, code):
    error = read_error(json.dumps(document))
    assert (error.code, error.message) == (code, "No.")


def test_other_values_of_json_are_fields():
    error = read_error('{"message": "No.", "status": 403, "list": [1]}')
    assert dict(error.fields) == {"status": "403"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Hello from the sandbox.\n",
        b"\x89PNG\r\n\x1a\n\xff\xfe",
        "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "<html><head><title>Error</title></head></html>",
        "<html><Error><Code>X</Code></Error></html>",
        "<ListBucketResult><Name>b</Name></ListBucketResult>",
        "<DeleteResult><Error><Key>k</Key><Code>AccessDenied</Code></Error></DeleteResult>",
        "<Error></Error>",
        "<Error><RequestId>1</RequestId></Error>",
        "<Error><Code>X</Code>",
        "<Error><Code>X</Code></Error><Error/>",
        "<Error><Code>\x00</Code></Error>",
        "<Error><Code>\ud800</Code></Error>",
        "<",
        "<Error",
        "{}",
        "{",
        "[1]",
        '{"a": 1}',
        '{"message": 5, "x": [}',
        '{"errors": []}',
        '{"errors": "x"}',
        '{"error": null}',
    ],
)
def test_what_is_no_stores_error_is_none(body):
    assert read_error(body) is None


BOMB = (
    '<!DOCTYPE e [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><Error><Code>&j;</Code></Error>"
)
OUTSIDE = '<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><Error><Code>&x;</Code></Error>'


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, '<!DOCTYPE Error SYSTEM "http://127.0.0.1:1/x">' + xml(Code="X")])
def test_entities_and_document_types_are_refused(body):
    assert read_error(body) is None
    assert read_error(body.encode()) is None


def test_a_body_of_more_than_a_mebibyte_is_not_even_decoded():
    body = b"<Error><Code>" + b"x" * LIMIT + b"</Code></Error>"
    tracemalloc.start()
    assert read_error(body) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000


@pytest.mark.parametrize(
    "body",
    [
        "<Error>" + "<a>" * 120_000 + "</a>" * 120_000 + "</Error>",
        "<Error " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/>",
        "<Error>" * 100_000,
        "[" * 500_000,
        '{"a":' * 100_000,
        '{"message": ' + "9" * 900_000 + "}",
        '{"x": "' + "'" * 900_000,
        "<Error><Message>" + "The Canonical String for this request should have been'" * 15_000 + "</Message></Error>",
    ],
)
def test_depth_and_repetition_do_no_harm(body):
    error = read_error(body)
    assert error is None or error.code == ""


def test_a_repr_shows_code_and_message_and_nothing_that_works():
    error = read_error(
        xml(Code="X", Message="No.\nThe String-to-Sign…", SignatureProvided="canary", StringToSign="cana")
    )
    assert repr(error) == "StoreError('X', 'No.')"


@given(st.text() | st.binary())
def test_nothing_makes_it_raise(body):
    read_error(body)


@given(st.dictionaries(st.sampled_from(["Code", "Message", "Key", "StringToSign"]), st.text("<>&;'\"a\n")))
def test_no_broken_document_makes_it_raise(elements):
    read_error(xml(**elements))
