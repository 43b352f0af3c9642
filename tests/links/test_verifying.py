"""The store's side: what it accepts, and the code it refuses everything else with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cosnb import Credentials, InputError, Signed, Verification, parse, presign, sigv4, verify
from cosnb.sigv4 import Request

TOKEN = "FwoGZXIvYXdz/+==EXAMPLE"
Change = Callable[[str], str]


@pytest.fixture
def link(credentials: Credentials, now: datetime) -> Signed:
    return presign(
        "my-bucket", "a b.txt", endpoint="us-south", credentials=credentials, query={"versionId": "null"}, now=now
    )


@pytest.fixture
def checked(credentials: Credentials, now: datetime) -> Any:
    """The store's verdict at the instant of signing, with the example keys, unless told otherwise."""

    def check(request: Any, **options: Any) -> Verification:
        return verify(request, **{"credentials": credentials, "now": now, **options})

    return check


def replaced(old: str, new: str) -> Change:
    def change(url: str) -> str:
        assert url.count(old) == 1
        return url.replace(old, new)

    return change


def test_a_link_is_accepted_as_an_object_as_text_and_parsed(link: Signed, checked: Any) -> None:
    for request in (link, link.url, parse(link.url), f"  {link.url}\n"):
        verdict = checked(request)
        assert (verdict.accepted, verdict.code, verdict.message) == (True, None, None)


def test_the_verdict_shows_what_was_claimed_and_what_was_computed(link: Signed, checked: Any) -> None:
    verdict = checked(link)
    assert verdict.claimed.signature == link.signature
    assert verdict.computed.signature == link.signature
    assert [stage.text for stage in verdict.stages] == [stage.text for stage in link.stages[:4]]
    assert [stage.name for stage in verdict.stages] == ["canonical_request", "scope", "string_to_sign", "signature"]


def test_a_refused_link_shows_what_the_store_computed_all_the_same(link: Signed, checked: Any) -> None:
    verdict = checked(link, method="PUT")
    assert verdict.code == "SignatureDoesNotMatch"
    assert verdict.stages[0].text == link.canonical_request.text.replace("GET", "PUT", 1)
    assert verdict.computed.signature != verdict.claimed.signature


MALFORMED: dict[str, tuple[Change, str]] = {
    "another algorithm": (replaced("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), "X-Amz-Algorithm is not AWS4-HMAC-SHA256"),
    "no algorithm": (replaced("X-Amz-Algorithm=AWS4-HMAC-SHA256&", ""), "X-Amz-Algorithm"),
    "an empty algorithm": (replaced("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm"), "X-Amz-Algorithm is not"),
    "another service": (replaced("%2Fs3%2F", "%2Fiam%2F"), "X-Amz-Credential does not end in /s3/aws4_request"),
    "another terminator": (replaced("aws4_request", "aws5_request"), "X-Amz-Credential does not end in"),
    "no credential": (replaced("&X-Amz-Credential=", "&x="), "X-Amz-Credential"),
    "a date in another form": (
        replaced("20240102T030405Z", "2024-01-02"),
        "X-Amz-Date '2024-01-02' is not in the form",
    ),
    "another date in the scope": (
        replaced("%2F20240102%2F", "%2F20240103%2F"),
        "'20240103', is not that of X-Amz-Date",
    ),
    "no date": (replaced("&X-Amz-Date=20240102T030405Z", ""), "X-Amz-Date"),
    "an expiry of nothing": (replaced("Expires=3600", "Expires="), "X-Amz-Expires is not a whole number"),
    "an expiry of zero": (replaced("Expires=3600", "Expires=0"), "X-Amz-Expires is not a whole number"),
    "a negative expiry": (replaced("Expires=3600", "Expires=-1"), "X-Amz-Expires is not a whole number"),
    "a fraction of an expiry": (replaced("Expires=3600", "Expires=3600.5"), "X-Amz-Expires is not a whole number"),
    "no expiry": (replaced("&X-Amz-Expires=3600", ""), "X-Amz-Expires"),
    "no signed host": (
        replaced("SignedHeaders=host", "SignedHeaders=x-amz-acl"),
        "X-Amz-SignedHeaders does not name host",
    ),
    "no signed headers": (replaced("&X-Amz-SignedHeaders=host", ""), "X-Amz-SignedHeaders"),
    "no signature": (lambda url: url.partition("&X-Amz-Signature=")[0], "X-Amz-Signature"),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_request_that_is_not_well_formed_is_refused_as_that(what: str, link: Signed, checked: Any) -> None:
    change, message = MALFORMED[what]
    verdict = checked(change(link.url))
    assert (verdict.accepted, verdict.code) == (False, "AuthorizationQueryParametersError")
    assert message in verdict.message


MISMATCHED: dict[str, Change] = {
    "the signature": lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
    "the end of the signature": lambda url: url[:-1],
    "the whole signature": lambda url: url[:-64],
    "the case of the signature": lambda url: url[:-64] + url[-64:].upper(),
    "the key": replaced("a%20b.txt", "a%20c.txt"),
    "the space in the key": replaced("a%20b.txt", "a+b.txt"),
    "the key, encoded once more": replaced("a%20b.txt", "a%2520b.txt"),
    "the bucket": replaced("/my-bucket/", "/my-buckets/"),
    "the host": replaced("s3.us-south.", "s3.us-east."),
    "the port": replaced("appdomain.cloud/", "appdomain.cloud:9000/"),
    "the region": replaced("%2Fus-south%2F", "%2Fus-east%2F"),
    "the expiry": replaced("Expires=3600", "Expires=7200"),
    "the time": replaced("T030405Z", "T030404Z"),
    "a parameter": replaced("versionId=null", "versionId=nil"),
    "a parameter that is gone": replaced("versionId=null&", ""),
    "a parameter more": lambda url: f"{url}&response-content-type=text/html",
}


@pytest.mark.parametrize("what", MISMATCHED)
def test_a_link_that_was_changed_is_refused_by_its_signature(what: str, link: Signed, checked: Any) -> None:
    verdict = checked(MISMATCHED[what](link.url))
    assert (verdict.accepted, verdict.code) == (False, "SignatureDoesNotMatch")
    assert "not the one computed" in verdict.message


@pytest.mark.parametrize(
    "change",
    [
        replaced("a%20b.txt", "a%20b%2Etxt"),
        replaced("a%20b.txt", "%61%20b.txt"),
        replaced("appdomain.cloud/", "appdomain.cloud:443/"),
        replaced("X-Amz-Algorithm=", "X%2DAmz%2dAlgorithm="),
        replaced("AWS4-HMAC-SHA256", "AWS4%2dHMAC-SHA256"),
        replaced("X-Amz-Signature", "X%2DAmz-Signature"),
        lambda url: f"{url}#fragment",
        lambda url: "&".join((url.partition("?")[0] + "?", *reversed(url.partition("?")[2].split("&")))).replace(
            "?&", "?"
        ),
    ],
)
def test_the_same_request_in_another_spelling_is_accepted(change: Change, link: Signed, checked: Any) -> None:
    assert change(link.url) != link.url
    assert checked(change(link.url)).accepted


@pytest.mark.parametrize("method", ["PUT", "HEAD", "DELETE", "POST"])
def test_another_method_is_refused(method: str, link: Signed, checked: Any) -> None:
    assert checked(link.url, method=method).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("method", ["put", "Put", "PUT"])
def test_a_method_counts_in_any_case(method: str, credentials: Credentials, now: datetime, checked: Any) -> None:
    link = presign("my-bucket", "k", method="put", endpoint="us-south", credentials=credentials, now=now)
    assert checked(link.url, method=method).accepted
    assert checked(link, method=method).accepted


def test_headers_are_read_once_and_a_body_may_be_text(credentials: Credentials, now: datetime, checked: Any) -> None:
    headers = {"x-amz-content-sha256": hashlib.sha256("é".encode()).hexdigest(), "x-amz-meta-a": "b"}
    given = {"endpoint": "us-south", "credentials": credentials, "headers": headers, "now": now}
    link = presign("my-bucket", "k", method="PUT", **given)
    for body in ("é", "é".encode(), bytearray("é".encode())):
        assert checked(link.url, method="PUT", headers=iter(headers.items()), body=body).accepted
    assert checked(link, body="e").code == "XAmzContentSHA256Mismatch"


def test_the_method_of_a_signed_request_is_its_own_and_that_of_a_url_is_get(
    checked: Any, credentials: Credentials, now: datetime
) -> None:
    put = presign("b", "k", method="PUT", endpoint="us-south", credentials=credentials, now=now)
    assert checked(put).accepted
    assert checked(put.url, method="PUT").accepted
    assert checked(put.url).code == "SignatureDoesNotMatch"


def test_another_secret_is_refused_by_the_signature_and_another_key_by_its_name(
    link: Signed, checked: Any, credentials: Credentials
) -> None:
    wrong_secret = Credentials(credentials.access_key_id, "another")
    wrong_key = Credentials("another", credentials.secret_access_key)
    assert checked(link, credentials=wrong_secret).code == "SignatureDoesNotMatch"
    verdict = checked(link, credentials=wrong_key)
    assert (verdict.code, verdict.accepted) == ("InvalidAccessKeyId", False)


def test_an_access_key_id_may_hold_a_slash(now: datetime) -> None:
    pair = Credentials("team/user", "EXAMPLE", example=True)
    made = sigv4.presign(Request("GET", "https://example.com/b/k"), pair, region="us-east-1", now=now)
    assert "Credential=team%2Fuser%2F2024" in made.url
    assert verify(made.url, pair, now=now).accepted


@pytest.mark.parametrize(
    "after, code",
    [
        (timedelta(minutes=-15, seconds=-1), "AccessDenied"),
        (timedelta(minutes=-15), None),
        (timedelta(0), None),
        (timedelta(seconds=3599), None),
        (timedelta(seconds=3599, microseconds=999_999), None),
        (timedelta(seconds=3600), "AccessDenied"),
        (timedelta(days=1), "AccessDenied"),
    ],
)
def test_a_link_works_from_a_quarter_of_an_hour_before_it_was_signed_until_it_expires(
    after: timedelta, code: str | None, link: Signed, checked: Any, now: datetime
) -> None:
    verdict = checked(link, now=now + after)
    assert verdict.code == code
    if code:
        assert ("not yet valid" if after < timedelta(0) else "expired at 2024-01-02T04:04:05Z") in verdict.message


def test_the_stores_clock_is_read_where_none_is_given(link: Signed, credentials: Credentials) -> None:
    assert verify(link, credentials).message == "Request has expired at 2024-01-02T04:04:05Z."
    assert verify(presign("b", "k", endpoint="us-south", credentials=credentials), credentials).accepted


def test_a_clock_without_a_time_zone_is_refused(link: Signed, checked: Any) -> None:
    with pytest.raises(InputError, match=r"now: .* has no time zone"):
        checked(link, now=datetime(2024, 1, 2))


@pytest.fixture
def with_headers(credentials: Credentials, now: datetime) -> Signed:
    headers = {"Content-Type": "text/csv", "x-amz-meta-a": "two  words"}
    return presign("b", "k", method="PUT", endpoint="us-south", credentials=credentials, headers=headers, now=now)


@pytest.mark.parametrize(
    "headers, accepted",
    [
        ({"Content-Type": "text/csv", "x-amz-meta-a": "two  words"}, True),
        ([("X-AMZ-META-A", " two words "), ("content-type", "text/csv")], True),
        ({"Content-Type": "text/csv", "x-amz-meta-a": "two words", "User-Agent": "curl"}, True),
        ({"Content-Type": "text/plain", "x-amz-meta-a": "two words"}, False),
        ({"Content-Type": "text/csv"}, False),
        ({"x-amz-meta-a": "two words"}, False),
        ({"Content-Type": "text/csv", "x-amz-meta-a": "two\u00a0words"}, False),
    ],
)
def test_signed_headers_have_to_be_sent_as_they_were_signed(
    headers: Any, accepted: bool, with_headers: Signed, checked: Any
) -> None:
    assert checked(with_headers.url, method="PUT", headers=headers).code == (
        None if accepted else "SignatureDoesNotMatch"
    )


def test_a_signed_request_is_checked_with_its_own_headers_unless_others_were_sent(
    with_headers: Signed, checked: Any
) -> None:
    assert checked(with_headers).accepted
    assert not checked(with_headers, headers={"Content-Type": "text/plain"}).accepted
    assert not checked(with_headers.url, method="PUT").accepted


def test_a_signed_header_that_is_not_sent_counts_as_an_empty_one(
    credentials: Credentials, checked: Any, now: datetime
) -> None:
    empty = presign("b", "k", endpoint="us-south", credentials=credentials, headers={"x-amz-meta-a": ""}, now=now)
    assert "\nx-amz-meta-a:\n" in empty.canonical_request.text
    assert checked(empty.url).accepted


def test_an_amazon_header_that_was_not_signed_is_refused_by_name(link: Signed, checked: Any) -> None:
    verdict = checked(link, headers={"X-Amz-Meta-B": "1", "x-amz-acl": "private", "Content-Type": "text/csv"})
    assert verdict.code == "AccessDenied"
    assert verdict.message.endswith("not signed: x-amz-acl, x-amz-meta-b.")


def test_the_host_that_was_sent_counts_where_it_is_not_the_urls(link: Signed, checked: Any) -> None:
    assert checked(link, headers={"Host": "s3.us-south.cloud-object-storage.appdomain.cloud"}).accepted
    assert checked(link, headers={"Host": "proxy.internal:8080"}).code == "SignatureDoesNotMatch"


def test_the_hash_of_a_body_is_signed_by_its_header_or_parameter_alone(
    credentials: Credentials, checked: Any, now: datetime
) -> None:
    hashed = sigv4.presign(Request("PUT", "https://example.com/b/k", payload=b"body"), credentials, region="r", now=now)
    for body in (b"body", b"another", None):
        assert checked(hashed, body=body).code == "SignatureDoesNotMatch"
    plain = presign("my-bucket", "k", method="PUT", endpoint="us-south", credentials=credentials, now=now)
    assert checked(plain, body=b"body").accepted
    digest = hashlib.sha256(b"body").hexdigest()
    request = Request("PUT", f"https://example.com/b/k?X-Amz-Content-Sha256={digest}", payload=b"body")
    assert checked(sigv4.presign(request, credentials, region="r", now=now), body=b"body").accepted


@pytest.mark.parametrize(
    "endpoint, region, code",
    [
        ("eu-central-1", "us-east-1", "AuthorizationQueryParametersError"),
        ("eu-central-1", "eu-central-1", None),
        ("https://s3.amazonaws.com", "eu-central-1", None),
        ("us-south", "anything", None),
        ("https://abc.r2.cloudflarestorage.com", "us-east-1", None),
        ("https://abc.r2.cloudflarestorage.com", "eu-central-1", "AuthorizationQueryParametersError"),
        ("http://localhost:9000", "anything", None),
    ],
)
def test_the_region_is_that_of_the_host_where_it_is_known(
    endpoint: str, region: str, code: str | None, credentials: Credentials, checked: Any, now: datetime
) -> None:
    link = presign("my-bucket", "k", endpoint=endpoint, region=region, credentials=credentials, now=now)
    assert checked(link).code == code


def test_a_payload_hash_that_is_sent_as_a_header_is_the_last_line(
    credentials: Credentials, checked: Any, now: datetime
) -> None:
    digest = hashlib.sha256(b"body").hexdigest()
    request = Request("PUT", "https://example.com/b/k", {"X-Amz-Content-Sha256": digest}, b"body")
    made = sigv4.presign(request, credentials, region="r", now=now)
    assert checked(made).accepted
    assert (
        checked(made.url, method="PUT", headers={"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}).code
        == "SignatureDoesNotMatch"
    )


def test_a_body_is_compared_with_the_hash_that_was_sent(credentials: Credentials, checked: Any, now: datetime) -> None:
    headers = {"x-amz-content-sha256": hashlib.sha256(b"body").hexdigest()}
    made = presign("b", "k", method="PUT", endpoint="us-south", credentials=credentials, headers=headers, now=now)
    assert checked(made, body=b"body").accepted
    verdict = checked(made, body=b"another")
    assert (verdict.code, verdict.accepted) == ("XAmzContentSHA256Mismatch", False)
    assert checked(made.url + "0", method="PUT", headers=headers, body=b"another").code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    "host, code",
    [
        ("s3.eu-central-1.amazonaws.com", "AuthorizationQueryParametersError"),
        ("s3.us-south.cloud-object-storage.appdomain.cloud", None),
        ("s3.us-west-004.backblazeb2.com", None),
        ("127.0.0.1:9000", None),
    ],
)
def test_the_longest_expiry_is_that_of_the_store_where_it_is_known(
    host: str, code: str | None, credentials: Credentials, checked: Any, now: datetime
) -> None:
    def link(expires: int) -> Any:
        request = Request("GET", f"https://{host}/b/k")
        region = parse(request.url).known_host.region or "r"
        return checked(sigv4.presign(request, credentials, region=region, expires=expires, now=now))

    assert link(604_800).accepted
    assert link(604_801).code == code


@pytest.fixture
def temporary(credentials: Credentials) -> Credentials:
    return Credentials(credentials.access_key_id, credentials.secret_access_key, TOKEN, example=True)


def test_temporary_credentials_want_their_session_token_in_the_url(
    temporary: Credentials, credentials: Credentials, checked: Any, link: Signed, now: datetime
) -> None:
    made = sigv4.presign(Request("GET", "https://example.com/b/k"), temporary, region="r", now=now)
    assert checked(made, credentials=temporary).accepted
    assert checked(link, credentials=temporary).code == "InvalidToken"
    assert checked(made.url.replace("EXAMPLE&", "EXAMPLF&"), credentials=temporary).code == "InvalidToken"


def test_a_session_token_that_is_not_on_record_is_refused(temporary: Credentials, checked: Any, now: datetime) -> None:
    made = sigv4.presign(Request("GET", "https://example.com/b/k"), temporary, region="r", now=now)
    for url in (made.url, made.url.replace("EXAMPLE&", "EXAMPLF&")):
        verdict = checked(url)
        assert (verdict.accepted, verdict.code) == (False, "InvalidToken")
        assert "no session token goes with the access key" in verdict.message


WRONG = "0" * 64
MIDDLE = "neither the first nor the last"


@pytest.mark.parametrize(
    "given, right",
    [
        (("{}", WRONG), "the first"),
        ((WRONG, "{}"), "the last"),
        ((WRONG, "{}", WRONG), MIDDLE),
        (("{}", "{}"), None),
        ((WRONG, WRONG), ""),
        (("{}", ""), "the first"),
    ],
)
def test_where_more_than_one_signature_is_given_it_says_which_is_right(
    given: tuple[str, ...], right: str | None, link: Signed, checked: Any
) -> None:
    base = link.url.replace(f"&X-Amz-Signature={link.signature}", "")
    verdict = checked(base + "".join(f"&X-Amz-Signature={one.format(link.signature)}" for one in given))
    assert verdict.accepted is (right is None)
    if right:
        assert verdict.code == "SignatureDoesNotMatch"
        assert verdict.message == (
            f"X-Amz-Signature is given {len(given)} times, and {right} is right. "
            "Stores differ in which one they take: MinIO takes the first, Swift the last."
        )
    elif right == "":
        assert "not the one computed" in verdict.message


@pytest.mark.parametrize(
    "name", ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"]
)
@pytest.mark.parametrize("place", ["before", "behind"])
def test_another_parameter_of_the_signature_that_differs_from_itself_is_refused(
    name: str, place: str, link: Signed, checked: Any
) -> None:
    url = link.url.replace(f"{name}=", f"{name}=1&{name}=") if place == "before" else f"{link.url}&{name}=1"
    signed = checked(url).computed.signature
    verdict = checked(url.replace(link.signature, signed))
    assert (verdict.accepted, verdict.code) == (False, "AuthorizationQueryParametersError")
    assert verdict.message == f"{name} is given more than once, and stores differ in which one they take."


@pytest.mark.parametrize("text", ["https://example.com/b/k", "https://example.com/b/k?versionId=1", "nothing", ""])
def test_what_carries_no_signature_in_its_query_is_no_request_to_verify(text: str, checked: Any) -> None:
    with pytest.raises(InputError, match="request: it carries no Signature Version 4 in its query") as caught:
        checked(text)
    assert caught.value.field == "request"


@pytest.mark.parametrize(
    "place", ["my-bucket", "us-south.", "X-Amz-Date=", "Expires=", "%2Fs3", "null", "Amz-Signature="]
)
def test_half_a_character_is_refused_wherever_it_stands(place: str, link: Signed, checked: Any) -> None:
    verdict = checked(link.url.replace(place, f"{place}\ud800"))
    assert not verdict.accepted
    assert verdict.code in ("SignatureDoesNotMatch", "AuthorizationQueryParametersError")


def test_half_a_character_in_a_header_is_an_input_error(with_headers: Signed, checked: Any) -> None:
    with pytest.raises(InputError, match="request: a text in it holds a lone surrogate"):
        checked(with_headers, headers={"Content-Type": "\ud800"})


def test_a_request_signed_in_its_header_is_not_verified_here(
    credentials: Credentials, checked: Any, now: datetime
) -> None:
    made = sigv4.authorize(Request("GET", "https://example.com/b/k"), credentials, region="r", now=now)
    with pytest.raises(InputError, match="request: it carries no Signature Version 4 in its query"):
        checked(made)


def test_a_verdict_is_true_where_the_request_is_accepted_and_false_where_it_is_refused(
    link: Signed, checked: Any
) -> None:
    assert bool(checked(link.url)) is True
    refused = checked(link.url, method="PUT")
    assert (refused.code, bool(refused)) == ("SignatureDoesNotMatch", False)


OTHER_STORES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str | None, str | None]]] = {
    "ceph": ({"session_token": TOKEN}, {}, ("InvalidToken", None)),
    "seaweedfs": ({"headers": {"x-amz-content-sha256": "0" * 64}}, {"method": "PUT"}, (None, "SignatureDoesNotMatch")),
    "swift": ({}, {"now": timedelta(hours=-1)}, ("AccessDenied", None)),
    "juicefs": ({}, {"headers": {"x-amz-acl": "private"}}, ("AccessDenied", None)),
    "ministack": ({"expires": 604_801}, {}, (None, "AuthorizationQueryParametersError")),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("provider", OTHER_STORES)
def test_what_a_store_does_in_its_own_way_is_known(provider: str, credentials: Credentials, now: datetime) -> None:
    signed, sent, codes = OTHER_STORES[provider]
    token = signed.get("session_token")
    pair = Credentials(credentials.access_key_id, credentials.secret_access_key, token, example=True)
    where = {"endpoint": "http://store.example:9000", "region": "us-east-1", "credentials": pair, "now": now}
    options = {name: value for name, value in signed.items() if name != "session_token"}
    url = presign("b", "a", **{"method": sent.get("method", "GET"), **where, **options}).url
    given = {"headers": signed.get("headers", ()), **sent, "now": now + sent.get("now", timedelta())}
    found = [verify(url, credentials, provider=one, **given).code for one in (None, provider)]
    assert tuple(found) == codes


def test_of_a_store_that_changed_since_it_was_run_the_newer_way_is_expected(link: Signed, checked: Any) -> None:
    assert checked(link, headers={"x-amz-acl": "private"}, provider="ceph").code == "AccessDenied"


def test_a_store_that_is_not_known_is_named(link: Signed, checked: Any) -> None:
    with pytest.raises(InputError, match=r"provider: 'cef' is not known. Use one of aws, ibm, "):
        checked(link, provider="cef")
