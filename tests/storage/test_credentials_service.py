"""IBM service credentials in every shape, and what is said of those that hold no usable pair."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cosnb import CredentialsError, find_credentials

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
KEYS = {"access_key_id": ID, "secret_access_key": SECRET}
API_KEY = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEF"
PLAIN = {
    "apikey": API_KEY,
    "cos_hmac_keys": KEYS,
    "endpoints": "https://control.cloud-object-storage.cloud.ibm.com/v2/endpoints",
    "iam_apikey_name": "auto-generated",
    "iam_serviceid_crn": "crn:v1:example",
    "resource_instance_id": "crn:v1:example",
}
IAM_ONLY = {name: value for name, value in PLAIN.items() if name != "cos_hmac_keys"}
WATSON = {
    "type": "bmcos_object_storage",
    "properties": {
        "bucket_name": "project-bucket",
        "endpoint_url": "https://s3.us-south.cloud-object-storage.appdomain.cloud",
        "credentials": {"editor": {**KEYS, "api_key": API_KEY}, "viewer": {"api_key": API_KEY}},
    },
}
SHAPES = {
    "plain": PLAIN,
    "keys alone": KEYS,
    "in credentials": {"name": "mine", "credentials": PLAIN},
    "list of the command line": [{"guid": "1", "name": "mine", "credentials": PLAIN}],
    "list with an IAM-only key": [{"credentials": IAM_ONLY}, {"credentials": PLAIN}],
    "project metadata": WATSON,
    "properties of the project metadata": WATSON["properties"],
}

Give = Callable[[Any, Path], Any]
WAYS: dict[str, Give] = {
    "object": lambda data, path: data,
    "text": lambda data, path: json.dumps(data),
    "indented text": lambda data, path: "\n " + json.dumps(data, indent=2),
    "path": lambda data, path: write(path, data),
    "path as text": lambda data, path: str(write(path, data)),
}


def write(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data))
    return path


def refused(source: Any) -> str:
    """What is said, which never repeats a key."""
    with pytest.raises(CredentialsError) as caught:
        find_credentials(source, environ={})
    text = str(caught.value)
    assert not any(secret in text for secret in (ID, SECRET, API_KEY))
    return text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_pair(shape: str, way: str, tmp_path: Path) -> None:
    found = find_credentials(WAYS[way](SHAPES[shape], tmp_path / "key.json"), environ={})
    assert (found.access_key_id, found.secret_access_key.reveal()) == (ID, SECRET.encode())
    named = {"keys alone": "key pair"}.get(shape, "Watson Studio" if "metadata" in shape else "service credential")
    assert named in found.source
    assert ID not in found.source


def test_only_the_project_metadata_names_an_endpoint() -> None:
    assert find_credentials(PLAIN, environ={"AWS_ENDPOINT_URL": "http://elsewhere"}).endpoint is None
    assert find_credentials(WATSON, environ={}).endpoint == WATSON["properties"]["endpoint_url"]


def test_the_file_that_the_variable_names_is_used_with_the_settings_beside_it(tmp_path: Path) -> None:
    path = write(tmp_path / "key.json", PLAIN)
    environ = {"COS_CREDENTIALS_FILE": str(path), "AWS_ENDPOINT_URL": "https://a", "AWS_DEFAULT_REGION": "eu-de"}
    found = find_credentials(environ=environ)
    assert found.source == f"the service credential in '{path}', named by COS_CREDENTIALS_FILE"
    assert (found.endpoint, found.region) == ("https://a", "eu-de")


def test_a_tilde_stands_for_the_home_directory(tmp_path: Path) -> None:
    write(tmp_path / "key.json", PLAIN)
    environ = {"COS_CREDENTIALS_FILE": "~/key.json", "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert find_credentials(environ=environ).access_key_id == ID


@pytest.mark.parametrize("wrapped", [IAM_ONLY, [{"credentials": IAM_ONLY}], {"credentials": IAM_ONLY}])
def test_an_iam_only_credential_is_told_how_to_get_hmac_keys(wrapped: object) -> None:
    text = refused(wrapped)
    assert "holds an IAM API key but no HMAC keys (cos_hmac_keys), and IAM keys cannot presign" in text
    assert "Include HMAC Credential: On" in text
    assert """--parameters '{"HMAC":true}'""" in text


@pytest.mark.parametrize("missing", KEYS)
def test_half_a_pair_is_told_which_half(missing: str) -> None:
    half = {name: value for name, value in KEYS.items() if name != missing}
    assert f"holds no {missing}" in refused({**PLAIN, "cos_hmac_keys": half})
    assert f"holds no {missing}" in refused(half)
    assert f"holds no {missing}" in refused({"cos_hmac_keys": {**KEYS, missing: ""}})


@pytest.mark.parametrize("keys", [None, [], "text", {}, 7])
def test_empty_or_misshapen_keys_are_no_keys(keys: object) -> None:
    assert "no" in refused({"cos_hmac_keys": keys})


@pytest.mark.parametrize("nothing", [{}, [], [{}], {"credentials": None}, "[]", "[[[[[[[]]]]]]]"])
def test_json_without_keys_is_told_so(nothing: object) -> None:
    assert "holds no HMAC keys" in refused(nothing)


def test_keys_that_are_no_text_are_refused() -> None:
    assert "are not texts" in refused({"cos_hmac_keys": {"access_key_id": ID, "secret_access_key": 7}})


def test_two_pairs_are_not_chosen_between_and_the_same_one_twice_is_one() -> None:
    other = {"name": "other", "credentials": {"cos_hmac_keys": {**KEYS, "access_key_id": "f" * 32}}}
    assert "holds 2 key pairs: credentials.cos_hmac_keys. Give the one to use" in refused(
        [PLAIN | {"credentials": PLAIN}, other]
    )
    assert find_credentials([{"credentials": PLAIN}, {"credentials": PLAIN}], environ={}).access_key_id == ID


def test_the_line_of_broken_json_is_named_and_its_text_is_not() -> None:
    assert "is not valid JSON at line 2" in refused(f'{{"secret_access_key":\n "{SECRET}",, }}')


def test_deeply_nested_json_is_refused() -> None:
    assert "is not valid JSON" in refused("[" * 100_000)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not valid JSON"),
        ('{"a": 1}'.encode("utf-16")[:-1], "is not UTF-16 at byte 16"),
        (b'{"a": "\xe9"}', "is not UTF-8 at byte 7"),
        (b" " * 1_000_001, "is longer than a megabyte"),
        (b"COS_HMAC_ACCESS_KEY_ID=x", "holds no secret_access_key"),
        (b"words", "is not valid JSON"),
    ],
)
def test_an_unreadable_file_is_told_why(content: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    text = refused(path)
    assert problem in text
    assert "key.json" in text


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_file_that_windows_wrote_is_read(codec: str, tmp_path: Path) -> None:
    # Excel and Set-Content write the first, ">" of Windows PowerShell the second.
    path = tmp_path / "key.json"
    path.write_bytes(json.dumps(PLAIN).encode(codec))
    assert find_credentials(path, environ={}).access_key_id == find_credentials(PLAIN, environ={}).access_key_id


def test_a_missing_file_and_a_directory_are_told_so(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused(tmp_path / "gone.json")
    assert "holds no HMAC keys" in refused(tmp_path)
    assert "cannot be read" in refused("nul\0byte.json")


def test_a_key_pasted_in_place_of_a_path_is_not_repeated() -> None:
    for pasted in (SECRET, API_KEY):
        assert "cannot be read" in refused(pasted)


@pytest.mark.parametrize(
    "pasted",
    [
        f"ftp://me:{SECRET}@store.example.com",
        f"me:{SECRET}@store.example.com",
        f"mine={SECRET}.com",
        f"me,{SECRET},store.example.com",
        f"me {SECRET} store.example.com",
    ],
)
def test_an_address_with_a_secret_is_no_path_although_it_ends_like_one(pasted: str) -> None:
    assert "the file given cannot be read" in refused(pasted)
