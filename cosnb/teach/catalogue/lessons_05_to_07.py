"""The exercises of lessons 05 to 07: Signature Version 4 by hand, three signers, headers and parameters."""

from __future__ import annotations

from ..answers import RULES
from ..exercise import ChoiceJudge, ChoiceOption, Exercise, Order
from ..stages import StageJudge
from .common import HOST, given, sign


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
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "Open the link that was signed, and nothing else.",
                    "The link needs no key at all. "
                    "The signing key makes new signatures: look at what went into it, and what did not.",
                ),
                "b": ChoiceOption(
                    "Sign any request for that day, region and service, as far as the credential may go.",
                    "Neither bucket, key, method nor expiry goes into the derivation, so none of them limits it.",
                ),
                "c": ChoiceOption(
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


def put_it_right() -> Exercise:
    bucket, key = "demo-bucket", "reports/2026/summary.csv"
    signed = sign(bucket, key, expires=600)
    return Exercise(
        name="put_it_right",
        task="Change the client so that it signs with Version 4 for the location us-south, and hand in its URL. "
        "The SDK's clock stands at the timestamp below.",
        judge=StageJudge(signed, "url"),
        hints=(
            "Two settings decide, the region and the signature version, and the sample gives neither.",
            "The region goes in by region_name. The endpoint does not tell it, though it stands in the host.",
            'region_name="us-south" alone is enough, and Config(signature_version="s3v4") beside it makes it hold for '
            "every region.",
        ),
        why="With a region that the SDK keeps no Version 2 for, or with s3v4 asked for, it signs with Version 4; the "
        "region is the one in the scope.",
        given=given(signed, bucket, key, endpoint_url=f"https://{HOST}", expires="600"),
    )


def which_version() -> Exercise:
    return Exercise(
        name="which_version",
        task='A client has endpoint_url for eu-gb, region_name="eu-west-1" and no other setting. What does it sign '
        "with?",
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "Version 4, because it has a region.",
                    "A region alone does not decide: it depends on which. Run it, and look at the parameters.",
                ),
                "b": ChoiceOption(
                    "Version 2, because of the region.",
                    "eu-west-1 is one of the regions that the SDK keeps Version 2 for, wherever the endpoint is.",
                ),
                "c": ChoiceOption(
                    "Neither: the region does not belong to the endpoint, so it raises an error.",
                    "The SDK does not hold the two against each other: it takes any text for a region.",
                ),
            },
            right="b",
        ),
        hints=(
            "Make the client and look at the names of the URL's parameters.",
            "us-east-1 has a companion in this.",
            "The rule is about old AWS regions, and knows nothing of endpoints.",
        ),
        why="Without signature_version, the SDK takes Version 2 for a link in eight old regions of AWS.",
    )


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
        judge=ChoiceJudge(
            {
                "a": ChoiceOption(
                    "The PDF opens, because the link says what it is.",
                    "Look at the URL: it holds the name content-type, but the value stands nowhere in it.",
                ),
                "b": ChoiceOption(
                    "The store refuses with SignatureDoesNotMatch.",
                    "A browser sends no Content-Type when it follows a link, so the store's line is empty.",
                ),
                "c": ChoiceOption(
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


EXERCISES = (string_to_sign, leaked_key, which_version, put_it_right, query_order, browser_link, must_send)
