"""Profiles of the AWS SDKs: ``~/.aws/credentials`` and ``~/.aws/config``, by the rules that boto3 has for them.

Source: "Configuration and credential file settings" and "Service-specific endpoints", AWS SDKs and Tools Reference
Guide; for the order, ``configloader``, ``configprovider`` and ``credentials`` of botocore 1.43. A test compares both.
"""

import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from ..errors import CredentialsError
from ..sigv4 import Credentials
from .durations import read_moment
from .files import read_ini

Environ = Mapping[str, str]
Section = dict[str, str]

PROFILE_NAMES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
ID, SECRET, TOKENS = "aws_access_key_id", "aws_secret_access_key", ("aws_security_token", "aws_session_token")
# When the session is over: as saml2aws, and as aws-mfa and others write it.
ENDS = ("x_security_token_expires", "expiration", "aws_credential_expiration", "aws_session_expiration")

# Settings for which an SDK has to ask for keys, with what they do: those that go before keys in the credentials file,
# and those that go only before keys in the config file.
_ASKS_FIRST = {
    "role_arn": "assumes a role",
    "web_identity_token_file": "uses a web identity token",
    "sso_role_name": "signs in with SSO",
    "sso_account_id": "signs in with SSO",
}
_ASKS_THEN = {"login_session": "uses a console login", "credential_process": "runs a command for its keys"}


class Deferred(NamedTuple):
    """Keys that an SDK has to ask for: why, and the function that asks."""

    reason: str
    fetch: Callable[[], Credentials]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Both files, read; either may be missing."""

    config_file: Path | None
    credentials_file: Path | None
    config: dict[str, Section] = field(repr=False)
    credentials: dict[str, Section] = field(repr=False)
    services: dict[str, Section] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Every profile of either file."""
        return tuple({**self.config, **self.credentials})

    @property
    def places(self) -> str:
        """Where the files are looked for, in words."""
        return " or ".join(f"'{path}'" for path in (self.credentials_file, self.config_file) if path) or "no home"

    def settings(self, name: str) -> Section:
        """The settings of a profile; those of the credentials file win."""
        return {**self.config.get(name, {}), **self.credentials.get(name, {})}


# They are asked for at every link that is signed, and making one takes as long as signing.
_path = lru_cache(maxsize=64)(Path)


def active_profile(environ: Environ) -> str:
    """The profile that a variable names, else the default one."""
    return next((environ[name] for name in PROFILE_NAMES if environ.get(name)), "default")


def home_file(environ: Environ, *parts: str) -> Path | None:
    """A file in the home directory that an environment names."""
    home = environ.get("USERPROFILE" if os.name == "nt" else "HOME")
    return _path(home, *parts) if home else None


def named_file(environ: Environ, variable: str, *default: str) -> Path | None:
    """The file that a variable names, with ``~`` for the home directory, else the default one in there."""
    named = environ.get(variable)
    if named and named.startswith(("~/", "~\\")):
        return home_file(environ, named[2:])
    return _path(named) if named else home_file(environ, *default)


def read_profiles(environ: Environ) -> Profiles:
    """Both files, where there are any. Raises CredentialsError if one of them cannot be read."""
    config_file = named_file(environ, "AWS_CONFIG_FILE", ".aws", "config")
    credentials_file = named_file(environ, "AWS_SHARED_CREDENTIALS_FILE", ".aws", "credentials")
    config = _read(config_file)
    profiles, services = _named(config, "profile"), _named(config, "services")
    return Profiles(config_file, credentials_file, profiles, _read(credentials_file), services)


def _read(path: Path | None) -> dict[str, Section]:
    return read_ini(path, "profile") if path and path.is_file() else {}


def _named(config: dict[str, Section], kind: str) -> dict[str, Section]:
    """The sections ``[kind NAME]`` by their name; ``[default]`` is a profile without the word."""
    found = {}
    for title, section in config.items():
        try:
            words = shlex.split(title) if title.startswith(kind) else []
        except ValueError:
            continue
        if len(words) == 2 or (title == "default" and kind == "profile"):
            found[words[-1] if words else title] = section
    return found


def endpoint_setting(environ: Environ, settings: Section | None = None, services: Section | None = None) -> str | None:
    """The endpoint that the variables name, else a profile's ``services`` section, else the profile itself."""
    settings = settings or {}
    ignore = environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or settings.get("ignore_configured_endpoint_urls", "")
    if ignore.lower() == "true":
        return None
    if named := environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL"):
        return named
    of_service = _nested((services or {}).get("s3", ""))
    return of_service.get("endpoint_url") or settings.get("endpoint_url") or None


def region_setting(environ: Environ, settings: Section | None = None) -> str | None:
    """The region that the variables name, or a profile: boto3 reads the first two of these, the CLI the last as well."""
    named = environ.get("AWS_DEFAULT_REGION") or (settings or {}).get("region")
    return named or environ.get("AWS_REGION") or None


def _nested(block: str) -> Section:
    rows = (line.partition("=") for line in block.splitlines())
    return {name.strip(): value.strip() for name, _, value in rows}


def profile_settings(profiles: Profiles, name: str, environ: Environ) -> tuple[str | None, str | None]:
    """The endpoint and the region to use with a profile: the environment's, else its own. Raises CredentialsError."""
    settings = profiles.settings(name)
    section = settings.get("services")
    if section is not None and not profiles.services.get(section):
        problem = f"the profile '{name}' refers to the services section '{section}', which is not there."
        raise CredentialsError("profile", problem, f"Write [services {section}] in '{profiles.config_file}'.")
    endpoint = endpoint_setting(environ, settings, profiles.services.get(section or ""))
    return endpoint, region_setting(environ, settings)


def load_profile(profiles: Profiles, name: str, environ: Environ) -> Credentials | Deferred | None:
    """The keys of a profile; None where it holds none. Raises CredentialsError for half a pair, or where boto3 is missing."""
    settings = profiles.settings(name)
    first = _ASKS_FIRST, profiles.credentials, profiles.credentials_file
    for kinds, sections, path in (first, (_ASKS_THEN, profiles.config, profiles.config_file)):
        if why := next((f"{what} ({kind})" for kind, what in kinds.items() if kind in settings), None):
            return _deferred(profiles, name, why, environ)
        if {ID, SECRET} & set(sections.get(name, {})):
            return _pair(profiles, name, sections[name], path, environ)
    return None


def _pair(profiles: Profiles, name: str, section: Section, path: Path | None, environ: Environ) -> Credentials:
    source = f"profile '{name}' in '{path}'"
    missing = [item for item in (ID, SECRET) if item not in section]
    if missing:
        raise CredentialsError("profile", f"{source} has no {missing[0]}.", "Set both halves of the pair there.")
    endpoint, region = profile_settings(profiles, name, environ)
    token = next((section[item] for item in TOKENS if section.get(item)), None)
    end = next((read_moment(section[item]) for item in ENDS if token and item in section), None)
    keys = section[ID], section[SECRET], token
    return Credentials(*keys, source=source, endpoint=endpoint, region=region, expires_at=end)


def _deferred(profiles: Profiles, name: str, why: str, environ: Environ) -> Deferred:
    reason = f"profile '{name}' {why}"
    if not find_spec("botocore"):
        problem = f"{reason}, and only boto3 can ask for its keys, which is not installed."
        raise CredentialsError("profile", problem, "Install boto3, or use a profile that holds keys.")
    return Deferred(f"{reason}; boto3 asks for the keys", lambda: _ask(profiles, name, reason, environ))


def _ask(profiles: Profiles, name: str, reason: str, environ: Environ) -> Credentials:
    endpoint, region = profile_settings(profiles, name, environ)
    session = import_module("botocore.session").Session(profile=name)
    session.set_config_variable("config_file", str(profiles.config_file or os.devnull))
    session.set_config_variable("credentials_file", str(profiles.credentials_file or os.devnull))
    remedy = f"Run 'aws sts get-caller-identity --profile {name}' to see why."
    try:
        asked = session.get_credentials()
        frozen = asked.get_frozen_credentials()
    except Exception as error:
        # Its message may repeat what a command printed, so only its kind is named.
        problem = f"{reason}, and boto3 got no keys ({type(error).__name__})."
        raise CredentialsError("profile", problem, remedy) from None
    source = f"{reason}, through boto3"
    # botocore tells the end of a session nowhere else.
    end = read_moment(getattr(asked, "_expiry_time", None))
    keys = frozen.access_key, frozen.secret_key, frozen.token
    return Credentials(*keys, source=source, endpoint=endpoint, region=region, expires_at=end)
