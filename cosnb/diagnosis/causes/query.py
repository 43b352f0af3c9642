"""What happens to the query: parameters that are added or changed, and signers that write its canonical form otherwise.

Source of the one right form: "Create a canonical request", SigV4 signing elements, AWS IAM user guide.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote, quote_plus, unquote_to_bytes

from ...links.reading.meanings import REQUIRED, SIGNING, is_s3_parameter
from ...sigv4 import uri_decode
from ...sigv4.encoding import reencode
from ...sigv4.live import is_live_name
from ..cause import Cause, Edit, Sight, Was, each, once
from ..evidence import Evidence, Rows
from ..finding import Certainty
from ..formatting import shown
from ..lens import Lens, Step
from ..slots import Value, canonical_query, line
from .path import MAX_PATH, literal, lower_escapes, replaced, unicode_form
from .rows import causes_of, data_of

# A query longer than this is not worth a search; nor are more parameters than these.
_MAX_QUERY, _MAX_ROWS, _MAX_DROPPED = 16_000, 60, 12
# What trackers and caches add, and what people and programs sign with, from a minute to a week.
_KNOWN = data_of("query")
_SIGNING = frozenset(name.lower() for name in SIGNING)
_TRACKERS = re.compile("|".join(_KNOWN["trackers"]), re.IGNORECASE)


class QueryLens(Lens[Rows, str]):
    """The parameters on the wire without the signature; a store encodes each again and sorts them."""

    meets = True
    slot = "query"

    def get(self, e: Evidence) -> Rows | None:
        size = sum(len(name) + len(value or "") for name, value in e.rows)
        return e.rows if len(e.rows) <= _MAX_ROWS and size <= _MAX_QUERY else None

    def wire(self, e: Evidence, value: Rows) -> tuple[dict[str, Value], tuple[Edit, ...]]:
        # A URL needs its token, whether it was signed or not.
        needed = any(map(is_token, e.rows)) and not any(map(is_token, value))
        edits = () if needed else (Edit("query", query_text(value, e.request.signature)),)
        return {"query": line(canonical_query(value))}, edits

    def words(self, e: Evidence, values: dict[str, Value], steps: Sequence[Step[Rows, str]]) -> tuple[str, str]:
        query = values["query"]
        signed = query[:-1].decode("utf-8", "replace") if isinstance(query, bytes) else ""
        return _unlike(signed, now := canonical_query(e.rows)), _unlike(now, signed)


def _unlike(text: str, other: str) -> str:
    """The parameters of a canonical query that the other one has not; where both have the same, the order of their names."""
    fields, others = text.split("&"), set(other.split("&"))
    found = [_field(field) for field in fields if field not in others]
    if set(fields) == others:
        return ", ".join(field.partition("=")[0] for field in fields)
    return "&".join(found) or "nothing in its place"


def _field(field: str) -> str:
    name, equals, value = field.partition("=")
    return f"{name}{equals}{'…' if is_live_name(uri_decode(name)) and value else value}"


def is_token(row: tuple[str, str | None]) -> bool:
    """Whether a row is the session token."""
    return uri_decode(row[0]).lower() == "x-amz-security-token"


def is_own(row: tuple[str, str | None]) -> bool:
    """Whether a row is no parameter of the signature."""
    return uri_decode(row[0]).lower() not in _SIGNING


def query_text(rows: Rows, signature: str) -> str:
    """Rows as a query again, with the signature behind them."""
    fields = [name if value is None else f"{name}={value}" for name, value in rows]
    return "&".join([*fields, f"X-Amz-Signature={signature}"])


def values_changed(change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    """The query with each value changed."""
    return lambda rows: tuple((name, None if value is None else change(value)) for name, value in rows)


def _values_with(old: str, new: str) -> Callable[[Rows], Rows]:
    """The query with a text replaced in each value."""
    return values_changed(replaced(old, new))


def value_changed(wanted: str, change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    """The query with the value of one parameter changed, whose name is given in lower case."""
    return lambda rows: tuple(
        (name, change(value) if value and uri_decode(name).lower() == wanted else value) for name, value in rows
    )


def _plus(e: Evidence) -> Iterator[Sight]:
    names = [
        field.name for field in e.fields
        if "+" in (field.wire_value or "")[:MAX_PATH] and field.name.lower() not in ("x-amz-security-token", "signature")
    ]  # fmt: skip
    if names and e.is_v4:
        yield Sight(evidence=f"parameters: {', '.join(shown(name, 60) for name in names[:6])}", how=shown(names[0], 60))


def _decoded(e: Evidence) -> Iterator[Sight]:
    wire = next((field.wire_value or "" for field in e.fields if field.name == "X-Amz-Credential"), "")
    if e.is_v4 and "/" in wire:
        yield Sight(evidence=f"X-Amz-Credential has {wire.count('/')} slashes where %2F belongs")


def _disposition(e: Evidence) -> Iterator[Sight]:
    for field in e.all("response-content-disposition")[:1]:
        plain = (field.wire_value or "").isascii() and (field.value.isascii() or "filename*=" in field.value)
        if not plain:
            yield Sight(evidence=f"response-content-disposition: {shown(field.value, 120)}")


def _without(gone: Rows) -> Callable[[Rows], Rows]:
    rows_gone = frozenset(gone)
    return lambda rows: tuple(row for row in rows if row not in rows_gone)


def _dropped(rows: Rows, e: Evidence) -> Iterator[Was[Rows]]:
    """Parameters that were added after signing: all behind the signature, all that S3 does not know, each alone."""
    behind = rows[e.signed_rows :] if rows == e.rows else ()
    groups: list[Rows] = [behind] if behind and all(map(is_own, behind)) else []
    groups.append(tuple(row for row in rows if not is_s3_parameter(uri_decode(row[0]))))
    others = tuple(filter(is_own, rows))
    groups += [others, *((row,) for row in others[-_MAX_DROPPED:])]
    for group in filter(None, groups):
        yield Was(_without(group)(rows), ", ".join(shown(uri_decode(name), 40) for name, _ in group[:8]))


def _extra(e: Evidence) -> Iterator[Sight]:
    """Parameters that S3 gives no meaning, or that follow the signature. SigV2 does not cover them, so there they do no harm."""
    names = [field.name for field in e.fields]
    if not e.is_v4 or "X-Amz-Signature" not in names:
        return
    place = names.index("X-Amz-Signature")
    before, behind = names[:place], names[place:]
    # JavaScript's SDK sorts all parameters; others put the signature last, or first (processone/ejabberd-contrib#319).
    is_sorted = names == sorted(names) or (before == sorted(before) and behind[1:] == sorted(behind[1:]))
    in_order = is_sorted and any(name in REQUIRED for name in behind[1:])
    unknown = list(dict.fromkeys(name for name in names if not is_s3_parameter(name)))
    # Where the order tells nothing, what follows may be signed as well: GitHub's actor_id (RoganDawes/P4wnP1_aloa#78).
    later = {n for n in behind if not in_order and n not in REQUIRED and n.lower() != "x-amz-security-token"}
    found = [n for n in dict.fromkeys(names) if n in later or (n in unknown and _TRACKERS.fullmatch(n[:60]))]
    if listed := found or unknown:
        kept = [(field.wire_name, field.wire_value) for field in e.fields if field.name not in listed]
        query = "&".join(name if value is None else f"{name}={value}" for name, value in kept)
        url = f"{e.request.wire.partition('?')[0]}?{query}" if found else None
        some = [shown(name, 40) for name in listed[:10]]
        yield Sight("likely" if found else "possible", f"parameters: {', '.join(some)}", ", ".join(some[:5]), url=url)


def _expiries(rows: Rows, e: Evidence) -> Iterator[Was[Rows]]:
    """Usual expiries in the place of the one that stands in the URL."""
    name, value = next(((n, v) for n, v in rows if uri_decode(n) == "X-Amz-Expires"), ("", None))
    for seconds in _KNOWN["expiries"] if value is not None else ():
        changed = tuple((name, str(seconds)) if row[0] == name else row for row in rows)
        yield Was(changed, f"from {seconds} to {shown(value or '', 20)}")


def _checksum(e: Evidence) -> Iterator[Sight]:
    for field in e.fields:
        name = field.name.lower()
        if name.startswith(("x-amz-checksum-", "x-amz-sdk-checksum-algorithm")) and name != "x-amz-checksum-mode":
            empty = field.value == "AAAAAA==" and name == "x-amz-checksum-crc32"
            # S3 and MinIO ignore a checksum in the query (aws-sdk-go-v2#2610, aws-sdk#480, ministack#1695).
            doubted = not empty or e.provider.id in ("aws", "minio") or (e.method or "PUT") in ("GET", "HEAD")
            sure: Certainty = "certain" if e.answered == "payload-mismatch" else "likely"
            what = "the checksum of an empty body" if empty else "a checksum that an SDK computed"
            yield Sight("possible" if doubted else sure, f"{field.name}={shown(field.value, 40)}", what)
            return


def _text(
    *,
    name: Callable[[str], str] = reencode,
    value: Callable[[str], str] = reencode,
    order: Callable[[tuple[str, str]], object] | None = lambda pair: pair,
    bare: bool = False,
) -> Callable[[Rows], str]:
    """A canonical query as a signer may write it."""

    def text(rows: Rows) -> str:
        made = [(name(key), value(given or ""), given) for key, given in rows]
        if order is not None:
            made.sort(key=lambda row: order(row[:2]))  # type: ignore[arg-type,return-value]
        return "&".join([key if bare and not given else f"{key}={given}" for key, given, _ in made])

    return text


def value_written(wanted: str, change: Callable[[str], str]) -> Callable[[Rows], str]:
    """The canonical query with the value of one parameter written otherwise."""

    def text(rows: Rows) -> str:
        made = sorted((reencode(key), reencode(given or "")) for key, given in rows)
        return "&".join([f"{key}={change(given) if key.lower() == wanted else given}" for key, given in made])

    return text


def blanks_as_plus(value: str) -> str:
    """A value with each of its blanks as a plus sign, percent-encoded."""
    return re.sub("%20| ", "%2B", value)


_NFC, _NFD = values_changed(unicode_form("NFC")), values_changed(unicode_form("NFD"))
_other_form = each(("signed composed (NFC)", _NFC), ("signed decomposed (NFD)", _NFD))
_cause = causes_of("query")

DAMAGE: tuple[Cause[Rows, str], ...] = (
    _cause("extra-parameters", do=lambda rows: (*rows, ("utm_source", "mail")), undo=_dropped, seen=_extra),
    _cause("expires-changed", do=value_changed("x-amz-expires", lambda value: "86400"), undo=_expiries),
    _cause("query-plus", do=_values_with("%20", "+"), undo=once(_values_with("+", "%20")), seen=_plus),
    _cause("query-space", do=_values_with("%2B", "%20"), undo=once(values_changed(blanks_as_plus))),
    _cause("query-double-encoded", undo=once(_values_with("%25", "%"))),
    _cause("query-unicode", undo=_other_form),
    _cause(
        "query-decoded",
        do=value_changed("x-amz-credential", uri_decode),
        sign=once(value_written("x-amz-credential", uri_decode)),
        seen=_decoded,
    ),
    _cause("disposition-encoding", seen=_disposition),
    _cause(
        "checksum-mode",
        seen=lambda e: [Sight(evidence=f"{f.name}={shown(f.value, 40)}") for f in e.all("x-amz-checksum-mode")[:1]],
    ),
    _cause("sdk-checksum", seen=_checksum),
)


_META = re.compile("(?i)^x-amz-meta-.*")


def _bare(e: Evidence) -> Iterator[Sight]:
    """A parameter without a value, which curl's own signer left without its '=' for long (curl#8107, curl#10129)."""
    names = [shown(field.name, 40) for field in e.fields if field.wire_value is None and field.name]
    by_curl = e.request.kind in ("header", "unsigned") and "--aws-sigv4" in e.pasted.text
    if names and by_curl and e.failed == "signature":
        yield Sight("likely", f"parameters without '=': {', '.join(names[:10])}", _WRITTEN[2][0])
    # An SDK signed the one spelling and wrote the other (aws-sdk-js#747, aws-sdk-js#1013).
    names = [shown(name, 80) for field in e.fields if (name := field.name) != name.lower() and _META.match(name)]
    if names and e.failed == "signature":
        yield Sight("likely", f"parameters: {', '.join(names[:10])}", _WRITTEN[3][0])


_SMALL_META = _text(name=lambda name: reencode(_META.sub(lambda one: one[0].lower(), name)))
_AS_A_FORM = _text(value=lambda value: quote_plus(unquote_to_bytes(value.replace("+", " ")), safe="~"))
_SORTED_FIRST = _text(order=lambda pair: uri_decode(pair[0]))
_OLD_TILDE = _text(value=lambda value: reencode(value).replace("~", "%7E"))
# How a signer may have written the canonical query.
_WRITTEN: tuple[tuple[str, bool, Callable[[Rows], str]], ...] = (
    ("in the order of the URL, not sorted by name", True, _text(order=None)),
    ("sorted regardless of case: capitals come before small letters", True, _text(order=lambda pair: pair[0].lower())),
    ("without '=' where a parameter has no value: the canonical form of '?acl' is 'acl='", True, _text(bare=True)),
    ("with the names of its metadata in small letters", True, _SMALL_META),
    ("with the semicolons of X-Amz-SignedHeaders unencoded", True, value_written("x-amz-signedheaders", uri_decode)),
    ("with semicolons and slashes of values unencoded", True, _text(value=literal("/;"))),
    ("with the session token unencoded", True, value_written("x-amz-security-token", uri_decode)),
    ("with its values unencoded", True, _text(value=uri_decode)),
    ("with spaces as plus signs, as a form encoder writes them", True, _AS_A_FORM),
    ("as it is in the URL, sorted, not in its one canonical encoding", True, _text(name=str, value=str)),
    ("exactly as it is in the URL", True, _text(name=str, value=str, order=None)),
    ("with its values encoded twice", True, _text(value=lambda value: quote(reencode(value), safe="~"))),
    ("with !'()* unencoded, as JavaScript's encodeURIComponent leaves them", True, _text(value=literal("!'()*"))),
    ("empty", True, lambda rows: ""),
    ("without the parameters of the signature", True, lambda rows: canonical_query(tuple(filter(is_own, rows)))),
    ("sorted first and encoded then: it is sorted as it is encoded", False, _SORTED_FIRST),
    ("sorted backwards", False, lambda rows: "&".join(reversed(canonical_query(rows).split("&")))),
    ("with the tilde as %7E, as old encoders write it", False, _OLD_TILDE),
    ("with its escapes in lower-case hex", False, _text(name=lower_escapes(), value=lower_escapes())),
    ("with an empty X-Amz-Signature in it", False, lambda rows: canonical_query((*rows, ("X-Amz-Signature", "")))),
)

SIGNER: tuple[Cause[Rows, str], ...] = (
    _cause(
        "query-encoding",
        seen=_bare,
        do=lambda rows: rows[::-1],
        sign=lambda rows, e: (Was(write(rows), how, likely) for how, likely, write in _WRITTEN),
    ),
)
