"""What ``send`` returns, and what it raises when nothing comes back."""

from __future__ import annotations

import dataclasses
import logging
import os
import socket
import ssl

import pytest
import requests
from requests.structures import CaseInsensitiveDict

from cosnb.errors import CosnbError, SendError
from cosnb.links import presign
from cosnb.transfer import Sent, send
from cosnb.transfer.problems import explain
from cosnb.transfer.request_options import Deadline, RequestOptions, Wire

ERROR = b"<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message><StringToSign>a\nb</StringToSign></Error>"


def asked(url: str) -> RequestOptions:
    return RequestOptions(
        Wire(url), "GET", CaseInsensitiveDict(), (5, 60), Deadline(None), trust_env=False, progress=None
    )


def answer(status: bytes, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_an_answer_has_status_headers_body_and_time(serve):
    got = send(serve(answer(b"200 OK", b"hi", b"ETag: x")).url + "/a?b")
    assert (got.status, got.reason, got.body, got.ok, got.error) == (200, "OK", b"hi", True, None)
    assert (got.headers["etag"], got.headers["ETAG"]) == ("x", "x")
    assert got.sent.method == "GET"
    assert got.elapsed > 0
    assert repr(got) == "Answer(200 OK, 2 bytes)"


def test_headers_of_an_answer_are_read_as_utf_8_where_they_are(serve):
    got = send(serve(answer(b"200 OK", b"", "x-amz-meta-city: Köln".encode(), b"x-old: K\xf6ln")).url)
    assert (got.headers["x-amz-meta-city"], got.headers["x-old"]) == ("Köln", "Köln")


def test_an_answer_cannot_be_changed(serve):
    got = send(serve().url)
    with pytest.raises(dataclasses.FrozenInstanceError):
        got.status = 500
    with pytest.raises(TypeError):
        got.headers["etag"] = "y"


def test_the_error_of_a_store_is_read(serve):
    got = send(serve(answer(b"403 Forbidden", ERROR)).url)
    assert (got.ok, got.error.code, got.error.string_to_sign) == (False, "SignatureDoesNotMatch", "a\nb")
    assert repr(got) == f"Answer(403 Forbidden, 'SignatureDoesNotMatch', {len(ERROR)} bytes)"


@pytest.mark.parametrize("method, data, fails", [("POST", b"x", True), ("PUT", b"", True), ("GET", None, False)])
def test_an_error_behind_a_200_is_read_where_stores_send_one(serve, method, data, fails):
    got = send(serve(answer(b"200 OK", ERROR)).url, data, method=method)
    assert got.ok is not fails


@pytest.mark.parametrize("status", [b"301 Moved Permanently", b"307 Temporary Redirect"])
def test_a_redirect_is_the_answer_and_is_not_followed(serve, status):
    elsewhere = serve()
    body = b"<Error><Code>TemporaryRedirect</Code><Endpoint>x</Endpoint></Error>"
    got = send(serve(answer(status, body, b"Location: " + elsewhere.url.encode())).url)
    assert (got.status, got.headers["location"]) == (int(status[:3]), elsewhere.url)
    assert (got.body, got.error.fields["Endpoint"]) == (body, "x")
    assert elsewhere.requests == []


def test_a_redirect_to_nonsense_is_an_answer_too(serve):
    assert send(serve(answer(b"302 Found", b"", b"Location: http://[")).url).status == 302


EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


@pytest.mark.parametrize("interim", [EARLY, EARLY * 3, b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"])
@pytest.mark.parametrize("method, data", [("GET", None), ("PUT", b"x"), ("HEAD", None)])
def test_what_comes_before_the_final_answer_is_not_the_answer(serve, interim, method, data):
    got = send(serve(interim + answer(b"404 Not Found", b"")).url, data, method=method)
    assert (got.status, dict(got.headers)) == (404, {"Content-Length": "0"})


def test_a_download_behind_an_early_answer_is_whole(serve, tmp_path):
    got = send(serve(EARLY + answer(b"200 OK", b"hi")).url, to=tmp_path / "a")
    assert (got.saved_to.read_bytes(), got.size) == (b"hi", 2)


def test_an_early_answer_alone_is_none(serve):
    with pytest.raises(SendError, match="closed the connection without an answer"):
        send(serve(EARLY).url)


def test_a_change_of_protocol_is_no_answer(serve):
    with pytest.raises(SendError, match="does not speak HTTP"):
        send(serve(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x81\x02hi\r\n").url)


def test_nothing_is_tried_twice(serve):
    server = serve(answer(b"503 Slow Down", b"", b"Retry-After: 0"))
    assert send(server.url).status == 503
    assert len(server.requests) == 1


def test_what_was_sent_can_be_read_back(serve):
    server = serve()
    got = send(server.url + "/a?X-Amz-Signature=canary", b"xyz", method="PUT", headers={"X-A": "ü"})
    assert (got.sent.method, got.sent.target) == ("PUT", "/a?X-Amz-Signature=canary")
    assert [f"{name}: {value}".encode() for name, value in got.sent.headers] == server.headers


def test_no_repr_shows_a_signature(serve, credentials, now):
    server = serve(answer(b"200 OK", b"", b"Location: http://x/?X-Amz-Signature=canary"))
    signed = presign("b", "k", endpoint=server.url, credentials=credentials, now=now)
    got = send(signed)
    assert signed.signature not in f"{got!r}{got.sent!r}{got}{got.sent}"
    assert "canary" not in f"{got!r}"
    assert repr(got.sent) == "Sent(GET /b/k)"
    assert signed.signature in got.sent.target


def test_no_log_of_any_library_shows_the_query(serve, caplog):
    caplog.set_level(logging.DEBUG)
    send(serve().url + "/a?X-Amz-Signature=canary")
    with pytest.raises(SendError):
        send(serve(b"").url + "/a?X-Amz-Signature=canary")
    assert caplog.records
    assert "canary" not in caplog.text


def test_the_words_of_a_refused_connection(closed_port):
    with pytest.raises(SendError, match=rf"127.0.0.1:{closed_port} refused the connection\. Check the port") as caught:
        send(f"http://127.0.0.1:{closed_port}/a?X-Amz-Signature=canary")
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_words_of_a_name_that_does_not_exist(unreachable):
    with pytest.raises(SendError, match=r"The name s3\.example cannot be resolved\. Check the endpoint"):
        send("https://s3.example/")


def test_the_words_of_a_store_that_says_nothing(serve):
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(SendError, match=r"did not answer in time: 5 seconds .* 0\.05"),
    ):
        send(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=(5, 0.05))


def test_the_words_of_a_connection_that_is_never_accepted():
    error = requests.ConnectTimeout("…")
    said = str(explain(error, asked("https://s3.example/")))
    assert said.startswith("s3.example accepted no connection within 5 seconds.")


def test_the_words_of_a_connection_that_closes(serve):
    with pytest.raises(SendError, match="closed the connection without an answer"):
        send(serve(b"").url)


@pytest.mark.parametrize("garbage", [b"SSH-2.0-OpenSSH_9.9\r\n", b"\x15\x03\x01\x00\x02\x02\x46\r\n"])
def test_the_words_of_a_port_that_speaks_something_else(serve, garbage):
    with pytest.raises(SendError, match="does not speak HTTP"):
        send(serve(garbage).url)


def test_the_words_of_tls_against_a_store_without_it(serve):
    with pytest.raises(SendError, match=r"No encrypted connection to 127.0.0.1:\d+ could be made .*http://"):
        send(serve(b"HTTP/1.1 400 Bad Request\r\n\r\n").url.replace("http:", "https:"))


def test_the_words_of_a_certificate_that_is_not_trusted(serve, tls):
    server = serve(context=tls.context)
    with pytest.raises(SendError, match=r"certificate of 127\.0\.0\.1:.* was not accepted: self.signed certificate\. "):
        send(server.url)
    assert server.requests == []


def test_a_certificate_of_the_environment_counts_only_when_asked_for(serve, tls, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls.certificate))
    server = serve(context=tls.context)
    assert send(server.url, trust_env=True).status == 200
    with pytest.raises(SendError, match="not accepted"):
        send(server.url)


def test_the_words_of_a_proxy_that_refuses(serve, monkeypatch):
    proxy = serve(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with pytest.raises(SendError, match="proxy that the environment names"):
        send("https://store.example/a?X-Amz-Signature=canary", trust_env=True)
    assert proxy.line.rpartition(b".")[0] == b"CONNECT store.example:443 HTTP/1"
    assert b"canary" not in b"".join(proxy.requests)


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a company's proxy: no name of the world is known."""

    def unknown(*_args: object, **_named: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_that_is_set_and_not_used_is_what_to_try_first(unreachable, monkeypatch, name):
    monkeypatch.setenv(name, "http://user:canary@proxy.example:3128")
    with pytest.raises(SendError) as caught:
        send("https://s3.example/")
    said = str(caught.value)
    assert (
        f"cannot be resolved. A proxy is set ({name.upper()}) and was not used: trust_env=True goes through it." in said
    )
    assert "canary" not in said
    assert "proxy.example" not in said


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"HTTP_PROXY": "http://proxy.example"},
        {"HTTPS_PROXY": ""},
        {"HTTPS_PROXY": "http://proxy.example", "NO_PROXY": "s3.example"},
        {"HTTPS_PROXY": "http://proxy.example", "no_proxy": ".other,.example"},
        {"ALL_PROXY": "http://proxy.example", "NO_PROXY": "*"},
    ],
)
def test_no_word_of_a_proxy_where_none_is_for_the_host(unreachable, monkeypatch, environ):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SendError, match=r"cannot be resolved\. Check the endpoint"):
        send("https://s3.example/")


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectTimeout("…"),
        ConnectionRefusedError(),
        ConnectionResetError(),
        OSError(101, "Network is unreachable"),
    ],
)
def test_every_failure_to_reach_a_store_names_the_proxy(monkeypatch, error):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    assert "A proxy is set (HTTPS_PROXY) and was not used" in str(explain(error, asked("https://s3.example/")))


def test_no_proxy_is_advised_for_this_machine_or_where_it_was_used(monkeypatch, closed_port):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    with pytest.raises(SendError, match=r"refused the connection\. Check"):
        send(f"http://127.0.0.1:{closed_port}/")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    with pytest.raises(SendError, match="proxy that the environment names did not pass"):
        send("https://s3.example/", trust_env=True)


@pytest.mark.parametrize(
    "error",
    [
        requests.RequestException("…"),
        requests.exceptions.InvalidURL("…"),
        ssl.SSLError(1, "…"),
        OSError(101, "Network is unreachable"),
        UnicodeError("label too long"),
    ],
)
def test_whatever_goes_wrong_is_a_send_error_with_a_remedy(error):
    said = explain(error, asked("https://s3.example/a?X-Amz-Signature=canary"))
    assert isinstance(said, CosnbError)
    assert "s3.example" in str(said)
    assert "canary" not in str(said)


def test_a_host_that_no_name_can_be_is_a_send_error():
    with pytest.raises(SendError):
        send("https://a..b/")


def test_headers_that_are_not_text_can_be_read_back():
    sent = Sent.of(b"GET /a HTTP/1.1\r\nX-A: \xff\r\nX-B:\r\n\r\n")
    assert sent.headers == (("X-A", "\ufffd"), ("X-B", ""))


def test_a_dead_body_iterator_is_the_callers_error(serve):
    def broken():
        yield b"a"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send(serve().url, broken(), method="PUT", headers={"Content-Length": "2"})
