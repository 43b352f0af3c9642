"""How each kind of damage to a URL is undone. Each function gives the URL back whole, or nothing where there is none."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

from ..links.reading.meanings import REQUIRED, SIGNING
from ..sigv4 import uri_decode, uri_encode
from ..sigv4.live import resembles
from .cause import Was
from .formatting import shown
from .reply import WORDS

# A URL after a mend, and what shows that it was needed; ``likely`` says that it is not certain.
Mended = Was[str]
Mend = Callable[[str], Mended | None]


def twice_encoded(url: str) -> str:
    """The URL with each escape of its query encoded once more."""
    path, mark, query = url.partition("?")
    return f"{path}{mark}{query.replace('%', '%25')}"


_INVISIBLE = re.compile("[\x00-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


_PARAM = r"(?:X-Amz-[A-Za-z]|AWSAccessKeyId|Signature|Expires)"


def invisible(url: str) -> Mended | None:
    found = _INVISIBLE.findall(url)
    names = ", ".join(dict.fromkeys(f"U+{ord(char):04X}" for char in found))
    return Was(_INVISIBLE.sub("", url), f"{len(found)} of them: {names}") if found else None


_IN_PATH = re.compile(r"/(https?(?::|%3A)%2F%2F[^/]*)", re.IGNORECASE)


def is_rewriter(host: str) -> bool:
    """Whether a host is known to rewrite links, so that nothing is to be signed for it."""
    return f".{host.lower()}".endswith(tuple(f".{name}" for name in WORDS["rewriters"]))


def wrapper(url: str) -> Mended | None:
    if url[:2_000].count("/") < 3 or len(url) > 100_000:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        values = parse_qs(parts.query, max_num_fields=200)
    except ValueError:
        return None
    if host.endswith("urldefense.com") and (match := re.search(r"__(https?:/+[^_]+(?:_[^_]+)*?)__;", url)):
        return Was(re.sub(r"^(https?):/+", r"\1://", match[1]), f"the link goes to {host}")
    if host.endswith("urldefense.proofpoint.com") and parts.path.startswith("/v2/"):
        # Version 2 writes "%" as "-" and "/" as "_", and both of those as escapes of their own.
        inner = unquote(values.get("u", [""])[0].replace("-", "%").replace("_", "/"))
        return Was(inner, f"the link goes to {host}") if re.search(_PARAM, inner) else None
    if re.search(r"[?&]X-Amz-Algorithm=", url[: url.find("=http") + 1]):
        return None
    if (match := _IN_PATH.search(parts.path)) and re.search(_PARAM, inner := unquote(match[1])):
        return Was(inner, f"the link goes to {shown(host, 80)}, with the URL in its path")
    for name, inside in values.items():
        inner = inside[0]
        if inner.startswith(("http://", "https://")) and re.search(_PARAM, inner):
            whole = inner if "X-Amz-Signature=" in inner else url[url.find(f"{name}=http") + len(name) + 1 :]
            where = f"which is told the URL in its parameter '{shown(name, 40)}'"
            return Was(whole, f"the link goes to {shown(host, 80)}, {where}")
    return None


def _unescaped(pattern: str, text: str | Callable[[re.Match[str]], str], where: str = "") -> Mend:
    """The URL with every match of a pattern as the text that it stands for."""

    def mend(url: str) -> Mended | None:
        mended = re.sub(pattern, text, url)
        found = ", ".join(f"'{match}'" for match in dict.fromkeys(match[0] for match in re.finditer(pattern, url)))
        return Was(mended, f"it holds {shown(found, 80)}{where}") if mended != url else None

    return mend


json_escaped = _unescaped(r"\\(?:u00|x)([0-9a-fA-F]{2})|\\/", lambda match: chr(int(match[1], 16)) if match[1] else "/")
shell_escaped = _unescaped(r"[\\^]([&?=%#~_*!()';,+.:-])", r"\1")
html_escaped = _unescaped(r"(?i)&(?:(?:amp|#0*38|#x0*26);){1,4}", "&", " where '&' belongs")


def scheme(url: str) -> Mended | None:
    mended = re.sub(r"^(?:https?:/*)+(https?://)", r"\1", url, flags=re.IGNORECASE)
    mended = re.sub(r"^(https?:)/{3,}(?=[^/?]*[.:])", r"\1//", mended, flags=re.IGNORECASE)
    return Was(mended, f"it begins with '{shown(url[:30])}'") if mended != url else None


def twice(url: str) -> Mended | None:
    match = re.match(r"(?s)(.{8,20000}?X-Amz-Signature=[0-9a-f]{64})https?://", url)
    return Was(match[1], "behind the signature it begins again") if match else None


def question_marks(url: str) -> Mended | None:
    path, mark, query = url.partition("?")
    if not mark:
        mended = re.sub(rf"&({_PARAM})", r"?\1", url, count=1)
        return Was(mended, "there is no '?' between path and query") if mended != url else None
    mended = re.sub(rf"[?]({_PARAM})", r"&\1", query)
    return Was(f"{path}?{mended}", "there is a second '?' in it") if mended != query else None


def fragment(url: str) -> Mended | None:
    before, mark, behind = url.partition("#")
    if mark and re.search(rf"[?&]{_PARAM}", behind) and not re.search(r"X-Amz-Signature=[0-9a-f]{64}$", before):
        return Was(url.replace("#", "%23"), "the parameters of the signature stand behind it")
    return None


def double_encoded(url: str) -> Mended | None:
    path, mark, query = url.partition("?")
    if re.match(r"X-Amz-[A-Za-z]+%(?:25)?3D", query, re.IGNORECASE) and "=" not in query[:30]:
        return Was(f"{path}?{unquote(query)}", "even the '=' and '&' of its query are percent-encoded")
    rows = (field.partition("=") for field in query.split("&"))
    names = [name for name, _, value in rows if name in SIGNING and re.search("%25[0-9A-Fa-f]{2}", value)]
    mended = re.sub("%25([0-9A-Fa-f]{2})", r"%\1", query)
    return Was(f"{path}?{mended}", f"{names[0]} holds '%25'") if mark and names else None


# What people and libraries call a session token.
_TOKENS = frozenset({"token", "sessiontoken", "securitytoken", "sectoken"})


def misspelt(url: str) -> Mended | None:
    path, mark, query = url.partition("?")
    rows = [field.partition("=") for field in query.split("&")][:200]
    missing = [name for name in REQUIRED if all(uri_decode(row[0]) != name for row in rows)]
    if not mark or not any(row[0].lower().startswith(("x-", "xamz", "amz")) for row in rows):
        return None
    known = {name.lower(): name for name in SIGNING}
    lacks_token = all(uri_decode(row[0]).lower() != "x-amz-security-token" for row in rows)
    changed = []
    for place, (name, equals, value) in enumerate(rows):
        given = uri_decode(name)
        right = known.get(given.lower()) or next((wanted for wanted in missing if resembles(given, wanted)), None)
        if right is None and lacks_token and _is_token(given, uri_decode(value)):
            right, lacks_token = "X-Amz-Security-Token", False
        if right and right != given and (right in missing or right == "X-Amz-Security-Token"):
            rows[place] = (right, equals, value)
            changed.append(f"'{shown(given, 60)}' for {right}")
    fields = [*("".join(row) for row in rows), *query.split("&")[200:]]
    case_only = all(text.split("'")[1].lower() == text.split(" for ")[1].lower() for text in changed)
    return Was(f"{path}?{'&'.join(fields)}", "\n".join(changed), likely=case_only) if changed else None


def _is_token(given: str, value: str) -> bool:
    """Whether a parameter was meant to be X-Amz-Security-Token: its value is as long as one, and its name is like it."""
    name = re.sub("[^a-z]", "", given[:60].lower()).removeprefix("x").removeprefix("amz").removeprefix("aws")
    alike = name in _TOKENS or resembles(given, "X-Amz-Security-Token")
    return alike and len(value) > 60 and re.fullmatch("[A-Za-z0-9+/=_ -]+", value) is not None


def decorated(url: str) -> Mended | None:
    head, mark, tail = url.partition("X-Amz-Signature=")
    value, amp, behind = tail.partition("&")
    value = value.partition("#")[0]
    match = re.fullmatch(r"(?:[\"'<({\[`*_]|%22|%27|%3C|\s|%20)*([0-9a-fA-F]{64})(\W.*|%.*|_+|[*]+)?", value, re.DOTALL)
    if not mark or not match or match[1] == value:
        return None
    how = f"the signature is followed by '{shown(match[2] or value[:4], 40)}'"
    return Was(f"{head}{mark}{match[1]}{amp}{behind}", how)


def signature_case(url: str) -> Mended | None:
    head, mark, tail = url.partition("X-Amz-Signature=")
    value = tail[:64]
    if not re.fullmatch("[0-9a-fA-F]{64}", value) or tail[64:65] not in ("", "&", "#") or value == value.lower():
        return None
    return Was(f"{head}{mark}{value.lower()}{tail[64:]}", "64 hex digits, with capitals among them", likely=True)


def bad_escape(url: str) -> Mended | None:
    path, mark, query = url.partition("?")
    mended = re.sub("%(?![0-9A-Fa-f]{2})", "%25", path)
    found = re.search("%(?![0-9A-Fa-f]{2}).{0,2}", path)
    return Was(f"{mended}{mark}{query}", f"the path holds '{shown(found[0])}'", likely=True) if found else None


_ALGORITHM = "AWS4-HMAC-SHA256"
_NAMES = {name.lower(): name for name in (*SIGNING, "versionId", "partNumber", "uploadId")}
# What JavaScript's SDK writes into x-id.
_OPERATIONS = ("GetObject", "HeadObject", "PutObject", "DeleteObject", "UploadPart", "ListObjectsV2")
_CASED = {name.lower(): name for name in (*_OPERATIONS, _ALGORITHM, "UNSIGNED-PAYLOAD")}


def case_folded(url: str) -> Mended | None:
    """The URL with all that has one case in every signed URL; its path and its token stay as they are."""
    path, _, query = url.partition("?")
    small = query == query.lower()
    if f"x-amz-algorithm={_ALGORITHM}".lower() not in query.lower() or (not small and query != query.upper()):
        return None
    rows = [field.partition("=") for field in query.split("&")[:200]]
    fields = ["".join(_row(name, equals, value)) for name, equals, value in rows] + query.split("&")[200:]
    what = "in the whole URL" if path == (path.lower() if small else path.upper()) else "in its query"
    path = re.sub(r"^[A-Za-z]{1,20}://[^/]*", lambda match: match[0].lower(), path)
    return Was(f"{path}?{'&'.join(fields)}", f"there is no {'capital' if small else 'small letter'} {what}")


def _row(name: str, equals: str, value: str) -> tuple[str, str, str]:
    lower = uri_decode(name).lower()
    name = _NAMES.get(lower, name.lower() if lower.startswith(("x-amz-", "response-", "x-id")) else name)
    if lower == "x-amz-date":
        return name, equals, value.upper()
    if lower in ("x-amz-signature", "x-amz-signedheaders", "x-amz-expires"):
        return name, equals, uri_encode(uri_decode(value).lower())
    if lower == "x-amz-credential":
        return name, equals, uri_encode(_credential(uri_decode(value)))
    return name, equals, _CASED.get(uri_decode(value).lower(), value)


def _credential(text: str) -> str:
    """The scope is written small; of an access key id the form tells its case, or nothing does."""
    access_key_id, slash, scope = text.partition("/")
    if re.fullmatch(r"(?i)(?:A[KS]IA[A-Z0-9]{16}|GOOG1[A-Z0-9]{20,60})", access_key_id):
        access_key_id = access_key_id.upper()
    elif re.fullmatch(r"(?i)[0-9a-f]{32}", access_key_id):
        access_key_id = access_key_id.lower()
    return f"{access_key_id}{slash}{scope.lower()}"
