"""Why no answer came, in one sentence and a remedy. Never with the URL's query: it is a live signature."""

import http.client
import os
import socket
import ssl
from collections.abc import Iterator

import requests
from requests.utils import get_environ_proxies, select_proxy
from urllib3 import exceptions as urllib3

from ..errors import SendError
from .request_options import RequestOptions, Wire

# Everything that the way to a store and back can raise.
FAILURES = (requests.RequestException, urllib3.HTTPError, http.client.HTTPException, OSError, UnicodeError)


def explain(error: BaseException, asked: RequestOptions) -> SendError:
    """The error to raise for one that a library raised."""
    if asked.deadline.over:
        return too_late(asked)
    found, timeout = list(_causes(error)), asked.timeout

    def has(*kinds: type[BaseException]) -> BaseException | None:
        return next((cause for cause in found if isinstance(cause, kinds)), None)

    host = asked.wire.host
    unused = None if asked.trust_env else proxy_for(asked.wire.origin)
    way = f"A proxy is set ({unused}) and was not used: trust_env=True goes through it. " if unused else ""
    if has(urllib3.ProxyError, requests.exceptions.ProxyError):
        said = f"The proxy that the environment names did not pass the request on to {host}. "
        return SendError(f"{said}Check HTTPS_PROXY and NO_PROXY, or send with trust_env=False.")
    if (problem := has(ssl.SSLError)) or has(urllib3.SSLError, requests.exceptions.SSLError):
        return _about_tls(problem, host)
    inside = "private and direct endpoints open only inside IBM Cloud."
    if has(socket.gaierror):
        check = f"Check the endpoint's spelling and the network; {inside}"
        return SendError(f"The name {host} cannot be resolved. {way}{check}")
    if has(requests.ConnectTimeout):
        said = f"{host} accepted no connection within {timeout[0]} seconds."
        return SendError(f"{said} {way}Check host, port and firewall; {inside}")
    if has(urllib3.ReadTimeoutError, requests.ReadTimeout, TimeoutError):
        given = f"{timeout[0]} seconds to connect and {timeout[1]} for each part of the answer were given."
        return SendError(f"{host} did not answer in time: {given} Try again, or give a longer timeout.")
    if has(ConnectionRefusedError):
        return SendError(f"{host} refused the connection. {way}Check the port, and that the store is running.")
    return _about_the_connection(found, host, way)


def too_late(asked: RequestOptions) -> SendError:
    """The error for an answer that had not come completely at the deadline."""
    problem = f"had not answered completely after {asked.deadline.seconds} seconds, which was the deadline."
    return SendError(f"{asked.wire.host} {problem} Try again, or give a later one.")


def proxy_for(url: str) -> str | None:
    """What names a proxy for a URL: ``"HTTPS_PROXY"``, ``"HTTP_PROXY"``, ``"ALL_PROXY"`` or the system's settings.

    Returns:
        None where no proxy is set, NO_PROXY exempts the host, or the host is this machine. The proxy itself is not
        named, because its URL may hold a password.
    """
    wire = Wire(url)
    found = {} if wire.loopback else get_environ_proxies(wire.origin)
    if not select_proxy(wire.origin, found):
        return None
    names = (wire.origin.partition(":")[0] + "_proxy", "all_proxy")
    of_environment = (name.upper() for name in names if any(map(os.environ.get, (name, name.upper()))))
    return next(of_environment, "the system's settings")


def _about_tls(problem: BaseException | None, host: str) -> SendError:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return SendError(
            f"The certificate of {host} was not accepted: {problem.verify_message.rstrip('.')}. "
            "Check the host; where a company's own certificates are used, name their file in REQUESTS_CA_BUNDLE "
            "and send with trust_env=True."
        )
    reason = getattr(problem, "reason", "") or "no reason given"
    remedy = "A store that serves plain HTTP is reached with http://, on this machine only."
    return SendError(f"No encrypted connection to {host} could be made ({reason}). {remedy}")


def _about_the_connection(found: list[BaseException], host: str, way: str) -> SendError:
    for cause in found:
        if isinstance(cause, http.client.IncompleteRead) and cause.expected:  # that of urllib3 is one, and counts
            got = cause.partial if isinstance(cause.partial, int) else len(cause.partial)
            return SendError(f"The connection to {host} ended after {got} of {got + cause.expected} bytes. Try again.")
        if isinstance(cause, http.client.BadStatusLine) and not isinstance(cause, ConnectionError):
            return SendError(f"What answers at {host} does not speak HTTP. Check the port, and http:// or https://.")
    if any(isinstance(cause, ConnectionError) for cause in found):
        return SendError(f"{host} closed the connection without an answer. {way}Try again, or check the port.")
    reason = next((cause.strerror for cause in found if isinstance(cause, OSError) and cause.strerror), None)
    return SendError(f"The request to {host} failed: {reason or type(found[0]).__name__}. {way}Check the endpoint.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it was made of."""
    waiting, seen = [error], set()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inside = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        waiting += [item for item in inside if isinstance(item, BaseException)]
