"""Whatever was typed, pasted or answered by a server: in every display it is text, it can be seen, and it is short.

``tests/display/test_safe.py`` has the characters one by one; what is sent to plain-http stores, to endpoints that are
none, and after redirects is in ``tests/transfer``; scripts in a real browser in ``tests/browser``.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import pytest
from canaries import IBM, NOW

from cosnb import InputError, Presigner, compare, diagnose, parse, presign, presign_post, send, sigv4, verify
from cosnb.display import form_page, save_html, to_html, to_message, to_text, tree_of
from cosnb.display.comparison import request_tree
from cosnb.display.link_page import save_link_page
from cosnb.display.style import shortened, stylesheet
from cosnb.display.tree import TAGS
from cosnb.sigv4 import Credentials, Request
from cosnb.visible import visible

EXAMPLE = Credentials(
    "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True
)
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

HOSTILE = {
    "image": "<img src=x onerror=alert(1)>",
    "script": "</style></script><script>alert(1)</script>",
    "comment": "--><svg/onload=alert(1)><!--",
    "attribute": "\" onmouseover='alert(1)' style=\"position:fixed",
    "entities": "&lt;img src=x&gt;&#60;b&#62;&quot;",
    "javascript": "javascript:alert(1)//data:text/html,<b>",
    "markdown": "![x](javascript:alert(1)) $$x$$ {{7*7}} `id`",
    "direction": "a\u202egpj.exe\u2066\u2069\u061c",
    "terminal": "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b0m",
    "nul": "a\x00b\x08\x7f",
    "unseen": "a\u200b\u200d\ufeff\xad\u2028\u2029b",
}
LINE = "<b>&\u202e" * 200_000  # a megabyte
# What no URL and no header can hold is typed and pasted all the same.
PASTED = {**HOSTILE, "surrogate": "a\ud800b", "lines": "a\r\nb\x0b\x0cc\x85d"}


# --- what is looked at ---------------------------------------------------------------------------------------------

ELEMENTS = {*TAGS.values(), "div", "span", "style", "h3", "dl", "dt", "dd", "b", "i", "u", "br", "wbr"}
PAGE = {"html", "head", "meta", "title", "body", "main"}
ATTRIBUTES = re.compile(r"class|title|role|tabindex|type|datetime|aria-[a-z]+|data-[a-z]+")

# The declarations of a rule, and of the first one what follows the colours.
BLOCK = re.compile(r"\{(?:--[a-z]+:[^;{}]*;)*([^{}]*)\}")
SHEET = shortened(f"<style>{stylesheet()}</style>")
NAMED = re.findall(r"--(\w+):([^;{}]+)[;}]", SHEET)


def blocks(css: str) -> set[str]:
    """The declarations of each rule, also with a value of theirs in the place of each name, as a saved output has them."""
    found, fresh = set[str](), {*BLOCK.findall(css)}
    while fresh:
        found |= fresh
        fresh = {block.replace(f"var(--{name})", value) for block in fresh for name, value in NAMED if name != "hue"}
        fresh -= found
    return {re.sub(r"--(?!hue)\w+:[^;{}]*;", "", block) for block in found}


OURS = blocks(SHEET)


class Elements(HTMLParser):
    """Every element and attribute, as the standard library reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.styles: list[str] = []
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "style":
            self.styles.append(data)

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    handle_pi = unknown_decl = handle_comment


def check_html(html: str, allowed: set[str] = frozenset()) -> None:
    """No element, attribute, class, style or comment that the display did not make."""
    read = Elements(html)
    again = [
        (node.tag, dict(node.attrib))
        for node in lxml.html.document_fromstring(html).iter()
        if isinstance(node.tag, str)
    ]
    for tag, attrs in [*read.found, *again]:
        assert tag in ELEMENTS | allowed, tag
        for name, value in attrs.items():
            assert ATTRIBUTES.fullmatch(name) or tag in PAGE, (tag, name)
            assert name != "class" or all(word.startswith(("cosnb-", "_")) for word in (value or "").split()), value
    assert read.strange == []
    style = next(one for one in read.styles if one.startswith(".cosnb-view"))
    assert {re.sub(r"--(?!hue)\w+:[^;{}]*;", "", block) for block in BLOCK.findall(style)} <= OURS
    assert not UNSEEN.search(html)


def check(thing: object) -> None:
    """An object in every form in which it is shown."""
    tree = tree_of(thing)
    html, text, message = to_html(tree), to_text(tree), to_message(tree)
    check_html(html, allowed={"html", "body", "head"})
    assert not UNSEEN.search(text)
    check_message(message)
    assert len(html) < 400_000
    shown = repr(thing)
    assert not UNSEEN.search(shown), ascii(shown)
    assert len(shown) < 10_000


def check_message(tree: list) -> None:
    """What the page builds elements of: known kinds, texts, and attributes by their names."""
    kind, parts, children, attrs = [*tree, *([], [], {})[len(tree) - 1 :]]
    assert re.fullmatch(r"[a-z]+", kind)
    for part in parts:
        assert not UNSEEN.search(json.dumps(part, ensure_ascii=False))
    assert all(ATTRIBUTES.fullmatch(name) for name in attrs), attrs
    for child in children:
        check_message(child)


def seen(thing: object, text: str) -> bool:
    """Whether a person can see the beginning of a text in what is shown."""
    return visible(text[:24]) in to_text(thing).replace("\n", "")


# --- signed, verified, compared ------------------------------------------------------------------------------------


def quietly(call: Callable[..., object], *args: object, **options: object) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*args, **options)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("pair", [EXAMPLE, IBM], ids=["example", "live"])
def test_a_key_a_parameter_and_a_header_are_text(text: str, pair: Credentials) -> None:
    value = text.replace("\0", "").replace("\r", "").replace("\n", "")
    link = quietly(
        presign,
        *("my-bucket", text),
        **{"endpoint": "us-south", "credentials": pair, "now": NOW},
        **{"query": {text[:2000]: text}, "headers": {"x-amz-meta-a": value}},
    )
    check(link)
    assert seen(link, text)
    check(quietly(verify, link, pair, now=NOW))
    check(compare(link, quietly(verify, link.url.replace("my-bucket", "b"), pair, now=NOW)))
    check(diagnose(link, credentials=pair, now=NOW, budget=0.01, progress=False))
    for pasted in (link.url, link.canonical_request.text):
        tree = request_tree(pasted, "GET", [("x-amz-meta-a", value)])
        check_html(to_html(tree), allowed={"html", "body", "head"})
        assert not UNSEEN.search(to_text(tree))
        check_message(to_message(tree))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_signed_below_the_front_door_is_text(text: str) -> None:
    url = f"https://{text[:500]}.example.com/{text}?{text}={text}#"
    request = Request(text[:500], url, {text[:500]: text})
    check(sigv4.presign(request, EXAMPLE, region=text[:500], service=text[:500], now=NOW))
    check(sigv4.authorize(request, EXAMPLE, region=text[:500], now=NOW))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_form_is_text(text: str, tmp_path: Path) -> None:
    form = quietly(
        presign_post,
        *("my-bucket", text),
        **{"endpoint": "us-south", "credentials": EXAMPLE, "now": NOW, "fields": {"x-amz-meta-a": text}},
        conditions=[["starts-with", "$x-amz-meta-<b>", text]],
    )
    check(form)
    page = Elements(form_page(form, title=text))
    inputs = {"form", "input", "label", "button", "p", "h1", "style"}
    assert {tag for tag, _ in page.found} <= inputs | PAGE
    assert all(
        name in ("type", "name", "value", "required") for tag, attrs in page.found if tag == "input" for name in attrs
    )
    assert page.strange == []
    save_html(form, tmp_path / "form.html")
    check_html((tmp_path / "form.html").read_text("utf-8"), allowed=PAGE)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_saved_page_has_its_own_title_and_elements_alone(text: str, tmp_path: Path) -> None:
    link = quietly(presign, "my-bucket", text, endpoint="us-south", credentials=EXAMPLE, now=NOW)
    save_html(link, tmp_path / "link.html")
    page = (tmp_path / "link.html").read_text("utf-8")
    check_html(page, allowed=PAGE)
    assert lxml.html.document_fromstring(page).findtext(".//title") == "cosnb"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_page_of_links_has_links_to_the_store_alone(text: str, tmp_path: Path) -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=EXAMPLE, now=NOW)
    save_link_page(presigner, [text], tmp_path / "links.html", title=text, progress=False)
    page = (tmp_path / "links.html").read_text("utf-8")
    read = Elements(page)
    table = {"h1", "p", "table", "thead", "tbody", "tr", "th", "td", "a", "time", "style"}
    assert {tag for tag, _ in read.found} <= table | PAGE
    (link,) = (attrs for tag, attrs in read.found if tag == "a")
    assert str(link["href"]).startswith("https://s3.us-south.cloud-object-storage.appdomain.cloud/my-bucket/")
    assert set(link) == {"href", "rel"}
    assert not UNSEEN.search(page)


# --- pasted --------------------------------------------------------------------------------------------------------

SHAPES = {
    "alone": "{text}",
    "as a URL": "https://{text}/b/k?X-Amz-Signature={text}",
    "as a query": "https://h/b/{text}?{text}={text}&X-Amz-Signature=abc&X-Amz-Credential={text}&X-Amz-Date={text}",
    "as a header": "GET /b/k HTTP/1.1\nHost: h\n{text}: {text}\nAuthorization: AWS4-HMAC-SHA256 Credential={text}",
    "as curl": "curl -X '{text}' -H 'a: {text}' 'https://h/b/k?X-Amz-Signature={text}'",
    "as JSON": '{{"request": {{"method": "{text}", "url": "https://h/?X-Amz-Signature={text}", "headers": []}}}}',
    "as a form": '<form action="{text}"><input name="policy" value="{text}"><input name="{text}"></form>',
    "as an error": "<Error><Code>{text}</Code><Message>{text}</Message><Resource>{text}</Resource></Error>",
    "as version 2": "https://h/b/k?AWSAccessKeyId={text}&Expires={text}&Signature={text}",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_whatever_is_pasted_is_text(text: str, shape: str) -> None:
    paste = shape.format(text=text)
    request = parse(paste)
    assert not UNSEEN.search(repr(request) + repr(request.problems) + repr(request.parameters))
    found = diagnose(paste, credentials=EXAMPLE, response=text, now=NOW, budget=0.01, progress=False)
    check(found)
    for finding in (*found.findings, *found.superseded):
        assert not UNSEEN.search(repr(finding))
    if request.kind == "query":
        check(quietly(verify, request, EXAMPLE, now=NOW)) if "\ud800" not in paste else None
    check(compare(request, request))


@pytest.mark.parametrize("text", [LINE, "&amp;" * 20_000, "%25" * 20_000, "X-Amz-Signature=" * 6_000, "'" * 10**6])
def test_a_megabyte_that_is_pasted_is_shown_in_short(text: str) -> None:
    check(diagnose(f"https://h/k?{text}", response=text, now=NOW, budget=0.01, progress=False))
    check(diagnose(text, now=NOW, budget=0.01, progress=False))


def test_what_is_left_out_is_counted() -> None:
    many = diagnose("https://h/k?" + "&".join(f"a{number}=b" for number in range(500)), now=NOW, progress=False)
    assert "… 400 more parameters" in to_html(many)
    assert "(996,000 more characters)" in to_html(diagnose(f"https://h/{'k' * 10**6}", now=NOW, progress=False))


@pytest.mark.parametrize("where", ["key", "headers"])
def test_a_megabyte_that_is_signed_is_cut_and_counted(where: str) -> None:
    value = LINE[:200_000] if where == "key" else {"x-amz-meta-a": LINE}
    given = {"key": "k", "endpoint": "us-south", "credentials": EXAMPLE, "now": NOW, where: value}
    link = quietly(presign, "my-bucket", **given)
    check(link)
    assert "more characters)" in to_text(link)


def test_a_megabyte_that_is_answered_is_cut_and_counted() -> None:
    body = f"<Error><Code>{'A' * 1000}</Code><Message>{'m' * 10**6}</Message></Error>".encode()
    with answering(b"HTTP/1.1 403 No\r\nContent-Length: %d\r\n\r\n" % len(body) + body) as endpoint:
        answer = send(presign("my-bucket", "k", endpoint=endpoint, credentials=EXAMPLE, now=NOW))
    check(answer)
    assert "more characters)" in to_text(answer)
    assert "more bytes" in to_text(answer)


# --- answered ------------------------------------------------------------------------------------------------------


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """A server that answers everything with these bytes."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(raw)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


ANSWERS = ("200 {line}", "403 {line}", "307 {line}")
BODIES = (
    "{text}",
    "<Error><Code>{xml}</Code><Message>{xml}</Message><Resource>{xml}</Resource></Error>",
    '{{"code": "SignatureDoesNotMatch", "message": {json}, "{line}": {json}}}',
    "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Error><Code>&a;</Code><Message>{xml}</Message></Error>",
    "<html><script>alert(1)</script>{text}",
)


@pytest.mark.parametrize("status", ANSWERS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_server_answers_is_text(text: str, status: str) -> None:
    line = re.sub("[\r\n]", "", text)[:200]
    xml = re.sub("[\x00-\x08\x0b-\x1f]", "", text).replace("&", "&amp;").replace("<", "&lt;")
    for form in BODIES:
        body = form.format(text=text, xml=xml, line=line.replace('"', "'"), json=json.dumps(text)).encode()
        head = f"HTTP/1.1 {status.format(line=line)}\r\nLocation: {line}\r\nETag: {line}\r\nContent-Type: {line}\r\n"
        with answering(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body) as endpoint:
            link = presign("my-bucket", "k", endpoint=endpoint, credentials=EXAMPLE, now=NOW)
            answer = send(link)
        check(answer)
        check(diagnose(link, credentials=EXAMPLE, response=answer, now=NOW, budget=0.01, progress=False))
        assert "root:" not in to_text(answer)
        assert answer.sent.target.startswith("/my-bucket/k?")  # a redirect is shown, not followed
        if status.startswith("307"):
            assert seen(answer, line.strip().encode().decode("latin-1")) or not line.isascii()


# --- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "javascript:alert(1)",
        "javascript://h/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://h",
        "JAVASCRIPT://h",
    ],
)
def test_an_endpoint_that_is_neither_http_nor_https_is_refused(endpoint: str) -> None:
    for call in (presign, presign_post):
        with pytest.raises(InputError, match="endpoint"):
            call("my-bucket", "k", endpoint=endpoint, credentials=EXAMPLE, now=NOW)
    with pytest.raises(InputError, match="target"):
        send(endpoint)


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize("field", ["bucket", "key", "method", "endpoint", "region", "addressing", "query", "headers"])
def test_no_error_repeats_what_cannot_be_seen(text: str, field: str) -> None:
    given: dict[str, object] = {
        "bucket": "my-bucket",
        "key": "k",
        "endpoint": "us-south",
        "credentials": EXAMPLE,
        "now": NOW,
    }
    given[field] = {text[:500]: text} if field in ("query", "headers") else text
    try:
        quietly(presign, given.pop("bucket"), given.pop("key"), **given)
    except InputError as error:
        told = f"{error} {error!r}"
    else:
        return  # it is allowed there, and shown as the tests above hold
    assert not UNSEEN.search(told), ascii(told[:300])
