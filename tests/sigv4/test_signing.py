"""The algorithm's rules, one by one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import cosnb
from cosnb import Credentials, InputError
from cosnb.sigv4 import AWS, S3, Param, Part, Request, Rules, Signed, Stage, Url, authorize, presign
from cosnb.sigv4.canonical import canonical_request, header_lines, to_send

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
TOKEN = "FwoGZXIvYXdz/+==EXAMPLE"


@pytest.fixture(scope="module")
def temporary(credentials: Credentials) -> Credentials:
    return Credentials(credentials.access_key_id, credentials.secret_access_key, TOKEN, example=True)


def lines(signed: Signed) -> list[str]:
    return signed.canonical_request.text.split("\n")


def signed_url(credentials: Credentials, url: Url | str = "https://example.com/k", **options: Any) -> Signed:
    given = {"region": "us-south", "now": NOW, **options}
    request = Request("GET", url, given.pop("headers", ()), given.pop("payload", "UNSIGNED-PAYLOAD"))
    return presign(request, credentials, **given)


@pytest.mark.parametrize(
    "url, host",
    [
        ("https://example.com/", "example.com"),
        ("https://example.com:443/", "example.com"),
        ("http://example.com:80/", "example.com"),
        ("http://example.com:443/", "example.com:443"),
        ("https://example.com:80/", "example.com:80"),
        ("https://example.com:9000/", "example.com:9000"),
        ("https://example.com:/", "example.com"),
        ("HTTPS://example.com:443/", "example.com"),
        ("http://[::1]/", "[::1]"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[2001:db8::7]:9000/", "[2001:db8::7]:9000"),
        ("https://my.dotted.bucket.s3.example.com/", "my.dotted.bucket.s3.example.com"),
        ("https://user:password@example.com/", "example.com"),
        ("https://example.com", "example.com"),
    ],
)
def test_the_signed_host_has_its_port_unless_it_is_the_schemes_own(
    url: str, host: str, credentials: Credentials
) -> None:
    assert f"\nhost:{host}\n" in signed_url(credentials, url).canonical_request.text


def test_a_default_port_stays_in_the_url_as_it_was_written(credentials: Credentials) -> None:
    assert signed_url(credentials, "https://example.com:443/k").url.startswith("https://example.com:443/k?")


def test_a_host_that_is_given_as_a_header_is_signed_in_place_of_the_urls(credentials: Credentials) -> None:
    signed = signed_url(credentials, headers={"Host": "public.example.com"})
    assert "\nhost:public.example.com\n" in signed.canonical_request.text
    assert "example.com/k" in signed.url


@pytest.mark.parametrize(
    "rules, path, canonical",
    [
        (S3, "/a/../b//c/", "/a/../b//c/"),
        (S3, "/a%20b", "/a%20b"),
        (S3, "/a%c3%bc%7E!", "/a%C3%BC~%21"),
        (S3, "", "/"),
        (AWS, "/a/../b//c/", "/b/c/"),
        (AWS, "/a%20b", "/a%2520b"),
        (AWS, "/..", "/"),
        (AWS, "/a/b/..", "/a/"),
        (AWS, "/a/.", "/a/"),
        (AWS, "/a/b", "/a/b"),
        (AWS, "", "/"),
        (Rules(normalize_path=True, encode_path_twice=False), "/a/./%20", "/a/%20"),
        (Rules(normalize_path=False, encode_path_twice=True), "/a/./%20", "/a/./%2520"),
    ],
)
def test_s3_takes_the_path_as_it_is_and_other_services_normalise_it_and_encode_it_twice(
    rules: Rules, path: str, canonical: str, credentials: Credentials
) -> None:
    assert lines(signed_url(credentials, f"https://example.com{path}", rules=rules))[1] == canonical


def test_the_query_is_sorted_by_encoded_name_then_value_and_a_bare_name_gets_an_equals_sign(
    credentials: Credentials,
) -> None:
    query = lines(signed_url(credentials, "https://example.com/k?b=2&a&B=%7e&a=%20&b=1&&z=x=y"))[2].split("&")
    assert [field for field in query if not field.startswith("X-")] == ["B=~", "a=", "a=%20", "b=1", "b=2", "z=x%3Dy"]
    assert query == sorted(query)


def test_a_plus_sign_in_a_query_is_a_plus_sign_and_never_a_space(credentials: Credentials) -> None:
    assert "prefix=a%2Bb" in lines(signed_url(credentials, "https://example.com/?prefix=a+b"))[2]


@pytest.mark.parametrize("name", ["X-Amz-Signature", "X%2DAmz%2DSignature"])
def test_a_signature_that_is_in_the_query_already_is_not_signed(name: str, credentials: Credentials) -> None:
    old = signed_url(credentials, f"https://example.com/k?{name}=00")
    assert lines(old) == lines(signed_url(credentials))


def test_headers_are_lower_case_sorted_trimmed_folded_and_joined(credentials: Credentials) -> None:
    headers = [("X-B", " two  words\t here "), ("x-a", "1"), ("X-A", " 2"), ("Content-Type", "text/plain")]
    signed = signed_url(credentials, headers=headers)
    assert lines(signed)[3:] == [
        "content-type:text/plain",
        "host:example.com",
        "x-a:1,2",
        "x-b:two words here",
        "",
        "content-type;host;x-a;x-b",
        "UNSIGNED-PAYLOAD",
    ]
    assert "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-a%3Bx-b" in signed.url


def test_a_no_break_space_in_a_header_is_not_folded() -> None:
    line = header_lines({"x-amz-meta-a": "\u00a0 a\u00a0\u00a0b \u00a0"}, Url.parse("https://example.com/"))
    assert Stage("line", line["x-amz-meta-a"]).text == "\u00a0 a\u00a0\u00a0b \u00a0"


def test_a_header_name_of_unusual_characters_is_encoded_in_the_url_and_plain_in_the_canonical_request(
    credentials: Credentials,
) -> None:
    signed = signed_url(credentials, headers={"x-amz-meta-a&b%": "1"})
    assert "X-Amz-SignedHeaders=host%3Bx-amz-meta-a%26b%25&" in signed.url
    assert lines(signed)[-2] == "host;x-amz-meta-a&b%"
    assert cosnb.verify(signed, credentials, now=NOW).accepted


def test_the_headers_to_send_are_those_that_were_given_each_once(credentials: Credentials) -> None:
    headers = [("X-A", "1"), ("x-a", "2"), ("Host", "example.com"), ("Content-Type", "a/b")]
    assert signed_url(credentials, headers=headers).headers == {"X-A": "1,2", "Content-Type": "a/b"}
    assert to_send(headers, without=()) == {"X-A": "1,2", "Host": "example.com", "Content-Type": "a/b"}


@pytest.mark.parametrize("sign", [presign, authorize])
def test_headers_may_be_a_mapping_or_pairs_or_come_from_a_generator(sign: Any, credentials: Credentials) -> None:
    given = {"x-a": "1", "x-b": "2"}
    made = [
        sign(Request("PUT", "https://example.com/k", headers), credentials, region="r", now=NOW)
        for headers in (given, [*given.items()], (pair for pair in given.items()))
    ]
    assert made[0] == made[1] == made[2]
    assert made[0].headers.items() >= given.items()


def test_a_body_is_hashed_and_a_ready_made_line_is_taken_as_it_is(credentials: Credentials) -> None:
    for payload, line in (
        (b"", hashlib.sha256(b"").hexdigest()),
        (b"\x00body", hashlib.sha256(b"\x00body").hexdigest()),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD"),
    ):
        assert lines(signed_url(credentials, payload=payload))[-1] == line
    assert lines(presign(Request("GET", "https://example.com/"), credentials, region="r", now=NOW))[-1] == line


def test_the_string_to_sign_has_four_lines(credentials: Credentials) -> None:
    signed = signed_url(credentials)
    assert signed.string_to_sign.text.split("\n") == [
        "AWS4-HMAC-SHA256",
        "20240102T030405Z",
        "20240102/us-south/s3/aws4_request",
        hashlib.sha256(signed.canonical_request.text.encode()).hexdigest(),
    ]


def test_the_expiry_is_counted_from_the_moment_of_signing(credentials: Credentials) -> None:
    signed = signed_url(credentials, expires=90)
    assert (signed.signed_at, signed.expires_at) == (NOW, NOW + timedelta(seconds=90))
    assert "&X-Amz-Expires=90&" in signed.url


def test_without_an_expiry_the_parameter_is_left_out(credentials: Credentials) -> None:
    signed = signed_url(credentials, expires=None)
    assert signed.expires_at is None
    assert "Expires" not in signed.url
    assert "Expires" not in signed.canonical_request.text


def test_an_expiry_that_no_calendar_holds_is_refused(credentials: Credentials) -> None:
    for expires in (10**12, 10**30):
        with pytest.raises(InputError, match=r"expires: 10+ seconds from now are after the year 9999\. Give fewer\."):
            signed_url(credentials, expires=expires)


@pytest.mark.parametrize("sign", [presign, authorize])
def test_an_instant_without_a_time_zone_is_refused(sign: Any, credentials: Credentials) -> None:
    with pytest.raises(InputError, match=r"now: .* has no time zone.* Add tzinfo=timezone\.utc") as caught:
        sign(Request("GET", "https://example.com/"), credentials, region="r", now=datetime(2024, 1, 2))
    assert (caught.value.field, caught.value.value) == ("now", datetime(2024, 1, 2))


@pytest.mark.parametrize(
    "now", ["2026-01-01", date(2026, 1, 1), 5, datetime(999, 12, 31, tzinfo=timezone.utc), datetime(1, 1, 1), None]
)
def test_what_is_no_instant_of_a_year_in_four_digits_is_refused(now: Any, credentials: Credentials) -> None:
    with pytest.raises(InputError, match=r"^now: ") as caught:
        signed_url(credentials, now=now)
    assert caught.value.remedy


@pytest.mark.parametrize("now", [datetime.min, datetime.max])
def test_an_instant_that_utc_does_not_have_is_refused(now: datetime, credentials: Credentials) -> None:
    there = now.replace(tzinfo=timezone(timedelta(hours=14 if now == datetime.min else -12)))
    with pytest.raises(InputError, match=r"^now: .* is not between the years 1 and 9999 in UTC"):
        signed_url(credentials, now=there)


def test_the_years_that_have_four_digits_are_signed(credentials: Credentials) -> None:
    first = datetime(1000, 1, 1, tzinfo=timezone.utc)
    last = datetime(9999, 12, 31, 22, tzinfo=timezone.utc)
    assert "X-Amz-Date=10000101T000000Z" in signed_url(credentials, now=first).url
    assert "X-Amz-Date=99991231T220000Z" in signed_url(credentials, now=last).url


def test_an_instant_of_another_time_zone_is_signed_in_utc_to_the_second(credentials: Credentials) -> None:
    there = datetime(2024, 1, 2, 1, 4, 5, 999_999, tzinfo=timezone(timedelta(hours=-2)))
    assert signed_url(credentials, now=there) == signed_url(credentials, now=NOW)
    assert signed_url(credentials, now=there).signed_at.utcoffset() == timedelta(0)


def test_the_session_token_is_part_of_the_signed_query(temporary: Credentials) -> None:
    signed = signed_url(temporary)
    assert "&X-Amz-Security-Token=FwoGZXIvYXdz%2F%2B%3D%3DEXAMPLE&X-Amz-Signature=" in signed.url
    assert "X-Amz-Security-Token=FwoGZXIvYXdz%2F%2B%3D%3DEXAMPLE" in lines(signed)[2]


def header_signed(credentials: Credentials, headers: Any = (), **options: Any) -> Signed:
    request = Request("PUT", "https://example.com/a%20b?x=1", headers, b"body")
    return authorize(request, credentials, **{"region": "us-south", "now": NOW, **options})


def test_the_authorization_header_names_the_key_the_scope_and_the_signed_headers(credentials: Credentials) -> None:
    signed = header_signed(credentials, {"Content-Type": "a/b"})
    assert signed.authorization == (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/20240102/us-south/s3/aws4_request, "
        f"SignedHeaders=content-type;host;x-amz-date, Signature={signed.signature}"
    )
    assert signed.headers == {
        "Content-Type": "a/b",
        "x-amz-date": "20240102T030405Z",
        "Authorization": signed.authorization,
    }
    assert signed.url == "https://example.com/a%20b?x=1"
    assert signed.expires_at is None
    assert [stage.name for stage in signed.stages][-1] == "authorization"


def test_a_session_token_is_signed_as_a_header_where_headers_are_signed(temporary: Credentials) -> None:
    signed = header_signed(temporary)
    assert signed.headers["x-amz-security-token"] == TOKEN
    assert f"\nx-amz-security-token:{TOKEN}\n" in signed.canonical_request.text
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token," in signed.authorization  # type: ignore[operator]


def test_the_date_that_is_sent_is_the_one_that_was_signed(temporary: Credentials) -> None:
    signed = header_signed(temporary, {"X-Amz-Date": "19990101T000000Z", "X-Amz-Security-Token": "old"})
    assert signed == header_signed(temporary)


def test_a_signed_request_holds_every_stage_in_the_order_it_is_made(credentials: Credentials) -> None:
    signed = signed_url(credentials)
    assert [stage.name for stage in signed.stages] == [
        "canonical_request",
        "scope",
        "string_to_sign",
        "signature",
        "url",
    ]
    assert signed.stages[:3] == (signed.canonical_request, signed.scope, signed.string_to_sign)
    assert [step.name for step in signed.derivation] == ["kDate", "kRegion", "kService", "kSigning"]
    assert str(signed.canonical_request) == signed.canonical_request.text


def test_what_was_signed_cannot_be_changed_afterwards(credentials: Credentials) -> None:
    signed = signed_url(credentials)
    for thing, name in ((signed, "url"), (signed.computation, "signature"), (signed.scope, "parts")):
        with pytest.raises(AttributeError):
            setattr(thing, name, "")


def test_a_url_of_parts_keeps_its_names_and_signs_as_its_text_does(credentials: Credentials) -> None:
    url = Url(
        "https",
        (Part("b", "bucket"), Part("."), Part("example.com", "endpoint")),
        ":9000",
        (Part("/"), Part("a%20b", "key", "a b")),
        (Param(Part("acl", "query:acl"), ()),),
    )
    assert str(url) == "https://b.example.com:9000/a%20b?acl"
    signed = signed_url(credentials, url)
    assert signed.signature == signed_url(credentials, str(url)).signature
    assert Part("a%20b", "key", "a b") in signed.canonical_request.parts
    assert Part("a%20b", "key", "a b") in signed.result.parts


def test_a_fragment_is_never_sent_so_it_is_not_signed(credentials: Credentials) -> None:
    assert signed_url(credentials, "https://example.com/k#top").url == signed_url(credentials).url


def test_the_canonical_request_is_built_from_six_pieces() -> None:
    url = Url.parse("https://example.com/k?a=1")
    made = canonical_request("DELETE", url, header_lines({}, url), "UNSIGNED-PAYLOAD")
    assert made.text == "DELETE\n/k\na=1\nhost:example.com\n\nhost\nUNSIGNED-PAYLOAD"


ROOT = Path(cosnb.__file__).parents[1]


def modules_after(code: str, *flags: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after it ran ``code``."""
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}; print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    ran = subprocess.run([sys.executable, *flags, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(ran.stdout.split())


def test_the_algorithm_needs_the_standard_library_only() -> None:
    # -S: no site-packages at all, so that an import of anything else would fail.
    loaded = modules_after("import cosnb.sigv4", "-I", "-S")
    assert loaded - {"cosnb", "__main__"} <= sys.stdlib_module_names


def test_the_algorithm_imports_no_network_no_clock_and_no_provider() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "cosnb" / "sigv4").glob("*.py")]
    assert sources
    for word in ("datetime.now", "utcnow", "time.time", "import socket", "import os", "urllib.request", "..storage"):
        assert not any(word in source for source in sources), word


def test_importing_cosnb_loads_neither_requests_nor_a_jupyter_package() -> None:
    loaded = modules_after("import cosnb")
    assert "cosnb" in loaded
    assert not loaded & {"requests", "urllib3", "IPython", "ipywidgets", "traitlets", "anywidget", "comm", "tqdm"}
    assert not any("jupyter" in name for name in loaded)
