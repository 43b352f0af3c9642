"""Read a request from a record of it: a HAR entry or other JSON, a raw HTTP message, curl -v, an HTML form, a header."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from .curl import FORM_FIELDS, TextRequest
from .log_line import in_log
from .pasted import CUT, MAX_TEXT, find_url

# The text form of a Python dict is parsed as code is, which takes a hundred times the memory of the text.
MAX_DICT = 300_000
MAX_LINES = 500  # around an Authorization header: what stands farther off is not of its request

# The trace of a server, such as MinIO's, has no version behind the target, and the Host next.
_FIRST_LINE = re.compile(
    r"^(?:> |[ \t]{1,8})?([A-Z]{3,10}) (\S{1,20000})(?: HTTP/\d|(?=[ \t]*\r?\n[ \t]*(?:Host|Proto): ))", re.MULTILINE
)
# The file of an editor's HTTP client: comments, then the request with its whole URL.
_HTTP_FILE = re.compile(r"\s*(?:(?:#|//)[^\n]*\n\s*)*([A-Z]{3,10}) (https?://\S{1,20000})[ \t]*(?=\r?\n\S{1,200}: )")
_SHOWN = re.compile(
    r'"([A-Z]{3,7})":\s{0,99}(?=\{\s{0,99}"scheme":)|(?=\{"method":\s?"[A-Z]{3,7}",\s?"reqURI":)|"req":\s?(?=\{)'
)
# A header; in front of those of a request and of an answer curl -v prints a sign.
_FIELD = re.compile(r"(?:[<>] |[ \t]{1,8})?([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}):[ \t]*([^\r\n]*)")
_AUTHORIZATION = re.compile(
    r"(AWS(?:4-HMAC-SHA256\s+Credential=[^\r\n\"']{1,4000}|(?<=\bAWS) [^\s:]{1,200}:[A-Za-z0-9+/]{27}=))"
)


def read_json(text: str) -> TextRequest | None:
    """A HAR (its first signed entry that failed, else its last signed one), a HAR entry, or a presigned POST."""
    value = load_json(text)
    if value is None:
        is_long = len(text) > MAX_DICT and re.match(r"\s*[{\[][^\"]{0,40}'", text)
        found = find_url(text) if is_long else None
        return TextRequest(found.url, "text", marks=(*found.marks, CUT)) if found else None
    if (entry := har_entry(value)) and (sent := har_request(entry["request"])):
        return sent
    for node in _dicts(value):
        if isinstance(fields := node.get("fields"), dict) and "policy" in {str(name).lower() for name in fields}:
            return _form(str(node.get("url", "")), fields.items())
    return _any_url(value)


def load_json(text: str) -> Any:
    """JSON, or the text form of a Python dict, or None. Never raises."""
    stripped = text.strip()
    if stripped[:1] not in ("{", "[") or len(text) > MAX_TEXT:
        return None
    with suppress(ValueError, RecursionError):
        return json.loads(stripped)
    if "'" not in stripped[:50] or len(stripped) > MAX_DICT:
        return None
    with suppress(ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return ast.literal_eval(stripped)
    return None


def har_entries(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The entries of a HAR, each with its number from 1; none of anything else."""
    log = value.get("log") if isinstance(value, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    return [
        (number, entry)
        for number, entry in enumerate(entries if isinstance(entries, list) else (), 1)
        if isinstance(entry, dict) and isinstance(entry.get("request"), dict)
    ]


def har_entry(value: Any) -> dict[str, Any] | None:
    """The entry of a HAR that is worth reading: a signed one that failed, else the last signed one; None without any.

    A preflight that was answered is not one of them: the request that it asked for is.
    """
    entries = har_entries(value)
    nodes = (node for _, node in entries) if entries else _dicts(value)
    found = [node for node in nodes if isinstance(node.get("request"), dict) and "url" in node["request"]]
    if not found and isinstance(value, dict) and isinstance(value.get("url"), str) and "headers" in value:
        found = [{"request": value}]
    pairs = zip(found, [*found[1:], None], strict=False)
    kept = [one for one, following in pairs if not (_is_preflight(one, following) and 200 <= _status(one) < 300)]
    found = kept or found
    signed = [entry for entry in found if "Signature=" in str(entry["request"]["url"])] or found
    # A status of 0 is an answer that the browser kept to itself, or none at all.
    failed = next((entry for entry in signed if _status(entry) == 0 or _status(entry) >= 400), None)
    return failed or (signed[-1] if signed else None)


def _status(entry: dict[str, Any]) -> int:
    """The status of an entry's answer; -1 where it has none."""
    response = entry.get("response")
    status = response.get("status") if isinstance(response, dict) else None
    return status if isinstance(status, int) else -1


def _is_preflight(entry: dict[str, Any], following: dict[str, Any] | None) -> bool:
    """Whether a browser asked for leave to send a request, by its header or by the request behind it."""
    request = entry["request"]
    if str(request.get("method")).upper() != "OPTIONS":
        return False
    names = {name.lower() for name, _ in har_headers(request.get("headers"))}
    same = following is not None and following["request"]["url"] == request["url"]
    return same or "access-control-request-method" in names


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    """Every dict in a value, in order."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(reversed(list(node.values())))
        elif isinstance(node, list | tuple):
            waiting.extend(reversed(node))


def _any_url(value: Any) -> TextRequest | None:
    for node in _dicts(value):
        for text in node.values():
            if isinstance(text, str) and "Signature=" in text and (found := find_url(text)):
                told = (f'{name}: "{value}"' for name, value in node.items() if isinstance(value, str | int))
                return in_log(" ".join(told), found)
    return None


def read_shown(text: str) -> TextRequest | None:
    """A request as JSON whatever stands around it: of Firefox's network panel (kyantech/Palmr#378), of MinIO's log (minio#5571)
    or of Node's (supabase/storage#572)."""
    shown = _SHOWN.search(text)
    with suppress(ValueError, RecursionError, LookupError, TypeError, AttributeError):
        row, _ = json.JSONDecoder().raw_decode(text, shown.end())  # type: ignore[union-attr]
        if "reqURI" in row:
            headers = tuple((name, ", ".join(values)) for name, values in row["header"].items())
            return TextRequest(f"https://{row['header']['Host'][0]}{row['reqURI']}", "http", row["method"], headers)
        if "headers" in row:
            headers = tuple((name, str(value)) for name, value in row["headers"].items())
            return TextRequest(f"https://{row['headers']['host']}{row['url']}", "text", row["method"], headers)
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in row["query"].items())
        return TextRequest(f"{row['scheme']}://{row['host']}{row['filename']}?{query}", "text", shown[1])  # type: ignore[index]
    return None


def har_request(request: dict[str, Any]) -> TextRequest | None:
    """The request of a HAR entry; None where its URL is none."""
    found = find_url(str(request["url"]))
    if not found:
        return None
    post = given if isinstance(given := request.get("postData"), dict) else {}
    text, method = post.get("text"), request.get("method")
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else None
    fields = () if text else har_headers(post.get("params"))
    method = method.upper() if isinstance(method, str) else None
    return TextRequest(found.url, "har", method, har_headers(request.get("headers")), body, fields, found.marks)


def har_headers(value: Any) -> tuple[tuple[str, str], ...]:
    """Headers as HAR has them, or as a mapping; HTTP/2's pseudo headers are none."""
    rows: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        rows = [(row.get("name"), row.get("value")) for row in value if isinstance(row, dict)]
    return tuple((str(name), str(content)) for name, content in rows if name and not str(name).startswith(":"))


def _form(url: str, fields: Any) -> TextRequest:
    rows = tuple((str(name), str(value)) for name, value in fields)
    return TextRequest(url, "form", "POST", fields=rows)


_TAG = re.compile(
    r"""<(?:form|input)\b[^<>"']{0,20000}(?:(?:"[^"]{0,100000}"|'[^']{0,100000}')[^<>"']{0,20000}){0,99}>""",
    re.IGNORECASE,
)


class _Inputs(HTMLParser):
    """The address and the fields of the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = self.action or given.get("action") or ""
        elif tag == "input" and given.get("name"):
            self.fields.append((given["name"] or "", given.get("value") or ""))


def read_form(text: str) -> TextRequest | None:
    """A presigned POST as HTML, or as ``name: value`` lines."""
    if "<form" not in text and "<input" not in text:
        return None
    reader = _Inputs()
    for tag in _TAG.finditer(text):
        reader.feed(tag[0])
    names = {name.lower() for name, _ in reader.fields}
    return _form(reader.action, reader.fields) if names & FORM_FIELDS else None


def read_message(text: str) -> TextRequest | None:
    """A raw HTTP request, also as ``curl -v`` prints it behind ``>``."""
    first = _HTTP_FILE.match(text) or _FIRST_LINE.search(text)
    if not first:
        return None
    headers, end = fields_behind(text, first.end())
    target = first[2]
    if "://" not in target:
        host = next((value for name, value in headers if name.lower() == "host"), "")
        scheme = "http" if re.search(r"port 80\b", text) else "https"
        target = f"{scheme}://{host}{target}"
    # Neither curl -v nor a trace shows the body; what stands behind one that is said to be empty is another thing.
    shows = " HTTP/" in first[0] and not first[0].startswith(">") and ("content-length", "0") not in _lowered(headers)
    body = text[end:].lstrip("\r\n") if shows else ""
    return TextRequest(target, "http", first[1], headers, body.encode("utf-8", "surrogatepass") or None)


def _lowered(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def fields_behind(text: str, place: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The headers in the lines behind that of a place, and where they end."""
    rows: list[tuple[str, str]] = []
    place = text.find("\n", place) + 1
    while place and (match := _FIELD.match(text, place)):
        rows.append((match[1], match[2].strip()))
        place = text.find("\n", match.end()) + 1
    return tuple(rows), place or len(text)


def read_authorization(text: str) -> TextRequest | None:
    """An Authorization header alone, with whatever other headers and URL stand beside it."""
    match = _AUTHORIZATION.search(text)
    if not match:
        return None
    # The argument of a client is no address that it asks (s3tools/s3cmd#675).
    found = one if (one := find_url(text)) and not one.url.startswith("s3:") else None
    rows = []
    before = text[: match.start()].rsplit("\n", MAX_LINES)[-MAX_LINES:]
    behind = text[match.end() :].split("\n", MAX_LINES)[:MAX_LINES]
    for line in (*before, *behind):
        field = _FIELD.match(line.strip().strip("',\"").replace('": "', ": ").replace("': '", ": "))
        if field and line[:1] != "<" and field[1].lower() not in ("authorization", "http", "https"):
            rows.append((field[1], field[2].strip(" '\",{}[]()")))
    headers = (*rows, ("Authorization", match[1].strip().rstrip("'\",;")))
    return TextRequest(found.url if found else "", "header", None, headers, marks=found.marks if found else ())
