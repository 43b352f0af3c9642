"""The places where credentials can be, each with the function that reads it."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ..errors import CredentialsError
from ..sigv4 import Credentials
from . import aws_profiles
from .aws_profiles import PROFILE_NAMES, Deferred, Environ, endpoint_setting, named_file, region_setting
from .credential_checks import HOW_TO_GET_KEYS
from .durations import read_moment
from .files import read_text, shown
from .key_shapes import KeySource, read_key_pair, with_scheme
from .key_texts import settings

DotEnv = str | os.PathLike[str]
Load = Callable[[], Credentials | Deferred | None]

COS_NAMES = ("COS_HMAC_ACCESS_KEY_ID", "COS_HMAC_SECRET_ACCESS_KEY")
AWS_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
AWS_TOKENS = ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
# What Cloud Foundry and Code Engine give an application to whose services it is bound.
BINDINGS = ("VCAP_SERVICES", "CE_SERVICES")


class Place(NamedTuple):
    """A source before it is looked at: how to read it, and what to say where nothing is there."""

    id: str
    label: str
    load: Load
    looked_for: str
    asked: bool = True


def variable_places(environ: Environ, where: str, source: KeySource | None = None) -> Iterator[Place]:
    cos, aws = " and ".join(COS_NAMES), " and ".join(AWS_NAMES)
    yield Place("cos-hmac", "COS_HMAC variables", lambda: _from_variables(environ, COS_NAMES, where), cos)
    yield service_place(environ, source)
    for name in BINDINGS:
        if bound := environ.get(name):
            load = partial(_read, bound, environ, name, f", in {name}")
            yield Place(name.lower().replace("_", "-"), name, load, name, asked=False)
    yield Place("aws-environment", "AWS variables", lambda: _from_variables(environ, AWS_NAMES, where), aws)


def _read(source: KeySource, environ: Environ, field: str, named_by: str) -> Credentials:
    """The key pair of a place; what it does not say of endpoint and region the variables beside it do."""
    found = read_key_pair(source, field=field, named_by=named_by)
    endpoint, region = found.endpoint or cos_endpoint(environ), found.region or region_setting(environ)
    return replace(found, endpoint=endpoint, region=region)


def _from_variables(environ: Environ, names: tuple[str, str], where: str) -> Credentials | None:
    given = {name: value for name in names if (value := environ.get(name))}
    if not given:
        return None
    if len(given) == 1:
        missing = next(name for name in names if name not in given)
        raise CredentialsError("credentials", f"{min(given)} is set but {missing} is not.", f"Set {missing} as well.")
    token = end = None
    if names == AWS_NAMES:
        token = next((environ[name] for name in AWS_TOKENS if environ.get(name)), None)
        # As "aws configure export-credentials" writes it.
        end = read_moment(environ.get("AWS_CREDENTIAL_EXPIRATION")) if token else None
        endpoint, region = _sdk_settings(environ)
    else:
        endpoint, region = cos_endpoint(environ), region_setting(environ)
    source = f"{where}: {names[0]} and {names[1]}"
    key_id, secret = given.values()
    return Credentials(key_id, secret, token, source=source, endpoint=endpoint, region=region, expires_at=end)


def cos_endpoint(environ: Environ) -> str | None:
    """The endpoint to use with keys of IBM COS: its own variable, else what the SDKs read."""
    return with_scheme(environ.get("COS_ENDPOINT")) or endpoint_setting(environ)


def _sdk_settings(environ: Environ) -> tuple[str | None, str | None]:
    """The endpoint and the region that an SDK uses with the keys of the environment: a profile may name them."""
    try:
        profiles = aws_profiles.read_profiles(environ)
        return aws_profiles.profile_settings(profiles, aws_profiles.active_profile(environ), environ)
    except CredentialsError:
        # The files are a source of their own, and say there that they are broken.
        return endpoint_setting(environ), region_setting(environ)


def service_place(environ: Environ, source: KeySource | None, only: str | None = None) -> Place:
    name, label, variable = "service-credential", "IBM service credential", "COS_CREDENTIALS_FILE"
    if source is not None:
        return Place(name, label, lambda: read_key_pair(source, field="source", only=only), "the one given")
    path = named_file(environ, variable, ".bluemix", "cos_credentials")
    named = bool(environ.get(variable))

    def load() -> Credentials | None:
        if path is None or not (named or path.is_file()):
            return None
        by = f", named by {variable}" if named else ""
        return _read(path, environ, variable if named else "credentials", by)

    looked_for = f"{variable} or '{path or '~/.bluemix/cos_credentials'}'"
    return Place(name, label, load, looked_for, asked=named)


def active_place(environ: Environ) -> Place:
    for variable in PROFILE_NAMES:
        if name := environ.get(variable):
            return profile_place(name, environ, f"named by {variable}")
    return profile_place("default", environ)


def other_profiles(environ: Environ) -> list[Place]:
    try:
        names = aws_profiles.read_profiles(environ).names
    except CredentialsError:
        return []
    return [profile_place(name, environ) for name in names if name != aws_profiles.active_profile(environ)]


def profile_place(name: str, environ: Environ, asked: str = "") -> Place:
    def load() -> Credentials | Deferred | None:
        profiles = aws_profiles.read_profiles(environ)
        found = aws_profiles.load_profile(profiles, name, environ)
        if found is None and asked:
            there = f"Profiles there: {', '.join(profiles.names) or 'none'}."
            raise CredentialsError("profile", f"no keys of '{name}', {asked}, are in {profiles.places}.", there)
        return found

    return Place(f"profile:{name}", f"Profile '{name}'", load, f"keys of the profile '{name}'", asked=bool(asked))


def dotenv_place(path: DotEnv) -> Place:
    name = shown(path)

    def load() -> Credentials:
        variables = {key: text for key, text in settings(read_text(path, "dotenv")).items() if isinstance(text, str)}
        for place in variable_places(variables, name):
            if isinstance(found := place.load(), Credentials):
                return found
        with suppress(CredentialsError):
            return read_key_pair(variables, field="dotenv", named_by=f" in {name}")
        problem = f"{name} sets none of {', '.join((*COS_NAMES, *AWS_NAMES))} and COS_CREDENTIALS_FILE."
        raise CredentialsError("dotenv", problem, HOW_TO_GET_KEYS)

    return Place("dotenv", f".env file: {name}", load, name)
