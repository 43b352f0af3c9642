"""Mistakes that only a hash shows: every mistake of a signer in the catalogue of causes is tried until one gives the answer.

A hash does not tell what went into it. But where the hash of a known wrong text is the learner's, it is proven that
this text was hashed.
"""

import base64
import hmac
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256

from ..diagnosis.arguments import check_arguments
from ..diagnosis.cause import Option, Sight
from ..diagnosis.causes import hypotheses
from ..diagnosis.causes.secret import DERIVATIONS
from ..diagnosis.formatting import shown
from ..diagnosis.reading import read_evidence
from ..diagnosis.search.core import SigningKeys
from ..diagnosis.slots import ALGORITHM, SCOPE, KeyValues, base_values, key_values, request_slots, revealed, scope_piece
from ..links import parse
from ..sigv4 import Credentials, Secret, Signed

# What is wrong, by the name of a stage and what is handed in for it.
Known = Mapping[tuple[str, bytes], Option]
_VERSION_2 = "this is Signature Version 2: its URL names no region, no date and no signed headers."


def recognise(stage: str, answer: str, signed: Signed) -> str | None:
    """What was done, in a sentence, if a known mistake gives exactly this answer for that stage of ``signed``."""
    if stage == "signature" and answer == signed.signature:
        return None  # a mistake that makes no difference with this key gives the right signature
    if stage == "url":
        claimed = parse(answer)
        return _VERSION_2 if claimed.kind == "query-v2" else recognise("signature", claimed.signature, signed)
    known = _known(_secret(signed), signed.url, signed.method, tuple(signed.headers.items()))
    if option := known.get((stage, answer.encode())):
        return _sentence(option)
    return _of_signature(answer, signed, signed.string_to_sign.text) if stage == "signature" else None


def recognise_key(name: str, answer: Secret, signed: Signed) -> str | None:
    """What was done, in a sentence, if a known mistake gives exactly this key for that step of the derivation."""
    number = [step.name for step in signed.derivation].index(name)
    if answer == signed.derivation[number].output.in_hex():
        return "it is the hex of the key as text: the key is its 32 bytes."
    pieces = {slot: scope_piece(step.message.text) for slot, step in zip(SCOPE, signed.derivation, strict=True)}
    roots = ((how, root(_secret(signed))) for how, _, root in DERIVATIONS)
    found = (how for how, root in roots if Secret(SigningKeys().key(KeyValues(root, pieces), number)) == answer)
    return next((f"the key was derived {how}." for how in found), None)


def _secret(signed: Signed) -> bytes:
    """The example's secret access key."""
    return revealed(signed.derivation[0].key).removeprefix(b"AWS4")


@lru_cache(maxsize=8)
def _known(secret: bytes, url: str, method: str, headers: tuple[tuple[str, str], ...]) -> Known:
    """The wrong canonical requests, strings to sign and signatures of a link, each with what was done."""
    pair = Credentials(parse(url).access_key_id, Secret(secret), example=True)
    e, _ = read_evidence(parse(url), None, check_arguments(pair, method, headers, None, None, (), 0, None))
    request, keys, derived = base_values(e, method), key_values(e), SigningKeys()
    made: dict[tuple[str, bytes], Option] = {}
    single = (one for _, options in hypotheses(e) for one in options if e.is_v4 and len(one.changes) == 1)
    for option in single:
        values, used = dict(request), keys
        for slot, value in option.values.items():
            if isinstance(value, bytes):
                values[slot] = value
            else:
                used = used.changed(slot, value)
        text = b"".join(values[slot] for slot in request_slots(e))
        scope = b"/".join(used.pieces[name].shown for name in SCOPE)
        hashed = sha256(text).hexdigest().encode()
        to_sign = b"\n".join((ALGORITHM, used.pieces["timestamp"].shown, scope, hashed))
        made.setdefault(("canonical_request", text), option)
        made.setdefault(("string_to_sign", to_sign), option)
        made.setdefault(("signature", hmac.digest(derived.key(used), to_sign, "sha256").hex().encode()), option)
    return made


def _sentence(option: Option) -> str:
    """What was done: in the words of the cause, or what was signed where they say that the link was changed later."""
    (change,) = option.changes
    if not option.edits:
        return f"{change.cause.found(Sight(how=change.how)).title}."
    there, instead = (shown(words, 200) for words in change.words())
    return f"{there} is in what is signed, in place of {instead}."


def in_hex(answer: object) -> tuple[str, str] | None:
    """The hex of a signature that is handed in as 32 bytes or as base64, and what to say to that."""
    if isinstance(answer, bytes | bytearray) and len(answer) == 32:
        return bytes(answer).hex(), "These are 32 bytes: write them in hex, 64 digits in small letters."
    if isinstance(answer, str) and len(answer) == 44:
        said = "This is base64: a signature is written in hex, 64 digits in small letters."
        with suppress(ValueError):
            return base64.b64decode(answer, validate=True).hex(), said
    return None


def _of_signature(answer: str, signed: Signed, to_sign: str) -> str | None:
    """The mistakes that come after the string to sign."""
    key, given = signed.derivation[-1].output, Secret(answer)
    known = {
        key.signature(to_sign + "\n"): "the string to sign has a line end after its last line.",
        sha256(to_sign.encode()).hexdigest(): "it is the SHA-256 of the string to sign: no key went into it.",
        key.in_hex().signature(to_sign): "the hex of the signing key was taken for the key: the key is its 32 bytes.",
    }
    if given == key.in_hex():
        return "it is the signing key itself: the HMAC of the string to sign, keyed with it, is still to be made."
    if given == key.as_message(to_sign).in_hex():
        return "key and message of the last HMAC are swapped: the string to sign is the message."
    return known.get(answer)
