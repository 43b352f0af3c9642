"""Damage that can be undone without doubt: what mail, chat, markup, JSON and shells do to a URL.

Each mend takes the URL as it stands on the wire and gives it back whole, or None where there is nothing to mend.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import undoing
from .finding import Finding, Stage
from .recasing import recased
from .undoing import Mended


class Mend(NamedTuple):
    """One kind of damage, with its wording."""

    id: str
    apply: Callable[[str], Mended | None]
    title: str
    explanation: str
    fix: str
    stage: Stage = "url"


MENDS = (
    Mend("invisible-characters", undoing.invisible, "The URL holds characters that cannot be seen",
         "Chat programs and word processors put them in; every one of them is sent, and none of them was signed.",
         "Use the URL without them."),
    Mend("link-wrapper", undoing.wrapper, "This is the link of a mail or chat filter, with the URL inside it",
         "The filter opens the URL itself, or sends the reader on through its own server.", "Use the URL inside it."),
    Mend("json-escaped", undoing.json_escaped, "The URL was copied out of JSON, with its escapes",
         "In JSON '&' may stand as \\u0026 and '/' as \\/; a client sends them as they are.", "Use the URL without the escapes."),
    Mend("shell-escaped", undoing.shell_escaped, "The URL holds escape characters of a shell",
         "A backslash or caret was written for a shell, and was not taken away by one.", "Use the URL without them, in quotes."),
    Mend("html-escaped", undoing.html_escaped, "The URL is escaped for HTML: '&amp;' stands where '&' belongs",
         "Every parameter behind the first has a name that begins with 'amp;', so the store does not find it.",
         "Use the URL with '&'; put the escaped form in HTML only."),
    Mend("scheme", undoing.scheme, "The URL begins with its scheme twice, or malformed",
         "An endpoint that has a scheme of its own was put behind another one.", "Write the scheme once."),
    Mend("pasted-twice", undoing.twice, "The URL was pasted twice, one behind the other",
         "The second one becomes part of the signature.", "Use it once."),
    Mend("question-mark", undoing.question_marks, "The query does not begin with the one '?' it takes",
         "Parameters were appended with the wrong sign, so the store reads the signature's as part of something else.",
         "Put one '?' between path and query, and '&' between parameters."),
    Mend("fragment", undoing.fragment, "A '#' in the URL cuts everything behind it off",
         "What stands behind '#' is never sent, by any client; a '#' in a key is written %23.", "Write '#' as %23."),
    Mend("double-encoded", undoing.double_encoded, "The URL was percent-encoded a second time",
         "'%2F' became '%252F', so the store reads a value that was never signed.", "Do not encode a finished URL again."),
    Mend("recased", recased, "The whole URL was put into one case: into lower case, or into capitals",
         "The names of the parameters, the algorithm, the key of the object and a session token are read letter by letter. A "
         "mail program, a spreadsheet or a rule that makes addresses uniform did it. Which letters of the key and of the token "
         "were capitals does not show in it; a signature that is recomputed may confirm a guess.",
         "Copy the URL again from where it was made."),
    Mend("misspelt-parameter", undoing.misspelt, "A parameter of the signature is misspelt",
         "The store looks for the exact name.", "Use the name as it is specified, also where it is signed."),
    Mend("decorated", undoing.decorated, "Something sticks to the signature",
         "A full stop, bracket, quote or line end was copied along with the URL; a signature is 64 hex digits.",
         "Use the URL without it."),
    Mend("signature-case", undoing.signature_case, "The signature is in capitals",
         "It is written in lower-case hex; a store that compares the text refuses capitals.", "Write it in lower case.",
         "signature"),
    Mend("bad-escape", undoing.bad_escape, "A percent sign in the path is not encoded",
         "'%' begins an escape of two hex digits; a percent sign itself is written %25. Clients and servers disagree on the rest.",
         "Percent-encode the key before it goes into a URL."),
)  # fmt: skip


_MARKS = {
    "line-break": (
        "line-break",
        "The URL is broken over several lines",
        "Mail and terminals wrap long lines. A browser takes the line ends out; other clients stop there or send them.",
        "Use the URL in one piece.",
    ),
    "space": (
        "space",
        "The URL has a blank in it",
        "A client ends the URL there, or sends the blank as %20.",
        "Use the URL without the blank; a space in a key is written %20.",
    ),
    "quoted-printable": (
        "quoted-printable",
        "The URL was copied from the source of a mail",
        "In that form '=' stands as '=3D' and long lines end in '='.",
        "Use the decoded URL.",
    ),
    "html-escaped": (
        "html-escaped",
        "The URL is escaped for HTML: signs of it stand as character references",
        "A template engine writes '=' as '&#x3D;' and '/' as '&#x2F;'. Only a browser that reads them in a page undoes that; "
        "from '#' on nothing is sent.",
        "Use the URL without them; in a template, have it written as it is.",
    ),
    "no-scheme": (
        "no-scheme",
        "The URL has no scheme",
        "A client cannot know how to send it.",
        "Put https:// in front; http:// for a store on this machine.",
    ),
    "percent-encoded": (
        "double-encoded",
        "The whole URL is percent-encoded",
        "It was encoded as the value of a parameter; as it stands it is no URL.",
        "Decode it once.",
    ),
}


class MendedUrl(NamedTuple):
    """A URL with its damage undone, and the findings that say what it was."""

    url: str
    findings: tuple[Finding, ...]


def mend(url: str, marks: tuple[str, ...]) -> MendedUrl:
    """Undo every damage that is known, one after the other."""
    rows: list[tuple[Mend, Mended]] = []
    for mark in marks:
        if mark in _MARKS:
            name, title, explanation, fix = _MARKS[mark]
            # A blank that was kept stands in a value, and most clients send it as %20.
            kept = mark == "space" and " " in url
            mended = Mended(url, "it stands so in the text", "likely" if kept else "certain")
            rows.append((Mend(name, lambda url: None, title, explanation, fix), mended))
    # What a client encodes when it meets it, each in its own way.
    url = url.translate({ord(sign): f"%{ord(sign):02X}" for sign in ' "<>`'})
    for one in MENDS:
        if found := one.apply(url):
            url = found.url
            rows.append((one, found))
    # Each finding gets the URL with all of the damage undone: with one of two faults mended it would still fail.
    # Where letters lost their case, that URL may name another object: it is offered once it is proven.
    unsure = _is_cut_off(url, marks) or any(one.id == "recased" for one, _ in rows)
    whole = None if unsure else url
    return MendedUrl(
        url,
        tuple(
            Finding(one.id, mended.certainty, one.stage, one.title, one.explanation, mended.evidence, one.fix, whole)
            for one, mended in rows
        ),
    )


def _is_cut_off(url: str, marks: tuple[str, ...]) -> bool:
    """Whether a URL that was put together of lines or words lacks the rest of its signature: it is no repaired URL."""
    return bool({"line-break", "space"} & set(marks)) and "X-Amz-Algorithm=" in url and "X-Amz-Signature=" not in url
