"""Code that a page, a docstring, an error or a lesson shows: its names are public, and what can be run is run."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import cosnb
from cosnb import sigv4, teach

ROOT = Path(__file__).parents[1]
SPACES = {"cosnb": cosnb, "sigv4": sigv4, "teach": teach}
SOURCES = sorted((ROOT / "cosnb").rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}
ROOMS = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
# Every function and class of the package, by the names that somebody could take for public ones.
DEFINED = {
    node.name
    for tree in TREES.values()
    for node in tree.body
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
}
INSIDE = r"\((?!\?)(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
CALL = re.compile(rf"(?<![\w.\\])(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*){INSIDE}(?:\.\w+(?:{INSIDE})?)*")
ROLE = re.compile(r":(?:class|func|meth|attr|data|mod|exc):`~?([\w.]+)`")
IN_LESSONS = {"m"}
HOLE = "{…}"  # what is filled in where a text is shown


# What is shown


def texts_of(node: ast.AST) -> Iterator[str]:
    """The texts of a piece of code, but those of its docstrings and of what Python shows of an object."""
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and child.name == "__repr__":
            continue
        if child is first and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in child.values)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
        yield from texts_of(child)


def public() -> Iterator[tuple[str, Any]]:
    """Every public object, and every public member of a public class."""
    for space, module in SPACES.items():
        yield space, module
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                yield from ((f"{space}.{name}.{key}", it) for key, it in vars(thing).items() if not key.startswith("_"))
            if not inspect.ismodule(thing):
                yield f"{space}.{name}", thing


def lessons() -> Iterator[tuple[str, str, str]]:
    """Each cell of the lessons: where it is, of what kind, and its text."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            yield path.name, cell["cell_type"], "".join(cell["source"])


def shown() -> Iterator[tuple[str, str]]:
    """Every text in which somebody may read code, and where it is."""
    for path, tree in TREES.items():
        yield from ((f"{path.relative_to(ROOT)}", text) for text in texts_of(tree))
    yield from ((name, inspect.getdoc(it) or "") for name, it in public() if callable(it) or inspect.ismodule(it))
    yield from ((name, inspect.getdoc(it) or "") for name, it in public() if isinstance(it, property | classmethod))
    yield from ((where, text) for where, kind, text in lessons() if kind == "markdown")
    for path in (ROOT / "README.md", *(ROOT / "notebooks").glob("*.md")):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for path in (ROOT / "cosnb").rglob("*.js"):
        yield from (
            (path.name, text) for text in re.findall(r'"([^"\n]*)"|`([^`]*)`', path.read_text("utf-8")) for text in text
        )
    for name in teach.names():
        cards = (teach.exercise(name), *(teach.hint(name) for _ in range(3)), teach.solution(name))
        yield from ((f"exercise {name}", repr(card)) for card in cards)


def calls() -> list[tuple[str, str, str]]:
    """Each call of something of ours: where it is shown, what is called, and the whole of it."""
    found = {}
    for where, text in shown():
        for match in CALL.finditer(text):
            first = match["name"].partition(".")[0]
            if first in DEFINED | ROOMS | IN_LESSONS:
                found[where, match["name"], " ".join(match[0].split())] = None
    return list(found)


CALLS = calls()


# Names


def is_public(name: str) -> bool:
    """Whether a name, with dots or without, leads from the front door to something public."""
    first, *rest = name.split(".")
    if first in IN_LESSONS:
        return True
    thing: Any = cosnb
    for piece in rest if first == "cosnb" else (first, *rest):
        listed = getattr(thing, "__all__", None)
        if listed is not None and piece not in listed and (thing is not cosnb or piece != "sigv4"):
            return False
        if not hasattr(thing, piece):
            return False
        thing = getattr(thing, piece)
    return True


@pytest.mark.parametrize("where, name", sorted({(where, name) for where, name, _ in CALLS}))
def test_what_is_called_by_name_is_public(where: str, name: str) -> None:
    assert is_public(name)


def test_every_name_that_a_public_docstring_refers_to_is_public() -> None:
    for where, thing in public():
        for name in ROLE.findall(inspect.getdoc(thing) or ""):
            owner = where.rpartition(".")[0]
            around = (name, f"{where}.{name}", f"{owner}.{name}", f"sigv4.{name}")
            assert any(map(is_public, around)), (where, name)


def test_lessons_import_public_names_from_the_front_door() -> None:
    cells = ((where, text) for where, kind, text in lessons() if kind == "code")
    for where, text in cells:
        for node in ast.walk(ast.parse(re.sub(r"^[%!].*", "", text, flags=re.MULTILINE))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cosnb"):
                assert node.module in ("cosnb", "cosnb.sigv4"), where
                assert all(is_public(f"{node.module}.{alias.name}") for alias in node.names), where
            assert not (isinstance(node, ast.Import) and node.names[0].name.startswith("cosnb.")), where


def test_the_check_of_names_would_notice() -> None:
    assert not is_public("abort_it")
    assert not is_public("cosnb.storage.providers")
    assert not is_public("check_key")
    assert is_public("cosnb.sigv4.Request")
    assert is_public("teach.check")
    assert {"abort_upload", "teach.check", "Presigner", "verify"} <= {name for _, name, _ in CALLS}


# Code


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What lessons and docstrings call what they speak of."""
    folder = tmp_path_factory.mktemp("shown")
    (folder / "file").write_bytes(b"12345")
    with cosnb.Sandbox(port=0) as box, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COS_HMAC_ACCESS_KEY_ID", box.credentials.access_key_id)
        patch.setenv("COS_HMAC_SECRET_ACCESS_KEY", box.credentials.secret_access_key.reveal().decode())
        patch.setenv("AWS_ENDPOINT_URL_S3", box.endpoint)
        patch.setenv("AWS_DEFAULT_REGION", box.region)
        patch.setattr(sys.modules["cosnb.teach.mystery"], "Sandbox", lambda **_: box)
        now = datetime.now(timezone.utc)
        link = cosnb.presign(box.bucket, "hello.txt", credentials=box.credentials, now=now)
        yield {
            **{name: getattr(cosnb, name) for name in cosnb.__all__},
            **{"box": box, "NOW": now, "credentials": box.credentials, "bucket": box.bucket, "key": "a", "keys": ["a"]},
            **{"path": folder / "file", "link": link, "typed": link, "url": link.url, "text": "GET", "answer": "a"},
            **{"access_key_id": "A" * 32, "secret_access_key": "0" * 48, "task": teach.exercise("mend_it")},
            "verification": cosnb.verify(link.url, box.credentials, now=now),
            "plan": cosnb.plan_upload(box.bucket, "film", 5, credentials=box.credentials),
            "m": teach.mystery(11, box=box),
            "form": cosnb.presign_post(box.bucket, "a", endpoint=box.endpoint, credentials=box.credentials, now=now),
        }


# What a name is in one lesson.
HERE = {
    "02-accept-an-upload.ipynb": {"upload": lambda box: cosnb.presign(box.bucket, "a", method="PUT")},
}


def whole(code: str) -> bool:
    """Whether it is all there: not a name with empty parentheses, and nothing left out."""
    return not code.endswith("()") and HOLE not in code and "…" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", code)


@pytest.mark.parametrize("where, code", sorted({(where, code) for where, _, code in CALLS if whole(code)}))
def test_code_that_is_shown_whole_runs_as_it_is(names: dict[str, Any], where: str, code: str) -> None:
    own = {name: make(names["box"]) for name, make in HERE.get(where, {}).items()}
    eval(code, {"Path": Path, **names, **own})


@pytest.mark.parametrize(
    "where, code", sorted({(where, code) for where, _, code in CALLS if "=…" in code or "…," in code})
)
def test_code_that_is_shown_in_part_names_arguments_that_there_are(
    names: dict[str, Any], where: str, code: str
) -> None:
    call = ast.parse(code.replace("…", "..."), mode="eval").body
    while isinstance(call, ast.Call | ast.Attribute):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            known = inspect.signature(names[call.func.id]).parameters
            assert {word.arg for word in call.keywords} <= {*known}
        call = call.func if isinstance(call, ast.Call) else call.value
