"""The order in which credentials are found, and the words that name where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosnb import CredentialsError, find_credentials
from cosnb.storage import find_endpoint_setting

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
COS = {"COS_HMAC_ACCESS_KEY_ID": f"{ID[:-1]}0", "COS_HMAC_SECRET_ACCESS_KEY": SECRET}
AWS = {"AWS_ACCESS_KEY_ID": f"{ID[:-1]}2", "AWS_SECRET_ACCESS_KEY": SECRET}


def service_credential(last: str) -> str:
    return json.dumps({"apikey": "x", "cos_hmac_keys": {"access_key_id": ID[:-1] + last, "secret_access_key": SECRET}})


@pytest.fixture
def everywhere(tmp_path: Path) -> dict[str, str]:
    """An environment in which every source holds a pair; the last sign of each id tells which."""
    (tmp_path / ".bluemix").mkdir()
    (tmp_path / ".bluemix" / "cos_credentials").write_text(service_credential("1"))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        f"[default]\naws_access_key_id={ID[:-1]}3\naws_secret_access_key={SECRET}\n"
    )
    return {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), **COS, **AWS}


def test_sources_are_tried_in_their_order(everywhere: dict[str, str]) -> None:
    seen = [find_credentials(environ=everywhere).access_key_id[-1]]
    del everywhere["COS_HMAC_ACCESS_KEY_ID"], everywhere["COS_HMAC_SECRET_ACCESS_KEY"]
    seen.append(find_credentials(environ=everywhere).access_key_id[-1])
    Path(everywhere["HOME"], ".bluemix", "cos_credentials").unlink()
    seen.append(find_credentials(environ=everywhere).access_key_id[-1])
    del everywhere["AWS_ACCESS_KEY_ID"], everywhere["AWS_SECRET_ACCESS_KEY"]
    seen.append(find_credentials(environ=everywhere).access_key_id[-1])
    assert seen == ["0", "1", "2", "3"]


def test_each_source_is_named_in_words(everywhere: dict[str, str]) -> None:
    home = everywhere["HOME"]
    words = "environment: COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY"
    assert find_credentials(environ=everywhere).source == words
    assert find_credentials(environ=AWS).source == "environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    in_home = {"HOME": home, "USERPROFILE": home}
    assert find_credentials(environ=in_home).source == (
        f"the service credential in '{Path(home, '.bluemix', 'cos_credentials')}'"
    )
    profile = find_credentials(profile="default", environ=in_home)
    assert profile.source == f"profile 'default' in '{Path(home, '.aws', 'credentials')}'"


def test_the_environment_of_the_process_is_read_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COS.items():
        monkeypatch.setenv(name, value)
    assert find_credentials().access_key_id == COS["COS_HMAC_ACCESS_KEY_ID"]


def test_secret_and_token_are_the_values_of_the_variables() -> None:
    found = find_credentials(environ={**AWS, "AWS_SESSION_TOKEN": "token"})
    assert found.secret_access_key.reveal() == SECRET.encode()
    assert found.session_token is not None
    assert found.session_token.reveal() == b"token"


def test_no_token_goes_with_the_cos_variables() -> None:
    assert find_credentials(environ={**COS, "AWS_SESSION_TOKEN": "token"}).session_token is None


@pytest.mark.parametrize("names", [COS, AWS])
def test_half_a_pair_is_an_error_that_names_the_other_half(names: dict[str, str]) -> None:
    for present in names:
        (missing,) = set(names) - {present}
        with pytest.raises(CredentialsError, match=f"{present} is set but {missing} is not") as caught:
            find_credentials(environ={present: names[present]})
        assert names[present] not in str(caught.value)


def test_a_broken_variable_stops_the_search(everywhere: dict[str, str]) -> None:
    everywhere["COS_HMAC_SECRET_ACCESS_KEY"] += "\n"
    with pytest.raises(CredentialsError, match=r"ends with a line end \(LF\), as found in environment: COS_HMAC"):
        find_credentials(environ=everywhere)


def test_a_broken_file_in_its_default_place_is_passed_over(everywhere: dict[str, str]) -> None:
    Path(everywhere["HOME"], ".bluemix", "cos_credentials").write_text('{"apikey": "x"}')
    del everywhere["COS_HMAC_ACCESS_KEY_ID"], everywhere["COS_HMAC_SECRET_ACCESS_KEY"]
    assert find_credentials(environ=everywhere).access_key_id[-1] == "2"


def test_a_broken_file_in_its_default_place_is_named_when_nothing_else_is_found(tmp_path: Path) -> None:
    (tmp_path / ".bluemix").mkdir()
    (tmp_path / ".bluemix" / "cos_credentials").write_text('{"apikey": "x"}')
    with pytest.raises(CredentialsError, match="IAM API key but no HMAC keys"):
        find_credentials(environ={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)})


def test_a_file_that_a_variable_names_must_be_there(tmp_path: Path) -> None:
    environ = {**AWS, "COS_CREDENTIALS_FILE": str(tmp_path / "gone.json")}
    with pytest.raises(CredentialsError, match=r"COS_CREDENTIALS_FILE: '.*gone\.json' cannot be read"):
        find_credentials(environ=environ)


def test_nothing_found_says_where_it_looked_and_how_to_get_keys() -> None:
    with pytest.raises(CredentialsError, match="none were found") as caught:
        find_credentials(environ={})
    for words in ("COS_HMAC_ACCESS_KEY_ID", "COS_CREDENTIALS_FILE", "AWS_ACCESS_KEY_ID", "profile 'default'"):
        assert words in caught.value.remedy
    for words in ("Include HMAC Credential", "ibmcloud resource service-key-create", '{"HMAC":true}', "Sandbox()"):
        assert words in caught.value.remedy


def test_without_a_home_no_file_is_read(monkeypatch: pytest.MonkeyPatch, everywhere: dict[str, str]) -> None:
    monkeypatch.setenv("HOME", everywhere["HOME"])
    monkeypatch.setenv("USERPROFILE", everywhere["HOME"])
    with pytest.raises(CredentialsError, match="none were found"):
        find_credentials(environ={})


def test_only_one_place_can_be_asked_for() -> None:
    with pytest.raises(CredentialsError, match="more than one place"):
        find_credentials({"apikey": "x"}, dotenv="x.env", environ={})


@pytest.mark.parametrize(
    ("variables", "endpoint", "region"),
    [
        ({}, None, None),
        ({"AWS_ENDPOINT_URL": "http://a:1"}, "http://a:1", None),
        ({"AWS_ENDPOINT_URL": "http://a:1", "AWS_ENDPOINT_URL_S3": "http://b:2"}, "http://b:2", None),
        ({"AWS_DEFAULT_REGION": "eu-de", "AWS_REGION": "no"}, None, "eu-de"),
        ({"AWS_ENDPOINT_URL": "http://a:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"}, None, None),
    ],
)
def test_the_environment_names_endpoint_and_region(
    variables: dict[str, str], endpoint: str | None, region: str | None
) -> None:
    for pair in (COS, AWS):
        found = find_credentials(environ={**pair, **variables})
        assert (found.endpoint, found.region) == (endpoint, region)
    assert find_endpoint_setting(variables) == endpoint
