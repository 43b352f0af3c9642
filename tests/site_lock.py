"""Writes cosnb/site.json, what a site is made of: ``python tests/site_lock.py`` fetches it all, and notes versions and hashes.

Pyodide is the one that the JupyterLite kernel wants, its packages are those of Pyodide's own list. npm and pip ask the index that
this machine is set up for; whoever builds a site later gets these files, or an error.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cosnb import __version__  # noqa: E402

PLACE = ROOT / "cosnb" / "site.json"
PYODIDE = "314.0.6"
# Of Pyodide's own list: what its kernel loads, and what this package needs.
LISTED = ["micropip", "packaging", "ipython", "jedi", "requests", "typing-extensions", "tqdm", "h11"]
# Not on it, with what each is imported as and needs.
OTHERS: dict[str, tuple[str, list[str], list[str]]] = {
    "ipywidgets": ("8.1.9", ["ipywidgets"], ["comm", "ipython", "jupyterlab-widgets", "traitlets"]),
    "anywidget": ("0.11.0", ["anywidget"], ["ipywidgets", "psygnal", "typing-extensions"]),
    "psygnal": ("0.16.1", ["psygnal"], []),
    "comm": ("0.2.3", ["comm"], ["traitlets"]),
    "jupyterlab-widgets": ("3.0.17", ["jupyterlab_widgets"], []),
    "defusedxml": ("0.7.1", ["defusedxml"], []),
    "ministack": ("1.5.33", ["ministack"], []),
}
OWN = ["anywidget", "defusedxml", "h11", "ipywidgets", "ministack", "requests", "tqdm"]
KERNEL = {"jupyterlite-pyodide-kernel": "0.8.6"}
# The kernel, and the page's half of the widgets.
EXTENSIONS = ["jupyterlite-pyodide-kernel", "jupyterlab-widgets", "anywidget"]
SENTENCE = (
    "**Not in a browser:** this cell takes an SDK, a program or a connection of its own, which there are only on a computer "
    "(`cosnb lab`).\n\n"
)
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "cosnb",
        "exposeAppInBrowser": True,
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}},
    },
}
CONFIG = {
    "contents": ["files"],
    "output_dir": "site",
    "apps": ["lab", "repl"],
    "ignore_sys_prefix": True,
    "no_sourcemaps": True,
    "no_unused_shared_packages": True,
}
PIP = [
    "--no-deps",
    "--only-binary=:all:",
    "--python-version=3.14",
    "--platform=any",
    "--implementation=py",
    "--abi=none",
]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(known: dict[str, Any]) -> dict[str, str]:
    """The versions of the packages of Pyodide's list, and of all that they depend on."""
    found: dict[str, str] = {}
    todo = list(LISTED)
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop().lower())
        if name not in found:
            found[name] = known[name]["version"]
            todo += known[name]["depends"]
    return found


def info(version: str) -> dict[str, str]:
    """What makes a zip of the package a wheel."""
    folder = f"cosnb-{version}.dist-info"
    return {
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: cosnb\nVersion: {version}\n",
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: cosnb\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{folder}/RECORD": "",
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        subprocess.run(
            ["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], cwd=place, check=True, stdout=subprocess.DEVNULL
        )
        archive = place / f"pyodide-{PYODIDE}.tgz"
        with tarfile.open(archive) as packed:
            lock = json.load(packed.extractfile("package/pyodide-lock.json"))  # type: ignore[arg-type]
        known = lock.pop("packages")
        own = {name: version for name, (version, *_) in OTHERS.items()}
        versions = dict(sorted({**listed(known), **own, **KERNEL}.items()))
        rows = [f"{name}=={version}" for name, version in versions.items()]
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", *PIP, "-d", folder, *rows], check=True)
        wheels = {name: next(place.glob(f"{name.replace('-', '_')}-{versions[name]}-*.whl")) for name in versions}
        pyodide = {"version": PYODIDE, "sha256": digest(archive)}
        lock["packages"] = {
            name: {
                **known["micropip"],
                **known.get(name, {}),
                "name": name,
                "version": versions[name],
                "file_name": wheel.name,
                "sha256": digest(wheel),
                **(dict(zip(("imports", "depends"), OTHERS[name][1:], strict=True)) if name in OTHERS else {}),
            }
            for name, wheel in wheels.items()
            if name not in KERNEL
        }
        hashes = [f"{row} --hash=sha256:{digest(wheel)}" for row, wheel in zip(rows, wheels.values(), strict=True)]
    name = f"cosnb-{__version__}-py3-none-any.whl"
    ours = {"name": "cosnb", "version": __version__, "file_name": name, "imports": ["cosnb"], "depends": OWN}
    lock["packages"]["cosnb"] = {**known["micropip"], **ours, "sha256": "of what is built"}
    extensions = [f"static/pyodide/{wheels[name].name}" for name in EXTENSIONS]
    files = {
        "jupyter-lite.json": SETTINGS,
        "jupyter_lite_config.json": {"LiteBuildConfig": {**CONFIG, "federated_extensions": extensions}},
        "static/pyodide/pyodide-lock.json": lock,
    }
    pip = [*PIP, "--require-hashes"]
    parts = {
        "pyodide": pyodide,
        "pip": pip,
        "wheels": hashes,
        "wheel": info(__version__),
        "sentence": SENTENCE,
        "files": files,
    }
    PLACE.write_text(json.dumps(parts, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
