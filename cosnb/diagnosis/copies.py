"""The same link twice in one text: sent on by a redirect, or as it was made beside what something made of it."""

import re
from collections.abc import Iterator

from ..links import ParsedRequest, parse
from ..links.reading.pasted import find_url
from ..sigv4 import Url, uri_decode
from ..sigv4.parts import join
from .evidence import Evidence
from .formatting import difference, shown

# Where a request was sent on, by the answers that a text repeats.
hops_in = re.compile(r"""(?im)^(?:< )?[ \t]{0,8}["']?location["']?: ?["']?(https?://[^\s"'<>]{1,20000})""").findall
_SIGNED = re.compile(r"Signature(?<!\wSignature)=([\w%+/=]{20,200})")
_WORKS = re.compile(r"(?i)(?<!not )(?<!n['’]t )\bwork(?:s|ed|ing)?\b")
_FAILS = re.compile(r"(?i)(?:\bnot|n['’]t) work(?:ing)?\b|\bfail(?:s|ed|ing)\b")
_MOST = 20  # places of a text that are looked at
_LONGEST = 8_000  # characters of a URL


def signed_in(text: str) -> dict[str, int]:
    """The signed requests in a text, by the beginning of the signature, and the place where each stands first."""
    found: dict[str, int] = {}
    for match in _SIGNED.finditer(text):
        found.setdefault(match[1][:16], match.start())
    return found


def failing_in(text: str) -> int | None:
    """The place of the signed request of which a text says that it does not work, and of another one that it does (aws4fetch#35)."""
    places, works, fails = [*signed_in(text).values()], _WORKS.search(text), _FAILS.search(text)
    if len(places) < 2 or not works or not fails:
        return None
    # What is said of a link stands in front of it or behind it, of all as of the first.
    if min(works.start(), fails.start()) < places[0]:
        return next((place for place in places if place > fails.start()), None)
    return max((place for place in places if place < fails.start()), default=None)


def others_in(e: Evidence) -> str:
    """How many signed requests the text holds, where, and which of them was looked at; empty where it is the only one."""
    text, places = e.pasted.text, signed_in(e.pasted.text)
    if len(places) < 2:
        return ""
    lines = {signature: text.count("\n", 0, place) + 1 for signature, place in [*places.items()][:_MOST]}
    listed = ", ".join(map(str, dict.fromkeys(lines.values()))) + (", …" if len(places) > _MOST else "")
    own = lines.get(e.pasted.signature[:16])
    this = f", and the one at line {own} was looked at" if own else ", and one of them was looked at"
    return f"{len(places)} signed requests are in the text, at lines {listed}{this}. diagnose_many() looks at all."


def copies_of(e: Evidence) -> Iterator[ParsedRequest]:
    """The other copies of the link that its text holds: signed in the same second, and for the same path or with its signature."""
    text, request, place = e.pasted.text, e.request, -1
    if not request.timestamp or request.kind != "query":
        return
    seen = {e.pasted.wire, request.wire}
    for _ in range(_MOST):
        place = text.find(request.timestamp, place + 1)
        if place < 0:
            return
        start = max(0, place - _LONGEST)
        found = find_url(text[start : place + _LONGEST], place - start)
        if found and not found.marks and found.url not in seen:
            seen.add(found.url)
            other = parse(found.url)
            same = other.signature[:16] == request.signature[:16] and len(other.signature) > 15
            if other.timestamp == request.timestamp and (same or join(other.url.path) == e.path):
                yield other


def first_difference(one: Url, other: Url) -> tuple[str, str] | None:
    """The first piece in which two links differ, and how; None where they are the same but for the order of their parameters."""
    rows = [
        {
            "host": join(url.host).lower() + url.port,
            "path": join(url.path),
            **{f"parameter {uri_decode(row.name.text)}": join(row.value or ()) for row in url.query},
        }
        for url in (one, other)
    ]
    for name in (*rows[0], *rows[1]):
        left, right = (row.get(name, "") for row in rows)
        if left != right:
            return f"the {shown(name, 80)}", difference(left, right, left_is="this one", right_is="the other")
    return None
