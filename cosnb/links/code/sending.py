"""The first group: code that sends this very URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .clients import Link, refusal
from .commands import curl, powershell, wget
from .snippet import Snippet, javascript, javascript_header, markdown, program, python, python_header


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


def _python(client: str) -> Callable[[Link], str]:
    def write(link: Link) -> str:
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

    return write


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
    Sender("requests", "Python requests", "python", "requests", _python("requests"), "Needs the package requests."),
    Sender("httpx", "Python httpx", "python", "httpx", _python("httpx"), "Needs the package httpx."),
    Sender(
        "fetch",
        "JavaScript fetch",
        "javascript",
        "fetch",
        _fetch,
        "In a page, the bucket's CORS rules must allow it; in Node.js nothing is needed.",
    ),
)
