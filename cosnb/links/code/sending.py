"""The first group: code that sends this very URL, or an upload form with a file, which is its last field."""

from collections.abc import Callable
from functools import partial

from ..forms.form import PostForm
from ..forms.policy import FILENAME
from .clients import Link, file_name, quirks, refusal
from .snippet import Snippet, Way, javascript, javascript_header, markdown, program, python, python_header, sh
from .snippet import powershell as powershell_literal


def sent_by(way: Way, link: Link) -> Snippet:
    """The code of one way to send."""
    unsigned = "The URL is not signed, its headers are." if "authorization" in link.headers else ""
    reason = unsigned if way.id == "url" else refusal(way.client, link)
    text = "" if reason else _WRITE.get(way.id, partial(_python, way.client))(link)
    note = "" if reason else " ".join(filter(None, (_note(way.id, link), way.needs)))
    return Snippet(way.id, way.label, "sends", way.language, text, bool(text), note, reason)


def _note(sender: str, link: Link) -> str:
    if sender == "url":
        with_headers = f" and the headers {', '.join(link.headers)}" if link.headers else ""
        return f"To be sent with {link.method}{with_headers}." if link.method != "GET" or with_headers else ""
    if link.uploads and sender == "fetch":
        return f"Reads the file {link.file} as Node.js does; in a page, give a File as the body."
    if link.uploads:
        where = "beside the .http file" if sender == "http" else "of the current directory"
        return f"Uploads the file {link.file} {where}."
    if link.downloads and sender not in ("fetch", "http", "markdown"):
        return f"Saves the file {link.file} in the current directory; a refusal leaves an earlier one as it was."
    return ""


def _markdown(link: Link) -> str:
    url = f"<{link.url}>" if "(" in link.url or ")" in link.url else link.url
    return f"[{markdown(link.name)}]({url})"


def _python(client: str, link: Link) -> str:
    rows = ", ".join(f"{python(name)}: {python_header(value)}" for name, value in link.headers.items())
    return program(
        f"{client}_{_task(link)}",
        url=python(link.url),
        file=python(link.file),
        method=link.method.lower(),
        headers=f"headers = {{{rows}}}\n" if rows else "",
        arguments="headers=headers, " if rows else "",
    )


def _task(link: Link) -> str:
    return "download" if link.downloads else "upload" if link.uploads else "call"


def _fetch(link: Link) -> str:
    rows = ", ".join(f"{javascript(name)}: {javascript_header(value)}" for name, value in link.headers.items())
    options = [
        *([] if link.method == "GET" else [f"method: {javascript(link.method)}"]),
        *([f"headers: {{ {rows} }}"] if rows else []),
        *(["body"] if link.uploads else []),
        'redirect: "manual"',
    ]
    place = {"url": javascript(link.url), "file": javascript(link.file)}
    return program(f"fetch_{_task(link)}", **place, options=", ".join(options))


# Where a client insists on a content type, this one says no more than S3's own default.
_BYTES = "application/octet-stream"


def shell(command: str, url: str, saved: str, **options: str) -> str:
    """A program that writes to ``"$part"``, and ends with a status of its own where the store refused."""
    part = f"{sh(saved)}.$$" if saved else "$(mktemp) || exit"
    end = f'mv -f "$part" {sh(saved)}' if saved else 'cat "$part"'
    return program(command, part=part, url=sh(url), end=end, **options)


def curl(link: Link) -> str:
    as_is = " --path-as-is" if "dots" in quirks(link.url) else ""
    # An empty value is written with a semicolon: with a colon, curl leaves the header out.
    lines = (f"{name}: {value}" if value else f"{name};" for name, value in link.headers.items())
    headers = "".join(f" -H {sh(line)}" for line in lines)
    # With -f, curl takes a redirection for a success, and says nothing of the store's answer.
    return shell("curl", link.url, link.file if link.downloads else "", options=f"{_curl_method(link)}{as_is}{headers}")


def _curl_method(link: Link) -> str:
    if link.downloads:
        return ""
    if link.uploads and link.url.partition("?")[0].endswith("/"):
        # To such a URL, -T would add the name of the file.
        no_type = "" if "content-type" in link.headers else " -H 'Content-Type:'"
        return f" -i -X {link.method} --data-binary {sh(f'@{link.file}')}{no_type}"
    if link.uploads:
        return f" -i{'' if link.method == 'PUT' else f' -X {link.method}'} -T {sh(link.file)}"
    method = {"GET": " -sSi", "HEAD": " -sSI"}.get(link.method, f" -sSi -X {link.method}")
    return method + (" -H 'Content-Length: 0'" if link.method in ("PUT", "POST") else "")


def wget(link: Link) -> str:
    headers = dict(link.headers)
    body = ""
    if link.uploads:
        # Without a content type of ours, wget says that the body is a form.
        headers.setdefault("content-type", _BYTES)
        body = f" --body-file={sh(link.file)}"
    method = "" if link.method == "GET" else f" --method={link.method}"
    lines = "".join(f" --header={sh(f'{name}: {value}')}" for name, value in headers.items())
    # Its status 8: the store answered, with an error.
    saved = link.file if link.downloads else ""
    return shell("wget", link.url, saved, shown="" if saved else " -S", request=f"{method}{lines}{body}")


def powershell(link: Link) -> str:
    headers = dict(link.headers)
    # Without a content type of ours, Invoke-WebRequest says that the body is a form, or JSON.
    media_type = headers.pop("content-type", _BYTES if link.method in ("PUT", "POST") else None)
    table = "; ".join(f"{powershell_literal(name)} = {powershell_literal(value)}" for name, value in headers.items())
    call = "".join(
        [
            f"Invoke-WebRequest -UseBasicParsing -MaximumRedirection 0 -Uri {powershell_literal(link.url)}",
            "" if link.method == "GET" else f" -Method {link.method.capitalize()}",
            f" -Headers @{{ {table} }}" if table else "",
            f" -ContentType {powershell_literal(media_type)}" if media_type else "",
            f" -InFile {powershell_literal(link.file)}" if link.uploads else "",
            " -OutFile $part -PassThru" if link.downloads else "",
        ]
    )
    # An error of this command alone would not end a script.
    part, file = powershell_literal(f"{link.file}."), powershell_literal(link.file)
    return program(f"powershell_{'download' if link.downloads else 'call'}", call=call, part=part, file=file)


def _http(link: Link) -> str:
    """For the HTTP clients of editors, which put the values of their variables for ``{{…}}``: no URL holds a brace."""
    headers = "".join(f"{name}: {value}\n" for name, value in link.headers.items())
    body = f"\n< ./{link.file}" if link.uploads else ""
    return program("http", method=link.method, url=link.url, headers=headers, body=body).rstrip("\n")


# Every other client is a library for Python, which has programs of its name.
_WRITE: dict[str, Callable[[Link], str]] = {
    "url": lambda link: link.url,
    "markdown": _markdown,
    "curl": curl,
    "wget": wget,
    "powershell": powershell,
    "fetch": _fetch,
    "http": _http,
}


def posted_by(way: Way, form: PostForm) -> Snippet:
    """The code of one way to send a form."""
    file = "file" if FILENAME in form.fields["key"] else file_name(form.fields["key"])
    reason = _form_refusal(way.id, form)
    text = "" if reason else _form_code(way.id, form, file)
    note = "" if reason else f"Uploads the file {file} of the current directory. {way.needs}"
    return Snippet(way.id, way.label, "sends", way.language, text, bool(text), note, reason)


def _form_refusal(name: str, form: PostForm) -> str:
    if form.required_fields:
        return f"The policy asks for {', '.join(form.required_fields)}, which the form does not have yet."
    if {"success_action_redirect", "redirect"} & {field.lower() for field in form.fields}:
        return "The store answers with a redirection, which is for a browser."
    broken = any({"\r", "\n"} & set(value) for value in form.fields.values())
    return "A page changes the line ends of a field." if broken and name == "fetch" else ""


def _form_code(name: str, form: PostForm, file: str) -> str:
    if name == "curl":
        # Of these two only the last reads a file, whatever a value begins with.
        fields = "".join(f" --form-string {sh(f'{field}={value}')}" for field, value in form.fields.items())
        return shell(name, form.url, "", options=f" -sSi{fields} -F {sh(f'file=@{file}')}")
    literal = javascript if name == "fetch" else python
    rows = ",\n".join(f"    [{literal(field)}, {literal(value)}]" for field, value in form.fields.items())
    return program(f"{name}_post", url=literal(form.url), file=literal(file), fields=rows)
