"""Where the same two halves stand the other way round in the URL: who swapped them, whoever signed or whoever gave them?"""

from __future__ import annotations

import re
from typing import Literal

from ..sigv4 import Credentials, Secret
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
    """Whether what stands where an access key id belongs has the form of a secret: of AWS, or of IBM COS."""
    aws = re.fullmatch(r"[A-Za-z0-9/+]{40}", access_key_id) and re.search(r"[/+]", access_key_id)
    return bool(aws or re.fullmatch(r"[0-9a-f]{48}", access_key_id))
