"""The exercises of lesson 07, headers and parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..choices import Choice, Option, Order
from ..exercise import Exercise
from ..rules import RULES
from ..stages import StageJudge
from .common import HOST, sign

HEADERS = {
    "X-Amz-Meta-Team": "  blue   and green ",
    "Content-Type": "application/json",
    "x-amz-acl": "public-read",
}


def query_order() -> Exercise:
    names = ("X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires", "partNumber", "response-content-type", "versionId")
    return Exercise(
        name="query_order",
        task="In which order do these stand in the canonical query string: versionId, X-Amz-Date, partNumber, "
        "X-Amz-Algorithm, response-content-type, X-Amz-Expires?",
        judge=Order(names, RULES["canonical query string"]),
        hints=(
            "They are sorted by name, byte by byte.",
            "In ASCII every capital stands before every small letter.",
            "So all X-Amz- parameters come first, sorted among themselves, then the small letters from p to v.",
        ),
        why="The order is that of the bytes: X is 58 in hex, p is 70, r is 72 and v is 76.",
    )


def must_send() -> Exercise:
    signed = sign("field-notes", "may.json", method="PUT", expires=600, headers=HEADERS)
    first = signed.canonical_request.text.split("\n")[:2]
    return Exercise(
        name="must_send",
        task="These four headers are signed for a PUT. Lines 1 to 3 of the canonical request are made; the third, the "
        "query, is not shown, as it tells too much. Write the rest, from line 4 to the last.",
        judge=StageJudge(signed, "canonical_request", given=3),
        hints=(
            "Four headers are signed: host, which every request has, and the three beside it. Each has a line.",
            "One line each: the name in small letters, a colon, the value. Sort the lines by name. Blanks around a "
            "value go, and several inside become one.",
            "After the headers an empty line, then their names with semicolons between them, then UNSIGNED-PAYLOAD. "
            "The first of your lines begins with content-type: and the third with x-amz-acl:.",
        ),
        why="What is signed is the tidy form of each header, and the store tidies what it receives likewise. But each "
        "of them must arrive.",
        given={"line 1": first[0], "line 2": first[1], "host": HOST, **HEADERS},
    )


def browser_link() -> Exercise:
    return Exercise(
        name="browser_link",
        task="A link for GET was signed with the header Content-Type: application/pdf. A person clicks on it. What "
        "happens?",
        judge=Choice(
            {
                "a": Option(
                    "The PDF opens, because the link says what it is.",
                    "Look at the URL: it holds the name content-type, but the value stands nowhere in it.",
                ),
                "b": Option(
                    "The store refuses with SignatureDoesNotMatch.",
                    "A browser sends no Content-Type when it follows a link, so the store's line is empty.",
                ),
                "c": Option(
                    "The object comes, with whatever type it was stored with.",
                    "It would, had the header not been signed. Signed means: it must arrive.",
                ),
            },
            right="b",
        ),
        hints=(
            "What does link.headers say for it?",
            "Where would a browser take the header from?",
            "The parameter for this is response-content-type: it is in the URL, so nobody has to send it.",
        ),
        why="A header that is signed must be sent, and following a link sends none of ours.",
    )


EXERCISES: Mapping[str, Callable[[], Exercise]] = {
    "query_order": query_order,
    "browser_link": browser_link,
    "must_send": must_send,
}
