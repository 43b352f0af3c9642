"""Mistakes that only a hash shows: the usual wrong canonical requests and keys, tried until one gives the answer.

A hash does not tell what went into it. But where the hash of a known wrong text is the learner's, it is proven that
this text was hashed. One table serves the canonical request, its hash in the string to sign, and the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from urllib.parse import quote, quote_plus

from ..links import parse
from ..sigv4 import Secret, Signed, uri_encode
from ..sigv4.canonical import UNSIGNED_PAYLOAD
from ..sigv4.keys import signature
from ..sigv4.parts import Part, Parts, join

_USUAL_EXPIRIES = (60, 300, 600, 900, 1800, 3600, 86400, 604800)
_FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("only the spaces of the object key are encoded, and nothing else.", lambda key: key.replace(" ", "%20")),
    ("quote_plus encoded the object key: it is for forms, where a space is +.", lambda key: quote_plus(key, safe="/")),
    ("quote_plus encoded the object key: it is for forms, where a space is + and a slash %2F.", quote_plus),
    (
        "the object key is encoded in latin-1: the bytes are those of UTF-8.",
        lambda key: quote(key, encoding="latin-1", errors="replace"),
    ),
)
_EMPTY = hashlib.sha256(b"").hexdigest()
_VERSION_2 = "this is Signature Version 2: its URL names no region, no date and no signed headers."


def recognise(stage: str, answer: str, signed: Signed) -> str | None:
    """What was done, in a sentence, if a known mistake gives exactly this answer for that stage of ``signed``."""
    if stage == "signature" and answer == signed.signature:
        return None  # a mistake that cannot be made with this key gives the right signature
    if stage == "url":
        claimed = parse(answer)
        return _VERSION_2 if claimed.kind == "query-v2" else recognise("signature", claimed.signature, signed)
    key, to_sign = signed.derivation[-1].output, signed.string_to_sign.text
    for sentence, text in _wrong_requests(signed.canonical_request.parts):
        hashed = f"{to_sign.rpartition(chr(10))[0]}\n{hashlib.sha256(text.encode()).hexdigest()}"
        wrong = {"canonical_request": text, "string_to_sign": hashed, "signature": signature(key, hashed)}
        if wrong.get(stage) == answer:
            return sentence
    return _of_signature(answer, signed, to_sign) if stage == "signature" else None


def recognise_key(name: str, answer: Secret, signed: Signed) -> str | None:
    """What was done, in a sentence, if a known mistake gives exactly this key for that link of the derivation."""
    number = [step.name for step in signed.derivation].index(name)
    return next((sentence for sentence, key in _wrong_keys(signed, number) if key == answer), None)


def _wrong_requests(parts: Parts) -> Iterator[tuple[str, str]]:
    """Canonical requests with one usual mistake each."""
    text = join(parts)
    yield "the canonical request has a line end after its last line.", text + "\n"
    yield "the lines of the canonical request end with CR and LF.", text.replace("\n", "\r\n")
    yield "the empty line after the headers is missing.", text.replace("\n\n", "\n")
    yield (
        "the object key is not percent-encoded.",
        _with_key(parts, lambda part: part.text if part.raw is None else part.raw),
    )
    yield from _wrong_keys_of_objects(parts)
    yield "the object key is encoded twice.", _with_key(parts, lambda part: uri_encode(part.text, keep_slash=True))
    yield "the slashes of the object key are encoded too.", _with_key(parts, lambda part: part.text.replace("/", "%2F"))
    method, path, rest = text.split("\n", 2)
    yield "every slash of the path is encoded.", "\n".join((method, path.replace("/", "%2F"), rest))
    if text.endswith(UNSIGNED_PAYLOAD):
        head = text.removesuffix(UNSIGNED_PAYLOAD)
        yield "the last line of the canonical request is the hash of an empty body.", head + _EMPTY
        yield "the last line of the canonical request is empty.", head
        yield "the payload hash alone was hashed.", UNSIGNED_PAYLOAD
    yield "an empty text was hashed.", ""
    for seconds in _USUAL_EXPIRIES:
        expires = f"X-Amz-Expires={seconds}"
        yield f"{expires} is in what is signed, and the task has another.", re.sub(r"X-Amz-Expires=\d+", expires, text)


def _wrong_keys_of_objects(parts: Parts) -> Iterator[tuple[str, str]]:
    """The object key in the forms that the wrong call of a library gives it."""
    for sentence, form in _FORMS:
        yield sentence, "".join(form(part.raw or part.text) if part.source == "key" else part.text for part in parts)
    small = _with_key(parts, lambda part: re.sub("%..", lambda found: found[0].lower(), part.text))
    yield "the escapes of the object key are in small letters: %C3, not %c3.", small


def _with_key(parts: Parts, form: Callable[[Part], str]) -> str:
    return "".join(form(part) if part.source == "key" else part.text for part in parts)


def _wrong_keys(signed: Signed, number: int = 3) -> Iterator[tuple[str, Secret]]:
    """What comes out in place of a link of the derivation, with one usual mistake each."""
    steps = signed.derivation[: number + 1]
    first, right = steps[0].key, steps[-1].output
    words = [step.message.text for step in steps]
    yield "it is the hex of the key as text: the key is its 32 bytes.", right.in_hex()
    yield '"AWS4" in front of the secret access key is missing.', _chain(first.unprefixed(b"AWS4"), words)
    yield "each link is keyed with the hex of the one before: it takes its 32 bytes.", _hex_chain(first, words)
    yield "the last link is keyed with the word key, so it is the same for every secret.", Secret("key").hmac(words[-1])
    yield "the links are in the opposite order.", _chain(first, words[::-1])
    for place, (word, after) in enumerate(pairwise(words)):
        swapped = [*words[:place], after, word, *words[place + 2 :]]
        yield f"{word} and {after} are swapped: {word} goes in first.", _chain(first, swapped)
    yield "key and message of each link are swapped: the word is the message.", _swapped_chain(first, words)
    if number:
        yield f"the last link, {words[-1]}, is missing.", steps[-2].output
    yield "it is the secret access key before the first link.", first


def _chain(key: Secret, words: Iterable[str]) -> Secret:
    for word in words:
        key = key.hmac(word)
    return key


def _hex_chain(key: Secret, words: Iterable[str]) -> Secret:
    for word in words:
        key = key.hmac(word).in_hex()
    return key


def _swapped_chain(key: Secret, words: Iterable[str]) -> Secret:
    for word in words:
        key = key.as_message(word)
    return key


def in_hex(answer: object) -> tuple[str, str] | None:
    """The hex of a signature that is handed in as 32 bytes or as base64, and what to say to that."""
    if isinstance(answer, bytes | bytearray) and len(answer) == 32:
        return bytes(answer).hex(), "These are 32 bytes: write them in hex, 64 digits in small letters."
    if isinstance(answer, str) and len(answer) == 44:
        try:
            data = base64.b64decode(answer, validate=True)
        except (binascii.Error, ValueError):
            return None
        return data.hex(), "This is base64: a signature is written in hex, 64 digits in small letters."
    return None


def _of_signature(answer: str, signed: Signed, to_sign: str) -> str | None:
    """The mistakes that come after the string to sign."""
    if answer == signature(signed.derivation[-1].output, to_sign + "\n"):
        return "the string to sign has a line end after its last line."
    if answer == hashlib.sha256(to_sign.encode()).hexdigest():
        return "it is the SHA-256 of the string to sign: the key has no part in it."
    key, given = signed.derivation[-1].output, Secret(answer)
    if given == key.in_hex():
        return "it is the signing key itself: the HMAC of the string to sign, keyed with it, is still to be made."
    if given == key.as_message(to_sign).in_hex():
        return "key and message of the last HMAC are swapped: the string to sign is the message."
    for sentence, key in _wrong_keys(signed):
        if answer == signature(key, to_sign):
            return f"the signing key is not right: {sentence}"
    return None
