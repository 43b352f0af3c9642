"""Reading a URL: alone, decoded, and somewhere in a text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosnb import InputError, parse, presign, sigv4
from cosnb.sigv4 import Credentials, Request

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
IBM = "s3.us-south.cloud-object-storage.appdomain.cloud"
KEYS = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True)
URL = presign("my-bucket", "ü/a b.txt", endpoint="us-south", credentials=KEYS, now=NOW, expires=600).url
V2 = f"https://{IBM}/my-bucket/a.txt?AWSAccessKeyId=AK&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&Expires=1704170000"


def test_a_url_is_decoded() -> None:
    request = parse(URL)
    assert (request.kind, request.source, request.wire) == ("query", "url", URL)
    assert (request.access_key_id, request.date, request.region) == (KEYS.access_key_id, "20240102", "us-south")
    assert (request.service, request.terminator, request.timestamp) == ("s3", "aws4_request", "20240102T030405Z")
    assert (request.expires, request.signed_headers) == (600, ("host",))
    assert (request.bucket, request.key) == ("my-bucket", "ü/a b.txt")
    assert (request.provider, request.network, request.host) == ("ibm", "public", IBM)
    assert request.problems == ()
    assert str(request.url) == URL


def test_the_expiry_is_absolute_and_relative() -> None:
    request = parse(URL)
    assert request.signed_at == NOW
    assert request.expires_at == NOW + timedelta(seconds=600)
    assert parse(V2).expires_at == datetime(2024, 1, 2, 4, 33, 20, tzinfo=timezone.utc)


def test_every_parameter_comes_with_its_meaning() -> None:
    parameters = {one.name: one for one in parse(URL).parameters}
    assert parameters["X-Amz-Expires"].meaning == "How long the URL works from X-Amz-Date on: 10 minutes."
    assert parameters["X-Amz-Credential"].value == f"{KEYS.access_key_id}/20240102/us-south/s3/aws4_request"
    assert all(one.meaning for one in parameters.values())
    assert parse("https://h/?what=ever").parameters[0].meaning == ""


def test_no_repr_shows_a_signature_or_a_token() -> None:
    keys = Credentials(KEYS.access_key_id, KEYS.secret_access_key, "FwoG+/token==")
    url = sigv4.presign(Request("GET", f"https://{IBM}/b/k"), keys, region="us-south", now=NOW).url
    for text in (url, url.replace("&", "&amp;"), url.replace("X-Amz-", "x-amz-")):
        request = parse(text)
        shown = f"{request!r} {request.url!r} {request.parameters!r}"
        assert url[-64:] not in shown
        assert "FwoG" not in shown


@pytest.mark.parametrize(
    ("host", "bucket", "network", "provider"),
    [
        (f"my-bucket.{IBM}", "my-bucket", "public", "ibm"),
        (f"my-bucket.{IBM.replace('s3.', 's3.private.')}", "my-bucket", "private", "ibm"),
        (f"my-bucket.{IBM.replace('s3.', 's3.direct.')}", "my-bucket", "direct", "ibm"),
        ("my-bucket.s3.eu-central-1.amazonaws.com", "my-bucket", "public", "aws"),
        ("my-bucket.fra1.digitaloceanspaces.com", "my-bucket", "public", "spaces"),
        ("store.example.net:9000", "a.txt", "public", "custom"),
    ],
)
def test_bucket_network_and_provider_come_from_the_host(host: str, bucket: str, network: str, provider: str) -> None:
    request = parse(f"https://{host}/a.txt")
    assert (request.bucket, request.network, request.provider) == (bucket, network, provider)


def test_a_sigv2_url_is_decoded() -> None:
    request = parse(V2)
    assert (request.kind, request.access_key_id, request.deadline) == ("query-v2", "AK", 1704170000)
    assert request.signature == "vjbyPxybdZaNmGa+yT272YEAiv4="
    assert request.problems == ()


def test_what_is_missing_is_said() -> None:
    request = parse(URL.replace("X-Amz-Date", "X-Amz-Dat"))
    assert request.problems == ("X-Amz-Date is missing.",)
    assert parse(f"https://{IBM}/b/k").problems == ("The URL carries no X-Amz-Signature.",)
    assert parse("no url").problems == ("There is no URL of a request in this text.",)
    assert parse("https://h/?X-Goog-Signature=ab").problems[0].startswith("The URL is signed for Google Cloud Storage")


def test_claims_are_read_through_damage_that_is_still_there() -> None:
    for damaged in (URL.replace("&", "&amp;"), URL.replace("X-Amz-", "x-amz-")):
        request = parse(damaged)
        assert (request.kind, request.region, request.expires) == ("query", "us-south", 600)
        assert request.wire == damaged
        assert request.problems


LONG = URL + "&response-content-disposition=attachment"

TEXTS = [
    f"<{URL}>",
    f'"{URL}"',
    f"'{URL}'",
    f"`{URL}`",
    f"“{URL}”",
    f"({URL})",
    f"[link]({URL})",
    f"[{URL}]({URL})",
    f"Here it is: {URL}.",
    f"Here it is: {URL}, valid for a day",
    f"see {URL}!",
    f"url={URL}",
    f"url: {URL}\nanother line",
    f"\n\n   {URL}   \n",
    f'<a href="{URL.replace("&", "&amp;")}">download</a>',
    f"first https://example.com/ then {URL}",
    f"{URL} and https://example.com/",
    URL.removeprefix("https://"),
    f"link {URL.removeprefix('https://')}",
    f"{URL[:100]}\n{URL[100:]}",
    f"{URL[:60]}\r\n{URL[60:200]}\r\n{URL[200:]}",
    f"> {URL[:76]}\n> {URL[76:]}",
    f"{URL[:-30]}\n{URL[-30:]} bye",
    URL.replace("=", "=3D"),
    URL.replace("=", "=3D")[:90] + "=\n" + URL.replace("=", "=3D")[90:],
    URL.replace("%", "%25")
    .replace(":", "%3A")
    .replace("/", "%2F")
    .replace("?", "%3F")
    .replace("&", "%26")
    .replace("=", "%3D"),
    # What a terminal colours, as it is, with its first character lost, and as other programs spell it.
    *(
        f"GET {esc}[31m{URL}{esc}[0m failed"
        for esc in ("\x1b", "", "^[", "\\x1b", "\\u001b", "\\033", "\\e", "&#27;", "\u2190")
    ),
    f"\x1b[1;38;5;9m{URL}\x1b(B\x1b[m",
    f"\x1b]0;title\a{URL}\x1b[K",
    URL.replace("X-Amz-Expires", "\x1b[01;31m\x1b[KX-Amz-Expires\x1b[m\x1b[K"),
    URL.replace("X-Amz-Expires", "[01;31m[KX-Amz-Expires[m[K"),
    # Links of a terminal: behind the address itself, or behind other words.
    *(
        f"{esc}]8;{about};{URL}{end}{words}{esc}]8;;{end}"
        for esc, end in (("\x1b", "\x1b\\"), ("\x1b", "\a"), ("", "\\"), ("^[", "^G"), ("\\x1b", "\\x1b\\\\"))
        for about, words in (("", URL), ("id=1", "the report"))
    ),
    f"]8;;{URL}{URL}]8;;",
    # What else is glued to it.
    *(f"{before}{URL}" for before in ("[INFO]", "→", "•", "；", "下载", "URL", "failed:\\n", "\ufeff", "#", "@")),
    f"**{URL}**",
    f"下载：{URL}。",
]


@pytest.mark.parametrize(
    "url",
    [
        f"https://{IBM}/my-bucket/a[10m].bin?X-Amz-Signature=00",
        f"https://{IBM}/my-bucket/[0m].bin?X-Amz-Signature=00",
        f"https://{IBM}/my-bucket/]8.bin?X-Amz-Signature=00",
        f"https://viewer.example/+https://{IBM}/a?X-Amz-Signature=00",
        f"https://viewer.example/#https://{IBM}/a?X-Amz-Signature=00",
    ],
)
def test_what_only_looks_like_a_code_of_a_terminal_or_a_second_address_stays(url: str) -> None:
    for text in (url, f"see {url} of today [5m]"):
        assert parse(text).wire == url


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_url_is_found_in_a_text(text: str) -> None:
    assert parse(text).wire == URL


def test_a_url_that_goes_on_behind_its_signature_is_found_whole() -> None:
    for text in (f"<{LONG}>", f"{LONG[:-20]}\n{LONG[-20:]}"):
        assert parse(text).wire == LONG
    assert parse(f"see {LONG}").wire == LONG


def test_damage_that_a_client_would_send_is_left_for_the_diagnosis() -> None:
    for damaged in (URL.replace("&", "&amp;"), f"{URL}.", f"https://{URL}", URL.replace("&", "\\u0026")):
        assert parse(damaged).wire == damaged


def test_marks_say_what_was_done_to_read_it() -> None:
    assert parse(f"{URL[:100]}\n{URL[100:]}").marks == ("line-break",)
    assert parse(URL.removeprefix("https://")).marks == ("no-scheme",)
    assert parse(URL.replace("=", "=3D")).marks == ("quoted-printable",)
    assert parse(URL).marks == ()


@given(st.text())
def test_no_text_raises(text: str) -> None:
    request = parse(text)
    assert request.text == text
    assert isinstance(repr(request), str)
    assert request.bucket is None or isinstance(request.bucket, str)
    assert request.parameters is not None


@pytest.mark.parametrize("given", [None, 7, b"https://h/", ["https://h/"]])
def test_what_is_no_text_is_named(given: Any) -> None:
    with pytest.raises(InputError) as caught:
        parse(given)
    assert caught.value.field == "text"


PIECES = (
    "https://", "http://", "s3://", IBM, "/my-bucket/", "a b", "%", "%2F", "%zz", "?", "&", "=", "#", "\n", "\r\n", " ", "'", '"',
    "X-Amz-Signature=", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Credential=", "AWSAccessKeyId=", "Expires=9999999999999",
    "X-Amz-Expires=99999999999", "X-Amz-Date=99999999T999999Z", "curl ", "-H ", "-d @x", "^", "`", "$'", "\\", "{", "}", "[", "]",
    "fetch(", '{"log":{"entries":[', '"request":{"url":', "Invoke-WebRequest -Uri ", "@{", "<form", "<input name=policy", "=3D",
    "Authorization: AWS4-HMAC-SHA256 Credential=", "GET / HTTP/1.1\r\nHost: ", "\ud800", "\x00", "\u202e", "\u200b", "é", "wget ",
    "data:", "javascript:", "://", "[::1]", ":99999", "@",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_no_broken_command_or_record_raises(text: str) -> None:
    request = parse(text)
    assert isinstance(f"{request!r}{request.provider}{request.network}{request.key}{request.expires_at}", str)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "https://" * 125_000,
        "https://h/?" + "&" * 1_000_000,
        "https://h/?" + "X-Amz-Date=" * 90_000,
        " \n" * 500_000 + URL,
        "https://h/x?X-Amz-Algorithm=\n" + "a=b\n" * 250_000,
        "curl '" + "\\" * 1_000_000,
        "curl " + '"a" ' * 250_000,
        "curl " + "\n" * 1_000_000,
        "[" * 1_000_000,
        '{"a":' * 200_000,
        "<form>" + "<input name=policy " * 50_000,
        "Invoke-WebRequest " + "@{" * 400_000,
        "GET / HTTP/1.1\n" + "a: b\n" * 200_000,
        "AWS4-HMAC-SHA256 Credential=" * 30_000,
        "\x1b]" * 500_000,
        "]8;;https://" * 90_000,
        "[0m" + "[1;1" * 250_000,
        "[INFO]https://" * 70_000,
    ],
    ids=range(19),
)
def test_a_megabyte_of_anything_is_read_to_its_end(text: str) -> None:
    assert parse(text).text == text


def test_a_url_behind_a_megabyte_of_prose_is_found() -> None:
    assert parse("word " * 200_000 + URL).wire == URL


@pytest.mark.parametrize("host", ["127.0.0.1:9444", "localhost:9444", "my-bucket.localhost", "[::1]:9000"])
def test_a_url_without_a_scheme_is_http_where_the_store_is_on_this_machine(host: str) -> None:
    url = f"{host}/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature={'a' * 64}"
    assert parse(url).url.scheme == "http"
    assert parse(url.replace(host, "store.example")).url.scheme == "https"


@pytest.mark.parametrize("text", ["{}", "see {} there", "curl '{}'", 'fetch("{}")'])
def test_blanks_in_a_session_token_are_part_of_the_url_each_of_them(text: str) -> None:
    url = (
        "https://h.example/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20240102%2Fr%2Fs3%2Faws4_request"
        "&X-Amz-Date=20240102T030405Z&X-Amz-Expires=60&X-Amz-Security-Token=FwoG abc   def%2F ghi"
        f"&X-Amz-SignedHeaders=host&X-Amz-Signature={'0123456789abcdef' * 4}"
    )
    request = parse(text.format(url))
    assert (request.session_token, request.wire, request.marks) == ("FwoG abc   def/ ghi", url, ())


LONG_TOKEN = (
    "IQoJb3JpZ2luX2VjEPz//////////wEaCXVzLWVhc3QtMSJHMEUCIQDabcdefAAAAbbbbCCCCddddEEEEffffGGGGhhhhIIIIjjjj+k==" * 4
)


@pytest.mark.parametrize("token", [None, LONG_TOKEN])
@pytest.mark.parametrize(
    "key", ["a.bin", "q3/summary%20%28final%29.csv", "exports/2026-11-22/customer-list-0001.parquet"]
)
def test_a_url_that_was_wrapped_hard_is_whole_at_every_width(token: str | None, key: str) -> None:
    keys = Credentials(KEYS.access_key_id, KEYS.secret_access_key, token)
    url = sigv4.presign(Request("GET", f"https://{IBM}/my-bucket/{key}"), keys, region="us-south", now=NOW).url
    for width in range(60, 125):
        lines = [url[at : at + width] for at in range(0, len(url), width)]
        for paste in (
            "\n".join(lines),
            "\r\n".join(lines) + "\r\n",
            "\n".join(f"> {line}" for line in lines),
            "Hi,\nthe link:\n    " + "\n    ".join(lines) + "\nRegards, Ann\nX-Team=1\n",
        ):
            assert parse(paste).wire == url, width


def test_a_line_of_its_own_behind_a_url_is_no_part_of_it() -> None:
    for url in ("https://example.com/docs", "https://example.com/docs.", URL.partition("&X-Amz-SignedHeaders")[0]):
        assert parse(f"{url}\nThanks\n").wire.rstrip(".") == url.rstrip(".")
        assert parse(f"{url}\nThanks\n\nX-Amz-Signature=00").wire.rstrip(".") == url.rstrip(".")
    assert parse(f"https://example.com/docs.\n{URL}").wire == URL
