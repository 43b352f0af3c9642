"""The exercises of lesson 08, uploads from a browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..choices import Choice, Option
from ..exercise import Exercise
from ..stages import StageJudge
from .common import given, sign

UPLOAD_ID = "0100019c2f3a-7be1/ex+ample=="


def cors_rule() -> Exercise:
    return Exercise(
        name="cors_rule",
        task="A CORS rule allows the origin https://class.example and the methods GET and PUT, and says nothing else. "
        "A page there sends a PUT with Content-Type: application/json to a good link that signs no header. What "
        "happens?",
        judge=Choice(
            {
                "a": Option(
                    "It is stored: origin and method are allowed, and the signature is right.",
                    "The preflight asks for one thing more than origin and method. Which?",
                ),
                "b": Option(
                    "The browser never sends the PUT.",
                    "Its preflight names content-type, and no AllowedHeader of the rule does, so the answer is 403.",
                ),
                "c": Option(
                    "The store answers SignatureDoesNotMatch.",
                    "The link signs no header, so any type would do. But does the PUT arrive at all?",
                ),
            },
            right="b",
        ),
        hints=(
            "Which request comes first, and what does it name?",
            "Ask with preflight(): there are three things that a rule has to allow.",
            "The rule has no AllowedHeader.",
        ),
        why="Origin, method and every header that the preflight names have to be allowed by one and the same rule.",
    )


def last_part() -> Exercise:
    bucket, key = "demo-bucket", "films/trip to the coast.mp4"
    signed = sign(bucket, key, method="PUT", expires=600, query={"partNumber": "3", "uploadId": UPLOAD_ID})
    return Exercise(
        name="last_part",
        task="The store has begun this upload and given it the upload_id below. Make the link, good for ten minutes, "
        "with which somebody can send the last part of the file.",
        judge=StageJudge(signed, "url"),
        hints=(
            "How many parts are 12 MiB, cut into pieces of 5 MiB? The last one is short.",
            "A part is a PUT to the object's own key, with two parameters in the query that say which part of which "
            "upload it is.",
            'method="PUT", expires=600 and query={"partNumber": "3", "uploadId": …}: the id as it was given, for '
            "presign encodes it.",
        ),
        why="Parts count from 1, and 5 + 5 + 2 MiB are three. Both parameters are signed, so the link is good for this "
        "part of this upload alone.",
        given={
            **given(signed, bucket, key),
            "expires": "600",
            "upload_id": UPLOAD_ID,
            "file_size": str(12 * 1024 * 1024),
            "part_size": str(5 * 1024 * 1024),
        },
    )


EXERCISES: Mapping[str, Callable[[], Exercise]] = {"cors_rule": cors_rule, "last_part": last_part}
