"""Exercises 1 to 6 of lesson 10: the pieces of a link, and their order."""

from __future__ import annotations

from datetime import datetime, timezone

from ...links import presign
from ..answers import RULES
from ..exercise import ChoiceJudge, ChoiceOption, Exercise, Order
from ..stages import StageJudge
from .common import CREDENTIALS, HOST, sign


def url_order() -> Exercise:
    return Exercise(
        name="url_order",
        task="Put the pieces of a presigned URL with path addressing into their order, from left to right: key, "
        "signature, host, parameters, bucket, scheme.",
        judge=Order(("scheme", "host", "bucket", "key", "parameters", "signature")),
        hints=(
            "Every URL begins with https:// or http://.",
            "With path addressing the bucket is the first piece of the path. What is left of the path is the key.",
            "It is scheme://host/bucket/key?parameters, and the signature comes last, behind all that it covers.",
        ),
        why="https://host/bucket/key?parameters&X-Amz-Signature=… is all there is to it. Scheme and host say where, bucket "
        "and key say what, the query says on which terms, and the signature covers it all.",
    )


def not_in_url() -> Exercise:
    return Exercise(
        name="not_in_url",
        task="Somebody sends you a presigned URL. Which of these can you not read from it?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "The access key id of the signer.",
                    "It is the first word of X-Amz-Credential, in front of the date.",
                ),
                "b": ChoiceOption(
                    "The method that it was signed for.",
                    "It is hashed with the rest, but no parameter names it. So tell the receiver.",
                ),
                "c": ChoiceOption(
                    "The moment at which it ends.", "X-Amz-Date plus X-Amz-Expires seconds is that moment."
                ),
                "d": ChoiceOption("The region that it was signed for.", "It is the third word of X-Amz-Credential."),
            },
            right="b",
        ),
        hints=(
            "Split X-Amz-Credential at its slashes, which are written %2F.",
            "Two parameters are about time.",
            "What is on the first line of the canonical request, and in no parameter?",
        ),
        why="The URL names who signed, when, for how long and in which scope. The method and the values of signed "
        "headers are signed, and not told.",
    )


def write_scope() -> Exercise:
    signed = presign(
        "field-notes",
        "may.csv",
        endpoint="eu-de",
        credentials=CREDENTIALS,
        now=datetime(2026, 3, 29, 23, 30, tzinfo=timezone.utc),
    )
    return Exercise(
        name="write_scope",
        task="A link for the store in eu-de is signed in Frankfurt. A clock on the wall there shows the time below. "
        "Write the scope.",
        judge=StageJudge(signed, "scope"),
        hints=(
            "Four words with slashes between them: date, region, service, and a word that never changes.",
            "The date is that of UTC, and a clock that shows +02:00 is two hours ahead of it.",
            "It is still the 29th in UTC. The service is s3, and the last word is aws4_request.",
        ),
        why="The scope has the UTC date. A program that takes local time signs for the wrong day, two hours a night.",
        given={"the clock in Frankfurt": "2026-03-30 01:30 +02:00", "region": "eu-de"},
    )


def encode_key() -> Exercise:
    key = "Café/menu du jour + vin.txt"
    signed = sign("field-notes", key, expires=600)
    return Exercise(
        name="encode_key",
        task="Write line 2 of the canonical request of this link. The other lines stand already.",
        judge=StageJudge(signed, "canonical_request", given=1, after=5),
        hints=(
            "It is a slash, the bucket, a slash, and the encoded key.",
            "Slashes of the key stay. Everything that is no letter, digit, - . _ ~ becomes % and two hex digits.",
            "A blank is %20 and a plus is %2B. The é is two bytes in UTF-8, c3 and a9.",
        ),
        why="The canonical URI is the path as it goes on the wire. The plus is encoded, too: in a path it is no blank.",
        given={"method": "GET", "bucket": "field-notes", "key": key, "host": HOST},
    )


def key_order() -> Exercise:
    return Exercise(
        name="key_order",
        task="Four HMACs make the signing key. In which order do their messages go in: service, region, aws4_request, "
        "date?",
        judge=Order(("date", "region", "service", "aws4_request")),
        hints=(
            "The scope has the same four words.",
            "The names of the first two keys are kDate and kRegion.",
            "First the date, then the region, then the service; kSigning is made with aws4_request, which ends every scope.",
        ),
        why="Each key is the HMAC of the next word, keyed with the one before. Another order gives another key.",
    )


def line_order() -> Exercise:
    names = ("method", "path", "query", "headers", "empty-line", "header-names", "payload-hash")
    return Exercise(
        name="line_order",
        task="Put the lines of a canonical request into their order: payload-hash, headers, query, method, "
        "header-names, empty-line, path.",
        judge=Order(names),
        hints=(
            "It begins like a request on the wire: GET /path?query.",
            "As on the wire, the headers follow, and an empty line ends them.",
            "method, path, query, headers, empty-line, and then two that no request has: header-names and payload-hash.",
        ),
        why=RULES["end of the canonical headers"] + " Without it, nobody could tell where the names begin.",
    )


EXERCISES = (url_order, not_in_url, write_scope, encode_key, key_order, line_order)
