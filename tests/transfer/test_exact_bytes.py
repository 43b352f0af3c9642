"""What ``send`` puts on the wire, held against a socket that keeps every byte."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cosnb.errors import InputError
from cosnb.links import presign
from cosnb.sigv4 import Credentials, Request, authorize
from cosnb.transfer import send
from cosnb.transfer.request_options import Wire

TARGETS = [
    "/",
    "/a/../b",
    "/a/./b",
    "/./../..",
    "//",
    "//a//b//",
    "/a%2Fb",
    "/%c3%bc",
    "/%C3%BC",
    "/%7E~",
    "/%zz",
    "/%",
    "/a?",
    "/?",
    "/a?b=%2F",
    "/a?b=/",
    "/a?b=c+d&e=%2B",
    "/a?x=1&&y",
    "/a?X-Amz-Credential=A%2F20240102%2Fus-south%2Fs3%2Faws4_request&X-Amz-Signature=00",
    "/!'()*,;:@$&=[]{}|\\^`<>\"",
    "/a??b=?",
    "/a;b?c=d;e",
]


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_goes_out_byte_for_byte(serve, target):
    server = serve()
    answer = send(server.url + target)
    assert server.line == b"GET " + target.encode() + b" HTTP/1.1"
    assert answer.sent.target == target


def test_the_target_goes_out_byte_for_byte_over_tls(serve, tls, monkeypatch):
    server = serve(context=tls.context)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls.certificate))
    send(server.url + "/a/../%zz?", trust_env=True)
    assert server.line == b"GET /a/../%zz? HTTP/1.1"


def test_a_url_without_a_path_asks_for_the_root(serve):
    server = serve()
    send(server.url + "?list-type=2")
    assert server.line == b"GET /?list-type=2 HTTP/1.1"


def test_a_fragment_is_never_sent(serve):
    server = serve()
    send(server.url + "/a?b#c?d")
    assert server.line == b"GET /a?b HTTP/1.1"


def test_these_headers_and_no_others_go_with_a_get(serve):
    server = serve()
    send(server.url + "/")
    assert server.headers == [
        b"Accept-Encoding: identity",
        b"Host: " + server.host.encode(),
        b"User-Agent: cosnb/0.1.0",
    ]


@pytest.mark.parametrize("data", [b"abc", "abc", b"", ""])
def test_a_put_adds_only_its_length(serve, data):
    server = serve()
    send(server.url + "/", data, method="PUT")
    assert server.headers[3:] == [b"Content-Length: %d" % len(data or b"")]
    assert server.body == (b"abc" if data else b"")


def test_the_host_header_is_the_one_in_the_url(serve):
    server = serve()
    answer = send(f"http://LocalHost:{server.port}/")
    assert f"Host: LocalHost:{server.port}".encode() in server.headers
    assert ("Host", f"LocalHost:{server.port}") in answer.sent.headers


@pytest.mark.parametrize(
    "url, host",
    [
        ("http://localhost:80/", "localhost"),
        ("https://localhost:443/", "localhost"),
        ("https://localhost:80/", "localhost:80"),
        ("http://[::1]:9000/", "[::1]:9000"),
    ],
)
def test_a_default_port_is_no_part_of_the_host_header(url, host):
    assert Wire(url).host == host


def test_a_bucket_in_front_of_localhost_is_this_machine(serve):
    server = serve()
    send(f"http://demo-bucket.localhost:{server.port}/key")
    assert f"Host: demo-bucket.localhost:{server.port}".encode() in server.headers


def test_the_headers_that_were_signed_are_sent(serve, credentials, now):
    server = serve()
    headers = {"Content-Type": "text/csv", "x-amz-meta-city": "Köln"}
    signed = presign("b", "k", method="PUT", endpoint=server.url, credentials=credentials, headers=headers, now=now)
    send(signed, b"1,2")
    assert b"Content-Type: text/csv" in server.headers
    assert "x-amz-meta-city: Köln".encode() in server.headers
    assert server.line == f"PUT {signed.url.removeprefix(server.url)} HTTP/1.1".encode()


def test_a_header_given_replaces_the_signed_one(serve, credentials, now):
    server = serve()
    signed = presign(
        "b", "k", method="PUT", endpoint=server.url, credentials=credentials, headers={"Content-Type": "a/b"}, now=now
    )
    send(signed, b"", headers={"content-type": "c/d"})
    assert [line for line in server.headers if line.lower().startswith(b"content-type")] == [b"content-type: c/d"]


def test_a_signed_authorization_header_is_sent(serve, credentials, now):
    server = serve()
    request = Request("GET", server.url + "/b/k", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    signed = authorize(request, credentials, region="us-south", now=now)
    send(signed)
    assert f"Authorization: {signed.authorization}".encode() in server.headers


def test_headers_of_one_name_are_joined_as_they_are_signed(serve):
    server = serve()
    send(server.url + "/", headers=[("X-Two", "a"), ("x-two", " b ")])
    assert b"x-two: a,b" in server.headers


def test_a_host_given_replaces_the_host_of_the_url(serve):
    server = serve()
    send(server.url + "/", headers={"Host": "other.example"})
    assert [line for line in server.headers if line.startswith(b"Host")] == [b"Host: other.example"]


@pytest.mark.parametrize("trust_env", [False, True])
def test_netrc_is_never_read(serve, tmp_path: Path, monkeypatch, trust_env):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve()
    send(server.url + "/", trust_env=trust_env)
    assert not any(line.startswith(b"Authorization") for line in server.headers)


def test_a_proxy_of_the_environment_is_ignored(serve, monkeypatch, closed_port):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    server = serve()
    assert send(server.url + "/").status == 200


def test_a_proxy_of_the_environment_is_used_when_asked_for(serve, monkeypatch):
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    with pytest.warns(UserWarning, match="not encrypted"):
        send("http://store.example/a/../%c3?", trust_env=True)
    assert proxy.line == b"GET http://store.example/a/../%c3? HTTP/1.1"
    assert b"Host: store.example" in proxy.headers


def test_what_goes_to_loopback_passes_no_proxy(serve, monkeypatch, closed_port):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    server = serve()
    assert send(server.url + "/", trust_env=True).status == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "b.localhost"])
def test_plain_http_to_this_machine_does_not_warn(serve, name):
    server = serve()
    assert send(f"http://{name}:{server.port}/").status == 200


@pytest.mark.parametrize("method", ["GET", "put", "HEAD", "DELETE", "OPTIONS"])
def test_any_method_is_sent_upper_case(serve, method):
    server = serve(b"HTTP/1.1 204 No Content\r\n\r\n")
    send(server.url + "/", b"" if method == "put" else None, method=method)
    assert server.line == f"{method.upper()} / HTTP/1.1".encode()


@pytest.mark.parametrize(
    "url, problem",
    [
        ("ftp://host/", "neither https"),
        ("host/key", "neither https"),
        ("", "neither https"),
        ("http://user:pass@host/", "user name"),
        ("http:///key", "no valid host"),
        ("http://host:99999/", "no valid host"),
        ("http://ho st/", "holds ' '"),
        ("http://host/ü", "holds 'ü'"),
        ("http://host/a\r\nX: y", "holds '\\r'"),
        ("http://host/a\n", "holds '\\n'"),
        ("http://host\\@evil/", "user name"),
        ("http://host\\evil/", "no valid host"),
    ],
)
def test_a_url_that_cannot_go_on_the_wire_is_refused(url, problem):
    with pytest.raises(InputError) as caught:
        send(url + "?X-Amz-Signature=canary" if "://" in url else url)
    assert caught.value.field == "target"
    assert problem in str(caught.value)
    assert "canary" not in f"{caught.value} {caught.value.value}"


@pytest.mark.parametrize(
    "field, options",
    [
        ("method", {"method": "G ET"}),
        ("headers", {"headers": {"a b": "c"}}),
        ("headers", {"headers": {"a": "b\r\nc: d"}}),
        ("headers", {"headers": {"a": 1}}),
        ("headers", {"headers": {"Content-Length": "many"}, "method": "PUT", "data": b"x"}),
        ("headers", {"headers": {"Content-Length": "2"}, "method": "PUT", "data": b"x"}),
        ("headers", {"headers": {"Content-Length": "2"}, "method": "PUT", "data": b""}),
        ("timeout", {"timeout": 0}),
        ("timeout", {"timeout": (1, 2, 3)}),
        ("timeout", {"timeout": "soon"}),
        ("data", {"data": b"x"}),
        ("data", {"data": 5, "method": "PUT"}),
        ("data", {"data": {"a": "b"}, "method": "PUT"}),
        ("data", {"data": Path("no/such/file"), "method": "PUT"}),
        ("to", {"to": "no/such/folder/file"}),
        ("to", {"to": "."}),
        ("to", {"to": "x", "method": "HEAD"}),
    ],
)
def test_an_option_that_cannot_be_used_names_its_field(field, options):
    with pytest.raises(InputError) as caught:
        send("http://127.0.0.1:1/", **options)
    assert caught.value.field == field


def test_only_a_signed_request_or_a_url_is_sent():
    with pytest.raises(InputError, match="a bytes cannot be sent"):
        send(b"http://127.0.0.1:1/")


def test_a_presigned_url_and_its_signed_request_are_sent_alike(serve, credentials: Credentials, now: datetime):
    one, two = serve(), serve()
    signed = presign("b", "ä b/c", endpoint=one.url, credentials=credentials, now=now)
    send(signed)
    send(signed.url.replace(one.host, two.host))
    assert one.line == two.line
