"""What everything saved says where a notebook is not trusted: no style, class, id, svg or input is left of it.

The texts are in ``golden/``, laid out as a browser lays out bare HTML. After a change that is meant, write them anew with
``python tests/display/test_without_styles.py`` and read the difference.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cosnb import Credentials, Presigner, compare, diagnose, presign, presign_post, save_link_page, to_html, verify
from cosnb.transfer import Answer, Sent

# Whether IBM COS takes a presigned POST is not confirmed, which presign_post says.
pytestmark = pytest.mark.filterwarnings("ignore:endpoint:UserWarning")

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 1, 15, 12, tzinfo=timezone.utc)
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677", example=True)
PLAIN = {"endpoint": "us-south", "credentials": PAIR, "now": NOW}
HEADERS = {"x-amz-meta-note": "two  blanks", "Content-Type": "text/plain"}
KEY = "2026 Q1/grüße + mehr.txt"


def link(key: str = KEY):
    return presign("my-bucket", key, method="PUT", query={"versionId": "null", "a": "1"}, headers=HEADERS, **PLAIN)


def broken() -> str:
    return link().url.replace("2026%20Q1", "2026+Q1")


def answer() -> str:
    url = link()
    sent = Sent("PUT", url.url.partition("appdomain.cloud")[2], (("Host", "s3.example.com"), *url.headers.items()))
    body = b"<Error><Code>SignatureDoesNotMatch</Code><Message>Not the same.</Message></Error>"
    return to_html(
        Answer(403, "Forbidden", {"content-type": "application/xml"}, body, len(body), False, None, None, sent, 0.1)
    )


def page_of_links() -> str:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=PAIR)
    with TemporaryDirectory() as folder:
        page = Path(folder, "links.html")
        save_link_page(presigner, [KEY, "a <b>.txt"], page, now=NOW, progress=False)
        return page.read_text("utf-8")


def diagnosis() -> str:
    mangled = link().url.replace("&", "&amp;")
    return to_html(diagnose(mangled, method="PUT", headers=HEADERS, now=NOW, progress=False))


SHOWN: dict[str, Callable[[], str]] = {
    "presign": lambda: to_html(link()),
    "diagnose": diagnosis,
    "verify": lambda: to_html(verify(broken(), PAIR, method="PUT", headers=HEADERS, now=NOW)),
    "compare": lambda: to_html(compare(link(), link("2026 Q1/grüße.txt"))),
    "answer": answer,
    "post-form": lambda: to_html(
        presign_post("my-bucket", "inbox/${filename}", **{**PLAIN, "endpoint": "http://127.0.0.1:9444"})
    ),
    "link-page": page_of_links,
}
BLOCKS = {
    "h1",
    "h3",
    "h4",
    "p",
    "div",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
    "ol",
    "ul",
    "li",
    "table",
    "tr",
    "details",
    "summary",
}
DROPPED = {"style", "svg", "title", "input"}


class Bare(HTMLParser):
    """The text of bare HTML: lines where there are blocks, two blanks between the cells of a row."""

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.skipping, self.pre = [""], 0, 0
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.skipping += tag in DROPPED and tag != "input"
        self.pre += tag == "pre"
        if tag in (*BLOCKS, "pre", "br"):
            self.lines.append({"dd": "    ", "li": "- "}.get(tag, ""))
        elif tag in ("td", "th") and self.lines[-1]:
            self.lines[-1] += "  "

    def handle_endtag(self, tag):
        self.skipping -= tag in DROPPED
        self.pre -= tag == "pre"
        if tag in (*BLOCKS, "pre"):
            self.lines.append("")

    def handle_data(self, data):
        if not self.skipping:
            first, *more = data.split("\n") if self.pre else [re.sub(r"\s+", " ", data)]
            self.lines[-1] += first
            self.lines += more


def bare(html: str) -> str:
    """What is left of HTML, as text."""
    seen = Bare()
    seen.feed(re.sub(r'\s(?:style|class|id)="[^"]*"', "", html))
    lines = (line.rstrip() for line in seen.lines)
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_left_without_styles_reads_as_the_golden_file_says(name):
    assert bare(SHOWN[name]()) == (GOLDEN / f"{name}.txt").read_text("utf-8")


# What the sanitiser of JupyterLab 4 keeps of elements; of all others only their text stays.
KEPT_BY_LAB = {
    *BLOCKS,
    "a",
    "b",
    "br",
    "code",
    "i",
    "mark",
    "pre",
    "small",
    "span",
    "strong",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "u",
    "wbr",
}


@pytest.mark.parametrize("name", [name for name in SHOWN if name != "link-page"])
def test_every_element_of_a_saved_output_is_one_that_jupyterlab_keeps(name):
    seen = Bare()
    seen.feed(SHOWN[name]())
    assert seen.tags - KEPT_BY_LAB == {"style"}


def test_the_test_would_see_words_that_are_glued_together():
    assert bare("<div><span>HTTP method</span><span>bucket</span></div>") == "HTTP methodbucket\n"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name, show in SHOWN.items():
        (GOLDEN / f"{name}.txt").write_text(bare(show()), "utf-8")
