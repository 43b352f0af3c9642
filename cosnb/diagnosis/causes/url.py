"""What happens to a URL as a whole: mail, chat, markup, JSON, shells and hands damage it, and it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .. import url_damage
from ..case_folded import case_folded
from ..cause import LOST, Cause, Was
from ..evidence import Evidence
from ..url_damage import Mended


def _mended(mend: Callable[[str], Mended | None]) -> Callable[[str, Evidence | None], Iterator[Was[str]]]:
    """The URL without the damage; ``likely`` says that it is not certain."""

    def values(url: str, e: Evidence | None = None) -> Iterator[Was[str]]:
        if found := mend(url):
            yield Was(found.url, found.evidence, likely=found.certainty == "likely")

    return values


def _row(
    id: str,  # noqa: A002
    undo: Callable[[str], Mended | None] | None,
    do: Callable[[str], str] | None,
    done: str,
    title: str,
    why: str,
    fix: str,
    *,
    explains: frozenset[str] = frozenset(),
    unsure: bool = False,
) -> Cause[str, str]:
    return Cause(
        id=id,
        stage="url",
        title=title,
        why=why,
        fix=fix,
        do=do,
        done=done,
        undo=_mended(undo) if undo else None,
        leads_to=LOST,
        explains=explains,
        side="url",
        unsure=unsure,
    )


def _capital_signature(url: str) -> str:
    head, mark, tail = url.partition("X-Amz-Signature=")
    return f"{head}{mark}{tail[:64].upper()}{tail[64:]}"


def _in_safelinks(url: str) -> str:
    inner = url.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("#", "%23")
    return f"https://eur01.safelinks.protection.outlook.com/?url={inner}&data=05"


# In the order in which they are undone.
CAUSES: tuple[Cause[str, str], ...] = (
    _row("invisible-characters", url_damage.invisible, lambda url: url.replace("X-Amz-Date", "\u200bX-Amz-Date"),
         "a character in it that is not seen",
         "The URL holds characters that cannot be seen",
         "Chat programs and word processors put them in; every one of them is sent, and none of them was signed.",
         "Use the URL without them."),
    _row("link-wrapper", url_damage.wrapper, _in_safelinks, "wrapped by a mail filter",
         "This is the link of a mail or chat filter, with the URL inside it",
         "The filter opens the URL itself, or sends the reader on through its own server.", "Use the URL inside it."),
    _row("json-escaped", url_damage.json_escaped, lambda url: url.replace("&", "\\u0026"), "& written as \\u0026",
         "The URL was copied out of JSON, with its escapes",
         "In JSON '&' may be written \\u0026 and '/' as \\/; a client sends them as they are.", "Use the URL without the escapes."),
    _row("shell-escaped", url_damage.shell_escaped, lambda url: url.replace("&", "\\&"), "& written as \\&",
         "The URL holds escape characters of a shell",
         "A backslash or caret was written for a shell, and no shell took it away.", "Use the URL without them, in quotes."),
    _row("html-escaped", url_damage.html_escaped, lambda url: url.replace("&", "&amp;"), "& written as &amp;",
         "The URL is escaped for HTML: '&amp;' is where '&' belongs",
         "Every parameter after the first has a name that begins with 'amp;', so the store does not find it. A template "
         "engine may write '=' as '&#x3D;' too, and from '#' on nothing is sent.",
         "Use the URL with '&'; put the escaped form in HTML only."),
    _row("scheme", url_damage.scheme, lambda url: f"https://{url}", "https:// put in front",
         "The URL begins with its scheme twice, or malformed",
         "An endpoint that has a scheme of its own was put after another one.", "Write the scheme once."),
    _row("pasted-twice", url_damage.twice, lambda url: url + url, "pasted twice",
         "The URL was pasted twice in a row",
         "The second one becomes part of the signature.", "Use it once."),
    _row("question-mark", url_damage.question_marks, lambda url: url.replace("?", "&", 1), "& in place of ?",
         "The query does not begin with the one '?' it takes",
         "Parameters were appended with the wrong character, so the store reads the signature's as part of something else.",
         "Put one '?' between path and query, and '&' between parameters."),
    _row("fragment", url_damage.fragment, None, "",
         "A '#' in the URL cuts off everything after it",
         "What follows '#' is never sent, by any client; a '#' in a key is written %23.", "Write '#' as %23."),
    _row("double-encoded", url_damage.double_encoded, url_damage.twice_encoded, "its query encoded once more",
         "The URL was percent-encoded a second time",
         "'%2F' became '%252F', so the store reads a value that was never signed.", "Do not encode a finished URL again."),
    _row("case-folded", case_folded, str.lower, "in lower case",
         "The whole URL was put into one case: into lower case, or into capitals",
         "The names of the parameters, the algorithm, the object key and a session token are read letter by letter. A mail "
         "program, a spreadsheet or a rule that makes addresses uniform did it. Which letters of the key and of the token "
         "were capitals cannot be told from it; a signature that is recomputed may confirm a guess.",
         "Copy the URL again from where it was made.",
         explains=frozenset({"unproven", "no-such-key"}), unsure=True),
    _row("misspelt-parameter", url_damage.misspelt, lambda url: url.replace("X-Amz-Credential", "X-Amz-Credentail"),
         "a parameter misspelt",
         "A parameter of the signature is misspelt", "The store looks for the exact name.",
         "Use the name as it is specified, also where it is signed."),
    _row("decorated", url_damage.decorated, lambda url: url + "." if "X-Amz-Signature=" in url[-81:] else url,
         "a full stop behind it",
         "Extra characters stick to the signature",
         "A full stop, bracket, quote or line end was copied along with the URL; a signature is 64 hex digits.",
         "Use the URL without them."),
    _row("signature-case", url_damage.signature_case, _capital_signature, "the signature in capitals",
         "The signature is in capitals",
         "It is written in lower-case hex; a store that compares the text refuses capitals.", "Write it in lower case."),
    _row("bad-escape", url_damage.bad_escape, None, "",
         "A percent sign in the path is not encoded",
         "'%' begins an escape of two hex digits; a percent sign itself is written %25. Clients and servers disagree on "
         "the rest.",
         "Percent-encode the key before it goes into a URL.", unsure=True),
    # Read and undone while the paste was read, so there are only words for them.
    _row("line-break", None, lambda url: url.replace("X-Amz-Date", "\nX-Amz-Date"), "broken over two lines",
         "The URL is broken over several lines",
         "Mail and terminals wrap long lines. A browser takes the line ends out; other clients stop there or send them.",
         "Use the URL in one piece."),
    _row("space", None, None, "",
         "The URL has a blank in it", "A client ends the URL there, or sends the blank as %20.",
         "Use the URL without the blank; a space in a key is written %20.", explains=frozenset({"extra-parameters"})),
    _row("quoted-printable", None, lambda url: url.replace("=", "=3D"), "= written as =3D",
         "The URL was copied from the source of a mail",
         "In that form '=' is written '=3D' and long lines end in '='.", "Use the decoded URL."),
    _row("no-scheme", None, None, "",
         "The URL has no scheme", "A client cannot know how to send it.",
         "Put https:// in front; http:// for a store on this machine."),
)  # fmt: skip
