"""Rules about the key pair that was given: is it the one that signed, and the right way round?"""

from __future__ import annotations

from collections.abc import Iterator

from ..evidence import Evidence
from ..finding import Finding
from ..halves import swapper
from ..showing import shown


def other_pair(e: Evidence) -> Iterator[Finding]:
    """Credentials for another access key id than the one that the request names."""
    if not e.credentials or not e.is_other_pair:
        return
    limit = min(len(e.credentials.secret_access_key), 33)
    where = {"query": "URL", "query-v2": "URL", "post": "form"}.get(e.request.kind, "request")
    yield Finding(
        "other-access-key",
        "certain",
        "credentials",
        f"The credentials given here have another access key id than the {where}",
        f"A store looks up the secret by the access key id in the {where}, so these credentials say nothing about it.",
        f"access key id given: {_named(e.credentials.access_key_id, limit)}\n"
        f"access key id in the {where}: {_named(e.request.access_key_id, limit)}",
        f"Give the key pair that the {where} names, or make a new {where} with this one.",
    )


def _named(access_key_id: str, limit: int) -> str:
    """An access key id, which is public; but one that is as long as a secret may be one, in the wrong field."""
    length = len(access_key_id)
    return shown(access_key_id, 60) if length < limit else f"not shown, as it may be a secret: {length} characters"


def turned_pair(e: Evidence) -> Iterator[Finding]:
    """The access key id in the URL is what was given as the secret."""
    who = swapper(e.request.access_key_id.strip(), e.credentials)
    if who == "signer":
        yield swapped_keys("It is the secret that was given here.", sure=True)
    elif who == "giver":
        yield Finding(
            "secret-given-swapped",
            "certain",
            "credentials",
            "The two halves of the key pair given here are swapped",
            "What was given as the secret is the access key id that the URL names, and has the form of one.",
            "It is not repeated here.",
            "Give the access key id first, then the secret.",
        )
    elif who:
        yield Finding(
            "swapped-either",
            "certain",
            "credentials",
            "The secret that was given here is the access key id in the URL",
            "The halves were swapped where the URL was signed, and then it shows the secret to whoever sees it; or they are "
            "given here the wrong way round. Their form does not tell which.",
            "It is not repeated here.",
            "Look at the key pair where it was made. If the URL names its secret, delete the pair and make a new one; else give "
            "the access key id first.",
        )


def swapped_keys(why: str, *, sure: bool) -> Finding:
    """The secret stands in the URL where the access key id belongs."""
    return Finding(
        "swapped-keys",
        "certain" if sure else "likely",
        "credentials",
        "The secret stands where the access key id belongs"
        if sure
        else "The secret seems to stand where the access key id belongs",
        "The two fields were swapped. The access key id is part of every URL, so the secret has been shown to whoever "
        "saw this one.",
        why + " It is not repeated here.",
        "Delete this key pair and make a new one; then put each half into its field.",
    )


RULES = (turned_pair, other_pair)
