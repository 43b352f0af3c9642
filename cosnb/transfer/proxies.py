"""A proxy that the environment names, for whoever could not reach a store without it."""

from __future__ import annotations

import os

from requests.utils import get_environ_proxies, select_proxy

from .wire import Wire


def proxy_for(url: str) -> str | None:
    """What names a proxy for a URL: ``"HTTPS_PROXY"``, ``"HTTP_PROXY"``, ``"ALL_PROXY"`` or the system's settings.

    Returns:
        None where no proxy is set, NO_PROXY exempts the host, or the host is this machine. The proxy itself is not
        told, for its URL may hold a password.
    """
    wire = Wire(url)
    found = {} if wire.loopback else get_environ_proxies(wire.origin)
    if not select_proxy(wire.origin, found):
        return None
    names = (wire.origin.partition(":")[0] + "_proxy", "all_proxy")
    return next(
        (name.upper() for name in names if any(map(os.environ.get, (name, name.upper())))), "the system's settings"
    )
