"""The list of sources: every place with its state, without raising."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosnb import CredentialsError
from cosnb.storage import credential_sources

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
PAIR = f"aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".bluemix").mkdir()
    return tmp_path


def environ(home: Path, **variables: str) -> dict[str, str]:
    return {"HOME": str(home), "USERPROFILE": str(home), **variables}


def test_every_source_is_listed_in_its_order(home: Path) -> None:
    (home / ".aws" / "credentials").write_text(f"[default]\n{PAIR}[dev]\n{PAIR}")
    (home / ".aws" / "config").write_text("[profile only-settings]\nregion = eu-de\n")
    (home / ".env").write_text("OTHER=1\n")
    rows = credential_sources(dotenv=home / ".env", environ=environ(home))
    assert [(row.id, row.state) for row in rows] == [
        ("cos-hmac", "not found"),
        ("service-credential", "not found"),
        ("aws-environment", "not found"),
        ("profile:default", "found"),
        ("profile:only-settings", "not found"),
        ("profile:dev", "found"),
        ("dotenv", "broken"),
    ]


def test_with_nothing_at_all_every_source_says_what_was_looked_for() -> None:
    rows = credential_sources(environ={})
    assert [row.state for row in rows] == ["not found"] * 4
    assert [row.detail for row in rows] == [
        "looked for COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY",
        "looked for COS_CREDENTIALS_FILE or '~/.bluemix/cos_credentials'",
        "looked for AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        "looked for keys of the profile 'default'",
    ]
    for row in rows:
        with pytest.raises(CredentialsError, match="none were found: looked for"):
            row.load()


def test_the_active_profile_comes_first(home: Path) -> None:
    (home / ".aws" / "credentials").write_text(f"[default]\n{PAIR}[dev]\n{PAIR}")
    rows = credential_sources(environ=environ(home, AWS_PROFILE="dev"))
    assert [row.id for row in rows[3:]] == ["profile:dev", "profile:default"]


def test_a_found_source_says_where_and_what_it_names(home: Path) -> None:
    rows = credential_sources(
        environ=environ(
            home,
            COS_HMAC_ACCESS_KEY_ID=ID,
            COS_HMAC_SECRET_ACCESS_KEY=SECRET,
            AWS_ENDPOINT_URL="https://a:9000",
            AWS_DEFAULT_REGION="eu-de",
        )
    )
    assert rows[0].state == "found"
    assert rows[0].detail == (
        "environment: COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY, endpoint https://a:9000, region eu-de"
    )
    assert rows[0].load().access_key_id == ID


def test_a_broken_source_says_why_and_raises_only_when_loaded(home: Path) -> None:
    (home / ".bluemix" / "cos_credentials").write_text(json.dumps({"apikey": "x"}))
    (home / ".aws" / "config").write_text("no section\n")
    rows = {row.id: row for row in credential_sources(environ=environ(home, AWS_ACCESS_KEY_ID=ID))}
    assert {row.id: row.state for row in rows.values()} == {
        "cos-hmac": "not found",
        "service-credential": "broken",
        "aws-environment": "broken",
        "profile:default": "broken",
    }
    assert "no HMAC keys" in rows["service-credential"].detail
    assert "Include HMAC Credential: On" in rows["service-credential"].detail
    assert "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not" in rows["aws-environment"].detail
    assert "is not readable at line 1" in rows["profile:default"].detail
    for name in ("service-credential", "aws-environment", "profile:default"):
        with pytest.raises(CredentialsError):
            rows[name].load()


def test_broken_files_of_the_sdk_do_not_break_keys_in_variables(home: Path) -> None:
    (home / ".aws" / "config").write_text("no section\n")
    rows = credential_sources(environ=environ(home, AWS_ACCESS_KEY_ID=ID, AWS_SECRET_ACCESS_KEY=SECRET))
    assert rows[2].state == "found"


def test_loading_reads_the_place_again(home: Path) -> None:
    path = home / ".aws" / "credentials"
    path.write_text(f"[default]\n{PAIR}")
    row = credential_sources(environ=environ(home))[3]
    path.write_text(f"[default]\n{PAIR.replace(ID, 'f' * 32)}")
    assert row.load().access_key_id == "f" * 32


def test_a_service_credential_that_is_given_takes_the_place_of_the_file(home: Path) -> None:
    given = {"cos_hmac_keys": {"access_key_id": ID, "secret_access_key": SECRET}}
    row = credential_sources(given, environ=environ(home))[1]
    assert (row.id, row.state, row.detail) == ("service-credential", "found", "the service credential given")
    assert row.load().access_key_id == ID
