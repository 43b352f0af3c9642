"""Where the same two halves stand the other way round in the URL: who swapped them, whoever signed or whoever gave them?"""

from __future__ import annotations

from typing import Literal

from ..sigv4 import Credentials, Secret
from ..sigv4.live import secret_for_id
from ..storage.credential_checks import look_swapped

Swapper = Literal["signer", "giver", "unknown"]


def swapper(access_key_id: str, given: Credentials | None) -> Swapper | None:
    """Who swapped the halves, by their form; None where the URL's access key id is not the secret that was given.

    Args:
        access_key_id: the one that the URL names.
        given: the key pair that was given beside it.
    """
    if not given or not access_key_id or Secret(access_key_id) != given.secret_access_key:
        return None
    if look_swapped(given):
        return "giver"
    return "signer" if look_swapped(turned(given, access_key_id)) else "unknown"


def turned(given: Credentials, access_key_id: str) -> Credentials:
    """The pair that was given, with the access key id that the URL names and the other half as its secret."""
    return Credentials(access_key_id, Secret(given.access_key_id), given.session_token, region=given.region)


def looks_secret(access_key_id: str) -> bool:
    """Whether what stands where an access key id belongs has the form of a secret."""
    # The 44 characters of an API key are a kind of their own.
    return secret_for_id(access_key_id) == access_key_id and len(access_key_id) != 44
