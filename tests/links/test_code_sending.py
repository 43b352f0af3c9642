"""Code that sends this very URL, run as pasted: on the sandbox, and on a server that shows what was sent."""

from __future__ import annotations

import contextlib
import http.client
import io
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import tree_sitter_powershell
from code_help import ANSWER, HOSTILE, Received, Recorder
from tree_sitter import Language, Node, Parser

from cosnb.links import Snippet, plan, snippets
from cosnb.links.code.clients import file_name
from cosnb.links.forms.form import PostForm
from cosnb.links.forms.posting import presign_post
from cosnb.sandbox import Sandbox
from cosnb.sigv4 import Credentials, Signed

RUN = ["curl", "wget", "requests", "httpx", "fetch", "http"]
KEYS = [*HOSTILE, "a/b//c/", "new\nline\r.txt", "x" * 900]
METHODS = ("PUT", "GET")
VALUE = 'it\'s "q" $(x) `y` %PATH% !! \\ </script> ü'


@pytest.fixture(scope="module")
def sandbox(now: datetime) -> Iterator[Sandbox]:
    with Sandbox(port=0, now=now) as store:
        yield store


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        yield server


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to run in, where no proxy and no configuration of this machine is read."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def on_sandbox(sandbox: Sandbox, now: datetime, key: str | None, **more: object) -> Signed:
    given = {"endpoint": sandbox.endpoint, "credentials": sandbox.credentials, **more}
    return plan(sandbox.bucket, key, **given).sign(now)  # type: ignore[arg-type]


def on_recorder(recorder: Recorder, now: datetime, key: str | None = "a b.txt", **more: object) -> Signed:
    credentials = Credentials("EXAMPLE", "EXAMPLE", example=True)
    return plan("b", key, endpoint=recorder.endpoint, credentials=credentials, **more).sign(now)  # type: ignore[arg-type]


def snippet_of(signed: Signed | PostForm, client: str) -> Snippet:
    found = next(snippet for snippet in snippets(signed) if snippet.id == client)
    assert found.offered, found.unavailable
    return found


def run(signed: Signed | PostForm, client: str, shell: str = "bash") -> str:
    """What the code prints; an error of its own where it fails."""
    snippet = snippet_of(signed, client)
    if snippet.language == "python":
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            exec(compile(snippet.text, client, "exec"), {"__name__": "__main__"})
        return shown.getvalue()
    if snippet.language == "javascript":
        return node(snippet.text)
    if snippet.language == "http":
        return ask_as_written(snippet.text)
    return subprocess.run([shell, "-c", snippet.text], capture_output=True, timeout=30, check=True).stdout.decode()


def ask_as_written(text: str) -> str:
    """What an .http file asks for, as its documentation reads it: comments, a request line, headers, ``< file``."""
    head, _, body = text.partition("\n\n")
    request, *lines = [line for line in head.split("\n") if not line.startswith("#")]
    method, url = request.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    data = Path(body.removeprefix("< ")).read_bytes() if body else None
    place, _, target = url.removeprefix("http://").partition("/")
    with contextlib.closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request(method, f"/{target}", data, headers)
        answer = connection.getresponse()
        assert answer.status < 300
        return answer.read().decode()


def node(program: str) -> str:
    command = ["node", "--input-type=module", "-e", program]
    return subprocess.run(command, capture_output=True, timeout=30, check=True).stdout.decode()


def sent(recorder: Recorder, signed: Signed, client: str) -> Received:
    recorder.received = None
    run(signed, client)
    assert recorder.received
    return recorder.received


@pytest.mark.parametrize("client", ["curl", "wget", "requests", "httpx"])
@pytest.mark.parametrize("key", KEYS)
def test_a_file_goes_up_and_comes_down_again(
    sandbox: Sandbox, now: datetime, key: str, client: str, place: Path
) -> None:
    data = f"{key} by {client}".encode()
    file = place / file_name(key)
    file.write_bytes(data)
    run(on_sandbox(sandbox, now, key, method="PUT"), client)
    file.unlink()
    run(on_sandbox(sandbox, now, key), client)
    assert file.read_bytes() == data


def test_files_go_up_and_come_down_again_by_fetch(sandbox: Sandbox, now: datetime, place: Path) -> None:
    ups, downs = ([snippet_of(on_sandbox(sandbox, now, key, method=m), "fetch").text for key in KEYS] for m in METHODS)
    for size, key in enumerate(KEYS, 100):
        (place / file_name(key)).write_bytes(b"x" * size)
    sizes = [(place / file_name(key)).stat().st_size for key in KEYS]
    # One process for all, in blocks, because each of them has the same names.
    node("\n".join(f"{{\n{text}\n}}" for text in ups))
    assert node("\n".join(f"{{\n{text}\n}}" for text in downs)) == "".join(f"200 {size}\n" for size in sizes)


@pytest.mark.parametrize("client", RUN)
def test_an_object_is_asked_for_and_removed(sandbox: Sandbox, now: datetime, client: str, place: Path) -> None:
    (place / "gone.txt").write_bytes(b"12345")
    run(on_sandbox(sandbox, now, "gone.txt", method="PUT"), client)
    run(on_sandbox(sandbox, now, "gone.txt", method="HEAD"), client)
    run(on_sandbox(sandbox, now, "gone.txt", method="DELETE"), client)
    listing = on_sandbox(sandbox, now, None, query={"list-type": "2", "prefix": "gone"})
    assert "<KeyCount>0</KeyCount>" in run(listing, client)


@pytest.mark.parametrize("client", RUN)
def test_a_required_header_is_sent_and_accepted(sandbox: Sandbox, now: datetime, client: str, place: Path) -> None:
    (place / "meta.txt").write_bytes(b"12345")
    headers = {"x-amz-meta-note": VALUE.replace(" ü", ""), "Content-Type": "text/plain;charset=utf-8"}
    run(on_sandbox(sandbox, now, "meta.txt", method="PUT", headers=headers), client)
    shown = subprocess.check_output(["curl", "-sI", on_sandbox(sandbox, now, "meta.txt", method="HEAD").url]).decode()
    assert f"x-amz-meta-note: {headers['x-amz-meta-note']}\r\n" in shown
    assert "content-type: text/plain;charset=utf-8\r\n" in shown.replace("Content-Type", "content-type")


@pytest.mark.parametrize("client", RUN)
def test_an_upload_sends_no_content_type_that_means_something(
    recorder: Recorder, now: datetime, client: str, place: Path
) -> None:
    for data, key in ((b"12345", "a b.txt"), (b"", "a b.txt"), (b"123\r\n\0", "folder/"), (b"", "folder/")):
        (place / file_name(key)).write_bytes(data)
        made = on_recorder(recorder, now, key, method="PUT")
        got = sent(recorder, made, client)
        assert (got.method, recorder.endpoint + got.target, got.body) == ("PUT", made.url, data)
        assert got.headers["content-length"] == str(len(data))
        assert "transfer-encoding" not in got.headers
        assert got.headers.get("content-type") == ("application/octet-stream" if client == "wget" else None)
        assert not [name for name in got.headers if name.startswith("x-amz")]


@pytest.mark.parametrize("client", RUN)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_every_signed_header_is_sent_as_it_was_signed(
    recorder: Recorder, now: datetime, client: str, method: str, place: Path
) -> None:
    (place / "a_b.txt").write_bytes(b"12345")
    value = VALUE.replace(" ü", "") if client == "http" else VALUE
    headers = {"X-Amz-Meta-Note": f"  {value}   end ", "x-amz-meta-empty": "", "Content-Type": "text/x;a=b"}
    got = sent(recorder, on_recorder(recorder, now, method=method, headers=headers), client)
    assert got.headers["x-amz-meta-note"].encode("latin-1").decode() == f"{value} end"
    assert (got.headers["x-amz-meta-empty"], got.headers["content-type"]) == ("", "text/x;a=b")


@pytest.mark.parametrize("client", RUN)
@pytest.mark.parametrize(("method", "key", "query"), [("POST", "a", {"uploads": ""}), ("PUT", None, {})])
def test_what_has_no_body_says_so(
    recorder: Recorder, now: datetime, client: str, method: str, key: str | None, query: dict[str, str]
) -> None:
    got = sent(recorder, on_recorder(recorder, now, key, method=method, query=query), client)
    assert (got.method, got.headers["content-length"], got.body) == (method, "0", b"")
    assert "content-type" not in got.headers


def test_dots_in_a_path_are_sent_by_curl(recorder: Recorder, now: datetime) -> None:
    assert sent(recorder, on_recorder(recorder, now, "a/../b/./c"), "curl").target.startswith("/b/a/../b/./c?")


@pytest.mark.parametrize("client", RUN)
def test_a_configuration_is_uploaded_from_a_file_of_its_name(
    recorder: Recorder, now: datetime, client: str, place: Path
) -> None:
    for query, method, name in (({"acl": ""}, "PUT", "acl.xml"), ({"uploadId": "1"}, "POST", "parts.xml")):
        (place / name).write_bytes(b"<x/>")
        assert sent(recorder, on_recorder(recorder, now, method=method, query=query), client).body == b"<x/>"


def test_curl_and_wget_run_in_a_plain_shell(recorder: Recorder, now: datetime, place: Path) -> None:
    for client in ("curl", "wget"):
        run(on_recorder(recorder, now), client, shell="sh")
        assert (place / "a_b.txt").read_bytes() == ANSWER
        (place / "a_b.txt").unlink()


def parsed(text: str) -> Node:
    return Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node


def literals(node: Node) -> list[str]:
    """The values of the single-quoted strings, in order."""
    if node.type == "verbatim_string_characters" and node.text:
        return [node.text.decode()[1:-1].replace("''", "'")]
    return [text for child in node.children for text in literals(child)]


@pytest.mark.parametrize("key", KEYS)
def test_powershell_reads_the_link_and_the_headers_as_they_are(sandbox: Sandbox, now: datetime, key: str) -> None:
    value = VALUE.removesuffix(" ü")
    headers = {"x-amz-meta-note": value, "Content-Type": "text/plain; charset=utf-8"}
    made = on_sandbox(sandbox, now, key, method="PUT", headers=headers)
    tree = parsed(snippet_of(made, "powershell").text)
    assert not tree.has_error
    assert len(tree.children) == 1
    assert literals(tree) == ["Stop", made.url, "x-amz-meta-note", value, headers["Content-Type"], file_name(key)]


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE", "POST"])
def test_powershell_is_told_the_method_and_a_content_type_of_ours(sandbox: Sandbox, now: datetime, method: str) -> None:
    text = snippet_of(on_sandbox(sandbox, now, "a.txt", method=method), "powershell").text
    assert not parsed(text).has_error
    assert (f" -Method {method.capitalize()}" in text) == (method != "GET")
    assert ("-InFile 'a.txt'" in text) == ("'application/octet-stream'" in text) == (method in ("PUT", "POST"))
    assert ("-OutFile $part" in text) == ("-Destination 'a.txt'" in text) == (method == "GET")


def test_the_powershell_parser_would_notice_a_quote_that_is_not_doubled() -> None:
    assert parsed("Invoke-WebRequest -Uri 'it's'").has_error


# --- upload forms --------------------------------------------------------------------------------------------------

POSTS = ["curl", "requests", "fetch"]
# What curl would read from a file, and what a shell or a literal would take for its own.
FIELDS = {
    "x-amz-meta-a": 'it\'s "q" $(x) `y` %PATH% !! \\ </script>',
    "x-amz-meta-b": "@file;type=text/html",
    "Content-Type": "<file",
    "success_action_status": "201",
}


def form_on(sandbox: Sandbox, now: datetime, key: str, **more: object) -> PostForm:
    given = {"endpoint": sandbox.endpoint, "credentials": sandbox.credentials, "now": now, **more}
    return presign_post(sandbox.bucket, key, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("client", POSTS)
@pytest.mark.parametrize("key", [*KEYS[:4], "😀 'x'.txt", "in/${filename}"])
def test_a_form_is_sent_with_its_file(sandbox: Sandbox, now: datetime, place: Path, client: str, key: str) -> None:
    name = "file" if "${filename}" in key else file_name(key)
    (place / name).write_bytes(b"\x00 " + key.encode())
    assert "201" in run(form_on(sandbox, now, key, fields=FIELDS), client)
    link = on_sandbox(sandbox, now, key.replace("${filename}", "file"))
    with urllib.request.urlopen(link.url, timeout=30) as answer:
        assert answer.read() == b"\x00 " + key.encode()
        assert answer.headers["Content-Type"] == "<file"


@pytest.mark.parametrize("client", POSTS)
def test_a_form_that_is_refused_ends_in_an_error(sandbox: Sandbox, now: datetime, place: Path, client: str) -> None:
    (place / "a.txt").write_bytes(b"x")
    with pytest.raises((RuntimeError, subprocess.CalledProcessError)) as caught:
        run(form_on(sandbox, now - timedelta(hours=2), "a.txt", expires=60), client)
    told = getattr(caught.value, "stderr", None) or str(caught.value).encode()
    assert b"expired" in told.lower()


@pytest.mark.parametrize(
    ("more", "client", "why"),
    [
        ({"conditions": [["starts-with", "$Content-Type", "image/"]]}, "curl", "asks for Content-Type"),
        ({"fields": {"success_action_redirect": "https://h.example/"}}, "requests", "answers with a redirection"),
        ({"fields": {"x-ignore-a": "1\n2"}}, "fetch", "line ends of a field"),
    ],
)
def test_code_that_would_not_send_a_form_as_it_was_signed_is_not_offered(
    sandbox: Sandbox, now: datetime, more: dict[str, object], client: str, why: str
) -> None:
    one = next(one for one in snippets(form_on(sandbox, now, "a", **more)) if one.id == client)
    assert (one.text, one.offered) == ("", False)
    assert why in one.unavailable
