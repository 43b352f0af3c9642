"""What works as a credential: by its name, however it is spelt, or by the form of its value where the name says nothing.

This is the one rule. Whatever shows a part, a parameter or a header asks here, so no display has a list of its own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from ..visible import MASK

# Only the letters of a name count: X-Amz-Signature, x_amz_signature and amp;X-Amz-Signature are one.
_NO_LETTER = re.compile("[^a-z]+")
_INSIDE = (
    *("signature", "securitytoken", "sessiontoken", "customerkey", "secretkey", "secretaccesskey"),
    *("authorization", "cookie", "apikey", "password"),
)
_WHOLE = frozenset({"sig", "policy", "token", "secret"})
# Names that are misspelt by hand, or lose a letter on the way.
_SPELT = (
    *("signature", "xamzsignature", "securitytoken", "xamzsecuritytoken", "sessiontoken"),
    "xamzserversideencryptioncustomerkey",
)
# They read like the others, but are no credentials.
_HARMLESS = ("signatureversion", "signaturemethod", "customerkeymd", "continuationtoken")
# Parameters of S3 that have long values and are no credentials.
_LONG = frozenset(
    {
        *("uploadid", "versionid", "prefix", "delimiter", "marker", "start-after", "continuation-token"),
        *("key-marker", "upload-id-marker", "version-id-marker", "response-content-disposition"),
    }
)
_HASH = re.compile("sha|md5|hash|digest|checksum|etag")
# What encodes a URL in its own way may leave the digits of its "=" in front.
_HEX = re.compile("(?<![0-9a-fA-F])(?:3[dD])?[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_HEX_IN_NAME = re.compile("[0-9a-fA-F]{64,}")
_TOKEN = re.compile(r"[A-Za-z0-9+/=._~ -]{101,}")
# Secrets by their form, which no store gives its access key ids: 48 or 64 hex digits (IBM, R2, whose ids have 32), 40 of
# Base64 in both cases or with + or / (AWS and those that follow it; its ids have 20 capitals and digits), 44 of Base64
# for URLs (an API key of IBM's IAM). After one comes the end, or the scope. Python and JavaScript read the same pattern.
_MIXED = r"(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])(?=[0-9a-fA-F_-]*[g-zG-Z])(?=[A-Za-z_-]*[0-9])"
SECRET = (
    r"(?:[0-9a-fA-F]{48}|[0-9a-f]{64}|(?=[A-Za-z0-9]{0,39}[/+])(?![A-Za-z0-9/+]{0,31}/20[0-9]{6}(?:/|$))[A-Za-z0-9/+]{40}"
    rf"|{_MIXED}(?:[A-Za-z0-9]{{40}}|[A-Za-z0-9_-]{{44}}))(?![A-Za-z0-9+_=-])"
)
_SECRET = re.compile(SECRET)
_SIGNED = re.compile(r"(?:signature|token)(?:=|[%-](?:25){0,3}3d)[\w%+/.~-]{16}", re.IGNORECASE)
_HOLDS_ID = ("credential", "accesskeyid", "accesskey")
# The source of a parameter whose name works as a credential.
NAMELESS = f"query:{MASK}"
_LEVELS = 3  # how often a value can be percent-encoded on its way, and still be read


def is_live_name(name: str) -> bool:
    """Whether a parameter, a header or a field of that name, or of a misspelt one, works as a credential."""
    return _is_live(name[:200])


@lru_cache(4096)
def _is_live(name: str) -> bool:
    letters = _NO_LETTER.sub("", name.lower())
    if letters.endswith(_HARMLESS):
        return False
    if letters in _WHOLE or letters.endswith("token") or any(word in letters for word in _INSIDE):
        return True
    return any(resembles(letters, word) for word in _SPELT)


def is_live(name: str, value: str) -> bool:
    """Whether a parameter works as a credential, or holds what does: by its name, or by the looks of its value."""
    return next(live_pieces(name, value), None) is not None


def live_pieces(name: str, value: str) -> Iterator[str]:
    """What of a parameter works as a credential.

    64 hex digits are a signature unless the name says that they are a hash; more than a hundred characters of Base64 are
    a token. A name that S3 knows says what its value is.
    """
    lower = name.lower()
    yield from _live_in_name(name)
    if is_live_name(name):
        if value:
            yield value
    elif holds_key_id(name) and (secret := secret_for_id(value)):
        yield secret
    elif lower not in _LONG:
        for _ in range(_LEVELS):
            if not _HASH.search(lower):
                yield from _HEX.findall(value)
            # Plus signs may have become spaces; of words there would be more.
            if _TOKEN.fullmatch(value) and len(value) >= 20 * (value.count(" ") + 1):
                yield value
            if "%" not in value:
                break
            value = unquote(value)


def holds_key_id(name: str) -> bool:
    """Whether a parameter, a header or a field of that name holds an access key id."""
    return _NO_LETTER.sub("", name[:200].lower()).endswith(_HOLDS_ID)


def secret_for_id(text: str) -> str | None:
    """The secret at the beginning of a credential or an access key id, where the two halves were swapped; else None."""
    for _ in range(_LEVELS):
        if "%" not in text:
            break
        text = unquote(text)
    match = _SECRET.match(text)
    return match[0] if match else None


def _live_in_name(name: str) -> Iterator[str]:
    """What of a name is a value: the = between the two was lost, or became something else."""
    plain = unquote(name)
    if len(plain) >= 64:
        yield from _HEX_IN_NAME.findall(plain)
        yield from _TOKEN.findall(plain)


def holds_link(path: str) -> bool:
    """Whether a path holds a live link: a tracker may put one there, or a query lost its ``?``."""
    return _SIGNED.search(path) is not None


def query_source(name: str) -> str:
    """The source of a parameter's parts: ``query:`` and its name, unless the name is a value itself."""
    return NAMELESS if next(_live_in_name(name), None) else f"query:{name}"


def is_live_source(source: str | None, text: str) -> bool:
    """Whether a text from that source, such as ``"query:X-Amz-Signature"``, works as a credential."""
    if source in ("signature", "session_token"):
        return True
    if source == "path":
        return holds_link(text)
    if source == "access_key_id":
        return secret_for_id(text) is not None
    if source == NAMELESS:
        return bool(text)
    kind, _, name = (source or "").partition(":")
    live = is_live_name(name) if kind == "header" else kind == "query" and is_live(name, text)
    # A name in the list of signed headers has its header's source.
    return live and text != "" and unquote(text) != name


def resembles(given: str, wanted: str) -> bool:
    """Whether two names differ by at most two letters changed, added, dropped or swapped, and are not the same."""
    left, right = given.lower(), wanted.lower()
    if abs(len(left) - len(right)) > 2 or left == right or len(left) > 40:
        return False
    if len(set(left) ^ set(right)) > 4:  # this settles most names at once; a hostile text has many
        return False
    row = list(range(len(right) + 1))
    for place, char in enumerate(left, 1):
        before, row[0] = row[0], place
        for at, other in enumerate(right, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (char != other))
    return row[-1] <= 2
