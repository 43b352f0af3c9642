"""What each client does to a URL and its headers before it sends them: where it is not what was signed, it is refused.

Measured on curl 7.88 (with --path-as-is), wget 1.21, requests 2.34, httpx 0.28 and the fetch of Node.js 20, and
measured again by the tests. A browser parses a URL as that fetch does (WHATWG URL). PowerShell was not measured:
.NET's Uri is taken to change whatever can be changed. What each changes stands in its file of ``formats``.
"""

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ...sigv4 import Signed, Url, uri_decode
from ...sigv4.canonical import header_lines
from ...sigv4.parts import join
from ...storage.checks import ORIGIN
from ..reading.parsing import parse
from .formats import all_formats
from .snippet import TABLE

_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MAX_NAME = 100


@dataclass(frozen=True, slots=True, repr=False)
class Link:
    """What is sent.

    Attributes:
        method, url: as signed.
        headers: what must be sent with it, by lower-case name, with the value as it was signed.
        name: the object's name for people.
        file: the file to upload, or to save in: letters, digits, ``.``, ``_`` and ``-``, safe in every shell.
        uploads: a file is sent.
        downloads: an object comes back, which is saved.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    name: str
    file: str
    uploads: bool
    downloads: bool


def read(signed: Signed) -> Link:
    """The request that a signing belongs to."""
    url = Url.parse(signed.url)
    headers = {name: join(value) for name, value in header_lines(signed.headers, url).items() if name != "host"}
    key = next((part.raw for part in signed.result.parts if part.source == "key"), None) or parse(signed.url).key
    multipart = any(name.text == "uploadId" for name, _ in url.query)
    flag = next((uri_decode(name.text) for name, value in url.query if not join(value)), None)
    if multipart and signed.method == "POST":
        flag = "parts"
    name = key or parse(signed.url).bucket or url.host[0].text
    file = file_name(f"{flag}.xml" if flag else key or "bucket")
    uploads = _uploads(signed.method, key, flag, headers)
    downloads = signed.method == "GET" and key is not None and flag is None and not multipart
    return Link(signed.method, signed.url, headers, name, file, uploads, downloads)


def _uploads(method: str, key: str | None, flag: str | None, headers: Mapping[str, str]) -> bool:
    if method == "PUT":
        return "x-amz-copy-source" not in headers and (key is not None or flag is not None)
    return method == "POST" and flag != "uploads"


def file_name(key: str) -> str:
    """A name for a local file from an object's key: in ASCII, with no directory, no hyphen or dot in front."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", key) if not unicodedata.combining(char))
    last = plain.rstrip("/").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", last)[-_MAX_NAME:].strip("._-")
    return f"file-{name}" if _DEVICE.fullmatch(name) else name or "object"


_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_FOREIGN = re.compile(r"[^!$%&'()*+,./0-9:;=?@A-Z_a-z~-]")

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:; [\w-]+=[\w.+-]+)?")


def quirks(url: str) -> tuple[str, ...]:
    """The ids of those that a URL holds."""
    rest = re.sub(r"^[^:/?]*://[^/?]*", "", url)
    path, _, query = rest.partition("?")
    whole, segments = f"{path}?{query}", path.split("/")
    escapes = set(re.findall("%([0-9A-Fa-f]{2})", whole))
    held = {
        "host": not ORIGIN.fullmatch(url.removesuffix(rest)),
        "dots": any(segment in (".", "..") for segment in segments),
        "encoded dots": any("%" in segment and uri_decode(segment) in (".", "..") for segment in segments),
        "plain": any(chr(int(digits, 16)) in _UNRESERVED for digits in escapes),
        "lower": any(digits != digits.upper() for digits in escapes),
        "lone": re.search("%(?![0-9A-Fa-f]{2})", whole),
        "quote": "'" in query,
        "foreign": _FOREIGN.search(whole),
    }
    return tuple(name for name, found in held.items() if found)


def refusal(client: str, link: Link) -> str:
    """Why a client would not send this request as it was signed; empty where it would."""
    if client == "browser" and link.method != "GET":
        return f"A link is opened with GET, and this URL is signed for {link.method}."
    how = next(one for one in all_formats() if client in (one.client, one.id))
    for quirk in quirks(link.url):
        if quirk in how.changes:
            return f"{how.name or client} changes {TABLE['quirks'][quirk]}, and would ask for another URL."
    for name, value in link.headers.items():
        if reason := _header_refusal(client, name, value):
            return reason
    return ""


def _header_refusal(client: str, name: str, value: str) -> str:
    if client == "browser":
        return f"It needs the header {name}, which a link cannot send."
    if name in TABLE["own_headers"]:  # from the connection and the body
        return f"Every client writes the header {name} by itself."
    if re.search(r"[\x00-\x1f\x7f]", value):
        return f"The header {name} holds a control character."
    if client in ("curl", "wget", "http") and not value.isprintable():
        return f"The header {name} holds a character that a terminal cannot show."
    if client == "http" and (not value.isascii() or "{{" in value):
        return f"An HTTP client may write the header {name} in another form."
    # Forbidden request headers, Fetch Standard section 2.2.2; Node.js has no such list.
    if client == "fetch" and (name in TABLE["not_in_a_page"] or name.startswith(("proxy-", "sec-"))):
        return f"A page may not set the header {name}."
    return _powershell_refusal(name, value) if client == "powershell" else ""


def _powershell_refusal(name: str, value: str) -> str:
    """.NET reads the headers it knows and rewrites them, and drops or refuses what it does not like."""
    if not value or not value.isascii():
        return f"PowerShell sends no header that is empty or not in ASCII, and {name} is."
    if name == "content-type":
        return "" if _MEDIA_TYPE.fullmatch(value) else "PowerShell may write this content-type in another form."
    return "" if name.startswith(("x-", "ibm-")) else f"PowerShell may refuse the header {name}, or rewrite it."
