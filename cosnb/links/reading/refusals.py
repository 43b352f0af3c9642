"""Where a text says that a request was refused, in the words of a client, an SDK or a log: and with which code or status."""

from __future__ import annotations

import re
from typing import NamedTuple

from .wrapped import MARKERS

# What clients write around a store's code: botocore, the SDKs for Go, those for JavaScript, MinIO's. And around a status:
# requests, urllib, axios, aws-sdk-go, curl, wget, a browser's console, an access log.
_SAID = re.compile(
    r"(?:\bAn error occurred \(|\bapi error |\b[Cc]ode[\"']?\s?[:=]\s?[\"']?|<Code>)(?P<code>[A-Z][a-z]+[A-Z][A-Za-z]{1,40})\b"
    r"(?:<\\?/Code>\s{0,9}<Message>)?[\"']?\)?(?:[^\r\n:]{0,80} operation(?: \([^\r\n()]{0,60}\))?)?"
    r"[:,]?\s?(?:[\"']?message[\"']?\s?[:=]\s?)?(?P<words>[^\r\n]{0,2000})"
    r"|\b(?:HTTP Error|[Ss]tatus(?:[ _]?[Cc]ode)?[\"']?(?: of)?|StatusCode|returned error|response\.\.\.|\bERROR)[:=]?\s"
    r"(?P<status>[45]\d\d)\b"
    r"|\b(?P<named>[45]\d\d) (?:Client Error|Server Error|Forbidden|Unauthorized|Bad Request)\b"
    r"|\" (?P<logged>[45]\d\d)(?= |$)",
    re.MULTILINE,
)


class Refusal(NamedTuple):
    """What is said of a refusal, and where it stands in the text. Of the code and the status one may be missing."""

    place: int
    code: str = ""
    words: str = ""
    status: int | None = None


def refusal_in(text: str) -> Refusal | None:
    """The first refusal that a text tells of, by a store's code if there is one, else by a status; or None."""
    first = None
    for match in _SAID.finditer(text):
        status = match["status"] or match["named"] or match["logged"]
        if not status:
            return Refusal(match.start(), match["code"], match["words"].strip(" \"'}"))
        if first is None and _is_of_a_link(text, match):
            first = Refusal(match.start(), status=int(status))
    return first


def _is_of_a_link(text: str, match: re.Match[str]) -> bool:
    """Whether a status may be that of a signed link: not where its line names another address, or is another request's."""
    line = text[max(0, match.start() - 4_000) : match.start()].rpartition("\n")[2]
    line += text[match.start() : match.end() + 4_000].partition("\n")[0]
    is_signed = "ignature" in line and MARKERS.search(line) is not None
    return is_signed or not (match["logged"] or "://" in line)
