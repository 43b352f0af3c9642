"""Packages whose names are loaded when they are first used."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import cosnb

PACKAGE = Path(cosnb.__file__).parent
LAZY = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if "= lazily(" in path.read_text("utf-8"))


def name_of(folder: Path) -> str:
    return ".".join(("cosnb", *folder.relative_to(PACKAGE).parts))


def modules_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}


def for_type_checkers(path: Path) -> dict[str, str | None]:
    """Each name that the stub gives to type checkers, and the module it comes from; a module has none."""
    imports = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    assert all(name.asname == name.name for node in imports for name in node.names), "a stub exports what it renames"
    return {name.name: node.module for node in imports for name in node.names}


@pytest.mark.parametrize("folder", LAZY, ids=lambda folder: folder.name)
def test_what_type_checkers_see_is_what_there_is(folder):
    name = name_of(folder)
    package, seen = import_module(name), for_type_checkers(folder / "__init__.pyi")
    assert sorted(seen) == sorted(package.__all__)
    for public, home in seen.items():
        there = getattr(import_module(f"{name}.{home}"), public) if home else import_module(f"{name}.{public}")
        assert getattr(package, public) is there


@pytest.mark.parametrize("folder", LAZY, ids=lambda folder: folder.name)
def test_no_module_has_the_name_of_something_else_that_its_package_holds(folder):
    """Loading it would put the module where the name was, or leave the name where the module is looked for."""
    name, public = name_of(folder), for_type_checkers(folder / "__init__.pyi").items()
    assert modules_in(folder) & {held for held, home in public if home} == set()
    for module in modules_in(folder) - {"__init__"}:
        there = import_module(f"{name}.{module}")
        assert getattr(import_module(name), module) is there


@pytest.mark.parametrize("folder", LAZY, ids=lambda folder: folder.name)
def test_what_is_listed_is_there_for_whoever_looks(folder):
    package = import_module(name_of(folder))
    for name in (name for name in dir(package) if not (name.startswith("__") and name.endswith("__"))):
        assert name in package.__all__ or name in modules_in(folder)
        assert getattr(package, name) is not None
    assert {"__doc__", "__name__", "__path__", *package.__all__} <= set(dir(package))


@pytest.mark.parametrize("package", ["cosnb", "cosnb.links"])
@pytest.mark.parametrize("use", ["from {} import SignedRequest as old", "import {}; old = {}.SignedRequest"])
def test_a_name_of_the_version_before_works_and_names_the_new_one_once(package, use):
    code = f"""
import sys, warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    {use.format(package, package)}
    {use.format(package, package)}
import {package} as now
assert old is now.ParsedRequest
assert "SignedRequest" not in dir(now) + now.__all__
(one,) = caught
assert one.category is DeprecationWarning
assert one.filename == "<string>", one.filename
assert str(one.message).startswith("{package}.SignedRequest is now {package}.ParsedRequest;")
"""
    subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, check=True)


def test_no_other_package_has_the_old_name():
    with pytest.raises(AttributeError, match="SignedRequest"):
        cosnb.sigv4.SignedRequest  # noqa: B018


def loaded(code: str) -> set[str]:
    """The modules that a program of its own has loaded at its end."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    return set(run.stdout.split())


def test_importing_cosnb_loads_no_jupyter_package_and_no_requests():
    assert (
        loaded("import cosnb") & {"IPython", "ipywidgets", "anywidget", "requests", "hashlib", "cosnb.links"} == set()
    )


def test_a_form_loads_what_signs_and_shows_when_it_is_made():
    waiting = {
        "hashlib",
        "cosnb.sigv4.secrets",
        "cosnb.links.redaction",
        "cosnb.sigv4.signing",
        "cosnb.storage.endpoints",
        "cosnb.display.stages",
        "cosnb.links.making",
    }
    assert loaded("from cosnb import PresignForm") & waiting == set()
    assert loaded("from cosnb import PresignForm; PresignForm()") >= waiting


def test_a_form_loads_the_diagnosis_and_requests_when_they_are_used():
    made = loaded("from cosnb import PresignForm; PresignForm()")
    assert made & {"cosnb.diagnosis.diagnosing", "requests"} == set()


def test_a_shell_that_learns_of_cosnb_loads_nothing_that_signs():
    shell = "from IPython.core.interactiveshell import InteractiveShell; InteractiveShell.instance(); import cosnb"
    assert "cosnb.magics" in loaded(shell)
    assert (
        loaded(shell) & {"cosnb.sigv4.signing", "cosnb.storage.endpoints", "cosnb.display.stages", "ipywidgets"}
        == set()
    )
