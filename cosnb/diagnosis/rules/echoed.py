"""Rules about what the store computed: the first difference to what the URL claims names the stage."""

from __future__ import annotations

from collections.abc import Iterator

from ...sigv4 import uri_decode
from ...sigv4.encoding import reencode
from ..echo import Echo, read_echo
from ..evidence import Evidence
from ..finding import Finding
from ..proof.path_steps import WIRE
from ..proof.subject import canonical_query
from ..showing import difference, shown
from .echoed_lines import ON_THE_WAY, header_lines, payload_line, string_to_sign


def echoed(e: Evidence) -> Iterator[Finding]:
    """The store's canonical request, piece by piece, against the one that the URL implies."""
    echo = read_echo(e.reply)
    if not echo or e.request.kind not in ("query", "header"):
        return
    if echo.checked is False:
        yield Finding(
            "echo-damaged",
            "possible",
            "string_to_sign",
            "The store's canonical request was changed while it was copied",
            "Its hash is not the one in the store's string to sign, so what it shows is taken with care.",
            "sha256(CanonicalRequest) differs from the last line of StringToSign",
            "Paste the answer's XML as it came, with the CanonicalRequestBytes element if there is one.",
        )
    found = list(_differences(e, echo)) if echo.text else []
    if echo.checked is False:
        found = [_doubted(finding) for finding in found]
    found += string_to_sign(e, echo)
    yield from found
    if not found and echo.text and echo.checked is not False:
        yield from _unchanged(e, echo)


def _doubted(f: Finding) -> Finding:
    certainty = "likely" if f.certainty == "certain" else f.certainty
    return Finding(f.id, certainty, f.stage, f.title, f.explanation, f.evidence, f.fix, f.repaired_url)


def _differences(e: Evidence, echo: Echo) -> Iterator[Finding]:
    yield from _method(e, echo)
    yield from _path(e, echo)
    yield from _query(e, echo)
    yield from header_lines(e, echo)
    yield from payload_line(e, echo)


def _method(e: Evidence, echo: Echo) -> Iterator[Finding]:
    if e.method and e.pasted.method is None and e.is_sent and echo.method != e.method:
        yield Finding(
            "method-changed",
            "certain",
            "method",
            f"The store received {shown(echo.method, 20)}, not {shown(e.method, 20)}",
            "A followed redirect turns POST into GET, and a library may send HEAD first.",
            f"sent: {shown(e.method, 20)}\nreceived: {shown(echo.method, 20)}",
            "Send the request again without redirects.",
        )
    elif echo.method in ("HEAD", "OPTIONS"):
        yield Finding(
            "method",
            "likely",
            "method",
            f"The store received {echo.method}",
            "URLs are mostly made for GET or PUT, and each works for its one method. Link previews, download managers and "
            "curl -I send HEAD.",
            f"first line of the store's canonical request: {echo.method}",
            "Send the method that the URL was made for.",
        )


def _path(e: Evidence, echo: Echo) -> Iterator[Finding]:
    implied = reencode(e.path or "/", keep_slash=True)
    if echo.path in (implied, e.path):
        return
    how = next((step for step in WIRE if reencode(step.apply(e.path), keep_slash=True) == echo.path), None)
    yield Finding(
        "path-changed",
        "certain",
        "path",
        f"The store received another path: {how.signed}" if how else "The store received another path than the URL has",
        f"{ON_THE_WAY} {_on_the_wire(how.name) if how else ''}".strip(),
        difference(implied, echo.path, left_is="URL", right_is="store"),
        "Send the path as it stands in the URL; curl has --path-as-is, aiohttp yarl.URL(url, encoded=True).",
    )


def _on_the_wire(name: str) -> str:
    return {
        "path-dots": "Most clients resolve dot segments.",
        "path-slashes": "A server or proxy merged slashes (nginx: merge_slashes off).",
        "path-normalized": "A server or proxy normalised the path.",
        "bucket-missing": "A proxy took the first segment away.",
    }.get(name, "")


def _query(e: Evidence, echo: Echo) -> Iterator[Finding]:
    rows = tuple(
        (field.wire_name, field.wire_value) for field in e.fields
        if e.request.kind == "header" or field.name != "X-Amz-Signature"
    )  # fmt: skip
    implied = canonical_query(rows)
    if echo.query == implied:
        return
    ours, theirs = set(implied.split("&")), set(echo.query.split("&"))
    if ours == theirs:
        return
    gone = sorted({uri_decode(row.partition("=")[0]) for row in ours - theirs})
    new = sorted({uri_decode(row.partition("=")[0]) for row in theirs - ours})
    changed = [name for name in gone if name in new]
    parts = [
        *([f"not received: {', '.join(shown(n, 40) for n in gone if n not in changed)}"] if set(gone) - set(changed) else ()),
        *([f"received in addition: {', '.join(shown(n, 40) for n in new if n not in changed)}"] if set(new) - set(changed) else ()),
        *([f"received with another value: {', '.join(shown(n, 40) for n in changed)}"] if changed else ()),
    ]  # fmt: skip
    secret = any("token" in name.lower() for name in changed)
    yield Finding(
        "query-changed",
        "certain",
        "query",
        "The store received another query than the URL has",
        f"{ON_THE_WAY} SigV4 signs every parameter but the signature.",
        "\n".join(parts + ([] if secret else [difference(implied, echo.query, left_is="URL", right_is="store")])),
        "Send the query as it stands in the URL.",
    )


def _unchanged(e: Evidence, echo: Echo) -> Iterator[Finding]:
    proof = (
        "its hash is the one in the store's string to sign" if echo.checked else "the answer has no hash to check it by"
    )
    yield Finding(
        "unchanged-on-the-way",
        "likely",
        "derivation",
        "The store received exactly what the URL says: most likely the secret is another one",
        "Nothing changed on the way. Left are the secret (misspelt, of another account, with a line end), a method or a "
        "header's value other than was signed, or a URL that was changed before it was sent; only the secret can tell them "
        "apart.",
        f"the store's canonical request ({shown(echo.method, 20)}) is the one that the URL implies; {proof}",
        "Give diagnose() the credentials that signed. Else copy the secret again, and sign again.",
    )


RULES = (echoed,)
