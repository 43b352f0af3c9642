"""The first group: code that sends this very URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .clients import Link, refusal
from .commands import curl, powershell, wget
from .snippet import Snippet, javascript, javascript_header, markdown, python, python_header


@dataclass(frozen=True, slots=True)
class Sender:
    """One way to send; ``client`` is what really does."""

    id: str
    label: str
    language: str
    client: str
    write: Callable[[Link], str]
    needs: str = ""

    def snippet(self, link: Link) -> Snippet:
        reason = self._refusal(link)
        text = "" if reason else self.write(link)
        note = "" if reason else " ".join(filter(None, (_note(self.id, link), self.needs)))
        return Snippet(self.id, self.label, "sends", self.language, text, bool(text), note, reason)

    def _refusal(self, link: Link) -> str:
        if self.id == "url":
            return "The URL is not signed, its headers are." if "authorization" in link.headers else ""
        if self.client == "browser" and link.method != "GET":
            return f"A link is opened with GET, and this URL is signed for {link.method}."
        return refusal(self.client, link)


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


def _url(link: Link) -> str:
    return link.url


def _markdown(link: Link) -> str:
    url = f"<{link.url}>" if "(" in link.url or ")" in link.url else link.url
    return f"[{markdown(link.name)}]({url})"


def _requests(link: Link) -> str:
    call, given = link.method.lower(), f"{_python_arguments(link)}allow_redirects=False, timeout=60"
    if link.downloads:
        lines = [
            f"with requests.get(url, stream=True, {given}) as response:",
            *_checked("response.status_code // 100 != 2", "response.text", "    "),
            "    # urllib3 before version 2 would take part of an answer for the whole.",
            "    response.raw.enforce_content_length = True",
            *_saved(link, "response.iter_content(1024 * 1024)"),
        ]
    elif link.uploads:
        lines = [
            f"path = {python(link.file)}",
            'with open(path, "rb") as file:',
            "    # An empty file would go out in chunks, which stores refuse.",
            '    data = file if os.path.getsize(path) else b""',
            f"    response = requests.{call}(url, data=data, {given})",
        ]
    else:
        lines = [f"response = requests.{call}(url, {given})"]
    if not link.downloads:
        lines += *_checked("response.status_code // 100 != 2", "response.text"), _PRINT
    return "\n".join([*_imports(link, "requests"), *_python_inputs(link), *lines])


def _httpx(link: Link) -> str:
    call, given = link.method.lower(), f"{_python_arguments(link)}timeout=60"
    if link.downloads:
        lines = [
            f'with httpx.stream("GET", url, {given}) as response:',
            *_checked("not response.is_success", "response.read().decode(errors='replace')", "    "),
            *_saved(link, "response.iter_bytes()"),
        ]
    elif link.uploads:
        lines = [
            f'with open({python(link.file)}, "rb") as file:',
            f"    response = httpx.{call}(url, content=file, {given})",
        ]
    else:
        lines = [f"response = httpx.{call}(url, {given})"]
    if not link.downloads:
        lines += *_checked("not response.is_success", "response.text"), _PRINT
    return "\n".join([*_imports(link, "httpx"), *_python_inputs(link), *lines])


_PRINT = "print(response.status_code, dict(response.headers), response.text)"


def _checked(refused: str, words: str, margin: str = "") -> list[str]:
    raised = f'raise RuntimeError(f"{{response.status_code}} {{{words}}}")'
    return [f"{margin}if {refused}:", f"{margin}    {raised}"]


def _saved(link: Link, chunks: str) -> list[str]:
    """Written beside an earlier file, which is replaced when the new one is complete."""
    return [
        '    with tempfile.TemporaryDirectory(dir=".") as folder:',
        f"        part = os.path.join(folder, {python(link.file)})",
        '        with open(part, "wb") as file:',
        f"            for chunk in {chunks}:",
        "                file.write(chunk)",
        f"        os.replace(part, {python(link.file)})",
    ]


def _imports(link: Link, client: str) -> list[str]:
    own = ["import os", "import tempfile", ""] if link.downloads else []
    if link.uploads and client == "requests":
        own = ["import os", ""]
    return [*own, f"import {client}", ""]


def _python_inputs(link: Link) -> list[str]:
    rows = ", ".join(f"{python(name)}: {python_header(value)}" for name, value in link.headers.items())
    return [f"url = {python(link.url)}", *([f"headers = {{{rows}}}"] if rows else []), ""]


def _python_arguments(link: Link) -> str:
    return "headers=headers, " if link.headers else ""


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

SENDERS = (
    Sender("url", "URL", "text", "browser", _url),
    Sender("markdown", "Markdown link", "markdown", "browser", _markdown),
    Sender("curl", "curl", "sh", "curl", curl, "Needs a POSIX shell, such as bash or zsh."),
    Sender("wget", "wget", "sh", "wget", wget, "Needs GNU Wget and a POSIX shell, such as bash or zsh."),
    Sender("powershell", "PowerShell", "powershell", "powershell", powershell),
    Sender("requests", "Python requests", "python", "requests", _requests, "Needs the package requests."),
    Sender("httpx", "Python httpx", "python", "httpx", _httpx, "Needs the package httpx."),
    Sender(
        "fetch",
        "JavaScript fetch",
        "javascript",
        "fetch",
        _fetch,
        "In a page, the bucket's CORS rules must allow it; in Node.js nothing is needed.",
    ),
)
