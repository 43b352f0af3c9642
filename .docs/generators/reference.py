"""The reference of the public names, a page for each package that makes them; Sphinx fills in the docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import cosnb
from cosnb import sigv4, teach

from .markdown import table

# In the order in which somebody meets them: package, title, what it is for where its own docstring is not shown.
GROUPS = {
    "links": (
        "Make, read and check links",
        "One link with every stage as an object, a million as a stream, an upload form.",
    ),
    "diagnosis": ("Say why a link fails", "Nothing is sent. With the keys, a cause can be proven."),
    "transfer": ("Send", "These ask the store; `send` puts a link on the wire byte for byte as it was signed."),
    "uploads": ("Upload large files and forms", "A file in presigned parts, several at a time; a form with its file."),
    "storage": ("Keys and endpoints", "Where keys are found, and which endpoint a word means."),
    "display": ("Show, save, hand out", "What can be saved is masked, but for pages that are meant to be handed out."),
    "widgets": ("Forms", "In a notebook, a form as the last line of a cell shows itself."),
    "sandbox": ("The sandbox", "A store on this machine that verifies, and is gone with its kernel."),
    "teach": ("Exercises", ""),
    "sigv4": ("The algorithm", ""),
    "errors": ("Errors", "Each message names the field, the value and the remedy; never a secret."),
}
ROLES = {"class": "class", "exception": "exc", "function": "func", "data": "data"}
HEAD = """# API reference

`from cosnb import …` has every name without a package in front of it. Names stay; arguments may be added. What is not on
these pages is private.

"""


def pages() -> dict[str, str]:
    """A page for each group, and the table of all names."""
    groups: dict[str, list[str]] = {group: [] for group in GROUPS}
    for name in cosnb.__all__:
        if name != "teach":
            groups[_package(name)].append(f"cosnb.{name}")
    groups["teach"] = [f"cosnb.teach.{name}" for name in teach.__all__]
    groups["sigv4"] += [
        f"cosnb.sigv4.{name}" for name in sigv4.__all__ if not hasattr(cosnb, name) or name == "presign"
    ]
    made = {f"reference/api/{group}.md": _page(group, names) for group, names in groups.items()}
    return {"reference/api/index.md": _index(groups), **made}


def _package(name: str) -> str:
    return getattr(cosnb, name).__module__.split(".")[1]


def _index(groups: dict[str, list[str]]) -> str:
    rows = ([f"[{GROUPS[group][0]}]({group}.md)", ", ".join(map(_link, names))] for group, names in groups.items())
    return "\n".join([HEAD, table(["For", "Names"], rows), "", "```{toctree}", ":hidden:", "", *groups, "```", ""])


def _link(name: str) -> str:
    return f"{{py:{ROLES[_kind(name)]}}}`~{name}`"


def _kind(name: str) -> str:
    found = _object(name)
    if inspect.isclass(found):
        return "exception" if issubclass(found, BaseException) else "class"
    return "function" if callable(found) else "data"


def _object(name: str) -> object:
    found: object = cosnb
    for word in name.split(".")[1:]:
        found = getattr(found, word)
    return found


def _page(group: str, names: Iterable[str]) -> str:
    title, about = GROUPS[group]
    lines = [f"# {title}", "", about, "", "```{eval-rst}"]
    if group in ("teach", "sigv4"):
        lines += [f".. automodule:: cosnb.{group}", ""]
    for name in names:
        kind = _kind(name)
        if kind == "data":  # which has no docstring but that of its type
            module, _, word = name.rpartition(".")
            lines += [f".. py:data:: {word}", f"   :module: {module}", f"   :value: {_object(name)!r}", ""]
        else:
            lines += [f".. auto{kind}:: {name}", *(["   :members:"] if kind != "function" else []), ""]
    return "\n".join([*lines, "```", ""])
