"""Results show themselves wherever they stand, and nothing below the display knows of it."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from importlinter.api import read_configuration

import cosnb
from cosnb import (
    Comparison,
    Credentials,
    Diagnosis,
    Verification,
    compare,
    diagnose,
    presign,
    presign_post,
    results,
    verify,
)
from cosnb.transfer.answer import Answer, Sent

PACKAGE = Path(cosnb.__file__).parent
PAIR = Credentials("0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677")
LINK = presign("b", "k", endpoint="http://127.0.0.1:9000", credentials=PAIR)
SENT = Sent("GET", "/b/k", ())
MADE = [
    LINK,
    presign_post("b", "k", endpoint="http://127.0.0.1:9000", credentials=PAIR),
    verify(LINK.url, PAIR),
    compare(LINK, LINK),
    diagnose(LINK.url, credentials=PAIR),
    Answer(200, "OK", {}, b"hello", 5, False, None, None, SENT, 0.1),
]


@pytest.mark.parametrize("thing", MADE, ids=lambda thing: type(thing).__name__)
def test_a_result_shows_itself_as_html_and_text_without_an_ipython_shell(thing: Any):
    made = thing._repr_mimebundle_(include={"text/html"}, exclude=[])
    data = made[0] if isinstance(made, tuple) else made
    assert "<" in data["text/html"]
    assert data["text/plain"]
    assert LINK.signature not in str(made)


@pytest.mark.parametrize("thing", MADE, ids=lambda thing: type(thing).__name__)
def test_a_result_shows_its_repr_where_nobody_said_how_to_display_it(thing: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(results, "_display", None)
    assert thing._repr_mimebundle_() == {"text/plain": repr(thing)}


@pytest.mark.parametrize("thing", MADE, ids=lambda thing: type(thing).__name__)
def test_a_result_is_true_where_that_means_one_thing_and_says_so(thing: Any):
    if isinstance(thing, Diagnosis | Comparison):
        with pytest.raises(TypeError, match=r"is neither true nor false. Ask \.\w+"):
            bool(thing)
        assert "It is neither true nor false: ask" in type(thing).__doc__.replace("\n    ", " ")
    else:
        assert thing
    if isinstance(thing, Verification | Answer):
        assert "It is true where" in type(thing).__doc__


def test_a_refusal_is_false():
    assert not verify(LINK.url, PAIR, method="DELETE")
    assert not replace(MADE[-1], status=403)


def test_sigv4_alone_shows_the_repr_of_what_it_signed_and_loads_no_display():
    code = """
import sys
from datetime import datetime, timezone
from cosnb.sigv4 import Credentials, Request, presign
signed = presign(Request("GET", "https://h/k"), Credentials("id", "key"), region="r", now=datetime.now(timezone.utc))
assert signed._repr_mimebundle_() == {"text/plain": repr(signed)}
assert not {"cosnb.display", "cosnb.magics", "ipywidgets"} & {*sys.modules}
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


def floors() -> dict[str, int]:
    """Each module or package of the layers, and its floor, counted from below."""
    (contract, _) = read_configuration()["contracts_options"]
    layers = [name.strip() for name in contract["layers"]]
    return {
        name.strip(): number
        for number, layer in enumerate(reversed(layers))
        for name in layer.replace(":", "|").split("|")
    }


FLOORS = floors()


def floor(module: str) -> int | None:
    parts = module.split(".")
    return next((FLOORS[name] for end in range(len(parts), 1, -1) if (name := ".".join(parts[:end])) in FLOORS), None)


def named(text: str, package: str) -> str:
    """The module that a text may name, as importlib would read it in a package."""
    if not text.startswith("."):
        return text
    level = len(text) - len(text.lstrip("."))
    return ".".join([*package.split(".")[: len(package.split(".")) - level + 1], text.lstrip(".")])


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_names_one_of_a_floor_above_in_a_string(path: Path):
    """What is imported as such, in a function or not, import-linter sees."""
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    here = floor(module)
    strings = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    there = {text: floor(named(text, package)) for text in strings if isinstance(text, str) and len(text) < 80}
    assert here is not None
    assert [text for text, number in there.items() if number is not None and number > here] == []


def test_a_string_that_names_a_module_above_is_found():
    assert floor(named("cosnb.widgets.stage_view", "cosnb.links")) > floor("cosnb.links.making")
    assert (
        floor(named(".display", "cosnb"))
        == floor(named("..display.formatting", "cosnb.links"))
        == FLOORS["cosnb.display"]
    )
