"""What happens to headers: signed ones that are not sent or sent otherwise, and those that nobody signed.

A presigned URL names its signed headers and does not carry their values. Source: "Authenticating requests: using query
parameters", Amazon S3 API reference.
"""

import re
from collections.abc import Iterator, Sequence

from ...sigv4.live import is_live_name
from ...visible import MASK
from ..cause import Cause, Edit, Many, Option, Sight, Was
from ..evidence import Evidence
from ..finding import Certainty
from ..formatting import header_line as header_shown
from ..formatting import shown
from ..lens import Lens, Step, made
from ..slots import Value, header_line, line
from .header_values import BLANKS, KNOWN, Header, guesses
from .rows import causes_of

# Headers that clients, proxies and CDNs set or rewrite by themselves.
REWRITTEN: tuple[str, ...] = tuple(KNOWN["rewritten"])
_MAX_LENGTH = 100_000  # bytes: every Content-Length below is tried, which takes a third of a second
_WRAPPING = 2_000  # bytes that a form may put around a file


def _few(names: Sequence[str]) -> str:
    return ", ".join(shown(name, 60) for name in names[:6])


def _signed_names(e: Evidence) -> str:
    return shown(";".join(e.request.signed_headers), 120)


class HeaderLens(Lens[Header, bytes]):
    """The line of one signed header."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, e: Evidence) -> Header:
        return self.name, e.sent.get(self.name)

    def wire(self, e: Evidence, value: Header) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        name, text = value
        # The value of a header is no part of the URL, but it has to be known to sign for the same request again.
        edits = () if is_live_name(name) else (Edit(f"header:{name}", text or ""),)
        return {f"header:{name}": header_line(name, text or "")}, edits

    def signed(self, e: Evidence, value: bytes) -> dict[str, Value]:
        return {f"header:{self.name}": value}

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[Header, bytes]]) -> tuple[str, str]:
        ((_, was),) = steps
        sent = e.sent.get(self.name)
        if isinstance(was.value, bytes):
            return f"no line for {self.name}", _quoted(self.name, sent)
        return _quoted(*was.value), _quoted(self.name, sent)


def _quoted(name: str, value: str | None) -> str:
    if value is None:
        return f"{name}: not sent"
    return f"{name}: {MASK if is_live_name(name) and value else repr(value)}"


def lengths(e: Evidence) -> Iterator[Many]:
    """Every Content-Length up to 100,000 bytes, where it is signed, and what a form or base64 makes of a larger one."""
    if "content-length" in e.signed_headers:
        lens, text = HeaderLens("content-length"), e.sent.get("content-length", "")
        sent = int(text) if text.isascii() and text.isdigit() and len(text) < 14 else 0
        near = range(max(_MAX_LENGTH, sent - _WRAPPING), sent), range(sent * 3 // 4 - 2, sent * 3 // 4 + 1)
        sizes = [*range(_MAX_LENGTH), *(size for sizes in near for size in sizes if size >= _MAX_LENGTH)]
        lines = [b"content-length:%d\n" % length for length in sizes]

        def option(place: int) -> Option:
            was: Was[Header] = Was(("content-length", str(sizes[place])), f"content-length: {sizes[place]}")
            return made(lens, e, HEADER[0], was)

        yield Many("header:content-length", lines, option)


def _spaced(e: Evidence) -> Iterator[Sight]:
    """Blanks in a row inside a signed header, which not every signer makes one of."""
    for name, value in e.headers if e.mismatch else ():
        if name.strip().lower() in e.signed_headers and re.search(r"\S\s{2,}\S", value):
            told = f"sent: {header_shown(name, value)}"
            yield Sight("likely", told, f"{shown(name, 60)} {BLANKS}")


def _unsent(e: Evidence) -> Iterator[Sight]:
    # Where the lines of a request end in its signature, others were cut off.
    if not e.has_scope or not e.is_sent or (e.request.kind == "header" and len(e.request.signature) < 64):
        return
    sent = {name.strip().lower() for name, _ in e.headers}
    known = sent | {"", "host", "content-length"}
    if missing := [name for name in e.request.signed_headers if name.lower() not in known]:
        evidence = f"signed: {_signed_names(e)}\nsent: {', '.join(sorted(sent)) or 'none'}"
        yield Sight("certain", evidence, _few(missing))


def _loose(e: Evidence) -> Iterator[Sight]:
    """``x-amz-*`` headers that were sent but not signed."""
    signed = {name.lower() for name in e.request.signed_headers}
    names = sorted({name.strip().lower() for name, _ in e.headers})
    taken = "x-amz-content-sha256", *e.provider.unsigned
    loose = [name for name in names if name.startswith("x-amz-") and name not in signed and not name.startswith(taken)]
    if e.provider.id == "minio":
        loose = [name for name in loose if name.startswith("x-amz-meta-")]
    if loose and e.has_scope:
        sure: Certainty = "certain" if e.provider.id in ("aws", "minio") else "likely"
        evidence = f"sent and not signed: {', '.join(loose[:10])}\nsigned: {_signed_names(e)}"
        note = "Whether IBM COS does so is documented nowhere and was not seen on the server." if e.is_ibm else ""
        yield Sight(sure, evidence, _few(loose), note)


def _in_both(e: Evidence) -> Iterator[Sight]:
    sent = {name.strip().lower() for name, _ in e.headers}
    both = sorted({field.name.lower() for field in e.fields if field.name.lower().startswith("x-amz-")} & sent)
    if both and e.is_v4:
        how = ", ".join(shown(name, 60) for name in both[:4])
        yield Sight("certain" if e.provider.id == "aws" else "likely", f"both: {', '.join(both[:6])}", how)


def _two_mechanisms(e: Evidence) -> Iterator[Sight]:
    given = e.header("authorization")
    if given is not None and e.request.kind in ("query", "query-v2"):
        kind = shown(given.strip().split(" ")[0], 30)
        note = KNOWN["mechanisms"].get(kind.lower(), "")
        yield Sight("certain" if e.provider.id == "aws" else "likely", f"Authorization: {kind} …", note=note)


def _typed_v2(e: Evidence) -> Iterator[Sight]:
    given = e.header("content-type") or (e.echo.header("content-type") if e.echo else None)
    told = e.reply.error.string_to_sign if e.reply and e.reply.error and not e.request.wire else ""
    alone = e.request.kind == "unsigned" and re.search(r"\n\s*\d{10}\s*\n", told or "")  # dart-lang/http#459
    if (e.request.kind == "query-v2" or alone) and given and not e.all("content-type"):
        yield Sight("likely", f"Content-Type: {shown(given, 80)}")


def _no_host(e: Evidence) -> Iterator[Sight]:
    names = [name.lower() for name in e.request.signed_headers]
    listed = e.value("X-Amz-SignedHeaders")
    if (e.is_v4 and listed == "") or (e.has_scope and names != [""] and "host" not in names):
        yield Sight("certain", f"X-Amz-SignedHeaders: {_signed_names(e) or 'empty'}")


def _list_form(e: Evidence) -> Iterator[Sight]:
    names = list(e.request.signed_headers)
    text = ";".join(names)
    if not e.has_scope or not text:
        return
    problems = (
        (text != text.lower(), "it has capitals"),
        ("," in text, "its names are joined by commas"),
        (any(character.isspace() for character in text), "it holds blanks"),
        ("" in names, "a name is empty"),
        (len(set(names)) < len(names), "it names a header twice"),
        (names != sorted(names), "it is not sorted"),
    )
    if how := next((words for wrong, words in problems if wrong), ""):
        yield Sight("likely", f"X-Amz-SignedHeaders: {shown(text, 120)}", how)


def _lists(text: str, e: Evidence) -> Iterator[Was[str]]:
    names = e.signed_headers
    yield Was(";".join(sorted(name.lower() for name in names)), "sorted")
    yield Was(";".join(names).lower(), "in lower case")
    yield Was(",".join(names), "with commas")
    yield Was("host", "with 'host' alone")
    yield Was(";".join(name.title() for name in names), "in capitals")
    yield Was(";".join(names) + ";", "with a semicolon at its end")


def _sorted_lines(lines: tuple[str, ...], e: Evidence) -> Iterator[Was[tuple[str, ...]]]:
    if list(e.signed_headers) != sorted(name.lower() for name in e.signed_headers):
        yield Was(tuple(sorted(f"{row.partition(':')[0].lower()}:{row.partition(':')[2]}" for row in lines)))


class ListLens(Lens[str, str]):
    """The list of signed headers."""

    slot = "signed_headers"

    def get(self, e: Evidence) -> str:
        return ";".join(e.signed_headers)


class LinesLens(Lens[tuple[str, ...], tuple[str, ...]]):
    """All header lines and the list of their names together: each line takes the slot that the order gives it."""

    def get(self, e: Evidence) -> tuple[str, ...]:
        return tuple(f"{name}:{e.sent_host if name == 'host' else e.sent.get(name, '')}" for name in e.signed_headers)

    def signed(self, e: Evidence, value: tuple[str, ...]) -> dict[str, Value]:
        names = ";".join(row.partition(":")[0] for row in value)
        slots = [f"header:{name}" for name in e.signed_headers]
        return {**dict(zip(slots, map(line, value), strict=True)), "signed_headers": line(names)}

    def words(self, e: Evidence, values: dict[str, Value], steps: object) -> tuple[str, str]:
        names = values["signed_headers"]
        return names[:-1].decode() if isinstance(names, bytes) else "", ";".join(e.signed_headers)


def _rewritten(e: Evidence) -> Iterator[Sight]:
    names = [name for name in e.request.signed_headers if name.lower() in REWRITTEN]
    if names and (e.request.kind == "query" or (e.request.kind == "header" and e.mismatch)):
        note = "Google changes Accept-Encoding." if e.provider.id == "gcs" else ""
        yield Sight("likely", f"X-Amz-SignedHeaders: {_signed_names(e)}", ", ".join(names[:4]), note)


def _to_send(e: Evidence) -> Iterator[Sight]:
    names = [name for name in e.request.signed_headers if name and name.lower() != "host"]
    if e.is_v4 and names and not e.is_sent:
        listed = f"X-Amz-SignedHeaders: {_signed_names(e)}"
        yield Sight("likely" if e.mismatch else "possible", listed, _few(names))


def _values_in_doubt(e: Evidence) -> Iterator[Sight]:
    """Signed headers that were sent, and a store that computed another signature: were they sent as they were signed?"""
    sent = {name.strip().lower(): value.strip() for name, value in e.headers}
    names = [name for name in dict.fromkeys(e.request.signed_headers) if name.lower() in sent.keys() - {"host"}]
    if e.is_v4 and e.is_sent and e.mismatch and names:
        typed = "content-type" in map(str.lower, names)
        # With the credentials the search tries the values that clients choose, so what is left is a rarer one.
        sure: Certainty = "likely" if typed and not e.credentials else "possible"
        evidence = "\n".join(f"sent: {header_shown(name, sent[name.lower()])}" for name in names[:6])
        yield Sight(sure, evidence, _few(names), KNOWN["chosen"] if typed else "")


_cause = causes_of("headers")

HEADER: tuple[Cause[Header, bytes], ...] = (
    _cause("signed-header", do=lambda header: (header[0], "text/html"), undo=guesses, seen=_spaced),
    _cause("header-line-missing", sign=lambda header, e: (Was(b""),) if header[0] else ()),
)

LIST: tuple[Cause[str, str], ...] = (_cause("signed-headers-list", sign=_lists, seen=_list_form),)

LINES: tuple[Cause[tuple[str, ...], tuple[str, ...]], ...] = (_cause("signed-headers-order", sign=_sorted_lines),)


OTHER: tuple[Cause[Header, bytes], ...] = (
    _cause("signed-header-missing", do=lambda header: (header[0], None), seen=_unsent),
    _cause("unsigned-headers", seen=_loose),
    _cause("header-and-parameter", seen=_in_both),
    _cause("two-mechanisms", seen=_two_mechanisms),
    _cause("content-type-v2", seen=_typed_v2),
    _cause("host-not-signed", seen=_no_host),
    _cause("rewritten-header", seen=_rewritten),
    _cause("headers-to-send", seen=lambda e: (*_to_send(e), *_values_in_doubt(e))),
)
