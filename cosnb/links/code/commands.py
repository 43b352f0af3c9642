"""Commands that send this very URL from a shell, and end with an error where the store refused."""

from __future__ import annotations

from .clients import Link, quirks
from .snippet import powershell as literal
from .snippet import sh

# Where a client insists on a content type, this one says no more than S3's own default.
_BYTES = "application/octet-stream"


def _shell(link: Link, *commands: str) -> str:
    """Commands that write to ``"$part"``, and end with a status of their own where the store refused."""
    place = f"{sh(link.file)}.$$" if link.downloads else "$(mktemp) || exit"
    last = f'mv -f "$part" {sh(link.file)}' if link.downloads else 'cat "$part"'
    lines = [f"part={place}", "trap 'rm -f \"$part\"' EXIT HUP INT TERM", *commands, last]
    return "\n".join(["(", *(f"  {line}" for line in lines), ")"])


def curl(link: Link) -> str:
    as_is = " --path-as-is" if "dots" in quirks(link.url) else ""
    call = f"curl{_curl_method(link)}{as_is}{_curl_headers(link)} -o \"$part\" -w '%{{http_code}}' {sh(link.url)}"
    # With -f, curl takes a redirection for a success, and says nothing of the store's answer.
    return _shell(link, f"code=$({call}) || exit", 'case $code in 2??) ;; *) cat "$part" >&2; exit 22 ;; esac')


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


def _curl_headers(link: Link) -> str:
    # An empty value is written with a semicolon: with a colon, curl leaves the header out.
    lines = (f"{name}: {value}" if value else f"{name};" for name, value in link.headers.items())
    return "".join(f" -H {sh(line)}" for line in lines)


def wget(link: Link) -> str:
    headers = dict(link.headers)
    body = ""
    if link.uploads:
        # Without a content type of ours, wget says that the body is a form.
        headers.setdefault("content-type", _BYTES)
        body = f" --body-file={sh(link.file)}"
    method = "" if link.method == "GET" else f" --method={link.method}"
    lines = "".join(f" --header={sh(f'{name}: {value}')}" for name, value in headers.items())
    shown = "" if link.downloads else " -S"
    call = f'wget --max-redirect=0 --content-on-error{shown} -O "$part"{method}{lines}{body} {sh(link.url)}'
    # 8: the store answered, with an error.
    return _shell(link, f'{call} || {{ code=$?; [ $code -ne 8 ] || cat "$part" >&2; exit $code; }}')


def powershell(link: Link) -> str:
    headers = dict(link.headers)
    # Without a content type of ours, Invoke-WebRequest says that the body is a form, or JSON.
    media_type = headers.pop("content-type", _BYTES if link.method in ("PUT", "POST") else None)
    table = "; ".join(f"{literal(name)} = {literal(value)}" for name, value in headers.items())
    call = "".join(
        [
            f"Invoke-WebRequest -UseBasicParsing -MaximumRedirection 0 -Uri {literal(link.url)}",
            "" if link.method == "GET" else f" -Method {link.method.capitalize()}",
            f" -Headers @{{ {table} }}" if table else "",
            f" -ContentType {literal(media_type)}" if media_type else "",
            f" -InFile {literal(link.file)}" if link.uploads else "",
            " -OutFile $part -PassThru" if link.downloads else "",
        ]
    )
    # An error of this command alone would not end a script.
    lines = [f"$answer = {call}", "if ($answer.StatusCode -ge 300) { throw $answer.RawContent }"]
    if link.downloads:
        moved = f"Move-Item -Force -LiteralPath $part -Destination {literal(link.file)}"
        tried = "".join(f"    {line}\n" for line in (*lines, moved))
        removed = "finally { Remove-Item -ErrorAction Ignore -LiteralPath $part }"
        lines = [f"$part = {literal(f'{link.file}.')} + $PID", f"try {{\n{tried}  }} {removed}"]
    else:
        lines.append("$answer")
    return "\n".join(["& {", *(f"  {line}" for line in ("$ErrorActionPreference = 'Stop'", *lines)), "}"])
