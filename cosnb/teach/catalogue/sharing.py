"""The exercises of lesson 09, share many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from ..choices import Choice, Option
from ..exercise import Exercise
from ..stages import StageJudge
from .common import NOW, given, sign

# Friday, six in the evening in Berlin, which in January is one hour ahead of UTC.
CLOSES = datetime(2026, 1, 16, 17, 0, tzinfo=timezone.utc)


def one_leaked() -> Exercise:
    return Exercise(
        name="one_leaked",
        task="Thirty people each have a download link to the same object, signed at thirty different moments with one "
        "credential. One link was posted in public. What ends that link alone?",
        judge=Choice(
            {
                "a": Option(
                    "Delete the credential.",
                    "That ends the link, and the twenty-nine others that this credential signed with it.",
                ),
                "b": Option(
                    "Nothing. A store keeps no list of links.",
                    "It computes the signature anew each time. Only what all of them depend on can be taken away.",
                ),
                "c": Option(
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


EXERCISES: Mapping[str, Callable[[], Exercise]] = {"one_leaked": one_leaked, "hand_in": hand_in}
