"""A page of links: hostile keys are text on it, its links are the links, and it can be continued."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from cosnb import Credentials, InputError
from cosnb.display.link_page import LinkPage, save_link_page
from cosnb.links.many.bulk import Presigner
from cosnb.visible import visible

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)

HOSTILE_KEYS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</a></td></tr></table><form action=//evil.example>",
    "javascript:alert(1)",
    "<!--",
    "]]><![CDATA[",
    "&lt;b&gt;&#60;",
    "\u202egpj.exe",
    "a\nb\r\0c\x1b[31m",
    "</style><style>*{display:none}",
)


@pytest.fixture
def presigner(credentials: Credentials) -> Presigner:
    return Presigner("my-bucket", endpoint="us-south", credentials=credentials, now=NOW)


def read(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_text("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def test_each_key_is_a_link_with_its_expiry(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    assert save_link_page(presigner, ["a.txt", "b c.txt"], path, title="Slides") == 2
    page = read(path)
    assert page.xpath("string(//h1)") == page.xpath("string(//title)") == "Slides"
    assert page.xpath("//tbody/tr/td/a/text()") == ["a.txt", "b c.txt"]
    assert page.xpath("//a/@href") == list(presigner.urls(["a.txt", "b c.txt"]))
    assert page.xpath("//time/@datetime") == ["2024-01-02T04:04:05Z"] * 2
    assert page.xpath("//time/text()") == ["2024-01-02 04:04:05"] * 2


def test_hostile_keys_and_titles_are_text(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    save_link_page(presigner, HOSTILE_KEYS, path, title=HOSTILE_KEYS[0] + HOSTILE_KEYS[-1])
    page = read(path)
    assert page.xpath("//tbody/tr/td/a/text()") == [visible(key).replace("\n", "␊") for key in HOSTILE_KEYS]
    assert page.xpath("//a/@href") == list(presigner.urls(HOSTILE_KEYS))
    assert page.xpath("string(//h1)") == HOSTILE_KEYS[0] + HOSTILE_KEYS[-1]
    assert not page.xpath("//script | //img | //form | //@onerror | //@onmouseover")
    assert len(page.xpath("//style")) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(key=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_key_is_one_row_with_one_link(key: str, presigner: Presigner, tmp_path: Path) -> None:
    (row,) = LinkPage().rows([key], [presigner.url(key)], "2024-01-02T04:04:05Z")
    assert row.count("\n") == 1
    assert row.count("<") == 10
    assert LinkPage().url(row) == presigner.url(key)


def test_the_page_loads_and_runs_nothing_and_says_not_where_it_is(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    save_link_page(presigner, ["a"], path)
    page = read(path)
    assert page.xpath("//meta[@http-equiv]/@content") == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert page.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
    assert not page.xpath("//link | //script | //@src")


def test_only_web_links_are_put_in_a_page() -> None:
    with pytest.raises(InputError, match="neither https nor http"):
        LinkPage().rows(["key"], ["javascript:alert(1)"], "2024-01-02T04:04:05Z")


def test_a_page_cut_in_a_row_is_continued(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    save_link_page(presigner, HOSTILE_KEYS, path)
    whole = path.read_bytes()
    for cut in (0, 100, len(whole) // 2, len(whole) - 1, len(whole)):
        path.write_bytes(whole[:cut])
        assert save_link_page(presigner, HOSTILE_KEYS, path, resume=True) == len(HOSTILE_KEYS)
        assert path.read_bytes() == whole


def failing(error: type[BaseException]) -> Iterator[str]:
    """More keys than are written at once, and then no more."""
    yield from (f"key {number}" for number in range(1000))
    raise error


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, MemoryError])
def test_a_page_that_is_stopped_half_way_leaves_the_one_that_was_there(
    error: type[BaseException], there: bool, presigner: Presigner, tmp_path: Path
) -> None:
    path = tmp_path / "links.html"
    if there:
        path.write_text("precious")
    with pytest.raises(error) as caught:
        save_link_page(presigner, failing(error), path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("links.html", "precious")] * there
    if error is KeyboardInterrupt:
        assert str(caught.value) == f"no link was added to '{path}'."


def test_a_page_that_is_continued_is_one_after_each_row(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    with pytest.raises(KeyboardInterrupt, match="768 links are in"):
        save_link_page(presigner, failing(KeyboardInterrupt), path, resume=True)
    assert len(read(path).xpath("//tbody/tr/td/a/@href")) == 768
    assert save_link_page(presigner, [f"key {number}" for number in range(1000)], path, resume=True) == 1000


def test_a_page_is_for_its_owners_eyes_alone(presigner: Presigner, tmp_path: Path) -> None:
    path = tmp_path / "links.html"
    for mode in (None, 0o644):
        if mode:
            path.chmod(mode)
        save_link_page(presigner, ["a"], path)
        assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600  # Windows has no such mode


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "POST"])
def test_links_that_a_browser_cannot_follow_are_refused(method: str, credentials: Credentials, tmp_path: Path) -> None:
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=credentials, method=method)
    with pytest.raises(InputError, match=f"this URL is signed for {method}"):
        save_link_page(presigner, ["a"], tmp_path / "links.html")


def test_links_that_need_a_header_are_refused(credentials: Credentials, tmp_path: Path) -> None:
    given = {"endpoint": "us-south", "credentials": credentials}
    presigner = Presigner("my-bucket", headers={"x-amz-meta-a": "b"}, **given)
    with pytest.raises(InputError, match="needs the header x-amz-meta-a"):
        save_link_page(presigner, ["a"], tmp_path / "links.html")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".TXT"])
def test_a_page_is_not_written_as_a_table(suffix: str, presigner: Presigner, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"path: .* is for a table"):
        save_link_page(presigner, ["a"], tmp_path / f"links{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", [5, None, b"links"])
def test_a_title_that_is_not_text_is_refused_and_the_page_stays(
    title: object, credentials: Credentials, tmp_path: Path
) -> None:
    path = tmp_path / "links.html"
    path.write_text("precious")
    presigner = Presigner("my-bucket", endpoint="us-south", credentials=credentials, now=NOW)
    with pytest.raises(InputError, match=r"^title: .* is not text"):
        save_link_page(presigner, ["a"], path, title=title)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"^presigner: a list makes no links"):
        save_link_page(["a"], presigner, path)  # type: ignore[arg-type]
    assert path.read_text() == "precious"
