"""What happens to a URL after it was signed: functions that damage one, each in a way that can be undone without doubt."""

from __future__ import annotations

from collections.abc import Callable


def _misspelt(url: str) -> str:
    return url.replace("X-Amz-Credential", "X-Amz-Credentail")


def _broken(url: str) -> str:
    middle = url.index("X-Amz-Date")
    return f"{url[:middle]}\n{url[middle:]}"


def _wrapped(url: str) -> str:
    inner = url.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("#", "%23")
    return f"https://eur01.safelinks.protection.outlook.com/?url={inner}&data=05"


def _in_capitals(url: str) -> str:
    head, mark, tail = url.partition("X-Amz-Signature=")
    return f"{head}{mark}{tail[:64].upper()}{tail[64:]}"


# The id of the finding, and what does the damage.
DAMAGE: dict[str, Callable[[str], str]] = {
    "html-escaped": lambda url: url.replace("&", "&amp;"),
    "json-escaped": lambda url: url.replace("&", "\\u0026"),
    "shell-escaped": lambda url: url.replace("&", "\\&"),
    "line-break": _broken,
    "decorated": lambda url: url + ")." if "X-Amz-Signature=" in url[-81:] else url,
    "double-encoded": lambda url: url.replace("%2F", "%252F"),
    "quoted-printable": lambda url: url.replace("=", "=3D"),
    "invisible-characters": lambda url: url.replace("X-Amz-Date", "\u200bX-Amz-Date"),
    "link-wrapper": _wrapped,
    "scheme": lambda url: f"https://{url}",
    "misspelt-parameter": _misspelt,
    "signature-case": _in_capitals,
}
