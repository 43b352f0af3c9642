"""Key pairs of the wrong kind are refused, strays are named, and unusual ones earn advice; no value is ever shown."""

from __future__ import annotations

import warnings
from datetime import datetime

import pytest

import cosnb
from cosnb import Credentials, CredentialsError
from cosnb.storage import check_credentials, credential_advice

ID, SECRET = "0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff0011223344556677"
AWS_ID, AWS_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
API_KEY = "Abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEF"
IAM_TOKEN = "eyJraWQiOiIyMDI0In0." + "eyJpYW1faWQiOiJJQk1pZC01NTAwMDAwMDAwIn0" * 3 + ".c2lnbmF0dXJl"


def refused(key_id: str, secret: str, token: str | None = None, source: str = "arguments") -> CredentialsError:
    with pytest.raises(CredentialsError) as caught:
        check_credentials(Credentials(key_id, secret, token, source=source))
    text = str(caught.value)
    assert not any(value and value in text for value in (key_id, secret, token))
    assert caught.value.value is None
    assert caught.value.remedy
    return caught.value


STRAYS = {
    "{}\n": r"ends with a line end (LF)",
    "{}\r\n": r"ends with a line end (CR LF)",
    "{}\r": r"ends with a line end (CR)",
    "{}\n\n": r"ends with a line end (more than one)",
    "\ufeff{}": "begins with a byte-order mark",
    " {}": "begins or ends with white space",
    "{}\t": "begins or ends with white space",
    "\u00a0{}": "begins or ends with white space",
    '"{}"': "stands in quotes",
    "'{}'": "stands in quotes",
    "“{}”": "stands in quotes",
    "`{}`": "stands in quotes",
    "{}\u200b": "holds white space or an unprintable character",
    "ab {}": "holds white space or an unprintable character",
    "\x00{}": "holds white space or an unprintable character",
    '"{}"\r\n': r"ends with a line end (CR LF) and stands in quotes",
    '\ufeff "{}"': "begins with a byte-order mark and begins or ends with white space and stands in quotes",
}


@pytest.mark.parametrize("stray", STRAYS)
def test_a_stray_character_is_named_in_each_part(stray: str) -> None:
    pair = {"access_key_id": ID, "secret_access_key": SECRET, "session_token": "FwoGZXIvYXdzEXAMPLE"}
    for field, value in pair.items():
        with pytest.raises(CredentialsError) as caught:
            check_credentials(Credentials(**{**pair, field: stray.format(value)}))
        assert (caught.value.field, caught.value.problem) == (field, f"it {STRAYS[stray]}.")
        assert value not in str(caught.value)


def test_an_error_names_the_source() -> None:
    error = refused(ID, f"{SECRET}\n", source="profile 'dev' in 'credentials'")
    assert error.problem == "it ends with a line end (LF), as found in profile 'dev' in 'credentials'."


@pytest.mark.parametrize(("key_id", "secret"), [(SECRET, ID), (AWS_SECRET, AWS_ID)])
def test_swapped_fields_are_told_so(key_id: str, secret: str) -> None:
    error = refused(key_id, secret)
    assert error.field == "credentials"
    assert error.problem == "the access key id and the secret access key are swapped."


@pytest.mark.parametrize(
    ("key_id", "secret", "field", "problem"),
    [
        (API_KEY, SECRET, "access_key_id", "it has the form of an IAM API key, which cannot presign"),
        (API_KEY, API_KEY, "access_key_id", "it has the form of an IAM API key, which cannot presign"),
        (ID, API_KEY, "secret_access_key", "it has the form of an IAM API key, which cannot presign"),
        (ID, IAM_TOKEN, "secret_access_key", "it is an IAM token, which cannot presign"),
        (f"ServiceId-{ID}", SECRET, "access_key_id", "it is the name of a service ID or resource, not a key"),
        ("crn:v1:bluemix:public:iam::1", SECRET, "access_key_id", "it is the name of a service ID or resource"),
        ("<access_key_id>", SECRET, "access_key_id", "it is a placeholder, not a value"),
        (ID, "${COS_SECRET}", "secret_access_key", "it is a placeholder, not a value"),
        (ID, "undefined", "secret_access_key", "it is a placeholder, not a value"),
        ("None", "None", "access_key_id", "it is a placeholder, not a value"),
    ],
)
def test_what_is_no_hmac_key_is_told_what_it_is_and_how_to_get_one(
    key_id: str, secret: str, field: str, problem: str
) -> None:
    error = refused(key_id, secret)
    assert error.field == field
    assert problem in error.problem
    assert "Include HMAC Credential: On" in error.remedy
    assert "ibmcloud resource service-key-create" in error.remedy


def test_who_has_a_key_of_aws_is_not_sent_to_the_console_of_ibm() -> None:
    assert refused(AWS_ID, "${AWS_SECRET_ACCESS_KEY}").remedy == "Put the real value in its place."


@pytest.mark.parametrize("token", [None, "token", IAM_TOKEN])
@pytest.mark.parametrize(
    ("key_id", "secret"),
    [
        (ID, SECRET),
        (AWS_ID, AWS_SECRET),
        (ID, "0" * 64),
        ("minioadmin", "minioadmin"),
        ("GOOG1E" + "A" * 55, "b" * 20 + "/" * 20),
        ("a", "b"),
        ("key-id", "zażółć"),
    ],
)
def test_pairs_of_every_store_pass(key_id: str, secret: str, token: str | None) -> None:
    pair = Credentials(key_id, secret, token)
    assert check_credentials(pair) is pair


def advice(key_id: str, secret: str, token: str | None = None, *, example: bool = False) -> str:
    rows = credential_advice(Credentials(key_id, secret, token, example=example))
    text = " ".join(row.text for row in rows)
    assert all(row.field == "credentials" for row in rows)
    assert not any(value in text for value in (key_id, secret))
    return text


@pytest.mark.parametrize(
    ("key_id", "secret"),
    [(ID, SECRET), (AWS_ID, AWS_SECRET), (ID, "0" * 64), ("minioadmin", "minioadmin"), ("x" * 25, "y" * 31)],
)
def test_usual_pairs_need_no_advice(key_id: str, secret: str) -> None:
    assert advice(key_id, secret) == ""


@pytest.mark.parametrize(
    ("key_id", "secret", "said"),
    [
        (ID, SECRET[:-1], "shows 48 characters in such a secret; this one has 47"),
        (ID[:-1], SECRET, "shows 32 characters in such an access key id; this one has 31"),
        (AWS_ID, AWS_SECRET[:-1], "has 40 characters; this one has 39"),
        ("some-id", API_KEY, "has the form of an IAM API key"),
    ],
)
def test_unusual_lengths_are_allowed_with_advice(key_id: str, secret: str, said: str) -> None:
    check_credentials(Credentials(key_id, secret))
    assert said in advice(key_id, secret)
    assert advice(key_id, secret, example=True) == ""


def test_temporary_credentials_are_told_that_the_link_dies_with_their_session() -> None:
    assert "the link dies with their session" in advice(AWS_ID.replace("AKIA", "ASIA"), AWS_SECRET, "token")
    assert "the link dies with their session" in advice("any", "pair", "token", example=True)


def test_a_temporary_id_without_its_token_is_told_so() -> None:
    assert "session token is missing" in advice(AWS_ID.replace("AKIA", "ASIA"), AWS_SECRET)


def test_presign_says_the_advice_and_signs_the_token(now: datetime) -> None:
    pair = Credentials(ID, SECRET, "token+/=")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        link = cosnb.presign("bucket", "key", endpoint="us-south", credentials=pair, now=now)
    assert ["the link dies with their session" in str(row.message) for row in said] == [True]
    assert "X-Amz-Security-Token=token%2B%2F%3D" in link.canonical_request.text
