"""Where credentials come from."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..errors import CredentialsError
from ..sigv4 import Credentials
from .checks import check_credentials

HOW_TO_GET_KEYS = (
    "Set COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY from a service credential with HMAC keys "
    "(console: Service credentials, New credential, Include HMAC Credential: On), "
    "pass credentials=Credentials(…), or try the sandbox: Sandbox()."
)


def find_credentials(environ: Mapping[str, str] | None = None) -> Credentials:
    """The first key pair found.

    Raises:
        CredentialsError: none was found, or what was found is only half a pair or not clean.
    """
    environ = os.environ if environ is None else environ
    names = ("COS_HMAC_ACCESS_KEY_ID", "COS_HMAC_SECRET_ACCESS_KEY")
    given = [name for name in names if environ.get(name)]
    if not given:
        raise CredentialsError("credentials", "none were found.", HOW_TO_GET_KEYS)
    if len(given) == 1:
        missing = next(name for name in names if name not in given)
        raise CredentialsError("credentials", f"{given[0]} is set but {missing} is not.", f"Set {missing} as well.")
    pair = Credentials(
        environ[names[0]],
        environ[names[1]],
        source="environment: " + " and ".join(names),
        endpoint=find_endpoint_setting(environ),
    )
    return check_credentials(pair)


def find_endpoint_setting(environ: Mapping[str, str] | None = None) -> str | None:
    """The endpoint that the environment names, by the variables the SDKs read; None if it names none."""
    environ = os.environ if environ is None else environ
    return environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or None
