"""The project's own promises: the front door, the README's commands, no secrets of the workplace in the tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cosnb

ROOT = Path(__file__).parents[1]


def test_every_public_name_can_be_loaded():
    for name in cosnb.__all__:
        assert getattr(cosnb, name) is not None
    assert sorted(cosnb.__all__) == cosnb.__all__


def test_the_front_door_says_plainly_what_it_does_not_have():
    with pytest.raises(AttributeError, match="presing"):
        cosnb.presing  # noqa: B018


def test_what_the_readme_shows_and_links_is_there():
    targets = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text("utf-8"))
    places = [target for target in targets if "://" not in target]
    assert len(places) > 3
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_place_that_contributors_are_sent_to_is_there():
    named = re.findall(r"`([\w./*-]+/[\w./*-]+)`", (ROOT / ".github/CONTRIBUTING.md").read_text("utf-8"))
    assert len(named) > 20
    for name in named:
        assert list(ROOT.glob(name)), name


def test_the_readme_has_exactly_two_commands_each_on_one_line():
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert [block.count("\n") for block in blocks] == [1, 1]


def test_the_readme_and_the_classifiers_name_the_oldest_python_that_an_installation_takes():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    oldest = re.findall(r'requires-python = ">=(.*)"', project)
    assert re.findall(r"Python (3\.\d+) or newer", (ROOT / "README.md").read_text("utf-8")) == oldest
    assert re.findall(r"Python :: (3\.\d+)", project)[:1] == oldest


def test_ci_finds_the_readmes_test_command():
    text = (ROOT / "README.md").read_text("utf-8").partition("<!-- test command -->")[2]
    assert text.splitlines()[1] == "```sh"
    assert text.splitlines()[2].endswith("tests/all.py")
    assert text.splitlines()[3] == "```"


def test_no_two_classes_have_one_name_and_no_module_a_name_that_was_given_up():
    sources = {path: path.read_text("utf-8") for path in Path(cosnb.__file__).parent.rglob("*.py")}
    classes = [name for text in sources.values() for name in re.findall(r"^class (\w+)", text, re.MULTILINE)]
    assert sorted(classes) == sorted(set(classes))
    former = "discreet advising repeating hiding mends undoing recasing halves showing doubts subject told given asked"
    former += " slips resigning remaking spellings"
    assert not {path.stem for path in sources} & {*former.split()}


GIVEN_UP = """
Its port, 9444, is free for one lesson at a time|The same by call|The last line of a cell shows the stages
`curl` does as well|When the time is over|stores an object of no bytes over|Something sticks to the signature
Where each of them can be found alone, nearly always|Accepted, and still no|with the secret it is even proven
what shall be in the query|answers a wrong region in its own way|its faults are still about|Who compares by it|belongs into the query
gets it for nothing|whoever knows `filename|Two things to keep|keys that begin alike|no link is the better answer
The other lines stand already|Two of them are others|every stage is another one
The last URL that could be signed|"The store's side"|Show blanks|the pair is not complete|hypotheses recomputed
"""


def test_no_sentence_that_was_mended_is_there_again():
    """A reader had to read them twice."""
    shown = [
        *ROOT.glob("notebooks/*"),
        *ROOT.glob("*.md"),
        *(path for path in (ROOT / "cosnb").rglob("*") if path.is_file()),
    ]
    given_up = GIVEN_UP.strip().replace("\n", "|").split("|")
    for path in (path for path in shown if path.suffix in (".ipynb", ".md", ".py", ".js", ".json")):
        text = path.read_text("utf-8")
        assert [sentence for sentence in given_up if sentence in text] == [], path
