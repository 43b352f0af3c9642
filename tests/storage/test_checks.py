"""Every check of an input: what cannot work is refused, with its value and the remedy; what may not earns advice."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from cosnb import CosnbError, Credentials, CredentialsError, InputError
from cosnb.links import plan
from cosnb.sigv4 import Secret, uri_encode
from cosnb.storage import (
    METHODS,
    check_bucket,
    check_credentials,
    check_expires,
    check_expiry_limit,
    check_key,
    check_method,
    check_pairs,
    check_region,
    find_endpoint,
)

Check = Callable[[Any], object]
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")


def refused(check: Check, value: object) -> InputError:
    """The error that a check answers with, which has to name its field and what to do."""
    with pytest.raises(InputError) as caught:
        check(value)
    error = caught.value
    assert isinstance(error, CosnbError)
    assert isinstance(error, ValueError)
    assert str(error) == f"{error.field}: {error.problem} {error.remedy}"
    assert error.problem.endswith(".")
    assert error.remedy.endswith(".")
    return error


def query(given: Any) -> object:
    return check_pairs("query", given)


def headers(given: Any) -> object:
    return check_pairs("headers", given)


REFUSED: list[tuple[Check, Any, str, str, str]] = [
    (check_method, "PATCH", "method", "'PATCH' is not an HTTP method", "GET, PUT, HEAD, DELETE, POST"),
    (check_method, "", "method", "'' is not an HTTP method", "GET, PUT, HEAD, DELETE, POST"),
    (check_method, "GET ", "method", "'GET ' is not an HTTP method", "GET, PUT, HEAD, DELETE, POST"),
    (
        check_method,
        "https://h/k?X-Amz-Signature=0",
        "method",
        "a URL is not an HTTP method",
        "GET, PUT, HEAD, DELETE",
    ),
    (check_method, None, "method", "None is not an HTTP method", "GET, PUT, HEAD, DELETE, POST"),
    (check_expires, 0, "expires", "0 is less than 1 second", "3600"),
    (check_expires, -1, "expires", "-1 is less than 1 second", "3600"),
    (check_expires, 1.0, "expires", "1.0 is no duration", "Give seconds, such as 3600"),
    (check_expires, True, "expires", "True is no duration", "Give seconds, such as 3600"),
    (check_expires, None, "expires", "None is no duration", "Give seconds, such as 3600"),
    (check_region, "us/south", "region", "'us/south' holds '/'", "such as 'us-south'"),
    (check_region, "us&south", "region", "holds '&'", "such as 'us-south'"),
    (check_region, "us=south", "region", "holds '='", "such as 'us-south'"),
    (check_region, "us south", "region", "holds ' '", "such as 'us-south'"),
    (check_region, "us-south\n", "region", r"holds '\n'", "such as 'us-south'"),
    (check_region, "us\u00a0south", "region", r"holds '\xa0'", "such as 'us-south'"),
    (check_region, "us\x00", "region", r"holds '\x00'", "such as 'us-south'"),
    (check_region, "us\udc80", "region", "holds a lone surrogate", "Decode it as UTF-8"),
    (check_region, None, "region", "None is not text", "such as 'us-south'"),
    (check_region, 1, "region", "1 is not text", "such as 'us-south'"),
    (check_bucket, "", "bucket", "it is empty", "Give the bucket's name"),
    (check_bucket, None, "bucket", "None is not text", "Give the bucket's name"),
    (check_bucket, b"b", "bucket", "b'b' is not text", "Give the bucket's name"),
    (check_bucket, "b/k", "bucket", "'b/k' holds a slash", "Give bucket='b', key='k'"),
    (check_bucket, "b/a/b c", "bucket", "holds a slash", "Give bucket='b', key='a/b c'"),
    (check_bucket, "/b/", "bucket", "'/b/' holds a slash", "Give bucket='b'"),
    (check_bucket, "host/b/k?X-Amz-Signature=0", "bucket", "it is a URL", "Give the bucket's name"),
    (check_bucket, "b" * 256, "bucket", "it has 256 characters", "Give a name of 255 at most"),
    (check_bucket, "b" * 5_000_000, "bucket", "it has 5,000,000 characters", "Give a name of 255 at most"),
    (check_bucket, "my bucket", "bucket", "holds white space or a control character", "Remove it"),
    (check_bucket, "b\n", "bucket", r"'b\n' holds white space", "Remove it"),
    (check_bucket, "b\x7f", "bucket", "holds white space or a control character", "Remove it"),
    (check_bucket, "b\ud800", "bucket", "holds a lone surrogate", "Decode it as UTF-8"),
    (check_key, "", "key", "it is empty", "key=None for the bucket itself"),
    (check_key, 7, "key", "7 is not text", "key=None for the bucket itself"),
    (check_key, b"k", "key", "b'k' is not text", "key=None for the bucket itself"),
    (check_key, "k\udfff", "key", "holds a lone surrogate", "Decode it as UTF-8"),
    (query, {"X-Amz-Expires": "1"}, "query", "'X-Amz-Expires' is set by the signature itself", "Leave it out"),
    (query, {"x-amz-signature": "1"}, "query", "'x-amz-signature' is set by the signature", "Leave it out"),
    (query, [("", "1")], "query", "'' is set by the signature itself", "Leave it out"),
    (query, [("a\udc80", "1")], "query", "holds a lone surrogate", "Decode it as UTF-8"),
    (headers, {"Host": "h"}, "headers", "'Host' is set by the request itself", "Leave it out"),
    (headers, {"authorization": "a"}, "headers", "'authorization' is set by the request", "Leave it out"),
    (headers, {"": "1"}, "headers", "'' is not a header name", "Use letters, digits and hyphens"),
    (headers, {"x y": "1"}, "headers", "'x y' is not a header name", "Use letters, digits and hyphens"),
    (headers, {"x:y": "1"}, "headers", "'x:y' is not a header name", "Use letters, digits and hyphens"),
    (headers, {"x\n": "1"}, "headers", r"'x\n' is not a header name", "Use letters, digits and hyphens"),
    (headers, {"\u00fc": "1"}, "headers", "'\u00fc' is not a header name", "Use letters, digits and hyphens"),
]


@pytest.mark.parametrize("check, value, field, problem, remedy", REFUSED)
def test_what_cannot_work_is_refused_with_the_value_and_the_remedy(
    check: Check, value: Any, field: str, problem: str, remedy: str
) -> None:
    error = refused(check, value)
    assert error.field == field
    assert problem in error.problem
    assert remedy in error.remedy


def test_every_parameter_of_the_signature_itself_is_refused_in_any_case() -> None:
    names = "Algorithm Credential Date Expires SignedHeaders Signature Security-Token"
    for name in names.split():
        for spelling in (f"X-Amz-{name}", f"x-amz-{name}".lower(), f"X-AMZ-{name}".upper()):
            assert refused(query, [(spelling, "1")]).value == spelling


@pytest.mark.parametrize("given", ["a=b", b"a=b", 7, None, [("a",)], [("a", "b", "c")], ["ab"], [(1, "b")], [None]])
@pytest.mark.parametrize("check", [query, headers])
def test_what_is_no_mapping_and_no_pairs_of_texts_is_refused(check: Check, given: Any) -> None:
    error = refused(check, given)
    assert error.field == check.__name__  # type: ignore[attr-defined]
    assert "not a pair of texts" in error.problem


@pytest.mark.parametrize("value", [7, None, b"canary", ["canary"], "canary\udc80"])
@pytest.mark.parametrize("check", [query, headers])
def test_a_value_of_a_parameter_or_header_may_be_a_secret_so_only_its_name_is_shown(check: Check, value: Any) -> None:
    error = refused(check, {"x-amz-server-side-encryption-customer-key": value})
    assert "the value of 'x-amz-server-side-encryption-customer-key'" in error.problem
    assert "canary" not in "".join(traceback.format_exception(error)) + repr(error.value)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\0"])
def test_a_header_of_more_than_one_line_is_refused_without_its_value(end: str) -> None:
    error = refused(headers, {"x-a": f"canary{end}x-b: 1"})
    assert "the value of 'x-a' holds a line end or a NUL" in error.problem
    assert "canary" not in str(error)
    assert error.value == "x-a"


def test_a_url_in_place_of_a_bucket_is_refused_and_not_repeated() -> None:
    error = refused(check_bucket, "https://s3.example.com/b/k?X-Amz-Signature=canary")
    assert error.problem == "it is a URL."
    assert "canary" not in "".join(traceback.format_exception(error)) + repr(error.value)


CANARY = "abab1234" * 8
PASTED = [
    f"https://s3.example.com/b/k?X-Amz-Expires=60&X-Amz-Signature={CANARY}",
    f"s3.example.com/b/k?X-Amz-Signature={CANARY}",
    f"k&X-Amz-Signature={CANARY[:16]} ",
    f"{CANARY[:38]}/A",
]
FIELDS: dict[str, Check] = {
    "method": check_method,
    "region": check_region,
    "bucket": check_bucket,
    "expires": check_expires,
    "endpoint": find_endpoint,
    "addressing": lambda value: plan("b", "k", endpoint="us-south", credentials=PAIR, addressing=value),
}


# Any text is a region or a bucket but what breaks the request.
WRAPPED = [
    *((field, text) for field in FIELDS for text in PASTED),
    *((field, CANARY[:48]) for field in ("method", "expires", "endpoint", "addressing")),
    *((field, wrap) for field in FIELDS for wrap in (PASTED[0].encode(), [PASTED[0]])),
]


@pytest.mark.parametrize("field, value", WRAPPED)
def test_a_link_or_a_key_in_the_wrong_field_is_refused_and_not_repeated(field: str, value: object) -> None:
    error = refused(FIELDS[field], value)
    assert CANARY[:12] not in "".join(traceback.format_exception(error)) + repr(vars(error))


@pytest.mark.parametrize("key", [*PASTED[:3], *map(uri_encode, PASTED[:3])])
def test_a_key_that_is_a_link_earns_advice_that_does_not_repeat_it(key: str) -> None:
    texts = [advice.text for advice in check_key(key)]
    assert "It looks like a URL, or a part of one: give the key alone." in texts
    assert CANARY[:12] not in "".join(texts)


def test_a_bucket_that_ends_in_a_signature_is_refused() -> None:
    assert refused(check_bucket, f"b?X-Amz-Signature={CANARY}").problem == "it is a URL."


def test_what_can_work_is_taken_as_it_is() -> None:
    assert [check_method(method.lower()) for method in METHODS] == [*METHODS]
    assert [check_expires(seconds) for seconds in (1, 3600, 999_999_999)] == [1, 3600, 999_999_999]
    assert [check_region(name) for name in ("us-south", "", "any", "r\u00e9gion")] == [
        "us-south",
        "",
        "any",
        "r\u00e9gion",
    ]
    assert [check_bucket(name) for name in ("my-bucket", "a.b", "A_B", "\u00fc", "a?b#c%")] == [
        "my-bucket",
        "a.b",
        "A_B",
        "\u00fc",
        "a?b#c%",
    ]
    assert check_key(None) == []
    assert check_key("a b/\u00fc+%?#\x00//c") == []
    given = {"a": "1", "b": ""}
    assert check_pairs("query", given) == check_pairs("headers", [*given.items()]) == (("a", "1"), ("b", ""))
    assert check_pairs("query", (pair for pair in given.items())) == (("a", "1"), ("b", ""))
    assert check_pairs("headers", [["x-a&b", "\u00a0"]]) == (("x-a&b", "\u00a0"),)
    assert check_pairs("query", ()) == ()


@pytest.mark.parametrize(
    "key, words",
    [
        ("k" * 1025, "longer than 1024 bytes"),
        ("\u00fc" * 513, "longer than 1024 bytes"),
        (".", "resolve '.' and '..'"),
        ("a/../b", "resolve '.' and '..'"),
        ("a/./b", "resolve '.' and '..'"),
        (" a", "begins or ends with white space"),
        ("a\n", "begins or ends with white space"),
        ("/a", "leading slash is part of the name"),
        ("a%20b.txt", "for the object 'a b.txt' give that"),
        ("caf%C3%A9/100%25", "for the object 'caf\u00e9/100%' give that"),
        ("a%2fb", "for the object 'a/b' give that"),
        ("https%3A%2F%2Fhost%2Fb", "looks like a URL"),
        ("s3://my-bucket/a.txt", "looks like a URL"),
        ("reports/*", "not for a wildcard"),
        ("*.csv", "not for a wildcard"),
        ("logs/2024-*/a.txt", "not for a wildcard"),
        ("a/**/b", "not for a wildcard"),
    ],
)
def test_a_key_that_may_not_work_earns_advice(key: str, words: str) -> None:
    (advice,) = check_key(key)
    assert advice.field == "key"
    assert words in advice.text


@pytest.mark.parametrize(
    "key",
    [
        *("k" * 1024, "\u00fc" * 512, "..a", "a..b/c.", "a/b/"),
        *("100%", "%", "50%off", "50%ab.txt", "50%20 or 60%", "a%zz%20", "a%20b c.txt"),
        *("5*3.txt", "a+b.txt", "a*b*c", "(1)!'.txt"),
    ],
)
def test_a_key_that_works_everywhere_earns_none(key: str) -> None:
    assert check_key(key) == []


def test_a_key_may_earn_more_than_one_piece_of_advice() -> None:
    assert len(check_key(f"/../ {'k' * 1024} ")) == 4


WEEK = 604_800


@pytest.mark.parametrize("endpoint", ["eu-central-1", "https://s3.wasabisys.com", "https://x.r2.cloudflarestorage.com"])
def test_an_expiry_over_the_limit_is_refused_where_the_provider_refuses_it(endpoint: str) -> None:
    where = find_endpoint(endpoint)
    error = refused(lambda seconds: check_expiry_limit(seconds, where), WEEK + 1)
    assert (error.field, error.value) == ("expires", WEEK + 1)
    assert where.provider.name in error.problem
    assert "604800 seconds, 7 days" in error.problem
    assert "604800 at most" in error.remedy


@pytest.mark.parametrize(
    "endpoint, words",
    [
        ("us-south", "documents no maximum"),
        ("https://minio.example.com", "is not confirmed"),
        ("https://s3.us-west-004.backblazeb2.com", "is not confirmed"),
    ],
)
def test_an_expiry_over_a_week_is_advised_against_where_no_refusal_is_known(endpoint: str, words: str) -> None:
    (advice,) = check_expiry_limit(WEEK + 1, find_endpoint(endpoint))
    assert advice.field == "expires"
    assert words in advice.text


@pytest.mark.parametrize("endpoint", ["eu-central-1", "us-south", "https://minio.example.com"])
def test_a_week_is_accepted_everywhere(endpoint: str) -> None:
    assert check_expiry_limit(WEEK, find_endpoint(endpoint)) == []


STRAY = [
    "canary\n",
    "canary\r\n",
    "canary\r",
    " canary",
    "canary\t",
    "\ufeffcanary",
    '"canary"',
    "'canary",
    "canary x",
    "canary\x00x",
]


@pytest.mark.parametrize("field", ["access_key_id", "secret_access_key", "session_token"])
@pytest.mark.parametrize("value", STRAY)
def test_a_stray_byte_around_a_key_is_refused_and_never_taken_away_in_silence(field: str, value: str) -> None:
    pair = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "EXAMPLE", field: value}
    error = refused(check_credentials, Credentials(**pair))
    assert isinstance(error, CredentialsError)
    assert error.field == field
    assert "canary" not in "".join(traceback.format_exception(error)) + repr(vars(error))


def test_a_secret_that_is_empty_cannot_sign() -> None:
    error = refused(check_credentials, Credentials("AKIDEXAMPLE", Secret("")))
    assert (error.field, error.problem) == ("secret_access_key", "it is empty.")


@pytest.mark.parametrize("value", [None, "AKIDEXAMPLE-canary", 7, object, {"secret": "canary"}])
def test_what_is_no_key_pair_is_refused_without_a_word_of_it(value: Any) -> None:
    said = refused(check_credentials, value).problem
    assert ("holds no" if isinstance(value, dict) else f"a {type(value).__name__} is not a key pair") in said
    assert "canary" not in said


def test_a_clean_key_pair_is_returned_as_it_is(credentials: Credentials) -> None:
    assert check_credentials(credentials) is credentials
