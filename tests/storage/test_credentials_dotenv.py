"""A ``.env`` file, when asked: a strict reading, in which nothing is expanded and no key is mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cosnb import Credentials, CredentialsError, find_credentials

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
PAIR = f"COS_HMAC_ACCESS_KEY_ID={ID}\nCOS_HMAC_SECRET_ACCESS_KEY={SECRET}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def read(path: Path, text: str) -> Credentials:
    path.write_bytes(text.encode())
    return find_credentials(dotenv=path, environ={})


def refused(path: Path, text: str) -> str:
    with pytest.raises(CredentialsError) as caught:
        read(path, text)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def secret_of(path: Path, value: str) -> str:
    return (
        read(path, f"COS_HMAC_ACCESS_KEY_ID={ID}\nCOS_HMAC_SECRET_ACCESS_KEY={value}\n")
        .secret_access_key.reveal()
        .decode()
    )


def test_a_pair_is_found_with_its_file_and_settings(path: Path) -> None:
    found = read(path, PAIR + "AWS_ENDPOINT_URL=https://a:9000\nAWS_DEFAULT_REGION=eu-de\n")
    assert (found.access_key_id, found.secret_access_key.reveal()) == (ID, SECRET.encode())
    assert found.source == f"'{path}': COS_HMAC_ACCESS_KEY_ID and COS_HMAC_SECRET_ACCESS_KEY"
    assert (found.endpoint, found.region) == ("https://a:9000", "eu-de")


def test_it_is_read_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(PAIR)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CredentialsError, match="none were found"):
        find_credentials(environ={})


def test_what_is_asked_for_goes_before_the_environment(path: Path) -> None:
    path.write_text(PAIR)
    environ = {"COS_HMAC_ACCESS_KEY_ID": "f" * 32, "COS_HMAC_SECRET_ACCESS_KEY": SECRET}
    assert find_credentials(dotenv=path, environ=environ).access_key_id == ID


def test_aws_names_are_read_with_their_token(path: Path) -> None:
    found = read(path, f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\nAWS_SESSION_TOKEN=token==\n")
    assert found.session_token is not None
    assert found.session_token.reveal() == b"token=="


def test_it_may_name_the_file_of_a_service_credential(path: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"cos_hmac_keys": {"access_key_id": ID, "secret_access_key": SECRET}}))
    assert read(path, f"COS_CREDENTIALS_FILE='{key}'\n").access_key_id == ID


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (SECRET, SECRET),
        (f"'{SECRET}'", SECRET),
        (f'"{SECRET}"', SECRET),
        (f"{SECRET}   # from the console", SECRET),
        (f"'{SECRET}' # from the console", SECRET),
        (f"{SECRET}\t", SECRET),
        ("a#b", "a#b"),
        ("'a#b'", "a#b"),
        ("a=b==", "a=b=="),
        ("$HOME", "'$HOME' is no interpolation"),
        ("a$HOME", "a$HOME"),
        ('"a$b"', "a$b"),
        (r'"a\$b"', "a$b"),
        (r'"a\\b"', "a\\b"),
        (r'"a\"b"', 'a"b'),
        (r"'a\b'", "a\\b"),
        ("/+" * 20, "/+" * 20),
    ],
)
def test_values_are_read_as_a_shell_would_without_expansion(path: Path, written: str, meant: str) -> None:
    if "interpolation" in meant:
        assert "it is a placeholder, not a value" in refused(
            path, f"COS_HMAC_ACCESS_KEY_ID={ID}\nCOS_HMAC_SECRET_ACCESS_KEY={written}\n"
        )
    else:
        assert secret_of(path, written) == meant


@pytest.mark.parametrize("lead", ["export ", "export\t", "  ", "# a comment\n", "\n\n", "   # indented comment\n"])
def test_export_blanks_and_comments_are_allowed(path: Path, lead: str) -> None:
    assert read(path, lead + PAIR).access_key_id == ID


def test_line_ends_of_windows_are_line_ends(path: Path) -> None:
    assert read(path, PAIR.replace("\n", "\r\n")).secret_access_key.reveal() == SECRET.encode()


@pytest.mark.parametrize(
    "value",
    [
        f"'{SECRET}",
        f'"{SECRET}',
        f"{SECRET}'",
        f"'{SECRET}'x",
        f"{SECRET} more",
        f"'{SECRET}'# no blank before it",
        rf'"{SECRET}\n"',
        f'"{SECRET}\\',
    ],
)
def test_a_value_that_breaks_the_rules_is_never_mended(path: Path, value: str) -> None:
    text = refused(path, f"COS_HMAC_ACCESS_KEY_ID={ID}\nCOS_HMAC_SECRET_ACCESS_KEY={value}\n")
    assert "secret_access_key: it " in text
    assert "as found in" in text


@pytest.mark.parametrize("line", ["GREETING=hello world", "MOTTO='it's", "PORT=1\nPORT=2", "plain words"])
def test_a_line_that_is_not_asked_for_does_no_harm(path: Path, line: str) -> None:
    assert read(path, f"{line}\n{PAIR}").access_key_id == ID


@pytest.mark.parametrize(
    "names", [("MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"), ("R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY")]
)
def test_other_names_of_a_pair_are_read_where_the_usual_ones_are_missing(path: Path, names: tuple[str, str]) -> None:
    found = read(path, f"{names[0]} = {ID}\n{names[1]} = {SECRET}\nS3_ENDPOINT=https://a.example\n")
    assert (found.access_key_id, found.endpoint) == (ID, "https://a.example")


def test_of_a_name_that_is_set_twice_the_last_counts_as_in_a_shell(path: Path) -> None:
    assert secret_of(path, f"old\nCOS_HMAC_SECRET_ACCESS_KEY={SECRET}") == SECRET


def test_a_file_without_keys_is_told_what_it_could_hold(path: Path) -> None:
    text = refused(path, "OTHER=1\n")
    assert "sets none of COS_HMAC_ACCESS_KEY_ID" in text
    assert "AWS_ACCESS_KEY_ID" in text


def test_half_a_pair_is_refused(path: Path) -> None:
    assert "is set but COS_HMAC_SECRET_ACCESS_KEY is not" in refused(path, f"COS_HMAC_ACCESS_KEY_ID={ID}\n")


def test_a_byte_order_mark_is_not_part_of_the_first_name(path: Path) -> None:
    assert read(path, "\ufeff" + PAIR).access_key_id == ID


def test_the_environment_and_the_home_directory_do_not_mix_in(path: Path, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-1\n")
    path.write_text(f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}\n")
    found = find_credentials(dotenv=path, environ={"HOME": str(tmp_path), "AWS_ENDPOINT_URL": "http://elsewhere"})
    assert (found.endpoint, found.region) == (None, None)
