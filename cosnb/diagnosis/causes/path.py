"""What happens to the path: in clients and proxies that rewrite it, and in signers that encode it otherwise.

Sources: "Create a canonical request" (SigV4 signing elements, AWS IAM user guide) for the one right form; what clients do
to a path was measured with requests, httpx, aiohttp, urllib3, curl, wget and fetch.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal
from urllib.parse import quote, unquote, unquote_to_bytes

from ...sigv4 import uri_decode, uri_encode
from ...sigv4.encoding import normalize_path, reencode
from ..cause import Cause, Edit, Many, Seen, Sight, Was, each, once
from ..evidence import Evidence
from ..formatting import shown
from ..lens import Lens, Step
from ..lens import made as made_of
from ..slots import Value, line
from .rows import causes_of, data_of

MAX_PATH = 20_000  # characters that are looked at
_SEARCHED = 4_000  # a key has 1,024 bytes at most, each as %XX, and a bucket
_SLASHES = 24  # how many slashes are doubled in turn
_EDITED = 120  # letters of a path of which each is changed in turn
_LETTERS = (*string.ascii_letters, *string.digits, *"-._~/", "%20", "%2B")
_PREFIX = 4  # segments that a proxy may have put in front
_canonical = partial(reencode, keep_slash=True)


class PathLens(Lens[str, str]):
    """The path on the wire; a store decodes it and encodes it again."""

    meets = True
    slot = "path"

    def get(self, e: Evidence) -> str | None:
        return (e.path or "/") if len(e.path) <= _SEARCHED else None

    def wire(self, e: Evidence, value: str) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        return {"path": line(_canonical(value))}, (Edit("path", value),)

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[str, str]]) -> tuple[str, str]:
        path = values["path"]
        signed = path[:-1].decode("utf-8", "replace") if isinstance(path, bytes) else ""
        other = e.path if e.path != signed else f"{_canonical(e.path)}, as a store signs this path"
        return signed, other


def _holds(pattern: str) -> Seen:
    """The path on the wire matches; what it holds is shown."""

    def seen(e: Evidence) -> Iterator[Sight]:
        if re.search(pattern, e.path[:MAX_PATH]):
            yield Sight(evidence=f"path: {shown(e.path, 120)}")

    return seen


def dots_removed(path: str) -> str:
    """``.`` and ``..`` segments resolved as clients do it; repeated slashes stay."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    ends = path.endswith(("/.", "/.."))
    return "/" + "/".join(kept) + ("/" if ends and kept else "")


def _dots(e: Evidence) -> Iterator[Sight]:
    path = re.sub("(?i)%2e", ".", e.path[:MAX_PATH])
    if any(segment in (".", "..") for segment in path.split("/")):
        client = _resolver(e)
        lines = f"path: {shown(e.path, 100)}\nsent: {shown(dots_removed(path), 100)}"
        yield Sight("certain" if client else "possible", lines, client or "most clients")


def _resolver(e: Evidence) -> str | None:
    """The client that sent the request, where it is known to resolve dot segments."""
    agent = (e.header("user-agent") or "").lower()
    by_agent = next((name for mark, name in data_of("path")["resolvers"].items() if mark in agent), None)
    by_source = e.pasted.source if e.pasted.source in ("curl", "wget", "fetch") else None
    return None if "path-as-is" in e.pasted.marks else by_source or by_agent


def _merged(path: str) -> str:
    return re.sub("/{2,}", "/", path)


def _doubled(path: str, e: Evidence) -> Iterator[Was[str]]:
    """Each slash doubled in turn, the first ones first: a key that begins with a slash has it right after the bucket."""
    places = [match.start() for match in re.finditer("/", path)][:_SLASHES]
    where = ["at the beginning", "after the bucket" if e.host.bucket is None else "inside the key"]
    for number, place in enumerate(places):
        if not path.startswith("//", place):
            how = where[number] if number < 2 else "inside the key"
            yield Was(f"{path[:place]}/{path[place:]}", how, likely=number < 2)


def unicode_form(name: Literal["NFC", "NFD"], *, keep_slash: bool = False) -> Callable[[str], str]:
    """A text in another Unicode form, where it is percent-encoded UTF-8."""

    def change(encoded: str) -> str:
        if "%" not in encoded:
            return encoded
        text = unquote_to_bytes(encoded).decode("utf-8", "surrogateescape")
        try:
            return uri_encode(unicodedata.normalize(name, text), keep_slash=keep_slash)
        except UnicodeEncodeError:
            return encoded

    return change


def _decomposed(e: Evidence) -> Iterator[Sight]:
    text = uri_decode(e.path[:MAX_PATH])
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        yield Sight(evidence=f"path: {shown(e.path, 120)}", how="decomposed (NFD)")


def _without_segments(path: str, e: Evidence) -> Iterator[Was[str]]:
    """Up to four segments less; at a provider's own host the first one is the bucket, which no proxy put there."""
    if e.host.bucket is None and e.host.provider.id != "custom":
        return
    rest = path
    for number in range(1, _PREFIX + 1):
        _, slash, rest = rest[1:].partition("/")
        if not slash:
            return
        rest = "/" + rest
        yield Was(rest, path[: len(path) - len(rest)], likely=number < 3)


def _without_bucket(path: str, e: Evidence) -> Iterator[Was[str]]:
    if e.host.bucket is None:
        yield Was("/" + path[1:].partition("/")[2])


def _with_bucket(path: str, e: Evidence) -> Iterator[Was[str]]:
    bucket = e.host.bucket or path[1:].partition("/")[0]
    if bucket:
        yield Was(_canonical(f"/{bucket}{path}"))


def _without_repetition(path: str, e: Evidence) -> Iterator[Was[str]]:
    first, slash, rest = path[1:].partition("/")
    if first and slash and first == (e.host.bucket or rest.partition("/")[0]):
        yield Was("/" + rest)


def _bucket_twice(e: Evidence) -> Iterator[Sight]:
    first, _, rest = e.path.removeprefix("/").partition("/")
    if e.host.bucket and first == e.host.bucket:
        yield Sight("likely", f"host: {shown(e.request.host, 100)}\npath: {shown(e.path, 100)}")
    elif not e.host.bucket and first and rest.partition("/")[0] == first and rest.partition("/")[2]:
        fix = "Leave the bucket out of the key, unless the key really begins so."
        yield Sight(evidence=f"path: {shown(e.path, 100)}", fix=fix)


def _asked(path: str, e: Evidence) -> Iterator[Was[str]]:
    """The path that a proxy was asked for, as it says in a header that it added."""
    prefix = (e.header("x-forwarded-prefix") or "").partition(",")[0].strip().rstrip("/")
    for asked in (prefix and prefix + path, *(e.header(name) for name in data_of("path")["asked"])):
        asked = re.sub("^https?://[^/]*", "", asked or "").partition("?")[0]
        if asked and asked != path:
            yield Was(asked, shown(asked, 120))


def _rewritten(e: Evidence) -> Iterator[Sight]:
    if e.mismatch and (was := next(_asked(e.path, e), None)):
        yield Sight("likely", f"the proxy was asked for: {was.how}\nit passed on: {shown(e.path, 120)}", was.how)


def literal(characters: str, *, keep_slash: bool = False) -> Callable[[str], str]:
    """The canonical form of a text with some characters unencoded."""
    table = {f"%{ord(character):02X}": character for character in characters}
    return lambda text: re.sub("|".join(table), lambda match: table[match[0]], reencode(text, keep_slash=keep_slash))


def lower_escapes(*, keep_slash: bool = False) -> Callable[[str], str]:
    """The canonical form of a text with its escapes in lower-case hex."""
    return lambda text: re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), reencode(text, keep_slash=keep_slash))


def replaced(old: str, new: str) -> Callable[[str], str]:
    """A text with all of one piece of it replaced."""
    return lambda text: text.replace(old, new)


def _written_with(old: str, new: str) -> Callable[[str], str]:
    """The canonical form of a path with a text replaced."""
    return lambda path: _canonical(path).replace(old, new)


def one_letter_off(e: Evidence) -> Iterator[Many]:
    """Every path with one letter more, one less or another one, where the path is short."""
    letters = re.findall("%..|.", _canonical(e.path))
    made = (
        "".join((*letters[:at], new, *letters[behind:]))
        for at in range(1, len(letters) + 1 if len(letters) <= _EDITED else 0)
        for new in ("", *_LETTERS)
        for behind in (at, at + 1)
    )
    paths = list(dict.fromkeys(made))
    yield Many("path", [*map(line, paths)], lambda place: made_of(PathLens(), e, _EDITED_KEY, Was(paths[place])))


def _bare(e: Evidence) -> Iterator[Sight]:
    if found := "".join(dict.fromkeys(re.findall(r"[ \"<>\\^`{|}]|[^\x00-\x7f]", e.path[:MAX_PATH]))):
        yield Sight(evidence=f"it holds {shown(found, 40)!r}")


def _reserved(e: Evidence) -> Iterator[Sight]:
    if not next(_bare(e), None) and (found := "".join(dict.fromkeys(re.findall(r"[!'()*]", e.path[:MAX_PATH])))):
        yield Sight(evidence=f"path: {shown(e.path, 120)}", how=found)


# How a signer may have written the path, and whether that is likely.
_WRITTEN: tuple[tuple[str, bool, Callable[[str], str]], ...] = (
    ("without dot segments and repeated slashes, as every AWS service but S3 signs it", True, normalize_path),
    ("encoded twice, as every AWS service but S3 signs it", True, lambda path: quote(_canonical(path), safe="/")),
    ("with all its slashes as %2F", True, reencode),
    ("with spaces as plus signs, as a form encoder writes them", True, _written_with("%20", "+")),
    ("with %2B taken for a blank", True, lambda path: _canonical(path.replace("%2B", "%20"))),
    ("with its plus signs unencoded", True, _written_with("%2B", "+")),
    ("exactly as it is in the URL, not in its one canonical encoding", False, lambda path: path),
    ("with the tilde as %7E, as old encoders write it", False, _written_with("~", "%7E")),
    ("in Latin-1 instead of UTF-8", False, lambda path: quote(unquote(path).encode("latin-1", "replace"), safe="/~")),
    ("without its leading slash", False, lambda path: _canonical(path).lstrip("/")),
    ("with only its spaces encoded", False, lambda path: uri_decode(path).replace(" ", "%20")),
    ("as '/', whatever the object", False, lambda path: "/"),
    ("as an empty text", False, lambda path: ""),
)


def _written(path: str, e: Evidence) -> Iterator[Was[str]]:
    for how, likely, write in _WRITTEN:
        yield Was(write(path), how, likely)
    # One slash begins the path, and another one follows the bucket.
    for kept in (1,) if e.host.bucket else (2, 1):
        slashed = reencode(path).replace("%2F", "/", kept)
        yield Was(slashed, "with the slashes of the key as %2F", likely=True)
        how = "with spaces as plus signs and slashes as %2F, by a form encoder"
        yield Was(slashed.replace("%20", "+"), how, likely=False)


_cause = causes_of("path")

_small_escapes = _holds("%(?:[a-f][0-9A-Fa-f]|[0-9A-Fa-f][a-f])")
_EDITED_KEY = _cause("key-edited", do=lambda path: re.sub(r"(?=\.[^./]*$|$)", "s", path, count=1))
_NFC, _NFD = unicode_form("NFC", keep_slash=True), unicode_form("NFD", keep_slash=True)
_other_form = each(("signed composed (NFC)", _NFC), ("signed decomposed (NFD)", _NFD))

CAUSES: tuple[Cause[str, str], ...] = (
    _EDITED_KEY,
    _cause(
        "path-plus",
        do=replaced("%20", "+"),
        undo=once(replaced("+", "%20")),
        seen=_holds(r"\+"),
        respell=replaced("+", "%2B"),
    ),
    _cause("path-space", do=replaced("%2B", "%20"), undo=once(replaced("%20", "%2B"))),
    _cause(
        "path-double-encoded",
        do=replaced("%", "%25"),
        undo=once(replaced("%25", "%")),
        seen=_holds("%25[0-9A-Fa-f]{2}"),
    ),
    _cause("path-decoded", do=replaced("%25", "%"), undo=once(replaced("%", "%25"))),
    _cause("path-unicode", do=_NFD, undo=_other_form, seen=_decomposed),
    _cause("path-dots", do=dots_removed, sign=lambda path, e: (Was(dots_removed(path), "most clients"),), seen=_dots),
    _cause(
        "path-slashes",
        do=lambda path: "/" + path,
        undo=once(lambda path: path[1:] if path.startswith("//") else path),
        sign=once(_merged),
        seen=_holds("//"),
    ),
    _cause("path-slash-lost", do=_merged, undo=_doubled),
    _cause(
        "path-slash-end",
        do=lambda path: f"{path}/",
        undo=each(
            ("added", lambda path: path.removesuffix("/") or "/"), ("removed", lambda path: f"{path.rstrip('/')}/")
        ),
    ),
    _cause("bucket-twice", undo=_without_repetition, sign=_with_bucket, seen=_bucket_twice),
    _cause("path-prefix", undo=_without_segments),
    _cause("path-rewritten", undo=_asked, seen=_rewritten),
    _cause("bucket-unsigned", sign=_without_bucket),
    _cause("path-case", do=str.upper, undo=once(str.lower)),
    _cause(
        "path-reserved",
        sign=lambda path, e: (
            Was(literal("!'()*", keep_slash=True)(path), "!'()*"),
            Was(quote(unquote_to_bytes(path), safe=";,/?:@&=+$-_.!~*'()#"), "all that encodeURI leaves", likely=False),
            Was(quote(unquote_to_bytes(path), safe="/:@!$&'()*+,;=~"), "all that RFC 3986 allows", likely=False),
        ),
        seen=_reserved,
    ),
    _cause("path-unencoded", sign=once(uri_decode), seen=_bare),
    _cause("path-lower-escapes", sign=once(lower_escapes(keep_slash=True)), seen=_small_escapes),
    _cause("path-encoding", sign=_written),
)
