"""A link has more than one clock: what the credentials tell of their session counts wherever an end is named."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cosnb import Credentials, InputError, Presigner, find_credentials, presign, presign_post, verify
from cosnb.storage import credential_advice

ID, SECRET = "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
END = NOW + timedelta(minutes=50)
SESSION = Credentials(ID, SECRET, "t", expires_at=END)
PAIR = {"AccessKeyId": ID, "SecretAccessKey": SECRET, "SessionToken": "t"}
AWS = {"AWS_ACCESS_KEY_ID": ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "t"}
PROFILE = f"[default]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\naws_session_token = t\n"
KEPT = SimpleNamespace(access_key=ID, secret_key=SECRET, token="t")
TELLING: dict[str, Any] = {
    "aws sts assume-role": {"Credentials": {**PAIR, "Expiration": "2024-01-02T03:54:05+00:00"}},
    "an instance's metadata": {"Code": "Success", **PAIR, "Expiration": "2024-01-02T03:54:05Z"},
    "aws sso, in milliseconds": {"roleCredentials": {**PAIR, "expiration": 1704167645000}},
    "aws configure export-credentials": {**AWS, "AWS_CREDENTIAL_EXPIRATION": "2024-01-02T03:54:05+00:00"},
    "saml2aws": f"{PROFILE}x_security_token_expires = 2024-01-02T04:54:05+01:00\n",
    "aws-mfa": f"{PROFILE}expiration = 2024-01-02 03:54:05\n",
    "boto3": SimpleNamespace(_request_signer=SimpleNamespace(_credentials=SimpleNamespace(
        get_frozen_credentials=lambda: KEPT, _expiry_time=END))),
}  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_the_end_of_a_session_is_read_from_what_holds_its_keys(name: str) -> None:
    assert find_credentials(TELLING[name], environ={}).expires_at == END


def test_the_end_is_read_from_variables_and_profiles_and_belongs_to_a_token(tmp_path: Path) -> None:
    given = TELLING["aws configure export-credentials"]
    assert find_credentials(environ=given).expires_at == END
    assert find_credentials(environ={**given, "AWS_SESSION_TOKEN": ""}).expires_at is None
    assert find_credentials({**PAIR, "SessionToken": "", "Expiration": "2024-01-02T03:54:05Z"}).expires_at is None
    for text in ("in an hour", "3600", 3600, True, "9" * 99):
        assert find_credentials({**PAIR, "Expiration": text}).expires_at is None
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(TELLING["saml2aws"])
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert find_credentials(environ=home).expires_at == END


def test_the_end_of_a_session_has_a_time_zone_and_is_shown_where_it_is_known() -> None:
    with pytest.raises(InputError, match="has no time zone"):
        Credentials(ID, SECRET, "t", expires_at=datetime(2024, 1, 2))
    assert "2024" in repr(SESSION)
    assert "expires_at" not in repr(Credentials(ID, SECRET))


@pytest.mark.filterwarnings("ignore:credentials")
@pytest.mark.parametrize(("minutes", "ends_with_session"), [(49, False), (50, False), (51, True)])
def test_a_link_ends_with_the_earlier_of_its_expiry_and_the_session(minutes: int, ends_with_session: bool) -> None:
    place: dict[str, Any] = {"endpoint": "eu-central-1", "credentials": SESSION, "expires": minutes * 60, "now": NOW}
    end = min(END, NOW + timedelta(minutes=minutes))
    link, form = presign("my-bucket", "k", **place), presign_post("my-bucket", "k", **place)
    assert (link.expires_at, link.ends_with_session) == (end, ends_with_session)
    assert (form.expires_at, Presigner("my-bucket", **place).expires_at) == (end, end)
    assert f"X-Amz-Expires={minutes * 60}&" in link.url


@pytest.mark.filterwarnings("ignore:credentials")
def test_another_end_is_another_link_though_all_else_is_alike() -> None:
    place: dict[str, Any] = {"endpoint": "http://localhost:9000", "now": NOW}
    ends = [
        presign("my-bucket", "k", credentials=Credentials("id", "secret", expires_at=end), **place).expires_at
        for end in (NOW + timedelta(hours=2), NOW + timedelta(minutes=1), None)
    ]
    assert ends == [NOW + timedelta(hours=1), NOW + timedelta(minutes=1), NOW + timedelta(hours=1)]


def test_advice_says_when_the_session_ends_the_link_and_is_silent_where_it_does_not() -> None:
    def said(seconds: int, later: timedelta = timedelta(0)) -> str:
        return " ".join(row.text for row in credential_advice(SESSION, seconds, NOW + later))

    # aws-cli#5076, boto3#3079: people want to be told when they make the link
    assert said(604_800) == (
        "Their session ends at 2024-01-02 03:54:05 UTC, and the link with it: after 50 minutes, not 7 days."
    )
    assert said(3000) == ""
    assert said(60, timedelta(minutes=50)) == (
        "Their session ended at 2024-01-02 03:54:05 UTC: stores refuse what they sign."
    )
    with pytest.warns(UserWarning, match="not 1 hour"):
        presign("my-bucket", "k", endpoint="eu-central-1", credentials=SESSION, now=NOW)


def test_the_stores_side_refuses_a_link_whose_session_is_over() -> None:
    with pytest.warns(UserWarning, match="Their session ends"):
        link = presign("my-bucket", "k", endpoint="eu-central-1", credentials=SESSION, now=NOW)
    assert verify(link, SESSION, now=END - timedelta(seconds=1)).accepted
    assert verify(link, SESSION, now=END).code == "ExpiredToken"
