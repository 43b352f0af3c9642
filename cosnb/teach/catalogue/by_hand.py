"""The exercises of lesson 05, Signature Version 4 by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..choices import Choice, Option
from ..exercise import Exercise
from ..stages import StageJudge
from .common import given, sign


def string_to_sign() -> Exercise:
    bucket, key = "field-notes", "Grüße/an alle.txt"
    signed = sign(bucket, key, expires=900)
    return Exercise(
        name="string_to_sign",
        task="Mend your functions, and hand in the string to sign of this request.",
        judge=StageJudge(signed, "string_to_sign"),
        hints=(
            "The first three lines are the same for every object key, so only the fourth can be wrong because of the key. "
            "It is a hash: look at what is hashed.",
            "Print the canonical request and read its second line as a store would get it: a request line is ASCII "
            "and has no blanks inside.",
            "urllib.parse.quote leaves letters, digits, - . _ ~ and the slash as they are, and encodes the rest in "
            "UTF-8: that is the rule for a path. One call of it, around the object key, is all that is missing.",
        ),
        why="The canonical URI is the encoded path, so its hash, and with it the fourth line, is another one than that "
        "of the raw key. For a key of unreserved characters the two are the same, which is why the fault hides.",
        given=given(signed, bucket, key, expires="900"),
    )


def leaked_key() -> Exercise:
    return Exercise(
        name="leaked_key",
        task="A notebook with a printed kSigning is found on the day it ran. What can the finder do?",
        judge=Choice(
            {
                "a": Option(
                    "Open the link that was signed, and nothing else.",
                    "The link needs no key at all. "
                    "The signing key makes new signatures: look at what went into it, and what did not.",
                ),
                "b": Option(
                    "Sign any request for that day, region and service, as far as the credential may go.",
                    "Neither bucket, key, method nor expiry goes into the derivation, so none of them limits it.",
                ),
                "c": Option(
                    "Nothing, without the secret access key.",
                    "The secret is needed for the first link of the "
                    "derivation only. Whoever has the last link's output needs none of the links.",
                ),
            },
            right="b",
        ),
        hints=(
            "Which four words are the messages of the derivation?",
            "Is the bucket among them? The method? The expiry?",
            "The signing key and a string to sign are all that a signature is made of.",
        ),
        why="The derivation knows the secret, the date, the region and the service. A signing key is a credential.",
    )


EXERCISES: Mapping[str, Callable[[], Exercise]] = {"string_to_sign": string_to_sign, "leaked_key": leaked_key}
