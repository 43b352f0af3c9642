"""What Sphinx is told of the way in which docstrings are written here."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from textwrap import indent
from typing import Any

from docutils import nodes
from sphinx.domains.python import PyObject
from sphinx.util.inspect import signature, stringify_signature
from sphinx.util.nodes import make_refnode
from traitlets import HasTraits

import cosnb

# One line of a list of fields that has no heading: ``text: the bytes that are signed``.
_FIELD = re.compile(r"(?:\*{0,2}\w+(?:, )?)+: \S")
_SEVERAL = re.compile(r"    \w+(?:, \w+)+: \S")
# Between the names of several attributes that are explained at once, so that they are taken for one name; and a colon of
# the text of what is returned, so that what is before it is not taken for a type.
_SHOWN_AS = {"\ue000": " ", "\ue001": ":", " -- ": " – "}
_JOINT, _COLON, _ = _SHOWN_AS
_MARK = re.compile("|".join(_SHOWN_AS))


def connect(app: Any) -> None:
    """Before napoleon reads the docstrings; and when a name is not found as it stands."""
    app.connect("autodoc-process-docstring", _prepared, priority=400)
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-skip-member", _is_bare)
    app.connect("doctree-read", _mended)
    app.connect("missing-reference", _public)
    for field in PyObject.doc_field_types:
        field.label = "Attributes" if field.name == "variable" else field.label


def _prepared(app: Any, what: str, name: str, thing: object, options: Any, lines: list[str]) -> None:
    if what in ("attribute", "property"):  # whose first line may have a colon, and no type before it
        lines[:1] = [line.replace(": ", f"{_COLON} ") for line in lines[:1]]
    lines[:] = _with_names(_with_fields(_with_code(_with_drawing(lines))))


def _signature(app: Any, what: str, name: str, thing: Any, *_: object) -> tuple[str, None] | None:
    """What only cosnb makes is told by its attributes; nobody calls it with twenty arguments."""
    if what != "class":
        return None
    if is_dataclass(thing) and "Args:" not in (thing.__doc__ or "") and "Attributes:" in (thing.__doc__ or ""):
        return "", None
    # The class of a widget says of every widget that it takes anything.
    if issubclass(thing, HasTraits):
        words = signature(thing.__init__, bound_method=True)
        return stringify_signature(words, show_return_annotation=False, unqualified_typehints=True), None
    return None


def _is_bare(app: Any, what: str, name: str, thing: Any, *_: object) -> bool | None:
    """The field of a named tuple, of which Python says its number."""
    return True if (getattr(thing, "__doc__", None) or "").startswith("Alias for field number") else None


def _mended(app: Any, doctree: Any) -> None:
    for text in list(doctree.findall(nodes.Text)):
        shown = text if isinstance(text.parent, nodes.literal | nodes.literal_block) else _MARK.sub(_shown, text)
        if shown != text:
            text.parent.replace(text, nodes.Text(shown))


def _shown(mark: re.Match[str]) -> str:
    return _SHOWN_AS[mark[0]]


def _with_drawing(lines: list[str]) -> list[str]:
    """A paragraph that is a drawing is one, where nothing else of the docstring tells that it is indented."""
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(indent(text, "    ") if "\n└" in text else text for text in paragraphs).split("\n")


def _with_code(lines: list[str]) -> list[str]:
    """An indented block behind a paragraph is code."""
    made: list[str] = []
    before = ""
    for line in lines:
        if line.startswith("    ") and made and not made[-1] and before and not before.startswith((" ", "- ", "::")):
            made += ["::", ""]
        made.append(line)
        before = line or before
    return made


def _with_fields(lines: list[str]) -> list[str]:
    """A paragraph that is a list of fields gets the heading that says so."""
    made: list[str] = []
    is_list = False
    for number, line in enumerate(lines):
        starts = not is_list and (number == 0 or not lines[number - 1]) and _FIELD.match(line)
        following = next((one for one in lines[number + 1 :] if not one.startswith(" ")), "")
        if starts and (_FIELD.match(following) or lines[number + 1 : number + 2] != [""]):
            is_list = True
            made.append("Attributes:")
        is_list = is_list and bool(line)
        made.append(f"    {line}" if is_list else line)
    return made


def _with_names(lines: list[str]) -> list[str]:
    """Several attributes that are explained at once stay together, and so does a sentence about what is returned."""
    made: list[str] = []
    section = ""
    for line in lines:
        section = line if line and not line.startswith(" ") else section
        if section == "Returns:":
            line = re.sub(r":(?= |$)", _COLON, line) if line != section else line
        elif section == "Attributes:" and _SEVERAL.match(line):
            names, colon, text = line.partition(": ")
            line = f"    {names.strip().replace(', ', f',{_JOINT}')}{colon}{text}"
        made.append(line)
    return made


def _public(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """A name that is written without its package, or with the module that makes it, is the public one.

    What is said of an attribute stands in the text of its class.
    """
    if node.get("refdomain") != "py":
        return None
    words = node["reftarget"].strip(".~").split(".")
    if node["reftype"] == "attr":
        words = words[:-1] or [node.get("py:class") or ""]
    for start, word in enumerate(words):
        for package in (cosnb, cosnb.sigv4, cosnb.teach):
            if word in package.__all__:
                name = ".".join([package.__name__, *words[start:]])
                if found := env.get_domain("py").objects.get(name):
                    return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, contnode, name)
    return None
