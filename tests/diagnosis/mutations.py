"""Seeded mutations of URLs, commands and answers: what fuzzing feeds."""

from __future__ import annotations

from random import Random

SNIPPETS = (
    "&", "&amp;", "=", "?", "#", "%", "%25", "%2F", "%252F", "%zz", "%C3%BC", "+", " ", "\n", "\r\n", "\t", "\x00", "\u200b", "\u202e",
    "\ud800", "é", "..", "/../", "//", "'", '"', "<", ">", "</", "]]>", "{", "}", "\\", "\\u0026", "^", "`", "$(", "https://", "s3://",
    "X-Amz-Signature=", "X-Amz-Date=", "X-Amz-Expires=-1", "X-Amz-Credential=a/b", "X-Amz-Security-Token=a+b", "AWSAccessKeyId=x",
    "Expires=99999999999999", "undefined", "null", "curl -H ", "-d @x ", "<Error>", "<Code>", "<!DOCTYPE x [", "&lol;", "=3D", "=\n",
    "@", ":", ":99999", "[::1]", "xn--", "...", "…", "0" * 64, "a" * 300, "host%3B", "us-east-1", "s3.private.", "amazonaws.com",
)  # fmt: skip


def mutated(text: str, random: Random) -> str:
    """The text with one to six pieces inserted, removed, repeated, swapped or changed."""
    for _ in range(random.randint(1, 6)):
        at = random.randint(0, len(text))
        to = min(len(text), at + random.choice((1, 1, 2, 8, 40)))
        kind = random.randint(0, 6)
        if kind == 0:
            text = text[:at] + random.choice(SNIPPETS) + text[at:]
        elif kind == 1:
            text = text[:at] + text[to:]
        elif kind == 2:
            text = text[:at] + text[at:to] * random.randint(2, 5) + text[to:]
        elif kind == 3:
            text = text[:at] + chr(random.choice((random.randint(0, 127), random.randint(0, 0xFFFF)))) + text[at + 1 :]
        elif kind == 4:
            old, new = random.choice("&=?/%-:.;"), random.choice(SNIPPETS)
            text = text.replace(old, new, random.choice((1, 3, -1))) if len(text) < 5_000 else text
        elif kind == 5:
            text = text[:at]
        else:
            other = random.randint(0, len(text))
            text = text[:at] + text[other : other + 30] + text[at:]
        text = text[:20_000]
    return text
