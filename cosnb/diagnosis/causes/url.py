"""What happens to a URL as a whole: mail, chat, markup, JSON, shells and hands damage it, and it can be undone."""

from collections.abc import Callable, Iterator

from .. import url_damage
from ..cause import Cause, Sight
from ..copies import copies_of, first_difference
from ..evidence import Evidence
from ..url_damage import Mend, case_folded
from .rows import causes_of


def _differing(e: Evidence) -> Iterator[Sight]:
    """A second copy of the link in the same text, which is not the same."""
    for copy in copies_of(e):
        if found := first_difference(e.pasted.url, copy.url):
            yield Sight("likely" if e.failed else "possible", found[1], found[0])
            return


_cause = causes_of("url")


def _row(name: str, undo: Mend | None, do: Callable[[str], str] | None) -> Cause[str, str]:
    return _cause(name, do=do, undo=(lambda url, e: filter(None, (undo(url),))) if undo else None)


def _capital_signature(url: str) -> str:
    head, mark, tail = url.partition("X-Amz-Signature=")
    return f"{head}{mark}{tail[:64].upper()}{tail[64:]}"


def _in_safelinks(url: str) -> str:
    inner = url.replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("#", "%23")
    return f"https://eur01.safelinks.protection.outlook.com/?url={inner}&data=05"


# In the order in which they are undone.
CAUSES: tuple[Cause[str, str], ...] = (
    _row("invisible-characters", url_damage.invisible, lambda url: url.replace("X-Amz-Date", "\u200bX-Amz-Date")),
    _row("link-wrapper", url_damage.wrapper, _in_safelinks),
    _row("json-escaped", url_damage.json_escaped, lambda url: url.replace("&", "\\u0026")),
    _row("shell-escaped", url_damage.shell_escaped, lambda url: url.replace("&", "\\&")),
    _row("html-escaped", url_damage.html_escaped, lambda url: url.replace("&", "&amp;")),
    _row("scheme", url_damage.scheme, lambda url: f"https://{url}"),
    _row("pasted-twice", url_damage.twice, lambda url: url + url),
    _row("question-mark", url_damage.question_marks, lambda url: url.replace("?", "&", 1)),
    _row("fragment", url_damage.fragment, None),
    _row("double-encoded", url_damage.double_encoded, url_damage.twice_encoded),
    _row("case-folded", case_folded, str.lower),
    _row("misspelt-parameter", url_damage.misspelt, lambda url: url.replace("X-Amz-Credential", "X-Amz-Credentail")),
    _row("decorated", url_damage.decorated, lambda url: url + "." if "X-Amz-Signature=" in url[-81:] else url),
    _row("signature-case", url_damage.signature_case, _capital_signature),
    _row("bad-escape", url_damage.bad_escape, None),
    # Read and undone while the paste was read, so there are only words for them.
    _row("line-break", None, lambda url: url.replace("X-Amz-Date", "\nX-Amz-Date")),
    _row("space", None, None),
    _row("quoted-printable", None, lambda url: url.replace("=", "=3D")),
    _row("no-scheme", None, None),
    _cause("copies-differ", seen=_differing),
)
