"""The first group: code that sends this very URL."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .clients import Link, refusal
from .commands import curl, powershell, wget
from .snippet import Snippet, Way, javascript, javascript_header, markdown, program, python, python_header


def sent_by(way: Way, link: Link) -> Snippet:
    """The code of one way to send."""
    reason = _refusal(way, link)
    text = "" if reason else _WRITE[way.id](link)
    note = "" if reason else " ".join(filter(None, (_note(way.id, link), way.needs)))
    return Snippet(way.id, way.label, "sends", way.language, text, bool(text), note, reason)


def _refusal(way: Way, link: Link) -> str:
    if way.id == "url":
        return "The URL is not signed, its headers are." if "authorization" in link.headers else ""
    if way.client == "browser" and link.method != "GET":
        return f"A link is opened with GET, and this URL is signed for {link.method}."
    return refusal(way.client, link)


def _note(sender: str, link: Link) -> str:
    if sender == "url":
        with_headers = f" and the headers {', '.join(link.headers)}" if link.headers else ""
        return f"To be sent with {link.method}{with_headers}." if link.method != "GET" or with_headers else ""
    if sender == "markdown":
        return ""
    if link.uploads and sender == "fetch":
        return f"Reads the file {link.file} as Node.js does; in a page, give a File as the body."
    if link.uploads:
        return f"Uploads the file {link.file} of the current directory."
    if link.downloads and sender != "fetch":
        return f"Saves the file {link.file} in the current directory; a refusal leaves an earlier one as it was."
    return ""


def _markdown(link: Link) -> str:
    url = f"<{link.url}>" if "(" in link.url or ")" in link.url else link.url
    return f"[{markdown(link.name)}]({url})"


def _python(client: str, link: Link) -> str:
    task = "download" if link.downloads else "upload" if link.uploads else "call"
    rows = ", ".join(f"{python(name)}: {python_header(value)}" for name, value in link.headers.items())
    return program(
        f"{client}_{task}",
        url=python(link.url),
        file=python(link.file),
        method=link.method.lower(),
        headers=f"headers = {{{rows}}}\n" if rows else "",
        arguments="headers=headers, " if rows else "",
    )


def _fetch(link: Link) -> str:
    rows = ", ".join(f"{javascript(name)}: {javascript_header(value)}" for name, value in link.headers.items())
    options = [
        *([] if link.method == "GET" else [f"method: {javascript(link.method)}"]),
        *([f"headers: {{ {rows} }}"] if rows else []),
        *(["body"] if link.uploads else []),
        'redirect: "manual"',
    ]
    return "\n".join(
        [
            *([_READ_FILE.format(javascript(link.file))] if link.uploads else []),
            f"const response = await fetch({javascript(link.url)}, {{ {', '.join(options)} }});",
            "if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);",
            _TAKE_BYTES if link.downloads else _SHOW,
        ]
    )


_READ_FILE = 'const body = await (await import("node:fs/promises")).readFile({});'
_TAKE_BYTES = "const data = new Uint8Array(await response.arrayBuffer());\nconsole.log(response.status, data.length);"
_SHOW = "console.log(response.status, Object.fromEntries(response.headers), await response.text());"

_WRITE: dict[str, Callable[[Link], str]] = {
    "url": lambda link: link.url,
    "markdown": _markdown,
    "curl": curl,
    "wget": wget,
    "powershell": powershell,
    "requests": partial(_python, "requests"),
    "httpx": partial(_python, "httpx"),
    "fetch": _fetch,
}
