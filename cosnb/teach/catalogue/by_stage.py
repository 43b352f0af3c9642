"""Exercises 7 to 11 of lesson 10: one stage after the other, up to a whole link."""

from __future__ import annotations

from ...sandbox.seeds import SECRET_ACCESS_KEY
from ..exercise import ChoiceJudge, ChoiceOption, Exercise
from ..stages import StageJudge
from .common import HOST, given, sign

BUCKET = "field-notes"


def what_changes() -> Exercise:
    return Exercise(
        name="what_changes",
        task="A link is signed once more, in the same second, with an expiry of 900 seconds in place of 600. What "
        "stays the same?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "Nothing: every stage is another one.",
                    "Look at what goes into the scope and into the signing key: the expiry is not among it.",
                ),
                "b": ChoiceOption(
                    "The scope and the signing key.",
                    "Date, region and service are the same. The expiry is a parameter, so it is in the canonical "
                    "request and in all that follows from it.",
                ),
                "c": ChoiceOption(
                    "The canonical request: the expiry stands in the URL alone.",
                    "The canonical query string holds every parameter but the signature.",
                ),
                "d": ChoiceOption(
                    "The signature, because the secret is the same.",
                    "The signature is made of the key and the string to sign, which hashes the canonical request.",
                ),
            },
            right="b",
        ),
        hints=(
            "Where does X-Amz-Expires stand in the canonical request?",
            "What are the messages of the four HMACs of the key derivation?",
            "One stage says only when, where and for which service. It and what is derived from it stay.",
        ),
        why="The expiry goes: parameter, canonical request, its hash in the string to sign, signature, URL.",
    )


def encode_query() -> Exercise:
    signed = sign(BUCKET, "big.bin", method="PUT", expires=900, query={"uploadId": "a/b+c d", "partNumber": "2"})
    return Exercise(
        name="encode_query",
        task="A part of a multipart upload is signed. Write line 3 of its canonical request, the query string.",
        judge=StageJudge(signed, "canonical_request", given=2, after=4),
        hints=(
            "Seven parameters: the two that are given, and the five of every presigned URL but the signature.",
            "Names and values are encoded one by one: a slash is %2F here, a plus %2B, a blank %20, a semicolon %3B.",
            "Sorted by name, capitals first: X-Amz-Algorithm, -Credential, -Date, -Expires, -SignedHeaders, then "
            "partNumber and uploadId.",
        ),
        why="In the query, the slash is encoded. In the path it is not. That is the one difference between the two.",
        given=given(signed, BUCKET, "big.bin", expires="900", uploadId="a/b+c d", partNumber="2"),
    )


def hash_it() -> Exercise:
    signed = sign(BUCKET, "minutes.txt", expires=300)
    lines = signed.canonical_request.text.split("\n")
    return Exercise(
        name="hash_it",
        task="Here is a canonical request, line by line. Write its string to sign.",
        judge=StageJudge(signed, "string_to_sign"),
        hints=(
            "Four lines: the algorithm, the timestamp, the scope, a hash. The first three can be read from line 3.",
            "Line 5 is empty. Join the seven lines with one line feed each, and none after the last.",
            "hashlib.sha256(text.encode()).hexdigest() gives the fourth line.",
        ),
        why="The hash stands for the whole request, so the string to sign has four lines whatever the request is.",
        given={f"line {number}": text for number, text in enumerate(lines, 1)},
    )


def sign_it() -> Exercise:
    signed = sign(BUCKET, "plan.txt", expires=300)
    lines = signed.string_to_sign.text.split("\n")
    return Exercise(
        name="sign_it",
        task="Here is a string to sign, and the sandbox's secret access key. Make the signature.",
        judge=StageJudge(signed, "signature"),
        hints=(
            "First the signing key: four HMACs, whose messages are the four words of line 3.",
            "The first key is AWS4 and the secret, joined. Each of the next keys is the 32 bytes that came out: "
            ".digest(), not .hexdigest().",
            "The signature is one HMAC more, of all four lines joined with line feeds, and it is written in hex.",
        ),
        why="Five HMACs: four for the key, one for the text.",
        given={
            **{f"line {number}": text for number, text in enumerate(lines, 1)},
            "secret_access_key": SECRET_ACCESS_KEY,
        },
    )


def put_together() -> Exercise:
    bucket, key = BUCKET, "photos/day 1.jpg"
    signed = sign(bucket, key, expires=1200)
    return Exercise(
        name="put_together",
        task="The signature is made. Write the URL, with the parameters in the order of the canonical query string and "
        "the signature last.",
        judge=StageJudge(signed, "url"),
        hints=(
            "https://, the host, the path as in line 2 of the canonical request, a question mark, the parameters.",
            "X-Amz-Credential is the access key id and the scope, and its four slashes are written %2F.",
            "X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders=host, X-Amz-Signature.",
        ),
        why="The URL is the path and the query as they were signed, and the signature behind them.",
        given=given(signed, bucket, key, host=HOST, expires="1200", signature=signed.signature),
    )


EXERCISES = (what_changes, encode_query, hash_it, sign_it, put_together)
