"""Send one request, exactly as it was signed."""

import os
import time
from contextlib import ExitStack
from types import MappingProxyType
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from .. import __version__
from ..errors import InputError
from ..links.reading.answer import read_error
from ..links.reading.parsing import parse
from ..links.redaction import live_of_headers
from ..notices import advise, progress_bar
from ..scrub_frames import scrub_frames
from ..sigv4 import Signed
from ..storage.checks import Pairs, check_sent_method
from .answer import Answer, Sent
from .bodies import Data, announced, headers_of, prepare, receive
from .exact import NOWHERE, ExactSession, displaced
from .problems import FAILURES, explain
from .request_options import Deadline, RequestOptions, Wire, check_data, check_headers, check_place, check_timeout


@scrub_frames
def send(
    target: Signed | str,
    data: Data | None = None,
    *,
    method: str | None = None,
    headers: Pairs = (),
    to: str | os.PathLike[str] | None = None,
    via: str | None = None,
    timeout: float | tuple[float | None, float | None] | None = (5, 60),
    deadline: float | None = None,
    trust_env: bool = False,
    progress: bool | None = None,
) -> Answer:
    """Send a signed request and return the store's answer, whatever it is.

    The URL goes on the wire byte for byte. Beside the headers given, and those a :class:`Signed` asks for, only these
    are sent: ``Host``, ``User-Agent``, ``Accept-Encoding: identity`` (so that the object comes as it is stored), and
    ``Content-Length`` where there can be a body. There is no ``Content-Type`` unless it is given. A redirect is an
    answer and is not followed. Nothing is tried twice.

    Args:
        target: a signed request, or a URL.
        data: what to send: bytes, text (as UTF-8), a path, a binary file from its position on, or an iterable of
            bytes whose length is among the headers. A PUT or POST needs some, ``b""`` for an empty body, unless it
            copies an object or begins an upload in parts.
        method: the HTTP method; None takes the signed one, or GET for a URL.
        headers: a mapping or pairs; one that is also among the signed ones replaces it.
        to: a file to download into. It appears, or is replaced, only when the object has come completely.
        via: where to connect instead of the URL's own host, such as ``"http://minio:9000"`` inside of a container. The
            Host header stays that of the URL, which was signed.
        timeout: seconds to wait for the connection and for each part of the answer; one number for both, None for
            ever.
        deadline: seconds for all of it, however the bytes come: at its end the connection is cut. None for as long as
            they come. Only looking up a name, and trying its further addresses, can take longer.
        trust_env: use the proxies and certificates that the environment names. A netrc file is never read.
        progress: a progress bar: True at once, False none, None where it takes more than half a second.

    Returns:
        The answer. Without ``to``, the first 16 MiB of the body are kept, and ``.truncated`` says if there is more.

    Raises:
        InputError: a value cannot be used.
        SendError: no answer came back: no such host, refused, not trusted, timed out, or ended half-way.
    """
    if not isinstance(target, Signed | str):
        raise InputError("target", f"a {type(target).__name__} cannot be sent.", "Give presign(…) or a URL.")
    url, usual, signed = (target, "GET", {}) if isinstance(target, str) else (target.url, target.method, target.headers)
    asked = RequestOptions(
        wire=Wire(url, via),
        method=check_sent_method(method or usual),
        headers=check_headers(signed, headers),
        timeout=check_timeout(timeout, deadline),
        deadline=Deadline(deadline),
        trust_env=trust_env,
        progress=progress,
    )
    place = check_place(to, asked.method)
    check_data(data, asked)
    if not (asked.wire.encrypted or asked.wire.loopback):
        advise(f"{asked.wire.origin} is not encrypted: whoever sees the traffic can use the link until it expires.")
    started = time.perf_counter()
    with asked.deadline, ExitStack() as opened:
        response = _exchange(asked, data, opened)
        received = receive(response, asked, place)
    # A copy or the end of a multipart upload can fail after a 200.
    may_be_error = response.status_code >= 300 or asked.method in ("PUT", "POST")
    return Answer(
        status=response.status_code,
        reason=response.reason or "",
        headers=MappingProxyType(headers_of(response)),
        body=received.kept,
        size=(announced(response) or 0) if asked.method == "HEAD" else received.size,
        truncated=received.size > len(received.kept),
        saved_to=received.saved_to,
        error=read_error(received.kept) if may_be_error else None,
        sent=Sent.of(asked.wire.head, asked.wire.asked, data),
        elapsed=time.perf_counter() - started,
        live_texts=_live(target, asked),
    )


def _live(target: Signed | str, asked: RequestOptions) -> tuple[str, ...]:
    """What of the request works as a credential, wherever it came from: a store may repeat it."""
    if isinstance(target, Signed) and target.example:
        return ()
    own = target.live_texts if isinstance(target, Signed) else parse(target).live_texts
    return (*own, *live_of_headers(asked.headers.items()))


def _exchange(asked: RequestOptions, data: Data | None, opened: ExitStack) -> requests.Response:
    """Send the request, and return when the headers of the answer are here."""
    body = prepare(b"" if data is None else data, asked.headers.get("content-length"), opened)
    # A header of the caller's, however it is written, stands in the place of ours.
    headers = CaseInsensitiveDict({"Host": asked.wire.host, "User-Agent": f"cosnb/{__version__}", **asked.headers})
    encoded = {name: value.encode() for name, value in headers.items()}
    # A body of no bytes is none, or it would be sent in chunks.
    request = requests.Request(asked.method, NOWHERE, headers=encoded, data=body or None)
    session = opened.enter_context(ExactSession(asked.wire, asked.deadline))
    session.trust_env = asked.trust_env
    with progress_bar(asked.progress, "sending", len(body)) as step:
        body.on_sent = step
        try:
            settings: dict[str, Any] = dict(session.merge_environment_settings(asked.wire.origin, {}, True, None, None))
            if asked.wire.loopback:
                settings["proxies"] = {}  # no proxy reaches this machine's own loopback
            # Prepared without the session, which would read netrc.
            prepared = request.prepare()
            response = session.send(prepared, timeout=asked.timeout, allow_redirects=False, **settings)
        except FAILURES as error:
            raise (explain(error, asked) if session.exact.reached else displaced(asked.wire)) from None
    if not asked.wire.head:
        raise displaced(asked.wire)
    return opened.enter_context(response)
