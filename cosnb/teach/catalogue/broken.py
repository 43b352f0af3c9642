"""Exercises 12 to 16 of lesson 10: find the broken input, pick the cause, mend a link."""

from __future__ import annotations

from ...sandbox.seeds import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from ...sigv4 import Credentials
from ..exercise import ChoiceJudge, ChoiceOption, Exercise
from ..stages import StageJudge
from .common import LOCATION, given, sign

BUCKET = "field-notes"


def odd_input() -> Exercise:
    signed = sign(BUCKET, "may.csv", expires=600, region="us-east")
    ordered = given(signed, BUCKET, "may.csv", expires="86400")
    return Exercise(
        name="odd_input",
        task="A link was ordered with these inputs, for one day. Two of them are others in the URL that came. Which?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption("The key and the expiry.", "The expiry, yes. The key is the one that was ordered."),
                "b": ChoiceOption("The host and the region.", "The region, yes. The host is the one that was ordered."),
                "c": ChoiceOption(
                    "The region and the expiry.",
                    "The scope says us-east in place of us-south, and 600 seconds are ten minutes.",
                ),
                "d": ChoiceOption(
                    "The timestamp and the expiry.", "The expiry, yes. X-Amz-Date is the one that was ordered."
                ),
            },
            right="c",
        ),
        hints=(
            "parse(url) gives the pieces: .region, .expires, .key, .timestamp.",
            "A day has 86,400 seconds.",
            "Hold the third word of X-Amz-Credential against the region that was ordered.",
        ),
        why="Both stand in the URL. No secret is needed to see them.",
        given={**ordered, "url": signed.url},
    )


def odd_secret() -> Exercise:
    pair = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY[1:], source="a riddle", example=True)
    signed = sign(BUCKET, "may.csv", expires=600, region=LOCATION, credentials=pair)
    return Exercise(
        name="odd_secret",
        task="This URL is refused with SignatureDoesNotMatch, though all that can be read in it is as it was ordered. "
        "Find the broken input.",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "The method: it was signed for PUT.", "Signed again for PUT, it has another signature still."
                ),
                "b": ChoiceOption(
                    "The secret: its first character was lost when it was copied.",
                    "Signed with the shorter secret, the very signature comes out. That is a proof.",
                ),
                "c": ChoiceOption(
                    "The key: it was signed without percent-encoding.",
                    "may.csv has nothing in it that could be encoded.",
                ),
                "d": ChoiceOption(
                    "The host: it was signed for another port.",
                    "Signed for other ports, it has another signature still.",
                ),
            },
            right="b",
        ),
        hints=(
            "The URL does not tell. Sign again with one input changed, and look whether the signature comes out.",
            "diagnose does that: give it the URL and the sandbox's credentials.",
            "diagnose(url, credentials=box.credentials, now=NOW).findings[0] names the broken input, and says proven.",
        ),
        why="Every byte of the secret counts, and the URL does not show which one was used. Only signing again does.",
        given={"url": signed.url},
    )


def which_host() -> Exercise:
    return Exercise(
        name="which_host",
        task="The signer hashed the line host:store.internal:9000, and the store the line host:files.example.com. All "
        "other lines are the same. What happened?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "The receiver forgot to send a header.",
                    "A header that does not come leaves an empty value behind its colon, and Host always comes.",
                ),
                "b": ChoiceOption(
                    "The link was signed for an internal name and opened under a public one.",
                    "The host is a signed header, so a link is good for one name of the store.",
                ),
                "c": ChoiceOption(
                    "The secret is wrong.",
                    "A wrong secret changes no line of the canonical request, only the signature.",
                ),
            },
            right="b",
        ),
        hints=(
            "Which of the three changes a line of the canonical request?",
            "Neither value is empty.",
            "Somebody replaced the host in the finished URL, or a proxy did.",
        ),
        why="Sign for the name that the receiver uses. Never replace text in a signed URL.",
    )


def denied() -> Exercise:
    return Exercise(
        name="denied",
        task="A store answers 403 AccessDenied with the message Access Denied and no other hint. The link is ten "
        "minutes old and good for an hour. Where do you look first?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "At the encoding of the key.", "A wrong encoding gives another signature: SignatureDoesNotMatch."
                ),
                "b": ChoiceOption("At the clocks.", "An expired or early link gets a message that speaks of time."),
                "c": ChoiceOption(
                    "At what the signer's credential may do.",
                    "The signature was accepted. Signing asks nobody for permission, so this shows only now.",
                ),
                "d": ChoiceOption("At the secret.", "A wrong secret gives another signature: SignatureDoesNotMatch."),
            },
            right="c",
        ),
        hints=(
            "Is it the code for a signature that does not match?",
            "So the signature was accepted. What does a store look at next?",
            "A link may do what its signer may do, and no more.",
        ),
        why="AccessDenied without a word about time or form means: well signed, not allowed. Some stores answer a "
        "missing object like that, too, if the signer may not list the bucket.",
    )


def mend_it() -> Exercise:
    signed = sign(BUCKET, "Q1/final report (2).csv", expires=3600, query={"response-content-type": "text/csv"})
    mangled = signed.url.replace("%20", "%2520").replace("&", "&amp;").replace("X-Amz-Expires", "x-amz-expires")
    return Exercise(
        name="mend_it",
        task="This link came by mail, and four things happened to it on its way. Hand in the URL as it was signed. You "
        "need no secret.",
        judge=StageJudge(signed, "url"),
        hints=(
            "One is at the end, one at every parameter, one in the path, and one in the name of a parameter.",
            "HTML writes &amp; for an ampersand, and mails end sentences right behind a link.",
            "%2520 is %20, encoded once more. And X-Amz-Expires has three capitals.",
        ),
        why="&amp; became & again, %2520 became %20, the name got its capitals back, and the full stop is gone.",
        given={"url": f"{mangled}."},
    )


EXERCISES = (odd_input, odd_secret, which_host, denied, mend_it)
