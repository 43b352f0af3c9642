"""A tree as plain text: the same content for terminals, screen readers and diffs."""

from __future__ import annotations

from .tree import Node, made_safe

_SKIP = frozenset({"copy", "reveal", "blanks", "legend", "countdown", "details", "player", "use"})


def to_text(tree: Node) -> str:
    """The tree as lines of text."""
    return "\n".join(line.rstrip() for line in _lines(made_safe(tree))).strip("\n")


def _lines(tree: Node) -> list[str]:
    if tree.kind in _SKIP:
        return []
    if tree.kind in ("heading", "line", "tr", "item"):
        return _row(tree)
    own = tree.text.split("\n") if tree.text else []
    inner = [line for child in tree.children for line in _lines(child)]
    if tree.kind in ("card", "step", "finding", "answer"):
        return ["", *own, *(f"  {line}" if n else line for n, line in enumerate(inner))]
    return own + inner


def _row(tree: Node) -> list[str]:
    """A label and its text side by side; further lines of the text align with the first."""
    cells = [c for c in tree.children if c.kind not in _SKIP]
    texts = [_flat(cell).split("\n") for cell in cells]
    if tree.kind == "heading" or len(texts) < 2:
        return ["  ".join(" ".join(lines) for lines in texts) or tree.text]
    first, *rest = texts
    body = [line for lines in rest for line in lines]
    return [f"{name:<24}  {line}".rstrip() for name, line in zip([*first, *[""] * len(body)], body, strict=False)]


def _flat(tree: Node) -> str:
    if tree.kind == "place":
        return "" if tree.text == " =" else f"  ({tree.text.strip()})"
    separator = "\n" if any(child.kind == "row" for child in tree.children) else ""
    return tree.text + separator.join(_flat(child) for child in tree.children if child.kind not in _SKIP)
