"""An upload form, shown and as a page; and the page that uploads with a link."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from datetime import datetime, timezone
from html import unescape

import pytest

from cosnb import Credentials, InputError, presign
from cosnb.display import form_page, to_html, to_text, upload_page
from cosnb.links import presign_post, snippets
from cosnb.sigv4 import Request, Signed
from cosnb.sigv4 import authorize as sign_headers
from cosnb.sigv4 import presign as sign_url
from cosnb.uploads import UploadPlan
from cosnb.visible import MASK

NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def form(*, example: bool, key: str = "inbox/${filename}"):
    pair = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=example)
    size = ["content-length-range", 1, 1000]
    return presign_post("my-bucket", key, conditions=[size], endpoint="us-south", credentials=pair, now=NOW)


def test_every_stage_of_the_policys_signature_is_shown():
    text = to_text(form(example=True))
    for needed in (
        "content-length-range",
        form(example=True).fields["policy"][:60],
        form(example=True).signature,
        "kSigning",
    ):
        assert needed in text.replace("\n", "")


def test_a_form_of_real_keys_is_masked():
    made = form(example=False)
    html = to_html(made).replace("<wbr>", "")
    assert made.signature not in html
    assert made.derivation[-1].output.reveal().hex() not in html


def test_the_code_that_sends_it_stands_below_masked_as_the_form_is():
    for example in (True, False):
        made = form(example=example)
        page = unescape(to_html(made))
        for one in snippets(made):
            assert page.count(one.text) == example
            assert one.text.replace(made.signature, MASK) in page or example


def test_what_is_unverified_at_ibm_is_said():
    assert "not confirmed" in to_text(form(example=True)) or "unverified" in to_text(form(example=True))


def test_the_page_sends_every_field_with_the_file_last_and_runs_no_script():
    made = form(example=True, key='inbox/"><img src=x onerror=alert(1)>')
    page = form_page(made, title="<b>Upload</b>")
    names = re.findall(r'name="([^"]+)"', page.partition("<form")[2])
    assert names == [*made.fields, *made.required_fields, "file"]
    assert "<img" not in page
    assert "<script" not in page
    assert "<b>" not in page


PAIR = Credentials("0123456789abcdef0123456789abcdef", "0011223344556677" * 3, example=True)


def put(key: str | None = "k", **more: object) -> Signed:
    given = {"method": "PUT", "endpoint": "us-south", "credentials": PAIR, "now": NOW, **more}
    return presign("my-bucket", key, **given)  # type: ignore[arg-type]


def bare(url: str) -> Signed:
    return sign_url(Request("PUT", url), PAIR, region="us-south", now=NOW)


def parts(key: str) -> UploadPlan:
    urls = [put(key, query=query).url for query in ({"partNumber": "1"}, {}, {"uploadId": "1"}, {}, {})]
    where = "https://s3.us-south.cloud-object-storage.appdomain.cloud", "us-south", "path", "my-bucket", key
    return UploadPlan(*where, "1", 5, 5_242_880, (urls[0],), *urls[1:], NOW)  # type: ignore[arg-type]


KEYS = ("a b/\u00fc.txt", "a/../b", "./a", "%2e%2e/a", "~!*'();:@&=+$,[]|\\^`{}\"<>#?%", "a//b/")
ORIGINS = [
    "https://a.b",
    "https://A.b",
    "https://a.b:443",
    "http://a:80",
    "http://a:443",
    "https://a:80",
    "http://[::1]:9000",
]
PATHS = ("a'b", "a%c3%a4", "a%zz", "%7Ea", "%2e%2E/a", "a<b", "a?b='")


def refusal(url: str) -> str:
    try:
        return upload_page(replace(bare("https://a.example/b/k"), url=url)) and ""
    except InputError as error:
        return str(error)


def test_a_page_is_made_of_those_urls_that_a_browser_sends_as_they_were_signed() -> None:
    urls = [put(key).url for key in KEYS] + [bare(f"{origin}/b/k").url for origin in ORIGINS]
    urls += [bare(f"https://a.example/b/{path}").url for path in PATHS]
    program = "for (const url of JSON.parse(process.argv[1])) console.log(new URL(url).href === url)"
    same = subprocess.run(["node", "-e", program, json.dumps(urls)], capture_output=True, check=True, text=True).stdout
    why = list(map(refusal, urls))
    assert [not reason for reason in why] == [line == "true" for line in same.split()]
    assert {"would ask for another URL" in reason for reason in why if reason} == {True}


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (lambda: put("a/../b"), "fetch changes '.' and '..' in a path"),
        (lambda: parts("a/../b"), "fetch changes '.' and '..' in a path"),
        (lambda: put(headers={"Cookie": "a"}), "A page may not set the header cookie"),
        (lambda: put(headers={"Content-Length": "5"}), "Every client writes the header content-length"),
        (lambda: put(headers={"Date": "a"}), "A page may not set the header date"),
        (lambda: bare("https://A.example/b/k"), "fetch changes upper case or the usual port in a host"),
        (lambda: put(method="GET"), "it uploads no object"),
        (lambda: put(None), "it uploads no object"),
        (lambda: put(headers={"x-amz-copy-source": "/b/k"}), "it uploads no object"),
        (
            lambda: sign_headers(Request("PUT", "https://a.example/b/k"), PAIR, region="r", now=NOW),
            "it uploads no object",
        ),
        (lambda: form(example=True), "it uploads no object"),
        (lambda: put().url, "it uploads no object"),
    ],
)
def test_what_a_browser_would_not_send_as_it_was_signed_is_refused(link, why: str) -> None:
    with pytest.raises(InputError, match=f"^link: {re.escape(why)}"):
        upload_page(link())


@pytest.mark.parametrize("make", [put, parts])
def test_the_page_that_uploads_holds_hostile_text_as_text_alone(make) -> None:
    text = "</script><script>alert(1)</script><!--\u2028\u202e'\"&"
    page = upload_page(make(text), title=text)
    assert page.count("<script") == page.count("</script") == 2
    assert "<!--" not in page
    assert not re.search("[\u2028\u202e]", page)
    assert 'connect-src https://s3.us-south.cloud-object-storage.appdomain.cloud">' in page
