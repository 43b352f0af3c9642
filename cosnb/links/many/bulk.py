"""Make many presigned links: streamed, in order, in constant memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from ...errors import CredentialsError, InputError
from ...scrub_frames import scrub_frames
from ...sigv4 import Credentials, Part, Signed, uri_encode, utc
from ...sigv4.live import is_live_name
from ...sigv4.moments import expiry
from ...storage import Addressing, Expires, check_expires, check_key, check_pairs, find_credentials, warn_of
from ...storage.checks import Pairs, moment
from ...storage.key_shapes import KeySource
from ..making import LinkPlace, plan
from ..template import Derivation, Frame, Template
from .streaming import Item, Templates, is_plain, key_and_params, series, stream, url_of


@scrub_frames
def presign_many(
    bucket: str,
    keys: Iterable[Item],
    *,
    method: str = "GET",
    endpoint: str | None = None,
    region: str | None = None,
    expires: Expires = 3600,
    credentials: KeySource | None = None,
    addressing: Addressing | None = None,
    query: Pairs = (),
    headers: Pairs = (),
    now: datetime | None = None,
) -> Iterator[str]:
    """The presigned URL of each key, in order, streamed: ``Presigner(bucket, …).urls(keys)``.

    Args:
        bucket: this and what is not listed here: as for :func:`cosnb.presign`.
        keys: what :meth:`Presigner.urls` takes.
        now: the one moment of signing for all of them; None reads the clock once, at this call.

    Raises:
        InputError, CredentialsError: at this call, what :func:`cosnb.presign` raises; at a key, what
            :meth:`Presigner.urls` raises.
    """
    place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
    links = Presigner(bucket, method=method, expires=expires, query=query, headers=headers, now=now, **place)
    return links.urls(keys)


class Presigner:
    """Makes the links of one bucket: checked once, used for any number of keys.

    It can be pickled, to work in other processes and on other machines. Its credentials are not pickled: where it is
    unpickled it finds them as :func:`cosnb.find_credentials` does, when first used, and refuses another access key id than it was
    made with. Whether the secret is the same it cannot tell: links made with another one are refused by the store.
    With a header that is a secret (a customer's encryption key) it cannot be pickled.

    Args:
        bucket: this and what is not listed here: as for :func:`cosnb.presign`.
        query: parameters to sign for every key.
        now: the moment of signing. None reads the clock once at each call of ``url`` or ``urls``, so that all links
            of one call expire together.

    Raises:
        InputError, CredentialsError: what :func:`cosnb.presign` raises.
    """

    @scrub_frames
    def __init__(
        self,
        bucket: str,
        *,
        method: str = "GET",
        endpoint: str | None = None,
        region: str | None = None,
        expires: Expires = 3600,
        credentials: KeySource | None = None,
        addressing: Addressing | None = None,
        query: Pairs = (),
        headers: Pairs = (),
        now: datetime | None = None,
    ) -> None:
        query, headers = check_pairs("query", query), check_pairs("headers", headers)
        given: dict[str, Any] = {"method": method, "expires": expires, "query": query, "headers": headers}
        place = LinkPlace(endpoint=endpoint, region=region, credentials=credentials, addressing=addressing)
        ready = plan(bucket, "key", now=now, **given, **place)
        warn_of(ready.advice)
        # What was found here holds wherever this is unpickled, except the secret.
        self._settings: dict[str, Any] = {
            **given,
            "bucket": ready.bucket,
            "method": ready.request.method,
            "endpoint": ready.endpoint.url,
            "region": ready.region,
            "addressing": ready.addressing,
        }
        self._now = None if now is None else utc(now)
        self._access_key_id = ready.credentials.access_key_id
        self._credentials: Credentials | None = ready.credentials
        self._latest: tuple[datetime, Templates] | None = None
        self._cut: tuple[datetime, Frame, Derivation] | None = None
        self._templates()(())

    @scrub_frames
    def url(self, key: str, params: Pairs = ()) -> str:
        """The presigned URL of one key.

        Args:
            key: the object's key, unencoded.
            params: parameters to sign for this key, after those for every key.

        Raises:
            InputError: the key or a parameter cannot be used.
        """
        templates = self._templates()
        if is_plain(key) and not params:
            return templates(()).url(key)
        return url_of(templates, *key_and_params((key, params), self._settings["bucket"]))

    @scrub_frames
    def sign(self, key: str) -> Signed:
        """The link of one key with every stage, as :func:`cosnb.presign` makes it; what links share is made once.

        Raises:
            InputError: the key cannot be used.
        """
        key, _ = key_and_params((key, ()), self._settings["bucket"])
        check_key(key)
        now = self._now or moment(None)
        if self._cut is None or self._cut[0] != now:
            link = plan(key="key", credentials=self._found(), now=now, **self._settings).sign(now)
            self._cut = now, Frame.of(link), link.derivation
        _, frame, derivation = self._cut
        return frame.sign(Part(uri_encode(key, keep_slash=True), "key", key), derivation)

    def urls(self, keys: Iterable[Item], *, start: int = 0) -> Iterator[str]:
        """The presigned URL of each key, in order. 256 keys are read (or all there are) before the first URL is given.

        Advice on a single key (a ``..`` in it, say) is given by :func:`cosnb.presign` alone, but for this: the first of
        the first 256 keys that looks percent-encoded, as those of an inventory are, is named in a warning.

        Args:
            keys: any iterable of str; each item is a key, unencoded, or a tuple of a key and its own parameters:
                ``("a.txt", {"versionId": "…"})``. Of a data frame give one column, of an Arrow array ``.to_pylist()``.
            start: the number of the first of them, for the error that names one.

        Raises:
            InputError: a key cannot be used; ``keys[7]`` in the message is the eighth. The URLs before it are given.
        """
        return chain.from_iterable(stream(self._templates(), series(keys), start, self._settings["bucket"]))

    def at(self, now: datetime | None = None, *, expires: Expires | None = None) -> "Presigner":
        """The same presigner for one moment of signing: ``now``, else its own, else this moment.

        Args:
            now: the moment, with a time zone.
            expires: as for :func:`cosnb.presign`; None keeps its own.

        Raises:
            InputError: ``now`` has no time zone, or the links would expire after the year 9999.
        """
        when = moment(self._now if now is None else now)
        given = self._settings["expires"] if expires is None else expires
        expiry(when, check_expires(given, when))
        fixed = Presigner.__new__(Presigner)
        settings = {**self._settings, "expires": given}
        fixed.__dict__.update(self.__dict__, _settings=settings, _now=when, _latest=None, _cut=None)
        return fixed

    @property
    def method(self) -> str:
        """The HTTP method of its links."""
        return str(self._settings["method"])

    @property
    def expires_at(self) -> datetime | None:
        """When its links stop working (UTC), as :attr:`Signed.expires_at` says; None where each call reads the clock."""
        end = self._now and expiry(self._now, check_expires(self._settings["expires"], self._now))
        over = self._credentials.expires_at if self._credentials else None
        return min(end, over) if end and over else end

    @property
    def signed_headers(self) -> tuple[str, ...]:
        """The names of the headers that whoever uses one of its links must send, as they were given."""
        return tuple(name for name, _ in self._settings["headers"])

    def __repr__(self) -> str:
        given = self._settings
        where = f"{given['method']} {given['bucket']!r} at {given['endpoint']}"
        return f"Presigner({where}, expires={given['expires']}, access_key_id={self._access_key_id!r})"

    def __deepcopy__(self, _memo: object = None) -> "Presigner":
        """Itself, with its credentials: it never changes."""
        return self

    __copy__ = __deepcopy__

    def __getstate__(self) -> dict[str, Any]:
        if any(is_live_name(name) for name, _ in self._settings["headers"]):
            raise TypeError("A presigner with a secret header is not pickled: make it where it works.")
        return {**self.__dict__, "_credentials": None, "_latest": None, "_cut": None}

    def _templates(self) -> Templates:
        now = self._now or moment(None)
        if self._latest is None or self._latest[0] != now:
            self._latest = now, lru_cache(maxsize=32)(partial(_template, self._settings, self._found(), now))
        return self._latest[1]

    def _found(self) -> Credentials:
        if self._credentials is None:
            found, mine = find_credentials(), self._access_key_id
            if (other := found.access_key_id) != mine:
                problem = f"this presigner was made with the access key {mine}, and here {other} was found."
                remedy = "Set the same key pair here, or make the presigner here."
                raise CredentialsError("credentials", problem, remedy)
            self._credentials = found
        return self._credentials


@scrub_frames
def _template(settings: dict[str, Any], credentials: Credentials, now: datetime, names: tuple[str, ...]) -> Template:
    """A link signed the long way, cut at its key and at the values of the parameters that come with it."""
    query = (*settings["query"], *((name, "") for name in names))
    if names and len({name for name, _ in query}) < len(query):
        raise InputError("query", "a parameter is given twice.", "Give its name once: for every key, or with each.")
    ready = plan(key="key", credentials=credentials, now=now, **{**settings, "query": query})
    if names:
        from ..operations import parameter_advice

        warn_of(parameter_advice(query[len(settings["query"]) :], ready.request.method))
    return Template(ready.sign(now), ("key", *(f"query:{name}" for name in names)))
