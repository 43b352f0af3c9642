"""The first group: code that sends this very URL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .clients import refusal
from .link import Link
from .quoting import javascript, javascript_header, markdown, powershell, python, python_header, sh
from .snippet import Snippet

# Where a client insists on a content type, this one says no more than S3's own default.
_BYTES = "application/octet-stream"


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
    return f"Saves in the file {link.file} of the current directory." if link.downloads and sender != "fetch" else ""


def _url(link: Link) -> str:
    return link.url


def _markdown(link: Link) -> str:
    url = f"<{link.url}>" if "(" in link.url or ")" in link.url else link.url
    return f"[{markdown(link.name)}]({url})"


def _curl(link: Link) -> str:
    as_is = " --path-as-is" if "dots" in link.spellings else ""
    return f"curl{_curl_method(link)}{as_is}{_curl_headers(link)} {sh(link.url)}"


def _curl_method(link: Link) -> str:
    if link.downloads:
        return f" -f -o {sh(link.file)}"
    if link.uploads and link.url.partition("?")[0].endswith("/"):
        # To such a URL, -T would add the name of the file.
        no_type = "" if "content-type" in link.headers else " -H 'Content-Type:'"
        return f" -i -X {link.method} --data-binary {sh(f'@{link.file}')}{no_type}"
    if link.uploads:
        return f" -i{'' if link.method == 'PUT' else f' -X {link.method}'} -T {sh(link.file)}"
    method = {"GET": " -i", "HEAD": " -I"}.get(link.method, f" -i -X {link.method}")
    return method + (" -H 'Content-Length: 0'" if link.method in ("PUT", "POST") else "")


def _curl_headers(link: Link) -> str:
    # An empty value is written with a semicolon: with a colon, curl leaves the header out.
    lines = (f"{name}: {value}" if value else f"{name};" for name, value in link.headers.items())
    return "".join(f" -H {sh(line)}" for line in lines)


def _wget(link: Link) -> str:
    headers = dict(link.headers)
    body = ""
    if link.uploads:
        # Without a content type of ours, wget says that the body is a form.
        headers.setdefault("content-type", _BYTES)
        body = f" --body-file={sh(link.file)}"
    method = "" if link.method == "GET" else f" --method={link.method}"
    lines = "".join(f" --header={sh(f'{name}: {value}')}" for name, value in headers.items())
    place = f"-O {sh(link.file)}" if link.downloads else "-S -O -"
    return f"wget {place}{method}{lines}{body} {sh(link.url)}"


def _powershell(link: Link) -> str:
    headers = dict(link.headers)
    # Without a content type of ours, Invoke-WebRequest says that the body is a form, or JSON.
    media_type = headers.pop("content-type", _BYTES if link.method in ("PUT", "POST") else None)
    table = "; ".join(f"{powershell(name)} = {powershell(value)}" for name, value in headers.items())
    return "".join(
        [
            f"Invoke-WebRequest -UseBasicParsing -Uri {powershell(link.url)}",
            "" if link.method == "GET" else f" -Method {link.method.capitalize()}",
            f" -Headers @{{ {table} }}" if table else "",
            f" -ContentType {powershell(media_type)}" if media_type else "",
            f" -InFile {powershell(link.file)}" if link.uploads else "",
            f" -OutFile {powershell(link.file)}" if link.downloads else "",
        ]
    )


def _requests(link: Link) -> str:
    call, given = link.method.lower(), _python_arguments(link)
    head = [*(["import os", ""] if link.uploads else []), "import requests", "", *_python_inputs(link)]
    if link.downloads:
        lines = [
            f"with requests.get(url, {given}stream=True, timeout=60) as response:",
            "    if not response.ok:",
            '        raise RuntimeError(f"{response.status_code} {response.text}")',
            f'    with open({python(link.file)}, "wb") as file:',
            "        for chunk in response.iter_content(1024 * 1024):",
            "            file.write(chunk)",
        ]
    elif link.uploads:
        lines = [
            f"path = {python(link.file)}",
            'with open(path, "rb") as file:',
            "    # An empty file would go out in chunks, which stores refuse.",
            '    data = file if os.path.getsize(path) else b""',
            f"    response = requests.{call}(url, data=data, {given}timeout=60)",
            _PRINT,
        ]
    else:
        lines = [f"response = requests.{call}(url, {given}timeout=60)", _PRINT]
    return "\n".join([*head, *lines])


def _httpx(link: Link) -> str:
    call, given = link.method.lower(), _python_arguments(link)
    if link.downloads:
        lines = [
            f'with httpx.stream("GET", url, {given}timeout=60) as response:',
            "    if response.is_error:",
            '        raise RuntimeError(f"{response.status_code} {response.read().decode()}")',
            f'    with open({python(link.file)}, "wb") as file:',
            "        for chunk in response.iter_bytes():",
            "            file.write(chunk)",
        ]
    elif link.uploads:
        lines = [
            f'with open({python(link.file)}, "rb") as file:',
            f"    response = httpx.{call}(url, content=file, {given}timeout=60)",
            _PRINT,
        ]
    else:
        lines = [f"response = httpx.{call}(url, {given}timeout=60)", _PRINT]
    return "\n".join(["import httpx", "", *_python_inputs(link), *lines])


_PRINT = "print(response.status_code, dict(response.headers), response.text)"


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
    ]
    given = f", {{ {', '.join(options)} }}" if options else ""
    return "\n".join(
        [
            *([_READ_FILE.format(javascript(link.file))] if link.uploads else []),
            f"const response = await fetch({javascript(link.url)}{given});",
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
    Sender("curl", "curl", "sh", "curl", _curl),
    Sender("wget", "wget", "sh", "wget", _wget),
    Sender("powershell", "PowerShell", "powershell", "powershell", _powershell),
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
