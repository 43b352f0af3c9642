"""Making one link: what is filled in when it is left out, what is refused, and what earns advice."""

from __future__ import annotations

import gc
import re
import warnings
from datetime import datetime, timedelta, timezone
from itertools import product
from types import FunctionType, ModuleType
from typing import Any

import pytest

import cosnb
from cosnb import Credentials, CredentialsError, InputError, Signed, find_credentials, presign, sigv4, verify
from cosnb.links import plan, template
from cosnb.sigv4 import HmacStep, Secret, uri_encode

US_SOUTH = "https://s3.us-south.cloud-object-storage.appdomain.cloud"


@pytest.fixture
def made(credentials: Credentials, now: datetime) -> Any:
    """Makes a link at the fixed instant with the example keys, unless told otherwise."""

    def make(bucket: str = "my-bucket", key: str | None = "k", **options: Any) -> Signed:
        return presign(bucket, key, **{"endpoint": "us-south", "credentials": credentials, "now": now, **options})

    return make


def test_a_link_needs_a_bucket_a_key_an_endpoint_and_credentials(made: Any) -> None:
    link = made()
    assert link.url.startswith(f"{US_SOUTH}/my-bucket/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=0123456789")
    assert link.method == "GET"
    assert link.headers == {}
    assert link.expires_at == link.signed_at + timedelta(hours=1)
    assert link.signed_at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert link.example


def test_without_a_key_the_link_is_for_the_bucket_itself(made: Any) -> None:
    assert made(key=None).url.startswith(f"{US_SOUTH}/my-bucket?")
    assert made(key=None, addressing="virtual").url.startswith("https://my-bucket.s3.us-south.cloud-object")
    assert "\n/\n" in made(key=None, addressing="virtual").canonical_request.text


def test_a_method_may_be_written_in_lower_case(made: Any) -> None:
    assert made(method="put") == made(method="PUT")
    assert made(method="put").canonical_request.text.startswith("PUT\n")


def test_query_and_headers_are_signed_whether_they_are_mappings_or_pairs(made: Any) -> None:
    query, headers = (
        {"versionId": "null", "response-content-type": "a b"},
        {"Content-Type": "text/csv", "x-amz-acl": "private"},
    )
    link = made(query=query, headers=headers)
    assert link == made(query=[*query.items()], headers=[*headers.items()])
    assert "?versionId=null&response-content-type=a%20b&X-Amz-Algorithm=" in link.url
    assert "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-acl&" in link.url
    assert link.headers == headers


@pytest.mark.parametrize(
    "endpoint, region",
    [
        ("us-south", "us-south"),
        ("https://s3.eu.cloud-object-storage.appdomain.cloud", "eu"),
        ("https://s3.dal.us.cloud-object-storage.appdomain.cloud", "us"),
        ("eu-central-1", "eu-central-1"),
        ("https://s3.amazonaws.com", "us-east-1"),
        ("https://0123abcd.r2.cloudflarestorage.com", "auto"),
        ("https://minio.example.com:9000", "us-east-1"),
        ("http://localhost:9000", "us-east-1"),
    ],
)
def test_the_region_is_the_endpoints_else_the_one_that_every_sdk_takes(endpoint: str, region: str, made: Any) -> None:
    assert made(endpoint=endpoint).scope.text == f"20240102/{region}/s3/aws4_request"


@pytest.mark.parametrize("region", ["", "us-standard", "eu-de", "any"])
def test_a_region_that_is_given_is_signed_even_when_it_is_empty(region: str, made: Any) -> None:
    assert made(region=region).scope.text == f"20240102/{region}/s3/aws4_request"


def test_the_region_of_the_credentials_counts_where_the_endpoint_has_none() -> None:
    pair = Credentials("AKIDEXAMPLE", "EXAMPLE", example=True, region="eu-west-9")
    custom = plan("b", endpoint="https://minio.example.com", credentials=pair)
    known = plan("b", endpoint="eu-de", credentials=pair)
    assert (custom.region, known.region) == ("eu-west-9", "eu-de")


def test_the_style_is_the_providers_unless_it_is_given(made: Any) -> None:
    assert made(endpoint="eu-central-1").url.startswith("https://my-bucket.s3.eu-central-1.amazonaws.com/k?")
    assert made(endpoint="eu-central-1", addressing="path").url.startswith(
        "https://s3.eu-central-1.amazonaws.com/my-bucket/k?"
    )
    assert made(addressing="virtual").url.startswith(
        "https://my-bucket.s3.us-south.cloud-object-storage.appdomain.cloud/k?"
    )


def test_a_dotted_bucket_goes_in_the_path_where_a_certificate_would_not_fit(made: Any) -> None:
    assert made("my.bucket", endpoint="eu-central-1").url.startswith(
        "https://s3.eu-central-1.amazonaws.com/my.bucket/k?"
    )


# Without an endpoint.


def test_the_endpoint_of_the_credentials_source_is_taken(made: Any) -> None:
    pair = Credentials("AKIDEXAMPLE", "EXAMPLE", example=True, endpoint="http://127.0.0.1:9000")
    assert made(endpoint=None, credentials=pair).url.startswith("http://127.0.0.1:9000/my-bucket/k?")


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
def test_the_endpoint_of_the_environment_is_taken(name: str, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "https://s3.eu-de.cloud-object-storage.appdomain.cloud")
    assert made(endpoint=None).scope.text == "20240102/eu-de/s3/aws4_request"


def test_the_narrower_variable_wins_and_an_argument_wins_over_both(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://localhost:2")
    assert made(endpoint=None).url.startswith("http://localhost:2/")
    assert made().url.startswith(US_SOUTH)


@pytest.mark.parametrize("value", [None, ""])
def test_no_endpoint_is_an_error_that_lists_the_choices_and_never_aws(
    value: str | None, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "")
    with pytest.raises(
        InputError, match="endpoint: none was given, and neither the credentials nor the environment"
    ) as caught:
        made(endpoint=value)
    assert caught.value.field == "endpoint"
    for choice in ("us-south", "eu-de", "eu-central-1", "https://minio.example.com:9000"):
        assert choice in caught.value.remedy


def test_an_unusable_endpoint_of_the_environment_is_an_error_too(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "s3.example.com")
    with pytest.raises(InputError, match=r"endpoint: 's3\.example\.com' has no scheme"):
        made(endpoint=None)


# Without credentials.


def test_the_credentials_of_the_environment_are_taken(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "00000000000000000000000000000000")
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", "111111111111111111111111111111111111111111111111")
    link = made(credentials=None)
    assert "X-Amz-Credential=00000000000000000000000000000000%2F20240102" in link.url
    assert not link.example


# Inputs that cannot work. Each check has its own test; here each argument reaches its check.


@pytest.mark.parametrize(
    "options, field",
    [
        ({"bucket": ""}, "bucket"),
        ({"bucket": "b/k"}, "bucket"),
        ({"bucket": "b\udc80"}, "bucket"),
        ({"key": ""}, "key"),
        ({"key": 7}, "key"),
        ({"key": b"k"}, "key"),
        ({"key": "k\udc80"}, "key"),
        ({"region": "r\udc80"}, "region"),
        ({"method": "PATCH"}, "method"),
        ({"endpoint": "s3.example.com"}, "endpoint"),
        ({"region": "a/b"}, "region"),
        ({"expires": 0}, "expires"),
        ({"expires": 1.5}, "expires"),
        ({"endpoint": "eu-central-1", "expires": 604_801}, "expires"),
        ({"addressing": "host"}, "addressing"),
        ({"addressing": ""}, "addressing"),
        ({"addressing": "virtual", "bucket": "My_Bucket"}, "bucket"),
        ({"addressing": "virtual", "endpoint": "http://127.0.0.1:9000"}, "addressing"),
        ({"query": {"X-Amz-Date": "1"}}, "query"),
        ({"query": "versionId=1"}, "query"),
        ({"headers": {"Host": "h"}}, "headers"),
        ({"headers": {"x-a": "1\r\nx-b: 2"}}, "headers"),
        ({"credentials": ("AKIDEXAMPLE",)}, "credentials"),
        ({"credentials": Credentials("AKIDEXAMPLE\n", "EXAMPLE")}, "access_key_id"),
        ({"credentials": Credentials("AKIDEXAMPLE", "EXAMPLE ")}, "secret_access_key"),
        ({"now": datetime(2024, 1, 2)}, "now"),
    ],
)
def test_an_argument_that_cannot_work_is_refused_under_its_name(options: dict[str, Any], field: str, made: Any) -> None:
    with pytest.raises(InputError) as caught:
        made(**options)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")
    assert isinstance(caught.value, CredentialsError) == (
        field in ("credentials", "access_key_id", "secret_access_key")
    )


def test_an_unknown_style_is_refused_with_the_two_that_exist(made: Any) -> None:
    with pytest.raises(
        InputError, match=r"addressing: 'subdomain' is not an addressing style\. Use 'path' or 'virtual'\."
    ):
        made(addressing="subdomain")


@pytest.mark.filterwarnings("ignore:expires. ")
def test_an_expiry_past_every_calendar_is_refused_where_no_maximum_is_documented(made: Any) -> None:
    with pytest.raises(InputError, match=r"expires: .* after the year 9999"):
        made(expires=timedelta(days=10**7))


# Advice.


@pytest.mark.parametrize(
    "options, advice",
    [
        ({"key": "a/../b"}, "key: Most clients resolve '.' and '..' before they send"),
        ({"key": " k"}, "key: It begins or ends with white space"),
        ({"key": "/k"}, "key: Its leading slash is part of the name"),
        ({"key": "my-bucket/k"}, "key: It begins with the bucket's name: unless that is a folder"),
        ({"key": "k" * 1025}, "key: It is longer than 1024 bytes"),
        ({"expires": 604_801}, "expires: IBM Cloud Object Storage documents no maximum"),
        (
            {"expires": 604_801, "endpoint": "http://localhost:9000"},
            "expires: Most stores refuse more than 604800 seconds",
        ),
    ],
)
def test_what_may_not_work_is_made_with_a_warning_at_the_callers_line(
    options: dict[str, Any], advice: str, made: Any
) -> None:
    with pytest.warns(UserWarning, match=f"^{re.escape(advice)}") as caught:
        assert made(**options).url
    assert [warning.filename for warning in caught] == [__file__]


def test_a_key_that_begins_almost_like_the_bucket_is_no_mistake(made: Any) -> None:
    for key in ("my-bucket", "my-bucket-2/k", "a/my-bucket/k"):
        assert made(key=key).url


def test_a_plan_holds_the_advice_and_warns_of_nothing(credentials: Credentials, now: datetime) -> None:
    ready = plan("my-bucket", "/k ", endpoint="us-south", credentials=credentials, expires=604_801)
    assert [advice.field for advice in ready.advice] == ["key", "key", "expires"]
    assert (ready.region, ready.expires, ready.addressing) == ("us-south", 604_801, "path")
    assert ready.endpoint.url == US_SOUTH
    assert ready.sign(now).url.startswith(f"{US_SOUTH}/my-bucket//k%20?")


def test_a_plan_signs_at_any_moment_the_same_request(credentials: Credentials, now: datetime) -> None:
    ready = plan("my-bucket", "k", endpoint="us-south", credentials=credentials)
    assert ready.sign(now) == presign("my-bucket", "k", endpoint="us-south", credentials=credentials, now=now)
    later = ready.sign(now + timedelta(days=1))
    assert later.signature != ready.sign(now).signature
    assert later.scope.text.startswith("20240103/")


def test_without_a_moment_the_clock_is_read_once_and_in_utc(credentials: Credentials) -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    link = presign("b", "k", endpoint="us-south", credentials=credentials)
    assert before <= link.signed_at <= datetime.now(timezone.utc)
    assert f"X-Amz-Date={link.signed_at:%Y%m%dT%H%M%SZ}" in link.url
    assert link.scope.text.startswith(f"{link.signed_at:%Y%m%d}/")


def test_the_front_door_is_the_same_function() -> None:
    assert cosnb.presign is presign


# A link that is like the one before is made from it


ALIKE = [
    {},
    {"key": "ü/it's 1%.txt"},
    {"key": "a/../b", "credentials": Credentials("0123456789abcdef0123456789abcdef", "another", "token")},
    {"bucket": "other-bucket"},
    {"method": "PUT"},
    {"endpoint": "https://minio.example:9000", "region": "eu-de"},
    {"expires": 60},
    {"addressing": "virtual"},
    {"now": datetime(2024, 1, 2, 3, 4, 6, tzinfo=timezone.utc)},
    {"query": {"versionId": "1"}},
    {"headers": {"Content-Type": "text/csv"}},
    {"key": None},
]


@pytest.mark.filterwarnings("ignore")
def test_whatever_link_was_made_before_the_next_is_the_one_of_its_own_plan(
    made: Any, credentials: Credentials, now: datetime
) -> None:
    for before, options in product(ALIKE, repeat=2):
        made(**before)
        asked = {"bucket": "my-bucket", "key": "k", "endpoint": "us-south", "credentials": credentials, **options}
        moment = asked.pop("now", now)
        ready = plan(**asked)
        theirs = sigv4.presign(ready.request, ready.credentials, region=ready.region, expires=ready.expires, now=moment)
        for ours in (made(**options), made(**options)):
            assert ours == theirs
            assert ours.stages == theirs.stages


@pytest.mark.parametrize("again", [{"expires": True}, {"expires": 1.0}, {"key": ""}, {"key": 7}, {"query": None}])
def test_what_is_refused_is_refused_behind_a_link_that_it_equals(again: dict[str, Any], made: Any) -> None:
    made(expires=1)
    with pytest.raises(InputError):
        made(**{"expires": 1, **again})


class Equal:
    """As an array does, it compares item by item, and what comes of that is true."""

    def __eq__(self, other: object) -> Any:
        return self

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("field", ["bucket", "endpoint", "query", "headers", "method"])
def test_what_only_equals_what_was_given_before_is_refused(field: str, made: Any) -> None:
    made()
    with pytest.raises(InputError, match=f"^{field}: "):
        made(**{field: Equal()})


def test_every_link_of_a_loop_warns_as_the_first_does(made: Any) -> None:
    said = []
    for key in ("a", "b/../c", "d"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            made(key=key, expires=700_000)
        said.append([str(one.message).partition(":")[0] for one in caught])
    assert said == [["expires"], ["key", "expires"], ["expires"]]


@pytest.mark.parametrize("endpoint", [None, ""])
def test_an_endpoint_of_the_environment_is_looked_up_for_each_link(
    endpoint: str | None, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("minio.example", "other.example"):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"https://{name}")
        assert made(endpoint=endpoint).url.startswith(f"https://{name}/")


def test_a_pair_of_the_environment_that_changes_is_noticed(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "0123456789abcdef0123456789abcdef")
    for secret in ("one of many", "another one"):
        monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", secret.replace(" ", "-"))
        link = presign("b", "k", endpoint="us-south", now=now)
        assert link == plan("b", "k", endpoint="us-south", credentials=find_credentials()).sign(now)
        assert verify(link.url, find_credentials(), method="GET", now=now).accepted
    monkeypatch.delenv("COS_HMAC_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="COS_HMAC_SECRET_ACCESS_KEY is not"):
        presign("b", "k", endpoint="us-south", now=now)


def held(thing: object) -> list[object]:
    """Everything that can be reached from an object, but for types and functions."""
    found, waiting = {id(thing): thing}, [thing]
    while waiting:
        for one in gc.get_referents(waiting.pop()):
            if id(one) not in found and not isinstance(one, type | FunctionType | ModuleType):
                found[id(one)] = one
                waiting.append(one)
    return list(found.values())


SECRET_HEADER = {"x-amz-server-side-encryption-customer-key": "a secret of its own"}


@pytest.mark.parametrize(
    "more", [{}, {"headers": {"Content-Type": "text/csv"}}, {"headers": SECRET_HEADER}, {"query": SECRET_HEADER}]
)
@pytest.mark.parametrize("token", [None, "a-token-of-its-own"])
def test_what_is_kept_of_a_link_holds_no_secret_and_no_signature(
    more: dict[str, Any], token: str | None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template, "_latest", None)
    pair = Credentials("0123456789abcdef0123456789abcdef", "of-nobody-else", token)
    link = template.presign_alike(
        plan("b", "k", endpoint="us-south", credentials=pair, **more).request,
        pair,
        region="us-south",
        expires=60,
        now=now,
    )
    kept = held(template._latest)
    assert not any(isinstance(one, Secret | HmacStep | Signed | Credentials) for one in kept)
    texts = [one if isinstance(one, str) else str(one) for one in kept if isinstance(one, str | bytes)]
    canaries = {link.signature, "of-nobody-else", *([token] if token else []), *SECRET_HEADER.values()}
    assert not [text for text in texts for canary in (*canaries, *map(uri_encode, canaries)) if canary in text]
    # Where there is nothing secret around the key, something is kept indeed.
    assert (template._latest is not None) == (token is None and SECRET_HEADER not in more.values())
