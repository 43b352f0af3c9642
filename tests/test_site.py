"""What stops a site from being made, what it is made of, and that nothing of it is there before it is whole.

The site itself is built, and used, in ``browser/test_site.py``.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomllib

import cosnb
from cosnb import site
from cosnb.cli import main
from cosnb.lab import lessons

LOCK = site.PARTS["files"]["static/pyodide/pyodide-lock.json"]["packages"]
ROOT = Path(cosnb.__file__).parents[1]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that are run. npm fetches another file than that of the hash, until a test says otherwise."""
    commands: list[tuple[str, ...]] = []

    def run(command: tuple[str, ...], cwd: Path, **_: object) -> SimpleNamespace:
        commands.append(command)
        if "pack" in command:
            with tarfile.open(cwd / "pyodide-0.tgz", "w:gz") as packed:
                packed.addfile(tarfile.TarInfo("package/pyodide.mjs"), BytesIO())
        elif "jupyterlite_core" in command:
            (cwd / "files").rename(cwd / "site")
            (cwd / "static").rename(cwd / "site" / "static")
        return SimpleNamespace(returncode=0, stdout="", stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(site, "find_spec", lambda _: object())
    monkeypatch.setattr(site.shutil, "which", lambda _: "/usr/bin/npm")
    return commands


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever npm fetches is what the hash says."""
    monkeypatch.setattr(
        site.hashlib, "sha256", lambda _: SimpleNamespace(hexdigest=lambda: site.PARTS["pyodide"]["sha256"])
    )


def test_it_appears_when_it_is_whole_with_the_lessons_and_this_package(ran, right, tmp_path, capsys):
    out = tmp_path / "new" / "public"
    assert main(["site", str(out)]) == 0
    assert [path.name for path in out.parent.iterdir()] == ["public"]
    assert sorted(path.name for path in out.glob("*.ipynb")) == [path.name for path in lessons()]
    with zipfile.ZipFile(out / "static" / "pyodide" / LOCK["cosnb"]["file_name"]) as wheel:
        names = wheel.namelist()
        assert wheel.testzip() is None
    assert {"cosnb/__init__.py", "cosnb/site.json", "cosnb/widgets/static/light.js", "cosnb/py.typed"} <= {*names}
    assert [name for name in names if "__pycache__" in name or name.endswith(".ipynb")] == []
    assert f"cosnb-{cosnb.__version__}.dist-info/WHEEL" in names
    assert [command[1:3] for command in ran] == [("pack", "pyodide@314.0.6"), ("-m", "pip"), ("-m", "jupyterlite_core")]
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= {*ran[1]}
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("cosnb: fetching Pyodide 314.0.6 and ")
    assert told[-1].startswith(f"cosnb: the site is in '{out}'")


def test_a_cell_that_runs_in_no_browser_is_a_text_that_says_so(ran, right, tmp_path):
    assert main(["site", str(tmp_path / "out")]) == 0
    for name, count in (("00-start-here", 0), ("04-why-does-it-fail", 5)):
        cells = json.loads((tmp_path / "out" / f"{name}.ipynb").read_text("utf-8"))["cells"]
        texts = [cell for cell in cells if "".join(cell["source"]).startswith("**Not in a browser:**")]
        assert len(texts) == count
        assert all(cell["cell_type"] == "markdown" and "outputs" not in cell for cell in texts)


def test_another_file_than_that_of_the_hash_is_not_used(ran, tmp_path, capsys):
    assert main(["site", str(tmp_path / "out")]) == 2
    assert "pyodide-0.tgz is not the file that its hash says, so no site was made" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
    assert len(ran) == 1


def test_what_a_tool_says_when_it_fails_is_told(ran, right, tmp_path, monkeypatch, capsys):
    run = subprocess.run

    def fail(command: tuple[str, ...], **how: object) -> object:
        done = run(command, **how)  # type: ignore[call-overload]
        return SimpleNamespace(returncode=1, stdout="", stderr="hashes do not match") if "pip" in command else done

    monkeypatch.setattr(subprocess, "run", fail)
    assert main(["site", str(tmp_path / "out")]) == 2
    assert "-m pip download says: hashes do not match" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


def a_file(out: Path) -> None:
    out.write_text("mine")


def a_folder(out: Path) -> None:
    out.mkdir()
    (out / "mine").write_text("mine")


@pytest.mark.parametrize("made", [a_file, a_folder])
def test_nobodys_files_are_replaced(ran, tmp_path, capsys, made: Callable[[Path], None]):
    out = tmp_path / "out"
    made(out)
    assert main(["site", str(out)]) == 2
    assert "is not an empty folder. Name one that does not exist yet." in capsys.readouterr().err
    assert ran == []
    assert (out if out.is_file() else out / "mine").read_text() == "mine"


@pytest.mark.parametrize("without", ["jupyterlite", "npm"])
def test_without_what_makes_it_it_says_what_to_install(ran, monkeypatch, tmp_path, capsys, without):
    if without == "npm":
        monkeypatch.setattr(site.shutil, "which", lambda _: None)
    else:
        monkeypatch.setattr(site, "find_spec", lambda _: None)
    assert main(["site", str(tmp_path / "out")]) == 2
    assert re.search(
        r"Run: pip install \"?jupyterlite-core.* \"?jupyter-server.*; npm comes with Node", capsys.readouterr().err
    )
    assert ran == []


def test_everything_that_is_fetched_has_a_hash_and_no_host_is_named():
    text = (ROOT / "cosnb" / "site.json").read_text("utf-8")
    assert re.findall(r"https?:|//|\.org|\.io|\.com|\.net", text) == []
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}", row) for row in site.PARTS["wheels"])
    hashes = dict(re.match(r"(\S+)==.*:(\w+)$", row).groups() for row in site.PARTS["wheels"])  # type: ignore[union-attr]
    assert {name: one["sha256"] for name, one in LOCK.items() if name != "cosnb"}.items() <= hashes.items()
    kernel = "@jupyterlite/pyodide-kernel-extension:kernel"
    settings = site.PARTS["files"]["jupyter-lite.json"]["jupyter-config-data"]["litePluginSettings"]
    assert settings[kernel]["disablePyPIFallback"] is True


def test_all_that_this_package_and_its_store_need_is_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.match(r"[\w-]+", row)[0] for row in project["dependencies"]}  # type: ignore[index]
    assert needed - {"urllib3"} <= {*LOCK["cosnb"]["depends"]}
    assert {*LOCK["requests"]["depends"]} >= {"urllib3"}
    (store,) = (row for row in project["optional-dependencies"]["sandbox"] if row.startswith("ministack"))
    assert store in [row.partition(" ")[0] for row in site.PARTS["wheels"]]
    assert {name for one in LOCK.values() for name in one["depends"]} - {*LOCK} <= {"prompt_toolkit", "pydantic_core"}
    assert (LOCK["cosnb"]["version"], LOCK["cosnb"]["file_name"]) == (
        cosnb.__version__,
        f"cosnb-{cosnb.__version__}-py3-none-any.whl",
    )
