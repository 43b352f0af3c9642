"""Read Python code that sends a request: ``requests.put("https://…", headers={…})``. Parsed, and never run."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings

from .curl import FORM, Sent
from .pasted import find_url

MAX_CODE = 50_000
# What was written in the code and could not be read from it.
UNREAD = "code-unread"

_METHODS = frozenset({"get", "put", "post", "head", "delete", "patch", "options"})
_LIBRARIES = r"requests|httpx|aiohttp|urllib3|session|client|http|s|pool"
_LOOKS = re.compile(
    rf"\b(?:{_LIBRARIES})\s*\.\s*(?:{'|'.join(_METHODS)}|request)\s*\(|\burlopen\s*\(|\bRequest\s*\(", re.IGNORECASE
)
_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d{1,6}\]: ?| {3,12}\.\.\.: ?)", re.MULTILINE)

Names = dict[str, ast.expr]


def read_python(text: str) -> Sent | None:
    """The request that a call sends, with the method and the headers that stand in it as literals; None for other text.

    Where the call is no code that can be parsed, or holds its headers in a way that cannot be read, the mark
    ``"code-unread"`` says so.
    """
    if len(text) > MAX_CODE or not _LOOKS.search(text):
        return None
    tree = _parsed(text)
    names = _names(tree) if tree else {}
    calls = (
        [sent for node in ast.walk(tree) if isinstance(node, ast.Call) and (sent := _call(node, names))] if tree else []
    )
    if calls:
        return max(calls, key=lambda sent: "Signature=" in sent.url)
    found = find_url(text)
    return Sent(found.url, "python", marks=(*found.marks, UNREAD)) if found else None


def _parsed(text: str) -> ast.Module | None:
    """The code as it stands, else without the prompts and the indentation that it was copied with."""
    return _tree(text) or _tree(textwrap.dedent(_PROMPT.sub("", text)).strip())


def _tree(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an invalid escape in somebody's string
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(tree: ast.Module) -> Names:
    """What is assigned to a plain name, the last of each."""
    found: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
    return found


def _call(node: ast.Call, names: Names) -> Sent | None:
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given: list[ast.expr | None] = [*node.args]
    marks = [UNREAD] if any(keyword.arg is None for keyword in node.keywords) else []
    method: str | None
    if called in _METHODS:
        method = called.upper()
    elif called == "request":
        method = _text(given.pop(0) if given else named.get("method"), names)
    elif called in ("urlopen", "Request"):
        method = _text(named.get("method"), names) if "method" in named else "POST" if "data" in named else "GET"
    else:
        return None
    url = _text(given[0] if given else named.get("url"), names)
    found = find_url(url) if url and "://" in url else None
    if not found:
        return None
    headers, whole = _headers(named.get("headers"), names)
    headers += [row for row in _implied(called, named, names) if row[0].lower() not in {n.lower() for n, _ in headers}]
    marks += [] if whole and method else [UNREAD]
    method = method.upper() if method else None
    return Sent(found.url, "python", method, tuple(headers), None, (), (*found.marks, *dict.fromkeys(marks)))


def _value(node: ast.expr | None, names: Names) -> ast.expr | None:
    return names.get(node.id) if isinstance(node, ast.Name) else node


def _text(node: ast.expr | None, names: Names) -> str | None:
    """A literal text, or that of a name that one was assigned to."""
    node = _value(node, names)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _headers(node: ast.expr | None, names: Names) -> tuple[list[tuple[str, str]], bool]:
    """The literal headers, and whether these are all."""
    node = _value(node, names) if node is not None else ast.Dict([], [])
    if not isinstance(node, ast.Dict):
        return [], isinstance(node, ast.Constant) and node.value is None
    rows = [(_text(name, names), _text(value, names)) for name, value in zip(node.keys, node.values, strict=True)]
    return [(name, value) for name, value in rows if name and value is not None], all(
        name and value is not None for name, value in rows
    )


def _implied(called: str, named: dict[str, ast.expr], names: Names) -> list[tuple[str, str]]:
    """What requests and httpx add by themselves for the kind of body they are given."""
    if "files" in named:
        return [("Content-Type", "multipart/form-data")]
    if "json" in named:
        return [("Content-Type", "application/json")]
    data = _value(named.get("data"), names)
    if called in ("urlopen", "Request") and data is not None:
        return [("Content-Type", FORM)]
    return [("Content-Type", FORM)] if isinstance(data, ast.Dict) else []
