"""The documentation builds offline without a warning, has every page, and what its pages tell runs and prints what they say."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from examples import PAGES, examples, outputs

import cosnb
from cosnb.command import COMMANDS
from cosnb.diagnosis.causes import CAUSES
from cosnb.links.options import OPTIONS
from cosnb.storage import providers

ROOT = PAGES.parent
WRITTEN = sorted(path.relative_to(PAGES) for folder in ("", "howto") for path in (PAGES / folder).glob("*.md"))
HOW_TO = [path for path in WRITTEN if path.parts[0] == "howto"]
# Nothing but this process's own loopback is asked, whatever a page or an extension would like.
NO_NETWORK = """
import socket, sys
def refused(*_):
    raise OSError("the documentation asked the network")
socket.socket.connect = socket.getaddrinfo = refused
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as it is built for readers: a warning is an error."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-c", NO_NETWORK, "-q", "-E", "-W", "--keep-going", "-d", f"{out}/.doctrees"]
    done = subprocess.run([*command, str(PAGES), str(out)], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return out


class Page(HTMLParser):
    """What a page links to and loads, and what can be linked to in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("script", "img", "iframe", "link", "source"):
            self.loaded += [given[name] for name in ("src", "href") if given.get(name)]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def broken(site: Path, pages: dict[Path, Page]) -> Iterator[tuple[str, str]]:
    """Every link of the site to itself that leads nowhere."""
    for path, page in pages.items():
        for link in (*page.links, *page.loaded):
            place = urlsplit(link)
            if place.scheme or link == "#":
                continue
            target = (path.parent / unquote(place.path)).resolve() if place.path else path
            if not target.is_file() or (place.fragment and unquote(place.fragment) not in pages[target].ids):
                yield str(path.relative_to(site)), link


def test_no_link_within_the_site_leads_nowhere_and_nothing_is_loaded_from_elsewhere(site, pages):
    assert sum(len(page.links) for page in pages.values()) > 1000
    assert [*broken(site, pages)] == []
    elsewhere = [link for page in pages.values() for link in page.loaded if urlsplit(link).netloc]
    assert elsewhere == []


def test_the_site_has_a_page_for_everything(site, pages):
    made = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    notebooks = ROOT / "notebooks"
    lessons = {f"lessons/{path.stem}" for path in (*notebooks.glob("*.ipynb"), *notebooks.rglob("*.md"))}
    reference = {f"reference/{name}" for name in ["options", "commands", "causes", "providers", "stores", "api/index"]}
    project = {"project/contributing", "project/security", "changelog", "architecture", "when-not"}
    assert lessons | reference | project | {path.with_suffix("").as_posix() for path in WRITTEN} <= made
    assert len(lessons) == 12
    assert len(HOW_TO) == 12


def test_every_public_name_cause_option_command_and_provider_can_be_looked_up(site, pages):
    ids = {path.relative_to(site).with_suffix("").as_posix(): page.ids for path, page in pages.items()}
    named = set().union(*(found for name, found in ids.items() if name.startswith("reference/api/")))
    assert {f"cosnb.{name}" for name in cosnb.__all__} - named == {"cosnb.teach"}
    for package in ("cosnb.teach", "cosnb.sigv4"):
        module = importlib.import_module(package)
        public = {f"{package}.{name}" for name in module.__all__ if not hasattr(cosnb, name)}
        assert public - named == set()
    assert {f"cause-{one.id}" for one in CAUSES} - ids["reference/causes"] == set()
    assert {f"command-{name}" for name in COMMANDS} - ids["reference/commands"] == set()
    assert {f"provider-{name}" for name in providers()} - ids["reference/providers"] == {"provider-custom"}
    options = (site / "reference/options.html").read_text("utf-8")
    assert [name for name in OPTIONS if f'<span class="pre">{name}</span>' not in options] == []


def test_the_outputs_of_the_lessons_are_on_their_pages(site):
    start = (site / "lessons/00-start-here.html").read_text("utf-8")
    assert start.count('class="lesson-output"') == 2
    assert "SignatureDoesNotMatch" in start


def test_no_page_has_an_address_that_nobody_has_or_code_that_was_not_marked_up(site, pages):
    """``[project.urls]`` is not real yet, so no page may promise one; and nothing of a markup is left to read."""
    for path in pages:
        text = re.sub(r"(?s)<(script|style|pre)\b.*?</\1>|<[^>]+>", " ", path.read_text("utf-8"))
        assert "└" not in text, path
        assert not re.search(
            r"OWNER/|your-org|readthedocs\.io|github\.io|:py:\w+:|\{py:|```", text.replace("/v2/gh/OWNER/", "")
        ), path


def test_the_page_of_the_floors_names_every_package():
    told = (PAGES / "architecture.md").read_text("utf-8")
    packages = {path.parent.name for path in (ROOT / "cosnb").glob("*/__init__.py")}
    assert [name for name in sorted(packages) if f"`{name}`" not in told] == []


def test_the_versions_of_the_changelog_end_with_that_of_the_package_or_the_next():
    told = re.findall(r"^## ([\d.]+) \(([^)]+)\)", (PAGES / "changelog.md").read_text("utf-8"), re.MULTILINE)
    (current,) = (number for number, (version, _) in enumerate(told) if version == cosnb.__version__)
    assert [when for _, when in told[:current]] == ["not released"] * current


@pytest.mark.parametrize("name", WRITTEN, ids=str)
def test_what_a_page_shows_runs_and_prints_what_it_says(name, tmp_path, monkeypatch):
    monkeypatch.setenv("COS_HMAC_ACCESS_KEY_ID", "0123456789abcdef0123456789abcdef")
    monkeypatch.setenv("COS_HMAC_SECRET_ACCESS_KEY", "00112233445566778899aabbccddeeff0011223344556677")
    blocks = examples((PAGES / name).read_text("utf-8"))
    assert blocks or name not in HOW_TO or name.stem == "index"
    for block, printed in zip(blocks, outputs(blocks, tmp_path), strict=True):
        # A command may print a whole link, which no page repeats.
        assert block.printed in (printed, "" if block.language == "sh" else printed), block.text
