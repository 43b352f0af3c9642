"""Profiles of ``~/.aws``: the rules of the AWS SDKs, compared with boto3 itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import boto3
import botocore.loaders
import botocore.session
import pytest

from cosnb import Credentials, CredentialsError, find_credentials
from cosnb.storage import credential_sources

# The description of S3 is large, and read once for all tests.
LOADER = botocore.loaders.create_loader()

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def keys(last: str, secret: str = SECRET) -> str:
    return f"aws_access_key_id = AKIAIOSFODNN7EXAMPL{last}\naws_secret_access_key = {secret}\n"


class Files(NamedTuple):
    """Both files, the variables beside them, and the profile that is asked for."""

    credentials: str = ""
    config: str = ""
    environ: dict[str, str] = {}  # noqa: RUF012
    profile: str | None = None


AGREED = {
    "keys in the credentials file": Files("[default]\n" + keys("A")),
    "keys in the config file": Files("", "[default]\n" + keys("A")),
    "keys in both: the credentials file wins": Files("[default]\n" + keys("A"), "[default]\n" + keys("B")),
    "a token": Files("[default]\n" + keys("A") + "aws_session_token = token\n"),
    "a token by its old name": Files("[default]\n" + keys("A") + "aws_security_token = t0\naws_session_token = t1\n"),
    "a profile by variable": Files("[default]\n" + keys("A") + "[dev]\n" + keys("B"), "", {"AWS_PROFILE": "dev"}),
    "a profile by either variable": Files(
        "[a]\n" + keys("A") + "[b]\n" + keys("B"), "", {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}
    ),
    "a profile by name": Files("[default]\n" + keys("A") + "[dev]\n" + keys("B"), profile="dev"),
    "a profile by name goes before keys in variables": Files(
        "[dev]\n" + keys("B"), "", {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET}, "dev"
    ),
    "a profile of the config file": Files("", "[profile dev]\n" + keys("A") + "region = eu-west-1\n", profile="dev"),
    "a profile with a blank in its name": Files("", '[profile "my dev"]\n' + keys("A"), profile="my dev"),
    "default with the word profile, last": Files(
        "", "[default]\n" + keys("A") + "[profile default]\n" + keys("B") + "region = eu-west-3\n"
    ),
    "default without the word profile, last": Files("", "[profile default]\n" + keys("A") + "[default]\n" + keys("B")),
    "a section that is no profile": Files("[default]\n" + keys("A"), "[dev]\n" + keys("B") + "[preview]\nx = 1\n"),
    "settings from both files": Files(
        "[default]\n" + keys("A") + "region = eu-north-1\n",
        "[default]\nregion = eu-west-1\nendpoint_url = http://a:1\n",
    ),
    "a region by variable": Files(
        "[default]\n" + keys("A"),
        "[default]\nregion = eu-west-1\n",
        {"AWS_DEFAULT_REGION": "eu-de", "AWS_REGION": "no"},
    ),
    "an endpoint of the profile": Files("[default]\n" + keys("A"), "[default]\nendpoint_url = http://a:1\n"),
    "an endpoint of a services section": Files(
        "[default]\n" + keys("A"),
        "[default]\nservices = mine\nendpoint_url = http://a:1\n"
        "[services mine]\ns3 =\n  endpoint_url = http://b:2\n  addressing_style = path\nec2 =\n  endpoint_url = http://c:3\n",
    ),
    "a services section without S3": Files(
        "[default]\n" + keys("A"),
        "[default]\nservices = mine\nendpoint_url = http://a:1\n[services mine]\nec2 =\n  endpoint_url = http://c:3\n",
    ),
    "an endpoint by variable": Files(
        "[default]\n" + keys("A"), "[default]\nendpoint_url = http://a:1\n", {"AWS_ENDPOINT_URL": "http://d:4"}
    ),
    "an endpoint by variable for S3": Files(
        "[default]\n" + keys("A"), "", {"AWS_ENDPOINT_URL": "http://d:4", "AWS_ENDPOINT_URL_S3": "http://e:5"}
    ),
    "endpoints ignored by variable": Files(
        "[default]\n" + keys("A"),
        "[default]\nendpoint_url = http://a:1\n",
        {"AWS_ENDPOINT_URL": "http://d:4", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    ),
    "endpoints ignored by the profile": Files(
        "[default]\n" + keys("A"), "[default]\nendpoint_url = http://a:1\nignore_configured_endpoint_urls = true\n"
    ),
    "keys in variables, settings in the profile": Files(
        "",
        "[default]\nregion = eu-west-1\nendpoint_url = http://a:1\n",
        {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "token"},
    ),
    "settings that every section inherits": Files("[DEFAULT]\nregion = eu-west-2\n[default]\n" + keys("A")),
    "files by variable, with a tilde": Files(
        "[default]\n" + keys("A"),
        "[default]\nregion = eu-west-1\n",
        {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials", "AWS_CONFIG_FILE": "~/.aws/config"},
    ),
    "comments, colons, blanks and capitals": Files(
        "# a comment\n; another\n[default]\nAWS_Access_Key_Id:AKIAIOSFODNN7EXAMPLA\n\n"
        f"aws_secret_access_key   =   {SECRET}\n# region = no\n"
    ),
    "line ends of Windows": Files(("[default]\n" + keys("A") + "region = eu-west-1\n").replace("\n", "\r\n")),
    "a command that prints the keys": Files("", "[default]\ncredential_process = {command}\nregion = eu-west-1\n"),
    "keys before a command": Files("[default]\n" + keys("A"), "[default]\ncredential_process = {command}\n"),
    "a command before keys of the config file": Files("", "[default]\ncredential_process = {command}\n" + keys("B")),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of its own."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / ".aws").mkdir()
    return tmp_path


def lay(place: Path, files: Files) -> None:
    printed = {"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLZ", "SecretAccessKey": SECRET, "SessionToken": "token"}
    script = place / "print_keys.py"
    script.write_text(f"print({json.dumps(json.dumps(printed))})")
    config = files.config.replace("{command}", f'"{sys.executable}" "{script}"')
    for name, text in (("credentials", files.credentials), ("config", config)):
        if text:
            (place / ".aws" / name).write_bytes(text.encode())


def found_by_boto3(profile: str | None) -> tuple[object, ...]:
    core = botocore.session.Session()
    core.register_component("data_loader", LOADER)
    session = boto3.Session(botocore_session=core, profile_name=profile)
    pair = session.get_credentials().get_frozen_credentials()
    endpoint = session.client("s3", region_name=session.region_name or "us-east-1").meta.endpoint_url
    return (
        pair.access_key,
        pair.secret_key,
        pair.token,
        session.region_name,
        None if endpoint.endswith("amazonaws.com") else endpoint,
    )


def found_here(profile: str | None) -> tuple[object, ...]:
    pair = find_credentials(profile=profile)
    token = pair.session_token.reveal().decode() if pair.session_token else None
    return (pair.access_key_id, pair.secret_access_key.reveal().decode(), token, pair.region, pair.endpoint)


@pytest.mark.parametrize("case", AGREED)
def test_boto3_finds_the_same(case: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(place, AGREED[case])
    for name, value in AGREED[case].environ.items():
        monkeypatch.setenv(name, value)
    assert found_here(AGREED[case].profile) == found_by_boto3(AGREED[case].profile)


def find(place: Path, files: Files) -> Credentials:
    lay(place, files)
    environ = {"HOME": str(place), "USERPROFILE": str(place), **files.environ}
    return find_credentials(profile=files.profile, environ=environ)


def refused(place: Path, files: Files) -> str:
    with pytest.raises(CredentialsError) as caught:
        find(place, files)
    text = str(caught.value)
    assert SECRET not in text
    return text


def test_the_profile_and_its_file_are_named(place: Path) -> None:
    assert find(place, Files("[dev]\n" + keys("A"), profile="dev")).source == (
        f"profile 'dev' in '{place / '.aws' / 'credentials'}'"
    )


@pytest.mark.parametrize("environ", [{"AWS_PROFILE": "gone"}, {"AWS_DEFAULT_PROFILE": "gone"}])
def test_a_profile_that_a_variable_names_must_be_there(place: Path, environ: dict[str, str]) -> None:
    text = refused(place, Files("[a]\n" + keys("A"), "[profile b]\nregion = x\n", environ))
    assert f"no keys of 'gone', named by {next(iter(environ))}, are in" in text
    assert "Profiles there: b, a." in text


def test_a_profile_that_is_asked_for_must_hold_keys(place: Path) -> None:
    assert "no keys of 'b', asked for" in refused(place, Files("", "[profile b]\nregion = x\n", profile="b"))


def test_an_empty_or_missing_home_holds_no_default_profile(place: Path) -> None:
    assert "none were found" in refused(place, Files())
    assert "no keys of 'dev', asked for, are in no home" in refused_without_home()


def refused_without_home() -> str:
    with pytest.raises(CredentialsError) as caught:
        find_credentials(profile="dev", environ={})
    return str(caught.value)


@pytest.mark.parametrize("half", ["aws_access_key_id", "aws_secret_access_key"])
def test_half_a_pair_is_refused(place: Path, half: str) -> None:
    rows = "".join(line + "\n" for line in keys("A").splitlines() if not line.startswith(half))
    for files in (Files("[default]\n" + rows), Files("", "[default]\n" + rows)):
        assert f"has no {half}" in refused(place, files)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (keys("A"), 1),
        ("[default]\n" + keys("A") + "[default]\n", 4),
        ("[default]\n" + keys("A") + keys("A"), 4),
        (f"[default]\n{SECRET}\n", 2),
    ],
)
def test_a_file_that_cannot_be_parsed_is_named_with_its_line(place: Path, text: str, line: int) -> None:
    for files in (Files(text), Files("", text)):
        for old in (place / ".aws").iterdir():
            old.unlink()
        assert f"is not readable at line {line}" in refused(place, files)


def test_a_byte_order_mark_in_a_file_is_no_part_of_the_section(place: Path) -> None:
    assert find(place, Files("\ufeff[default]\n" + keys("A"))) == find(place, Files("[default]\n" + keys("A")))


@pytest.mark.parametrize("quote", ['"', "'"])
def test_quotes_in_a_file_are_part_of_the_value_and_are_named(place: Path, quote: str) -> None:
    text = refused(place, Files("[default]\n" + keys("A", f"{quote}{SECRET}{quote}")))
    assert "secret_access_key: it stands in quotes, as found in profile 'default'" in text


def test_a_services_section_that_is_not_there_is_named(place: Path) -> None:
    text = refused(place, Files("[default]\n" + keys("A"), "[default]\nservices = gone\n"))
    assert "refers to the services section 'gone', which is not there" in text


ASKING = {
    "role_arn": "role_arn = arn:aws:iam::1:role/x\nsource_profile = a\n",
    "web_identity_token_file": "web_identity_token_file = /t\n",
    "sso_account_id": "sso_session = s\nsso_account_id = 1\n",
    "credential_process": "credential_process = printer\n",
    "login_session": "login_session = arn\n",
}


@pytest.mark.parametrize("setting", ASKING)
def test_without_boto3_a_profile_that_asks_for_its_keys_says_why(
    place: Path, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cosnb.storage.aws_profiles.find_spec", lambda name: None)
    text = refused(place, Files("", "[default]\n" + ASKING[setting]))
    assert f"({setting}), and only boto3 can ask for its keys, which is not installed" in text
    assert "Install boto3" in text


@pytest.mark.parametrize("setting", ASKING)
def test_listing_the_sources_asks_nobody(place: Path, setting: str) -> None:
    marker = place / "asked"
    command = f'"{sys.executable}" -c "open({str(marker)!r}, chr(119))"'
    lay(place, Files("", "[default]\n" + ASKING[setting].replace("printer", command)))
    sources = {row.id: row for row in credential_sources(environ={"HOME": str(place), "USERPROFILE": str(place)})}
    assert sources["profile:default"].state == "found"
    assert f"({setting}); boto3 asks for the keys" in sources["profile:default"].detail
    assert not marker.exists()


def test_what_a_failing_command_prints_is_not_repeated(place: Path) -> None:
    script = place / "fail.py"
    script.write_text(f"import sys; sys.exit({SECRET!r})")
    text = refused(place, Files("", f'[default]\ncredential_process = "{sys.executable}" "{script}"\n'))
    assert "boto3 got no keys (CredentialRetrievalError)" in text
    assert "aws sts get-caller-identity --profile default" in text


def test_keys_from_a_command_are_named_as_such(place: Path) -> None:
    found = find(place, Files("", "[default]\ncredential_process = {command}\n"))
    assert found.source == "profile 'default' runs a command for its keys (credential_process), through boto3"
