"""The first group: code that sends this very URL, or an upload form with a file, which is its last field."""

from collections.abc import Callable

from ..forms.form import PostForm
from ..forms.policy import FILENAME
from .clients import Link, file_name, quirks, refusal
from .formats import CodeFormat
from .snippet import Snippet, fill, markdown, powershell, sh


def sent_by(how: CodeFormat, link: Link) -> Snippet:
    """The code of one way to send."""
    unsigned = "The URL is not signed, its headers are." if "authorization" in link.headers else ""
    reason = unsigned if how.id == "url" else refusal(how.client or how.id, link)
    text = "" if reason else _written(how, link)
    note = "" if reason else " ".join(filter(None, (_note(how, link), how.needs)))
    return Snippet(how.id, how.label, "sends", how.language, text, bool(text), note, reason)


def _note(how: CodeFormat, link: Link) -> str:
    if how.id == "url":
        with_headers = f" and the headers {', '.join(link.headers)}" if link.headers else ""
        return f"To be sent with {link.method}{with_headers}." if link.method != "GET" or with_headers else ""
    if link.uploads:
        return fill(how.upload_note, {"file": link.file})
    if link.downloads and how.saves:
        return f"Saves the file {link.file} in the current directory; a refusal leaves an earlier one as it was."
    return ""


def _written(how: CodeFormat, link: Link) -> str:
    task = "download" if link.downloads else "upload" if link.uploads else "call"
    text, header_value = how.literals
    values = {"url": text(link.url), "file": text(link.file), "method": text(link.method), "verb": link.method.lower()}
    pairs = ({"header": text(name), "value": header_value(value)} for name, value in link.headers.items())
    rows = how.between.join(fill(how.row, pair) for pair in pairs)
    headers = {name: fill(with_rows, {"rows": rows}) if rows else "" for name, with_rows in how.with_headers.items()}
    own = _VALUES[how.id](link) if how.id in _VALUES else {}
    return how.write(task, **{**values, **headers, **own}).rstrip("\n")


def _markdown(link: Link) -> dict[str, str]:
    url = f"<{link.url}>" if "(" in link.url or ")" in link.url else link.url
    return {"name": markdown(link.name), "url": url}


# Where a client insists on a content type, this one says no more than S3's own default.
_BYTES = "application/octet-stream"


def _shell(url: str, saved: str, **options: str) -> dict[str, str]:
    """The values of a program that writes to ``"$part"``, and ends with a status of its own where the store refused."""
    part = f"{sh(saved)}.$$" if saved else "$(mktemp) || exit"
    end = f'mv -f "$part" {sh(saved)}' if saved else 'cat "$part"'
    return {"part": part, "url": sh(url), "end": end, **options}


def _curl(link: Link) -> dict[str, str]:
    as_is = " --path-as-is" if "dots" in quirks(link.url) else ""
    # An empty value is written with a semicolon: with a colon, curl leaves the header out.
    lines = (f"{name}: {value}" if value else f"{name};" for name, value in link.headers.items())
    headers = "".join(f" -H {sh(line)}" for line in lines)
    # With -f, curl takes a redirection for a success, and says nothing of the store's answer.
    return _shell(link.url, link.file if link.downloads else "", options=f"{_curl_method(link)}{as_is}{headers}")


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


def _wget(link: Link) -> dict[str, str]:
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
    return _shell(link.url, saved, shown="" if saved else " -S", request=f"{method}{lines}{body}")


def _powershell(link: Link) -> dict[str, str]:
    headers = dict(link.headers)
    # Without a content type of ours, Invoke-WebRequest says that the body is a form, or JSON.
    media_type = headers.pop("content-type", _BYTES if link.method in ("PUT", "POST") else None)
    table = "; ".join(f"{powershell(name)} = {powershell(value)}" for name, value in headers.items())
    # An error of this command alone would not end a script.
    call = [
        f"Invoke-WebRequest -UseBasicParsing -MaximumRedirection 0 -Uri {powershell(link.url)}",
        "" if link.method == "GET" else f" -Method {link.method.capitalize()}",
        f" -Headers @{{ {table} }}" if table else "",
        f" -ContentType {powershell(media_type)}" if media_type else "",
        f" -InFile {powershell(link.file)}" if link.uploads else "",
        " -OutFile $part -PassThru" if link.downloads else "",
    ]
    return {"call": "".join(call), "part": powershell(f"{link.file}."), "file": powershell(link.file)}


# What a format needs that its file cannot say.
_VALUES: dict[str, Callable[[Link], dict[str, str]]] = {
    "markdown": _markdown,
    "curl": _curl,
    "wget": _wget,
    "powershell": _powershell,
}


def posted_by(how: CodeFormat, form: PostForm) -> Snippet:
    """The code of one way to send a form."""
    file = "file" if FILENAME in form.fields["key"] else file_name(form.fields["key"])
    reason = _form_refusal(how.id, form)
    text = "" if reason else _posted(how, form, file)
    note = "" if reason else f"Uploads the file {file} of the current directory. {how.post_needs}"
    return Snippet(how.id, how.label, "sends", how.language, text, bool(text), note, reason)


def _form_refusal(name: str, form: PostForm) -> str:
    if form.required_fields:
        return f"The policy asks for {', '.join(form.required_fields)}, which the form does not have yet."
    if {"success_action_redirect", "redirect"} & {field.lower() for field in form.fields}:
        return "The store answers with a redirection, which is for a browser."
    broken = any({"\r", "\n"} & set(value) for value in form.fields.values())
    return "A page changes the line ends of a field." if broken and name == "fetch" else ""


def _posted(how: CodeFormat, form: PostForm, file: str) -> str:
    if how.id == "curl":
        # Of these two only the last reads a file, whatever a value begins with.
        fields = "".join(f" --form-string {sh(f'{field}={value}')}" for field, value in form.fields.items())
        return how.write(**_shell(form.url, "", options=f" -sSi{fields} -F {sh(f'file=@{file}')}"))
    text, _ = how.literals
    rows = ",\n".join(f"    [{text(field)}, {text(value)}]" for field, value in form.fields.items())
    return how.write("post", url=text(form.url), file=text(file), fields=rows)
