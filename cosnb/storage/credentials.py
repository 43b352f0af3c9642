"""Where credentials come from, in one order, each source in words.

    COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY
    an IBM service credential: the file that COS_CREDENTIALS_FILE names, else ~/.bluemix/cos_credentials
    a service that VCAP_SERVICES or CE_SERVICES binds
    AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with AWS_SESSION_TOKEN
    the profile that AWS_PROFILE names, else the default one, of ~/.aws/credentials and ~/.aws/config

What is asked for by name (a service credential, a profile, a .env file) is looked for there and nowhere else.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from ..errors import CredentialsError
from ..sigv4 import Credentials
from . import credential_places as places
from .aws_profiles import Deferred, Environ, endpoint_setting
from .credential_checks import HOW_TO_GET_KEYS, check_credentials
from .credential_places import DotEnv, Load, Place
from .key_shapes import KeySource

State = Literal["found", "not found", "broken"]
Found = TypeVar("Found")
Outcome = Credentials | CredentialsError


@dataclass(frozen=True, slots=True)
class Source:
    """A place where credentials can come from. It holds none: :meth:`load` reads the place again.

    Attributes:
        id: stable, such as ``"cos-hmac"`` or ``"profile:dev"``.
        label: its name for a list.
        state: ``"found"``, ``"not found"`` or ``"broken"``.
        detail: where it was found, what was looked for, or why it is broken, in words.
    """

    id: str
    label: str
    state: State
    detail: str
    _load: Load = field(repr=False, compare=False)

    def load(self) -> Credentials:
        """The credentials.

        Raises:
            CredentialsError: there are none, or they cannot be used.
        """
        found = _keys(self._load)
        if isinstance(found, Credentials):
            return found
        raise found or CredentialsError("credentials", f"none were found: {self.detail}.", HOW_TO_GET_KEYS)


def find_credentials(
    source: KeySource | None = None,
    *,
    profile: str | None = None,
    dotenv: DotEnv | None = None,
    environ: Environ | None = None,
) -> Credentials:
    """The first key pair found; ``.source`` names where.

    Args:
        source: what holds the pair: an IBM service credential, a Kubernetes secret, a configuration of rclone, s3cmd or mc,
            an answer of ``aws``, in whatever it is wrapped, as a mapping, a text, or the path of a file or a folder; or
            what signs with it: a client, session or file system of boto3, ibm_boto3, s3fs, MinIO or obstore.
        profile: the name of a profile of ``~/.aws``; with ``source`` that of the section, remote or alias to use there.
        dotenv: the path of a ``.env`` file.
        environ: variables to read instead of the environment's.

    A variable that is set but unusable is an error at once; a file in its default place is only reported when nothing
    else is found.

    Raises:
        CredentialsError: none was found, or what was found is half a pair, of the wrong kind, or not clean.
    """
    outcome = _find(source, profile, dotenv, os.environ if environ is None else environ)
    if isinstance(outcome, Credentials):
        return outcome
    # A verbose traceback prints what a frame holds.
    del source, dotenv, environ
    raise outcome


def credential_sources(
    source: KeySource | None = None, *, dotenv: DotEnv | None = None, environ: Environ | None = None
) -> tuple[Source, ...]:
    """Every source with its state, in the order of :func:`find_credentials`; a ``.env`` file stands last, if asked for.

    Nothing is raised, no network is used and no command is run: a profile whose keys an SDK has to ask for is
    ``"found"``, and asked when it is loaded.
    """
    environ = os.environ if environ is None else environ
    found = [*_everywhere(environ, source), *places.other_profiles(environ)]
    if dotenv is not None:
        found.append(places.dotenv_place(dotenv))
    return tuple(map(_source, found))


def local_key_pair(access_key_id: str) -> Credentials | None:
    """The key pair of an access key id, if the environment or a local file holds it; nothing is asked over the network."""
    found = (_attempt(place.load) for place in (*_everywhere(os.environ), *places.other_profiles(os.environ)))
    return next((one for one in found if isinstance(one, Credentials) and one.access_key_id == access_key_id), None)


def find_endpoint_setting(environ: Environ | None = None) -> str | None:
    """The endpoint that the environment names, by ``COS_ENDPOINT`` or what the SDKs read; None if it names none."""
    environ = os.environ if environ is None else environ
    return endpoint_setting(environ) or places.cos_endpoint(environ)


def _find(source: KeySource | None, profile: str | None, dotenv: DotEnv | None, environ: Environ) -> Outcome:
    asked = []
    if source is not None:
        asked.append(places.service_place(environ, source, profile))
    elif profile is not None:
        asked.append(places.profile_place(profile, environ, "asked for"))
    if dotenv is not None:
        asked.append(places.dotenv_place(dotenv))
    if len(asked) > 1:
        return CredentialsError("source", "more than one place is asked for.", "Give source or dotenv or profile.")
    return _first(asked or _everywhere(environ))


def _everywhere(environ: Environ, source: KeySource | None = None) -> Iterator[Place]:
    """One place after another, each made ready when those before it held nothing."""
    yield from places.variable_places(environ, "environment", source)
    yield places.active_place(environ)


def _first(places: Iterable[Place]) -> Outcome:
    passed_over, looked_for = None, []
    for place in places:
        outcome = _keys(place.load)
        if isinstance(outcome, Credentials) or (outcome and place.asked):
            return outcome
        passed_over = passed_over or outcome
        looked_for.append(place.looked_for)
    remedy = f"Looked for {', '.join(looked_for)}. {HOW_TO_GET_KEYS} Or pass credentials=Credentials(…), or try the sandbox: Sandbox()."
    return passed_over or CredentialsError("credentials", "none were found.", remedy)


def _keys(load: Load) -> Outcome | None:
    found = _attempt(load)
    return _attempt(found.fetch) if isinstance(found, Deferred) else found


def _attempt(load: Callable[[], Found]) -> Found | CredentialsError:
    try:
        found = load()
        if isinstance(found, Credentials):
            check_credentials(found)
        return found
    except CredentialsError as error:
        # A new one, because the frames that the old one leads to hold what was read.
        return CredentialsError(error.field, error.problem, error.remedy)


def _source(place: Place) -> Source:
    outcome = _attempt(place.load)
    if isinstance(outcome, Credentials):
        named = [f"{name} {value}" for name in ("endpoint", "region") if (value := getattr(outcome, name))]
        return Source(place.id, place.label, "found", ", ".join([outcome.source, *named]), place.load)
    if isinstance(outcome, Deferred):
        return Source(place.id, place.label, "found", outcome.reason, place.load)
    if outcome:
        return Source(place.id, place.label, "broken", f"{outcome.problem} {outcome.remedy}", place.load)
    return Source(place.id, place.label, "not found", f"looked for {place.looked_for}", place.load)
