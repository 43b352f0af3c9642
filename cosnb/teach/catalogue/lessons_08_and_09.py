"""The exercises of lessons 08 and 09: uploads from a browser, share many."""

from __future__ import annotations

from datetime import datetime, timezone

from ..exercise import ChoiceJudge, ChoiceOption, Exercise
from ..stages import StageJudge
from .common import NOW, given, sign

UPLOAD_ID = "0100019c2f3a-7be1/ex+ample=="


def cors_rule() -> Exercise:
    return Exercise(
        name="cors_rule",
        task="A CORS rule allows the origin https://class.example and the methods GET and PUT, and says nothing else. "
        "A page there sends a PUT with Content-Type: application/json to a good link that signs no header. What "
        "happens?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "It is stored: origin and method are allowed, and the signature is right.",
                    "The preflight asks for one thing more than origin and method. Which?",
                ),
                "b": ChoiceOption(
                    "The browser never sends the PUT.",
                    "Its preflight names content-type, and no AllowedHeader of the rule does, so the answer is 403.",
                ),
                "c": ChoiceOption(
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


# Friday, six in the evening in Berlin, which in January is one hour ahead of UTC.
CLOSES = datetime(2026, 1, 16, 17, 0, tzinfo=timezone.utc)


def one_leaked() -> Exercise:
    return Exercise(
        name="one_leaked",
        task="Thirty people each have a download link to the same object, signed at thirty different moments with one "
        "credential. One link was posted in public. What ends that link alone?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "Delete the credential.",
                    "That ends the link, and the twenty-nine others that this credential signed with it.",
                ),
                "b": ChoiceOption(
                    "Nothing. A store keeps no list of links.",
                    "It computes the signature anew each time. Only what all of them depend on can be taken away.",
                ),
                "c": ChoiceOption(
                    "Sign a new link for that person.",
                    "A new link takes nothing from an old one: both are good until they expire.",
                ),
            },
            right="b",
        ),
        hints=(
            "What does the store know of a link before it comes?",
            "What do all thirty links have in common?",
            "Key, credential and store are the same for all of them.",
        ),
        why="All thirty depend on the same object and the same credential. An expiry of hours is the answer that has "
        "to be given beforehand.",
    )


def hand_in() -> Exercise:
    bucket, key = "demo-bucket", "hand-in/Zoë/task 1.pdf"
    signed = sign(bucket, key, method="PUT", expires=int((CLOSES - NOW).total_seconds()))
    return Exercise(
        name="hand_in",
        task="Zoë may hand in until Friday, 16 January 2026, 18:00 in Berlin, where clocks are one hour ahead of UTC, "
        "and not a second longer. Sign her link at the timestamp below.",
        judge=StageJudge(signed, "url"),
        hints=(
            "A link that takes something is not a link for GET.",
            "expires counts seconds from the moment of signing. The deadline and the timestamp have to be in the same "
            "time zone before one is taken from the other.",
            "18:00 in Berlin is 17:00 UTC. From Thursday, 12:00 UTC, to there it is one day and five hours.",
        ),
        why="One day and five hours are 29 × 3600 seconds. The link says nothing of a time zone: it has the moment of "
        "signing in UTC, and seconds.",
        given={**given(signed, bucket, key), "closes": "Friday, 16 January 2026, 18:00, UTC+1"},
    )


EXERCISES = (cors_rule, last_part, one_leaked, hand_in)
