"""Read Python code that sends a request: ``requests.put("https://…", headers={…})``. Parsed, and never run."""

import ast
import re
import textwrap
import warnings
from itertools import islice
from types import UnionType
from urllib.parse import urlencode

from .curl import FORM, FORM_FIELDS, TextRequest
from .curl import UNREAD as UNREAD
from .log_line import in_log
from .pasted import find_url

# A tree takes a hundred times the memory of its code.
MAX_CODE = 100_000
MAX_CALLS = 300

_METHODS = frozenset({"get", "put", "post", "head", "delete", "patch", "options"})
_LIBRARIES = r"requests|httpx|aiohttp|urllib3|session|client|http|s|pool"
_CALLS = re.compile(
    rf"\.\s*(?:{'|'.join(_METHODS)}|request|stream)\s*\(|urlopen(?<!\wurlopen)\s*\(|R(?<!\wR)equest\s*\(|r(?<!\wr)equest\s*\("
)
_LIBRARY = re.compile(rf"\b(?:{_LIBRARIES})\s*\Z", re.IGNORECASE)
_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d{1,6}\]: ?| {3,12}\.\.\.: ?)", re.MULTILINE)

Names = dict[str, ast.expr]
Rows = list[tuple[str, str]]

# What requests adds to a query is known. httpx replaced the query or added to it, by its version.
_ADDS_PARAMS = frozenset({"requests", "session", "s"})


def read_python(text: str) -> TextRequest | None:
    """The request that a call sends, with the method and the headers that stand in it as literals; None for other text.

    Where the call is no code that can be parsed, or holds its headers in a way that cannot be read, the mark
    ``"code-unread"`` says so.
    """
    called = (call.start() for call in _CALLS.finditer(text))
    if not any(text[at] != "." or _LIBRARY.search(text, max(0, at - 20), at) for at in called):
        return None
    tree = None
    if len(text) <= MAX_CODE:  # as it stands, else without the prompts and the indentation that it was copied with
        tree = _tree(text) or _tree(textwrap.dedent(_PROMPT.sub("", text)).strip())
    names = _names(tree) if tree else {}
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree else ()
    calls = list(islice((sent for node in nodes if (sent := _call(node, names))), MAX_CALLS))
    if 0 < len(calls) < MAX_CALLS:
        return max(calls, key=lambda sent: bool(sent.fields) or "Signature=" in sent.url)
    found = find_url(text)
    return in_log(text, found)._replace(source="python", marks=(*found.marks, UNREAD)) if found else None


def _tree(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an invalid escape in somebody's string
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(tree: ast.Module) -> Names:
    """What is assigned to a plain name, or to an attribute of one such as ``s.headers``, the last of each."""
    found: Names = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                found |= {path: value for target in targets if (path := _path(target))}
            # What a session has of its own says nothing about a signature.
            case ast.Call(func=ast.Attribute(value=ast.Attribute() as on, attr="update"), args=[given, *_]):
                found |= {path: given} if (path := _path(on)) else {}
    return found


def _path(node: ast.expr) -> str:
    """``s``, ``s.headers``, or the latter for ``s.headers["…"]``, which is no literal and so is not read."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=on), attr=name):
            return f"{on}.{name}"
        case ast.Subscript(value=ast.Attribute() as held):
            return _path(held)
    return ""


def _call(node: ast.Call, names: Names) -> TextRequest | None:
    named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given: list[ast.expr | None] = [*node.args]
    marks = [UNREAD] if any(keyword.arg is None for keyword in node.keywords) else []
    method: str | None
    if called in _METHODS:
        method = called.upper()
    elif called in ("request", "stream"):
        method = _text(given.pop(0) if given else named.get("method"), names)
    elif called in ("urlopen", "Request"):
        method = _text(named.get("method"), names) if "method" in named else "POST" if "data" in named else "GET"
    else:
        return None
    url = _text(given[0] if given else named.get("url"), names)
    found = find_url(url) if url and "://" in url else None
    if not found:
        return None
    on = getattr(getattr(node.func, "value", None), "id", "")
    # What was assigned to a session goes with each of its requests.
    named = {name: names[f"{on}.{name}"] for name in ("auth", "params") if f"{on}.{name}" in names} | named
    headers, whole = _pairs(named.get("headers"), names)
    always, whole_too = _pairs(names.get(f"{on}.headers"), names)
    given_names = {name.lower() for name, _ in headers}
    headers = [row for row in always if row[0].lower() not in given_names] + headers
    headers += [row for row in _implied(called, named, names) if row[0].lower() not in {n.lower() for n, _ in headers}]
    unread: list[str] = []
    headers += _auth(named.get("auth"), names, unread)
    wire = found.url + _params(named.get("params"), names, unread, found.url, adds=on.lower() in _ADDS_PARAMS)
    fields, field_marks = _fields(named.get("data"), names) if method == "POST" else ((), [])
    marks += field_marks + ([] if whole and whole_too and method and not unread else [UNREAD])
    method = method.upper() if method else None
    marks = [*found.marks, *dict.fromkeys(marks)]
    return TextRequest(wire, "python", method, tuple(headers), None, fields, tuple(marks), tuple(unread))


def _auth(node: ast.expr | None, names: Names, unread: list[str]) -> Rows:
    """A user and a password become a header; what stands there is a password, so only its kind is kept."""
    if node is None:
        return []
    node = _value(node, names)
    if isinstance(node, ast.Constant) and node.value is None:
        return []
    called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Tuple) or called in ("HTTPBasicAuth", "BasicAuth"):
        return [("Authorization", "Basic …")]
    unread.append("auth")
    return []


def _params(node: ast.expr | None, names: Names, unread: list[str], url: str, *, adds: bool) -> str:
    """What the argument params adds to the query, as requests writes it."""
    rows, whole = _pairs(node, names)
    if (rows or not whole) and not (adds and whole):
        unread.append("params")
        return ""
    query = urlencode(rows)
    return f"{'&' if '?' in url else '?'}{query}" if query else ""


def _fields(node: ast.expr | None, names: Names) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """The fields of a presigned POST, where the data of a request are one."""
    rows, whole = _pairs(node, names)
    if not FORM_FIELDS & {name.lower() for name, _ in rows}:
        return (), []
    return tuple(rows), ["form"] if whole else ["form", "field-of-file"]


def _pairs(node: ast.expr | None, names: Names) -> tuple[Rows, bool]:
    """The names and values of a literal dict or a list of pairs, and whether these are all."""
    if node is None:
        return [], True
    node = _value(node, names)
    if isinstance(node, ast.Constant) and node.value is None:
        return [], True
    if isinstance(node, ast.Dict):
        nodes = list(zip(node.keys, node.values, strict=True))
    elif isinstance(node, ast.List | ast.Tuple) and all(
        isinstance(row, ast.Tuple) and len(row.elts) == 2 for row in node.elts
    ):
        nodes = [(row.elts[0], row.elts[1]) for row in node.elts if isinstance(row, ast.Tuple)]
    else:
        return [], False
    rows = [(_text(name, names), _text(value, names, str | int)) for name, value in nodes]
    kept = [(name, value) for name, value in rows if name is not None and value is not None]
    return kept, len(kept) == len(rows)


def _value(node: ast.expr | None, names: Names) -> ast.expr | None:
    """What a name, or an item of a dict, was assigned."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        held, key = _value(node.value, names) if isinstance(node.value, ast.Name) else None, node.slice.value
        rows = zip(held.keys, held.values, strict=True) if isinstance(held, ast.Dict) else ()
        return next((value for name, value in rows if isinstance(name, ast.Constant) and name.value == key), node)
    return names.get(node.id) if isinstance(node, ast.Name) else node


def _text(node: ast.expr | None, names: Names, kinds: type | UnionType = str) -> str | None:
    """A literal of one of these kinds as text, or that of a name that one was assigned to."""
    node = _value(node, names)
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, kinds) else None


def _implied(called: str, named: dict[str, ast.expr], names: Names) -> list[tuple[str, str]]:
    """What requests and httpx add by themselves for the kind of body they are given."""
    if "files" in named:
        return [("Content-Type", "multipart/form-data")]
    if "json" in named:
        return [("Content-Type", "application/json")]
    data = _value(named.get("data"), names)
    is_form = data is not None if called in ("urlopen", "Request") else isinstance(data, ast.Dict)
    return [("Content-Type", FORM)] if is_form else []
